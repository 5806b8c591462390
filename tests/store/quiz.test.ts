/** A quiz from its first question to what the progress keeps of it. */
import { describe, expect, it } from "vitest";
import { judge } from "../../src/core/lessons/quiz/judge.ts";
import type { Given } from "../../src/core/lessons/quiz/answer.ts";
import { NO_PROGRESS, type Progress } from "../../src/core/lessons/schema/progress.ts";
import { createProgress, type ProgressStore } from "../../src/store/progress.ts";
import { endExam, keepDraft, keepResult, newRun, type Questions } from "../../src/store/quiz.ts";
import { createQuizRuns, type QuizRuns } from "../../src/store/quizRuns.ts";
import { BANK } from "../support/questions.ts";

const NOW = new Date(2026, 2, 14, 9).getTime();

const QUESTIONS: Questions = {
  all: BANK,
  book: new Map(),
  find: (id) => {
    const question = BANK.find((one) => one.id === id);
    return question && { question, stem: [], lab: undefined, sandbox: undefined };
  },
};

function device(): { readonly runs: QuizRuns; readonly progress: ProgressStore } {
  return { runs: createQuizRuns(undefined), progress: createProgress(undefined) };
}

const option = (index: number): Given => ({ kind: "option", option: index });

describe("what is asked", () => {
  it("is the same for a seed; an exam has an end", () => {
    const make = () => newRun(QUESTIONS, { kind: "exam", exam: "CKA" }, "s1", NO_PROGRESS, NOW);
    const run = make();
    expect(run).toMatchObject({ place: "exam/CKA?seed=s1", begun: NOW, ends: NOW + 15 * 60_000 });
    expect(run).toEqual(make());
  });

  it("is nothing where nothing is due, or of that topic", () => {
    expect(newRun(QUESTIONS, { kind: "due" }, "s", NO_PROGRESS, NOW)).toBeUndefined();
    expect(
      newRun(QUESTIONS, { kind: "topic", topic: "none" }, "s", NO_PROGRESS, NOW),
    ).toBeUndefined();
  });

  it("is, of what is due, a new item for a belief that items can be made for", () => {
    const card = { due: NOW - 1, stability: 1, difficulty: 5, elapsed_days: 0, scheduled_days: 1, learning_steps: 0, reps: 1, lapses: 0, state: 2 }; // prettier-ignore
    const progress: Progress = {
      ...NO_PROGRESS,
      cards: { M17: card, M06: card, "ns-label": card, later: { ...card, due: NOW + 1e9 } },
    };
    const ids = newRun(QUESTIONS, { kind: "due" }, "s", progress, NOW)?.items.map(
      ({ question }) => question,
    );
    expect(ids).toHaveLength(3);
    expect(ids?.[0]).toMatch(/^gen:1\.or-as-and\./);
    expect(ids?.slice(1).every((id) => /^Q\d{3}$/.test(id))).toBe(true);
  });
});

describe("an answer", () => {
  it("is kept as a draft, counts once, and reaches progress and cards", async () => {
    const { runs, progress } = device();
    const run = newRun(QUESTIONS, { kind: "topic", topic: "union" }, "s", NO_PROGRESS, NOW);
    if (run === undefined) throw new Error("no questions");
    runs.put(run);
    const at = run.items.findIndex(({ question }) => question === "Q031");
    const question = BANK.find(({ id }) => id === "Q031");
    if (question === undefined) throw new Error("no Q031");
    keepDraft(runs, run.place, at, option(3));
    expect(runs.store.getState().get(run.place)?.items[at]).toMatchObject({
      given: option(3),
      done: false,
    });
    const judgement = judge(question, option(3));
    await keepResult(runs, progress, run.place, at, question, {
      given: option(3), judgement, sure: true, seconds: 4,
    }); // prettier-ignore
    keepDraft(runs, run.place, at, option(1)); // too late
    expect(runs.store.getState().get(run.place)?.items[at]).toMatchObject({
      given: option(3),
      done: true,
      right: false,
      belief: "M13",
      sure: true,
    });
    const { answers, cards } = progress.store.getState().progress;
    expect(answers).toMatchObject([{ question: "Q031", right: false, belief: "M13", sure: true }]);
    expect(Object.keys(cards)).toEqual(["M13"]);
  });
});

describe("the end of an exam", () => {
  const begin = (): ReturnType<typeof device> & { readonly place: string } => {
    const { runs, progress } = device();
    const run = newRun(QUESTIONS, { kind: "exam", exam: "first" }, "s", NO_PROGRESS, NOW);
    if (run === undefined) throw new Error("no exam");
    runs.put(run);
    return { runs, progress, place: run.place };
  };

  it("judges every answer once, keeps those that were given, and tells when it ended", async () => {
    const { runs, progress, place } = begin();
    const items = runs.store.getState().get(place)?.items ?? [];
    const singles = items.flatMap(({ question }, index) => {
      const found = BANK.find(({ id }) => id === question);
      return found?.type === "single" ? [{ index, found }] : [];
    });
    const [first, second] = singles;
    if (first === undefined || second === undefined) throw new Error("too few");
    keepDraft(runs, place, first.index, option(first.found.answer));
    keepDraft(runs, place, second.index, option(second.found.answer === 0 ? 1 : 0));
    await Promise.all([
      endExam(runs, progress, QUESTIONS, place, NOW + 99 * 60_000),
      endExam(runs, progress, QUESTIONS, place, NOW + 99 * 60_000),
    ]);
    await endExam(runs, progress, QUESTIONS, place, NOW + 99 * 60_000);
    const ended = runs.store.getState().get(place);
    expect(ended).toMatchObject({ ended: ended?.ends, at: 0 });
    expect(ended?.items.every(({ done }) => done)).toBe(true);
    expect(ended?.items.filter(({ right }) => right)).toHaveLength(1);
    expect(progress.store.getState().progress.answers).toHaveLength(2);
  });

  it("takes no more drafts", async () => {
    const { runs, progress, place } = begin();
    await endExam(runs, progress, QUESTIONS, place, NOW + 1000);
    keepDraft(runs, place, 0, option(0));
    expect(runs.store.getState().get(place)?.items[0]?.given).toBeUndefined();
    expect(runs.store.getState().get(place)?.ended).toBe(NOW + 1000);
  });
});

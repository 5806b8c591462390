/** A quiz on this device: its questions, every answer kept at once, an exam judged at its end. */
import { judge } from "../core/lessons/quiz/judge.ts";
import { placeText } from "../core/lessons/quiz/place.ts";
import { practiceItem } from "../core/lessons/practice/generate.ts";
import { seedOf } from "../core/lessons/practice/seed.ts";
import { TARGETS } from "../core/lessons/practice/targets.ts";
import { dueQuestions, examNamed, select, type Selection } from "../core/lessons/quiz/select.ts";
import { seeded } from "../core/lessons/quiz/shuffle.ts";
import type { Given } from "../core/lessons/quiz/answer.ts";
import type { Block } from "../core/lessons/prose.ts";
import type { QuizRun, RunItem } from "../core/lessons/schema/answers.ts";
import type { Progress } from "../core/lessons/schema/progress.ts";
import type { BookEntry, Question } from "../core/lessons/schema/quiz.ts";
import { loadMisconceptions, loadQuestions } from "./content.ts";
import { keepAnswer } from "./keepAnswer.ts";
import type { ProgressStore } from "./progress.ts";
import { questionLab, questionSandbox, type QuestionLab } from "./questions.ts";
import type { QuizRuns } from "./quizRuns.ts";
import { dueKeys } from "./schedule.ts";

/** A question with what the page needs around it. */
export interface Asked {
  readonly question: Question;
  readonly stem: readonly Block[];
  readonly lab: QuestionLab | undefined;
  /** Opens its sandbox; gives the path to go to. */
  readonly sandbox: (() => Promise<string | undefined>) | undefined;
}

/** All questions, from the banks and made ones, by id. */
export interface Questions {
  readonly all: readonly Question[];
  readonly find: (id: string) => Asked | undefined;
  readonly book: ReadonlyMap<string, BookEntry>;
}

export async function loadQuiz(): Promise<Questions> {
  const [{ questions, stems }, entries] = await Promise.all([
    loadQuestions(),
    loadMisconceptions(),
  ]);
  const byId = new Map(questions.map((question) => [question.id, question]));
  const made = new Map<string, Asked | undefined>();
  const find = (id: string): Asked | undefined => {
    const question = byId.get(id);
    if (question !== undefined) {
      const sandbox = question.verify && (() => questionSandbox(question));
      return { question, stem: stems[id] ?? [], lab: questionLab(question), sandbox };
    }
    if (!id.startsWith(MADE)) return undefined;
    if (!made.has(id)) made.set(id, madeQuestion(id, entries));
    return made.get(id);
  };
  return { all: questions, find, book: new Map(entries.map((entry) => [entry.id, entry])) };
}

const MADE = "gen:";

/** A generated question by its id; undefined for a seed of another version. */
function madeQuestion(id: string, book: readonly BookEntry[]): Asked | undefined {
  try {
    const { question, stem, cluster, policies } = practiceItem(id.slice(MADE.length), book);
    const content = { manifests: cluster, policies };
    const sandbox = () => questionSandbox(question, content);
    return { question, stem, lab: questionLab(question, content), sandbox };
  } catch {
    return undefined;
  }
}

/**
 * What is due as ids of questions: for a belief that items can be made for a new item, else a
 * question of the bank that was not asked for long.
 */
function dueIds({ all }: Questions, progress: Progress, seed: string, now: number): string[] {
  const keys = dueKeys(progress.cards, now);
  const made = keys.flatMap((key) => {
    const targets = TARGETS.filter(({ belief }) => belief.id === key);
    const random = seeded(seed, key, String(progress.answers.length));
    const target = targets[random.int(targets.length)];
    return target === undefined ? [] : [{ key, slug: target.slug, random }];
  });
  const rest = keys.filter((key) => made.every((one) => one.key !== key));
  const asked = dueQuestions(all, rest, progress.answers, seed);
  return [
    ...made.map(({ slug, random }) => MADE + seedOf(slug, random.int(36 ** 6).toString(36))),
    ...asked.map(({ id }) => id),
  ];
}

/** The longest that a day's review is. */
const MOST_DUE = 20;

/** A quiz from the start; undefined where there is nothing to ask. */
export function newRun(
  questions: Questions,
  selection: Selection,
  seed: string,
  progress: Progress,
  now: number,
): QuizRun | undefined {
  const ids =
    selection.kind === "due"
      ? dueIds(questions, progress, seed, now).slice(0, MOST_DUE)
      : select(questions.all, selection, seed).map(({ id }) => id);
  if (ids.length === 0) return undefined;
  const exam = selection.kind === "exam" ? examNamed(selection.exam) : undefined;
  return {
    version: 1,
    place: placeText(selection, seed),
    seed,
    items: ids.map((question) => ({ question, done: false })),
    at: 0,
    begun: now,
    ...(exam && { ends: now + exam.minutes * 60_000 }),
  };
}

/** The run with one item changed. */
export function withItem(run: QuizRun, index: number, change: Partial<RunItem>): QuizRun {
  const items = run.items.map((item, i) => (i === index ? { ...item, ...change } : item));
  return { ...run, items };
}

/** Keeps what was answered so far, before it counts. */
export function keepDraft(runs: QuizRuns, place: string, index: number, given: Given): void {
  runs.update(place, (run) =>
    run.items[index]?.done === true || run.ended !== undefined
      ? run
      : withItem(run, index, { given: copyOf(given) }),
  );
}

/** Plain arrays, as they are kept. */
function copyOf(given: Given): NonNullable<RunItem["given"]> {
  switch (given.kind) {
    case "options":
      return { kind: given.kind, options: [...given.options] };
    case "cells":
      return { kind: given.kind, cells: [...given.cells] };
    case "order":
      return { kind: given.kind, items: [...given.items] };
    case "pairs":
      return { kind: given.kind, rights: [...given.rights] };
    default:
      return given;
  }
}

interface Result {
  readonly given: Given;
  readonly judgement: ReturnType<typeof judge>;
  readonly sure?: boolean | undefined;
  readonly seconds: number;
}

/** An answer that counts: in the quiz, in the progress, and on its cards. */
export async function keepResult(
  runs: QuizRuns,
  progress: ProgressStore,
  place: string,
  index: number,
  question: Question,
  result: Result,
): Promise<void> {
  const { given, judgement, sure } = result;
  const { right, score, belief } = judgement;
  runs.update(place, (run) =>
    withItem(run, index, {
      given: copyOf(given),
      done: true,
      right,
      score,
      ...(sure !== undefined && { sure }),
      ...(belief !== undefined && { belief }),
    }),
  );
  await keepAnswer(progress, question, result);
}

/**
 * Ends an exam: every answer is judged and kept. Once; a second call does nothing.
 * @param now ms since the epoch
 */
export async function endExam(
  runs: QuizRuns,
  progress: ProgressStore,
  { find }: Questions,
  place: string,
  now: number,
): Promise<void> {
  const run = runs.store.getState().get(place);
  if (run === undefined || run.ended !== undefined) return;
  const judged = await Promise.all(
    run.items.map(async ({ question, given }) => {
      const asked = find(question);
      if (asked === undefined) return undefined;
      // only these need their cluster: to be judged at all, or to know the belief
      const needs = asked.question.type === "fix" || asked.question.type === "matrix";
      const world =
        needs && given !== undefined ? await asked.lab?.().catch(() => undefined) : undefined;
      return { asked, judgement: judge(asked.question, given, world) };
    }),
  );
  const again = runs.store.getState().get(place);
  if (again === undefined || again.ended !== undefined) return; // ended meanwhile, by the clock
  const ended = Math.min(now, run.ends ?? now);
  const seconds = Math.round((ended - run.begun) / 1000 / run.items.length);
  runs.put({
    ...run,
    at: 0,
    ended,
    items: run.items.map((item, index) => {
      const judgement = judged[index]?.judgement;
      return {
        ...item,
        done: true,
        right: judgement?.right ?? false,
        score: judgement?.score ?? 0,
        ...(judgement?.belief !== undefined && { belief: judgement.belief }),
      };
    }),
  });
  for (const [index, one] of judged.entries()) {
    // what was left open says nothing of what is known
    if (one === undefined || run.items[index]?.given === undefined) continue;
    await keepAnswer(progress, one.asked.question, { judgement: one.judgement, seconds });
  }
}

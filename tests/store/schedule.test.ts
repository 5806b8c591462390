/** When something comes back: soon after a mistake, in growing steps after right answers. */
import { beforeAll, describe, expect, it } from "vitest";
import type { AnswerRecord } from "../../src/core/lessons/quiz/results.ts";
import { NO_PROGRESS, readProgress } from "../../src/core/lessons/schema/progress.ts";
import {
  answeredProgress,
  cardsOf,
  dueKeys,
  gradeOf,
  loadScheduler,
  nextDue,
  type Card,
  type Evidence,
} from "../../src/store/schedule.ts";

const DAY = 86_400_000;
const START = new Date(2026, 2, 14, 9).getTime();
const RIGHT: Evidence = { right: true };
const WRONG: Evidence = { right: false };

let schedule: Awaited<ReturnType<typeof loadScheduler>>;
beforeAll(async () => {
  schedule = await loadScheduler();
});

const days = (card: Card, now: number): number => (card.due - now) / DAY;

/** Answers one after the other, each on the day when the card is due. */
function history(...evidence: readonly Evidence[]): { card: Card; now: number; steps: number[] } {
  let card: Card | undefined;
  let now = START;
  const steps: number[] = [];
  for (const [index, one] of evidence.entries()) {
    if (index > 0) now = card?.due ?? now;
    card = schedule(card, one, now);
    steps.push(days(card, now));
  }
  if (card === undefined) throw new Error("nothing was answered");
  return { card, now, steps };
}

it.each([
  [{ right: true }, "Good"],
  [{ right: true, sure: true }, "Easy"],
  [{ right: true, sure: false }, "Hard"],
  [{ right: true, sure: true, hints: 1 }, "Hard"],
  [{ right: false }, "Again"],
  [{ right: false, sure: true }, "Again"],
  [{ right: false, sure: false, hints: 2 }, "Again"],
] as const)("%j is rated %s", (evidence, grade) => {
  expect(gradeOf(evidence)).toBe(grade);
});

describe("a card", () => {
  it("comes back the next day after a mistake", () => {
    expect(history(WRONG).steps).toEqual([1]);
    expect(history(RIGHT, RIGHT, RIGHT, WRONG).steps.at(-1)).toBeLessThanOrEqual(4);
  });

  it("comes back in weeks after four right answers in a row, each step longer", () => {
    const { steps } = history(RIGHT, RIGHT, RIGHT, RIGHT);
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
    expect(steps[0]).toBeLessThanOrEqual(4);
    expect(steps[3]).toBeGreaterThanOrEqual(21);
  });

  it("comes back later the surer a right answer was", () => {
    const step = (evidence: Evidence): number => history(evidence).steps[0] ?? 0;
    expect(step({ right: true, sure: false })).toBeLessThan(step(RIGHT));
    expect(step(RIGHT)).toBeLessThan(step({ right: true, sure: true }));
  });

  it("does not get further by many answers on one day", () => {
    let card = schedule(undefined, RIGHT, START);
    const first = days(card, START);
    for (let n = 1; n <= 5; n++) card = schedule(card, RIGHT, START + n * 60_000);
    expect(days(card, START)).toBeLessThan(first + 3);
  });

  it("counts sure and wrong as a lapse, from the first answer on", () => {
    const sure = schedule(undefined, { right: false, sure: true }, START);
    const unsure = schedule(undefined, { right: false, sure: false }, START);
    expect([sure.lapses, unsure.lapses]).toEqual([1, 0]);
    expect(sure.difficulty).toBeGreaterThan(unsure.difficulty);
    const known = history(RIGHT, RIGHT, RIGHT).card;
    expect(schedule(known, { right: false, sure: true }, known.due).lapses).toBe(1);
  });

  it("never waits much more than a year", () => {
    const many = Array.from({ length: 14 }, (): Evidence => ({ right: true, sure: true }));
    expect(history(...many).steps.at(-1)).toBeLessThan(370);
  });

  it("survives a clock that was set back, and numbers that no scheduler made", () => {
    const card = schedule(undefined, RIGHT, START);
    expect(schedule(card, RIGHT, START - 30 * DAY).due).toBeGreaterThan(START);
    const odd: Card = { ...card, stability: -1, difficulty: 99, state: 3 };
    expect(Number.isFinite(schedule(odd, RIGHT, START).due)).toBe(true);
  });
});

const answer = (right: boolean, belief?: string): AnswerRecord => ({
  question: "Q037",
  topic: "and-or",
  right,
  score: right ? 1 : 0,
  seconds: 9,
  at: START,
  ...(belief !== undefined && { belief }),
});
const KEYS = ["and-or", "M17", "M16"];

describe("the cards of an answer", () => {
  const CARD: Card = {
    due: 0, stability: 1, difficulty: 5, elapsed_days: 0, scheduled_days: 1,
    learning_steps: 0, reps: 1, lapses: 0, state: 2,
  }; // prettier-ignore
  it.each([
    ["a mistake with its belief", answer(false, "M17"), {}, ["M17"]],
    ["a mistake that shows none", answer(false), {}, ["and-or"]],
    ["right for the first time", answer(true), {}, ["and-or"]],
    ["right after a mistake", answer(true), { M17: CARD }, ["and-or", "M17"]],
    ["right to a made item", answer(true, "M18"), { M18: CARD, M20: CARD }, ["and-or", "M18"]],
  ])("%s", (_, given, cards, keys) => {
    expect(cardsOf(given, KEYS, cards)).toEqual(keys);
  });

  it("go into the progress, which can be read again", () => {
    const wrong = answeredProgress(NO_PROGRESS, answer(false, "M17"), KEYS, schedule);
    const right = answeredProgress(wrong, { ...answer(true), at: START + DAY }, KEYS, schedule);
    expect(Object.keys(right.cards).toSorted()).toEqual(["M17", "and-or"]);
    expect(right.answers).toHaveLength(2);
    expect(readProgress(JSON.parse(JSON.stringify(right)))).toEqual({ ok: true, progress: right });
  });
});

describe("due today", () => {
  it("holds what is due before midnight, the longest overdue first", () => {
    const at = (due: number): Card => ({ ...schedule(undefined, RIGHT, START), due });
    const cards = {
      later: at(START + 2 * DAY),
      tonight: at(START + 8 * 3_600_000),
      old: at(START - 5 * DAY),
    };
    expect(dueKeys(cards, START)).toEqual(["old", "tonight"]);
    expect(nextDue(cards, START)).toBe(START + 2 * DAY);
    expect(dueKeys({}, START)).toEqual([]);
    expect(nextDue({}, START)).toBeUndefined();
  });
});

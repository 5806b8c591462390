/**
 * Spaced repetition: what was got wrong comes back the next day, what was got right in ever longer
 * steps. A card stands for a misconception or a topic, not for a question, so that it comes back in
 * other words. ts-fsrs counts the days; this file says how an answer is rated.
 */
import type { Progress } from "../core/lessons/schema/progress.ts";
import { withAnswer, type AnswerRecord } from "../core/lessons/quiz/results.ts";

export type Card = NonNullable<Progress["cards"][string]>;

/** What an answer says about how well something is known. */
export interface Evidence {
  readonly right: boolean;
  /** Absent where it was not asked. */
  readonly sure?: boolean | undefined;
  /** Hints that were looked at before. */
  readonly hints?: number;
}

/** Names of the ratings of ts-fsrs. */
type Grade = "Again" | "Hard" | "Good" | "Easy";

/** Wrong is wrong; right by luck or with help counts for less, right and sure for more. */
export function gradeOf({ right, sure, hints = 0 }: Evidence): Grade {
  if (!right) return "Again";
  if (sure === false || hints > 0) return "Hard";
  return sure === true ? "Easy" : "Good";
}

/** Steps within a day are left out: a quiz is over before they would come. */
const PARAMETERS = { enable_short_term: false, enable_fuzz: false, maximum_interval: 365 };

/** Hardest, on the scale of 1 to 10. */
const MAX_DIFFICULTY = 10;

const STATES = ["New", "Learning", "Review", "Relearning"] as const;

type Scheduler = (card: Card | undefined, evidence: Evidence, now: number) => Card;

/** Fetches the scheduler; small, but nothing of the first page. */
export async function loadScheduler(): Promise<Scheduler> {
  const { Rating, createEmptyCard, fsrs } = await import("ts-fsrs");
  const scheduler = fsrs(PARAMETERS);
  const review = (card: Card | undefined, at: number, grade: Grade): Card => {
    const before =
      card === undefined
        ? createEmptyCard(at)
        : { ...card, state: STATES[card.state] ?? "New", last_review: card.last_review ?? null };
    const { card: after } = scheduler.next(before, at, Rating[grade]);
    const { due, last_review: _, ...numbers } = after;
    return { ...numbers, due: due.getTime(), last_review: at };
  };
  return (card, evidence, now) => {
    const at = Math.max(now, card?.last_review ?? 0); // a clock may be set back
    const grade = gradeOf(evidence);
    let next: Card;
    try {
      next = review(card, at, grade);
    } catch {
      next = review(undefined, at, grade); // a card that no scheduler made
    }
    return !evidence.right && evidence.sure === true ? lapsed(card, next) : next;
  };
}

/** Sure and wrong is worse than wrong: it counts as a lapse on a new card too, and as harder. */
function lapsed(before: Card | undefined, after: Card): Card {
  return {
    ...after,
    lapses: (before?.lapses ?? 0) + 1,
    difficulty: Math.min(MAX_DIFFICULTY, after.difficulty + 1),
  };
}

/**
 * Which cards an answer is about. Wrong: the belief that it shows, else the topic. Right: the
 * topic, and the beliefs with a card that the question tests.
 * @param keys what the question tests: topic and beliefs
 */
export function cardsOf(
  { topic, belief, right }: AnswerRecord,
  keys: readonly string[],
  cards: Progress["cards"],
): readonly string[] {
  if (!right) return [belief ?? topic];
  const tested = [...keys, ...(belief === undefined ? [] : [belief])];
  return [...new Set([topic, ...tested.filter((key) => Object.hasOwn(cards, key))])];
}

/** Progress with the answer and its cards. */
export function answeredProgress(
  progress: Progress,
  answer: AnswerRecord,
  keys: readonly string[],
  schedule: Scheduler,
  hints = 0,
): Progress {
  const { right, sure, at } = answer;
  const changed = cardsOf(answer, keys, progress.cards).map((key) => {
    const card = Object.hasOwn(progress.cards, key) ? progress.cards[key] : undefined;
    return [key, schedule(card, { right, sure, hints }, at)] as const;
  });
  const next = withAnswer(progress, answer);
  return { ...next, cards: { ...next.cards, ...Object.fromEntries(changed) } };
}

/** Keys of the cards that are due before the end of the day, the longest overdue first. */
export function dueKeys(cards: Progress["cards"], now: number): readonly string[] {
  return Object.entries(cards)
    .filter(([, card]) => card.due <= endOfDay(now))
    .toSorted(([, a], [, b]) => a.due - b.due)
    .map(([key]) => key);
}

/** The last moment of the day where the learner is. */
export function endOfDay(now: number): number {
  return new Date(now).setHours(24, 0, 0, 0) - 1;
}

/** When the next card comes that is not due today; undefined when there is none. */
export function nextDue(cards: Progress["cards"], now: number): number | undefined {
  const later = Object.values(cards).flatMap(({ due }) => (due > endOfDay(now) ? [due] : []));
  return later.length === 0 ? undefined : Math.min(...later);
}

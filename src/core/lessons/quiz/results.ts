/** What the answers say: by topic, and by the beliefs that wrong answers gave away. */
import type { Progress } from "../schema/progress.ts";

export type AnswerRecord = Progress["answers"][number];

export interface TopicResult {
  readonly topic: string;
  readonly asked: number;
  readonly right: number;
  /** Fewer answers than say anything. */
  readonly few: boolean;
}

export interface BeliefResult {
  readonly belief: string;
  /** How often a wrong answer gave it away. */
  readonly shown: number;
  /** Of these, how often the learner had been sure. */
  readonly sure: number;
  /** Right answers to questions about it since it was shown last. */
  readonly rightSince: number;
  /** Lab-independent time, ms since the epoch, when it was shown last. */
  readonly last: number;
}

/** Below this many answers a share says nothing. */
const ENOUGH = 4;

/** One line a topic, those with the smallest share of right answers first. */
export function resultsByTopic(answers: readonly AnswerRecord[]): readonly TopicResult[] {
  const byTopic = new Map<string, { asked: number; right: number }>();
  for (const { topic, right } of answers) {
    const entry = byTopic.get(topic) ?? { asked: 0, right: 0 };
    byTopic.set(topic, { asked: entry.asked + 1, right: entry.right + (right ? 1 : 0) });
  }
  return [...byTopic]
    .map(([topic, counts]) => ({ topic, ...counts, few: counts.asked < ENOUGH }))
    .toSorted((a, b) => a.right / a.asked - b.right / b.asked || b.asked - a.asked);
}

/**
 * One line a belief that was shown, the most often shown first.
 * @param about what a question tests, so that right answers to it count for its beliefs
 */
export function resultsByBelief(
  answers: readonly AnswerRecord[],
  about: (question: string) => readonly string[],
): readonly BeliefResult[] {
  const byBelief = new Map<string, BeliefResult>();
  for (const { belief, question, right, sure, at } of answers.toSorted((a, b) => a.at - b.at)) {
    if (right) {
      const tested = [...about(question), ...(belief === undefined ? [] : [belief])];
      for (const key of new Set(tested)) {
        const entry = byBelief.get(key);
        if (entry !== undefined) byBelief.set(key, { ...entry, rightSince: entry.rightSince + 1 });
      }
    } else if (belief !== undefined) {
      const entry = byBelief.get(belief);
      byBelief.set(belief, {
        belief,
        shown: (entry?.shown ?? 0) + 1,
        sure: (entry?.sure ?? 0) + (sure === true ? 1 : 0),
        rightSince: 0,
        last: at,
      });
    }
  }
  return [...byBelief.values()].toSorted((a, b) => b.shown - a.shown || b.last - a.last);
}

/** How many answers progress keeps; the oldest go first. */
const KEPT = 5000;

/** Progress with one more answer. */
export function withAnswer(progress: Progress, answer: AnswerRecord): Progress {
  return { ...progress, answers: [...progress.answers, answer].slice(-KEPT) };
}

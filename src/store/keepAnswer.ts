/** An answer to a question becomes part of the learner's progress, with the day it comes back. */
import { keysOf } from "../core/lessons/quiz/select.ts";
import { withAnswer, type AnswerRecord } from "../core/lessons/quiz/results.ts";
import type { Judgement } from "../core/lessons/quiz/answer.ts";
import type { Question } from "../core/lessons/schema/quiz.ts";
import type { ProgressStore } from "./progress.ts";
import { answeredProgress, loadScheduler } from "./schedule.ts";

interface Result {
  readonly judgement: Judgement;
  readonly sure?: boolean | undefined;
  readonly seconds: number;
}

/**
 * The answer is kept even where the scheduler cannot be fetched.
 * @param about what the question tests, as names of cards
 */
export async function keepAnswer(
  progress: ProgressStore,
  question: Question,
  { judgement, sure, seconds }: Result,
  about: readonly string[] = keysOf(question),
): Promise<void> {
  const { right, score, belief } = judgement;
  const answer: AnswerRecord = {
    question: question.id,
    topic: question.topic,
    ...(belief === undefined ? {} : { belief }),
    right,
    score,
    ...(sure === undefined ? {} : { sure }),
    seconds,
    at: Date.now(),
  };
  const schedule = await loadScheduler().catch(() => undefined);
  progress.update((old) =>
    schedule === undefined
      ? withAnswer(old, answer)
      : answeredProgress(old, answer, about, schedule),
  );
}

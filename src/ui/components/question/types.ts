/** What one question on the page needs and tells. */
import type { ReactNode } from "react";
import type { Block } from "../../../core/lessons/prose.ts";
import type { Given, Judgement, QuestionWorld } from "../../../core/lessons/quiz/answer.ts";
import type { Question } from "../../../core/lessons/schema/quiz.ts";

/** An answer that was given before: the card shows it locked. */
export interface Answered {
  readonly given: Given;
  readonly sure?: boolean | undefined;
}

export interface QuestionResult {
  readonly given: Given;
  readonly judgement: Judgement;
  /** Asked on one question in three. */
  readonly sure?: boolean | undefined;
  /** From showing the question to the answer; whole seconds. */
  readonly seconds: number;
}

export interface QuestionCardProps {
  /** Give the card a `key` of its own when another question follows. */
  readonly question: Question;
  readonly stem: readonly Block[];
  /** Shuffles options, items and pairs; the same seed shows the same order. */
  readonly seed: string;
  /**
   * Builds the question's lab; asked once, when it is needed (policies to look at, fixes, traces,
   * counterexamples). Without it these are left out, and `fix` cannot be judged. Keep it stable.
   */
  readonly world?: (() => Promise<QuestionWorld>) | undefined;
  /** "Question 4 of 10"; the topic is added. */
  readonly label?: string | undefined;
  /** Ask "sure" or "not sure" before the answer counts. */
  readonly askConfidence?: boolean | undefined;
  /**
   * `learn`: one answer, then the reason. `exam`: no feedback, the answer may be changed until the
   * end; `onGiven` is told of every change.
   */
  readonly mode: "learn" | "exam";
  readonly answered?: Answered | undefined;
  readonly onAnswer?: ((result: QuestionResult) => void) | undefined;
  /** Every change of an answer that does not count yet, so that nothing typed is lost. */
  readonly onGiven?: ((given: Given) => void) | undefined;
  /** What `onGiven` told last, after a reload. */
  readonly draft?: Given | undefined;
  /** "Open in the sandbox"; rejects with a sentence for the learner. */
  readonly onSandbox?: (() => void | Promise<void>) | undefined;
  /** Buttons at the end of the card, such as "Next question". */
  readonly actions?: ReactNode;
}

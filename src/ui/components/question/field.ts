/** What the part of a card that takes the answer gets; one component a type of question. */
import type { Given, Judgement } from "../../../core/lessons/quiz/answer.ts";
import type { Question } from "../../../core/lessons/schema/quiz.ts";

export interface FieldProps<T extends Question["type"], K extends Given["kind"]> {
  readonly question: Question & { readonly type: T };
  /** Indices of the question's own list in the order in which they are shown. */
  readonly order: readonly number[];
  readonly given: (Given & { readonly kind: K }) | undefined;
  readonly onGiven: (given: Given & { readonly kind: K }) => void;
  /** Set once the answer counts; then nothing can be changed. */
  readonly judgement: Judgement | undefined;
  /** Id of what is asked, for the name of the group. */
  readonly askId: string;
}

/** What is missing before an answer can count; undefined when nothing is. */
export function missingIn(question: Question, given: Given | undefined): string | undefined {
  switch (question.type) {
    case "single":
    case "outcome":
      return given?.kind === "option" ? undefined : "Choose an answer first.";
    case "spot":
      return given?.kind === "option" ? undefined : "Choose a policy first.";
    case "multi":
      return given?.kind === "options" && given.options.length > 0
        ? undefined
        : "Choose at least one answer first.";
    case "matrix":
      return given?.kind === "cells" &&
        question.cells.every((_, i) => (given.cells[i] ?? null) !== null)
        ? undefined
        : "Answer for each connection first.";
    case "fix":
      return given?.kind === "yaml" ? undefined : "Change the policy first.";
    case "order":
      return given?.kind === "order" ? undefined : "Move the steps into order first.";
    case "match":
      return given?.kind === "pairs" &&
        question.pairs.every((_, i) => (given.rights[i] ?? null) !== null)
        ? undefined
        : "Choose a match for each line first.";
    case "fill":
      return given?.kind === "text" && given.text.trim() !== ""
        ? undefined
        : "Type an answer first.";
  }
}

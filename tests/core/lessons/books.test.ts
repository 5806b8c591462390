/** The books of the course and the code speak of the same things; the rest is the verifier's. */
import { describe, expect, it } from "vitest";
import { MISCONCEPTIONS } from "../../../src/core/lessons/misconceptions.ts";
import { misconceptionBook, quizBank } from "../../../src/core/lessons/schema/quiz.ts";
import { shipped } from "../../support/lessons.ts";

describe("the book of beliefs", () => {
  it("has the words for every variation of the evaluator, and no others", () => {
    const { misconceptions } = shipped(misconceptionBook, "misconceptions.yaml");
    const flags = misconceptions.flatMap(({ id, flags: own = [] }) =>
      own.map((flag) => `${id} ${flag}`),
    );
    expect(flags).toEqual(MISCONCEPTIONS.map(({ id, flag }) => `${id} ${flag}`));
  });
});

describe("the bank", () => {
  it("asks in all nine ways, fifty times", () => {
    const { questions } = shipped(quizBank, "quiz/quiz1.yaml");
    expect(questions.length).toBeGreaterThanOrEqual(50);
    expect(new Set(questions.map(({ type }) => type)).size).toBe(9);
  });
});

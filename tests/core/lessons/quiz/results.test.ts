import { describe, expect, it } from "vitest";
import {
  resultsByBelief,
  resultsByTopic,
  withAnswer,
  type AnswerRecord,
} from "../../../../src/core/lessons/quiz/results.ts";
import { NO_PROGRESS } from "../../../../src/core/lessons/schema/progress.ts";

let clock = 0;
const answer = (
  question: string,
  right: boolean,
  more: Partial<AnswerRecord> = {},
): AnswerRecord => ({
  question,
  topic: "union",
  right,
  score: right ? 1 : 0,
  seconds: 5,
  at: ++clock,
  ...more,
});

it("topics come with their counts, the weakest first, few answers marked", () => {
  const answers = [
    ...[true, true, true, false].map((right) => answer("Q031", right)),
    answer("Q008", false, { topic: "default-deny" }),
  ];
  expect(resultsByTopic(answers)).toEqual([
    { topic: "default-deny", asked: 1, right: 0, few: true },
    { topic: "union", asked: 4, right: 3, few: false },
  ]);
  expect(resultsByTopic([])).toEqual([]);
});

describe("beliefs", () => {
  const about = (question: string): readonly string[] =>
    question === "Q037" ? ["and-or", "M17"] : [];

  it("are counted when a wrong answer shows them, right answers since then too", () => {
    const answers = [
      answer("Q037", true), // before: counts for nothing
      answer("Q037", false, { belief: "M17", sure: true }),
      answer("Q037", true),
      answer("gen:x.1", true, { belief: "M17" }),
      answer("Q031", true),
    ];
    expect(resultsByBelief(answers, about)).toMatchObject([
      { belief: "M17", shown: 1, sure: 1, rightSince: 2 },
    ]);
  });

  it("begin again when they are shown once more", () => {
    const answers = [
      answer("Q037", false, { belief: "M17" }),
      answer("Q037", true),
      answer("Q037", false, { belief: "M17" }),
      answer("Q041", false, { belief: "M16" }),
    ];
    expect(resultsByBelief(answers, about)).toMatchObject([
      { belief: "M17", shown: 2, rightSince: 0 },
      { belief: "M16", shown: 1 },
    ]);
  });
});

it("progress keeps the latest 5000 answers", () => {
  let progress = {
    ...NO_PROGRESS,
    answers: Array.from({ length: 5000 }, () => answer("Q001", true)),
  };
  const last = answer("Q002", false);
  progress = withAnswer(progress, last);
  expect(progress.answers).toHaveLength(5000);
  expect(progress.answers.at(-1)).toBe(last);
});

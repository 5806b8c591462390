/** The code and the file of an exam: what fits is taken, what was changed is found out. */
import { describe, expect, it } from "vitest";
import {
  checkExamResult,
  examResultOf,
  percentOf,
  readResultCode,
  resultCode,
} from "../../../../src/core/lessons/quiz/exam.ts";
import { judge } from "../../../../src/core/lessons/quiz/judge.ts";
import { select } from "../../../../src/core/lessons/quiz/select.ts";
import {
  readExamResult,
  readRun,
  type ExamResult,
  type QuizRun,
} from "../../../../src/core/lessons/schema/answers.ts";
import { BANK } from "../../../support/questions.ts";

const CODE = { rights: [true, false, true, true, false, true, true], percent: 71, answers: 12_345 };

describe("a result code", () => {
  const text = resultCode("CKA", "abc", CODE);

  it("is short, and says its exam", () => {
    expect(text).toMatch(/^CKA(-[0-9A-Z]{1,4}){3}$/);
  });

  it("is read again with its seed, also when it was written down carelessly", () => {
    expect(readResultCode(text, "CKA", "abc")).toEqual({ ok: true, ...CODE });
    expect(readResultCode(` ${text.toLowerCase()} `, "CKA", "abc")).toEqual({ ok: true, ...CODE });
    const careless = text.slice(4).replaceAll("0", "o").replaceAll("1", "l").replaceAll("-", " ");
    expect(readResultCode(`CKA-${careless}`, "CKA", "abc")).toEqual({ ok: true, ...CODE });
  });

  it.each([
    ["another seed", text, "CKA", "abd", "does not fit the seed"],
    ["another exam", text, "CKS", "abc", "no code of the exam CKS"],
    ["a digit too few", text.slice(0, -1), "CKA", "abc", "right length"],
    ["a letter that is none", `${text.slice(0, -1)}U`, "CKA", "abc", "a letter too many"],
    ["nothing", "", "CKA", "abc", "no code of the exam"],
    ["only the exam", "CKA-", "CKA", "abc", "a letter too many"],
  ])("is refused for %s", (_, given, exam, seed, error) => {
    const read = readResultCode(given, exam, seed);
    expect(read.ok ? "" : read.error).toContain(error);
  });

  it("is refused with any digit changed", () => {
    for (let place = 4; place < text.length; place++) {
      if (text[place] === "-") continue;
      const digit = text[place] === "7" ? "8" : "7";
      const changed = text.slice(0, place) + digit + text.slice(place + 1);
      expect(readResultCode(changed, "CKA", "abc").ok, changed).toBe(false);
    }
  });
});

it.each([
  [[], 0],
  [[1, 1, 1], 100],
  [[1, 1, 0.999], 99],
  [[1, 0, 0], 33],
  [[2 / 3, 1 / 3], 50],
])("percent of %j is %i", (scores, percent) => {
  expect(percentOf(scores)).toBe(percent);
});

function answered(): QuizRun {
  const questions = select(BANK, { kind: "exam", exam: "CKA" }, "s7");
  return {
    version: 1,
    place: "exam/CKA?seed=s7",
    seed: "s7",
    at: 0,
    begun: 1000,
    ends: 901_000,
    ended: 400_000,
    items: questions.map((question) => {
      if (!("answer" in question)) return { question: question.id, done: true };
      const given = { kind: "option", option: 1 } as const;
      const { right, score } = judge(question, given);
      return { question: question.id, done: true, given, right, score };
    }),
  };
}

describe("a result file", () => {
  const result = examResultOf(answered(), "CKA", "Ada");

  it("fits the exam and its seed, and goes through JSON", () => {
    expect(checkExamResult(result, BANK)).toEqual([]);
    const again: unknown = JSON.parse(JSON.stringify(result));
    expect(readExamResult(again)).toEqual(result);
    expect(result.percent).toBeGreaterThan(0);
  });

  const better = (
    change: (answers: ExamResult["answers"]) => ExamResult["answers"],
  ): ExamResult => ({
    ...result,
    answers: change(structuredClone(result.answers)),
  });
  it.each([
    ["a share of its own", { ...result, percent: 100 }, "share"],
    ["another code", { ...result, code: `${result.code.slice(0, -1)}0` }, "code"],
    ["another seed", { ...result, seed: "s8" }, "not the questions"],
    ["an exam that is none", { ...result, exam: "none" }, "no exam"],
    [
      "a wrong answer called right",
      better((answers) =>
        answers.map((answer) => (answer.right ? answer : { ...answer, right: true, score: 1 })),
      ),
      "judged otherwise",
    ],
    ["a question left out", better((answers) => answers.slice(1)), "not the questions"],
  ])("with %s is found out", (_, changed, fault) => {
    expect(checkExamResult(changed, BANK).join()).toContain(fault);
  });

  it.each([
    ["no object", "text"],
    ["a strange answer", { ...result, answers: [{ question: "Q001", given: { kind: "x" } }] }],
    ["one member more", { ...result, admin: true }],
    [
      "endless answers",
      { ...result, answers: Array.from({ length: 100 }, () => result.answers[0]) },
    ],
  ])("is none when it is %s", (_, value) => {
    expect(readExamResult(value)).toBeUndefined();
  });
});

describe("a kept quiz", () => {
  it("is read as it was", () => {
    expect(readRun(JSON.parse(JSON.stringify(answered())))).toEqual(answered());
  });
  it.each([
    ["open at a question that it has not", { ...answered(), at: 40 }],
    ["without questions", { ...answered(), items: [] }],
    ["of another version", { ...answered(), version: 2 }],
  ])("is none when it is %s", (_, value) => {
    expect(readRun(value)).toBeUndefined();
  });
});

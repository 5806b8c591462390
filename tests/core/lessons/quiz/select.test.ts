/** Which questions are asked, and in which order everything is shown. */
import { describe, expect, it } from "vitest";
import {
  EXAMS,
  QUIZ_LENGTH,
  dueQuestions,
  keysOf,
  mixed,
  select,
  topicTitle,
  topicsOf,
} from "../../../../src/core/lessons/quiz/select.ts";
import {
  asksConfidence,
  seeded,
  shownOrder,
  shuffled,
} from "../../../../src/core/lessons/quiz/shuffle.ts";
import { BANK, questionOf } from "../../../support/questions.ts";

const SEEDS = Array.from({ length: 40 }, (_, index) => `seed${index}`);
const ids = (questions: readonly { readonly id: string }[]): readonly string[] =>
  questions.map(({ id }) => id);

describe("shuffling", () => {
  it("gives the same for a seed and another for another", () => {
    const numbers = [1, 2, 3, 4, 5, 6, 7, 8];
    expect(shuffled(numbers, seeded("a", "b"))).toEqual(shuffled(numbers, seeded("a", "b")));
    expect(shuffled(numbers, seeded("a", "b"))).not.toEqual(shuffled(numbers, seeded("ab", "")));
    expect(shuffled(numbers, seeded("x")).toSorted()).toEqual(numbers);
  });

  it("puts the right option in every place about equally often", () => {
    const places = [0, 0, 0, 0];
    for (const question of BANK) {
      if (question.type !== "single" || question.options.length !== 4) continue;
      for (const seed of SEEDS) {
        const place = shownOrder(question, seed).indexOf(question.answer);
        places[place] = (places[place] ?? 0) + 1;
      }
    }
    const all = places.reduce((sum, count) => sum + count, 0);
    for (const count of places) expect(count / all).toBeCloseTo(0.25, 1);
  });

  it("never shows steps in their right order", () => {
    const question = { ...questionOf("Q015", "order"), items: ["a", "b", "c"] };
    for (const seed of SEEDS) expect(shownOrder(question, seed)).not.toEqual([0, 1, 2]);
  });

  it("leaves cells and texts alone", () => {
    expect(shownOrder(questionOf("Q010", "matrix"), "s")).toEqual([]);
    expect(shownOrder(questionOf("Q043", "fix"), "s")).toEqual([]);
  });

  it("asks for confidence on one question in three", () => {
    for (const seed of SEEDS) {
      const asked = Array.from({ length: 9 }, (_, place) => asksConfidence(seed, place));
      expect(asked.filter(Boolean)).toHaveLength(3);
    }
    expect(new Set(SEEDS.map((seed) => asksConfidence(seed, 0))).size).toBe(2);
  });
});

describe("a selection", () => {
  it("is the same for a seed, and another for another", () => {
    const one = ids(select(BANK, { kind: "mixed" }, "s1"));
    expect(one).toEqual(ids(select(BANK, { kind: "mixed" }, "s1")));
    expect(one).not.toEqual(ids(select(BANK, { kind: "mixed" }, "s2")));
    expect(one).toHaveLength(QUIZ_LENGTH);
    expect(new Set(one).size).toBe(QUIZ_LENGTH);
  });

  it("mixes topics: no two neighbours share one while others are left", () => {
    for (const seed of SEEDS) {
      const topics = mixed(BANK, seed).map(({ topic }) => topic);
      expect(new Set(topics).size).toBe(QUIZ_LENGTH);
    }
  });

  it("by topic holds that topic whole, by level that level alone", () => {
    const topic = select(BANK, { kind: "topic", topic: "and-or" }, "s");
    expect(ids(topic).toSorted()).toEqual(["Q037", "Q038", "Q039", "Q043"]);
    const level = select(BANK, { kind: "mixed", level: "CKS" }, "s");
    expect(new Set(level.map((question) => question.level))).toEqual(new Set(["CKS"]));
    expect(select(BANK, { kind: "topic", topic: "nothing" }, "s")).toEqual([]);
  });

  it.each(EXAMS)("exam $id asks what it says", ({ id, count, levels }) => {
    for (const seed of SEEDS.slice(0, 8)) {
      const asked = select(BANK, { kind: "exam", exam: id }, seed);
      expect(asked).toHaveLength(count);
      expect(new Set(ids(asked)).size).toBe(count);
      expect(asked.filter(({ level }) => !levels.includes(level))).toEqual([]);
    }
    const [main] = levels;
    const asked = select(BANK, { kind: "exam", exam: id }, "s");
    if (id !== "all") {
      const most = asked.filter(({ level }) => level === main).length;
      expect(most).toBe(Math.min(count, BANK.filter(({ level }) => level === main).length));
    }
  });

  it("of an exam that does not exist is empty", () => {
    expect(select(BANK, { kind: "exam", exam: "__proto__" }, "s")).toEqual([]);
  });
});

describe("what is due", () => {
  it("finds a question for each key, one that was not answered lately", () => {
    const answers = ["Q037", "Q038"].map((question, at) => ({
      question,
      topic: "and-or",
      right: true,
      score: 1,
      seconds: 1,
      at: at + 1,
    }));
    for (const seed of SEEDS) {
      const [first] = dueQuestions(BANK, ["and-or"], answers, seed);
      expect(["Q039", "Q043"]).toContain(first?.id);
    }
  });

  it("asks one question where it tests several keys, and none of a key without questions", () => {
    const [question, ...more] = dueQuestions(BANK, ["M17", "nothing"], [], "s");
    expect(more).toEqual([]);
    expect(question && keysOf(question)).toContain("M17");
    expect(dueQuestions(BANK, ["M17", question?.topic ?? ""], [], "s")).toHaveLength(1);
  });

  it("keys are the topic and the beliefs behind the options, each once", () => {
    expect(keysOf(questionOf("Q037", "single"))).toEqual(["and-or", "M17", "M16"]);
    expect(keysOf(questionOf("Q008", "fill"))).toEqual(["default-deny"]);
  });
});

it("every topic has a title", () => {
  for (const topic of topicsOf(BANK).keys())
    expect(topicTitle(topic)).toMatch(/^(kind |policy)?[A-Zck]/);
  expect(topicTitle("blast-radius")).toBe("Blast radius");
});

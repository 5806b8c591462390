/** Links carry nothing but a seed: the same seed gives the same item for ever. */
import { describe, expect, it } from "vitest";
import { practiceItem, SeedError } from "../../../../src/core/lessons/practice/generate.ts";
import type { PracticeItem } from "../../../../src/core/lessons/practice/item.ts";
import { Random } from "../../../../src/core/lessons/practice/random.ts";
import {
  itemsOf,
  randomPart,
  readSeed,
  seedOf,
  VERSION,
} from "../../../../src/core/lessons/practice/seed.ts";
import { TARGETS } from "../../../../src/core/lessons/practice/targets.ts";
import { misconceptionBook } from "../../../../src/core/lessons/schema/quiz.ts";
import { answerRecord } from "../../../../src/core/lessons/schema/progress.ts";
import { readCorpus } from "../../../support/corpus.ts";
import { shipped } from "../../../support/lessons.ts";

const BOOK = shipped(misconceptionBook, "misconceptions.yaml").misconceptions;

/** What a link promises: the cluster, what is asked, the options and their order. */
function promised({ seed, form, question, cluster, policies, answers }: PracticeItem): object {
  const { stem, type } = question;
  const key = "answer" in question ? question.answer : undefined;
  return { seed, form, type, stem, key, answers, policies, cluster };
}

describe("a seed", () => {
  it("gives the item that it gave when version 1 was made", () => {
    const kept = JSON.parse(readCorpus("practice-items.json")) as { readonly seed: string }[];
    expect(kept.length).toBeGreaterThanOrEqual(8);
    const now = kept.map(({ seed }) => promised(practiceItem(seed, BOOK)));
    expect(JSON.parse(JSON.stringify(now))).toEqual(kept);
  });

  it("gives the same item twice, and another with another letter", () => {
    const item = practiceItem("1.and-or.k3f9", BOOK);
    expect(practiceItem("1.and-or.k3f9", BOOK)).toEqual(item);
    expect(practiceItem("1.and-or.k3f8", BOOK).cluster).not.toBe(item.cluster);
    expect(item.target.topic).toBe("and-or");
  });

  it.each([
    ["1.and-or.k3f9", undefined, 2],
    ["1.or-as-and.k3f9", undefined, 1],
    ["1.mixed.abc.10", 10, TARGETS.length],
    ["1.two-gates.abc.30", 30, 2],
  ])("%s is read", (text, count, targets) => {
    const read = readSeed(text);
    if (!read.ok) throw new Error(read.reason);
    expect([read.seed.count, read.seed.targets.length]).toEqual([count, targets]);
  });

  it.each([
    ["", "form"],
    ["1.and-or", "form"],
    ["1.nothing-such.abc", "form"],
    ["1.mixed.ABC", "form"],
    ["1.mixed.abc.0", "form"],
    ["1.mixed.abc.31", "form"],
    ["1.mixed.abc.10.5", "form"],
    ["1.mixed.../../etc", "form"],
    ["1.__proto__.abc", "form"],
    ["1.constructor.abc", "form"],
    [`1.mixed.${"a".repeat(500)}`, "form"],
    ["2.mixed.abc", "version"],
  ])("%j is refused: %s", (text, reason) => {
    expect(readSeed(text)).toEqual({ ok: false, reason });
    expect(() => practiceItem(text, BOOK)).toThrow(SeedError);
  });

  it("of a set is no item", () => {
    expect(() => practiceItem("1.mixed.abc.10", BOOK)).toThrow(SeedError);
  });
});

describe("a set", () => {
  const seedsOf = (text: string): readonly string[] => {
    const read = readSeed(text);
    if (!read.ok) throw new Error(read.reason);
    return itemsOf(read.seed);
  };

  it("is the same for everybody, and no item comes twice", () => {
    const seeds = seedsOf(seedOf("mixed", randomPart("a class"), 30));
    expect(seedsOf(seedOf("mixed", randomPart("a class"), 30))).toEqual(seeds);
    expect(new Set(seeds).size).toBe(30);
    expect(seedsOf(seedOf("mixed", randomPart("another class"), 30))).not.toEqual(seeds);
  });

  it("asks about every belief before one comes again", () => {
    const slugs = seedsOf("1.mixed.abc.21").map((seed) => seed.split(".")[1]);
    expect(new Set(slugs).size).toBe(TARGETS.length);
  });

  it("has seeds that progress keeps and the generator reads", () => {
    for (const seed of seedsOf("1.mixed.aaaaaaaaaaaaaaaaaaaa.30")) {
      expect(readSeed(seed).ok).toBe(true);
      const record = {
        question: `gen:${seed}`,
        topic: "and-or",
        right: true,
        score: 1,
        seconds: 1,
      };
      expect(answerRecord.safeParse({ ...record, at: 0 }).success).toBe(true);
    }
  });

  it("of one item is that item", () => {
    expect(seedsOf("1.or-as-and.k3f9")).toEqual(["1.or-as-and.k3f9"]);
    expect(seedsOf("1.or-as-and.k3f9.1")).not.toEqual(["1.or-as-and.k3f9"]);
  });

  it("begins with the version", () => {
    expect(seedOf("mixed", "abc", 10)).toBe(`${VERSION}.mixed.abc.10`);
  });
});

describe("random numbers", () => {
  it("are those of sfc32 for ever", () => {
    const random = new Random("1.and-or.k3f9");
    expect(Array.from({ length: 8 }, () => random.below(1000))).toMatchInlineSnapshot(`
      [
        569,
        624,
        984,
        199,
        171,
        939,
        638,
        135,
      ]
    `);
  });

  it("fall evenly, and a shuffle puts everything everywhere", () => {
    const random = new Random("even");
    const counts = Array<number>(7).fill(0);
    for (let i = 0; i < 14_000; i++) {
      const at = random.below(7);
      counts[at] = (counts[at] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
    const places = Array.from({ length: 24 }, () => random.shuffle(["a", "b", "c"]).join(""));
    expect(new Set(places).size).toBe(6);
  });

  it("come from all of the text", () => {
    const first = (seed: string): number => new Random(seed).below(2 ** 32);
    const all = Array.from({ length: 2000 }, (_, i) => first(`1.mixed.${i}`));
    expect(new Set(all).size).toBe(2000);
  });

  it("pick nothing from nothing", () => {
    expect(() => new Random("x").pick([])).toThrow(RangeError);
  });
});

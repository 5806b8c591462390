/** What makes prose hard to read, rule by rule. */
import { CODE } from "./passages.ts";
import { sentencesOf, wordsOf } from "./readability.ts";

/** Words that a sentence may have. */
export const MOST_WORDS = 25;
/** Words of a step: enough to say one thing, no more than one thing. */
export const STEP_WORDS = { least: 30, most: 130 } as const;
/** Years of school that the prose of a step may ask for. */
export const MOST_GRADE = 9;

export interface Finding {
  /** Offset in the passage. */
  readonly at: number;
  readonly message: string;
}

/** What is to be said instead; the reason is in docs/writing-lessons.md. */
const AVOID: ReadonlyMap<string, string> = new Map([
  ["simply", "leave it out: what is simple to you may not be to the reader"],
  ["obviously", "leave it out"],
  ["clearly", "leave it out"],
  ["of course", "leave it out"],
  ["basically", "leave it out"],
  ["trivial", "say what is to be done"],
  ["easy", "say what is to be done"],
  ["easily", "leave it out"],
  ["note that", "say it"],
  ["as you know", "leave it out"],
  ["in order to", "write to"],
  ["utilize", "write use"],
  ["leverage", "write use"],
  ["whitelist", "write allow list"],
  ["blacklist", "write deny list"],
  ["e.g.", "write for example"],
  ["i.e.", "write that is"],
  ["etc.", "name what there is"],
  ["traffic flow", "write connection"],
  ["hands-on", "leave it out"],
  ["awesome", "leave it out"],
  ["deep dive", "leave it out"],
]);

const AVOIDED = new RegExp(
  `(?<![\\w-])(${[...AVOID.keys()].map((word) => word.replaceAll(".", "\\.")).join("|")})(?![\\w-])`,
  "gi",
);

export type Rule = (text: string) => readonly Finding[];

const longSentences: Rule = (text) =>
  sentencesOf(text).flatMap((sentence) => {
    const words = wordsOf(sentence.text).length;
    if (words <= MOST_WORDS) return [];
    return [{ at: sentence.at, message: `a sentence of ${words} words; ${MOST_WORDS} are enough` }];
  });

const exclamations: Rule = (text) =>
  [...text.matchAll(/!/g)].map(({ index }) => ({
    at: index,
    message: "an exclamation mark; say it calmly",
  }));

const dashes: Rule = (text) =>
  [...text.matchAll(/—/g)].map(({ index }) => ({
    at: index,
    message: "a long dash; make it two sentences",
  }));

const avoided: Rule = (text) =>
  [...text.matchAll(AVOIDED)].map(({ index, 1: word = "" }) => ({
    at: index,
    message: `"${word}": ${AVOID.get(word.toLowerCase()) ?? "leave it out"}`,
  }));

/** Rules for any text of a few sentences. */
export const RULES: readonly Rule[] = [longSentences, exclamations, dashes, avoided];

/** Code alone is nothing to read. */
export const isProse = (text: string): boolean => text.replaceAll(CODE, "").trim() !== "";

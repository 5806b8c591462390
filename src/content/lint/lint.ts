/** The prose lint: what is hard to read, with its place. */
import { placeOf, readPassages, type Passage } from "./passages.ts";
import { gradeOf, sentencesOf, wordsOf } from "./readability.ts";
import { isProse, MOST_GRADE, RULES, STEP_WORDS } from "./rules.ts";

export interface ProseFinding {
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export interface LintedProse {
  readonly findings: readonly ProseFinding[];
  readonly passages: number;
  readonly sentences: number;
}

/** A text of a few sentences: a task, a hint, the reason of a prediction. */
export function lintText(text: string): LintedProse {
  const passages = readPassages(text).passages.filter((passage) => isProse(passage.text));
  return {
    findings: passages.flatMap((passage) => lintPassage(text, passage)),
    passages: passages.length,
    sentences: passages.reduce((sum, passage) => sum + sentencesOf(passage.text).length, 0),
  };
}

/** The prose of a lesson; each heading begins a step, which is measured as a whole. */
export function lintProse(markdown: string): LintedProse {
  const { headings, passages } = readPassages(markdown);
  const steps = headings.flatMap(({ id, offset }): ProseFinding[] => {
    const texts = passages.filter(({ step }) => step === id).map(({ text }) => text);
    const place = placeOf(markdown, offset);
    const words = texts.reduce((sum, text) => sum + wordsOf(text).length, 0);
    const grade = gradeOf(texts);
    const said: ProseFinding[] = [];
    if (words < STEP_WORDS.least)
      said.push({ ...place, message: `${words} words; a step says a little more, at least ${STEP_WORDS.least}` });
    if (words > STEP_WORDS.most)
      said.push({ ...place, message: `${words} words; a step has at most ${STEP_WORDS.most}` });
    if (grade > MOST_GRADE)
      said.push({ ...place, message: `reading grade ${grade.toFixed(1)}; at most ${MOST_GRADE}: shorter sentences, shorter words` });
    return said;
  });
  const { findings, ...counts } = lintText(markdown);
  return { findings: [...steps, ...findings], ...counts };
} // prettier-ignore

function lintPassage(source: string, { text, offsets }: Passage): readonly ProseFinding[] {
  return RULES.flatMap((rule) => rule(text)).map(({ at, message }) => ({
    ...placeOf(source, offsets[at] ?? 0),
    message,
  }));
}

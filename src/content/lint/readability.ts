/** How hard a text is to read: sentences, words, syllables, and the school grade they come to. */

export interface Sentence {
  readonly text: string;
  /** Where it begins in the passage. */
  readonly at: number;
}

/** Splits at full stops, question and exclamation marks, and at a colon that ends a line. */
export function sentencesOf(text: string): readonly Sentence[] {
  const sentences: Sentence[] = [];
  const end = /[.?!]["”’')]*(?=\s|$)|:(?=\s*$)/g;
  let from = 0;
  const push = (to: number): void => {
    const part = text.slice(from, to);
    const lead = part.length - part.trimStart().length;
    if (part.trim() !== "") sentences.push({ text: part.trim(), at: from + lead });
    from = to;
  };
  for (const match of text.matchAll(end)) {
    // an abbreviation ends no sentence
    if (/\b(e\.g|i\.e|etc|vs)\.$/.test(text.slice(from, match.index + 1))) continue;
    push(match.index + match[0].length);
  }
  push(text.length);
  return sentences;
}

export const wordsOf = (text: string): readonly string[] =>
  text.split(/\s+/).filter((word) => /[\p{L}\p{N}◦]/u.test(word));

/** Groups of vowels, a silent e at the end left out; the usual estimate for English. */
export function syllablesOf(word: string): number {
  const letters = word.toLowerCase().replaceAll(/[^a-z]/g, "");
  if (letters.length <= 3) return 1;
  const spoken = letters.replace(/(?:[^laeiouy]es|[^aeiouytd]ed|[^laeiouy]e)$/, "x").replace(/^y/, "");
  return Math.max(1, spoken.match(/[aeiouy]{1,2}/g)?.length ?? 1);
} // prettier-ignore

/** Flesch–Kincaid grade level: years of school that a reader needs. 0 for no text. */
export function gradeOf(texts: readonly string[]): number {
  const sentences = texts.flatMap((text) => sentencesOf(text));
  const words = sentences.flatMap(({ text }) => wordsOf(text));
  if (words.length === 0) return 0;
  const syllables = words.reduce((sum, word) => sum + syllablesOf(word), 0);
  return 0.39 * (words.length / sentences.length) + 11.8 * (syllables / words.length) - 15.59;
}

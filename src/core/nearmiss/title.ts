/** Titles of near misses: imperatives, of which no sentence has more than {@link MAX_WORDS} words. */
import { MAX_WORDS, wordCount } from "../netpol/phrases.ts";

/**
 * All parts under one verb: `Remove a from b, and c from d`. A part that would make the sentence
 * too long begins another: `Remove a from b. Also remove c from d`. Without a verb the parts bring
 * their own.
 */
export function imperative(verb: string, parts: readonly string[]): string {
  const start = verb === "" ? "" : `${verb} `;
  const sentences: string[] = [];
  for (const part of parts) {
    const last = sentences.at(-1);
    const longer = `${last ?? ""}, and ${part}`;
    if (last !== undefined && wordCount(longer) <= MAX_WORDS)
      sentences[sentences.length - 1] = longer;
    else sentences.push(`${last === undefined ? "" : "also "}${start}${part}`);
  }
  return sentences.map(capitalised).join(". ");
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** Words of the glossary in a text, and whether they lead to their card. */
import { placeOf, readPassages } from "./passages.ts";

export interface TermUse {
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  /** As the glossary has it. */
  readonly term: string;
  readonly linked: boolean;
}

/** In the order of the text. A longer term hides the shorter ones within it. */
export function termUses(markdown: string, terms: readonly string[]): readonly TermUse[] {
  const longest = terms.toSorted((a, b) => b.length - a.length);
  const names = new Map(terms.map((term) => [term.toLowerCase(), term]));
  const any = new RegExp(`(?<![\\w-])(${longest.map(escape).join("|")})(?:s|es)?(?![\\w-])`, "gi");
  return readPassages(markdown).passages.flatMap(({ text, offsets, links }) => {
    const linked = links.flatMap(({ from, to, term }) => {
      const name = names.get(term.toLowerCase());
      return name === undefined ? [] : [{ at: from, to, term: name, linked: true }];
    });
    const bare = [...text.matchAll(any)].flatMap(({ index, 1: word = "" }) => {
      if (links.some(({ from, to }) => index >= from && index < to)) return [];
      const term = names.get(word.toLowerCase());
      return term === undefined || !spelt(word, term) ? [] : [{ at: index, term, linked: false }];
    });
    return [...linked, ...bare]
      .sort((a, b) => a.at - b.at)
      .map(({ at, term, linked: isLinked }) => ({
        ...placeOf(markdown, offsets[at] ?? 0),
        term,
        linked: isLinked,
      }));
  });
}

const escape = (word: string): string => word.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** `Service` and `NetworkPolicy` are names; a service of another kind is no Service. */
const spelt = (word: string, term: string): boolean => term === term.toLowerCase() || word === term;

/** What was meant by a word that is not known. */
import { editDistance } from "../kubectl/gotext.ts";

/** The nearest of some words, the best first; those that differ too much are left out. */
export function nearest(word: string, known: readonly string[], limit = 3): readonly string[] {
  const allowed = word.length < 4 ? 1 : 2;
  return known
    .map((text) => ({ text, distance: distanceTo(word, text) }))
    .filter(({ distance }) => distance <= allowed)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, limit)
    .map(({ text }) => text);
}

/** Words that begin as the given one are near, however long they are. */
function distanceTo(word: string, text: string): number {
  if (word.length > 1 && text.startsWith(word)) return 1;
  if (Math.abs(word.length - text.length) > 2) return Infinity;
  const distance = editDistance(word, text);
  // two letters that changed places are one slip
  return distance === 2 && letters(word) === letters(text) ? 1 : distance;
}

function letters(text: string): string {
  return Array.from(text).sort().join("");
}

/** `, did you mean "reach"?`, or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const [best] = nearest(word, known, 1);
  return best === undefined ? "" : `; did you mean "${best}"?`;
}

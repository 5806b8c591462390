/** What kubectl adds to an error when something near was known. */
import { nearest } from "../../command/suggest.ts";

export function didYouMeanThis(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near.length === 0
    ? ""
    : `\n\nDid you mean this?\n${near.map((name) => `\t${name}`).join("\n")}`;
}

/**
 * Widths of text without a font engine: good to a few percent for Inter and exact for a monospaced
 * face, which is enough to decide what fits on a card.
 */
export type Face = "ui" | "mono";

const NARROW = /[ijl.,:;'|!]/;
const SLIM = /[ftr()[\]/\\\-"* ]/;
const WIDE = /[mwMW@%]/;
const UPPER = /[A-Z0-9_=+<>~#&?]/;

function emOf(character: string): number {
  if (character.charCodeAt(0) > 0x2e80) return 1;
  if (NARROW.test(character)) return 0.27;
  if (SLIM.test(character)) return 0.4;
  if (WIDE.test(character)) return 0.88;
  if (UPPER.test(character)) return 0.66;
  return 0.575;
}

/** Width in px of `text` at `size` px. Semibold Inter and JetBrains Mono. */
export function textWidth(text: string, size: number, face: Face): number {
  if (face === "mono") return Array.from(text).length * size * 0.605;
  let em = 0;
  for (const character of text) em += emOf(character);
  return em * size;
}

/**
 * `text`, or as much of it as fits `width` px with an ellipsis.
 * @param keep where the ellipsis goes: "middle" keeps the last five characters, which tell
 * replicas apart.
 */
export function fitText(
  text: string,
  width: number,
  size: number,
  face: Face,
  keep: "start" | "middle" = "start",
): string {
  if (textWidth(text, size, face) <= width) return text;
  const characters = Array.from(text);
  const tail = keep === "middle" ? characters.slice(-5).join("") : "";
  for (let length = characters.length - 1; length > 0; length--) {
    const candidate = `${characters.slice(0, length).join("")}…${tail}`;
    if (textWidth(candidate, size, face) <= width) return candidate;
  }
  return "…";
}

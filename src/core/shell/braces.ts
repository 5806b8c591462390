/** Brace expansion, before everything else: `{a,b}`, `{1..5}`, `{a..e..2}`. */
import type { Word, WordPart } from "./ast.ts";

/** More words than this are not made: the braces then stay as they are. */
const MAX_WORDS = 10_000;

/** One character of literal text, or a part that braces pass through. */
type Unit = string | WordPart;

/** All words that one word stands for; itself when it has no braces. */
export function expandBraces(word: Word): readonly Word[] {
  if (!word.parts.some((part) => part.type === "literal" && part.text.includes("{"))) return [word];
  const units: Unit[] = [];
  for (const part of word.parts) {
    if (part.type === "literal") units.push(...Array.from(part.text));
    else units.push(part);
  }
  const results = expand(units, 0);
  if (results === undefined) return [word];
  return results.map((result) => ({ parts: joinUnits(result), source: word.source }));
}

function joinUnits(units: readonly Unit[]): readonly WordPart[] {
  const parts: WordPart[] = [];
  let text = "";
  for (const unit of units) {
    if (typeof unit === "string") {
      text += unit;
      continue;
    }
    if (text !== "") parts.push({ type: "literal", text });
    text = "";
    parts.push(unit);
  }
  if (text !== "") parts.push({ type: "literal", text });
  return parts;
}

/** Undefined when there would be too many. */
function expand(units: readonly Unit[], depth: number): readonly (readonly Unit[])[] | undefined {
  if (depth > 50) return undefined;
  for (let open = units.indexOf("{"); open >= 0; open = units.indexOf("{", open + 1)) {
    const close = matchingBrace(units, open);
    if (close === undefined) continue;
    const choices = alternatives(units.slice(open + 1, close), depth);
    if (choices === undefined) continue;
    const tails = expand(units.slice(close + 1), depth + 1);
    if (tails === undefined || tails.length * choices.length > MAX_WORDS) return undefined;
    const head = units.slice(0, open);
    return choices.flatMap((choice) => tails.map((tail) => [...head, ...choice, ...tail]));
  }
  return [units];
}

function matchingBrace(units: readonly Unit[], open: number): number | undefined {
  let depth = 0;
  for (let i = open; i < units.length; i++) {
    if (units[i] === "{") depth += 1;
    else if (units[i] === "}" && --depth === 0) return i;
  }
  return undefined;
}

/** What stands between the braces, each already expanded; undefined when it is no list or range. */
function alternatives(
  inside: readonly Unit[],
  depth: number,
): readonly (readonly Unit[])[] | undefined {
  const pieces: Unit[][] = [[]];
  let nesting = 0;
  for (const unit of inside) {
    if (unit === "{") nesting += 1;
    else if (unit === "}") nesting -= 1;
    if (unit === "," && nesting === 0) pieces.push([]);
    else pieces.at(-1)?.push(unit);
  }
  if (pieces.length === 1) return range(inside);
  const all: (readonly Unit[])[] = [];
  for (const piece of pieces) {
    const expanded = expand(piece, depth + 1);
    if (expanded === undefined || all.length + expanded.length > MAX_WORDS) return undefined;
    all.push(...expanded);
  }
  return all;
}

function range(inside: readonly Unit[]): readonly (readonly Unit[])[] | undefined {
  if (!inside.every((unit) => typeof unit === "string")) return undefined;
  const text = inside.join("");
  const match =
    /^(?:(-?\d{1,9})\.\.(-?\d{1,9})|([A-Za-z])\.\.([A-Za-z]))(?:\.\.(-?\d{1,9}))?$/.exec(text);
  if (match === null) return undefined;
  const letters = match[3] !== undefined;
  const from = letters ? (match[3]?.charCodeAt(0) ?? 0) : Number(match[1]);
  const to = letters ? (match[4]?.charCodeAt(0) ?? 0) : Number(match[2]);
  const step = Math.max(1, Math.abs(Number(match[5] ?? 1)));
  if (Math.abs(to - from) / step > MAX_WORDS) return undefined;
  const padded = [match[1], match[2]].some((end) => /^-?0\d/.test(end ?? ""));
  const width = padded ? Math.max(match[1]?.length ?? 0, match[2]?.length ?? 0) : 0;
  const out: string[][] = [];
  for (
    let value = from;
    from <= to ? value <= to : value >= to;
    value += from <= to ? step : -step
  ) {
    out.push(Array.from(letters ? String.fromCharCode(value) : zeroPad(value, width)));
  }
  return out;
}

function zeroPad(value: number, width: number): string {
  const digits = Math.abs(value).toString();
  const sign = value < 0 ? "-" : "";
  return sign + digits.padStart(width - sign.length, "0");
}

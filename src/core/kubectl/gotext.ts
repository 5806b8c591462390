/** Small pieces of Go's way of writing and reading values that kubectl's texts are made of. */

import { quote } from "../validation/goText.ts";

export { quote };

/** Go's `%v` of a slice of strings: `[a b c]`. */
export function formatSlice(items: readonly string[]): string {
  return `[${items.join(" ")}]`;
}

/** The parse of a Go literal, or the text after `invalid argument … flag: `. */
export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string };

const TRUE = new Set(["1", "t", "T", "TRUE", "true", "True"]);
const FALSE = new Set(["0", "f", "F", "FALSE", "false", "False"]);

/** strconv.ParseBool. */
export function parseBool(text: string): Parsed<boolean> {
  if (TRUE.has(text)) return { ok: true, value: true };
  if (FALSE.has(text)) return { ok: true, value: false };
  return { ok: false, error: `strconv.ParseBool: parsing ${quote(text)}: invalid syntax` };
}

const INTEGER =
  /^([+-]?)(?:0[xX]([0-9a-fA-F](?:_?[0-9a-fA-F])*)|0[bB]([01](?:_?[01])*)|0[oO]?([0-7](?:_?[0-7])*)|(0|[1-9](?:_?[0-9])*))$/;

/** strconv.ParseInt(text, 0, bits): decimal, 0x, 0b, 0o and a leading 0 for octal. */
export function parseInteger(text: string, bits: 32 | 64): Parsed<number> {
  const match = text.length <= 70 ? INTEGER.exec(text) : null;
  if (match === null) {
    return { ok: false, error: `strconv.ParseInt: parsing ${quote(text)}: invalid syntax` };
  }
  const [, sign, hex, binary, octal, decimal] = match;
  const digits = (hex ?? binary ?? octal ?? decimal ?? "0").replaceAll("_", "");
  const prefix =
    hex !== undefined ? "0x" : binary !== undefined ? "0b" : octal !== undefined ? "0o" : "";
  const size = BigInt(prefix + digits);
  const value = sign === "-" ? -size : size;
  if (BigInt.asIntN(bits, value) !== value) {
    return { ok: false, error: `strconv.ParseInt: parsing ${quote(text)}: value out of range` };
  }
  return { ok: true, value: Number(value) };
}

/** Milliseconds of Go's duration units. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ["ns", 1e-6],
  ["us", 1e-3],
  ["µs", 1e-3],
  ["μs", 1e-3],
  ["ms", 1],
  ["s", 1000],
  ["m", 60_000],
  ["h", 3_600_000],
]);

/** time.ParseDuration, in milliseconds. */
export function parseDuration(text: string): Parsed<number> {
  const invalid = { ok: false, error: `time: invalid duration ${quote(text)}` } as const;
  const negative = text.startsWith("-");
  let rest = negative || text.startsWith("+") ? text.slice(1) : text;
  if (rest === "0") return { ok: true, value: 0 };
  if (rest === "" || text.length > 100) return invalid;
  let total = 0;
  while (rest !== "") {
    const number = /^(?:[0-9]+\.?[0-9]*|\.[0-9]+)/.exec(rest)?.[0];
    if (number === undefined) return invalid;
    rest = rest.slice(number.length);
    const unit = /^[^0-9.]+/.exec(rest)?.[0];
    if (unit === undefined) {
      return { ok: false, error: `time: missing unit in duration ${quote(text)}` };
    }
    const size = UNITS.get(unit);
    if (size === undefined) {
      return { ok: false, error: `time: unknown unit ${quote(unit)} in duration ${quote(text)}` };
    }
    total += Number(number) * size;
    rest = rest.slice(unit.length);
  }
  return { ok: true, value: negative ? -total : total };
}

/** The Levenshtein distance, letters compared without case (cobra's suggestions). */
export function editDistance(a: string, b: string): number {
  const from = a.toLowerCase();
  const to = b.toLowerCase();
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1];
      const above = row[j] ?? 0;
      const left = next[j - 1] ?? 0;
      const corner = row[j - 1] ?? 0;
      next.push(same ? corner : Math.min(above, left, corner) + 1);
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

/** Single characters and the names they make. */

const NAME_START = /[A-Za-z_]/;
const NAME_PART = /[A-Za-z0-9_]/;
const SPECIAL = "?$!#@*-";

export function isDigit(c: string): boolean {
  return c >= "0" && c <= "9" && c.length === 1;
}

/** The unbraced parameter at `at`: a name, one digit or a special character; empty if none. */
export function parameterName(source: string, at: number): string {
  const c = source[at] ?? "";
  if (c === "") return "";
  if (NAME_START.test(c)) {
    let end = at + 1;
    while (NAME_PART.test(source[end] ?? "")) end += 1;
    return source.slice(at, end);
  }
  return isDigit(c) || SPECIAL.includes(c) ? c : "";
}

/** A character by number; nothing for numbers that name none. */
export function codePoint(value: number): string {
  return value <= 0x10ffff ? String.fromCodePoint(value) : "";
}

/** What a letter after a backslash stands for in C, and in all that took it from there, as Go did. */
export const C_ESCAPES: ReadonlyMap<string, string> = new Map([
  ["a", "\u0007"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
  ["\\", "\\"],
]);

/** The same in `$'…'`, `echo -e` and printf alike. */
export const LETTER_ESCAPES: ReadonlyMap<string, string> = new Map([
  ...C_ESCAPES,
  ["e", "\u001b"],
  ["E", "\u001b"],
]);

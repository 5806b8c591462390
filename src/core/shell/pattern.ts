/**
 * The shell's patterns (`*`, `?`, `[a-z]`), for files, `case`, `[[ == ]]` and `${x#…}`. Matched by
 * following all states at once: time grows with text × pattern, never exponentially.
 */
type Unit =
  | { readonly type: "character"; readonly text: string }
  | { readonly type: "any" }
  | { readonly type: "star" }
  | { readonly type: "set"; readonly negated: boolean; readonly has: (c: string) => boolean };

export interface Pattern {
  readonly units: readonly Unit[];
}

const CLASSES: ReadonlyMap<string, RegExp> = new Map([
  ["alpha", /\p{L}/u],
  ["digit", /[0-9]/],
  ["alnum", /[\p{L}\p{N}]/u],
  ["upper", /\p{Lu}/u],
  ["lower", /\p{Ll}/u],
  ["space", /\s/],
  ["blank", /[ \t]/],
  ["punct", /[!-/:-@[-`{-~]/],
  ["xdigit", /[0-9A-Fa-f]/],
  ["cntrl", /\p{Cc}/u],
  ["print", /[^\p{Cc}]/u],
  ["graph", /[^\p{Cc}\s]/u],
  ["word", /\w/],
]);

/** The test of a POSIX class such as `alpha`; undefined for an unknown name. */
export function characterClass(name: string): ((c: string) => boolean) | undefined {
  const regex = CLASSES.get(name);
  return regex === undefined ? undefined : (c) => regex.test(c);
}

/** Reads a bracket expression after its `[`; undefined when it is not closed. */
export function readBracket(
  source: string,
  at: number,
  escapes: boolean,
):
  | { readonly end: number; readonly negated: boolean; readonly has: (c: string) => boolean }
  | undefined {
  let i = at;
  const negated = source[i] === "^" || (escapes && source[i] === "!");
  if (negated) i += 1;
  const tests: ((c: string) => boolean)[] = [];
  const first = i;
  for (;;) {
    let c = source[i];
    if (c === undefined) return undefined;
    if (c === "]" && i > first) break;
    if (c === "[" && source[i + 1] === ":") {
      const close = source.indexOf(":]", i + 2);
      const test = close < 0 ? undefined : characterClass(source.slice(i + 2, close));
      if (test !== undefined) {
        tests.push(test);
        i = close + 2;
        continue;
      }
    }
    if (c === "\\" && escapes && i + 1 < source.length) {
      i += 1;
      c = source[i] ?? "";
    }
    const low = String.fromCodePoint(source.codePointAt(i) ?? 0);
    i += low.length;
    if (source[i] === "-" && source[i + 1] !== undefined && source[i + 1] !== "]") {
      i += 1;
      if (source[i] === "\\" && escapes) i += 1;
      const high = String.fromCodePoint(source.codePointAt(i) ?? 0);
      i += high.length;
      tests.push((x) => x >= low && x <= high);
    } else {
      tests.push((x) => x === low);
    }
  }
  return { end: i + 1, negated, has: (c) => tests.some((test) => test(c)) };
}

/** Compiles a pattern; a backslash takes the meaning off the next character. */
export function compilePattern(source: string): Pattern {
  const units: Unit[] = [];
  for (let i = 0; i < source.length;) {
    const c = String.fromCodePoint(source.codePointAt(i) ?? 0);
    if (c === "\\" && i + 1 < source.length) {
      const next = String.fromCodePoint(source.codePointAt(i + 1) ?? 0);
      units.push({ type: "character", text: next });
      i += 1 + next.length;
      continue;
    }
    if (c === "*") {
      if (units.at(-1)?.type !== "star") units.push({ type: "star" });
      i += 1;
      continue;
    }
    if (c === "[") {
      const set = readBracket(source, i + 1, true);
      if (set !== undefined) {
        units.push({ type: "set", negated: set.negated, has: set.has });
        i = set.end;
        continue;
      }
    }
    units.push(c === "?" ? { type: "any" } : { type: "character", text: c });
    i += c.length;
  }
  return { units };
}

/** Whether the text holds an unescaped `*`, `?` or closed `[…]`. */
export function hasMagic(source: string): boolean {
  return compilePattern(source).units.some((unit) => unit.type !== "character");
}

/** Takes the backslashes out again. */
export function unescapePattern(source: string): string {
  return source.replace(/\\([\s\S])/g, "$1");
}

/** Puts a backslash before every character with a meaning in patterns. */
export function escapePattern(text: string): string {
  return text.replace(/[\\*?[\]]/g, "\\$&");
}

function accepts(unit: Unit, c: string): boolean {
  switch (unit.type) {
    case "character":
      return unit.text === c;
    case "any":
      return true;
    case "set":
      return unit.has(c) !== unit.negated;
    case "star":
      return true;
  }
}

/**
 * Lengths (in characters as iterated) at which a prefix of `characters` matches, ascending, one
 * after the other; stops when no state is left.
 */
function* matchingLengths(
  units: readonly Unit[],
  characters: readonly string[],
  start: number,
): Generator<number> {
  let states = closure(units, new Set([0]));
  if (states.has(units.length)) yield 0;
  for (let i = start; i < characters.length; i++) {
    const c = characters[i] ?? "";
    const next = new Set<number>();
    for (const state of states) {
      const unit = units[state];
      if (unit === undefined || !accepts(unit, c)) continue;
      next.add(unit.type === "star" ? state : state + 1);
    }
    if (next.size === 0) return;
    states = closure(units, next);
    if (states.has(units.length)) yield i + 1 - start;
  }
}

function closure(units: readonly Unit[], states: Set<number>): Set<number> {
  for (const state of states) if (units[state]?.type === "star") states.add(state + 1);
  return states;
}

/** Whether the whole text matches. */
export function matches(pattern: Pattern, text: string): boolean {
  const { units } = pattern;
  if (units.every((unit) => unit.type === "character")) {
    return units.map((unit) => unit.text).join("") === text;
  }
  const characters = Array.from(text);
  let last = -1;
  for (const length of matchingLengths(units, characters, 0)) last = length;
  return last === characters.length;
}

/** `${x#p}`, `${x##p}`, `${x%p}`, `${x%%p}`. */
export function trim(
  pattern: Pattern,
  text: string,
  side: "prefix" | "suffix",
  longest: boolean,
): string {
  const characters = Array.from(text);
  const units = side === "prefix" ? pattern.units : [...pattern.units].reverse();
  if (side === "suffix") characters.reverse();
  let cut = -1;
  for (const length of matchingLengths(units, characters, 0)) {
    cut = length;
    if (!longest) break;
  }
  if (cut < 0) return text;
  const rest = characters.slice(cut);
  if (side === "suffix") rest.reverse();
  return rest.join("");
}

/** `${x/p/r}` in its four forms. */
export function replace(
  pattern: Pattern,
  text: string,
  replacement: string,
  mode: "first" | "all" | "start" | "end",
): string {
  if (pattern.units.length === 0) {
    return mode === "start" ? replacement + text : mode === "end" ? text + replacement : text;
  }
  if (mode === "end") {
    const rest = trim(pattern, text, "suffix", true);
    return rest === text ? text : rest + replacement;
  }
  const characters = Array.from(text);
  const out: string[] = [];
  let i = 0;
  while (i < characters.length) {
    let longest = 0;
    for (const length of matchingLengths(pattern.units, characters, i)) longest = length;
    if (longest > 0) {
      out.push(replacement);
      i += longest;
      if (mode !== "all") break;
      continue;
    }
    // a pattern that begins with a star matches at the first character or nowhere
    if (mode === "start" || pattern.units[0]?.type === "star") break;
    out.push(characters[i] ?? "");
    i += 1;
  }
  return out.join("") + characters.slice(i).join("");
}

/**
 * Regular expressions in Perl's syntax, for jq and `grep -P`, run by regexMachine.ts in time linear
 * in the text. Looking around and back references are therefore refused.
 */
import {
  MAX_DEPTH,
  MAX_REPEAT,
  RegexError,
  RegexMachine,
  WORD,
  type RegexNode,
} from "./regexMachine.ts";

export interface PerlMatch {
  readonly index: number;
  readonly end: number;
  readonly captures: readonly (number | undefined)[];
}

type Test = (c: string) => boolean;

const CLASSES: ReadonlyMap<string, Test> = new Map<string, Test>([
  ["d", (c) => /\p{Nd}/u.test(c)],
  ["w", (c) => WORD.test(c)],
  ["s", (c) => /\s/.test(c)],
  ["h", (c) => /[0-9a-fA-F]/.test(c)],
]);
const NAMED: ReadonlyMap<string, Test> = new Map<string, Test>([
  ["alnum", (c) => /[\p{L}\p{N}]/u.test(c)],
  ["alpha", (c) => /\p{L}/u.test(c)],
  ["blank", (c) => c === " " || c === "\t"],
  ["cntrl", (c) => /\p{Cc}/u.test(c)],
  ["digit", (c) => /\p{Nd}/u.test(c)],
  ["lower", (c) => /\p{Ll}/u.test(c)],
  ["print", (c) => !/\p{C}/u.test(c)],
  ["punct", (c) => /[\p{P}\p{S}]/u.test(c)],
  ["space", (c) => /\s/.test(c)],
  ["upper", (c) => /\p{Lu}/u.test(c)],
  ["xdigit", (c) => /[0-9a-fA-F]/.test(c)],
]);
const CONTROLS: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ["f", "\f"],
  ["v", "\v"],
  ["a", "\u0007"],
  ["e", "\u001b"],
]);

export interface PerlRegexOptions {
  readonly ignoreCase: boolean;
  /** Spaces and comments in the pattern do not count. */
  readonly extended: boolean;
  /** A dot takes newlines too. */
  readonly dotAll: boolean;
}

class PatternParser {
  #at = 0;
  #depth = 0;
  groups = 0;
  /** By number of the group, from 1. */
  readonly names: (string | undefined)[] = [undefined];
  readonly #source: string;
  readonly #options: PerlRegexOptions;

  constructor(source: string, options: PerlRegexOptions) {
    this.#source = source;
    this.#options = options;
  }

  parse(): RegexNode {
    const node = this.#choice();
    if (this.#at < this.#source.length) throw new RegexError("unmatched close parenthesis");
    return node;
  }

  #peek(text: string): boolean {
    return this.#source.startsWith(text, this.#at);
  }

  #accept(text: string): boolean {
    if (!this.#peek(text)) return false;
    this.#at += text.length;
    return true;
  }

  #take(): string {
    const c = String.fromCodePoint(this.#source.codePointAt(this.#at) ?? 0);
    this.#at += c.length;
    return c;
  }

  #choice(): RegexNode {
    if (++this.#depth > MAX_DEPTH) throw new RegexError("too deep nest level");
    const items = [this.#sequence()];
    while (this.#accept("|")) items.push(this.#sequence());
    this.#depth -= 1;
    return { type: "choice", items };
  }

  #sequence(): RegexNode {
    const items: RegexNode[] = [];
    while (this.#at < this.#source.length && !this.#peek("|") && !this.#peek(")")) {
      if (this.#options.extended) {
        const skipped = /^(?:\s+|#[^\n]*)/.exec(
          this.#source.slice(this.#at, this.#at + 10_000),
        )?.[0];
        if (skipped !== undefined) {
          this.#at += skipped.length;
          continue;
        }
      }
      items.push(this.#repeated(this.#atom()));
    }
    return { type: "sequence", items };
  }

  #repeated(atom: RegexNode): RegexNode {
    let node = atom;
    for (;;) {
      const range = this.#range();
      if (range === undefined) return node;
      const lazy = this.#accept("?");
      // possessive repeats are taken as greedy ones
      if (!lazy) this.#accept("+");
      node = { type: "repeat", item: node, min: range[0], max: range[1], lazy };
    }
  }

  #range(): readonly [number, number] | undefined {
    if (this.#accept("*")) return [0, Infinity];
    if (this.#accept("+")) return [1, Infinity];
    if (this.#accept("?")) return [0, 1];
    const interval = /^\{(\d{0,6})(?:(,)(\d{0,6}))?\}/.exec(
      this.#source.slice(this.#at, this.#at + 20),
    );
    if (interval === null || interval[0] === "{}" || interval[0] === "{,}") return undefined;
    this.#at += interval[0].length;
    const min = Number(interval[1] ?? 0);
    const max =
      interval[2] === undefined ? min : interval[3] === "" ? Infinity : Number(interval[3]);
    if (min > max) throw new RegexError("upper is smaller than lower in repeat range");
    if (min > MAX_REPEAT || (max !== Infinity && max > MAX_REPEAT)) {
      throw new RegexError("too big number for repeat range");
    }
    return [min, max];
  }

  #atom(): RegexNode {
    const c = this.#take();
    switch (c) {
      case "(":
        return this.#group();
      case "[":
        return this.#test(this.#set());
      case ".":
        return { type: "test", test: this.#options.dotAll ? () => true : (x) => x !== "\n" };
      case "^":
        return { type: "assert", kind: "start" };
      case "$":
        return { type: "assert", kind: "lastLineEnd" };
      case "*":
      case "+":
      case "?":
        throw new RegexError("target of repeat operator is not specified");
      case "\\":
        return this.#escape();
      default:
        return this.#literal(c);
    }
  }

  #group(): RegexNode {
    let index: number | undefined;
    if (this.#accept("?")) {
      const name = /^P?<([A-Za-z_]\w*)>/.exec(this.#source.slice(this.#at, this.#at + 200));
      if (name !== null) {
        this.#at += name[0].length;
        index = ++this.groups;
        this.names[index] = name[1];
      } else if (!this.#accept(":")) throw new RegexError("undefined group option");
    } else {
      index = ++this.groups;
      this.names[index] = undefined;
    }
    const item = this.#choice();
    if (!this.#accept(")")) throw new RegexError("end pattern with unmatched parenthesis");
    return index === undefined ? item : { type: "group", item, index };
  }

  #escape(): RegexNode {
    if (this.#at >= this.#source.length) throw new RegexError("end pattern at escape");
    const c = this.#take();
    const test = CLASSES.get(c.toLowerCase());
    if (test !== undefined)
      return { type: "test", test: c === c.toLowerCase() ? test : (x) => !test(x) };
    switch (c) {
      case "b":
        return { type: "assert", kind: "word" };
      case "B":
        return { type: "assert", kind: "notWord" };
      case "A":
        return { type: "assert", kind: "start" };
      case "z":
        return { type: "assert", kind: "end" };
      case "Z":
        return { type: "assert", kind: "lastLineEnd" };
      default:
        if (/[1-9k]/.test(c)) throw new RegexError("invalid backref number/name");
        this.#at -= c.length;
        return this.#literal(this.#escaped());
    }
  }

  /** A character written with an escape, behind the backslash. */
  #escaped(): string {
    const hex = /^(?:x([0-9A-Fa-f]{1,2})|x\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4}))/.exec(
      this.#source.slice(this.#at, this.#at + 12),
    );
    if (hex !== null) {
      this.#at += hex[0].length;
      const code = Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? "0", 16);
      return String.fromCodePoint(Math.min(code, 0x10ffff));
    }
    const c = this.#take();
    return CONTROLS.get(c) ?? c;
  }

  /** A set, behind its bracket. */
  #set(): Test {
    if (++this.#depth > MAX_DEPTH) throw new RegexError("too deep nest level");
    const negated = this.#accept("^");
    const tests: Test[] = [];
    let first = true;
    for (;;) {
      if (this.#at >= this.#source.length) throw new RegexError("premature end of char-class");
      if (!first && this.#accept("]")) break;
      first = false;
      const item = this.#setItem();
      if (typeof item !== "string") tests.push(item);
      else if (this.#peek("-") && !this.#source.startsWith("-]", this.#at)) {
        this.#at += 1;
        const high = this.#setItem();
        if (typeof high !== "string") throw new RegexError("char-class value at end of range");
        if (high < item) throw new RegexError("empty range in char class");
        tests.push((c) => c >= item && c <= high);
      } else tests.push((c) => c === item);
    }
    this.#depth -= 1;
    const has: Test = (c) => tests.some((test) => test(c));
    const folded: Test = this.#options.ignoreCase
      ? (c) => has(c.toLowerCase()) || has(c.toUpperCase())
      : has;
    return (c) => folded(c) !== negated;
  }

  #setItem(): Test | string {
    const named = /^\[:(\^?)([a-z]+):\]/.exec(this.#source.slice(this.#at, this.#at + 20));
    const test = NAMED.get(named?.[2] ?? "");
    if (named !== null && test !== undefined) {
      this.#at += named[0].length;
      return named[1] === "^" ? (c) => !test(c) : test;
    }
    if (this.#accept("[")) return this.#set();
    if (!this.#accept("\\")) return this.#take();
    const letter = this.#source[this.#at] ?? "";
    const shorthand = CLASSES.get(letter.toLowerCase());
    if (shorthand === undefined) return letter === "b" ? (this.#take(), "\b") : this.#escaped();
    this.#at += 1;
    return letter === letter.toLowerCase() ? shorthand : (c) => !shorthand(c);
  }

  #test(test: Test): RegexNode {
    return { type: "test", test };
  }

  #literal(text: string): RegexNode {
    if (!this.#options.ignoreCase) return this.#test((c) => c === text);
    const lower = text.toLowerCase();
    return this.#test((c) => c.toLowerCase() === lower);
  }
}

export class PerlRegex {
  readonly #machine: RegexMachine;
  /** Of the groups, by number from 1; undefined for those without. */
  readonly names: readonly (string | undefined)[];

  /** @throws RegexError */
  constructor(source: string, options: PerlRegexOptions) {
    const parser = new PatternParser(source, options);
    const node = parser.parse();
    this.#machine = new RegexMachine(node, parser.groups, "first");
    this.names = parser.names;
  }

  exec(text: string, from: number): PerlMatch | undefined {
    return this.#machine.exec(text, from);
  }
}

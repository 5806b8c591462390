/**
 * POSIX regular expressions (basic and extended) for `[[ =~ ]]` and grep, run on all alternatives
 * in step: time grows with text × expression, so no expression can hang the page.
 */
import { readBracket } from "./pattern.ts";

type Node =
  | { readonly type: "empty" }
  | { readonly type: "test"; readonly test: (c: string) => boolean }
  | {
      readonly type: "assert";
      readonly kind: "start" | "end" | "word" | "notWord" | "wordStart" | "wordEnd";
    }
  | { readonly type: "sequence"; readonly items: readonly Node[] }
  | { readonly type: "choice"; readonly items: readonly Node[] }
  | { readonly type: "repeat"; readonly item: Node; readonly min: number; readonly max: number }
  | { readonly type: "group"; readonly item: Node; readonly index: number };

type Instruction =
  | { readonly type: "test"; readonly test: (c: string) => boolean }
  | { readonly type: "split"; readonly first: number; readonly second: number }
  | { readonly type: "jump"; readonly to: number }
  | { readonly type: "save"; readonly slot: number }
  | {
      readonly type: "assert";
      readonly kind: "start" | "end" | "word" | "notWord" | "wordStart" | "wordEnd";
    }
  | { readonly type: "match" };

export interface RegexOptions {
  /** Extended (`grep -E`, `=~`) or basic syntax. */
  readonly extended: boolean;
  readonly ignoreCase?: boolean;
}

/** What grep says of a pattern it cannot compile. */
export class RegexError extends Error {
  override readonly name = "RegexError";
}

const MAX_INSTRUCTIONS = 20_000;
const MAX_DEPTH = 100;
const MAX_REPEAT = 1000;
const WORD = /[\p{L}\p{N}_]/u;

class RegexParser {
  #at = 0;
  #depth = 0;
  groups = 0;
  readonly #source: string;
  readonly #extended: boolean;
  readonly #ignoreCase: boolean;

  constructor(source: string, options: RegexOptions) {
    this.#source = source;
    this.#extended = options.extended;
    this.#ignoreCase = options.ignoreCase ?? false;
  }

  parse(): Node {
    const node = this.#choice();
    if (this.#at < this.#source.length) throw new RegexError("Unmatched ) or \\)");
    return node;
  }

  /** The operator at the cursor as extended syntax writes it, or undefined for plain text. */
  #operator(): { readonly name: string; readonly length: number } | undefined {
    const c = this.#source[this.#at];
    const next = this.#source[this.#at + 1];
    if (c === undefined) return undefined;
    if (this.#extended) return "(){|+?".includes(c) ? { name: c, length: 1 } : undefined;
    if (c === "\\" && next !== undefined && "(){|+?".includes(next))
      return { name: next, length: 2 };
    return undefined;
  }

  #choice(): Node {
    if (++this.#depth > MAX_DEPTH) throw new RegexError("Regular expression too big");
    const items = [this.#sequence()];
    while (this.#operator()?.name === "|") {
      this.#at += this.#operator()?.length ?? 1;
      items.push(this.#sequence());
    }
    this.#depth -= 1;
    return items.length === 1 ? (items[0] ?? { type: "empty" }) : { type: "choice", items };
  }

  #sequence(): Node {
    const items: Node[] = [];
    for (;;) {
      const operator = this.#operator()?.name;
      if (this.#at >= this.#source.length || operator === "|" || operator === ")") {
        if (operator !== ")" || this.#depth > 1 || !this.#extended) break;
        // a lone closing parenthesis is plain text in extended syntax
        this.#at += 1;
        items.push(this.#literal(")"));
        continue;
      }
      items.push(this.#repeated(this.#atom(items.length === 0), items.length === 0));
    }
    return { type: "sequence", items };
  }

  #repeated(atom: Node, first: boolean): Node {
    let node = atom;
    for (;;) {
      const c = this.#source[this.#at];
      const operator = this.#operator();
      let range: readonly [number, number] | undefined;
      if (c === "*" && !(first && atom.type === "assert" && !this.#extended)) {
        this.#at += 1;
        range = [0, Infinity];
      } else if (operator?.name === "+" || operator?.name === "?") {
        this.#at += operator.length;
        range = operator.name === "+" ? [1, Infinity] : [0, 1];
      } else if (operator?.name === "{") {
        range = this.#interval(operator.length);
      }
      if (range === undefined) return node;
      node = { type: "repeat", item: node, min: range[0], max: range[1] };
    }
  }

  #interval(length: number): readonly [number, number] | undefined {
    const close = this.#extended ? "}" : "\\}";
    const end = this.#source.indexOf(close, this.#at);
    const body = end < 0 ? "" : this.#source.slice(this.#at + length, end);
    const match = /^(\d{0,5})(?:(,)(\d{0,5}))?$/.exec(body);
    if (match === null || body === "" || body === ",") {
      if (this.#extended) return undefined;
      throw new RegexError(end < 0 ? "Unmatched \\{" : "Invalid content of \\{\\}");
    }
    this.#at = end + close.length;
    const min = Number(match[1] === "" ? 0 : match[1]);
    const max = match[2] === undefined ? min : match[3] === "" ? Infinity : Number(match[3]);
    if (min > max) throw new RegexError("Invalid content of \\{\\}");
    if (min > MAX_REPEAT || (max !== Infinity && max > MAX_REPEAT)) {
      throw new RegexError("Regular expression too big");
    }
    return [min, max];
  }

  #atom(first: boolean): Node {
    const operator = this.#operator();
    if (operator?.name === "(") {
      this.#at += operator.length;
      const index = ++this.groups;
      const item = this.#choice();
      const close = this.#operator();
      if (close?.name !== ")") throw new RegexError("Unmatched ( or \\(");
      this.#at += close.length;
      return { type: "group", item, index };
    }
    if (operator !== undefined && this.#extended && first && "+?{".includes(operator.name)) {
      this.#at += 1;
      return operator.name === "{" ? this.#literal("{") : { type: "empty" };
    }
    const c = String.fromCodePoint(this.#source.codePointAt(this.#at) ?? 0);
    this.#at += c.length;
    switch (c) {
      case ".":
        return { type: "test", test: (x) => x !== "\n" };
      case "[":
        return this.#bracket();
      case "*":
        if (this.#extended && first) return { type: "empty" };
        return this.#literal("*");
      case "^":
        return this.#extended || first ? { type: "assert", kind: "start" } : this.#literal("^");
      case "$":
        return this.#extended || this.#atEnd()
          ? { type: "assert", kind: "end" }
          : this.#literal("$");
      case "\\":
        return this.#escape();
      default:
        return this.#literal(c);
    }
  }

  #atEnd(): boolean {
    const operator = this.#operator()?.name;
    return this.#at >= this.#source.length || operator === ")" || operator === "|";
  }

  #bracket(): Node {
    const set = readBracket(this.#source, this.#at, false);
    if (set === undefined) throw new RegexError("Unmatched [, [^, [:, [., or [=");
    this.#at = set.end;
    const { has, negated } = set;
    return this.#ignoreCase
      ? { type: "test", test: (c) => (has(c.toLowerCase()) || has(c.toUpperCase())) !== negated }
      : { type: "test", test: (c) => has(c) !== negated };
  }

  #escape(): Node {
    const c = String.fromCodePoint(this.#source.codePointAt(this.#at) ?? 0);
    if (this.#at >= this.#source.length) throw new RegexError("Trailing backslash");
    this.#at += c.length;
    if (/[1-9]/.test(c)) throw new RegexError("Invalid back reference");
    switch (c) {
      case "w":
        return { type: "test", test: (x) => WORD.test(x) };
      case "W":
        return { type: "test", test: (x) => !WORD.test(x) };
      case "s":
        return { type: "test", test: (x) => /\s/.test(x) };
      case "S":
        return { type: "test", test: (x) => /\S/.test(x) };
      case "b":
        return { type: "assert", kind: "word" };
      case "B":
        return { type: "assert", kind: "notWord" };
      case "<":
        return { type: "assert", kind: "wordStart" };
      case ">":
        return { type: "assert", kind: "wordEnd" };
      default:
        return this.#literal(c);
    }
  }

  #literal(text: string): Node {
    if (!this.#ignoreCase) return { type: "test", test: (c) => c === text };
    const lower = text.toLowerCase();
    return { type: "test", test: (c) => c.toLowerCase() === lower };
  }
}

function emit(node: Node, program: Instruction[]): void {
  if (program.length > MAX_INSTRUCTIONS) throw new RegexError("Regular expression too big");
  switch (node.type) {
    case "empty":
      return;
    case "test":
    case "assert":
      program.push(node);
      return;
    case "sequence":
      for (const item of node.items) emit(item, program);
      return;
    case "group":
      program.push({ type: "save", slot: node.index * 2 });
      emit(node.item, program);
      program.push({ type: "save", slot: node.index * 2 + 1 });
      return;
    case "choice": {
      const jumps: number[] = [];
      node.items.forEach((item, i) => {
        if (i === node.items.length - 1) {
          emit(item, program);
          return;
        }
        const split = program.push({ type: "jump", to: 0 }) - 1;
        emit(item, program);
        jumps.push(program.push({ type: "jump", to: 0 }) - 1);
        program[split] = { type: "split", first: split + 1, second: program.length };
      });
      for (const jump of jumps) program[jump] = { type: "jump", to: program.length };
      return;
    }
    case "repeat": {
      for (let i = 0; i < node.min; i++) emit(node.item, program);
      if (node.max === Infinity) {
        const split = program.push({ type: "jump", to: 0 }) - 1;
        emit(node.item, program);
        program.push({ type: "jump", to: split });
        program[split] = { type: "split", first: split + 1, second: program.length };
        return;
      }
      const splits: number[] = [];
      for (let i = node.min; i < node.max; i++) {
        splits.push(program.push({ type: "jump", to: 0 }) - 1);
        emit(node.item, program);
      }
      for (const split of splits) {
        program[split] = { type: "split", first: split + 1, second: program.length };
      }
      return;
    }
  }
}

type Captures = readonly (number | undefined)[];

interface Thread {
  readonly at: number;
  readonly captures: Captures;
}

export interface RegexMatch {
  /** Index into the text, UTF-16 units. */
  readonly index: number;
  readonly end: number;
  /** The whole match and the groups; undefined for a group that took no part. */
  readonly groups: readonly (string | undefined)[];
}

export class Regex {
  readonly #program: Instruction[] = [];
  readonly #groups: number;

  /** Throws {@link RegexError}. */
  constructor(source: string, options: RegexOptions) {
    const parser = new RegexParser(source, options);
    const node = parser.parse();
    emit(node, this.#program);
    this.#program.push({ type: "match" });
    this.#groups = parser.groups;
  }

  /** The leftmost, then longest match at or after `from`. */
  exec(text: string, from = 0): RegexMatch | undefined {
    let threads: Thread[] = [];
    let best: Captures | undefined;
    for (let i = from; ;) {
      const seen = new Set(threads.map((thread) => thread.at));
      if (best === undefined) this.#add(threads, seen, { at: 0, captures: [i] }, text, i);
      if (threads.length === 0 && best !== undefined) break;
      const c = i < text.length ? String.fromCodePoint(text.codePointAt(i) ?? 0) : "";
      const next: Thread[] = [];
      const nextSeen = new Set<number>();
      const after = i + Math.max(1, c.length);
      for (const thread of threads) {
        const instruction = this.#program[thread.at];
        if (instruction?.type === "match") {
          const start = thread.captures[0] ?? 0;
          const bestStart = best?.[0] ?? Infinity;
          const bestEnd = best?.[1] ?? -1;
          if (start < bestStart || (start === bestStart && i > bestEnd)) {
            best = Object.assign([...thread.captures], { 1: i });
          }
        } else if (instruction?.type === "test" && c !== "" && instruction.test(c)) {
          const start = thread.captures[0] ?? 0;
          if (best === undefined || start <= (best[0] ?? 0)) {
            this.#add(
              next,
              nextSeen,
              { at: thread.at + 1, captures: thread.captures },
              text,
              after,
            );
          }
        }
      }
      if (c === "") break;
      threads = next;
      i = after;
    }
    if (best === undefined) return undefined;
    const groups: (string | undefined)[] = [];
    for (let g = 0; g <= this.#groups; g++) {
      const start = best[g * 2];
      const end = best[g * 2 + 1];
      groups.push(start === undefined || end === undefined ? undefined : text.slice(start, end));
    }
    return { index: best[0] ?? 0, end: best[1] ?? 0, groups };
  }

  /** Follows jumps without recursion; leftmost threads come first. */
  #add(list: Thread[], seen: Set<number>, thread: Thread, text: string, i: number): void {
    const stack = [thread];
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      if (seen.has(top.at)) {
        continue;
      }
      seen.add(top.at);
      const instruction = this.#program[top.at];
      switch (instruction?.type) {
        case "jump":
          stack.push({ at: instruction.to, captures: top.captures });
          break;
        case "split":
          stack.push({ at: instruction.second, captures: top.captures });
          stack.push({ at: instruction.first, captures: top.captures });
          break;
        case "save": {
          const captures = [...top.captures];
          captures[instruction.slot] = i;
          stack.push({ at: top.at + 1, captures });
          break;
        }
        case "assert":
          if (holds(instruction.kind, text, i)) {
            stack.push({ at: top.at + 1, captures: top.captures });
          }
          break;
        case "test":
        case "match":
          list.push(top);
          break;
        case undefined:
          break;
      }
    }
  }
}

function holds(
  kind: "start" | "end" | "word" | "notWord" | "wordStart" | "wordEnd",
  text: string,
  i: number,
): boolean {
  if (kind === "start") return i === 0;
  if (kind === "end") return i >= text.length;
  const before = i > 0 && WORD.test(text[i - 1] ?? "");
  const after = WORD.test(text[i] ?? "");
  if (kind === "wordStart") return !before && after;
  if (kind === "wordEnd") return before && !after;
  return kind === "word" ? before !== after : before === after;
}

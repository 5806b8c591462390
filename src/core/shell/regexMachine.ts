/**
 * The machine under regular expressions: all alternatives are run in step, so that time grows with
 * text × expression whatever the expression. No back references, no looking around.
 */

export type RegexAssertion =
  | "start"
  | "end"
  /** The end, or before a newline that is the end. */
  | "lastLineEnd"
  | "lineStart"
  | "lineEnd"
  | "word"
  | "notWord"
  | "wordStart"
  | "wordEnd";

export type RegexNode =
  | { readonly type: "empty" }
  | { readonly type: "test"; readonly test: (c: string) => boolean }
  | { readonly type: "assert"; readonly kind: RegexAssertion }
  | { readonly type: "sequence"; readonly items: readonly RegexNode[] }
  | { readonly type: "choice"; readonly items: readonly RegexNode[] }
  | {
      readonly type: "repeat";
      readonly item: RegexNode;
      readonly min: number;
      readonly max: number;
      /** Prefers few: `*?`. */
      readonly lazy?: boolean;
    }
  | { readonly type: "group"; readonly item: RegexNode; readonly index: number };

type Instruction =
  | { readonly type: "test"; readonly test: (c: string) => boolean }
  | { readonly type: "split"; readonly first: number; readonly second: number }
  | { readonly type: "jump"; readonly to: number }
  | { readonly type: "save"; readonly slot: number }
  | { readonly type: "assert"; readonly kind: RegexAssertion }
  | { readonly type: "match" };

/** What grep says of a pattern it cannot compile. */
export class RegexError extends Error {
  override readonly name = "RegexError";
}

const MAX_INSTRUCTIONS = 20_000;
export const MAX_DEPTH = 100;
export const MAX_REPEAT = 1000;
export const WORD = /[\p{L}\p{N}_]/u;

function emit(node: RegexNode, program: Instruction[]): void {
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
      const lazy = node.lazy === true;
      const split = (at: number, into: number, past: number): void => {
        program[at] = { type: "split", first: lazy ? past : into, second: lazy ? into : past };
      };
      for (let i = 0; i < node.min; i++) emit(node.item, program);
      if (node.max === Infinity) {
        const start = program.push({ type: "jump", to: 0 }) - 1;
        emit(node.item, program);
        program.push({ type: "jump", to: start });
        split(start, start + 1, program.length);
        return;
      }
      const splits: number[] = [];
      for (let i = node.min; i < node.max; i++) {
        splits.push(program.push({ type: "jump", to: 0 }) - 1);
        emit(node.item, program);
      }
      for (const at of splits) split(at, at + 1, program.length);
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
  /** Where group n begins (2n) and ends (2n + 1), UTF-16 units. */
  readonly captures: readonly (number | undefined)[];
}

export class RegexMachine {
  readonly #program: Instruction[] = [];
  readonly #groups: number;
  readonly #prefers: "longest" | "first";

  /**
   * @param groups how many there are; they are numbered from 1
   * @param prefers of the leftmost matches: the longest (POSIX), or the first alternative (Perl)
   * @throws RegexError when the expression is too big
   */
  constructor(node: RegexNode, groups: number, prefers: "longest" | "first") {
    emit(node, this.#program);
    this.#program.push({ type: "match" });
    this.#groups = groups;
    this.#prefers = prefers;
  }

  /** The preferred match at or after `from`. */
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
        if (instruction?.type === "match" && this.#prefers === "first") {
          best = Object.assign([...thread.captures], { 1: i });
          break; // what comes behind is less preferred
        }
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
    return { index: best[0] ?? 0, end: best[1] ?? 0, groups, captures: best };
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

function holds(kind: RegexAssertion, text: string, i: number): boolean {
  switch (kind) {
    case "start":
      return i === 0;
    case "end":
      return i >= text.length;
    case "lastLineEnd":
      return i >= text.length || (i === text.length - 1 && text[i] === "\n");
    case "lineStart":
      return i === 0 || text[i - 1] === "\n";
    case "lineEnd":
      return i >= text.length || text[i] === "\n";
    default: {
      const before = i > 0 && WORD.test(text[i - 1] ?? "");
      const after = WORD.test(text[i] ?? "");
      if (kind === "wordStart") return !before && after;
      if (kind === "wordEnd") return before && !after;
      return kind === "word" ? before !== after : before === after;
    }
  }
}

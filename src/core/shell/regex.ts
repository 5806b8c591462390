/**
 * POSIX regular expressions (basic and extended) for `[[ =~ ]]` and grep; run by regexMachine.ts, so
 * that no expression can hang the page.
 */
import { readBracket } from "./pattern.ts";
import {
  MAX_DEPTH,
  MAX_REPEAT,
  RegexError,
  RegexMachine,
  WORD,
  type RegexMatch,
  type RegexNode,
} from "./regexMachine.ts";

export { RegexError, type RegexMatch };

export interface RegexOptions {
  /** Extended (`grep -E`, `=~`) or basic syntax. */
  readonly extended: boolean;
  readonly ignoreCase?: boolean;
}

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

  parse(): RegexNode {
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

  #choice(): RegexNode {
    if (++this.#depth > MAX_DEPTH) throw new RegexError("Regular expression too big");
    const items = [this.#sequence()];
    while (this.#operator()?.name === "|") {
      this.#at += this.#operator()?.length ?? 1;
      items.push(this.#sequence());
    }
    this.#depth -= 1;
    return items.length === 1 ? (items[0] ?? { type: "empty" }) : { type: "choice", items };
  }

  #sequence(): RegexNode {
    const items: RegexNode[] = [];
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

  #repeated(atom: RegexNode, first: boolean): RegexNode {
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

  #atom(first: boolean): RegexNode {
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

  #bracket(): RegexNode {
    const set = readBracket(this.#source, this.#at, false);
    if (set === undefined) throw new RegexError("Unmatched [, [^, [:, [., or [=");
    this.#at = set.end;
    const { has, negated } = set;
    return this.#ignoreCase
      ? { type: "test", test: (c) => (has(c.toLowerCase()) || has(c.toUpperCase())) !== negated }
      : { type: "test", test: (c) => has(c) !== negated };
  }

  #escape(): RegexNode {
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

  #literal(text: string): RegexNode {
    if (!this.#ignoreCase) return { type: "test", test: (c) => c === text };
    const lower = text.toLowerCase();
    return { type: "test", test: (c) => c.toLowerCase() === lower };
  }
}

export class Regex {
  readonly #machine: RegexMachine;

  /** Throws {@link RegexError}. */
  constructor(source: string, options: RegexOptions) {
    const parser = new RegexParser(source, options);
    const node = parser.parse();
    this.#machine = new RegexMachine(node, parser.groups, "longest");
  }

  /** The leftmost, then longest match at or after `from`. */
  exec(text: string, from = 0): RegexMatch | undefined {
    return this.#machine.exec(text, from);
  }
}

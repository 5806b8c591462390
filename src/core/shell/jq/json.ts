/** Reads a stream of JSON texts as jq does: value after value, with its words for what is none. */
import type { JqValue } from "./values.ts";

/** Text that is no JSON; the message has its line and column. */
export class JsonSyntaxError extends Error {
  override readonly name = "JsonSyntaxError";
}

const MAX_DEPTH = 1_000;
const SPACE = new Set([" ", "\t", "\r", "\n", "\ufeff"]);
/** Half of a pair that stands alone. */
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const STRUCTURE = "[{:,]}";
const NUMBER = /^-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);
const NAMES: ReadonlyMap<string, JqValue> = new Map<string, JqValue>([
  ["null", null],
  ["true", true],
  ["false", false],
  ["nan", Number.NaN],
]);

type Open =
  | { readonly type: "array"; readonly items: JqValue[] }
  | { readonly type: "object"; readonly members: Map<string, JqValue>; key: string | undefined };

export class JsonReader {
  readonly #text: string;
  #at = 0;
  #line = 1;
  #column = 0;
  readonly #stack: Open[] = [];
  /** A value that is complete but not yet put anywhere. */
  #next: { readonly value: JqValue } | undefined;
  #literal = "";

  constructor(text: string) {
    this.#text = text;
  }

  /** Newlines of the lines that were begun so far: text is read line by line. */
  get line(): number {
    const end = this.#text.indexOf("\n", Math.max(0, this.#at - 1));
    const read = end < 0 ? this.#text : this.#text.slice(0, end + 1);
    let lines = 0;
    for (const c of read) if (c === "\n") lines += 1;
    return lines;
  }

  /** The next value; undefined at the end. @throws JsonSyntaxError */
  next(): { readonly value: JqValue } | undefined {
    while (this.#at < this.#text.length) {
      const c = this.#text[this.#at++] ?? "";
      this.#column += 1;
      if (c === "\n") {
        this.#line += 1;
        this.#column = 0;
      }
      if (c !== '"' && !STRUCTURE.includes(c) && !SPACE.has(c)) {
        this.#literal += c;
        continue;
      }
      this.#endLiteral();
      const before = this.#stack.length === 0 ? this.#take() : undefined;
      if (STRUCTURE.includes(c)) this.#structure(c, before);
      else if (c === '"') this.#put(this.#string());
      if (before !== undefined) return before;
      if (this.#stack.length === 0 && this.#next !== undefined) return this.#take();
    }
    this.#endLiteral(" at EOF");
    if (this.#stack.length > 0) throw this.#error("Unfinished JSON term", " at EOF");
    return this.#take();
  }

  #take(): { readonly value: JqValue } | undefined {
    const value = this.#next;
    this.#next = undefined;
    return value;
  }

  #error(message: string, where = ""): JsonSyntaxError {
    return new JsonSyntaxError(`${message}${where} at line ${this.#line}, column ${this.#column}`);
  }

  #put(value: JqValue): void {
    if (this.#next !== undefined) throw this.#error("Expected separator between values");
    this.#next = { value };
  }

  #endLiteral(where = ""): void {
    const text = this.#literal;
    if (text === "") return;
    this.#literal = "";
    const known = NAMES.get(text);
    if (known !== undefined) {
      this.#put(known);
      return;
    }
    if (/^[tf]/.test(text) || /^n[^a]/.test(text) || text === "n")
      throw this.#error("Invalid literal", where);
    if (text.startsWith("'"))
      throw this.#error(`Invalid string literal; expected ", but got '`, where);
    if (!NUMBER.test(text)) throw this.#error("Invalid numeric literal", where);
    this.#put(Number(text));
  }

  /** @param finished the value before it, at the top */
  #structure(c: string, finished: unknown): void {
    const top = this.#stack.at(-1);
    switch (c) {
      case "[":
      case "{":
        if (this.#stack.length >= MAX_DEPTH) throw this.#error("Exceeds depth limit for parsing");
        if (this.#next !== undefined) throw this.#error("Expected separator between values");
        this.#stack.push(
          c === "["
            ? { type: "array", items: [] }
            : { type: "object", members: new Map(), key: undefined },
        );
        return;
      case ":": {
        if (top?.type !== "object" || top.key !== undefined) {
          throw this.#error(
            this.#next === undefined
              ? "Expected string key before ':'"
              : "':' not as part of an object",
          );
        }
        if (this.#next === undefined) throw this.#error("Expected string key before ':'");
        const key = this.#next.value;
        if (typeof key !== "string") throw this.#error("Object keys must be strings");
        top.key = key;
        this.#next = undefined;
        return;
      }
      case ",":
        if (this.#next === undefined)
          throw this.#error(
            finished === undefined
              ? "Expected value before ','"
              : "',' not as part of an object or array",
          );
        this.#store(top, "Objects must consist of key:value pairs");
        return;
      default:
        this.#close(c, top);
    }
  }

  #store(top: Open | undefined, complaint: string): void {
    const value = this.#next?.value ?? null;
    if (top?.type === "array") top.items.push(value);
    else if (top?.key !== undefined) {
      top.members.set(top.key, value);
      top.key = undefined;
    } else throw this.#error(complaint);
    this.#next = undefined;
  }

  #close(c: string, top: Open | undefined): void {
    const wanted = c === "]" ? "array" : "object";
    if (top?.type !== wanted) throw this.#error(`Unmatched '${c}'`);
    if (this.#next !== undefined) this.#store(top, "Objects must consist of key:value pairs");
    else if (top.type === "array" && top.items.length > 0)
      throw this.#error("Expected another array element");
    else if (top.type === "object" && (top.members.size > 0 || top.key !== undefined)) {
      throw this.#error(
        top.key === undefined ? "Expected another key-value pair" : `Unmatched '${c}'`,
      );
    }
    this.#stack.pop();
    this.#next = { value: top.type === "array" ? top.items : top.members };
  }

  /** The rest of a string whose quote was read. */
  #string(): string {
    let text = "";
    let bad = false;
    for (;;) {
      const c = this.#text[this.#at];
      if (c === undefined) throw this.#error("Unfinished string", " at EOF");
      this.#at += 1;
      this.#column += 1;
      if (c === "\n") {
        this.#line += 1;
        this.#column = 0;
      }
      if (c === '"') break;
      if (c !== "\\") {
        text += c;
        continue;
      }
      const letter = this.#text[this.#at] ?? "";
      this.#at += 1;
      this.#column += 1;
      const hex =
        letter === "u"
          ? /^[0-9a-fA-F]{4}/.exec(this.#text.slice(this.#at, this.#at + 4))?.[0]
          : undefined;
      if (hex !== undefined) {
        text += String.fromCharCode(Number.parseInt(hex, 16));
        this.#at += 4;
        this.#column += 4;
      } else {
        const plain = ESCAPES.get(letter);
        if (plain === undefined) bad = true;
        text += plain ?? "";
      }
    }
    if (bad) throw this.#error("Invalid escape");
    return text.replace(LONE, "\ufffd");
  }
}

/** One text, as `fromjson` and `--argjson` take it. @throws JsonSyntaxError */
export function parseOne(text: string): JqValue | undefined {
  const reader = new JsonReader(text);
  const first = reader.next();
  if (first === undefined) return undefined;
  if (reader.next() !== undefined) throw new JsonSyntaxError("Unexpected extra JSON values");
  return first.value;
}

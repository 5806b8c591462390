/**
 * JSON text as Go's encoding/json reads it: the same texts are accepted, and the errors are in its
 * words (scanner.go). The values themselves come from JSON.parse.
 */
import type { Json } from "../../api/json.ts";

/** Nesting that Go accepts is 10000; here less, so that nothing later runs out of stack. */
const MAX_DEPTH = 1000;

export type GoJsonResult =
  | { readonly value: Json; readonly end: number }
  /** `offset` as in Go's SyntaxError: how many bytes (here characters) were read. */
  | { readonly error: string; readonly offset: number; readonly eof?: true };

class SyntaxFailure extends Error {
  readonly offset: number;
  readonly eof: boolean;
  constructor(message: string, offset: number, eof = false) {
    super(message);
    this.offset = offset;
    this.eof = eof;
  }
}

function quoteCharacter(character: string): string {
  if (character === "'") return "'\\''";
  if (character === '"') return "'\"'";
  const code = character.codePointAt(0) ?? 0;
  const names: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };
  const named = Object.hasOwn(names, character) ? names[character] : undefined;
  if (named !== undefined) return `'${named}'`;
  return code < 0x20 || code === 0x7f
    ? `'\\x${code.toString(16).padStart(2, "0")}'`
    : `'${character}'`;
}

class Scanner {
  readonly text: string;
  at: number;
  depth = 0;

  constructor(text: string, start: number) {
    this.text = text;
    this.at = start;
  }

  fail(where: string): never {
    const code = this.text.codePointAt(this.at);
    if (code === undefined) throw new SyntaxFailure("unexpected end of JSON input", this.at, true);
    const character = String.fromCodePoint(code);
    throw new SyntaxFailure(`invalid character ${quoteCharacter(character)} ${where}`, this.at + 1);
  }

  space(): void {
    while (/[ \t\r\n]/.test(this.text.charAt(this.at))) this.at++;
  }

  value(): void {
    this.space();
    const character = this.text.charAt(this.at);
    if (character === "{") this.object();
    else if (character === "[") this.array();
    else if (character === '"') this.string();
    else if (character === "-" || /[0-9]/.test(character)) this.number();
    else if (character === "t") this.literal("true");
    else if (character === "f") this.literal("false");
    else if (character === "n") this.literal("null");
    else this.fail("looking for beginning of value");
  }

  enter(): void {
    this.at++;
    this.depth++;
    if (this.depth > MAX_DEPTH) throw new SyntaxFailure("exceeded max depth", this.at);
    this.space();
  }

  leave(): void {
    this.at++;
    this.depth--;
  }

  object(): void {
    this.enter();
    if (this.text.charAt(this.at) === "}") {
      this.leave();
      return;
    }
    for (;;) {
      this.space();
      if (this.text.charAt(this.at) !== '"')
        this.fail("looking for beginning of object key string");
      this.string();
      this.space();
      if (this.text.charAt(this.at) !== ":") this.fail("after object key");
      this.at++;
      this.value();
      this.space();
      const next = this.text.charAt(this.at);
      if (next === "}") break;
      if (next !== ",") this.fail("after object key:value pair");
      this.at++;
    }
    this.leave();
  }

  array(): void {
    this.enter();
    if (this.text.charAt(this.at) === "]") {
      this.leave();
      return;
    }
    for (;;) {
      this.value();
      this.space();
      const next = this.text.charAt(this.at);
      if (next === "]") break;
      if (next !== ",") this.fail("after array element");
      this.at++;
    }
    this.leave();
  }

  string(): void {
    this.at++;
    for (;;) {
      const character = this.text.charAt(this.at);
      if (character === '"') break;
      if (character === "" || character < " ") this.fail("in string literal");
      this.at++;
      if (character !== "\\") continue;
      const escape = this.text.charAt(this.at);
      if (escape === "" || !'"\\/bfnrtu'.includes(escape)) this.fail("in string escape code");
      this.at++;
      if (escape !== "u") continue;
      for (let i = 0; i < 4; i++, this.at++) {
        if (!/[0-9a-fA-F]/.test(this.text.charAt(this.at))) {
          this.fail("in \\u hexadecimal character escape");
        }
      }
    }
    this.at++;
  }

  digits(where: string): void {
    if (!/[0-9]/.test(this.text.charAt(this.at))) this.fail(where);
    while (/[0-9]/.test(this.text.charAt(this.at))) this.at++;
  }

  number(): void {
    if (this.text.charAt(this.at) === "-") this.at++;
    if (this.text.charAt(this.at) === "0") this.at++;
    else this.digits("in numeric literal");
    if (this.text.charAt(this.at) === ".") {
      this.at++;
      this.digits("after decimal point in numeric literal");
    }
    if (/[eE]/.test(this.text.charAt(this.at))) {
      this.at++;
      if (/[+-]/.test(this.text.charAt(this.at))) this.at++;
      this.digits("in exponent of numeric literal");
    }
  }

  literal(word: string): void {
    for (const letter of word) {
      if (this.text.charAt(this.at) !== letter) {
        this.fail(`in literal ${word} (expecting '${letter}')`);
      }
      this.at++;
    }
  }
}

/** Reads one value that begins at `start`; what follows it is left alone (json.Decoder). */
export function decodeGoJson(text: string, start = 0): GoJsonResult {
  const scanner = new Scanner(text, start);
  try {
    scanner.space();
    const from = scanner.at;
    scanner.value();
    return { value: JSON.parse(text.slice(from, scanner.at)) as Json, end: scanner.at };
  } catch (error) {
    if (!(error instanceof SyntaxFailure)) throw error;
    const { message, offset, eof } = error;
    return { error: message, offset, ...(eof ? { eof } : {}) };
  }
}

/** Reads a text that is to be one value and nothing else (json.Unmarshal). */
export function parseGoJson(text: string): GoJsonResult {
  const result = decodeGoJson(text);
  if ("error" in result) return result;
  const rest = new Scanner(text, result.end);
  rest.space();
  if (rest.at >= text.length) return result;
  try {
    return rest.fail("after top-level value");
  } catch (error) {
    if (!(error instanceof SyntaxFailure)) throw error;
    return { error: error.message, offset: error.offset };
  }
}

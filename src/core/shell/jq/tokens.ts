/** The tokens of jq programs, and the words for what does not fit. */

/** A program that is none; `at` is where, in UTF-16 units. */
export class JqSyntaxError extends Error {
  override readonly name = "JqSyntaxError";
  readonly at: number;
  /** A statement that was begun and may be the reason. */
  readonly also: { readonly message: string; readonly at: number } | undefined;
  constructor(message: string, at: number, also?: JqSyntaxError["also"]) {
    super(message);
    this.at = at;
    this.also = also;
  }
}

export interface Token {
  readonly type:
    | "operator"
    | "keyword"
    | "identifier"
    | "field"
    | "variable"
    | "number"
    | "string"
    | "format"
    | "end"
    | "invalid";
  readonly text: string;
  readonly start: number;
}

const KEYWORDS = new Set([
  "def", "as", "if", "then", "elif", "else", "end", "and", "or", "reduce", "foreach", "try", "catch",
  "label", "import", "include", "__loc__",
]); // prettier-ignore
const OPERATORS = [
  "?//", "//=", "|=", "+=", "-=", "*=", "/=", "%=", "==", "!=", "<=", ">=", "//", "..", ".", "[", "]", "(",
  ")", "{", "}", "|", ",", ":", ";", "=", "<", ">", "+", "-", "*", "/", "%", "?", "$",
]; // prettier-ignore
const NUMBER = /(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/y;
const NAME = /(?:[a-zA-Z_][a-zA-Z_0-9]*::)*[a-zA-Z_][a-zA-Z_0-9]*/y;
const FIELD = /\.[a-zA-Z_][a-zA-Z_0-9]*/y;
const FORMAT = /@[a-zA-Z0-9_]+/y;
const SPACE = /(?:\s|#[^\n]*)*/y;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ["b", "\b"],
  ["f", "\f"],
  ["/", "/"],
  ["\\", "\\"],
  ['"', '"'],
]);

const MAX_DEPTH = 250;

/** Reads a program token by token; string literals character by character. */
export class TokenReader {
  readonly #source: string;
  #pos = 0;
  #token: Token | undefined;
  #lastStart = 0;
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
  }

  peek(): Token {
    this.#token ??= this.#scan();
    return this.#token;
  }

  next(): Token {
    const token = this.peek();
    this.#token = undefined;
    this.#lastStart = token.start + (token.type === "variable" ? 1 : 0);
    return token;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#pos;
    const text = pattern.exec(this.#source)?.[0];
    if (text === undefined) return undefined;
    this.#pos += text.length;
    return text;
  }

  #scan(): Token {
    this.#match(SPACE);
    const start = this.#pos;
    const c = this.#source[start];
    if (c === undefined) return { type: "end", text: "", start };
    if (c === '"') {
      this.#pos += 1;
      return { type: "string", text: c, start };
    }
    const field = this.#match(FIELD);
    if (field !== undefined) return { type: "field", text: field.slice(1), start };
    const number = this.#match(NUMBER);
    if (number !== undefined) return { type: "number", text: number, start };
    const name = this.#match(NAME);
    if (name !== undefined)
      return { type: KEYWORDS.has(name) ? "keyword" : "identifier", text: name, start };
    const format = this.#match(FORMAT);
    if (format !== undefined) return { type: "format", text: format, start };
    if (c === "$") {
      this.#pos += 1;
      const variable = this.#match(NAME);
      if (variable !== undefined) return { type: "variable", text: variable, start };
      return { type: "operator", text: "$", start };
    }
    const operator = OPERATORS.find((text) => this.#source.startsWith(text, start));
    this.#pos += operator?.length ?? 1;
    return operator === undefined
      ? { type: "invalid", text: c, start }
      : { type: "operator", text: operator, start };
  }

  is(type: Token["type"], text: string): boolean {
    const token = this.peek();
    return token.type === type && token.text === text;
  }

  accept(type: Token["type"], text: string): boolean {
    if (!this.is(type, text)) return false;
    this.next();
    return true;
  }

  expect(type: "operator" | "keyword", text: string, tell = false): void {
    if (this.accept(type, text)) return;
    throw this.unexpected(tell ? `, expecting '${text}'` : "");
  }

  unexpected(expecting = ""): JqSyntaxError {
    const token = this.peek();
    const at = token.type === "end" ? this.#lastStart : token.start;
    return new JqSyntaxError(
      `syntax error, unexpected ${tokenName(token, expecting !== "")}${expecting} (Unix shell quoting issues?)`,
      at,
    );
  }

  nested<T>(read: () => T): T {
    if (++this.#depth > MAX_DEPTH) throw new JqSyntaxError("memory exhausted", this.#pos);
    const node = read();
    this.#depth -= 1;
    return node;
  }

  /** The next character of a string literal. @throws JqSyntaxError at the end */
  character(opened: number): string {
    const c = this.#source[this.#pos];
    if (c === undefined) {
      this.#lastStart = Math.min(opened + 1, this.#source.length);
      throw this.unexpected(", expecting QQSTRING_TEXT or QQSTRING_INTERP_START or QQSTRING_END");
    }
    this.#pos += 1;
    return c;
  }

  /** Whether a filter begins here, behind a backslash in a string literal. */
  interpolation(): boolean {
    if (this.#source[this.#pos] !== "(") return false;
    this.#pos += 1;
    return true;
  }

  /** What stands behind a backslash. @throws JqSyntaxError */
  escape(): string {
    const c = this.#source[this.#pos] ?? "";
    this.#pos += 1;
    if (c === "u") {
      const digits = this.#source.slice(this.#pos, this.#pos + 4);
      if (/^[0-9a-fA-F]{4}$/.test(digits)) {
        this.#pos += 4;
        return String.fromCharCode(Number.parseInt(digits, 16));
      }
    }
    const plain = ESCAPES.get(c);
    if (plain === undefined) {
      throw new JqSyntaxError(
        "syntax error, unexpected INVALID_CHARACTER (Unix shell quoting issues?)",
        this.#pos - 2,
      );
    }
    return plain;
  }

  /** The line of a position, from 1. */
  lineAt(position: number): number {
    return this.#source.slice(0, position).split("\n").length;
  }

  /** Gives a token back that was taken. */
  unread(token: Token): void {
    this.#token = token;
  }
}

/** @param outside of all brackets, where a closing one is no token */
function tokenName({ type, text }: Token, outside: boolean): string {
  switch (type) {
    case "end":
      return "end of file";
    case "identifier":
      return "IDENT";
    case "field":
      return "FIELD";
    case "number":
      return "LITERAL";
    case "string":
      return "QQSTRING_START";
    case "format":
      return "FORMAT";
    case "variable":
      return "'$'";
    case "invalid":
      return "INVALID_CHARACTER";
    case "keyword":
      return text;
    case "operator":
      if (outside && "}])".includes(text)) return "INVALID_CHARACTER";
      return text.length === 1 ? `'${text}'` : text;
  }
}

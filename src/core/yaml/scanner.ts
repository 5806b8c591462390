/**
 * Text to tokens by libyaml's rules, whose port go-yaml is: the same tokens on demand, and so the
 * same failures at the same place. A token is handed out only when no later `:` can turn it into
 * a key; that look-ahead decides which of two faults is reported.
 */
import { Cursor, scannerFailure, type Mark } from "./cursor.ts";
import { scanBlock, scanPlain, scanQuoted } from "./scalars.ts";
import { scanAnchor, scanDirective, scanTag } from "./tags.ts";
import type { Token, TokenType } from "./tokens.ts";

/** A place where a key without `?` may have begun. */
interface SimpleKey {
  possible: boolean;
  /** In block context at the block's own indent: what stands there must be a key. */
  required: boolean;
  /** Number of the token, counted from the start of the text. */
  token: number;
  mark: Mark;
}

/** Nesting beyond this is refused in go-yaml's words; go-yaml itself allows 10000. */
export const MAX_DEPTH = 1000;
/** A simple key ends on its line and within so many characters. */
const MAX_KEY_LENGTH = 1024;
const MISSING_COLON = "could not find expected ':'";

export class Scanner {
  readonly #cursor: Cursor;
  readonly #queue: Token[] = [];
  #taken = 0;
  #ended = false;
  #flowLevel = 0;
  #indent = -1;
  readonly #indents: number[] = [];
  #keyAllowed = true;
  readonly #keys: SimpleKey[];

  constructor(text: string) {
    this.#cursor = new Cursor(text);
    this.#keys = [{ possible: false, required: false, token: 0, mark: this.#cursor.mark() }];
  }

  /** The next token, which stays. After the end it is `stream-end` for ever. */
  peek(): Token {
    while (this.#queue.length === 0 || (this.#headMayBeKey() && !this.#ended)) this.#fetch();
    return this.#queue[0] ?? this.#token("stream-end", this.#cursor.mark());
  }

  /** Takes the token that peek() showed. */
  skip(): void {
    if (this.#queue.length > 1 || !this.#ended) {
      this.#queue.shift();
      this.#taken += 1;
    }
  }

  #headMayBeKey(): boolean {
    const key = this.#keys.find((k) => k.possible && k.token === this.#taken);
    return key !== undefined && this.#isValid(key);
  }

  #isValid(key: SimpleKey): boolean {
    if (!key.possible) return false;
    const { line, offset } = this.#cursor;
    if (key.mark.line >= line && key.mark.offset + MAX_KEY_LENGTH >= offset) return true;
    if (key.required) throw scannerFailure(MISSING_COLON, this.#cursor.mark(), key.mark);
    key.possible = false;
    return false;
  }

  #currentKey(): SimpleKey {
    const key = this.#keys.at(-1);
    if (key !== undefined) return key;
    const fresh = { possible: false, required: false, token: 0, mark: this.#cursor.mark() };
    this.#keys.push(fresh);
    return fresh;
  }

  #saveKey(): void {
    if (!this.#keyAllowed) return;
    const required = this.#flowLevel === 0 && this.#indent === this.#cursor.column;
    this.#removeKey();
    Object.assign(this.#currentKey(), {
      possible: true,
      required,
      token: this.#taken + this.#queue.length,
      mark: this.#cursor.mark(),
    });
  }

  #removeKey(): void {
    const key = this.#currentKey();
    if (key.possible && key.required) {
      throw scannerFailure(MISSING_COLON, this.#cursor.mark(), key.mark);
    }
    key.possible = false;
  }

  #token(type: TokenType, start: Mark, end: Mark = start): Token {
    return { type, start, end };
  }

  /** Opens a block at `column` if it is deeper, before token number `at` (or at the end). */
  #rollIndent(column: number, type: TokenType, mark: Mark, at?: number): void {
    if (this.#flowLevel > 0 || this.#indent >= column) return;
    this.#indents.push(this.#indent);
    this.#indent = column;
    if (this.#indents.length > MAX_DEPTH) {
      const problem = `exceeded max depth of ${MAX_DEPTH}`;
      throw scannerFailure(problem, this.#cursor.mark(), this.#currentKey().mark);
    }
    const index = at === undefined ? this.#queue.length : at - this.#taken;
    this.#queue.splice(index, 0, this.#token(type, mark));
  }

  #unrollIndent(column: number): void {
    if (this.#flowLevel > 0) return;
    while (this.#indent > column) {
      this.#queue.push(this.#token("block-end", this.#cursor.mark()));
      this.#indent = this.#indents.pop() ?? -1;
    }
  }

  /** Pushes an indicator of `length` characters and passes over it. */
  #indicator(type: TokenType, length = 1): void {
    const start = this.#cursor.mark();
    for (let i = 0; i < length; i++) this.#cursor.skip();
    this.#queue.push(this.#token(type, start, this.#cursor.mark()));
  }

  #toNextToken(): void {
    const cursor = this.#cursor;
    for (;;) {
      const tabs = this.#flowLevel > 0 || !this.#keyAllowed;
      while (cursor.peek() === " " || (tabs && cursor.peek() === "\t")) cursor.skip();
      if (cursor.peek() === "#") while (!cursor.isBreakOrEnd()) cursor.skip();
      if (!cursor.isBreak()) return;
      cursor.readBreak();
      if (this.#flowLevel === 0) this.#keyAllowed = true;
    }
  }

  #fetch(): void {
    const cursor = this.#cursor;
    this.#toNextToken();
    this.#unrollIndent(cursor.column);
    const char = cursor.peek();
    if (char === "") {
      this.#streamEnd();
      return;
    }
    if (cursor.column === 0 && char === "%") {
      this.#reset();
      this.#queue.push(scanDirective(cursor));
      return;
    }
    if (cursor.atDocumentIndicator()) {
      this.#reset();
      this.#indicator(char === "-" ? "document-start" : "document-end", 3);
      return;
    }
    const spaced = cursor.isBlankOrEnd(1);
    switch (char) {
      case "[":
        this.#openFlow("flow-sequence-start");
        return;
      case "{":
        this.#openFlow("flow-mapping-start");
        return;
      case "]":
        this.#closeFlow("flow-sequence-end");
        return;
      case "}":
        this.#closeFlow("flow-mapping-end");
        return;
      case ",":
        this.#removeKey();
        this.#keyAllowed = true;
        this.#indicator("flow-entry");
        return;
      case "*":
      case "&":
        this.#word(() => scanAnchor(cursor, char === "*" ? "alias" : "anchor"));
        return;
      case "!":
        this.#word(() => scanTag(cursor));
        return;
      case "'":
        this.#word(() => scanQuoted(cursor, "single-quoted"));
        return;
      case '"':
        this.#word(() => scanQuoted(cursor, "double-quoted"));
        return;
    }
    if (char === "-" && spaced) this.#blockEntry();
    else if (char === "?" && (this.#flowLevel > 0 || spaced)) this.#key();
    else if (char === ":" && (this.#flowLevel > 0 || spaced)) this.#value();
    else if (this.#flowLevel === 0 && (char === "|" || char === ">")) {
      this.#removeKey();
      this.#keyAllowed = true;
      this.#queue.push(scanBlock(cursor, char === "|" ? "literal" : "folded", this.#indent));
    } else if (this.#mayStartPlain(char)) this.#plain();
    else {
      const problem = "found character that cannot start any token";
      throw scannerFailure(problem, cursor.mark(), cursor.mark());
    }
  }

  #mayStartPlain(char: string): boolean {
    const cursor = this.#cursor;
    if (char === "-") return !cursor.isBlank(1);
    if (char === "?" || char === ":") return this.#flowLevel === 0 && !cursor.isBlankOrEnd(1);
    return !"\t#|>%@`".includes(char);
  }

  #reset(): void {
    this.#unrollIndent(-1);
    this.#removeKey();
    this.#keyAllowed = false;
  }

  #streamEnd(): void {
    this.#cursor.endLastLine();
    this.#reset();
    this.#queue.push(this.#token("stream-end", this.#cursor.mark()));
    this.#ended = true;
  }

  /** Anchors, tags and quoted scalars: they may begin a key, and none may follow. */
  #word(scan: () => Token): void {
    this.#saveKey();
    this.#keyAllowed = false;
    this.#queue.push(scan());
  }

  #plain(): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const { token, endedOnNewLine } = scanPlain(
      this.#cursor,
      this.#indent + 1,
      this.#flowLevel > 0,
    );
    this.#queue.push(token);
    if (endedOnNewLine) this.#keyAllowed = true;
  }

  #openFlow(type: "flow-sequence-start" | "flow-mapping-start"): void {
    this.#saveKey();
    const mark = this.#cursor.mark();
    this.#keys.push({ possible: false, required: false, token: 0, mark });
    this.#flowLevel += 1;
    if (this.#flowLevel > MAX_DEPTH) {
      throw scannerFailure(`exceeded max depth of ${MAX_DEPTH}`, mark, mark);
    }
    this.#keyAllowed = true;
    this.#indicator(type);
  }

  #closeFlow(type: "flow-sequence-end" | "flow-mapping-end"): void {
    this.#removeKey();
    if (this.#flowLevel > 0) {
      this.#flowLevel -= 1;
      this.#keys.pop();
    }
    this.#keyAllowed = false;
    this.#indicator(type);
  }

  #blockEntry(): void {
    if (this.#flowLevel === 0) {
      this.#requireKeyAllowed("block sequence entries are not allowed in this context");
      this.#rollIndent(this.#cursor.column, "block-sequence-start", this.#cursor.mark());
    }
    this.#removeKey();
    this.#keyAllowed = true;
    this.#indicator("block-entry");
  }

  #key(): void {
    if (this.#flowLevel === 0) {
      this.#requireKeyAllowed("mapping keys are not allowed in this context");
      this.#rollIndent(this.#cursor.column, "block-mapping-start", this.#cursor.mark());
    }
    this.#removeKey();
    this.#keyAllowed = this.#flowLevel === 0;
    this.#indicator("key");
  }

  #value(): void {
    const key = this.#currentKey();
    if (this.#isValid(key)) {
      this.#queue.splice(key.token - this.#taken, 0, this.#token("key", key.mark));
      this.#rollIndent(key.mark.column, "block-mapping-start", key.mark, key.token);
      key.possible = false;
      this.#keyAllowed = false;
    } else {
      if (this.#flowLevel === 0) {
        this.#requireKeyAllowed("mapping values are not allowed in this context");
        this.#rollIndent(this.#cursor.column, "block-mapping-start", this.#cursor.mark());
      }
      this.#keyAllowed = this.#flowLevel === 0;
    }
    this.#indicator("value");
  }

  #requireKeyAllowed(problem: string): void {
    if (this.#keyAllowed) return;
    throw scannerFailure(problem, this.#cursor.mark(), this.#cursor.mark());
  }
}

/** Reading YAML text character by character, with the marks that go-yaml's messages count by. */

/** A place in the text; `line` and `column` count from 0, `offset` in UTF-16 units. */
export interface Mark {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** Thrown inside this folder only; parse.ts turns it into a diagnostic. */
export class YamlFailure extends Error {
  override readonly name = "YamlFailure";
  /** The line that go-yaml prints, 0 for none. It is not always the line of `mark`. */
  readonly printedLine: number;
  readonly mark: Mark;
  constructor(problem: string, printedLine: number, mark: Mark) {
    super(problem);
    this.printedLine = printedLine;
    this.mark = mark;
  }
}

/** What the scanner could not read: go-yaml counts lines from 1 here, but not on the first line. */
export function scannerFailure(problem: string, at: Mark, context: Mark): YamlFailure {
  return new YamlFailure(problem, at.line === 0 ? context.line : at.line + 1, at);
}

/** What the parser did not expect: go-yaml prints its 0-based line, hence "the line before". */
export function parserFailure(problem: string, at: Mark, context?: Mark): YamlFailure {
  return new YamlFailure(problem, at.line === 0 ? (context?.line ?? 0) : at.line, at);
}

const BREAKS = new Set(["\r", "\n", "\u0085", "\u2028", "\u2029"]);
/** Everything that may not stand in YAML text, lone surrogates included. */
const NOT_ALLOWED =
  /[^\t\n\r -~\u0085\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd\ud800-\udfff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
/** go-yaml reads its input in pieces of so many bytes and checks each piece as a whole. */
const CHUNK = 512;

export class Cursor {
  readonly text: string;
  #offset: number;
  #line = 0;
  #column = 0;
  /** From here on reading fails, because the piece has a character that is not allowed. */
  readonly #limit: number;

  constructor(text: string) {
    this.text = text;
    this.#offset = text.startsWith("\ufeff") ? 1 : 0;
    const bad = NOT_ALLOWED.exec(text.slice(this.#offset));
    this.#limit = bad === null ? Infinity : chunkStart(text, bad.index + this.#offset);
  }

  mark(): Mark {
    return { offset: this.#offset, line: this.#line, column: this.#column };
  }

  get column(): number {
    return this.#column;
  }

  get line(): number {
    return this.#line;
  }

  get offset(): number {
    return this.#offset;
  }

  /** The character `ahead` of here; empty at the end of the text. */
  peek(ahead = 0): string {
    const at = this.#offset + ahead;
    if (at >= this.#limit) {
      throw new YamlFailure("control characters are not allowed", 0, this.mark());
    }
    return this.text.charAt(at);
  }

  /** Passes over one character that is no line break. */
  skip(): void {
    this.#offset += 1;
    this.#column += 1;
  }

  /** Passes over a line break (CR LF is one) and answers what a scalar makes of it. */
  readBreak(): string {
    const char = this.peek();
    this.#offset += char === "\r" && this.peek(1) === "\n" ? 2 : 1;
    this.#line += 1;
    this.#column = 0;
    return char === "\u2028" || char === "\u2029" ? char : "\n";
  }

  /** go-yaml counts the end of a text without a last newline as a new line. */
  endLastLine(): void {
    if (this.#column === 0) return;
    this.#column = 0;
    this.#line += 1;
  }

  isBlank(ahead = 0): boolean {
    const char = this.peek(ahead);
    return char === " " || char === "\t";
  }

  isBreak(ahead = 0): boolean {
    return BREAKS.has(this.peek(ahead));
  }

  isEnd(ahead = 0): boolean {
    return this.peek(ahead) === "";
  }

  isBreakOrEnd(ahead = 0): boolean {
    return this.isEnd(ahead) || this.isBreak(ahead);
  }

  isBlankOrEnd(ahead = 0): boolean {
    return this.isBlank(ahead) || this.isBreakOrEnd(ahead);
  }

  /** `---` or `...` alone at the start of a line. */
  atDocumentIndicator(): boolean {
    if (this.#column !== 0) return false;
    const three = this.peek() + this.peek(1) + this.peek(2);
    return (three === "---" || three === "...") && this.isBlankOrEnd(3);
  }
}

function chunkStart(text: string, bad: number): number {
  let bytes = 0;
  let start = 0;
  let nextChunk = CHUNK;
  for (let i = 0; i < bad; i++) {
    const code = text.charCodeAt(i);
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code >= 0xd800 && code < 0xe000 ? 2 : 3;
    if (bytes >= nextChunk) {
      start = i + 1;
      nextChunk += CHUNK;
    }
  }
  return start;
}

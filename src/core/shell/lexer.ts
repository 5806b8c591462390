/**
 * Cuts source text into tokens. Words come out parsed down to their expansions, because where a
 * word ends depends on what is nested in it (`"$(echo ")")"`). Here-document bodies are read when
 * the newline after their operator is met, as every shell does.
 */
import type { List, Word, WordPart } from "./ast.ts";
import { isDigit } from "./characters.ts";
import { FEATURES, type Dialect, type Features } from "./dialect.ts";
import { ShellSyntaxError, type SyntaxProblem } from "./syntaxError.ts";
import { readDoubleQuoted, readHereText, readWordParts } from "./words.ts";

export type Token =
  | {
      readonly type: "word";
      readonly word: Word;
      readonly text: string;
      readonly start: number;
      readonly end: number;
      readonly line: number;
    }
  | {
      readonly type: "operator";
      readonly text: string;
      readonly start: number;
      readonly end: number;
      readonly line: number;
    }
  /** The number directly before a redirection. */
  | {
      readonly type: "number";
      readonly text: string;
      readonly start: number;
      readonly end: number;
      readonly line: number;
    }
  | {
      readonly type: "newline";
      readonly text: "newline";
      readonly start: number;
      readonly end: number;
      readonly line: number;
    }
  | {
      readonly type: "end";
      readonly text: "";
      readonly start: number;
      readonly end: number;
      readonly line: number;
    };

/** Longest first within a first character. */
const OPERATORS: readonly string[] = [
  "<<<", "<<-", "<<", "<&", "<>", "<", "&>>", "&>", "&&", "&", ">>", ">&", ">|", ">",
  "||", "|&", "|", ";;&", ";;", ";&", ";", "(", ")",
]; // prettier-ignore

export const METACHARACTERS = " \t\n|&;<>()";

/** How deep substitutions and compound commands may nest. */
const MAX_DEPTH = 100;

interface PendingHereDocument {
  readonly delimiter: string;
  readonly quoted: boolean;
  readonly stripTabs: boolean;
  readonly line: number;
  readonly done: (body: Word) => void;
}

/** Parses the commands inside `$(…)` up to its closing parenthesis; given by the parser. */
export type SubstitutionParser = (lexer: Lexer) => readonly List[];

export class Lexer {
  source: string;
  pos = 0;
  line = 1;
  readonly dialect: Dialect;
  readonly features: Features;
  readonly parseSubstitution: SubstitutionParser;
  /** True when more input may follow (a prompt): an open here-document is then incomplete. */
  readonly partial: boolean;
  #pending: PendingHereDocument[] = [];
  #depth = 0;
  /** Aliases being read: not expanded again within their own text. */
  #aliases: { name: string; end: number }[] = [];
  readonly #warn: (delimiter: string, line: number) => void;

  constructor(
    source: string,
    options: {
      readonly dialect: Dialect;
      readonly partial: boolean;
      readonly line?: number;
      readonly parseSubstitution: SubstitutionParser;
      /** A here-document ended by the end of the text. */
      readonly warn?: (delimiter: string, line: number) => void;
    },
  ) {
    this.source = source;
    this.dialect = options.dialect;
    this.features = FEATURES[options.dialect];
    this.partial = options.partial;
    this.line = options.line ?? 1;
    this.parseSubstitution = options.parseSubstitution;
    this.#warn = options.warn ?? (() => undefined);
  }

  /** Runs `parse` one level deeper; throws past the limit. */
  nested<T>(parse: () => T): T {
    if (this.#depth >= MAX_DEPTH) throw this.error({ type: "nesting" });
    this.#depth += 1;
    try {
      return parse();
    } finally {
      this.#depth -= 1;
    }
  }

  /** As {@link nested}, with here-documents of its own: those of `$(…)` lie within it. */
  nestedSource<T>(parse: () => T): T {
    const outer = this.#pending;
    this.#pending = [];
    try {
      return this.nested(parse);
    } finally {
      this.#pending = outer;
    }
  }

  error(problem: SyntaxProblem, line = this.line): ShellSyntaxError {
    const lines = this.source.split("\n");
    const index = line - 1;
    const offset = this.line - this.source.slice(0, this.pos).split("\n").length;
    return new ShellSyntaxError(problem, line, lines[index - offset] ?? "");
  }

  peekCharacter(ahead = 0): string {
    return this.source[this.pos + ahead] ?? "";
  }

  /** Moves on by `count` characters, counting lines. */
  advance(count: number): void {
    for (let i = 0; i < count; i++) {
      if (this.source[this.pos] === "\n") this.line += 1;
      this.pos += 1;
    }
  }

  skipBlanks(): void {
    for (;;) {
      const c = this.peekCharacter();
      if (c === " " || c === "\t" || c === "\r") this.pos += 1;
      else if (c === "\\" && this.peekCharacter(1) === "\n") {
        this.advance(2);
        if (this.pos >= this.source.length && this.partial) throw this.error({ type: "end" });
      } else if (c === "\\" && this.pos + 1 >= this.source.length && this.partial) {
        throw this.error({ type: "end" });
      } else break;
    }
    if (this.peekCharacter() === "#") {
      while (this.pos < this.source.length && this.peekCharacter() !== "\n") this.pos += 1;
    }
  }

  next(): Token {
    this.skipBlanks();
    const start = this.pos;
    const line = this.line;
    const c = this.peekCharacter();
    if (c === "") {
      if (this.#pending.length > 0) this.#readHereDocuments();
      return { type: "end", text: "", start, end: start, line };
    }
    if (c === "\n") {
      this.advance(1);
      this.#readHereDocuments();
      return { type: "newline", text: "newline", start, end: this.pos, line };
    }
    const operator = this.#operator();
    if (operator !== undefined) {
      this.pos += operator.length;
      return { type: "operator", text: operator, start, end: this.pos, line };
    }
    const number = this.#number();
    if (number !== undefined) {
      this.pos += number.length;
      return { type: "number", text: number, start, end: this.pos, line };
    }
    const word = this.word(METACHARACTERS);
    return { type: "word", word, text: word.source, start, end: this.pos, line };
  }

  /** Reads one word that ends before any of `stops` (unquoted). */
  word(stops: string): Word {
    const start = this.pos;
    const parts = this.nested(() => readWordParts(this, stops));
    return { parts, source: this.source.slice(start, this.pos) };
  }

  /** A word inside `${…}`, up to one of `stops`. Within "…" single quotes are plain characters. */
  operand(stops: string, inDouble: boolean): Word {
    const start = this.pos;
    const parts = readWordParts(this, stops, inDouble);
    return { parts, source: this.source.slice(start, this.pos) };
  }

  /** Reads the parts of "…", the opening quote being behind. */
  doubleQuoted(): readonly WordPart[] {
    return this.nested(() => readDoubleQuoted(this));
  }

  #operator(): string | undefined {
    const at = this.pos;
    if (
      this.features.processSubstitution &&
      /^[<>]\($/.test(this.source.slice(at, at + 2)) &&
      this.dialect !== "dash"
    ) {
      return undefined;
    }
    return OPERATORS.find((operator) => {
      if (!this.source.startsWith(operator, at)) return false;
      if (operator === "<<<") return this.features.hereString;
      if (operator === "&>" || operator === "&>>" || operator === "|&") {
        return this.features.ampersandRedirect;
      }
      return true;
    });
  }

  #number(): string | undefined {
    let end = this.pos;
    while (end - this.pos < 4 && isDigit(this.source[end] ?? "")) end += 1;
    const after = this.source[end];
    if (end === this.pos || (after !== "<" && after !== ">")) return undefined;
    return this.source.slice(this.pos, end);
  }

  /** Announces a here-document; `done` gets its text when the line has been read. */
  hereDocument(delimiter: Word, stripTabs: boolean, done: (body: Word) => void): void {
    const quoted = delimiter.parts.some((part) => part.type !== "literal");
    this.#pending.push({
      delimiter: delimiter.parts.map(plainText).join(""),
      quoted,
      stripTabs,
      line: this.line,
      done,
    });
  }

  #readHereDocuments(): void {
    const pending = this.#pending;
    this.#pending = [];
    for (const document of pending) {
      const lines: string[] = [];
      let closed = false;
      const startLine = this.line;
      while (this.pos < this.source.length) {
        const newline = this.source.indexOf("\n", this.pos);
        const end = newline < 0 ? this.source.length : newline;
        let text = this.source.slice(this.pos, end);
        this.pos = newline < 0 ? end : end + 1;
        this.line += 1;
        if (document.stripTabs) text = text.replace(/^\t+/, "");
        if (text === document.delimiter) {
          closed = true;
          break;
        }
        lines.push(newline < 0 ? text : text + "\n");
      }
      if (!closed) {
        if (this.partial) {
          throw this.error({ type: "here-document", delimiter: document.delimiter });
        }
        this.#warn(document.delimiter, document.line);
      }
      const body = lines.join("");
      document.done(
        document.quoted
          ? { parts: [{ type: "quoted", text: body }], source: body }
          : this.#hereText(body, startLine),
      );
    }
  }

  #hereText(body: string, line: number): Word {
    const inner = new Lexer(body, {
      dialect: this.dialect,
      partial: false,
      line,
      parseSubstitution: this.parseSubstitution,
    });
    inner.#depth = this.#depth + 1;
    return {
      parts: [{ type: "double", parts: inner.nested(() => readHereText(inner)) }],
      source: body,
    };
  }

  /** Replaces the token just read by the text of an alias; false when that alias is being read. */
  substituteAlias(token: Token, name: string, text: string): boolean {
    this.#aliases = this.#aliases.filter((alias) => alias.end > token.start);
    if (this.#aliases.some((alias) => alias.name === name) || this.#aliases.length > 50)
      return false;
    const growth = text.length - (token.end - token.start);
    for (const alias of this.#aliases) alias.end += growth;
    this.source = this.source.slice(0, token.start) + text + this.source.slice(token.end);
    this.#aliases.push({ name, end: token.start + text.length });
    this.pos = token.start;
    return true;
  }
}

/** The text of a part for comparison with a delimiter: quotes taken off, nothing expanded. */
function plainText(part: WordPart): string {
  switch (part.type) {
    case "literal":
    case "quoted":
      return part.text;
    case "double":
      return part.parts.map(plainText).join("");
    case "parameter":
      return part.source;
    case "backtick":
      return "`" + part.source + "`";
    case "command":
    case "arithmetic":
    case "process":
      return "";
  }
}

/**
 * Recursive descent over the lexer's tokens. One complete command (a line, or a construct over
 * several) at a time, as a shell reads: what stands before a faulty line has run by then.
 */
import type { AndOr, Assignment, Command, CommandWord, CompoundCommand, FunctionDefinition, List, Pipeline, Redirect, RedirectOperator, Word } from "./ast.ts"; // prettier-ignore
import { readArrayElements, readAssignment } from "./assignments.ts";
import { parseCompound, startsCompound } from "./compound.ts";
import type { Dialect } from "./dialect.ts";
import { Lexer, type Token } from "./lexer.ts";
import type { ShellSyntaxError } from "./syntaxError.ts";

export interface ParserOptions {
  readonly dialect: Dialect;
  /** More input may follow: the end of the text is then "incomplete" even in a here-document. */
  readonly partial?: boolean;
  /** The line number of the first line. */
  readonly line?: number;
  /** The text an alias stands for. */
  readonly alias?: (name: string) => string | undefined;
  readonly warn?: (delimiter: string, line: number) => void;
}

const REDIRECTS: ReadonlySet<string> = new Set([
  "<", ">", ">>", ">|", "<>", "<&", ">&", "&>", "&>>", "<<", "<<-", "<<<",
]); // prettier-ignore

const RESERVED: ReadonlySet<string> = new Set([
  "if", "then", "elif", "else", "fi", "for", "while", "until", "do", "done", "case", "esac",
  "in", "function", "{", "}", "!", "[[", "]]", "time",
]); // prettier-ignore

/** Words that may not begin a command: they close or continue one. */
const CLOSERS: ReadonlySet<string> = new Set([
  "then", "elif", "else", "fi", "do", "done", "esac", "}",
]); // prettier-ignore

/** Builtins whose arguments may be assignments with arrays. */
const DECLARATIONS: ReadonlySet<string> = new Set([
  "declare",
  "typeset",
  "local",
  "export",
  "readonly",
]);

export function isReservedWord(text: string): boolean {
  return RESERVED.has(text);
}

export class Parser {
  readonly lexer: Lexer;
  #token: Token | undefined;
  readonly #alias: (name: string) => string | undefined;
  /** Set while an alias that ends in a blank was the last word: the next one is expanded too. */
  #aliasNext = false;

  constructor(source: string | Lexer, options: ParserOptions) {
    this.#alias = options.alias ?? (() => undefined);
    this.lexer =
      source instanceof Lexer
        ? source
        : new Lexer(source, {
            dialect: options.dialect,
            partial: options.partial ?? false,
            line: options.line ?? 1,
            parseSubstitution: (lexer) => new Parser(lexer, options).#substitution(),
            ...(options.warn === undefined ? {} : { warn: options.warn }),
          });
  }

  /** The next complete command line, or undefined at the end. Throws ShellSyntaxError. */
  next(): List | undefined {
    while (this.peek().type === "newline") this.take();
    if (this.peek().type === "end") return undefined;
    const list: AndOr[] = [];
    for (;;) {
      list.push(this.#andOr());
      if (this.#separator()) {
        const { type } = this.peek();
        if (type !== "newline" && type !== "end") continue;
      }
      const end = this.peek();
      if (end.type !== "newline" && end.type !== "end") throw this.unexpected();
      this.take(); // reads the here-documents
      return list;
    }
  }

  peek(): Token {
    this.#token ??= this.lexer.next();
    return this.#token;
  }

  take(): Token {
    const token = this.peek();
    this.#token = undefined;
    return token;
  }

  /** Gives up the token read ahead, to go on character by character from its start. */
  rewind(): void {
    const token = this.#token;
    if (token === undefined) return;
    this.lexer.pos = token.start;
    this.lexer.line = token.line;
    this.#token = undefined;
  }

  unexpected(expected?: string): ShellSyntaxError {
    const token = this.peek();
    if (token.type === "end") return this.lexer.error({ type: "end" }, this.lexer.line);
    return this.lexer.error(
      { type: "token", token: token.text, ...(expected === undefined ? {} : { expected }) },
      token.line,
    );
  }

  isOperator(...texts: readonly string[]): boolean {
    const token = this.peek();
    return token.type === "operator" && texts.includes(token.text);
  }

  isWord(...texts: readonly string[]): boolean {
    const token = this.peek();
    return token.type === "word" && texts.includes(token.text);
  }

  expectOperator(text: string): void {
    if (!this.isOperator(text)) throw this.unexpected(text);
    this.take();
  }

  expectWord(text: string): void {
    if (!this.isWord(text)) throw this.unexpected(text);
    this.take();
  }

  skipNewlines(): void {
    while (this.peek().type === "newline") this.take();
  }

  /** Commands up to (not including) one of the closing words, or an operator in `operators`. */
  body(closers: readonly string[], operators: readonly string[] = [], mayBeEmpty = false): List[] {
    const lists: List[] = [];
    for (;;) {
      this.skipNewlines();
      if (this.isWord(...closers) || this.isOperator(...operators)) {
        if (lists.length === 0 && !mayBeEmpty) throw this.unexpected();
        return lists;
      }
      if (this.peek().type === "end") throw this.unexpected(closers[0]);
      const list: AndOr[] = [];
      do {
        list.push(this.#andOr());
      } while (
        this.#separator() &&
        this.peek().type !== "newline" &&
        !this.isWord(...closers) &&
        !this.isOperator(...operators)
      );
      lists.push(list);
      const { type } = this.peek();
      if (type !== "newline" && !this.isWord(...closers) && !this.isOperator(...operators)) {
        throw this.unexpected(closers[0]);
      }
    }
  }

  #substitution(): readonly List[] {
    const line = this.lexer.line;
    try {
      const lists = this.body([], [")"], true);
      this.take();
      return lists;
    } catch (error) {
      // bash names the parenthesis that is missing, whatever was open within it
      if (this.#token?.type === "end") {
        throw this.lexer.error({ type: "unclosed", closer: ")" }, line);
      }
      throw error;
    }
  }

  /** Takes `;` or `&`; the latter has been noted by the and-or list before it. */
  #separator(): boolean {
    if (this.isOperator("&")) {
      this.take();
      return true;
    }
    if (!this.isOperator(";")) return false;
    this.take();
    return true;
  }

  #andOr(): AndOr {
    const start = this.peek().start;
    const line = this.peek().line;
    const first = this.#pipeline();
    const rest: { operator: "&&" | "||"; pipeline: Pipeline }[] = [];
    while (this.isOperator("&&", "||")) {
      const operator = this.take().text === "&&" ? "&&" : "||";
      this.skipNewlines();
      rest.push({ operator, pipeline: this.#pipeline() });
    }
    const end = this.peek().start;
    const source = this.lexer.source.slice(start, end).trim();
    return { first, rest, background: this.isOperator("&"), source, line };
  }

  #pipeline(): Pipeline {
    let negated = false;
    let timed = false;
    while (this.isWord("!", "time")) {
      if (this.take().text === "!") negated = !negated;
      else timed = true;
    }
    const commands: Command[] = [];
    const pipeStderr: boolean[] = [];
    if (timed && this.#atCommandEnd()) return { negated, timed, commands, pipeStderr };
    for (;;) {
      commands.push(this.#command());
      if (!this.isOperator("|", "|&")) break;
      pipeStderr.push(this.take().text === "|&");
      this.skipNewlines();
    }
    pipeStderr.push(false);
    return { negated, timed, commands, pipeStderr };
  }

  #atCommandEnd(): boolean {
    const { type } = this.peek();
    return type === "newline" || type === "end" || this.isOperator(";", "&", "&&", "||", ")");
  }

  #command(): Command {
    this.#expandAlias();
    const token = this.peek();
    if (token.type === "word") {
      if (CLOSERS.has(token.text)) throw this.unexpected();
      if (token.text === "function" && this.lexer.features.functionWord) {
        return this.#functionWord(token);
      }
    }
    if (startsCompound(this, token)) return this.compound();
    if (token.type === "operator" && !REDIRECTS.has(token.text)) throw this.unexpected();
    if (token.type === "newline" || token.type === "end") throw this.unexpected();
    return this.#simple();
  }

  /** A compound command with its redirections. */
  compound(): CompoundCommand {
    const line = this.peek().line;
    const body = this.lexer.nested(() => parseCompound(this));
    const redirects: Redirect[] = [];
    while (this.#startsRedirect()) redirects.push(this.#redirect());
    return { type: "compound", body, redirects, line };
  }

  #functionWord(token: Token): FunctionDefinition {
    this.take();
    const name = this.take();
    if (name.type !== "word")
      throw this.lexer.error({ type: "token", token: name.text }, name.line);
    if (this.isOperator("(")) {
      this.take();
      this.expectOperator(")");
    }
    return this.#functionBody(name.text, token);
  }

  #functionBody(name: string, start: Token): FunctionDefinition {
    this.skipNewlines();
    if (!startsCompound(this, this.peek())) throw this.unexpected();
    const body = this.compound();
    const source = this.lexer.source.slice(start.start, this.peek().start).trim();
    return { type: "function", name, body, source, line: start.line };
  }

  #startsRedirect(): boolean {
    const token = this.peek();
    return token.type === "number" || (token.type === "operator" && REDIRECTS.has(token.text));
  }

  #redirect(): Redirect {
    let fd: number | undefined;
    if (this.peek().type === "number") fd = Number(this.take().text);
    const operator = this.take().text as RedirectOperator;
    const token = this.peek();
    if (token.type === "number" && operator.endsWith("&")) {
      // `2>&1>file`: digits before the next redirection
      this.take();
      const word: Word = { parts: [{ type: "literal", text: token.text }], source: token.text };
      return { operator, target: word, ...(fd === undefined ? {} : { fd }) };
    }
    if (token.type !== "word") throw this.unexpected();
    this.take();
    if (operator !== "<<" && operator !== "<<-") {
      return { operator, target: token.word, ...(fd === undefined ? {} : { fd }) };
    }
    const redirect: { -readonly [K in keyof Redirect]: Redirect[K] } = {
      operator,
      target: token.word,
      ...(fd === undefined ? {} : { fd }),
    };
    this.lexer.hereDocument(token.word, operator === "<<-", (body) => {
      redirect.target = body;
    });
    return redirect;
  }

  #simple(): Command {
    const first = this.peek();
    const assignments: Assignment[] = [];
    const words: CommandWord[] = [];
    const redirects: Redirect[] = [];
    for (;;) {
      if (this.#startsRedirect()) {
        redirects.push(this.#redirect());
        continue;
      }
      const token = this.peek();
      if (token.type === "word") {
        if (words.length === 0 && redirects.length + assignments.length > 0) this.#expandAlias();
        else if (this.#aliasNext && words.length > 0) this.#expandAlias();
        const word = this.take();
        if (word.type !== "word")
          throw this.lexer.error({ type: "token", token: word.text }, word.line);
        const declaration = words.length > 0 && DECLARATIONS.has(wordText(words[0]));
        const assignment =
          words.length === 0 || declaration ? this.#assignment(word.word, word.end) : undefined;
        if (assignment === undefined) words.push(word.word);
        else if (words.length === 0) assignments.push(assignment);
        else words.push({ assignment, source: word.text });
        continue;
      }
      if (token.type === "operator" && token.text === "(") {
        const name = words[0];
        if (
          words.length === 1 &&
          assignments.length + redirects.length === 0 &&
          name !== undefined &&
          "parts" in name
        ) {
          this.take();
          this.expectOperator(")");
          return this.#functionBody(name.source, first);
        }
        throw this.unexpected();
      }
      return { type: "simple", assignments, words, redirects, line: first.line };
    }
  }

  /** Makes an assignment of a word `name=value`, taking `( … )` after `name=` for an array. */
  #assignment(word: Word, end: number): Assignment | undefined {
    const assignment = readAssignment(word, this.lexer);
    if (assignment === undefined || !word.source.endsWith("=")) return assignment;
    if (!this.lexer.features.arrays || this.lexer.source[end] !== "(") return assignment;
    this.take(); // the parenthesis: a token of its own, as `(` is a metacharacter
    const value = readArrayElements(this);
    return { ...assignment, value };
  }

  #expandAlias(): void {
    this.#aliasNext = false;
    for (;;) {
      const token = this.peek();
      if (token.type !== "word" || token.word.parts.length !== 1) return;
      if (token.word.parts[0]?.type !== "literal" || RESERVED.has(token.text)) return;
      const text = this.#alias(token.text);
      if (text === undefined || !this.lexer.substituteAlias(token, token.text, text)) return;
      this.#token = undefined;
      this.#aliasNext = /[ \t]$/.test(text);
    }
  }
}

function wordText(word: CommandWord | undefined): string {
  return word?.source ?? "";
}

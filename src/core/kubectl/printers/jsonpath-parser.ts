/**
 * kubectl's dialect of JSONPath: templates of text and `{…}` actions (client-go
 * `util/jsonpath/parser.go`; its error texts are kept).
 */
import { C_ESCAPES } from "../../shell/characters.ts";
import { CommandError } from "../errors.ts";

/** `start:end:step` of brackets; a plain index has the end worked out from it. */
export interface SliceBounds {
  readonly start: number | undefined;
  readonly end: number | undefined;
  /** True when `end` stands for "the one at start". */
  readonly derived: boolean;
  readonly step: number | undefined;
}

export type PathNode =
  | { readonly kind: "list"; readonly nodes: readonly PathNode[] }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "field"; readonly name: string }
  | { readonly kind: "identifier"; readonly name: string }
  | { readonly kind: "value"; readonly value: number | boolean }
  | { readonly kind: "wildcard" }
  | { readonly kind: "recursive" }
  | { readonly kind: "array"; readonly bounds: SliceBounds }
  | { readonly kind: "union"; readonly members: readonly (readonly PathNode[])[] }
  | {
      readonly kind: "filter";
      readonly left: readonly PathNode[];
      readonly right: readonly PathNode[];
      readonly operator: string;
    };

const SLICE = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/;
const COMPARISON = /^([^!<>=]+)([!<>=]+)(.+)$/s;
const LETTER = /[\p{L}\p{Nd}_]/u;
const DIGIT = /\p{Nd}/u;
const MAX_LENGTH = 20_000;

/** Nesting of unions and filters; each level is a parse of its own. */
const MAX_DEPTH = 50;

class PathParser {
  readonly root: PathNode[] = [];
  readonly #input: string;
  readonly #depth: number;
  #position = 0;
  #start = 0;

  constructor(input: string, depth: number) {
    this.#input = input;
    this.#depth = depth;
  }

  parse(): readonly PathNode[] {
    for (;;) {
      if (this.#input.startsWith("{", this.#position)) {
        this.#flushText();
        this.#position++;
        this.#consume();
        const nodes: PathNode[] = [];
        this.root.push({ kind: "list", nodes });
        this.#action(nodes);
      } else if (this.#next() === "") break;
    }
    this.#flushText();
    return this.root;
  }

  #flushText(): void {
    if (this.#position > this.#start) this.root.push({ kind: "text", text: this.#consume() });
  }

  /** The next character, empty at the end. */
  #next(): string {
    const code = this.#input.codePointAt(this.#position);
    if (code === undefined) return "";
    const character = String.fromCodePoint(code);
    this.#position += character.length;
    return character;
  }

  #peek(): string {
    const code = this.#input.codePointAt(this.#position);
    return code === undefined ? "" : String.fromCodePoint(code);
  }

  #consume(): string {
    const text = this.#input.slice(this.#start, this.#position);
    this.#start = this.#position;
    return text;
  }

  #action(nodes: PathNode[]): void {
    for (;;) {
      const rest = this.#input.slice(this.#position, this.#position + 3);
      if (rest.startsWith("}")) {
        this.#position++;
        this.#consume();
        return;
      }
      if (rest.startsWith("[?(")) this.#filter(nodes);
      else if (rest.startsWith("..")) this.#recursive(nodes);
      else this.#term(nodes);
    }
  }

  #term(nodes: PathNode[]): void {
    const before = this.#position;
    const character = this.#next();
    if (character === "" || character === "\n" || character === "\r") fail("unclosed action");
    else if (character === " " || character === "@" || character === "$") this.#consume();
    else if (character === "[") this.#array(nodes);
    else if (character === '"' || character === "'") this.#quote(nodes, character);
    else if (character === ".") this.#field(nodes);
    else if (character === "+" || character === "-" || DIGIT.test(character)) {
      this.#position = before;
      this.#number(nodes);
    } else if (LETTER.test(character)) {
      this.#position = before;
      this.#identifier(nodes);
    } else fail(`unrecognized character in action: ${unicodeName(character)}`);
  }

  #identifier(nodes: PathNode[]): void {
    while (!isTerminator(this.#peek())) this.#next();
    const name = this.#consume();
    if (name === "true" || name === "false") nodes.push({ kind: "value", value: name === "true" });
    else nodes.push({ kind: "identifier", name });
  }

  #recursive(nodes: PathNode[]): void {
    if (nodes.at(-1)?.kind === "recursive") fail("invalid multiple recursive descent");
    this.#position += 2;
    this.#consume();
    nodes.push({ kind: "recursive" });
    if (LETTER.test(this.#peek())) this.#field(nodes);
  }

  #number(nodes: PathNode[]): void {
    if (this.#peek() === "+" || this.#peek() === "-") this.#next();
    while (this.#peek() === "." || DIGIT.test(this.#peek())) this.#next();
    const text = this.#consume();
    if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) fail(`cannot parse number ${text}`);
    nodes.push({ kind: "value", value: Number(text) });
  }

  #field(nodes: PathNode[]): void {
    this.#consume();
    for (;;) {
      const character = this.#peek();
      if (character === "\\") {
        this.#next();
        this.#next();
      } else if (isTerminator(character)) break;
      else this.#next();
    }
    const name = this.#consume();
    if (name === "*") nodes.push({ kind: "wildcard" });
    else nodes.push({ kind: "field", name: name.replaceAll("\\", "") });
  }

  #quote(nodes: PathNode[], end: string): void {
    for (;;) {
      const character = this.#next();
      if (character === "" || character === "\n") fail("unterminated quoted string");
      if (character === end && this.#input[this.#position - 2] !== "\\") break;
    }
    const quoted = this.#consume();
    const text = unquote(quoted);
    if (text === undefined) fail(`unquote string ${quoted} error invalid syntax`);
    nodes.push({ kind: "text", text });
  }

  #array(nodes: PathNode[]): void {
    for (;;) {
      const character = this.#next();
      if (character === "" || character === "\n") fail("unterminated array");
      if (character === "]") break;
    }
    const inside = this.#consume().slice(1, -1);
    const text = inside === "*" ? ":" : inside;
    const members = text.split(",");
    if (members.length > 1) {
      nodes.push({
        kind: "union",
        members: members.map((member) => this.#nested(`[${member.replace(/^ +| +$/g, "")}]`)),
      });
      return;
    }
    const key = /^'([^']*)'$/.exec(text)?.[1];
    if (key !== undefined) {
      nodes.push(...this.#nested(`.${key}`));
      return;
    }
    nodes.push({ kind: "array", bounds: readBounds(text) });
  }

  #filter(nodes: PathNode[]): void {
    this.#position += 3;
    this.#consume();
    let pair = "";
    let closed = false;
    for (;;) {
      const character = this.#next();
      if (character === "" || character === "\n") fail("unterminated filter");
      if (character === '"' || character === "'") {
        if (pair === "") pair = character;
        else if (this.#input[this.#position - 2] !== "\\" && character === pair) closed = true;
      } else if (character === ")" && (pair !== "") === closed) break;
    }
    if (this.#next() !== "]") fail("unclosed array expect ]");
    const text = this.#consume().slice(0, -2);
    const match = COMPARISON.exec(text);
    if (match === null) {
      nodes.push({ kind: "filter", left: this.#nested(text), right: [], operator: "exists" });
      return;
    }
    const [, left = "", operator = "", right = ""] = match;
    nodes.push({ kind: "filter", left: this.#nested(left), right: this.#nested(right), operator });
  }

  /** Parses the text as the inside of an action. */
  #nested(text: string): readonly PathNode[] {
    if (this.#depth >= MAX_DEPTH) fail("expression is nested too deeply");
    const [first] = new PathParser(`{${text}}`, this.#depth + 1).parse();
    return first?.kind === "list" ? first.nodes : [];
  }
}

function fail(message: string): never {
  throw new CommandError(message);
}

function isTerminator(character: string): boolean {
  return character === "" || " \t\r\n.,[]$@{}".includes(character);
}

/** `U+0028 '('`. */
function unicodeName(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")} '${character}'`;
}

function readBounds(text: string): SliceBounds {
  const match = SLICE.exec(text);
  if (match === null) fail(`invalid array index ${text}`);
  const [, first = "", second, third] = match;
  const number = (part: string | undefined): number | undefined => {
    if (part === undefined || part === "") return undefined;
    const value = Number(part);
    if (!Number.isSafeInteger(value)) fail(`array index ${part} is not a number`);
    return value;
  };
  const start = number(first);
  const end = number(second?.slice(1));
  return {
    start,
    end: second === undefined ? (start ?? 0) + 1 : end,
    derived: second === undefined,
    step: number(third?.slice(1)),
  };
}

const SIMPLE_ESCAPES: ReadonlyMap<string, string> = new Map([...C_ESCAPES, ["'", "'"], ['"', '"']]);

/** A Go string literal in single or double quotes, without the quotes; undefined when malformed. */
export function unquote(quoted: string): string | undefined {
  const body = quoted.slice(1, -1);
  if (!body.includes("\\")) return body;
  const invalid: string[] = [];
  const text = body.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.?))/gs,
    (_match, ...groups: (string | undefined)[]) => {
      const [hex, short, long, octal, simple] = groups;
      const code = hex ?? short ?? long;
      if (code !== undefined) {
        const point = parseInt(code, 16);
        if (point <= 0x10ffff) return String.fromCodePoint(point);
        invalid.push(code);
        return "";
      }
      if (octal !== undefined) return String.fromCodePoint(parseInt(octal, 8));
      const plain = SIMPLE_ESCAPES.get(simple ?? "");
      if (plain === undefined) invalid.push(simple ?? "");
      return plain ?? "";
    },
  );
  return invalid.length === 0 ? text : undefined;
}

/**
 * Parses a template.
 * @throws CommandError with the parser's words, e.g. `unclosed action`
 */
export function parseJsonPath(template: string): readonly PathNode[] {
  if (template.length > MAX_LENGTH) fail("template is too long");
  return new PathParser(template, 0).parse();
}

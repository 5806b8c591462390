/** The tree of a Go template (text/template/parse `parse.go`, `node.go`). */
import { CommandError } from "../errors.ts";
import { quote } from "../gotext.ts";
import { tokenize } from "./go-template-lexer.ts";
import type { Token, TokenKind } from "./go-template-lexer.ts";
import { unquote } from "./jsonpath-parser.ts";

export type Operand =
  | { readonly kind: "field"; readonly at: number; readonly names: readonly string[] }
  | {
      readonly kind: "variable";
      readonly at: number;
      readonly name: string;
      readonly names: readonly string[];
    }
  | { readonly kind: "dot" | "nil"; readonly at: number }
  | { readonly kind: "function"; readonly at: number; readonly name: string }
  | {
      readonly kind: "literal";
      readonly at: number;
      readonly value: string | number | boolean;
      /** True for a number written with a point or an exponent. */
      readonly float: boolean;
      readonly text: string;
    }
  | { readonly kind: "pipe"; readonly at: number; readonly pipe: Pipeline }
  | {
      readonly kind: "chain";
      readonly at: number;
      readonly base: Operand;
      readonly names: readonly string[];
    };

export interface Pipeline {
  readonly at: number;
  /** `$x :=`, `$i, $x :=`. */
  readonly variables: readonly string[];
  /** `$x = …` changes, `:=` declares. */
  readonly assigns: boolean;
  readonly commands: readonly (readonly Operand[])[];
}

export type TemplateNode =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "action"; readonly at: number; readonly pipe: Pipeline }
  | {
      readonly kind: "if" | "range" | "with";
      readonly at: number;
      readonly pipe: Pipeline;
      readonly body: readonly TemplateNode[];
      readonly otherwise: readonly TemplateNode[];
    }
  | {
      readonly kind: "template";
      readonly at: number;
      readonly name: string;
      readonly pipe: Pipeline | undefined;
    }
  | { readonly kind: "break" | "continue" };

export interface ParsedTemplate {
  readonly text: string;
  readonly body: readonly TemplateNode[];
  readonly defined: ReadonlyMap<string, readonly TemplateNode[]>;
}

const MAX_DEPTH = 100;

class TemplateParser {
  readonly #text: string;
  readonly #functions: ReadonlySet<string>;
  readonly #tokens: readonly Token[];
  readonly defined = new Map<string, readonly TemplateNode[]>();
  #index = 0;
  #depth = 0;
  #ranges = 0;
  #variables: string[] = ["$"];

  constructor(text: string, functions: ReadonlySet<string>) {
    this.#text = text;
    this.#functions = functions;
    this.#tokens = tokenize(text);
  }

  parse(): readonly TemplateNode[] {
    const { nodes, end } = this.#list();
    if (end !== "") this.#fail(`unexpected {{${end}}}`);
    return nodes;
  }

  #fail(message: string): never {
    const at = (this.#tokens[Math.max(0, this.#index - 1)] ?? { at: 0 }).at;
    const line = this.#text.slice(0, at).split("\n").length;
    throw new CommandError(`template: output:${line}: ${message}`);
  }

  #peek(): Token {
    return this.#tokens[this.#index] ?? { kind: "end", text: "", at: this.#text.length };
  }

  #next(): Token {
    const token = this.#peek();
    this.#index++;
    if (token.kind === "error") this.#fail(token.text);
    return token;
  }

  #skipSpace(): void {
    while (this.#peek().kind === "space") this.#index++;
  }

  #nextSolid(): Token {
    this.#skipSpace();
    return this.#next();
  }

  #expect(kind: TokenKind, context: string): Token {
    const token = this.#nextSolid();
    if (token.kind !== kind) this.#unexpected(token, context);
    return token;
  }

  #unexpected(token: Token, context: string): never {
    this.#fail(`unexpected ${tokenName(token)} in ${context}`);
  }

  /** Nodes up to `{{end}}`, `{{else …}}` or the end of the text (empty). */
  #list(): { readonly nodes: TemplateNode[]; readonly end: string } {
    if (++this.#depth > MAX_DEPTH) this.#fail("template is nested too deeply");
    const nodes: TemplateNode[] = [];
    for (;;) {
      const token = this.#next();
      if (token.kind === "end") {
        this.#depth--;
        return { nodes, end: "" };
      }
      if (token.kind === "text") {
        nodes.push({ kind: "text", text: token.text });
        continue;
      }
      this.#skipSpace();
      const word = this.#peek();
      if (word.kind === "keyword" && (word.text === "end" || word.text === "else")) {
        this.#next();
        this.#depth--;
        return { nodes, end: word.text };
      }
      const node = word.kind === "keyword" ? this.#keyword(this.#next()) : this.#action();
      if (node !== undefined) nodes.push(node);
    }
  }

  #action(): TemplateNode {
    const { at } = this.#peek();
    return { kind: "action", at, pipe: this.#pipeline("command", "close") };
  }

  #keyword(token: Token): TemplateNode | undefined {
    switch (token.text) {
      case "if":
      case "range":
      case "with":
        return this.#control(token.text, token.at);
      case "define":
        this.#define();
        return undefined;
      case "template":
        return this.#invoke(token.at);
      case "block":
        return this.#block(token.at);
      default:
        if (this.#ranges === 0) this.#fail(`{{${token.text}}} outside {{range}}`);
        this.#expect("close", `{{${token.text}}}`);
        return { kind: token.text === "break" ? "break" : "continue" };
    }
  }

  #control(kind: "if" | "range" | "with", at: number): TemplateNode {
    const scope = this.#variables.length;
    const pipe = this.#pipeline(kind, "close");
    if (kind === "range") this.#ranges++;
    const { nodes: body, end } = this.#list();
    if (kind === "range") this.#ranges--;
    let otherwise: readonly TemplateNode[] = [];
    if (end === "else") otherwise = this.#otherwise(kind);
    else {
      if (end === "") this.#fail("unexpected EOF");
      this.#expect("close", "end");
    }
    this.#variables = this.#variables.slice(0, scope);
    return { kind, at, pipe, body, otherwise };
  }

  #otherwise(kind: "if" | "range" | "with"): readonly TemplateNode[] {
    this.#skipSpace();
    const word = this.#peek();
    if (word.kind === "keyword" && word.text === kind && kind !== "range") {
      this.#next();
      return [this.#control(kind, word.at)];
    }
    this.#expect("close", "else");
    const { nodes, end } = this.#list();
    if (end === "else") this.#fail("expected end; found {{else}}");
    if (end === "") this.#fail("unexpected EOF");
    this.#expect("close", "end");
    return nodes;
  }

  #templateName(context: string): string {
    const token = this.#nextSolid();
    const name = token.kind === "string" ? unquote(token.text) : undefined;
    if (name === undefined) this.#unexpected(token, context);
    return name;
  }

  #define(): void {
    const name = this.#templateName("define clause");
    this.#expect("close", "define clause");
    const { nodes, end } = this.#list();
    if (end !== "end") this.#fail("unexpected {{else}} in define clause");
    this.#expect("close", "end");
    this.defined.set(name, nodes);
  }

  #invoke(at: number): TemplateNode {
    const name = this.#templateName("template clause");
    this.#skipSpace();
    if (this.#peek().kind === "close") {
      this.#next();
      return { kind: "template", at, name, pipe: undefined };
    }
    return { kind: "template", at, name, pipe: this.#pipeline("template clause", "close") };
  }

  #block(at: number): TemplateNode {
    const name = this.#templateName("block clause");
    const pipe = this.#pipeline("block clause", "close");
    const { nodes, end } = this.#list();
    if (end !== "end") this.#fail("unexpected {{else}} in block clause");
    this.#expect("close", "end");
    this.defined.set(name, nodes);
    return { kind: "template", at, name, pipe };
  }

  #pipeline(context: string, end: "close" | ")"): Pipeline {
    if (++this.#depth > MAX_DEPTH) this.#fail("template is nested too deeply");
    this.#skipSpace();
    const { at } = this.#peek();
    const { variables, assigns } = this.#declarations(context);
    const commands: (readonly Operand[])[] = [];
    for (;;) {
      this.#skipSpace();
      const token = this.#peek();
      if (token.kind === end) {
        this.#next();
        if (commands.length === 0) this.#fail(`missing value for ${context}`);
        this.#depth--;
        if (!assigns) this.#variables.push(...variables);
        return { at, variables, assigns, commands };
      }
      commands.push(this.#command(context, end));
    }
  }

  #declarations(context: string): { readonly variables: string[]; readonly assigns: boolean } {
    const start = this.#index;
    const variables: string[] = [];
    for (;;) {
      this.#skipSpace();
      const token = this.#peek();
      if (token.kind !== "variable") break;
      this.#next();
      variables.push(token.text);
      this.#skipSpace();
      const after = this.#peek();
      if (after.kind === "=") {
        this.#next();
        return { variables, assigns: after.text === "=" };
      }
      if (after.kind !== "," || context !== "range" || variables.length > 1) break;
      this.#next();
    }
    this.#index = start;
    return { variables: [], assigns: false };
  }

  #command(context: string, end: "close" | ")"): readonly Operand[] {
    const operands: Operand[] = [];
    for (;;) {
      this.#skipSpace();
      const operand = this.#operand();
      if (operand !== undefined) operands.push(operand);
      const token = this.#peek();
      if (token.kind === "space") continue;
      if (token.kind === end) break;
      this.#next();
      if (token.kind === "pipe") {
        this.#skipSpace();
        if (this.#peek().kind === end) this.#fail(`missing value for ${context}`);
        break;
      }
      this.#unexpected(token, "operand");
    }
    if (operands.length === 0) this.#fail("empty command");
    return operands;
  }

  #operand(): Operand | undefined {
    const base = this.#term();
    if (base === undefined || this.#peek().kind !== "field") return base;
    const { at } = this.#peek();
    const names: string[] = [];
    while (this.#peek().kind === "field") names.push(this.#next().text.slice(1));
    if (base.kind === "field") return { ...base, at, names: [...base.names, ...names] };
    if (base.kind === "variable") return { ...base, at, names: [...base.names, ...names] };
    if (base.kind === "literal" || base.kind === "nil") {
      this.#fail(`unexpected . after term ${quote(operandText(base))}`);
    }
    return { kind: "chain", at, base, names };
  }

  #term(): Operand | undefined {
    const token = this.#peek();
    const { at } = token;
    switch (token.kind) {
      case "identifier":
        this.#next();
        if (!this.#functions.has(token.text)) {
          this.#fail(`function ${quote(token.text)} not defined`);
        }
        return { kind: "function", at, name: token.text };
      case "dot":
      case "nil":
        this.#next();
        return { kind: token.kind, at };
      case "variable":
        this.#next();
        if (!this.#variables.includes(token.text)) {
          this.#fail(`undefined variable ${quote(token.text)}`);
        }
        return { kind: "variable", at, name: token.text, names: [] };
      case "field":
        this.#next();
        return { kind: "field", at, names: [token.text.slice(1)] };
      case "bool":
        this.#next();
        return {
          kind: "literal",
          at,
          value: token.text === "true",
          float: false,
          text: token.text,
        };
      case "number":
        this.#next();
        return {
          kind: "literal",
          at,
          value: Number(token.text.replaceAll("_", "")),
          float: /^[^xX]*[.eE]/.test(token.text),
          text: token.text,
        };
      case "string":
        return this.#string(this.#next());
      case "(":
        this.#next();
        return { kind: "pipe", at, pipe: this.#pipeline("parenthesized pipeline", ")") };
      case "error":
        this.#next();
        return undefined;
      default:
        return undefined;
    }
  }

  #string(token: Token): Operand {
    const { at, text } = token;
    const value = text.startsWith("`") ? text.slice(1, -1) : unquote(text);
    if (value === undefined) this.#fail("invalid syntax");
    if (!text.startsWith("'")) return { kind: "literal", at, value, float: false, text };
    return { kind: "literal", at, value: value.codePointAt(0) ?? 0, float: false, text };
  }
}

function tokenName(token: Token): string {
  if (token.kind === "end") return "EOF";
  if (token.kind === "keyword") return `<${token.text}>`;
  return quote(token.text.length > 10 ? `${token.text.slice(0, 10)}...` : token.text);
}

/** An operand as error messages show it: `.items.nope`, `$x.y`. */
export function operandText(operand: Operand): string {
  switch (operand.kind) {
    case "field":
      return operand.names.map((name) => `.${name}`).join("");
    case "variable":
      return operand.name + operand.names.map((name) => `.${name}`).join("");
    case "dot":
      return ".";
    case "nil":
      return "nil";
    case "function":
      return operand.name;
    case "literal":
      return operand.text;
    case "pipe":
      return `(${pipelineText(operand.pipe)})`;
    case "chain":
      return operandText(operand.base) + operand.names.map((name) => `.${name}`).join("");
  }
}

export function commandText(command: readonly Operand[]): string {
  return command.map(operandText).join(" ");
}

export function pipelineText(pipe: Pipeline): string {
  const declared =
    pipe.variables.length === 0 ? "" : `${pipe.variables.join(", ")} ${pipe.assigns ? "=" : ":="} `;
  return declared + pipe.commands.map(commandText).join(" | ");
}

/**
 * Parses a template whose functions are those named.
 * @throws CommandError `template: output:1: …`
 */
export function parseTemplate(text: string, functions: ReadonlySet<string>): ParsedTemplate {
  const parser = new TemplateParser(text, functions);
  const body = parser.parse();
  return { text, body, defined: parser.defined };
}

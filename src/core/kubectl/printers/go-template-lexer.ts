/** The tokens of a Go template (text/template/parse `lex.go`). */

export type TokenKind =
  | "text"
  | "open"
  | "close"
  | "identifier"
  | "keyword"
  | "field"
  | "variable"
  | "dot"
  | "nil"
  | "bool"
  | "number"
  | "string"
  | "pipe"
  | "("
  | ")"
  | ":="
  | "="
  | ","
  | "space"
  | "error"
  | "end";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** Offset in the template. */
  readonly at: number;
}

const KEYWORDS = new Set([
  "block",
  "break",
  "continue",
  "define",
  "else",
  "end",
  "if",
  "range",
  "template",
  "with",
]);

/** A number as far as it goes; what follows must not be a letter. */
const NUMBER =
  /^[+-]?(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:[0-9][0-9_]*)?\.?[0-9]*(?:[eE][+-]?[0-9]+)?)/;
const WORD = /^[\p{L}_][\p{L}\p{Nd}_]*/u;

/** Cuts a template into tokens; the last one is `end` or `error` (its text is the message). */
export function tokenize(template: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let trimNext = false;
  while (at < template.length) {
    const open = template.indexOf("{{", at);
    const end = open < 0 ? template.length : open;
    let text = template.slice(at, end);
    const start = at;
    if (trimNext) text = text.trimStart();
    trimNext = false;
    const trimLeft = open >= 0 && /^-[ \t\r\n]/.test(template.slice(open + 2, open + 4));
    if (trimLeft) text = text.trimEnd();
    if (text !== "") tokens.push({ kind: "text", text, at: start });
    if (open < 0) break;
    at = open + 2 + (trimLeft ? 2 : 0);
    if (template.startsWith("/*", at)) {
      const close = template.indexOf("*/", at);
      if (close < 0) return [...tokens, { kind: "error", text: "unclosed comment", at }];
      const after = /^(\s+-)?\}\}/.exec(template.slice(close + 2));
      if (after === null) {
        return [...tokens, { kind: "error", text: "comment ends before closing delimiter", at }];
      }
      trimNext = after[1] !== undefined;
      at = close + 2 + after[0].length;
      continue;
    }
    tokens.push({ kind: "open", text: "{{", at: open });
    const inside = tokenizeAction(template, at, tokens);
    if (inside === undefined) return tokens;
    at = inside.at;
    trimNext = inside.trim;
  }
  tokens.push({ kind: "end", text: "", at: template.length });
  return tokens;
}

/** Where an action ended, and whether it trims the text after it. */
interface Ended {
  readonly at: number;
  readonly trim: boolean;
}

/** Reads to the closing braces; undefined after an error token. */
function tokenizeAction(template: string, start: number, tokens: Token[]): Ended | undefined {
  let at = start;
  let parens = 0;
  const push = (kind: TokenKind, text: string): void => {
    tokens.push({ kind, text, at });
    at += text.length;
  };
  const fail = (text: string): Ended | undefined => {
    tokens.push({ kind: "error", text, at });
    return undefined;
  };
  for (;;) {
    const rest = template.slice(at, at + 2000);
    const close = /^(?:[ \t\r\n]+-)?\}\}/.exec(rest)?.[0];
    if (close !== undefined) {
      if (parens > 0) return fail("unclosed left paren");
      push("close", close);
      return { at, trim: close.length > 2 };
    }
    const character = rest.charAt(0);
    const space = /^[ \t\r\n]+/.exec(rest)?.[0];
    if (character === "") return fail("unclosed action");
    if (space !== undefined) {
      push("space", space);
      continue;
    }
    if (character === '"' || character === "`" || character === "'") {
      const literal = stringLiteral(template, at, character);
      if (literal === undefined) {
        const names = { '"': "quoted string", "`": "raw quoted string", "'": "character constant" };
        return fail(`unterminated ${names[character]}`);
      }
      push("string", literal);
    } else if (rest.startsWith(":=")) push("=", ":=");
    else if (character === "=" || character === ",") push(character, character);
    else if (character === "|") push("pipe", character);
    else if (character === "(") {
      push("(", character);
      parens++;
    } else if (character === ")") {
      parens--;
      if (parens < 0) return fail("unexpected right paren");
      push(")", character);
    } else if (character === "$") {
      const word = WORD.exec(rest.slice(1))?.[0] ?? "";
      push("variable", `$${word}`);
    } else if (character === "." && !/^\.[0-9]/.test(rest)) {
      const word = WORD.exec(rest.slice(1))?.[0];
      if (word === undefined) push("dot", ".");
      else push("field", `.${word}`);
    } else if (/^[+\-.0-9]/.test(rest)) {
      const number = NUMBER.exec(rest)?.[0] ?? "";
      const next = rest.charAt(number.length);
      if (!/\d/.test(number) || /[\p{L}\p{Nd}_]/u.test(next)) {
        return fail(`bad number syntax: ${JSON.stringify(number + next)}`);
      }
      push("number", number);
    } else {
      const word = WORD.exec(rest)?.[0];
      if (word === undefined) {
        const code = rest.codePointAt(0) ?? 0;
        const name = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
        const label = `${name} '${String.fromCodePoint(code)}'`;
        return fail(
          tokens.at(-1)?.kind === "space" || tokens.at(-1)?.kind === "open"
            ? `unrecognized character in action: ${label}`
            : `bad character ${label}`,
        );
      }
      if (KEYWORDS.has(word)) push("keyword", word);
      else if (word === "true" || word === "false") push("bool", word);
      else push(word === "nil" ? "nil" : "identifier", word);
    }
  }
}

function stringLiteral(template: string, at: number, quote: string): string | undefined {
  for (let i = at + 1; i < template.length; i++) {
    const character = template.charAt(i);
    if (character === quote) return template.slice(at, i + 1);
    if (quote === "`") continue;
    if (character === "\n") return undefined;
    if (character === "\\") i++;
  }
  return undefined;
}

/** Scanning of the five kinds of scalar. */
import { scannerFailure, type Cursor, type Mark } from "./cursor.ts";
import type { Token } from "./tokens.ts";

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["0", "\0"],
  ["a", "\u0007"],
  ["b", "\b"],
  ["t", "\t"],
  ["\t", "\t"],
  ["n", "\n"],
  ["v", "\v"],
  ["f", "\f"],
  ["r", "\r"],
  ["e", "\u001b"],
  [" ", " "],
  ['"', '"'],
  ["'", "'"],
  ["\\", "\\"],
  ["N", "\u0085"],
  ["_", "\u00a0"],
  ["L", "\u2028"],
  ["P", "\u2029"],
]);
/** Escapes by code point: how many hex digits follow. */
const CODE_LENGTHS: ReadonlyMap<string, number> = new Map([
  ["x", 2],
  ["u", 4],
  ["U", 8],
]);

/** Blanks and line breaks between two words of a flow scalar. */
interface Gap {
  readonly breaks: boolean;
  readonly text: string;
}

/** What stands for a run of line breaks: one alone folds to a space. */
function folded(first: string, rest: string): string {
  if (!first.startsWith("\n")) return first + rest;
  return rest === "" ? " " : rest;
}

/**
 * Reads blanks and breaks. `onBlank` is asked before each blank once a line was broken.
 * @param afterEscape a backslash before the break has eaten it already.
 */
function readGap(cursor: Cursor, afterEscape: boolean, onBlank?: () => void): Gap {
  let blanks = "";
  let first = "";
  let rest = "";
  let broken = afterEscape;
  while (cursor.isBlank() || cursor.isBreak()) {
    if (cursor.isBlank()) {
      if (broken) onBlank?.();
      else blanks += cursor.peek();
      cursor.skip();
    } else if (broken) {
      rest += cursor.readBreak();
    } else {
      first = cursor.readBreak();
      broken = true;
    }
  }
  if (!broken) return { breaks: false, text: blanks };
  return { breaks: true, text: first === "" ? rest : folded(first, rest) };
}

/** A single- or double-quoted scalar; the cursor stands on the opening quote. */
export function scanQuoted(cursor: Cursor, style: "single-quoted" | "double-quoted"): Token {
  const start = cursor.mark();
  const quote = cursor.peek();
  cursor.skip();
  let value = "";
  for (;;) {
    if (cursor.atDocumentIndicator()) {
      throw scannerFailure("found unexpected document indicator", cursor.mark(), start);
    }
    if (cursor.isEnd()) {
      throw scannerFailure("found unexpected end of stream", cursor.mark(), start);
    }
    let escapedBreak = false;
    while (!cursor.isBlankOrEnd()) {
      const char = cursor.peek();
      if (char === quote) {
        if (quote === '"' || cursor.peek(1) !== "'") break;
        value += "'";
        cursor.skip();
        cursor.skip();
      } else if (quote === '"' && char === "\\") {
        if (cursor.isBreak(1)) {
          cursor.skip();
          cursor.readBreak();
          escapedBreak = true;
          break;
        }
        value += readEscape(cursor, start);
      } else {
        value += char;
        cursor.skip();
      }
    }
    if (cursor.peek() === quote) break;
    value += readGap(cursor, escapedBreak).text;
  }
  cursor.skip();
  return { type: "scalar", start, end: cursor.mark(), value, style };
}

function readEscape(cursor: Cursor, start: Mark): string {
  const letter = cursor.peek(1);
  const simple = ESCAPES.get(letter);
  const length = CODE_LENGTHS.get(letter);
  if (simple === undefined && length === undefined) {
    throw scannerFailure("found unknown escape character", cursor.mark(), start);
  }
  cursor.skip();
  cursor.skip();
  if (simple !== undefined) return simple;
  let code = 0;
  for (let i = 0; i < (length ?? 0); i++) {
    const digit = cursor.peek(i);
    if (!/^[0-9a-fA-F]$/.test(digit)) {
      throw scannerFailure("did not find expected hexdecimal number", cursor.mark(), start);
    }
    code = code * 16 + Number.parseInt(digit, 16);
  }
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) {
    throw scannerFailure("found invalid Unicode character escape code", cursor.mark(), start);
  }
  for (let i = 0; i < (length ?? 0); i++) cursor.skip();
  return String.fromCodePoint(code);
}

/**
 * A plain scalar. `indent` is the column that continuation lines must reach (block context).
 * Answers also whether it ended after a line break: a simple key may follow then.
 */
export function scanPlain(
  cursor: Cursor,
  indent: number,
  inFlow: boolean,
): { token: Token; endedOnNewLine: boolean } {
  const start = cursor.mark();
  let end = start;
  let value = "";
  let gap: Gap = { breaks: false, text: "" };
  const onBlank = (): void => {
    if (cursor.column < indent && cursor.peek() === "\t") {
      throw scannerFailure("found a tab character that violates indentation", cursor.mark(), start);
    }
  };
  for (;;) {
    if (cursor.atDocumentIndicator() || cursor.peek() === "#") break;
    const before = cursor.offset;
    while (!cursor.isBlankOrEnd() && !endsPlain(cursor, inFlow)) {
      value += gap.text + cursor.peek();
      gap = { breaks: false, text: "" };
      cursor.skip();
    }
    if (cursor.offset > before) end = cursor.mark();
    if (!cursor.isBlank() && !cursor.isBreak()) break;
    gap = readGap(cursor, false, onBlank);
    if (!inFlow && cursor.column < indent) break;
  }
  return {
    token: { type: "scalar", start, end, value, style: "plain" },
    endedOnNewLine: gap.breaks,
  };
}

function endsPlain(cursor: Cursor, inFlow: boolean): boolean {
  const char = cursor.peek();
  if (char === ":") return cursor.isBlankOrEnd(1);
  return inFlow && ",?[]{}".includes(char);
}

/** A literal or folded scalar; the cursor stands on `|` or `>`. `parent` is the block's indent. */
export function scanBlock(cursor: Cursor, style: "literal" | "folded", parent: number): Token {
  const start = cursor.mark();
  cursor.skip();
  const { chomping, increment } = readHeader(cursor, start);
  while (cursor.isBlank()) cursor.skip();
  if (cursor.peek() === "#") while (!cursor.isBreakOrEnd()) cursor.skip();
  if (!cursor.isBreakOrEnd()) {
    throw scannerFailure("did not find expected comment or line break", cursor.mark(), start);
  }
  if (cursor.isBreak()) cursor.readBreak();

  let indent = increment === 0 ? 0 : Math.max(parent, 0) + increment;
  let leading = readIndentation(cursor, indent, parent, start);
  indent = leading.indent;
  let end = leading.end;
  let value = "";
  let lineBreak = "";
  let afterBlank = false;
  while (cursor.column === indent && !cursor.isEnd()) {
    const blank = cursor.isBlank();
    const folds = style === "folded" && lineBreak.startsWith("\n") && !afterBlank && !blank;
    if (!folds) value += lineBreak;
    else if (leading.breaks === "") value += " ";
    value += leading.breaks;
    afterBlank = blank;
    const from = cursor.offset;
    while (!cursor.isBreakOrEnd()) cursor.skip();
    value += cursor.text.slice(from, cursor.offset);
    lineBreak = cursor.isBreak() ? cursor.readBreak() : "";
    leading = readIndentation(cursor, indent, parent, start);
    end = leading.end;
  }
  if (chomping !== "-") value += lineBreak;
  if (chomping === "+") value += leading.breaks;
  return { type: "scalar", start, end, value, style };
}

function readHeader(cursor: Cursor, start: Mark): { chomping: string; increment: number } {
  let chomping = "";
  let increment = 0;
  const readChomping = (): void => {
    if (cursor.peek() !== "+" && cursor.peek() !== "-") return;
    chomping = cursor.peek();
    cursor.skip();
  };
  readChomping();
  if (/^[0-9]$/.test(cursor.peek())) {
    if (cursor.peek() === "0") {
      throw scannerFailure("found an indentation indicator equal to 0", cursor.mark(), start);
    }
    increment = Number(cursor.peek());
    cursor.skip();
    if (chomping === "") readChomping();
  }
  return { chomping, increment };
}

/** Indentation and empty lines before a line of a block scalar; finds the indent if it is 0. */
function readIndentation(
  cursor: Cursor,
  indent: number,
  parent: number,
  start: Mark,
): { indent: number; breaks: string; end: Mark } {
  let breaks = "";
  let deepest = 0;
  let end = cursor.mark();
  for (;;) {
    while ((indent === 0 || cursor.column < indent) && cursor.peek() === " ") cursor.skip();
    deepest = Math.max(deepest, cursor.column);
    if ((indent === 0 || cursor.column < indent) && cursor.peek() === "\t") {
      const problem = "found a tab character where an indentation space is expected";
      throw scannerFailure(problem, cursor.mark(), start);
    }
    if (!cursor.isBreak()) break;
    breaks += cursor.readBreak();
    end = cursor.mark();
  }
  return { indent: indent === 0 ? Math.max(deepest, parent + 1, 1) : indent, breaks, end };
}

/**
 * JSON to YAML as `kubectl get -o yaml` prints it: sigs.k8s.io/yaml, and so go-yaml's emitter.
 * Keys in go-yaml's natural order, two spaces a level, lists at their key's indent, strings plain
 * where they stay strings, long lines broken after column 80.
 */
import { isArray, isObject, type Json, type JsonArray, type JsonObject } from "../api/json.ts";
import { formatG } from "./goNumber.ts";
import { naturalOrder } from "./naturalOrder.ts";
import { analyse, isSpace, type ScalarShape } from "./scalarShape.ts";
import { staysString } from "./resolve.ts";

const INDENT = 2;
const WIDTH = 80;
/** Longer keys are written with `? `. */
const MAX_SIMPLE_KEY_BYTES = 128;

type Style = "plain" | "single" | "double" | "literal";
type Context = "root" | "item" | "key" | "value";

/** The YAML text, with a newline at its end. */
export function dumpYaml(value: Json): string {
  const emitter = new Emitter();
  emitter.node(value, "root");
  return emitter.finish();
}

class Emitter {
  #out = "";
  #column = 0;
  #indent = -1;
  /** The last thing written was a blank or an indicator that acts as one. */
  #whitespace = true;
  /** Nothing but indentation and indicators stands on this line. */
  #indention = true;

  finish(): string {
    if (this.#column > 0) this.#break();
    return this.#out;
  }

  node(value: Json, context: Context): void {
    if (isArray(value)) this.#sequence(value, context);
    else if (isObject(value)) this.#mapping(value);
    else if (typeof value === "string")
      this.#scalar(value, analyse(value), stringStyle(value), context);
    else this.#scalar(bareText(value), analyse(bareText(value)), "plain", context);
  }

  #sequence(items: JsonArray, context: Context): void {
    if (items.length === 0) {
      this.#empty("[", "]");
      return;
    }
    const indent = this.#indent;
    if (context !== "value" || this.#indention) this.#deeper();
    for (const item of items) {
      this.#newLine();
      this.#indicator("-", true, false, true);
      this.node(item, "item");
    }
    this.#indent = indent;
  }

  #mapping(object: JsonObject): void {
    const keys = Object.keys(object).filter((key) => object[key] !== undefined);
    if (keys.length === 0) {
      this.#empty("{", "}");
      return;
    }
    const indent = this.#indent;
    this.#deeper();
    for (const key of keys.sort(naturalOrder)) {
      this.#newLine();
      const shape = analyse(key);
      const simple = !shape.multiline && shape.bytes <= MAX_SIMPLE_KEY_BYTES;
      if (!simple) this.#indicator("?", true, false, true);
      this.#scalar(key, shape, stringStyle(key), simple ? "key" : "value");
      if (!simple) this.#newLine();
      this.#indicator(":", !simple, false, !simple);
      this.node(object[key] ?? null, "value");
    }
    this.#indent = indent;
  }

  #empty(open: string, close: string): void {
    this.#indicator(open, true, true, false);
    this.#indicator(close, false, false, false);
  }

  #deeper(): void {
    this.#indent = this.#indent < 0 ? 0 : this.#indent + INDENT;
  }

  #scalar(text: string, shape: ScalarShape, wanted: Style, context: Context): void {
    const style = allowedStyle(text, shape, wanted, context === "key");
    const indent = this.#indent;
    this.#indent = Math.max(indent, 0) + INDENT;
    const folds = context !== "key";
    if (style === "literal") this.#literal(text);
    else if (style === "double") this.#doubleQuoted(text, folds);
    else if (style === "single") this.#singleQuoted(text, folds);
    else this.#plain(text, folds);
    this.#indent = indent;
  }

  #plain(text: string, folds: boolean): void {
    if (!this.#whitespace) this.#put(" ");
    let spaces = false;
    for (const [char, next] of pairs(text)) {
      if (isSpace(char) && folds && !spaces && this.#column > WIDTH && !isSpace(next)) {
        this.#newLine();
      } else this.#put(char);
      spaces = isSpace(char);
      if (!spaces) this.#indention = false;
    }
    this.#whitespace = false;
    this.#indention = false;
  }

  #singleQuoted(text: string, folds: boolean): void {
    this.#indicator("'", true, false, false);
    let spaces = false;
    let breaks = false;
    let first = true;
    for (const [char, next] of pairs(text)) {
      if (isSpace(char)) {
        const fold = folds && !spaces && this.#column > WIDTH && !first && next !== "";
        if (fold && !isSpace(next)) this.#newLine();
        else this.#put(char);
        spaces = true;
      } else if (isLineBreak(char)) {
        if (!breaks && char === "\n") this.#break();
        this.#writeBreak(char);
        this.#indention = true;
        breaks = true;
      } else {
        if (breaks) this.#newLine();
        this.#put(char === "'" ? "''" : char);
        this.#indention = false;
        spaces = false;
        breaks = false;
      }
      first = false;
    }
    this.#indicator("'", false, false, false);
    this.#whitespace = false;
    this.#indention = false;
  }

  #doubleQuoted(text: string, folds: boolean): void {
    this.#indicator('"', true, false, false);
    let spaces = false;
    let first = true;
    for (const [char, next] of pairs(text)) {
      if (needsEscape(char)) {
        this.#put(escape(char));
        spaces = false;
      } else if (isSpace(char)) {
        if (folds && !spaces && this.#column > WIDTH && !first && next !== "") {
          this.#newLine();
          if (isSpace(next)) this.#put("\\");
        } else this.#put(char);
        spaces = true;
      } else {
        this.#put(char);
        spaces = false;
      }
      first = false;
    }
    this.#indicator('"', false, false, false);
    this.#whitespace = false;
    this.#indention = false;
  }

  #literal(text: string): void {
    this.#indicator("|", true, false, false);
    this.#put(blockHints(text));
    this.#break();
    this.#indention = true;
    this.#whitespace = true;
    let breaks = true;
    for (const char of text) {
      if (isLineBreak(char)) {
        this.#writeBreak(char);
        this.#indention = true;
        breaks = true;
      } else {
        if (breaks) this.#newLine();
        this.#put(char);
        this.#indention = false;
        breaks = false;
      }
    }
  }

  #indicator(text: string, spaced: boolean, isWhitespace: boolean, isIndention: boolean): void {
    if (spaced && !this.#whitespace) this.#put(" ");
    this.#put(text);
    this.#whitespace = isWhitespace;
    this.#indention = this.#indention && isIndention;
  }

  /** Goes to the indent, on a new line unless it can be reached on this one. */
  #newLine(): void {
    const indent = Math.max(this.#indent, 0);
    const past = this.#column > indent || (this.#column === indent && !this.#whitespace);
    if (!this.#indention || past) this.#break();
    if (this.#column < indent) this.#put(" ".repeat(indent - this.#column));
    this.#whitespace = true;
    this.#indention = true;
  }

  #put(text: string): void {
    this.#out += text;
    for (const _char of text) this.#column += 1;
  }

  #break(): void {
    this.#out += "\n";
    this.#column = 0;
  }

  /** A line break of the text; the rare ones are kept as they are. */
  #writeBreak(char: string): void {
    if (char === "\n") this.#break();
    else {
      this.#out += char;
      this.#column = 0;
    }
  }
}

function bareText(value: null | boolean | number): string {
  if (typeof value !== "number") return String(value);
  return Number.isInteger(value) && Math.abs(value) < 2 ** 64 ? wholeNumber(value) : formatG(value);
}

function wholeNumber(value: number): string {
  return Object.is(value, -0) ? "0" : BigInt(value).toString();
}

function stringStyle(text: string): Style {
  if (text.includes("\n")) return "literal";
  return staysString(text) ? "plain" : "double";
}

function allowedStyle(text: string, shape: ScalarShape, wanted: Style, isKey: boolean): Style {
  let style: Style = isKey && shape.multiline ? "double" : wanted;
  if (style === "plain" && (!shape.plainAllowed || (text === "" && isKey))) style = "single";
  if (style === "single" && !shape.singleAllowed) style = "double";
  if (style === "literal" && (!shape.literalAllowed || isKey)) style = "double";
  return style;
}

function isLineBreak(char: string): boolean {
  return /^[\r\n\u0085\u2028\u2029]$/.test(char);
}

/** Each character with the one that follows it. */
function* pairs(text: string): Generator<readonly [char: string, next: string]> {
  const chars = Array.from(text);
  for (const [i, char] of chars.entries()) yield [char, chars[i + 1] ?? ""];
}

/** An indent hint where the text begins with a blank, and how it ends. */
function blockHints(text: string): string {
  const chars = Array.from(text);
  const last = chars.at(-1) ?? "";
  const before = chars.at(-2);
  const first = chars[0] ?? "";
  const indent = isSpace(first) || isLineBreak(first) ? String(INDENT) : "";
  if (!isLineBreak(last)) return `${indent}-`;
  return before === undefined || isLineBreak(before) ? `${indent}+` : indent;
}

const ESCAPES: ReadonlyMap<number, string> = new Map([
  [0x00, "0"],
  [0x07, "a"],
  [0x08, "b"],
  [0x09, "t"],
  [0x0a, "n"],
  [0x0b, "v"],
  [0x0c, "f"],
  [0x0d, "r"],
  [0x1b, "e"],
  [0x22, '"'],
  [0x5c, "\\"],
  [0x85, "N"],
  [0xa0, "_"],
  [0x2028, "L"],
  [0x2029, "P"],
]);

function needsEscape(char: string): boolean {
  return char === '"' || char === "\\" || isLineBreak(char) || !analyse(char).printable;
}

function escape(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  const known = ESCAPES.get(code);
  if (known !== undefined) return `\\${known}`;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}

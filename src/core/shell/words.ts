/** Reads words: quotes, escapes and everything that begins with a dollar sign or a backtick. */
import type { ParameterPart, Word, WordPart } from "./ast.ts";
import { codePoint, LETTER_ESCAPES, parameterName } from "./characters.ts";
import type { Lexer } from "./lexer.ts";
import { readParameter } from "./parameters.ts";

class Collector {
  readonly parts: WordPart[] = [];
  #text = "";

  literal(text: string): void {
    this.#text += text;
  }

  push(part: WordPart): void {
    this.flush();
    this.parts.push(part);
  }

  flush(): void {
    if (this.#text !== "") this.parts.push({ type: "literal", text: this.#text });
    this.#text = "";
  }
}

/** An unquoted word, up to any character of `stops` or the end. */
export function readWordParts(lexer: Lexer, stops: string, inDouble = false): readonly WordPart[] {
  const out = new Collector();
  for (;;) {
    const c = lexer.peekCharacter();
    if (c === "") break;
    if ((c === "<" || c === ">") && lexer.peekCharacter(1) === "(" && isProcess(lexer, stops)) {
      lexer.advance(2);
      out.push({ type: "process", direction: c, body: substitution(lexer) });
      continue;
    }
    if (stops.includes(c)) break;
    if (!readQuoteOrExpansion(lexer, out, inDouble)) {
      out.literal(c);
      lexer.advance(1);
    }
  }
  out.flush();
  return out.parts;
}

function isProcess(lexer: Lexer, stops: string): boolean {
  return lexer.features.processSubstitution && stops.includes("\n");
}

/** Reads one quoted piece or expansion if there is one at the cursor. */
function readQuoteOrExpansion(lexer: Lexer, out: Collector, inDouble: boolean): boolean {
  const c = lexer.peekCharacter();
  switch (c) {
    case "\\": {
      const next = lexer.peekCharacter(1);
      if (next === "") {
        if (lexer.partial) throw lexer.error({ type: "end" });
        return false;
      }
      if (inDouble && !'$`"\\}\n'.includes(next)) return false;
      lexer.advance(2);
      if (next !== "\n") out.push({ type: "quoted", text: next });
      return true;
    }
    case "'": {
      if (inDouble) return false;
      const line = lexer.line;
      const end = lexer.source.indexOf("'", lexer.pos + 1);
      if (end < 0) throw unclosed(lexer, "'", line);
      const text = lexer.source.slice(lexer.pos + 1, end);
      lexer.advance(end + 1 - lexer.pos);
      out.push({ type: "quoted", text });
      return true;
    }
    case '"':
      lexer.advance(1);
      out.push({ type: "double", parts: lexer.doubleQuoted() });
      return true;
    case "`":
      out.push(readBacktick(lexer, inDouble));
      return true;
    case "$":
      return readDollar(lexer, out, inDouble);
    default:
      return false;
  }
}

/** Up to the closing double quote, which is taken too. */
export function readDoubleQuoted(lexer: Lexer): readonly WordPart[] {
  const line = lexer.line;
  const out = new Collector();
  for (;;) {
    const c = lexer.peekCharacter();
    if (c === "") throw unclosed(lexer, '"', line);
    if (c === '"') break;
    if (!readInDouble(lexer, out, '$`"\\')) {
      out.literal(c);
      lexer.advance(1);
    }
  }
  lexer.advance(1);
  out.flush();
  return out.parts;
}

/** A here-document's body or an arithmetic expression: expands like "…", but `"` is plain. */
export function readHereText(lexer: Lexer): readonly WordPart[] {
  const out = new Collector();
  for (let c = lexer.peekCharacter(); c !== ""; c = lexer.peekCharacter()) {
    if (!readInDouble(lexer, out, "$`\\")) {
      out.literal(c);
      lexer.advance(1);
    }
  }
  out.flush();
  return out.parts;
}

/** A backslash before one of `escapable`, or an expansion. */
function readInDouble(lexer: Lexer, out: Collector, escapable: string): boolean {
  const c = lexer.peekCharacter();
  if (c === "\\") {
    const next = lexer.peekCharacter(1);
    if (next === "\n") lexer.advance(2);
    else if (next !== "" && escapable.includes(next)) {
      out.push({ type: "quoted", text: next });
      lexer.advance(2);
    } else return false;
    return true;
  }
  if (c === "`") {
    out.push(readBacktick(lexer, escapable.includes('"')));
    return true;
  }
  return c === "$" && readDollar(lexer, out, true);
}

function readBacktick(lexer: Lexer, inDouble: boolean): WordPart {
  const line = lexer.line;
  lexer.advance(1);
  let source = "";
  for (;;) {
    const c = lexer.peekCharacter();
    if (c === "") throw unclosed(lexer, "`", line);
    if (c === "`") break;
    if (c === "\\") {
      const next = lexer.peekCharacter(1);
      if ("$`\\".includes(next) || (inDouble && next === '"')) {
        source += next;
        lexer.advance(2);
        continue;
      }
    }
    source += c;
    lexer.advance(1);
  }
  lexer.advance(1);
  return { type: "backtick", source, line };
}

/** Everything that begins with `$`; false when it is a plain dollar sign. */
function readDollar(lexer: Lexer, out: Collector, inDouble: boolean): boolean {
  const next = lexer.peekCharacter(1);
  if (next === "(") {
    if (lexer.peekCharacter(2) === "(") {
      const end = arithmeticEnd(lexer.source, lexer.pos + 3);
      if (end !== undefined) {
        lexer.advance(3);
        const expression = subText(lexer, end);
        lexer.advance(2);
        out.push({ type: "arithmetic", expression });
        return true;
      }
      if (lexer.partial && !lexer.source.slice(lexer.pos + 3).includes("))")) {
        throw lexer.error({ type: "unclosed", closer: ")" });
      }
    }
    lexer.advance(2);
    out.push({ type: "command", body: substitution(lexer) });
    return true;
  }
  if (next === "{") {
    out.push(lexer.nested(() => readParameter(lexer, inDouble)));
    return true;
  }
  if (next === "'" && !inDouble && lexer.features.dollarQuotes) {
    out.push({ type: "quoted", text: readAnsiQuoted(lexer) });
    return true;
  }
  if (next === '"' && !inDouble && lexer.features.dollarQuotes) {
    lexer.advance(2);
    out.push({ type: "double", parts: lexer.doubleQuoted() });
    return true;
  }
  const name = parameterName(lexer.source, lexer.pos + 1);
  if (name === "") return false;
  lexer.advance(1 + name.length);
  const part: ParameterPart = { type: "parameter", name, source: "$" + name };
  out.push(part);
  return true;
}

function substitution(lexer: Lexer): ReturnType<Lexer["parseSubstitution"]> {
  return lexer.nestedSource(() => lexer.parseSubstitution(lexer));
}

/** Where the `))` that closes an arithmetic expression begins; undefined when it is none. */
export function arithmeticEnd(source: string, from: number): number | undefined {
  let depth = 0;
  for (let i = from; i < source.length; i++) {
    const c = source[i];
    if (c === "\\") i += 1;
    else if (c === "'" || c === '"') {
      const end = source.indexOf(c, i + 1);
      if (end < 0) return undefined;
      i = end;
    } else if (c === "(") depth += 1;
    else if (c === ")") {
      if (depth === 0) return source[i + 1] === ")" ? i : undefined;
      depth -= 1;
    }
  }
  return undefined;
}

/** Reads up to position `end` as text that expands like "…" without quotes. */
export function subText(lexer: Lexer, end: number): Word {
  const start = lexer.pos;
  const whole = lexer.source;
  lexer.source = whole.slice(0, end);
  try {
    const parts = lexer.nested(() => readHereText(lexer));
    return { parts: [{ type: "double", parts }], source: whole.slice(start, end) };
  } finally {
    lexer.source = whole;
  }
}

const SIMPLE_ESCAPES: ReadonlyMap<string, string> = new Map([
  ...LETTER_ESCAPES,
  ["'", "'"],
  ['"', '"'],
  ["?", "?"],
]);

function readAnsiQuoted(lexer: Lexer): string {
  const line = lexer.line;
  lexer.advance(2);
  const start = lexer.pos;
  for (;;) {
    const c = lexer.peekCharacter();
    if (c === "") throw unclosed(lexer, "'", line);
    if (c === "'") break;
    lexer.advance(c === "\\" && lexer.peekCharacter(1) !== "" ? 2 : 1);
  }
  const raw = lexer.source.slice(start, lexer.pos);
  lexer.advance(1);
  return decodeEscapes(raw);
}

const ESCAPE =
  /\\(?:x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|([0-7]{1,3})|c([\s\S])|([\s\S]))/g;

/** The escapes of $'…'. */
export function decodeEscapes(raw: string): string {
  return raw.replace(
    ESCAPE,
    (
      whole: string,
      hex?: string,
      u?: string,
      big?: string,
      octal?: string,
      control?: string,
      one?: string,
    ) => {
      const code = hex ?? u ?? big;
      if (code !== undefined) return codePoint(Number.parseInt(code, 16));
      if (octal !== undefined) return codePoint(Number.parseInt(octal, 8) & 0xff);
      if (control !== undefined) return codePoint(control.charCodeAt(0) & 0x1f);
      return SIMPLE_ESCAPES.get(one ?? "") ?? whole;
    },
  );
}

function unclosed(lexer: Lexer, closer: string, line: number): Error {
  return lexer.error({ type: "unclosed", closer }, line);
}

/** Reads `${…}` with its operators. */
import type { ParameterOperator, ParameterPart, Word } from "./ast.ts";
import { parameterName } from "./characters.ts";
import type { Lexer } from "./lexer.ts";

/** At `${`; takes it up to the closing brace. What makes no sense comes back marked `bad`. */
export function readParameter(lexer: Lexer, inDouble: boolean): ParameterPart {
  const start = lexer.pos;
  const line = lexer.line;
  lexer.advance(2);
  let prefix: "#" | "!" | undefined;
  const first = lexer.peekCharacter();
  if ((first === "#" || first === "!") && startsParameter(lexer, 1)) {
    prefix = first;
    lexer.advance(1);
  }
  const name = bracedName(lexer);
  let index: Word | "@" | "*" | undefined;
  if (lexer.peekCharacter() === "[" && /^[A-Za-z_]/.test(name)) {
    lexer.advance(1);
    const word = lexer.operand("]", inDouble);
    if (lexer.peekCharacter() === "]") lexer.advance(1);
    index = word.source === "@" || word.source === "*" ? word.source : word;
  }
  let bad = name === "";
  let names = false;
  if (prefix === "!" && "*@".includes(lexer.peekCharacter()) && lexer.peekCharacter(1) === "}") {
    lexer.advance(1);
    names = true;
  }
  let operator: ParameterOperator | undefined;
  if (!bad && lexer.peekCharacter() !== "}") {
    operator = readOperator(lexer, inDouble);
    bad = operator === undefined || (prefix === "#" && operator.type !== "slice");
  }
  if (lexer.peekCharacter() !== "}") {
    bad = true;
    lexer.operand("}", inDouble);
  }
  if (lexer.peekCharacter() === "") throw lexer.error({ type: "unclosed", closer: "}" }, line);
  lexer.advance(1);
  return {
    type: "parameter",
    name,
    source: lexer.source.slice(start, lexer.pos),
    ...(index === undefined ? {} : { index }),
    ...(prefix === undefined ? {} : { prefix: names ? "!*" : prefix }),
    ...(operator === undefined ? {} : { operator }),
    ...(bad ? { bad: true } : {}),
  };
}

/** Whether a parameter's name begins `ahead` characters on: then `#` or `!` is a prefix to it. */
function startsParameter(lexer: Lexer, ahead: number): boolean {
  const c = lexer.peekCharacter(ahead);
  if (/[A-Za-z0-9_]/.test(c)) return true;
  return c !== "" && "@*?$!#-".includes(c) && lexer.peekCharacter(ahead + 1) === "}";
}

function bracedName(lexer: Lexer): string {
  let name = parameterName(lexer.source, lexer.pos);
  if (/^[0-9]$/.test(name)) {
    name = /^[0-9]+/.exec(lexer.source.slice(lexer.pos, lexer.pos + 10))?.[0] ?? name;
  }
  lexer.advance(name.length);
  return name;
}

const CONDITIONALS = { "-": "default", "=": "assign", "?": "error", "+": "alternative" } as const;

function isConditional(c: string): c is keyof typeof CONDITIONALS {
  return c !== "" && "-=?+".includes(c);
}

function readOperator(lexer: Lexer, inDouble: boolean): ParameterOperator | undefined {
  const word = (stops = "}"): Word => lexer.operand(stops, inDouble);
  let c = lexer.peekCharacter();
  const colon = c === ":";
  if (colon) c = lexer.peekCharacter(1);
  if (isConditional(c)) {
    lexer.advance(colon ? 2 : 1);
    return { type: CONDITIONALS[c], colon, word: word() };
  }
  if (colon) {
    lexer.advance(1);
    const offset = word(":}");
    if (lexer.peekCharacter() !== ":") return { type: "slice", offset };
    lexer.advance(1);
    return { type: "slice", offset, length: word() };
  }
  const doubled = lexer.peekCharacter(1) === c;
  switch (c) {
    case "#":
    case "%":
      lexer.advance(doubled ? 2 : 1);
      return {
        type: "trim",
        side: c === "#" ? "prefix" : "suffix",
        longest: doubled,
        pattern: lexer.operand("}", false),
      };
    case "/":
      return readReplace(lexer, inDouble);
    case "^":
    case ",":
      lexer.advance(doubled ? 2 : 1);
      return { type: "case", upper: c === "^", all: doubled, pattern: lexer.operand("}", false) };
    case "@":
      if (!/^[A-Za-z]}/.test(lexer.source.slice(lexer.pos + 1, lexer.pos + 3))) return undefined;
      lexer.advance(2);
      return { type: "transform", name: lexer.source[lexer.pos - 1] ?? "" };
    default:
      return undefined;
  }
}

const REPLACE_MODES = { "/": "all", "#": "start", "%": "end" } as const;

function readReplace(lexer: Lexer, inDouble: boolean): ParameterOperator {
  lexer.advance(1);
  const c = lexer.peekCharacter();
  const mode = c === "/" || c === "#" || c === "%" ? REPLACE_MODES[c] : "first";
  if (mode !== "first") lexer.advance(1);
  const pattern = lexer.operand("/}", false);
  if (lexer.peekCharacter() === "/") lexer.advance(1);
  return { type: "replace", mode, pattern, replacement: lexer.operand("}", inDouble) };
}

/** The constructs that begin with a reserved word or a bracket. */
import type { CaseItem, CompoundBody, ConditionalExpression, List, Word } from "./ast.ts";
import { METACHARACTERS, type Token } from "./lexer.ts";
import type { Parser } from "./parser.ts";
import { arithmeticEnd, subText } from "./words.ts";

type Reader = (parser: Parser) => CompoundBody;

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["{", readGroup],
  ["if", readIf],
  ["while", (parser) => readLoop(parser, false)],
  ["until", (parser) => readLoop(parser, true)],
  ["for", readFor],
  ["case", readCase],
  ["[[", readConditional],
]);

/** Whether a compound command begins at this token. */
export function startsCompound(parser: Parser, token: Token): boolean {
  if (token.type === "operator") return token.text === "(";
  if (token.type !== "word") return false;
  if (token.text === "[[") return parser.lexer.features.doubleBracket;
  return READERS.has(token.text);
}

/** Reads one, from its first token. */
export function parseCompound(parser: Parser): CompoundBody {
  const token = parser.peek();
  if (token.type === "operator" && token.text === "(") return readParenthesis(parser, token);
  const reader = READERS.get(token.text);
  if (reader === undefined) throw parser.unexpected();
  parser.take();
  return reader(parser);
}

function readParenthesis(parser: Parser, token: Token): CompoundBody {
  const { lexer } = parser;
  if (lexer.features.arithmeticCommand && lexer.source[token.end] === "(") {
    const end = arithmeticEnd(lexer.source, token.end + 1);
    if (end !== undefined) {
      parser.take();
      lexer.advance(1);
      const expression = subText(lexer, end);
      lexer.advance(2);
      return { type: "arithmetic", expression };
    }
  }
  parser.take();
  const body = parser.body([], [")"]);
  parser.take();
  return { type: "subshell", body };
}

function readGroup(parser: Parser): CompoundBody {
  const body = parser.body(["}"]);
  parser.take();
  return { type: "group", body };
}

function readIf(parser: Parser): CompoundBody {
  const branches: { condition: List[]; body: List[] }[] = [];
  for (;;) {
    const condition = parser.body(["then"]);
    parser.take();
    const body = parser.body(["elif", "else", "fi"]);
    branches.push({ condition, body });
    const word = parser.take().text;
    if (word === "fi") return { type: "if", branches };
    if (word === "else") {
      const otherwise = parser.body(["fi"]);
      parser.take();
      return { type: "if", branches, otherwise };
    }
  }
}

function readLoop(parser: Parser, until: boolean): CompoundBody {
  const condition = parser.body(["do"]);
  return { type: "while", until, condition, body: readDo(parser) };
}

function readDo(parser: Parser): List[] {
  parser.expectWord("do");
  const body = parser.body(["done"]);
  parser.take();
  return body;
}

function readFor(parser: Parser): CompoundBody {
  const token = parser.peek();
  if (parser.lexer.features.arithmeticCommand && parser.isOperator("(")) {
    return readArithmeticFor(parser, token);
  }
  if (token.type !== "word") throw parser.unexpected();
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(token.text)) {
    throw parser.lexer.error({ type: "identifier", name: token.text }, token.line);
  }
  parser.take();
  const name = token.text;
  parser.skipNewlines();
  let words: Word[] | undefined;
  if (parser.isWord("in")) {
    parser.take();
    words = [];
    for (let word = parser.peek(); word.type === "word"; word = parser.peek()) {
      words.push(word.word);
      parser.take();
    }
    if (!parser.isOperator(";") && parser.peek().type !== "newline") throw parser.unexpected("do");
  }
  if (parser.isOperator(";")) parser.take();
  parser.skipNewlines();
  const body = parser.isWord("{") ? readBraced(parser) : readDo(parser);
  return { type: "for", name, body, ...(words === undefined ? {} : { words }) };
}

function readBraced(parser: Parser): List[] {
  parser.take();
  const body = parser.body(["}"]);
  parser.take();
  return body;
}

function readArithmeticFor(parser: Parser, token: Token): CompoundBody {
  const { lexer } = parser;
  const end =
    lexer.source[token.end] === "(" ? arithmeticEnd(lexer.source, token.end + 1) : undefined;
  if (end === undefined) throw parser.unexpected();
  parser.take();
  lexer.advance(1);
  const parts: Word[] = [];
  for (let i = 0; i < 3; i++) {
    const semicolon = lexer.source.indexOf(";", lexer.pos);
    const stop = i < 2 && semicolon >= 0 && semicolon < end ? semicolon : end;
    parts.push(subText(lexer, stop));
    if (stop < end) lexer.advance(1);
  }
  lexer.advance(2);
  if (parser.isOperator(";")) parser.take();
  parser.skipNewlines();
  const body = parser.isWord("{") ? readBraced(parser) : readDo(parser);
  const empty: Word = { parts: [], source: "" };
  return {
    type: "for-arithmetic",
    initial: parts[0] ?? empty,
    condition: parts[1] ?? empty,
    step: parts[2] ?? empty,
    body,
  };
}

const CASE_ENDS = [";;", ";&", ";;&"] as const;

function readCase(parser: Parser): CompoundBody {
  const subject = parser.take();
  if (subject.type !== "word") {
    throw parser.lexer.error({ type: "token", token: subject.text }, subject.line);
  }
  parser.skipNewlines();
  parser.expectWord("in");
  const items: CaseItem[] = [];
  for (;;) {
    parser.skipNewlines();
    if (parser.isWord("esac")) {
      parser.take();
      return { type: "case", subject: subject.word, items };
    }
    if (parser.isOperator("(")) parser.take();
    const patterns: Word[] = [];
    for (;;) {
      const pattern = parser.peek();
      if (pattern.type !== "word") throw parser.unexpected();
      patterns.push(pattern.word);
      parser.take();
      if (!parser.isOperator("|")) break;
      parser.take();
    }
    parser.expectOperator(")");
    const body = parser.body(["esac"], CASE_ENDS, true);
    const end = CASE_ENDS.find((text) => parser.isOperator(text));
    if (end !== undefined) parser.take();
    items.push({ patterns, body, end: end ?? ";;" });
  }
}

const UNARY = /^-[abcdefghknoprstuvwxzGLNORS]$/;
const BINARY: ReadonlySet<string> = new Set([
  "=", "==", "!=", "=~", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef",
]); // prettier-ignore

function readConditional(parser: Parser): CompoundBody {
  const expression = readOr(parser);
  parser.skipNewlines();
  if (!parser.isWord("]]")) throw conditionalError(parser);
  parser.take();
  return { type: "conditional", expression };
}

function conditionalError(parser: Parser): Error {
  const token = parser.peek();
  if (token.type === "end") return parser.unexpected();
  return parser.lexer.error({ type: "conditional", token: token.text }, token.line);
}

function readOr(parser: Parser): ConditionalExpression {
  let left = readAnd(parser);
  while (parser.isOperator("||")) {
    parser.take();
    left = { type: "or", left, right: readAnd(parser) };
  }
  return left;
}

function readAnd(parser: Parser): ConditionalExpression {
  let left = readPrimary(parser);
  parser.skipNewlines();
  while (parser.isOperator("&&")) {
    parser.take();
    left = { type: "and", left, right: readPrimary(parser) };
    parser.skipNewlines();
  }
  return left;
}

function readPrimary(parser: Parser): ConditionalExpression {
  parser.skipNewlines();
  if (parser.isWord("!")) {
    parser.take();
    return { type: "not", operand: parser.lexer.nested(() => readPrimary(parser)) };
  }
  if (parser.isOperator("(")) {
    parser.take();
    const inner = parser.lexer.nested(() => readOr(parser));
    parser.skipNewlines();
    if (!parser.isOperator(")")) throw conditionalError(parser);
    parser.take();
    return inner;
  }
  const first = parser.peek();
  if (first.type !== "word" || first.text === "]]") throw conditionalError(parser);
  parser.take();
  const next = parser.peek();
  if (UNARY.test(first.text) && next.type === "word" && next.text !== "]]") {
    parser.take();
    if (!BINARY.has(next.text)) {
      return { type: "unary", operator: first.text, operand: next.word };
    }
    return readBinary(parser, first.word, next.text);
  }
  if ((next.type === "word" || next.type === "operator") && BINARY.has(next.text)) {
    parser.take();
    return readBinary(parser, first.word, next.text);
  }
  if (next.type === "word" && next.text !== "]]") throw conditionalError(parser);
  return { type: "unary", operator: "-n", operand: first.word };
}

function readBinary(parser: Parser, left: Word, operator: string): ConditionalExpression {
  if (operator === "=~") {
    parser.lexer.skipBlanks();
    const right = readRegexWord(parser);
    return { type: "binary", operator, left, right };
  }
  const token = parser.peek();
  if (token.type !== "word" || token.text === "]]") throw conditionalError(parser);
  parser.take();
  return { type: "binary", operator, left, right: token.word };
}

/** After `=~` parentheses and bars belong to the word; blanks within parentheses do too. */
function readRegexWord(parser: Parser): Word {
  const { lexer } = parser;
  let depth = 0;
  const start = lexer.pos;
  const parts: Word["parts"][number][] = [];
  for (;;) {
    const piece = lexer.word(METACHARACTERS);
    parts.push(...piece.parts);
    const c = lexer.peekCharacter();
    if (c === "(") depth += 1;
    else if (c === ")" && depth > 0) depth -= 1;
    else if (c !== "|" && !(depth > 0 && c !== "" && c !== "\n")) break;
    parts.push({ type: "literal", text: c });
    lexer.advance(1);
  }
  if (lexer.pos === start) throw conditionalError(parser);
  return { parts, source: lexer.source.slice(start, lexer.pos) };
}

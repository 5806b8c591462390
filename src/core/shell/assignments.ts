/** Recognises `name=value`, `name+=value`, `name[i]=value` and array values. */
import type { ArrayElement, Assignment, Word, WordPart } from "./ast.ts";
import type { Lexer } from "./lexer.ts";
import type { Parser } from "./parser.ts";

const HEAD = /^([A-Za-z_][A-Za-z0-9_]*)(\+?=|\[)/;

/** The assignment that a word is, or undefined. */
export function readAssignment(word: Word, lexer: Lexer): Assignment | undefined {
  const first = word.parts[0];
  if (first?.type !== "literal") return undefined;
  const head = HEAD.exec(first.text);
  const name = head?.[1];
  if (head === null || name === undefined) return undefined;
  if (head[2] !== "[") {
    const value = dropPrefix(word, head[0].length);
    return { name, append: head[2] === "+=", value };
  }
  if (!lexer.features.arrays) return undefined;
  const split = splitIndex(word, name.length + 1);
  if (split === undefined) return undefined;
  const sign = /^(\+?)=/.exec(firstText(split.rest));
  if (sign === null) return undefined;
  return {
    name,
    index: split.index,
    append: sign[1] === "+",
    value: dropPrefix(split.rest, sign[0].length),
  };
}

function firstText(word: Word): string {
  const first = word.parts[0];
  return first?.type === "literal" ? first.text : "";
}

function dropPrefix(word: Word, length: number): Word {
  const [first, ...rest] = word.parts;
  if (first?.type !== "literal") return word;
  const text = first.text.slice(length);
  return {
    parts: text === "" ? rest : [{ type: "literal", text }, ...rest],
    source: word.source.slice(length),
  };
}

/** Cuts `name[index]rest` behind the closing bracket. */
function splitIndex(word: Word, from: number): { index: Word; rest: Word } | undefined {
  const index: WordPart[] = [];
  for (let i = 0; i < word.parts.length; i++) {
    const part = word.parts[i];
    if (part === undefined) break;
    if (part.type !== "literal") {
      index.push(part);
      continue;
    }
    const start = i === 0 ? from : 0;
    const end = part.text.indexOf("]", start);
    const text = part.text.slice(start, end < 0 ? undefined : end);
    if (text !== "") index.push({ type: "literal", text });
    if (end < 0) continue;
    const tail = part.text.slice(end + 1);
    const rest = word.parts.slice(i + 1);
    return {
      index: { parts: index, source: "" },
      rest: {
        parts: tail === "" ? rest : [{ type: "literal", text: tail }, ...rest],
        source: tail,
      },
    };
  }
  return undefined;
}

/** The elements of `( … )`, the opening parenthesis being behind; takes the closing one. */
export function readArrayElements(parser: Parser): readonly ArrayElement[] {
  const elements: ArrayElement[] = [];
  for (;;) {
    parser.skipNewlines();
    if (parser.isOperator(")")) {
      parser.take();
      return elements;
    }
    const token = parser.peek();
    if (token.type === "number") {
      throw parser.unexpected();
    }
    if (token.type !== "word") throw parser.unexpected(")");
    parser.take();
    elements.push(arrayElement(token.word));
  }
}

function arrayElement(word: Word): ArrayElement {
  if (!firstText(word).startsWith("[")) return { value: word };
  const split = splitIndex(word, 1);
  if (split === undefined || !firstText(split.rest).startsWith("=")) return { value: word };
  return { index: split.index, value: dropPrefix(split.rest, 1) };
}

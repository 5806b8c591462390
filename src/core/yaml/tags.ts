/** Scanning of directives, tags, anchors and aliases. */
import { scannerFailure, type Cursor, type Mark } from "./cursor.ts";
import type { Token } from "./tokens.ts";

const WORD = /^[0-9A-Za-z_-]$/;
const URI = /^[0-9A-Za-z_\-;/?:@&=+$,.!~*'()[\]%]$/;

function readWord(cursor: Cursor): string {
  let word = "";
  while (WORD.test(cursor.peek())) {
    word += cursor.peek();
    cursor.skip();
  }
  return word;
}

function skipBlanks(cursor: Cursor): void {
  while (cursor.isBlank()) cursor.skip();
}

/** `&name` or `*name`. */
export function scanAnchor(cursor: Cursor, type: "anchor" | "alias"): Token {
  const start = cursor.mark();
  cursor.skip();
  const value = readWord(cursor);
  const end = cursor.mark();
  if (value === "" || !(cursor.isBlankOrEnd() || "?:,]}%@`".includes(cursor.peek()))) {
    const problem = "did not find expected alphabetic or numeric character";
    throw scannerFailure(problem, end, start);
  }
  return { type, start, end, value };
}

/** `!tag`, `!!tag`, `!handle!tag`, `!<uri>`. */
export function scanTag(cursor: Cursor): Token {
  const start = cursor.mark();
  let handle = "";
  let suffix: string;
  if (cursor.peek(1) === "<") {
    cursor.skip();
    cursor.skip();
    suffix = readUri(cursor, "", start);
    if (cursor.peek() !== ">") {
      throw scannerFailure("did not find the expected '>'", cursor.mark(), start);
    }
    cursor.skip();
  } else {
    handle = readHandle(cursor, false, start);
    if (handle.length > 1 && handle.endsWith("!")) suffix = readUri(cursor, "", start);
    else {
      suffix = readUri(cursor, handle, start);
      handle = suffix === "" ? "" : "!";
      if (suffix === "") suffix = "!";
    }
  }
  if (!cursor.isBlankOrEnd()) {
    throw scannerFailure("did not find expected whitespace or line break", cursor.mark(), start);
  }
  return { type: "tag", start, end: cursor.mark(), value: handle, suffix };
}

function readHandle(cursor: Cursor, directive: boolean, start: Mark): string {
  const missing = "did not find expected '!'";
  if (cursor.peek() !== "!") throw scannerFailure(missing, cursor.mark(), start);
  cursor.skip();
  const word = readWord(cursor);
  if (cursor.peek() === "!") {
    cursor.skip();
    return `!${word}!`;
  }
  if (directive && word !== "") throw scannerFailure(missing, cursor.mark(), start);
  return `!${word}`;
}

/** `head` is what was read already; its `!` is not part of the tag. */
function readUri(cursor: Cursor, head: string, start: Mark): string {
  let uri = head.slice(1);
  let found = head !== "";
  while (URI.test(cursor.peek())) {
    found = true;
    if (cursor.peek() === "%") uri += readOctets(cursor, start);
    else {
      uri += cursor.peek();
      cursor.skip();
    }
  }
  if (!found) throw scannerFailure("did not find expected tag URI", cursor.mark(), start);
  return uri;
}

/** One character as `%XX` octets of UTF-8. */
function readOctets(cursor: Cursor, start: Mark): string {
  const fail = (problem: string): Error => scannerFailure(problem, cursor.mark(), start);
  const octets: number[] = [];
  let length = 1;
  while (octets.length < length) {
    const hex = cursor.peek(1) + cursor.peek(2);
    if (cursor.peek() !== "%" || !/^[0-9a-fA-F]{2}$/.test(hex)) {
      throw fail("did not find URI escaped octet");
    }
    const octet = Number.parseInt(hex, 16);
    if (octets.length === 0) {
      length =
        octet < 0x80 ? 1 : octet >> 5 === 6 ? 2 : octet >> 4 === 14 ? 3 : octet >> 3 === 30 ? 4 : 0;
      if (length === 0) throw fail("found an incorrect leading UTF-8 octet");
    } else if (octet >> 6 !== 2) throw fail("found an incorrect trailing UTF-8 octet");
    octets.push(octet);
    for (let i = 0; i < 3; i++) cursor.skip();
  }
  try {
    return decodeURIComponent(octets.map((o) => `%${o.toString(16).padStart(2, "0")}`).join(""));
  } catch {
    return "\ufffd";
  }
}

/** `%YAML 1.1` or `%TAG ! prefix`, with the rest of the line. */
export function scanDirective(cursor: Cursor): Token {
  const start = cursor.mark();
  const fail = (problem: string): Error => scannerFailure(problem, cursor.mark(), start);
  cursor.skip();
  let name = "";
  while (WORD.test(cursor.peek())) {
    name += cursor.peek();
    cursor.skip();
  }
  if (name === "") throw fail("could not find expected directive name");
  if (!cursor.isBlankOrEnd()) throw fail("found unexpected non-alphabetical character");
  let token: Token;
  if (name === "YAML") {
    skipBlanks(cursor);
    const major = readVersionNumber(cursor, start);
    if (cursor.peek() !== ".") throw fail("did not find expected digit or '.' character");
    cursor.skip();
    const value = `${major}.${readVersionNumber(cursor, start)}`;
    token = { type: "version-directive", start, end: cursor.mark(), value };
  } else if (name === "TAG") {
    skipBlanks(cursor);
    const value = readHandle(cursor, true, start);
    if (!cursor.isBlank()) throw fail("did not find expected whitespace");
    skipBlanks(cursor);
    const suffix = readUri(cursor, "", start);
    if (!cursor.isBlankOrEnd()) throw fail("did not find expected whitespace or line break");
    token = { type: "tag-directive", start, end: cursor.mark(), value, suffix };
  } else throw fail("found unknown directive name");
  skipBlanks(cursor);
  if (cursor.peek() === "#") while (!cursor.isBreakOrEnd()) cursor.skip();
  if (!cursor.isBreakOrEnd()) throw fail("did not find expected comment or line break");
  if (cursor.isBreak()) cursor.readBreak();
  return token;
}

function readVersionNumber(cursor: Cursor, start: Mark): number {
  let digits = "";
  while (/^[0-9]$/.test(cursor.peek())) {
    digits += cursor.peek();
    if (digits.length > 2) {
      throw scannerFailure("found extremely long version number", cursor.mark(), start);
    }
    cursor.skip();
  }
  if (digits === "") {
    throw scannerFailure("did not find expected version number", cursor.mark(), start);
  }
  return Number(digits);
}

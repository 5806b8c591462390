/** How Go prints values in messages: `%q`, and `encoding/json`. */
import { isArray, isObject, type Json } from "../api/json.ts";

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\u0007", "\\a"],
  ["\b", "\\b"],
  ["\f", "\\f"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\v", "\\v"],
  ["\\", "\\\\"],
  ['"', '\\"'],
]);

const PRINTABLE = /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;

/** Go's `strconv.Quote`, the `%q` of messages. */
export function quote(text: string): string {
  let out = '"';
  for (const char of text) {
    const short = SHORT_ESCAPES.get(char);
    const code = char.codePointAt(0) ?? 0;
    if (short !== undefined) out += short;
    else if (code >= 0xd800 && code <= 0xdfff) out += "\\ufffd";
    else if (PRINTABLE.test(char)) out += char;
    else if (code < 0x80) out += `\\x${code.toString(16).padStart(2, "0")}`;
    else if (code < 0x10000) out += `\\u${code.toString(16).padStart(4, "0")}`;
    else out += `\\U${code.toString(16).padStart(8, "0")}`;
  }
  return `${out}"`;
}

/** Go's `json.Marshal`: no spaces, `<`, `>`, `&` and the two Unicode line ends escaped. */
export function goJson(value: Json | undefined): string {
  return JSON.stringify(value ?? null).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A copy whose maps have their keys in order of bytes, as Go prints maps. */
export function sortedKeys(value: Json): Json {
  if (isArray(value)) return value.map(sortedKeys);
  if (!isObject(value)) return value;
  const out: Record<string, Json> = Object.create(null) as Record<string, Json>;
  for (const key of Object.keys(value).sort(byteOrder)) {
    const member = value[key];
    if (member !== undefined) out[key] = sortedKeys(member);
  }
  return out;
}

/** Go compares strings by UTF-8 bytes, which is the order of code points. */
export function byteOrder(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const xSurrogate = x >= 0xd800 && x <= 0xdfff;
    const ySurrogate = y >= 0xd800 && y <= 0xdfff;
    return xSurrogate === ySurrogate ? x - y : xSurrogate ? 1 : -1;
  }
  return a.length - b.length;
}

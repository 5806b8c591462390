/** `@text`, `@json`, `@csv` … */
import { BASE32, BASE64, decodeBytes, encodeBytes } from "../../api/base64.ts";
import type { Encoding } from "../../api/base64.ts";
import { utf8Bytes, utf8Text } from "../../api/utf8.ts";
import { described, isArray, JqError, kindOf, numberText, toJson, type JqValue } from "./values.ts";

export const textOf = (value: JqValue): string =>
  typeof value === "string" ? value : toJson(value);

const HTML: ReadonlyMap<string, string> = new Map([
  ["<", "&lt;"],
  [">", "&gt;"],
  ["&", "&amp;"],
  ["'", "&#39;"],
  ['"', "&quot;"],
]);

function row(name: "csv" | "tsv", value: JqValue, text: (text: string) => string): string {
  if (!isArray(value))
    throw new JqError(`${described(value)} cannot be ${name}-formatted, only array`);
  return value
    .map((cell) => {
      if (cell === null) return "";
      if (typeof cell === "number") return numberText(cell);
      if (typeof cell === "boolean") return String(cell);
      if (typeof cell === "string") return text(cell);
      throw new JqError(`${described(cell)} is not valid in a csv row`);
    })
    .join(name === "csv" ? "," : "\t");
}

const TSV: ReadonlyMap<string, string> = new Map([
  ["\t", "\\t"],
  ["\r", "\\r"],
  ["\n", "\\n"],
  ["\\", "\\\\"],
]);

function forShell(value: JqValue): string {
  const items = isArray(value) ? value : [value];
  return items
    .map((item) => {
      if (typeof item === "string") return `'${item.replaceAll("'", "'\\''")}'`;
      if (item !== null && typeof item === "object") {
        throw new JqError(`${described(item)} can not be escaped for shell`);
      }
      return toJson(item);
    })
    .join(" ");
}

function encode(encoding: Encoding, value: JqValue): string {
  return encodeBytes(utf8Bytes(textOf(value)), encoding);
}

/** Padding may be missing; letters that make no byte at all are none. */
function decode(name: string, value: JqValue, encoding: Encoding): string {
  const text = textOf(value);
  const bytes = decodeBytes(text, encoding);
  if (bytes === undefined || (bytes.length === 0 && /[^=]/.test(text)))
    throw new JqError(`${kindOf(value)} (${toJson(text)}) is not valid ${name} data`);
  return utf8Text(bytes);
}

function percent(text: string): string {
  return utf8Bytes(text)
    .map((byte) => {
      const c = String.fromCharCode(byte);
      return /[A-Za-z0-9\-_.~]/.test(c)
        ? c
        : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");
}

const FORMATS: ReadonlyMap<string, (value: JqValue) => string> = new Map<
  string,
  (value: JqValue) => string
>([
  ["text", textOf],
  ["json", (value) => toJson(value)],
  ["csv", (value) => row("csv", value, (text) => `"${text.replaceAll('"', '""')}"`)],
  [
    "tsv",
    (value) => row("tsv", value, (text) => text.replace(/[\t\r\n\\]/g, (c) => TSV.get(c) ?? c)),
  ],
  ["html", (value) => textOf(value).replace(/[<>&'"]/g, (c) => HTML.get(c) ?? c)],
  ["uri", (value) => percent(textOf(value))],
  ["sh", forShell],
  ["base64", (value) => encode(BASE64, value)],
  ["base64d", (value) => decode("base64", value, BASE64)],
  ["base32", (value) => encode(BASE32, value)],
  ["base32d", (value) => decode("base32", value, BASE32)],
]);

/** @throws JqError for a format that there is not, or a value that it does not take */
export function formatText(name: string, value: JqValue): string {
  const format = FORMATS.get(name);
  if (format === undefined) throw new JqError(`${name} is not a valid format`);
  return format(value);
}

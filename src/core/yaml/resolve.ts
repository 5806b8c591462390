/**
 * What a scalar means: YAML 1.1 in go-yaml's flavour. `y`, `yes`, `on` are booleans, `0777` is
 * octal, `12:30` and dates stay strings.
 */
import { YamlFailure, type Mark } from "./cursor.ts";

/** A bare value of JSON, and NaN and the infinities, which JSON cannot say. */
export type Resolved = null | boolean | number | string;

const PREFIX = "tag:yaml.org,2002:";

const WORDS: ReadonlyMap<string, Resolved> = new Map<string, Resolved>([
  ...["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"].map(
    (word) => [word, true] as const,
  ),
  ...["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"].map(
    (word) => [word, false] as const,
  ),
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
  ...[".nan", ".NaN", ".NAN"].map((word) => [word, Number.NaN] as const),
  ...[".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"].map((word) => [word, Infinity] as const),
  ...["-.inf", "-.Inf", "-.INF"].map((word) => [word, -Infinity] as const),
]);

const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const INTEGER = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|([1-9][0-9]*|0))$/;
const MAX_UINT64 = 2 ** 64;

function parseInteger(text: string): number | undefined {
  const match = INTEGER.exec(text);
  if (match === null) return undefined;
  const [, sign, hex, binary, octal, decimal] = match;
  let size: number;
  if (hex !== undefined) size = Number.parseInt(hex, 16);
  else if (binary !== undefined) size = Number.parseInt(binary, 2);
  else if (octal !== undefined) size = Number.parseInt(octal, 8);
  else size = Number(decimal);
  const limit = sign === "-" ? 2 ** 63 : sign === "+" ? 2 ** 63 - 1 : MAX_UINT64 - 1;
  if (size > limit) return undefined;
  return sign === "-" && size !== 0 ? -size : size;
}

function parseFloat64(text: string): number | undefined {
  if (!FLOAT.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

type Kind = "str" | "bool" | "int" | "float" | "null";

/** The value and kind of a plain scalar. */
function resolvePlain(text: string): { kind: Kind; value: Resolved } {
  const word = WORDS.get(text);
  if (word !== undefined) {
    const kind = word === null ? "null" : typeof word === "boolean" ? "bool" : "float";
    return { kind, value: word };
  }
  const first = text.charAt(0);
  if (first === ".") {
    const value = parseFloat64(text);
    if (value !== undefined) return { kind: "float", value };
  } else if (/^[-+0-9]/.test(first)) {
    const plain = text.replaceAll("_", "");
    const integer = parseInteger(plain);
    if (integer !== undefined) return { kind: "int", value: integer };
    const float = parseFloat64(plain);
    if (float !== undefined) return { kind: "float", value: float };
  }
  return { kind: "str", value: text };
}

/** @throws YamlFailure when the tag does not fit the text, as in `!!int x`. */
export function resolveScalar(text: string, tag: string, implicit: boolean, at: Mark): Resolved {
  if (tag === "") return implicit ? resolvePlain(text).value : text;
  const wanted = tag.startsWith(PREFIX) ? tag.slice(PREFIX.length) : "";
  if (wanted === "binary") return decodeBinary(text, at);
  if (!["bool", "int", "float", "null", "timestamp"].includes(wanted)) return text;
  const { kind, value } = resolvePlain(text);
  if (kind === wanted || (wanted === "float" && kind === "int")) return value;
  if (wanted === "timestamp" && /^[0-9]{4}-/.test(text)) return text;
  throw new YamlFailure(`cannot decode !!${kind} \`${text}\` as a !!${wanted}`, 0, at);
}

/** As go-yaml reads them; such text is quoted when it is to stay a string. */
const TIMESTAMP =
  /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:[.,][0-9]+)?(?:Z|[-+][0-9]{2}:[0-9]{2})| [0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:[.,][0-9]+)?)?$/;
const BASE60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

/** True when the text, written plainly, is read as the same string again. */
export function staysString(text: string): boolean {
  if (BASE60.test(text) || isTimestamp(text)) return false;
  return resolvePlain(text).kind === "str";
}

function isTimestamp(text: string): boolean {
  if (!TIMESTAMP.test(text)) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = text
    .split(/[^0-9]+/)
    .map(Number);
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return false;
  return day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Base64 whose bytes are taken as UTF-8; bytes that are none become U+FFFD. */
function decodeBinary(text: string, at: Mark): string {
  const clean = text.replace(/[\r\n]/g, "");
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(clean)) {
    throw new YamlFailure("!!binary value contains invalid base64 data", 0, at);
  }
  const bytes: number[] = [];
  let bits = 0;
  let count = 0;
  for (const char of clean.replace(/=+$/, "")) {
    bits = ((bits << 6) | BASE64.indexOf(char)) & 0xffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push((bits >> count) & 255);
  }
  return utf8(bytes);
}

function utf8(bytes: readonly number[]): string {
  let out = "";
  for (let i = 0; i < bytes.length;) {
    const lead = bytes[i] ?? 0;
    const length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    const hex = bytes
      .slice(i, i + Math.max(length, 1))
      .map((byte) => `%${byte.toString(16).padStart(2, "0")}`)
      .join("");
    try {
      out += decodeURIComponent(hex);
      i += Math.max(length, 1);
    } catch {
      out += "\ufffd";
      i += 1;
    }
  }
  return out;
}

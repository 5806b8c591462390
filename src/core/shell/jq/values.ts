/** JSON values as jq sees them: objects keep the order of their keys, whatever the keys are. */
import { byteOrder } from "../../validation/goText.ts";

export type JqObject = ReadonlyMap<string, JqValue>;
export type JqValue = null | boolean | number | string | readonly JqValue[] | JqObject;
export type JqKind = "null" | "boolean" | "number" | "string" | "array" | "object";

/** What `error(…)` throws and `try … catch` takes. */
export class JqError extends Error {
  override readonly name = "JqError";
  readonly value: JqValue;
  constructor(value: JqValue) {
    super(typeof value === "string" ? value : "(not a string)");
    this.value = value;
  }
}

export function isArray(value: JqValue | undefined): value is readonly JqValue[] {
  return Array.isArray(value);
}

export function isObject(value: JqValue | undefined): value is JqObject {
  return value instanceof Map;
}

export function kindOf(value: JqValue): JqKind {
  if (value === null) return "null";
  if (isArray(value)) return "array";
  if (isObject(value)) return "object";
  const type = typeof value;
  return type === "boolean" || type === "number" ? type : "string";
}

export const isTrue = (value: JqValue): boolean => value !== null && value !== false;

/** null < false < true < numbers < strings < arrays < objects. */
function rank(value: JqValue): number {
  if (value === null) return 0;
  if (value === false) return 1;
  if (value === true) return 2;
  if (typeof value === "number") return 3;
  if (typeof value === "string") return 4;
  return isArray(value) ? 5 : 6;
}

export function sortedKeys(object: JqObject): string[] {
  return [...object.keys()].sort(byteOrder);
}

/** The order of `sort`; objects by their sets of keys first, then by the values. */
export function compare(a: JqValue, b: JqValue): number {
  const ranks = rank(a) - rank(b);
  if (ranks !== 0) return ranks;
  if (typeof a === "number" && typeof b === "number") {
    return a < b || Number.isNaN(a) ? -1 : a === b ? 0 : 1;
  }
  if (typeof a === "string" && typeof b === "string") return byteOrder(a, b);
  if (isArray(a) && isArray(b)) {
    for (let i = 0; i < Math.min(a.length, b.length); i++) {
      const order = compare(a[i] ?? null, b[i] ?? null);
      if (order !== 0) return order;
    }
    return a.length - b.length;
  }
  if (isObject(a) && isObject(b)) {
    const keys = sortedKeys(a);
    const byKeys = compare(keys, sortedKeys(b));
    if (byKeys !== 0) return byKeys;
    for (const key of keys) {
      const order = compare(a.get(key) ?? null, b.get(key) ?? null);
      if (order !== 0) return order;
    }
  }
  return 0;
}

export const equal = (a: JqValue, b: JqValue): boolean => compare(a, b) === 0;

/** As jq prints numbers: 17 digits at most, no number that JSON does not have. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return "null";
  if (!Number.isFinite(value))
    return value > 0 ? "1.7976931348623157e+308" : "-1.7976931348623157e+308";
  if (Object.is(value, -0)) return "-0";
  const [mantissa = "", power = "0"] = value.toExponential().split("e");
  const digits = mantissa.replace(/^-|\./g, "").length;
  const point = Number(power) + 1;
  if (point > -4 && point <= digits + 15) {
    const text = String(value);
    return text.includes("e") ? expanded(mantissa, point) : text;
  }
  const size = Math.abs(Number(power));
  return `${mantissa}e${Number(power) < 0 ? "-" : "+"}${String(size).padStart(2, "0")}`;
}

/** A number without its exponent. */
function expanded(mantissa: string, point: number): string {
  const sign = mantissa.startsWith("-") ? "-" : "";
  const digits = mantissa.replace(/^-|\./g, "");
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  return sign + digits.padEnd(point, "0");
}

export interface PrintOptions {
  /** Spaces of one level, or a tab; absent: all on one line. */
  readonly indent?: string;
  readonly sortKeys?: boolean;
  /** Everything beyond ASCII as `\uXXXX`. */
  readonly ascii?: boolean;
  readonly colour?: boolean;
}

const ESCAPE = /["\\\u0000-\u001f\u007f]/g;
const SHORT: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ["\\", "\\\\"],
  ["\b", "\\b"],
  ["\t", "\\t"],
  ["\r", "\\r"],
  ["\n", "\\n"],
  ["\f", "\\f"],
]);

export function quoted(text: string, ascii = false): string {
  const unicode = (c: string): string => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`;
  const escaped = text.replace(ESCAPE, (c) => SHORT.get(c) ?? unicode(c));
  return `"${ascii ? escaped.replace(/[^\x00-\x7f]/g, unicode) : escaped}"`;
}

/** jq 1.7.1's colours: null, false, true, numbers, strings, arrays, objects, keys. */
const COLOURS = {
  null: "1;30",
  boolean: "0;39",
  number: "0;39",
  string: "0;32",
  array: "1;39",
  object: "1;39",
  key: "34;1",
} as const;
const RESET = "\u001b[0m";

/** The text of a value. */
export function toJson(value: JqValue, options: PrintOptions = {}): string {
  return options.colour === true ? coloured(value, options, "") : plain(value, options, "");
}

function entriesOf(
  object: JqObject,
  options: PrintOptions,
): readonly (readonly [string, JqValue])[] {
  if (options.sortKeys !== true) return [...object];
  return sortedKeys(object).map((key) => [key, object.get(key) ?? null] as const);
}

function scalar(value: JqValue, options: PrintOptions): string {
  if (typeof value === "number") return numberText(value);
  if (typeof value === "string") return quoted(value, options.ascii);
  return value === null ? "null" : value === true ? "true" : "false";
}

function plain(value: JqValue, options: PrintOptions, margin: string): string {
  const { indent } = options;
  const inner = margin + (indent ?? "");
  const wrap = (open: string, parts: readonly string[], close: string): string => {
    if (parts.length === 0) return open + close;
    if (indent === undefined) return open + parts.join(",") + close;
    return `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${margin}${close}`;
  };
  if (isArray(value)) {
    return wrap(
      "[",
      value.map((item) => plain(item, options, inner)),
      "]",
    );
  }
  if (isObject(value)) {
    const colon = indent === undefined ? ":" : ": ";
    return wrap(
      "{",
      entriesOf(value, options).map(
        ([key, item]) => quoted(key, options.ascii) + colon + plain(item, options, inner),
      ),
      "}",
    );
  }
  return scalar(value, options);
}

function coloured(value: JqValue, options: PrintOptions, margin: string): string {
  const { indent } = options;
  const inner = margin + (indent ?? "");
  const start = `\u001b[${COLOURS[kindOf(value)]}m`;
  const line = (space: string): string => (indent === undefined ? "" : `\n${space}`);
  if (isArray(value)) {
    if (value.length === 0) return `${start}[]${RESET}`;
    const items = value.map((item) => line(inner) + coloured(item, options, inner));
    return `${start}[${items.join(`${start},`)}${start}${line(margin)}${start}]${RESET}`;
  }
  if (isObject(value)) {
    const entries = entriesOf(value, options);
    if (entries.length === 0) return `${start}{}${RESET}`;
    const colon = indent === undefined ? ":" : ": ";
    const items = entries.map(
      ([key, item]) =>
        `${line(inner)}${RESET}\u001b[${COLOURS.key}m${quoted(key, options.ascii)}${RESET}${start}${colon}${RESET}${coloured(item, options, inner)}`,
    );
    return `${start}{${items.join(`${start},`)}${start}${line(margin)}${start}}${RESET}`;
  }
  return start + scalar(value, options) + RESET;
}

/** Bytes that a message shows of a value. */
const SHOWN = 11;

/** A value in a message: its beginning. */
export function shown(value: JqValue): string {
  const text = toJson(value);
  return text.length > SHOWN + 3 ? `${text.slice(0, SHOWN - 1)}...` : text;
}

/** `object ({"a":1})`. */
export const described = (value: JqValue): string => `${kindOf(value)} (${shown(value)})`;

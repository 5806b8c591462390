/** JSON values in Go's clothes: `%v`, `%#v`, encoding/json. Map keys are sorted as Go sorts them. */
import { isArray, isObject } from "../../api/json.ts";
import type { Json } from "../../api/json.ts";
import { quote } from "../gotext.ts";

/** Own keys that are there, in the order of Go's maps when printed. */
export function sortedKeys(value: object): string[] {
  return Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([key]) => key)
    .sort(byCodePoint);
}

/** Order of UTF-8 bytes, which Go sorts strings by. */
export function byCodePoint(a: string, b: string): number {
  if (a === b) return 0;
  const left = Array.from(a);
  const right = Array.from(b);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const x = left[i]?.codePointAt(0) ?? 0;
    const y = right[i]?.codePointAt(0) ?? 0;
    if (x !== y) return x - y;
  }
  return left.length - right.length;
}

/** fmt's `%v` of a float64; whole numbers are int64. */
function formatNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return String(value);
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  if (exponent < -4 || exponent >= 21) {
    return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  }
  return String(value);
}

/** fmt's `%v`: `map[a:b]`, `[x y]`, `<nil>`. */
export function formatValue(value: Json | undefined): string {
  if (value === null || value === undefined) return "<nil>";
  if (isArray(value)) return `[${value.map(formatValue).join(" ")}]`;
  if (isObject(value)) {
    const entries = sortedKeys(value).map((key) => `${key}:${formatValue(value[key])}`);
    return `map[${entries.join(" ")}]`;
  }
  return typeof value === "number" ? formatNumber(value) : String(value);
}

/** fmt's `%#v` of decoded JSON. */
export function goSyntax(value: Json | undefined): string {
  if (value === null || value === undefined) return "interface {}(nil)";
  if (isArray(value)) return `[]interface {}{${value.map(goSyntax).join(", ")}}`;
  if (isObject(value)) {
    const entries = sortedKeys(value).map((key) => `${quote(key)}:${goSyntax(value[key])}`);
    return `map[string]interface {}{${entries.join(", ")}}`;
  }
  return typeof value === "string" ? quote(value) : formatValue(value);
}

/** The Go type of decoded JSON, as `%T` prints it. */
export function goType(value: Json | undefined): string {
  if (value === null || value === undefined) return "<nil>";
  if (isArray(value)) return "[]interface {}";
  if (isObject(value)) return "map[string]interface {}";
  if (typeof value === "number") return Number.isInteger(value) ? "int64" : "float64";
  return typeof value === "string" ? "string" : "bool";
}

/** encoding/json escapes for HTML too. */
function jsonString(text: string): string {
  return JSON.stringify(text)
    .replaceAll("<", "\\u003c")
    .replaceAll(">", "\\u003e")
    .replaceAll("&", "\\u0026")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
}

/** json.Marshal of a map: sorted keys, no spaces. */
export function marshalJson(value: Json | undefined): string {
  if (isArray(value)) return `[${value.map(marshalJson).join(",")}]`;
  if (isObject(value)) {
    const entries = sortedKeys(value).map((key) => `${jsonString(key)}:${marshalJson(value[key])}`);
    return `{${entries.join(",")}}`;
  }
  return typeof value === "string" ? jsonString(value) : String(value ?? null);
}

export interface IndentOptions {
  /** False keeps the order of the keys (structs instead of maps). */
  readonly sort?: boolean;
}

/** json.MarshalIndent with four spaces; no newline at the end. */
export function marshalIndent(value: Json | undefined, options: IndentOptions = {}): string {
  return indented(value, "", options.sort !== false);
}

function indented(value: Json | undefined, indent: string, sort: boolean): string {
  const inner = `${indent}    `;
  if (isArray(value)) {
    if (value.length === 0) return "[]";
    const items = value.map((item) => inner + indented(item, inner, sort));
    return `[\n${items.join(",\n")}\n${indent}]`;
  }
  if (isObject(value)) {
    const keys = sort
      ? sortedKeys(value)
      : Object.keys(value).filter((key) => value[key] !== undefined);
    if (keys.length === 0) return "{}";
    const items = keys.map(
      (key) => `${inner}${jsonString(key)}: ${indented(value[key], inner, sort)}`,
    );
    return `{\n${items.join(",\n")}\n${indent}}`;
  }
  return typeof value === "string" ? jsonString(value) : String(value ?? null);
}

/** json.MarshalIndent with two spaces, keys in their own order. */
export function indentTwo(value: Json): string {
  return marshalIndent(value, { sort: false }).replace(/^(?: {4})+/gm, (indent) =>
    " ".repeat(indent.length / 2),
  );
}

/** json.Marshal of a struct: keys in their own order, no spaces. */
export function marshalInOrder(value: Json | undefined): string {
  if (isArray(value)) return `[${value.map(marshalInOrder).join(",")}]`;
  if (isObject(value)) {
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => `${jsonString(key)}:${marshalInOrder(item)}`);
    return `{${entries.join(",")}}`;
  }
  return typeof value === "string" ? jsonString(value) : String(value ?? null);
}

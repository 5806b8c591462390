/** KYAML, the flow-style YAML of `-o kyaml` (sigs.k8s.io/yaml `kyaml`). */
import { isArray, isObject } from "../../api/json.ts";
import type { Json } from "../../api/json.ts";
import { quote } from "../gotext.ts";
import { sortedKeys } from "./go-values.ts";

/** Keys that YAML would not read as a string without quotes. */
const AMBIGUOUS = /^(?:y|n|yes|no|on|off|true|false|null|~|[-+.]?[0-9].*|\.inf|\.nan)$/i;
const SAFE_KEY = /^[A-Za-z_][A-Za-z0-9_./-]*$/;

function key(name: string): string {
  return SAFE_KEY.test(name) && !AMBIGUOUS.test(name) ? name : quote(name);
}

/** Long texts of several lines stand a line each, joined by escaped line ends. */
function text(value: string, indent: string): string {
  if (!value.includes("\n")) return quote(value);
  const lines = value.split("\n").map((line) => quote(line).slice(1, -1));
  const last = lines.pop() ?? "";
  const body = lines.map((line) => `${indent}   ${line}\\n\\\n`).join("");
  return `"\\\n${body}${indent}  ${last === "" ? "" : ` ${last}`}"`;
}

function render(value: Json | undefined, indent: string): string {
  const inner = `${indent}  `;
  if (isArray(value)) {
    if (value.length === 0) return "[]";
    if (value.every((item) => isObject(item) && Object.keys(item).length > 0)) {
      const items = value.map((item) => render(item, indent));
      return `[${items.join(", ")}]`;
    }
    return `[\n${value.map((item) => `${inner}${render(item, inner)},\n`).join("")}${indent}]`;
  }
  if (isObject(value)) {
    const keys = sortedKeys(value);
    if (keys.length === 0) return "{}";
    const items = keys.map((name) => `${inner}${key(name)}: ${render(value[name], inner)},\n`);
    return `{\n${items.join("")}${indent}}`;
  }
  return typeof value === "string" ? text(value, indent) : String(value ?? null);
}

/** One document, `---` before it. */
export function dumpKyaml(value: Json): string {
  return `---\n${render(value, "")}\n`;
}

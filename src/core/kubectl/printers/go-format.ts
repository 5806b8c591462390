/** fmt.Sprintf for the values templates have: strings, numbers, booleans, decoded JSON. */
import { isArray, isObject } from "../../api/json.ts";
import type { Json } from "../../api/json.ts";
import { quote } from "../gotext.ts";
import { formatValue, goSyntax } from "./go-values.ts";

/** A template's value; whole numbers of JSON are float64, those written in the template are int. */
export interface Typed {
  readonly value: Json | undefined;
  readonly type: string;
}

const VERB = /%([-+# 0]*)(\d*)(?:\.(\d*))?([a-zA-Z%])/g;
const MAX_WIDTH = 1000;

/** Formats as Go does, `%!d(string=x)` for what does not fit included. */
export function sprintf(format: string, args: readonly Typed[]): string {
  let next = 0;
  const text = format.replace(
    VERB,
    (_all, flags: string, wide: string, precision: string | undefined, verb: string) => {
      if (verb === "%") return "%";
      const arg = args[next++];
      if (arg === undefined) return `%!${verb}(MISSING)`;
      const body = formatVerb(verb, arg, flags, precision);
      const width = Math.min(Number(wide || 0), MAX_WIDTH);
      if (flags.includes("-")) return body.padEnd(width);
      return body.padStart(width, flags.includes("0") && arg.type !== "string" ? "0" : " ");
    },
  );
  const extra = args.slice(next);
  if (extra.length === 0) return text;
  return `${text}%!(EXTRA ${extra.map(typeAndValue).join(", ")})`;
}

function typeAndValue(arg: Typed): string {
  return arg.value === null || arg.value === undefined
    ? "<nil>"
    : `${arg.type}=${formatValue(arg.value)}`;
}

function formatVerb(
  verb: string,
  arg: Typed,
  flags: string,
  precision: string | undefined,
): string {
  const { value, type } = arg;
  const digits = precision === undefined ? undefined : Math.min(Number(precision || 0), 100);
  if (verb === "v") return flags.includes("#") ? goSyntax(value) : formatValue(value);
  if (verb === "T") return type;
  if (isArray(value) || isObject(value)) return formatValue(value);
  if (typeof value === "string") {
    const cut = digits === undefined ? value : Array.from(value).slice(0, digits).join("");
    if (verb === "s") return cut;
    if (verb === "q") return quote(cut);
    if (verb === "x" || verb === "X") {
      const hex = Array.from(cut, (c) => (c.codePointAt(0) ?? 0).toString(16).padStart(2, "0"));
      return verb === "X" ? hex.join("").toUpperCase() : hex.join("");
    }
  }
  if (typeof value === "boolean" && verb === "t") return String(value);
  if (typeof value === "number") {
    const sign = flags.includes("+") && value >= 0 ? "+" : "";
    if (type === "float64") {
      if (verb === "f" || verb === "F") return sign + value.toFixed(digits ?? 6);
      if (verb === "g") return sign + formatValue(value);
      if (verb === "e") {
        return sign + value.toExponential(digits ?? 6).replace(/e([+-])(\d)$/, "e$10$2");
      }
    } else {
      if (verb === "d") return sign + String(value);
      if (verb === "x") return value.toString(16);
      if (verb === "X") return value.toString(16).toUpperCase();
      if (verb === "o") return value.toString(8);
      if (verb === "b") return value.toString(2);
      if (verb === "c") return String.fromCodePoint(value);
      if (verb === "q") return `'${String.fromCodePoint(value)}'`;
    }
  }
  return `%!${verb}(${typeAndValue(arg)})`;
}

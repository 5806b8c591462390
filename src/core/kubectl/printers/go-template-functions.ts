/** The functions a kubectl template may call: Go's own, and `base64decode` and `exists`. */
import { decodeBase64 } from "../../api/base64.ts";
import { isArray, isObject } from "../../api/json.ts";
import type { Json } from "../../api/json.ts";
import { byteLength } from "../../api/utf8.ts";
import { CommandError } from "../errors.ts";
import { sprintf } from "./go-format.ts";
import type { Typed } from "./go-format.ts";
import { formatValue, goType } from "./go-values.ts";

export type TemplateFunction = (args: readonly Typed[]) => Typed;

export interface FunctionSpec {
  readonly min: number;
  readonly max: number;
  readonly call: TemplateFunction;
}

function fail(message: string): never {
  throw new CommandError(message);
}

export function typed(value: Json | undefined, int = false): Typed {
  const type = typeof value === "number" ? (int ? "int" : "float64") : goType(value);
  return { value, type };
}

/** What `if` and `and` count as true: not zero, not empty, not missing. */
export function isTrue({ value }: Typed): boolean {
  if (value === null || value === undefined) return false;
  if (isArray(value)) return value.length > 0;
  if (isObject(value)) return Object.keys(value).length > 0;
  return value !== "" && value !== 0 && value !== false;
}

function length({ value, type }: Typed): number {
  if (typeof value === "string") return byteLength(value);
  if (isArray(value)) return value.length;
  if (isObject(value)) return Object.keys(value).length;
  return fail(value === undefined || value === null ? "len of nil pointer" : `len of type ${type}`);
}

function index(args: readonly Typed[]): Typed {
  const [first, ...keys] = args;
  let value = first?.value;
  for (const { value: key, type } of keys) {
    if (value === undefined || value === null) return fail("index of untyped nil");
    if (isArray(value)) {
      if (typeof key !== "number") return fail(`cannot index slice/array with type ${type}`);
      if (!Number.isInteger(key) || key < 0 || key >= value.length) {
        return fail(`index out of range: ${key}`);
      }
      value = value[key];
    } else if (isObject(value)) {
      if (typeof key !== "string") return fail(`value has type ${type}; should be string`);
      value = Object.hasOwn(value, key) ? value[key] : undefined;
    } else return fail(`can't index item of type ${goType(value)}`);
  }
  return typed(value);
}

function slice(args: readonly Typed[]): Typed {
  const [item, from, to] = args;
  const value = item?.value;
  if (typeof value !== "string" && !isArray(value)) {
    return fail(`can't slice item of type ${item?.type ?? "<nil>"}`);
  }
  const start = typeof from?.value === "number" ? from.value : 0;
  const end = typeof to?.value === "number" ? to.value : value.length;
  for (const bound of [start, end]) {
    if (bound < 0 || bound > value.length) return fail(`index out of range: ${bound}`);
  }
  if (start > end) return fail(`invalid slice index: ${start} > ${end}`);
  return typed(value.slice(start, end));
}

/** Numbers of one kind, strings and booleans compare; int and float64 do not. */
function basicKind({ value, type }: Typed): string {
  if (typeof value === "number") return type;
  if (typeof value === "string" || typeof value === "boolean") return typeof value;
  return "";
}

function equals(a: Typed, b: Typed): boolean {
  if (a.value === undefined || a.value === null || b.value === undefined || b.value === null) {
    return (a.value ?? null) === (b.value ?? null);
  }
  const kind = basicKind(a);
  if (kind === "" || basicKind(b) === "") fail("non-comparable type for comparison");
  if (kind !== basicKind(b)) fail("incompatible types for comparison");
  return a.value === b.value;
}

function less(a: Typed, b: Typed): boolean {
  const kind = basicKind(a);
  if (kind === "" || kind === "boolean") fail("invalid type for comparison");
  if (kind !== basicKind(b)) fail("incompatible types for comparison");
  const [left, right] = [a.value, b.value];
  if (typeof left === "number" && typeof right === "number") return left < right;
  return typeof left === "string" && typeof right === "string" && left < right;
}

function print(args: readonly Typed[]): string {
  let out = "";
  args.forEach((arg, i) => {
    const previous = args[i - 1];
    const gap = previous !== undefined && previous.type !== "string" && arg.type !== "string";
    out += (gap ? " " : "") + formatValue(arg.value);
  });
  return out;
}

function exists(args: readonly Typed[]): boolean {
  try {
    return index(args).value !== undefined;
  } catch (error) {
    if (error instanceof CommandError) return false;
    throw error;
  }
}

function decode({ value, type }: Typed): string {
  if (typeof value !== "string") return fail(`wrong type for value; expected string; got ${type}`);
  return decodeBase64(value) ?? fail("illegal base64 data at input byte 0");
}

const HTML: readonly (readonly [string, string])[] = [
  ["&", "&amp;"],
  ["'", "&#39;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&#34;"],
];

const NIL: Typed = { value: undefined, type: "<nil>" };
const compared =
  (test: (a: Typed, b: Typed) => boolean): TemplateFunction =>
  ([a = NIL, b = NIL]) =>
    typed(test(a, b));

/** By name; `and` and `or` stop early and are handled where calls are. */
export const FUNCTIONS: ReadonlyMap<string, FunctionSpec> = new Map<string, FunctionSpec>([
  ["and", { min: 1, max: Infinity, call: (a) => a.find((x) => !isTrue(x)) ?? a.at(-1) ?? NIL }],
  ["or", { min: 1, max: Infinity, call: (a) => a.find(isTrue) ?? a.at(-1) ?? NIL }],
  ["not", { min: 1, max: 1, call: ([a = NIL]) => typed(!isTrue(a)) }],
  ["len", { min: 1, max: 1, call: ([a = NIL]) => typed(length(a), true) }],
  ["index", { min: 1, max: Infinity, call: index }],
  ["slice", { min: 1, max: 4, call: slice }],
  [
    "eq",
    {
      min: 1,
      max: Infinity,
      call: ([a = NIL, ...rest]) => {
        if (rest.length === 0) return fail("missing argument for comparison");
        return typed(rest.some((b) => equals(a, b)));
      },
    },
  ],
  ["ne", { min: 2, max: 2, call: compared((a, b) => !equals(a, b)) }],
  ["lt", { min: 2, max: 2, call: compared(less) }],
  ["le", { min: 2, max: 2, call: compared((a, b) => less(a, b) || equals(a, b)) }],
  ["gt", { min: 2, max: 2, call: compared((a, b) => less(b, a)) }],
  ["ge", { min: 2, max: 2, call: compared((a, b) => less(b, a) || equals(a, b)) }],
  ["print", { min: 0, max: Infinity, call: (args) => typed(print(args)) }],
  [
    "println",
    {
      min: 0,
      max: Infinity,
      call: (args) => typed(`${args.map((arg) => formatValue(arg.value)).join(" ")}\n`),
    },
  ],
  [
    "printf",
    {
      min: 1,
      max: Infinity,
      call: ([format = NIL, ...args]) => {
        if (typeof format.value !== "string") {
          return fail(`wrong type for value; expected string; got ${format.type}`);
        }
        return typed(sprintf(format.value, args));
      },
    },
  ],
  [
    "html",
    {
      min: 0,
      max: Infinity,
      call: (args) =>
        typed(HTML.reduce((text, [from, to]) => text.replaceAll(from, to), print(args))),
    },
  ],
  ["urlquery", { min: 0, max: Infinity, call: (args) => typed(encodeURIComponent(print(args))) }],
  [
    "js",
    { min: 0, max: Infinity, call: (args) => typed(JSON.stringify(print(args)).slice(1, -1)) },
  ],
  ["exists", { min: 1, max: Infinity, call: (args) => typed(exists(args)) }],
  ["base64decode", { min: 1, max: 1, call: ([a = NIL]) => typed(decode(a)) }],
]);

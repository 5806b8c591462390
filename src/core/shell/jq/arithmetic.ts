/** `+ - * / %` of jq, on all its kinds. */
import type { BinaryOperator } from "./ast.ts";
import {
  compare,
  described,
  equal,
  isArray,
  isObject,
  JqError,
  type JqObject,
  type JqValue,
} from "./values.ts";

/** Longest string that `*` makes. */
const MAX_TEXT = 4 * 1024 * 1024;

function cannot(a: JqValue, b: JqValue, what: string): JqError {
  return new JqError(`${described(a)} and ${described(b)} cannot be ${what}`);
}

function add(a: JqValue, b: JqValue): JqValue {
  if (a === null) return b;
  if (b === null) return a;
  if (typeof a === "number" && typeof b === "number") return a + b;
  if (typeof a === "string" && typeof b === "string") {
    if (a.length + b.length > MAX_TEXT) throw new JqError("Result too large");
    return a + b;
  }
  if (isArray(a) && isArray(b)) return [...a, ...b];
  if (isObject(a) && isObject(b)) return new Map([...a, ...b]);
  throw cannot(a, b, "added");
}

function subtract(a: JqValue, b: JqValue): JqValue {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (isArray(a) && isArray(b)) return a.filter((item) => !b.some((other) => equal(item, other)));
  throw cannot(a, b, "subtracted");
}

/** Objects are merged all the way down. */
function merge(a: JqObject, b: JqObject): JqObject {
  const merged = new Map(a);
  for (const [key, value] of b) {
    const before = merged.get(key);
    merged.set(key, isObject(before) && isObject(value) ? merge(before, value) : value);
  }
  return merged;
}

function multiply(a: JqValue, b: JqValue): JqValue {
  if (typeof a === "number" && typeof b === "number") return a * b;
  if (isObject(a) && isObject(b)) return merge(a, b);
  const [text, times] = typeof a === "string" ? [a, b] : [b, a];
  if (typeof text === "string" && typeof times === "number") {
    if (Number.isNaN(times) || times <= 0) return null;
    const count = times < 1 ? 1 : Math.floor(times);
    if (text.length * count > MAX_TEXT) throw new JqError("Repeat string result too long");
    return text.repeat(count);
  }
  throw cannot(a, b, "multiplied");
}

function divide(a: JqValue, b: JqValue): JqValue {
  if (typeof a === "number" && typeof b === "number") {
    if (b === 0) throw cannot(a, b, "divided because the divisor is zero");
    return a / b;
  }
  if (typeof a === "string" && typeof b === "string") return splitText(a, b);
  throw cannot(a, b, "divided");
}

export function splitText(text: string, separator: string): string[] {
  if (text === "") return [];
  return separator === "" ? Array.from(text) : text.split(separator);
}

function modulo(a: JqValue, b: JqValue): JqValue {
  if (typeof a !== "number" || typeof b !== "number") throw cannot(a, b, "divided (remainder)");
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.NaN;
  const divisor = Math.abs(Math.trunc(b));
  if (divisor === 0) throw cannot(a, b, "divided (remainder) because the divisor is zero");
  const rest = Math.abs(Math.trunc(a)) % divisor;
  return a < 0 ? 0 - rest : rest;
}

const OPERATIONS: Readonly<Record<BinaryOperator, (a: JqValue, b: JqValue) => JqValue>> = {
  "+": add,
  "-": subtract,
  "*": multiply,
  "/": divide,
  "%": modulo,
  "==": equal,
  "!=": (a, b) => !equal(a, b),
  "<": (a, b) => compare(a, b) < 0,
  "<=": (a, b) => compare(a, b) <= 0,
  ">": (a, b) => compare(a, b) > 0,
  ">=": (a, b) => compare(a, b) >= 0,
};

/** @throws JqError for kinds that do not go together */
export function binary(operator: BinaryOperator, a: JqValue, b: JqValue): JqValue {
  return OPERATIONS[operator](a, b);
}

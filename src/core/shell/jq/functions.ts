/** Functions of values: what they are, how they are ordered, texts and numbers. */
import { byteLength } from "../../api/utf8.ts";
import type { Machine } from "./evaluator.ts";
import { textOf } from "./formats.ts";
import { JsonSyntaxError, parseOne } from "./json.ts";
import { indices } from "./paths.ts";
import {
  compare,
  described,
  equal,
  isArray,
  isObject,
  JqError,
  kindOf,
  shown,
  sortedKeys,
  type JqValue,
} from "./values.ts";

/** A function of a value and its arguments. */
export type Plain = (input: JqValue, args: readonly JqValue[], machine: Machine) => JqValue;

// --- values

export function length(value: JqValue): number {
  if (value === null) return 0;
  if (typeof value === "number") return Math.abs(value);
  if (typeof value === "string") return Array.from(value).length;
  if (isArray(value)) return value.length;
  if (isObject(value)) return value.size;
  throw new JqError(`${described(value)} has no length`);
}

export function keys(value: JqValue, sorted: boolean): JqValue {
  if (isArray(value)) return value.map((_, i) => i);
  if (isObject(value)) return sorted ? sortedKeys(value) : [...value.keys()];
  throw new JqError(`${described(value)} has no keys`);
}

export function has(value: JqValue, key: JqValue): boolean {
  if (isObject(value) && typeof key === "string") return value.has(key);
  if (isArray(value) && typeof key === "number") return key >= 0 && key < value.length;
  throw new JqError(`Cannot check whether ${kindOf(value)} has a ${kindOf(key)} key`);
}

export function contains(a: JqValue, b: JqValue): boolean {
  if (isObject(a) && isObject(b)) {
    return [...b].every(([key, value]) => {
      const member = a.get(key);
      return member !== undefined && kindOf(member) === kindOf(value) && contains(member, value);
    });
  }
  if (isArray(a) && isArray(b)) {
    return b.every((wanted) =>
      a.some((item) => kindOf(item) === kindOf(wanted) && contains(item, wanted)),
    );
  }
  if (typeof a === "string" && typeof b === "string") return a.includes(b);
  if (kindOf(a) === kindOf(b)) return equal(a, b);
  throw new JqError(`${described(a)} and ${described(b)} cannot have their containment checked`);
}

export function sorted(value: JqValue): readonly JqValue[] {
  if (!isArray(value))
    throw new JqError(`${described(value)} cannot be sorted, as it is not an array`);
  return [...value].sort(compare);
}

export function extreme(value: JqValue, most: boolean): JqValue {
  if (!isArray(value)) throw new JqError(`Cannot index ${kindOf(value)} with number`);
  return (
    value.reduce<JqValue | undefined>((best, item) => {
      if (best === undefined) return item;
      const order = compare(item, best);
      return (most ? order >= 0 : order < 0) ? item : best;
    }, undefined) ?? null
  );
}

/** `sort_by`, `group_by` and their like, with the keys that the filter gave. */
export function by(value: JqValue, keysOf: JqValue, what: JqValue): JqValue {
  if (!isArray(value) || !isArray(keysOf)) {
    throw new JqError(
      `${described(value)} and ${described([])} cannot be sorted, as they are not both arrays`,
    );
  }
  const pairs = value.map((item, i) => ({ item, key: keysOf[i] ?? null }));
  pairs.sort((a, b) => compare(a.key, b.key));
  if (what === "sort") return pairs.map(({ item }) => item);
  if (what === "min") return pairs[0]?.item ?? null;
  if (what === "max") return pairs.at(-1)?.item ?? null;
  const groups: { readonly key: JqValue; readonly items: JqValue[] }[] = [];
  for (const { item, key } of pairs) {
    const last = groups.at(-1);
    if (last !== undefined && equal(last.key, key)) last.items.push(item);
    else groups.push({ key, items: [item] });
  }
  return groups.map(({ items }) => (what === "group" ? items : (items[0] ?? null)));
}

export function flatten(value: JqValue, depth: JqValue): JqValue {
  if (typeof depth !== "number") throw new JqError("flatten depth must not be negative");
  if (depth < 0) throw new JqError("flatten depth must not be negative");
  const items = isArray(value) ? value : isObject(value) ? [...value.values()] : undefined;
  if (items === undefined) throw new JqError(`Cannot iterate over ${described(value)}`);
  return items.flatMap((item) =>
    isArray(item) ? (depth > 0 ? flattened(item, depth - 1) : [item]) : [item],
  );
}

function flattened(items: readonly JqValue[], depth: number): readonly JqValue[] {
  return items.flatMap((item) =>
    isArray(item) && depth > 0 ? flattened(item, depth - 1) : [item],
  );
}

export function tonumber(value: JqValue): number {
  if (typeof value === "number") return value;
  if (typeof value !== "string")
    throw new JqError(`${described(value)} cannot be parsed as a number`);
  const number = fromjson(value);
  if (typeof number === "number") return number;
  throw new JqError(`${described(value)} cannot be parsed as a number`);
}

export function fromjson(value: JqValue): JqValue {
  if (typeof value !== "string") throw new JqError(`${described(value)} cannot be parsed as JSON`);
  try {
    return parseOne(value) ?? null;
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw new JqError(`${error.message} (while parsing '${value}')`);
  }
}

// --- strings

export function texts(complaint: string, work: (text: string, other: string) => JqValue): Plain {
  return (input, [other]) => {
    if (typeof input !== "string" || typeof other !== "string") throw new JqError(complaint);
    return work(input, other);
  };
}

/** What does not fit is left as it is. */
export function ofText(work: (text: string, other: string) => string): Plain {
  return (input, [other]) =>
    typeof input === "string" && typeof other === "string" ? work(input, other) : input;
}

export function text(complaint: string, work: (text: string) => JqValue): Plain {
  return (input) => {
    if (typeof input !== "string") throw new JqError(complaint);
    return work(input);
  };
}

export const trimmed =
  (work: (text: string) => string): Plain =>
  (input) => {
    if (typeof input !== "string") throw new JqError(`${described(input)} cannot be trimmed`);
    return work(input);
  };

export function implode(value: JqValue): string {
  if (!isArray(value)) throw new JqError("implode input must be an array");
  return value
    .map((code) => {
      if (typeof code !== "number") throw new JqError("Unicode codepoint must be numeric");
      const whole = Math.floor(code);
      const good = whole >= 0 && whole <= 0x10ffff && !(whole >= 0xd800 && whole <= 0xdfff);
      return String.fromCodePoint(good ? whole : 0xfffd);
    })
    .join("");
}

export function join(value: JqValue, separator: JqValue): JqValue {
  if (!isArray(value)) throw new JqError(`Cannot iterate over ${described(value)}`);
  if (value.length === 0) return "";
  if (typeof separator !== "string") {
    throw new JqError(`${described(separator)} and string ("") cannot be added`);
  }
  let out = "";
  value.forEach((item, i) => {
    if (i > 0) out += separator;
    if (item === null) return;
    if (typeof item === "object") {
      throw new JqError(`string (${shown(out)}) and ${described(item)} cannot be added`);
    }
    out += textOf(item);
  });
  return out;
}

export function indexOf(value: JqValue, wanted: JqValue): JqValue {
  if (value === null) return null;
  if (typeof value === "string" && typeof wanted === "string") {
    const found: number[] = [];
    if (wanted === "") return null;
    for (let at = value.indexOf(wanted); at >= 0; at = value.indexOf(wanted, at + 1))
      found.push(byteLength(value.slice(0, at)));
    return found;
  }
  if (isArray(value)) return indices(value, wanted);
  throw new JqError(`Cannot determine indices of ${kindOf(wanted)} in ${kindOf(value)}`);
}

// --- numbers

export const numeric =
  (work: (...numbers: readonly number[]) => number | boolean): Plain =>
  (input, args) => {
    const given = args.length === 0 ? [input] : args;
    const numbers = given.filter((value) => typeof value === "number");
    const wrong = given.find((value) => typeof value !== "number");
    if (wrong !== undefined) throw new JqError(`${described(wrong)} number required`);
    return work(...numbers);
  };

export const MATH: readonly (readonly [
  string,
  number,
  (...numbers: readonly number[]) => number | boolean,
])[] = [
  ["floor", 0, (a = 0) => Math.floor(a)],
  ["ceil", 0, (a = 0) => Math.ceil(a)],
  ["round", 0, (a = 0) => Math.sign(a) * Math.round(Math.abs(a))],
  ["trunc", 0, (a = 0) => Math.trunc(a)],
  ["sqrt", 0, (a = 0) => Math.sqrt(a)],
  ["cbrt", 0, (a = 0) => Math.cbrt(a)],
  ["exp", 0, (a = 0) => Math.exp(a)],
  ["exp2", 0, (a = 0) => 2 ** a],
  ["exp10", 0, (a = 0) => 10 ** a],
  ["log", 0, (a = 0) => Math.log(a)],
  ["log2", 0, (a = 0) => Math.log2(a)],
  ["log10", 0, (a = 0) => Math.log10(a)],
  ["sin", 0, (a = 0) => Math.sin(a)],
  ["cos", 0, (a = 0) => Math.cos(a)],
  ["tan", 0, (a = 0) => Math.tan(a)],
  ["asin", 0, (a = 0) => Math.asin(a)],
  ["acos", 0, (a = 0) => Math.acos(a)],
  ["atan", 0, (a = 0) => Math.atan(a)],
  ["fabs", 0, (a = 0) => Math.abs(a)],
  ["abs", 0, (a = 0) => Math.abs(a)],
  ["pow", 2, (a = 0, b = 0) => a ** b],
  ["atan2", 2, (a = 0, b = 0) => Math.atan2(a, b)],
  ["fmin", 2, (a = 0, b = 0) => Math.min(a, b)],
  ["fmax", 2, (a = 0, b = 0) => Math.max(a, b)],
  ["fmod", 2, (a = 0, b = 0) => a % b],
  ["isinfinite", 0, (a = 0) => Math.abs(a) === Infinity],
  ["isnan", 0, (a = 0) => Number.isNaN(a)],
  ["isnormal", 0, (a = 0) => Number.isFinite(a) && Math.abs(a) >= 2.2250738585072014e-308],
];

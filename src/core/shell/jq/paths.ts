/** Reading and writing at paths: `.a`, `.[0]`, `.[1:2]`, `getpath`, `setpath`, `delpaths`. */
import {
  compare,
  described,
  equal,
  isArray,
  isObject,
  JqError,
  kindOf,
  shown,
  type JqObject,
  type JqValue,
} from "./values.ts";

/** Arrays do not grow beyond this by writing to an index. */
const MAX_INDEX = 1_000_000;
const MAX_NAME = 30;

function cannotIndex(target: JqValue, key: JqValue): JqError {
  const short = typeof key === "string" && key.length < MAX_NAME;
  const what = short ? `string "${key}"` : kindOf(key);
  return new JqError(`Cannot index ${kindOf(target)} with ${what}`);
}

/** `{"start": 1, "end": 2}`: what stands for a slice in paths. */
export function sliceKey(from: JqValue, to: JqValue): JqObject {
  return new Map<string, JqValue>([
    ["start", from],
    ["end", to],
  ]);
}

function bounds(length: number, key: JqObject): readonly [number, number] {
  const start = key.get("start") ?? null;
  const end = key.get("end") ?? null;
  const numeric = (value: JqValue): value is number | null =>
    value === null || typeof value === "number";
  if (!numeric(start) || !numeric(end)) {
    throw new JqError("Start and end indices of an array slice must be numbers");
  }
  const clamp = (value: number): number =>
    Math.min(length, Math.max(0, value < 0 ? value + length : value));
  const from = Math.floor(clamp(start ?? 0));
  return [from, Math.max(from, Math.ceil(clamp(end ?? length)))];
}

/** One step down. @throws JqError */
export function getKey(target: JqValue, key: JqValue): JqValue {
  if (isObject(target) && typeof key === "string") return target.get(key) ?? null;
  if (isArray(target)) {
    if (typeof key === "number") {
      const index = Math.floor(key);
      return target[index < 0 ? index + target.length : index] ?? null;
    }
    if (isObject(key)) return target.slice(...bounds(target.length, key));
    if (isArray(key)) return indices(target, key);
  }
  if (typeof target === "string" && isObject(key)) {
    const characters = Array.from(target);
    return characters.slice(...bounds(characters.length, key)).join("");
  }
  if (
    target === null &&
    (key === null || typeof key === "string" || typeof key === "number" || isObject(key))
  ) {
    return null;
  }
  throw cannotIndex(target, key);
}

/** The target with one member replaced. @throws JqError */
export function setKey(target: JqValue, key: JqValue, value: JqValue): JqValue {
  if (typeof key === "string" && (target === null || isObject(target))) {
    return new Map(target ?? []).set(key, value);
  }
  if (typeof key === "number" && (target === null || isArray(target))) {
    const items = target === null ? [] : [...target];
    const whole = Math.floor(key);
    const index = whole < 0 ? whole + items.length : whole;
    if (index < 0) throw new JqError("Out of bounds negative array index");
    if (index > MAX_INDEX) throw new JqError("Array index too large");
    while (items.length < index) items.push(null);
    items[index] = value;
    return items;
  }
  if (isObject(key) && (target === null || isArray(target))) {
    if (!isArray(value))
      throw new JqError("A slice of an array can only be assigned another array");
    const items = target ?? [];
    const [from, to] = bounds(items.length, key);
    return [...items.slice(0, from), ...value, ...items.slice(to)];
  }
  if (isObject(target) && typeof key !== "string") {
    throw new JqError(`Cannot index object with ${kindOf(key)}`);
  }
  if (isObject(key)) throw new JqError(`Cannot update field at object index of ${kindOf(target)}`);
  throw cannotIndex(target, key);
}

export function getPath(target: JqValue, path: readonly JqValue[]): JqValue {
  let value = target;
  for (const key of path) {
    if (value === null) return null;
    value = getKey(value, key);
  }
  return value;
}

export function setPath(target: JqValue, path: readonly JqValue[], value: JqValue): JqValue {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  return setKey(target, key, setPath(getKey(target, key), rest, value));
}

/** All paths at once, so that earlier deletions do not move later ones. */
export function deletePaths(target: JqValue, paths: readonly (readonly JqValue[])[]): JqValue {
  const sorted = [...paths].sort((a, b) => compare(b, a));
  return sorted.reduce(deletePath, target);
}

function deletePath(target: JqValue, path: readonly JqValue[]): JqValue {
  const [key, ...rest] = path;
  if (key === undefined) return null;
  if (target === null) return null;
  if (rest.length > 0) {
    const inner = getKey(target, key);
    return inner === null ? target : setKey(target, key, deletePath(inner, rest));
  }
  if (isObject(target) && typeof key === "string") {
    const left = new Map(target);
    left.delete(key);
    return left;
  }
  if (isArray(target) && typeof key === "number") {
    const index = key < 0 ? key + target.length : key;
    return target.filter((_, i) => i !== index);
  }
  if (isArray(target) && isObject(key)) {
    const [from, to] = bounds(target.length, key);
    return [...target.slice(0, from), ...target.slice(to)];
  }
  if (isObject(target)) throw new JqError(`Cannot delete field at object index of ${kindOf(key)}`);
  if (isArray(target)) throw new JqError(`Cannot delete field at array index of ${kindOf(key)}`);
  throw new JqError(`Cannot delete fields from ${kindOf(target)}`);
}

/** Where a value, or a run of values, stands in an array. */
export function indices(target: readonly JqValue[], wanted: JqValue): number[] {
  const found: number[] = [];
  const run = isArray(wanted) ? wanted : [wanted];
  if (run.length === 0) return found;
  for (let i = 0; i + run.length <= target.length; i++) {
    if (run.every((item, j) => equal(target[i + j] ?? null, item))) found.push(i);
  }
  return found;
}

/** The keys below a value, in its own order. @throws JqError */
export function membersOf(value: JqValue): Iterable<readonly [JqValue, JqValue]> {
  if (isArray(value)) return value.entries();
  if (isObject(value)) return value.entries();
  const text = value === null ? "null" : described(value);
  throw new JqError(`Cannot iterate over ${text === "null" ? "null (null)" : text}`);
}

/** For messages about paths that lead nowhere. */
export const invalidPath = (value: JqValue): JqError =>
  new JqError(`Invalid path expression with result ${shown(value)}`);

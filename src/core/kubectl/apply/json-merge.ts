/**
 * JSON merge patches (RFC 7386) and the three-way patch that kubectl sends for kinds without
 * strategic rules (apimachinery/pkg/util/jsonmergepatch).
 */
import { isArray, isObject, type Json, type JsonObject } from "../../api/json.ts";

/** True when two JSON values are equal; the order of an object's keys does not matter. */
export function jsonEqual(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (isArray(a)) {
    return isArray(b) && a.length === b.length && a.every((item, i) => jsonEqual(item, b[i]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a).filter((key) => a[key] !== undefined);
  return (
    keys.length === Object.keys(b).filter((key) => b[key] !== undefined).length &&
    keys.every((key) => Object.hasOwn(b, key) && jsonEqual(a[key], b[key]))
  );
}

/** Builds an object from entries, so that `__proto__` is a key like any other. */
function fromEntries(entries: readonly (readonly [string, Json | undefined])[]): JsonObject {
  return Object.fromEntries(entries.filter((entry) => entry[1] !== undefined));
}

function field(value: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** `target` with a merge patch applied: null takes a field out, arrays are replaced whole. */
export function applyMergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const result = new Map<string, Json | undefined>(isObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) result.delete(key);
    else if (value !== undefined) result.set(key, applyMergePatch(result.get(key), value));
  }
  return fromEntries([...result]);
}

/** The merge patch that turns `from` into `to`. */
export function createMergePatch(from: JsonObject, to: JsonObject): JsonObject {
  const keys = new Set([...Object.keys(from), ...Object.keys(to)]);
  return fromEntries(
    [...keys].sort().map((key): [string, Json | undefined] => {
      const before = field(from, key);
      const after = field(to, key);
      if (after === undefined) return [key, before === undefined ? undefined : null];
      if (isObject(before) && isObject(after)) {
        const inner = createMergePatch(before, after);
        return [key, Object.keys(inner).length === 0 ? undefined : inner];
      }
      return [key, jsonEqual(before, after) ? undefined : after];
    }),
  );
}

/** Only the deletions of a patch, or only its additions and changes. */
function keepOrDeleteNulls(patch: JsonObject, keepNulls: boolean): JsonObject {
  return fromEntries(
    Object.entries(patch).map(([key, value]): [string, Json | undefined] => {
      if (isObject(value)) {
        const inner = keepOrDeleteNulls(value, keepNulls);
        const dropped = Object.keys(inner).length === 0 && Object.keys(value).length > 0;
        return [key, dropped || (keepNulls && Object.keys(inner).length === 0) ? undefined : inner];
      }
      return [key, (value === null) === keepNulls ? value : undefined];
    }),
  );
}

/**
 * The patch for `current` that adds and changes what `modified` has, and deletes what `original`
 * (the last applied configuration) had and `modified` has not.
 */
export function threeWayMergePatch(
  original: JsonObject | undefined,
  modified: JsonObject,
  current: JsonObject,
): JsonObject {
  const additions = keepOrDeleteNulls(createMergePatch(current, modified), false);
  const deletions = keepOrDeleteNulls(createMergePatch(original ?? {}, modified), true);
  const merged = applyOver(deletions, additions);
  return isObject(merged) ? merged : {};
}

/** Merges two patches; unlike applying one, nulls stay. */
function applyOver(base: Json | undefined, over: Json): Json {
  if (!isObject(base) || !isObject(over)) return over;
  const result = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    if (value !== undefined) result.set(key, applyOver(result.get(key), value));
  }
  return fromEntries([...result]);
}

/**
 * JSON merge patches (RFC 7386) and the three-way patch that kubectl sends for kinds without
 * strategic rules (apimachinery/pkg/util/jsonmergepatch).
 */
import { isObject, type Json, type JsonObject } from "../../api/json.ts";
import { equal, own } from "../../cluster/values.ts";

/** Builds an object from entries, so that `__proto__` is a key like any other. */
function fromEntries(entries: readonly (readonly [string, Json | undefined])[]): JsonObject {
  return Object.fromEntries(entries.filter((entry) => entry[1] !== undefined));
}

/** The merge patch that turns `from` into `to`. */
export function createMergePatch(from: JsonObject, to: JsonObject): JsonObject {
  const keys = new Set([...Object.keys(from), ...Object.keys(to)]);
  return fromEntries(
    [...keys].sort().map((key): [string, Json | undefined] => {
      const before = own(from, key);
      const after = own(to, key);
      if (after === undefined) return [key, before === undefined ? undefined : null];
      if (isObject(before) && isObject(after)) {
        const inner = createMergePatch(before, after);
        return [key, Object.keys(inner).length === 0 ? undefined : inner];
      }
      return [key, equal(before, after) ? undefined : after];
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

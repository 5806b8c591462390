/** The JSON Patch (RFC 6902) from one document to another, as short as a person would write it. */
import { isArray, isObject, type Json, type JsonObject } from "../api/json.ts";

export type PatchOperation =
  | { readonly op: "add" | "replace"; readonly path: string; readonly value: Json }
  | { readonly op: "remove"; readonly path: string };

/**
 * Operations that turn `from` into `to`, to be applied in order. A list that lost or gained items
 * in one place keeps the others; absent (`undefined`) members are added or removed.
 * @param path JSON Pointer of the document, e.g. `/spec`; empty for a whole one.
 */
export function diffJson(
  from: Json | undefined,
  to: Json | undefined,
  path: string,
): PatchOperation[] {
  if (from === undefined) return to === undefined ? [] : [{ op: "add", path, value: to }];
  if (to === undefined) return [{ op: "remove", path }];
  if (same(from, to)) return [];
  if (isArray(from) && isArray(to)) return diffLists(from, to, path);
  if (isObject(from) && isObject(to)) {
    const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])];
    return keys.flatMap((key) => diffJson(own(from, key), own(to, key), `${path}/${escape(key)}`));
  }
  return [{ op: "replace", path, value: to }];
}

function diffLists(from: readonly Json[], to: readonly Json[], path: string): PatchOperation[] {
  let start = 0;
  while (start < from.length && start < to.length && same(from[start], to[start])) start++;
  let end = 0;
  while (
    end < from.length - start &&
    end < to.length - start &&
    same(from[from.length - 1 - end], to[to.length - 1 - end])
  )
    end++;
  const before = from.slice(start, from.length - end);
  const after = to.slice(start, to.length - end);
  const both = Math.min(before.length, after.length);
  const changed = before
    .slice(0, both)
    .flatMap((item, i) => diffJson(item, after[i], `${path}/${start + i}`));
  const removed = before
    .slice(both)
    .map((_, i): PatchOperation => ({ op: "remove", path: `${path}/${start + both + i}` }))
    .reverse();
  const added = after.slice(both).map((value, i): PatchOperation => {
    const index = end === 0 ? "-" : String(start + both + i);
    return { op: "add", path: `${path}/${index}`, value };
  });
  return [...changed, ...removed, ...added];
}

/** Equal as JSON, whatever the order of members. */
export function same(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (isArray(a) && isArray(b)) {
    return a.length === b.length && a.every((item, i) => same(item, b[i]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]))
  );
}

function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** A member's name as a token of a JSON Pointer (RFC 6901). */
function escape(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}

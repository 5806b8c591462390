/**
 * Reading and replacing parts of JSON objects without touching them, and without falling into the
 * prototype: a key such as `__proto__` is a key like any other.
 */
import { isArray, isObject, type Json, type JsonArray, type JsonObject } from "../api/json.ts";
import type { KubeObject } from "../api/objects.ts";

const EMPTY: JsonObject = Object.freeze({});
const NOTHING: JsonArray = Object.freeze([]);

/** The object's own field, or undefined. */
export function own(value: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** What lies under a path of field names, or undefined when the path ends early. */
export function at(value: unknown, ...path: readonly string[]): Json | undefined {
  let here: unknown = value;
  for (const key of path) {
    if (!isObject(here)) return undefined;
    here = own(here, key);
  }
  return here as Json | undefined;
}

/** The object under a path; an empty one when there is none. */
export function objectAt(value: unknown, ...path: readonly string[]): JsonObject {
  const found = at(value, ...path);
  return isObject(found) ? found : EMPTY;
}

/** The array under a path; an empty one when there is none. */
export function arrayAt(value: unknown, ...path: readonly string[]): JsonArray {
  const found = at(value, ...path);
  return isArray(found) ? found : NOTHING;
}

/** The objects of the array under a path. */
export function objectsAt(value: unknown, ...path: readonly string[]): readonly JsonObject[] {
  return arrayAt(value, ...path).filter(isObject);
}

/** The string under a path; `""` when there is none. */
export function stringAt(value: unknown, ...path: readonly string[]): string {
  const found = at(value, ...path);
  return typeof found === "string" ? found : "";
}

/** The number under a path, or the fallback. */
export function numberAt(value: unknown, fallback: number, ...path: readonly string[]): number {
  const found = at(value, ...path);
  return typeof found === "number" ? found : fallback;
}

/** The strings of a string map under a path (labels, selectors); other values are left out. */
export function stringsAt(value: unknown, ...path: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(objectAt(value, ...path)).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    ),
  );
}

/** A plain value as text; `""` for everything else. */
export function textOf(value: Json | undefined): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : "";
}

/** A copy with one field replaced; `undefined` takes the field out. */
export function withField(value: JsonObject, key: string, field: Json | undefined): JsonObject {
  if (field === undefined) {
    if (!Object.hasOwn(value, key)) return value;
    return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
  }
  return { ...value, [key]: field };
}

/** A copy with the value under a path replaced; objects on the way are made when missing. */
export function withAt(
  value: JsonObject,
  path: readonly string[],
  field: Json | undefined,
): JsonObject {
  const [key, ...rest] = path;
  if (key === undefined) return isObject(field) ? field : value;
  if (rest.length === 0) return withField(value, key, field);
  const inner = own(value, key);
  if (field === undefined && !isObject(inner)) return value;
  return withField(value, key, withAt(isObject(inner) ? inner : {}, rest, field));
}

/** A copy without the fields that are undefined. */
export function compact(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined));
}

/** Deep equality of JSON; the order of fields does not count, undefined fields count as missing. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isArray(a)) {
    return isArray(b) && a.length === b.length && a.every((item, i) => equal(item, b[i]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keysA = Object.keys(a).filter((key) => a[key] !== undefined);
  const keysB = Object.keys(b).filter((key) => b[key] !== undefined);
  return (
    keysA.length === keysB.length &&
    keysA.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]))
  );
}

/** An object of the cluster as plain JSON. */
export function json(object: object): JsonObject {
  return isObject(object) ? object : EMPTY;
}

/** True when the JSON has what every object of the cluster has. */
export function isKubeObject(value: unknown): value is KubeObject {
  return (
    isObject(value) &&
    typeof own(value, "apiVersion") === "string" &&
    typeof own(value, "kind") === "string" &&
    isObject(own(value, "metadata")) &&
    typeof at(value, "metadata", "name") === "string"
  );
}

/** JSON that this layer has built as an object of the cluster. Throws when it is none. */
export function kube(value: JsonObject): KubeObject {
  if (!isKubeObject(value)) throw new TypeError("an object of the cluster needs kind and name");
  return value;
}

/** RFC 3339 in whole seconds, as the API writes times. */
export function timestamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** RFC 3339 with microseconds, as MicroTime is written. */
export function microTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 23)}000Z`;
}

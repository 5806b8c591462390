/**
 * Reading decoded JSON where the schema has already seen to the types: what is missing reads as
 * Go's zero value, so that validators look like the Go they mirror.
 */
import { isArray, isObject, type Json, type JsonObject } from "../api/json.ts";

const NOTHING: JsonObject = {};

/** The member itself; inherited names (`constructor`) are not members. */
export function get(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

export function has(object: JsonObject, key: string): boolean {
  const value = get(object, key);
  return value !== undefined && value !== null;
}

export function str(object: JsonObject, key: string): string {
  const value = get(object, key);
  return typeof value === "string" ? value : "";
}

export function num(object: JsonObject, key: string): number | undefined {
  const value = get(object, key);
  return typeof value === "number" ? value : undefined;
}

export function bool(object: JsonObject, key: string): boolean {
  return get(object, key) === true;
}

export function obj(object: JsonObject, key: string): JsonObject {
  return optional(object, key) ?? NOTHING;
}

/** For Go pointers: undefined when not set. */
export function optional(object: JsonObject, key: string): JsonObject | undefined {
  const value = get(object, key);
  return isObject(value) ? value : undefined;
}

/** A list of objects. */
export function objects(object: JsonObject, key: string): readonly JsonObject[] {
  const value = get(object, key);
  return isArray(value) ? value.filter(isObject) : [];
}

export function strings(object: JsonObject, key: string): readonly string[] {
  const value = get(object, key);
  return isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** A map of strings as entries. */
export function entries(object: JsonObject, key: string): readonly (readonly [string, string])[] {
  return Object.entries(obj(object, key)).map(([name, value]) => [
    name,
    typeof value === "string" ? value : "",
  ]);
}

/** Equality of decoded JSON; the order of keys does not count. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (isArray(a)) {
    return isArray(b) && a.length === b.length && a.every((item, i) => sameJson(item, b[i]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]))
  );
}

/** The object with one member put in place, or taken out by undefined. */
export function withMember(object: JsonObject, key: string, value: Json | undefined): JsonObject {
  const copy: Record<string, Json | undefined> = { ...object };
  if (value === undefined) Reflect.deleteProperty(copy, key);
  else copy[key] = value;
  return copy;
}

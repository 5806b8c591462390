/** Any JSON value, deeply readonly. Objects of the cluster are JSON and are replaced, never mutated. */
export type Json = null | boolean | number | string | JsonArray | JsonObject;
export type JsonArray = readonly Json[];
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** True for a JSON object: not null, not an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True for a JSON array (narrows readonly arrays, which `Array.isArray` does not). */
export function isArray(value: unknown): value is JsonArray {
  return Array.isArray(value);
}

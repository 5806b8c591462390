/** JSON merge patch (RFC 7386). */
import { isObject, type Json, type JsonObject } from "../../api/json.ts";
import { own, withField } from "../values.ts";

/** Objects are merged, null takes a field out, everything else replaces. */
export function applyMergePatch(document: JsonObject, patch: JsonObject): JsonObject {
  let result = document;
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    result = withField(result, key, value === null ? undefined : merged(own(result, key), value));
  }
  return result;
}

function merged(before: Json | undefined, value: Json): Json {
  return isObject(value) ? applyMergePatch(isObject(before) ? before : {}, value) : value;
}

/** Small steps that defaulting is made of; none changes its argument. */
import type { Json, JsonObject } from "../../api/json.ts";
import { has, obj, objects, optional, withMember } from "../read.ts";

/** Adds the members that are missing. */
export function fill(object: JsonObject, defaults: Readonly<Record<string, Json>>): JsonObject {
  let out = object;
  for (const [key, value] of Object.entries(defaults)) {
    if (!has(out, key)) out = withMember(out, key, value);
  }
  return out;
}

/** Changes a member that is an object; absent ones stay absent. */
export function change(
  object: JsonObject,
  key: string,
  step: (member: JsonObject) => JsonObject,
): JsonObject {
  const member = optional(object, key);
  return member === undefined ? object : withMember(object, key, step(member));
}

/** Changes a member that is a struct in Go, and so always there. */
export function changeStruct(
  object: JsonObject,
  key: string,
  step: (member: JsonObject) => JsonObject,
): JsonObject {
  return withMember(object, key, step(obj(object, key)));
}

/** Changes every object of a list. */
export function changeEach(
  object: JsonObject,
  key: string,
  step: (item: JsonObject) => JsonObject,
): JsonObject {
  return has(object, key) ? withMember(object, key, objects(object, key).map(step)) : object;
}

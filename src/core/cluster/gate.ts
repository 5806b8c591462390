/**
 * The door to validation, in this layer's terms: bodies come in as JSON, refusals go out as
 * ApiStatusError.
 */
import { isObject, type Json, type JsonObject } from "../api/json.ts";
import type { ResourceType } from "../api/scheme.ts";
import { ApiStatusError, isStatus } from "../api/status.ts";
import * as admit from "../validation/admit.ts";
import type { FieldError } from "../validation/fieldError.ts";
import { invalidStatus } from "../validation/statuses.ts";
import { json, kube, withAt } from "./values.ts";

export interface Decoded {
  readonly object: JsonObject;
  readonly warnings: readonly string[];
}

/** What fieldValidation means to the decoder; the server's default is Warn. */
function strictness(fieldValidation: string): admit.FieldValidation {
  return fieldValidation === "Strict" || fieldValidation === "Ignore" ? fieldValidation : "Warn";
}

/** Turns a body into the typed, defaulted object. Throws BadRequest in the decoder's words. */
export function decode(
  type: ResourceType,
  body: Json | undefined,
  fieldValidation: string,
): Decoded {
  const decoded = admit.decodeObject(type, body ?? {}, strictness(fieldValidation));
  if (isStatus(decoded)) throw new ApiStatusError(decoded);
  return { object: json(admit.applyDefaults(decoded.object)), warnings: decoded.warnings };
}

/** The fields of a body without what does not belong to the type, and without defaults. */
export function decodeBare(type: ResourceType, body: JsonObject, fieldValidation: string): Decoded {
  const decoded = admit.decodeObject(type, body, strictness(fieldValidation));
  if (isStatus(decoded)) throw new ApiStatusError(decoded);
  return { object: json(decoded.object), warnings: decoded.warnings };
}

function refuse(type: ResourceType, object: JsonObject, errors: readonly FieldError[]): void {
  if (errors.length === 0) return;
  const name = isObject(object["metadata"]) ? object["metadata"]["name"] : undefined;
  throw new ApiStatusError(invalidStatus(type, typeof name === "string" ? name : "", errors));
}

/** Throws Invalid with every field that is wrong. */
export function checkCreate(type: ResourceType, object: JsonObject): void {
  refuse(type, object, admit.validateCreate(kube(object)));
}

/** Throws Invalid; `object` carries the stored object's resourceVersion. */
export function checkUpdate(type: ResourceType, object: JsonObject, old: JsonObject): void {
  const version = isObject(old["metadata"]) ? old["metadata"]["resourceVersion"] : undefined;
  const versioned = withAt(object, ["metadata", "resourceVersion"], version);
  refuse(type, object, admit.validateUpdate(kube(versioned), kube(old)));
}

/** Texts of `Warning` headers for an accepted object. */
export function objectWarnings(object: JsonObject, old?: JsonObject): readonly string[] {
  return admit.warningsFor(kube(object), old === undefined ? undefined : kube(old));
}

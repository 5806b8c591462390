/**
 * The door of this layer: what the API server does with a body between HTTP and storage, in order
 * decodeObject → applyDefaults → (core/cluster: strategy, admission) →
 * validateCreate | validateUpdate → invalidStatus, warningsFor. All pure; nothing is stored here.
 */
import { isObject, type Json, type JsonObject } from "../api/json.ts";
import type { KubeObject } from "../api/objects.ts";
import { kindSchema } from "../api/schema/schema.ts";
import { apiVersionOf, findKind, parseGroupVersion, type ResourceType } from "../api/scheme.ts";
import type { Status } from "../api/status.ts";
import { isPathSegment } from "./content/names.ts";
import { decodeStruct } from "./decode/decode.ts";
import { defaulterFor } from "./defaults/registry.ts";
import type { FieldError } from "./fieldError.ts";
import { quote } from "./goText.ts";
import {
  validateKubeFinalizers,
  validateObjectMeta,
  validateObjectMetaUpdate,
} from "./kinds/objectMeta.ts";
import { rulesFor } from "./kinds/registry.ts";
import { obj, str, withMember } from "./read.ts";
import { badRequest, cannotBeHandled } from "./statuses.ts";

/** The query parameter of that name; kubectl sends Strict. */
export type FieldValidation = "Strict" | "Warn" | "Ignore";

/** A body in the shape in which the server stores it: nulls and empty optional fields are gone. */
export interface Decoded {
  readonly object: KubeObject;
  readonly warnings: readonly string[];
}

/** Where Kubernetes' binary was built shows in one message. */
const SCHEME = "pkg/runtime/scheme.go:111";

/**
 * Decodes a body sent to `type` (V31, V39). A Status is a refusal. `kind` and `apiVersion` may be
 * missing in the body; the resource's are taken then.
 */
export function decodeObject(
  type: ResourceType,
  body: Json,
  fieldValidation: FieldValidation = "Strict",
): Decoded | Status {
  if (!isObject(body)) {
    return badRequest(
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonKind(body)} into Go value of type struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }`,
    );
  }
  const apiVersion = str(body, "apiVersion") === "" ? apiVersionOf(type) : str(body, "apiVersion");
  const kind = str(body, "kind") === "" ? type.kind : str(body, "kind");
  const { group, version } = parseGroupVersion(apiVersion);
  const refuse = (cause: string): Status => cannotBeHandled({ kind, version }, type.kind, cause);
  if (kind !== type.kind || group !== type.group) {
    if (findKind(apiVersion, kind) === undefined) {
      return refuse(
        `no kind ${quote(kind)} is registered for version ${quote(apiVersion)} in scheme ${quote(SCHEME)}`,
      );
    }
    return badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${apiVersionOf(type)})`,
    );
  }
  const schema = kindSchema(apiVersion, kind);
  if (schema === undefined) return { object: asKubeObject(body, apiVersion, kind), warnings: [] };
  const { value, error, unknownFields } = decodeStruct(schema, body);
  if (error !== undefined) return refuse(error);
  const complaints = unknownFields.map((path) => `unknown field ${quote(path)}`);
  if (complaints.length > 0 && fieldValidation === "Strict") {
    return refuse(`strict decoding error: ${complaints.join(", ")}`);
  }
  return {
    object: asKubeObject(value, apiVersion, kind),
    warnings: fieldValidation === "Warn" ? complaints : [],
  };
}

function jsonKind(value: Json): string {
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value;
}

/**
 * Puts kind and apiVersion first and sees to it that there is a name, be it empty. The namespace of
 * something that is in none is passed over, as the server does.
 */
function asKubeObject(value: JsonObject, apiVersion: string, kind: string): KubeObject {
  const namespaced = findKind(apiVersion, kind)?.namespaced ?? true;
  const given = obj(value, "metadata");
  const metadata = namespaced ? given : withMember(given, "namespace", undefined);
  return { ...value, apiVersion, kind, metadata: { ...metadata, name: str(metadata, "name") } };
}

/** The object with the API's defaults filled in (S8 and its like for other kinds). Idempotent. */
export function applyDefaults(object: KubeObject): KubeObject {
  const { group } = parseGroupVersion(object.apiVersion);
  return normalise(defaulterFor(group, object.kind)(asJson(object)));
}

/** Drops what the server would not print, e.g. lists that became empty. */
function normalise(object: JsonObject): KubeObject {
  const apiVersion = str(object, "apiVersion");
  const kind = str(object, "kind");
  const schema = kindSchema(apiVersion, kind);
  const value = schema === undefined ? object : decodeStruct(schema, object).value;
  return asKubeObject(value, apiVersion, kind);
}

/** Errors of a new, decoded, defaulted object, in Kubernetes' order (V4). Empty: it is valid. */
export function validateCreate(object: KubeObject): FieldError[] {
  const rules = rulesOf(object);
  const value = asJson(object);
  const metadata = obj(value, "metadata");
  const first = rules.validateFirst?.(value) ?? [];
  if (first.length > 0) return first;
  const errors = [
    ...validateObjectMeta(metadata, isNamespaced(object), rules.name),
    ...validateKubeFinalizers(metadata),
    ...(rules.validate?.(value) ?? []),
  ];
  return errors.length > 0
    ? errors
    : validateObjectMeta(metadata, isNamespaced(object), isPathSegment);
}

/** Errors of an update; `object` carries the stored object's resourceVersion, uid and times. */
export function validateUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const rules = rulesOf(object);
  const value = asJson(object);
  const stored = asJson(old);
  const metadata = obj(value, "metadata");
  return [
    ...validateObjectMeta(metadata, isNamespaced(object), isPathSegment),
    ...validateObjectMetaUpdate(metadata, obj(stored, "metadata")),
    ...validateKubeFinalizers(metadata),
    ...(rules.validateUpdate?.(value, stored) ?? []),
    ...(rules.validate?.(value, stored) ?? []),
    ...(rules.validateUpdateLast?.(value, stored) ?? []),
  ];
}

/** Texts of `Warning` headers for an object that was accepted (V38). */
export function warningsFor(object: KubeObject, old?: KubeObject): string[] {
  const stored = old === undefined ? undefined : asJson(old);
  return rulesOf(object).warnings?.(asJson(object), stored) ?? [];
}

function rulesOf(object: KubeObject): ReturnType<typeof rulesFor> {
  return rulesFor(parseGroupVersion(object.apiVersion).group, object.kind);
}

function isNamespaced(object: KubeObject): boolean {
  return findKind(object.apiVersion, object.kind)?.namespaced ?? true;
}

/** The object as JSON; KubeObject is a view of it. */
function asJson(object: KubeObject): JsonObject {
  const value: unknown = object;
  return isObject(value) ? value : {};
}

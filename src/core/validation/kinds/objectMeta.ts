/** ObjectMeta (V5–V14). After apimachinery/pkg/api/validation/objectmeta.go. */
import type { Json, JsonObject } from "../../api/json.ts";
import { byteLength } from "../../api/utf8.ts";
import { isQualifiedName, isDnsLabel, type StringCheck } from "../content/names.ts";
import { validateLabels } from "../content/selector.ts";
import {
  forbidden,
  invalid,
  invalidEach,
  required,
  tooLong,
  type FieldError,
} from "../fieldError.ts";
import { bool, entries, get, num, objects, sameJson, str, strings } from "../read.ts";

export const IMMUTABLE = "field is immutable";
const NEGATIVE = "must be greater than or equal to 0";
const MAX_ANNOTATIONS_BYTES = 256 * 1024;
/** Finalizers that need no domain in front. */
const STANDARD_FINALIZERS: ReadonlySet<string> = new Set([
  "kubernetes",
  "orphan",
  "foregroundDeletion",
]);

export function nonNegative(value: number | undefined, path: string): FieldError[] {
  return value !== undefined && value < 0 ? [invalid(path, value, NEGATIVE)] : [];
}

/** A name that is to be generated may end in a dash. */
function maskTrailingDash(name: string): string {
  return name.length > 1 && name.endsWith("-") ? `${name.slice(0, -2)}a` : name;
}

export function validateObjectMeta(
  meta: JsonObject,
  namespaced: boolean,
  nameCheck: StringCheck,
  path = "metadata",
): FieldError[] {
  const errors: FieldError[] = [];
  const generateName = str(meta, "generateName");
  const name = str(meta, "name");
  const namespace = str(meta, "namespace");
  if (generateName !== "") {
    const messages = nameCheck(maskTrailingDash(generateName));
    errors.push(...invalidEach(`${path}.generateName`, generateName, messages));
  }
  if (name === "") errors.push(required(`${path}.name`, "name or generateName is required"));
  else errors.push(...invalidEach(`${path}.name`, name, nameCheck(name)));
  if (!namespaced) {
    if (namespace !== "") errors.push(forbidden(`${path}.namespace`, "not allowed on this type"));
  } else if (namespace === "") errors.push(required(`${path}.namespace`));
  else errors.push(...invalidEach(`${path}.namespace`, namespace, isDnsLabel(namespace)));
  errors.push(
    ...nonNegative(num(meta, "generation"), `${path}.generation`),
    ...validateLabels(meta, "labels", `${path}.labels`),
    ...validateAnnotations(meta, `${path}.annotations`),
    ...validateOwnerReferences(meta, `${path}.ownerReferences`),
    ...validateFinalizers(meta, `${path}.finalizers`),
  );
  return errors;
}

export function validateAnnotations(meta: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  let size = 0;
  for (const [key, value] of entries(meta, "annotations")) {
    errors.push(...invalidEach(path, key, isQualifiedName(key.toLowerCase())));
    size += byteLength(key) + byteLength(value);
  }
  if (size > MAX_ANNOTATIONS_BYTES) errors.push(tooLong(path, MAX_ANNOTATIONS_BYTES));
  return errors;
}

function validateOwnerReferences(meta: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  let controller: string | undefined;
  const references = objects(meta, "ownerReferences");
  for (const reference of references) {
    const apiVersion = str(reference, "apiVersion");
    const version = apiVersion.slice(apiVersion.indexOf("/") + 1);
    if (version === "") {
      errors.push(invalid(`${path}.apiVersion`, apiVersion, "version must not be empty"));
    }
    for (const key of ["kind", "name", "uid"]) {
      if (str(reference, key) === "") {
        errors.push(invalid(`${path}.${key}`, "", "must not be empty"));
      }
    }
    if (apiVersion === "v1" && str(reference, "kind") === "Event") {
      errors.push(invalid(path, reference, "/v1, Kind=Event is disallowed from being an owner"));
    }
    if (!bool(reference, "controller")) continue;
    const name = `${str(reference, "kind")}/${str(reference, "name")}`;
    if (controller === undefined) controller = name;
    else {
      const detail = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${name}`;
      errors.push(invalid(path, references, detail));
    }
  }
  return errors;
}

function validateFinalizers(meta: JsonObject, path: string): FieldError[] {
  const finalizers = strings(meta, "finalizers");
  const errors = finalizers.flatMap((finalizer) =>
    invalidEach(path, finalizer, isQualifiedName(finalizer)),
  );
  if (finalizers.includes("orphan") && finalizers.includes("foregroundDeletion")) {
    const detail = "finalizer orphan and foregroundDeletion cannot be both set";
    errors.push(invalid(path, finalizers, detail));
  }
  return errors;
}

/** Most kinds want finalizers that are standard or have a domain. */
export function validateKubeFinalizers(meta: JsonObject, path = "metadata"): FieldError[] {
  return strings(meta, "finalizers").flatMap((finalizer, i) => {
    if (finalizer.includes("/") || STANDARD_FINALIZERS.has(finalizer)) return [];
    const detail = "name is neither a standard finalizer name nor is it fully qualified";
    return [invalid(`${path}.finalizers[${i}]`, finalizer, detail)];
  });
}

/** `path: Invalid value: NEW: field is immutable` when the member differs. */
export function immutable(
  newObject: JsonObject,
  oldObject: JsonObject,
  key: string,
  path: string,
): FieldError[] {
  const value: Json | undefined = get(newObject, key);
  return sameJson(value, get(oldObject, key)) ? [] : [invalid(path, value ?? null, IMMUTABLE)];
}

export function validateObjectMetaUpdate(
  meta: JsonObject,
  old: JsonObject,
  path = "metadata",
): FieldError[] {
  const errors: FieldError[] = [];
  const text = (key: string): FieldError[] =>
    str(meta, key) === str(old, key) ? [] : [invalid(`${path}.${key}`, str(meta, key), IMMUTABLE)];
  if (str(old, "deletionTimestamp") !== "") {
    const known = new Set(strings(old, "finalizers"));
    const extra = strings(meta, "finalizers").filter((name) => !known.has(name));
    if (extra.length > 0) {
      const list = [...new Set(extra)].sort().map((name) => `"${name}"`);
      const detail = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list.join(", ")}}`;
      errors.push(forbidden(`${path}.finalizers`, detail));
    }
  }
  if (str(meta, "resourceVersion") === "") {
    errors.push(invalid(`${path}.resourceVersion`, "", "must be specified for an update"));
  }
  const generation = num(meta, "generation") ?? 0;
  if (generation < (num(old, "generation") ?? 0)) {
    errors.push(invalid(`${path}.generation`, generation, "must not be decremented"));
  }
  errors.push(...text("name"), ...text("namespace"), ...text("uid"));
  for (const key of ["creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"]) {
    errors.push(...immutable(meta, old, key, `${path}.${key}`));
  }
  errors.push(
    ...validateLabels(meta, "labels", `${path}.labels`),
    ...validateAnnotations(meta, `${path}.annotations`),
    ...validateOwnerReferences(meta, `${path}.ownerReferences`),
  );
  return errors;
}

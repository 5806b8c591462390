/** The annotation in which `kubectl apply` keeps what it applied (kubectl `pkg/util/apply.go`). */
import { isArray, isObject, type Json, type JsonObject } from "../../api/json.ts";
import { own, stringAt } from "../../cluster/values.ts";
import { marshalJson } from "../printers/go-values.ts";

export const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

function withAnnotations(object: JsonObject, annotations: JsonObject): JsonObject {
  const metadata = own(object, "metadata");
  return { ...object, metadata: { ...(isObject(metadata) ? metadata : {}), annotations } };
}

function annotationsOf(object: JsonObject): Readonly<Record<string, Json | undefined>> {
  const metadata = own(object, "metadata");
  const annotations = isObject(metadata) ? own(metadata, "annotations") : undefined;
  return isObject(annotations) ? annotations : {};
}

/** The object with its own configuration in the annotation, as `apply` sends it. */
export function withLastApplied(object: JsonObject): JsonObject {
  const others = Object.fromEntries(
    Object.entries(annotationsOf(object)).filter(([key]) => key !== LAST_APPLIED),
  );
  const text = `${marshalJson(withAnnotations(object, others))}\n`;
  return withAnnotations(object, { ...others, [LAST_APPLIED]: text });
}

/** The text of the annotation; undefined when there is none. */
export function lastAppliedText(object: JsonObject): string | undefined {
  const value = own(annotationsOf(object), LAST_APPLIED);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The last applied configuration; undefined when there is none that can be read. */
export function lastApplied(object: JsonObject): JsonObject | undefined {
  const text = stringAt(object, "metadata", "annotations", LAST_APPLIED);
  if (text === "") return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Without the fields that are null, at any depth; nulls in lists stay. */
export function pruneNulls(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== null && field !== undefined)
      .map(([key, field]) => [key, isObject(field) ? pruneNulls(field) : pruneList(field)]),
  );
}

function pruneList(value: Json | undefined): Json | undefined {
  if (!isArray(value)) return value;
  return value.map((item) => (isObject(item) ? pruneNulls(item) : item));
}

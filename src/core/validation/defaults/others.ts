/** Defaults of Namespace, Secret and Node. After pkg/apis/core/v1/defaults.go. */
import { encodeBase64 } from "../../api/base64.ts";
import type { JsonObject } from "../../api/json.ts";
import { entries, get, has, obj, str, withMember } from "../read.ts";
import { changeStruct, fill } from "./fill.ts";

/** Every namespace bears its name as a label, so that selectors can name it. */
export function defaultNamespace(namespace: JsonObject): JsonObject {
  const out = changeStruct(namespace, "status", (status) => fill(status, { phase: "Active" }));
  return changeStruct(out, "metadata", (metadata) => {
    const name = str(metadata, "name");
    if (name === "") return metadata;
    const labels = { ...obj(metadata, "labels"), "kubernetes.io/metadata.name": name };
    return { ...metadata, labels };
  });
}

/** `stringData` is only for writing; it goes into `data`. */
export function defaultSecret(secret: JsonObject): JsonObject {
  const typed = fill(secret, { type: "Opaque" });
  if (!has(typed, "stringData")) return typed;
  const added = new Map(
    entries(typed, "stringData").map(([key, text]) => [key, encodeBase64(text)]),
  );
  const data: JsonObject = { ...obj(typed, "data"), ...Object.fromEntries(added) };
  return withMember({ ...typed, data }, "stringData", undefined);
}

export function defaultNode(node: JsonObject): JsonObject {
  return changeStruct(node, "status", (status) => {
    const capacity = get(status, "capacity");
    if (capacity === undefined || has(status, "allocatable")) return status;
    return { ...status, allocatable: capacity };
  });
}

/** Defaults of Namespace, Secret and Node. After pkg/apis/core/v1/defaults.go. */
import type { JsonObject } from "../../api/json.ts";
import { get, has, obj, str } from "../read.ts";
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

export function defaultSecret(secret: JsonObject): JsonObject {
  return fill(secret, { type: "Opaque" });
}

export function defaultNode(node: JsonObject): JsonObject {
  return changeStruct(node, "status", (status) => {
    const capacity = get(status, "capacity");
    if (capacity === undefined || has(status, "allocatable")) return status;
    return { ...status, allocatable: capacity };
  });
}

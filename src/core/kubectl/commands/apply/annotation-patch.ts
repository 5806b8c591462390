import type { JsonObject } from "../../../api/json.ts";
import { objectAt } from "../../../cluster/values.ts";
import { createMergePatch } from "../../apply/json-merge.ts";
import { LAST_APPLIED } from "../../apply/last-applied.ts";
import { marshalJson } from "../../printers/go-values.ts";

/** The merge patch that puts a configuration into the annotation. */
export function annotationPatch(object: JsonObject): JsonObject {
  const annotations = { ...objectAt(object, "metadata", "annotations") };
  const after = {
    ...object,
    metadata: {
      ...objectAt(object, "metadata"),
      annotations: { ...annotations, [LAST_APPLIED]: `${marshalJson(object)}\n` },
    },
  };
  return createMergePatch(object, after);
}

/** The verb patch: reads the content type, patches the stored object, then updates it. */
import { isObject, type JsonObject } from "../../api/json.ts";
import { badRequest, unsupportedMediaType } from "../errors.ts";
import { decode } from "../gate.ts";
import { toServed } from "../kinds.ts";
import { existing } from "../read.ts";
import type { Target } from "../routes.ts";
import type { Draft } from "../store.ts";
import type { ApiRequest } from "../types.ts";
import { json } from "../values.ts";
import { update, type WriteOptions, type Written } from "../write.ts";
import { apply } from "./apply.ts";
import { applyJsonPatch } from "./json.ts";
import { applyMergePatch } from "./merge.ts";
import { applyStrategicPatch } from "./strategic.ts";

export const PATCH_TYPES = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
} as const;

type Patcher = (document: JsonObject, request: ApiRequest, target: Target) => JsonObject;

const PATCHERS: ReadonlyMap<string, Patcher> = new Map<string, Patcher>([
  [PATCH_TYPES.json, (document, request) => applyJsonPatch(document, request.body)],
  [PATCH_TYPES.merge, (document, request) => applyMergePatch(document, objectBody(request))],
  [
    PATCH_TYPES.strategic,
    (document, request, target) =>
      applyStrategicPatch(target.parent, document, objectBody(request)),
  ],
]);

function objectBody(request: ApiRequest): JsonObject {
  if (isObject(request.body)) return request.body;
  const what = Array.isArray(request.body) ? "array" : typeof request.body;
  throw badRequest(
    `error decoding patch: json: cannot unmarshal ${what} into Go value of type map[string]interface {}`,
  );
}

/** PATCH in all four forms. Throws what update throws, and UnsupportedMediaType. */
export function patch(
  draft: Draft,
  target: Target,
  request: ApiRequest,
  options: WriteOptions,
): Written {
  const type = (request.contentType ?? "").split(";")[0]?.trim() ?? "";
  if (type === PATCH_TYPES.apply || type === "application/apply-patch+cbor") {
    return apply(draft, target, request, options);
  }
  const patcher = PATCHERS.get(type);
  if (patcher === undefined) throw unsupportedMediaType(Object.values(PATCH_TYPES));
  const before = json(toServed(target.parent, existing(draft, target)));
  const patched = patcher(before, request, target);
  const decoded = decode(target.parent, patched, options.fieldValidation);
  const written = update(draft, target, decoded.object, options);
  return { ...written, warnings: [...decoded.warnings, ...written.warnings] };
}

/** The number of replicas by itself. Source: kubernetes `pkg/registry/apps/deployment/storage`. */
import { isObject, type JsonObject } from "../../api/json.ts";
import { formatRequirements, selectorRequirements } from "../../api/labels.ts";
import type { KubeObject, LabelSelector } from "../../api/objects.ts";
import type { Answer } from "../apiserver.ts";
import { writeOptionsOf } from "../options.ts";
import { badRequest, invalid } from "../errors.ts";
import { applyJsonPatch } from "../patch/json.ts";
import { applyMergePatch } from "../patch/merge.ts";
import { existing } from "../read.ts";
import type { Target } from "../routes.ts";
import type { Draft } from "../store.ts";
import { asTable, wantsTable } from "../table/render.ts";
import type { ApiRequest } from "../types.ts";
import { at, compact, json, kube, numberAt, stringsAt, withAt } from "../values.ts";
import { update } from "../write.ts";

const SCALE = { group: "autoscaling", kind: "Scale" };

function selectorText(object: KubeObject): string {
  const selector = at(object, "spec", "selector");
  if (!isObject(selector)) return "";
  const shaped: LabelSelector =
    object.kind === "ReplicationController"
      ? { matchLabels: stringsAt(object, "spec", "selector") }
      : selector;
  return formatRequirements(selectorRequirements(shaped));
}

function scaleOf(object: KubeObject): JsonObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: compact({ name, namespace, uid, resourceVersion, creationTimestamp }),
    spec: { replicas: numberAt(object, 0, "spec", "replicas") },
    status: compact({
      replicas: numberAt(object, 0, "status", "replicas"),
      selector: selectorText(object) || undefined,
    }),
  };
}

function wanted(before: JsonObject, request: ApiRequest): JsonObject {
  const { body } = request;
  if (request.method === "PATCH" && (request.contentType ?? "").includes("json-patch")) {
    return applyJsonPatch(before, body);
  }
  if (!isObject(body)) throw badRequest("the body of the request is not a Scale");
  return request.method === "PATCH" ? applyMergePatch(before, body) : body;
}

function answer(draft: Draft, target: Target, request: ApiRequest, body: JsonObject): Answer {
  if (!wantsTable(request.accept)) return { body };
  const type = { ...target.resource, group: SCALE.group };
  return { body: asTable(type, [kube(body)], {}, request.query ?? {}, draft.env.now) };
}

export function scale(draft: Draft, target: Target, request: ApiRequest): Answer {
  const stored = existing(draft, target);
  const before = scaleOf(stored);
  if (request.method === "GET") return answer(draft, target, request, before);
  const asked = wanted(before, request);
  const replicas = numberAt(asked, 0, "spec", "replicas");
  if (replicas < 0 || !Number.isInteger(replicas)) {
    throw invalid(SCALE, stored.metadata.name, [
      {
        reason: "FieldValueInvalid",
        field: "spec.replicas",
        message: `Invalid value: ${replicas}: must be greater than or equal to 0`,
      },
    ]);
  }
  const version = at(asked, "metadata", "resourceVersion") ?? stored.metadata.resourceVersion;
  const changed = withAt(
    withAt(json(stored), ["spec", "replicas"], replicas),
    ["metadata", "resourceVersion"],
    version,
  );
  const main: Target = { ...target, resource: target.parent, subresource: "" };
  const written = update(draft, main, changed, writeOptionsOf(request)).object;
  return answer(draft, target, request, scaleOf(written));
}

/**
 * Ephemeral containers are only ever added. Source: kubernetes
 * `pkg/registry/core/pod/strategy.go`, `pkg/apis/core/validation` (ValidatePodEphemeralContainersUpdate).
 */
import { isObject, type JsonObject } from "../../api/json.ts";
import type { Answer } from "../apiserver.ts";
import { badRequest, invalid, type Cause } from "../errors.ts";
import { decode } from "../gate.ts";
import { applyJsonPatch } from "../patch/json.ts";
import { applyMergePatch } from "../patch/merge.ts";
import { applyStrategicPatch } from "../patch/strategic.ts";
import { existing } from "../read.ts";
import type { Target } from "../routes.ts";
import type { Draft } from "../store.ts";
import type { ApiRequest } from "../types.ts";
import { toCause } from "../../validation/fieldError.ts";
import { validateEphemeralUpdate } from "../../validation/kinds/pod/update.ts";
import { writeOptionsOf } from "../options.ts";
import { equal, json, kube, numberAt, objectsAt, own, stringAt, withAt } from "../values.ts";

function wanted(target: Target, before: JsonObject, request: ApiRequest): JsonObject {
  const { body } = request;
  if (request.method === "PUT") return isObject(body) ? body : {};
  const type = request.contentType ?? "";
  if (type.includes("json-patch")) return applyJsonPatch(before, body);
  if (!isObject(body)) throw badRequest("error decoding patch: not an object");
  return type.includes("strategic")
    ? applyStrategicPatch(target.parent, before, body)
    : applyMergePatch(before, body);
}

const FIELD = "spec.ephemeralContainers";

function check(pod: JsonObject, before: JsonObject): readonly Cause[] {
  const now = objectsAt(pod, "spec", "ephemeralContainers");
  const mains = objectsAt(before, "spec", "containers").map((c) => stringAt(c, "name"));
  const inits = objectsAt(before, "spec", "initContainers").map((c) => stringAt(c, "name"));
  const seen = new Set([...mains, ...inits]);
  const causes: Cause[] = [];
  now.forEach((container, index) => {
    const name = stringAt(container, "name");
    const target = stringAt(container, "targetContainerName");
    const path = `${FIELD}[${index}]`;
    const value = JSON.stringify(name);
    if (name === "") {
      causes.push(cause("FieldValueRequired", `${path}.name`, "Required value"));
    } else if (seen.has(name)) {
      causes.push(cause("FieldValueDuplicate", `${path}.name`, `Duplicate value: ${value}`));
    }
    seen.add(name);
    if (stringAt(container, "image") === "") {
      causes.push(cause("FieldValueRequired", `${path}.image`, "Required value"));
    }
    if (target !== "" && !mains.includes(target)) {
      const missing = `Not found: ${JSON.stringify(target)}`;
      causes.push(cause("FieldValueNotFound", `${path}.targetContainerName`, missing));
    }
  });
  for (const { reason = "", field = "", message = "" } of validateEphemeralUpdate(pod, before).map(
    toCause,
  )) {
    causes.push(cause(reason, field, message));
  }
  return causes;
}

function cause(reason: string, field: string, message: string): Cause {
  return { reason, field, message };
}

export function ephemeralContainers(draft: Draft, target: Target, request: ApiRequest): Answer {
  const stored = existing(draft, target);
  const before = json(stored);
  if (request.method === "GET") return { body: before };
  const { fieldValidation } = writeOptionsOf(request);
  const decoded = decode(target.parent, wanted(target, before, request), fieldValidation);
  const list = own(
    isObject(decoded.object["spec"]) ? decoded.object["spec"] : {},
    "ephemeralContainers",
  );
  const changed = withAt(before, ["spec", "ephemeralContainers"], list);
  const causes = check(changed, before);
  if (causes.length > 0) throw invalid(target.parent, stored.metadata.name, causes);
  const generation = numberAt(before, 1, "metadata", "generation");
  const pod = equal(changed, before)
    ? stored
    : draft.put("/Pod", kube(withAt(changed, ["metadata", "generation"], generation + 1)));
  return { body: json(pod), warnings: decoded.warnings };
}

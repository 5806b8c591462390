/** What may change in a pod (and what the refusal shows). After ValidatePodUpdate. */
import type { Json, JsonObject } from "../../../api/json.ts";
import { unifiedDiff } from "../../content/unifiedDiff.ts";
import { forbidden, invalid, type FieldError } from "../../fieldError.ts";
import { quote } from "../../goText.ts";
import { get, has, num, obj, objects, sameJson, str, withMember } from "../../read.ts";
import { internalEphemeralContainer, internalPodSpec } from "./internalShape.ts";

const MAY_CHANGE =
  "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

export function validatePodUpdate(pod: JsonObject, old: JsonObject): FieldError[] {
  const spec = obj(pod, "spec");
  const stored = obj(old, "spec");
  const changedCount = ["containers", "initContainers"].flatMap((list) =>
    objects(spec, list).length === objects(stored, list).length
      ? []
      : [forbidden(`spec.${list}`, "pod updates may not add or remove containers")],
  );
  if (changedCount.length > 0) return changedCount.slice(0, 1);
  const errors = validateDeadline(spec, stored);
  const additions = validateTolerations(spec, stored);
  if (additions.length > 0) return [...errors, ...additions];
  const restored = withChangeable(spec, stored);
  if (sameJson(restored, stored)) return errors;
  const diff = unifiedDiff(internalPodSpec(stored), internalPodSpec(restored));
  return [...errors, forbidden("spec", `${MAY_CHANGE}\n${diff}`)];
}

function validateDeadline(spec: JsonObject, stored: JsonObject): FieldError[] {
  const path = "spec.activeDeadlineSeconds";
  const value = num(spec, "activeDeadlineSeconds");
  const before = num(stored, "activeDeadlineSeconds");
  if (value !== undefined) {
    if (value < 0) return [invalid(path, value, "must be greater than or equal to 0")];
    if (before !== undefined && before < value) {
      return [invalid(path, value, "must be less than or equal to previous value")];
    }
  } else if (before !== undefined) {
    return [invalid(path, null, "must not update from a positive integer to nil value")];
  }
  return [];
}

function validateTolerations(spec: JsonObject, stored: JsonObject): FieldError[] {
  const tolerations = objects(spec, "tolerations");
  const bare = (toleration: JsonObject): JsonObject =>
    withMember(toleration, "tolerationSeconds", undefined);
  const kept = objects(stored, "tolerations").every((toleration) =>
    tolerations.some((other) => sameJson(bare(other), bare(toleration))),
  );
  if (kept) return [];
  const detail = "existing toleration can not be modified except its tolerationSeconds";
  return [forbidden("spec.tolerations", detail)];
}

/** The new spec with everything put back that may change; what then differs may not. */
function withChangeable(spec: JsonObject, stored: JsonObject): JsonObject {
  let out: JsonObject = spec;
  for (const list of ["containers", "initContainers"]) {
    const before = objects(stored, list);
    if (!has(out, list)) continue;
    const containers = objects(out, list).map((container, i) =>
      withMember(container, "image", imageOf(before[i])),
    );
    out = withMember(out, list, containers);
  }
  for (const key of ["activeDeadlineSeconds", "tolerations"]) {
    out = withMember(out, key, get(stored, key));
  }
  const grace = num(stored, "terminationGracePeriodSeconds");
  if (grace !== undefined && grace < 0 && num(spec, "terminationGracePeriodSeconds") === 1) {
    out = withMember(out, "terminationGracePeriodSeconds", grace);
  }
  return withMember(out, "ephemeralContainers", get(stored, "ephemeralContainers"));
}

function imageOf(container: JsonObject | undefined): Json | undefined {
  return container === undefined ? undefined : str(container, "image");
}

/**
 * The `ephemeralcontainers` subresource: containers may be added, those that are there may neither
 * go nor change. After ValidatePodEphemeralContainersUpdate.
 */
export function validateEphemeralUpdate(pod: JsonObject, old: JsonObject): FieldError[] {
  const path = "spec.ephemeralContainers";
  const containers = new Map(
    objects(obj(pod, "spec"), "ephemeralContainers").map((item) => [str(item, "name"), item]),
  );
  return objects(obj(old, "spec"), "ephemeralContainers").flatMap((before) => {
    const name = str(before, "name");
    const container = containers.get(name);
    if (container === undefined) {
      return [forbidden(path, `existing ephemeral containers ${quote(name)} may not be removed\n`)];
    }
    if (sameJson(container, before)) return [];
    const diff = unifiedDiff(
      internalEphemeralContainer(before),
      internalEphemeralContainer(container),
    );
    return [
      forbidden(path, `existing ephemeral containers ${quote(name)} may not be changed\n${diff}`),
    ];
  });
}

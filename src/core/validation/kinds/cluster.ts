/** Namespace, Node, ServiceAccount. After pkg/apis/core/validation. */
import type { JsonObject } from "../../api/json.ts";
import { validateCidr } from "../content/addresses.ts";
import { isDnsLabel, isLabelValue, isQualifiedName, isSubdomain } from "../content/names.ts";
import { duplicate, forbidden, invalid, invalidEach, type FieldError } from "../fieldError.ts";
import { get, obj, objects, sameJson, str, strings } from "../read.ts";
import type { KindRules } from "./kindRules.ts";
import { oneOf } from "./pod/fields.ts";

export const namespace: KindRules = {
  name: isDnsLabel,
};

export const serviceAccount: KindRules = { name: isSubdomain };

/** Kubernetes reports taints under `metadata`. */
function validateTaints(spec: JsonObject): FieldError[] {
  const seen = new Set<string>();
  return objects(spec, "taints").flatMap((taint, i) => {
    const path = `metadata.taints[${i}]`;
    const [key, value, effect] = [str(taint, "key"), str(taint, "value"), str(taint, "effect")];
    const errors = invalidEach(`${path}.key`, key, isQualifiedName(key));
    const messages = isLabelValue(value);
    if (messages.length > 0) errors.push(invalid(`${path}.value`, value, messages.join(";")));
    errors.push(...oneOf(taint, "effect", path, ["NoSchedule", "PreferNoSchedule", "NoExecute"]));
    const pair = `${effect}:${key}`;
    if (seen.has(pair)) {
      const shown = {
        Key: key,
        Value: value,
        Effect: effect,
        TimeAdded: get(taint, "timeAdded") ?? null,
      };
      const detail = "taints must be unique by key and effect pair";
      errors.push({ ...duplicate(path, shown), detail });
    }
    seen.add(pair);
    return errors;
  });
}

/** The older field stands for a list of one. */
function podCidrs(object: JsonObject): readonly string[] {
  const spec = obj(object, "spec");
  const ranges = strings(spec, "podCIDRs");
  const first = str(spec, "podCIDR");
  if (first === "" || ranges[0] === first) return ranges;
  return [first, ...ranges.slice(1)];
}

export const node: KindRules = {
  name: isSubdomain,
  validate: (object) => [
    ...validateTaints(obj(object, "spec")),
    ...podCidrs(object).flatMap((range, i) => validateCidr(`spec.podCIDRs[${i}]`, range)),
  ],
  validateUpdate: (object, old) => {
    const before = podCidrs(old);
    if (before.length === 0 || sameJson(before, podCidrs(object))) return [];
    const detail = 'node updates may not change podCIDR except from "" to valid';
    return [forbidden("spec.podCIDRs", detail)];
  },
};

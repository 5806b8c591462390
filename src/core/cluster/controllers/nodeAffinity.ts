/** Required node affinity. Source: component-helpers `scheduling/corev1/nodeaffinity`. */
import type { JsonObject } from "../../api/json.ts";
import { valueSatisfies, type SelectorOperator } from "../../api/labels.ts";
import type { KubeObject } from "../../api/objects.ts";
import { arrayAt, at, objectAt, objectsAt, stringAt } from "../values.ts";

const OPERATORS: ReadonlyMap<string, SelectorOperator> = new Map<string, SelectorOperator>([
  ["In", "in"],
  ["NotIn", "notin"],
  ["Exists", "exists"],
  ["DoesNotExist", "!"],
  ["Gt", "gt"],
  ["Lt", "lt"],
]);

function holds(requirement: JsonObject, value: string | undefined): boolean {
  const operator = OPERATORS.get(stringAt(requirement, "operator")) ?? "invalid";
  const values = arrayAt(requirement, "values").map(String);
  return valueSatisfies({ key: stringAt(requirement, "key"), operator, values }, value);
}

/** One term is enough; within a term everything must hold, and an empty term matches nothing. */
export function matchesNodeAffinity(pod: KubeObject, node: KubeObject): boolean {
  const path = ["affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"];
  if (at(pod, "spec", ...path) === undefined) return true;
  const labels = node.metadata.labels ?? {};
  return objectsAt(objectAt(pod, "spec", ...path), "nodeSelectorTerms").some((term) => {
    const expressions = objectsAt(term, "matchExpressions");
    const fields = objectsAt(term, "matchFields");
    return (
      expressions.length + fields.length > 0 &&
      expressions.every((expression) => holds(expression, labels[stringAt(expression, "key")])) &&
      fields.every((field) => holds(field, node.metadata.name))
    );
  });
}

/** The quality of service class of a pod. Source: kubernetes `pkg/apis/core/v1/helper/qos`. */
import type { JsonObject } from "../../api/json.ts";
import { objectsAt, stringsAt, objectAt, own, textOf } from "../values.ts";

const COMPUTE = ["cpu", "memory"];

function amounts(container: JsonObject, kind: string): Readonly<Record<string, string>> {
  const given = objectAt(container, "resources", kind);
  return {
    ...stringsAt(container, "resources", kind),
    ...Object.fromEntries(
      COMPUTE.filter((name) => typeof own(given, name) === "number").map((name) => [
        name,
        textOf(own(given, name)),
      ]),
    ),
  };
}

export function qosClass(pod: JsonObject): "BestEffort" | "Burstable" | "Guaranteed" {
  const containers = [
    ...objectsAt(pod, "spec", "containers"),
    ...objectsAt(pod, "spec", "initContainers"),
  ];
  let any = false;
  let guaranteed = true;
  for (const container of containers) {
    const requests = amounts(container, "requests");
    const limits = amounts(container, "limits");
    for (const name of COMPUTE) {
      if (requests[name] !== undefined || limits[name] !== undefined) any = true;
      const wanted = requests[name] ?? limits[name];
      if (limits[name] === undefined || wanted !== limits[name]) guaranteed = false;
    }
  }
  if (!any) return "BestEffort";
  return guaranteed ? "Guaranteed" : "Burstable";
}

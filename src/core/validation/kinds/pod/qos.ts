/** The quality of service that follows from requests and limits. After pkg/apis/core/helper/qos. */
import type { JsonObject } from "../../../api/json.ts";
import { parseQuantity } from "../../decode/quantity.ts";
import { obj, objects, str } from "../../read.ts";

export function qosClass(spec: JsonObject): "BestEffort" | "Burstable" | "Guaranteed" {
  const containers = [...objects(spec, "containers"), ...objects(spec, "initContainers")];
  let any = false;
  let guaranteed = true;
  for (const container of containers) {
    const resources = obj(container, "resources");
    for (const name of ["cpu", "memory"]) {
      const request = amount(obj(resources, "requests"), name);
      const limit = amount(obj(resources, "limits"), name);
      if (request > 0n || limit > 0n) any = true;
      if (limit <= 0n || request !== limit) guaranteed = false;
    }
  }
  if (!any) return "BestEffort";
  return guaranteed ? "Guaranteed" : "Burstable";
}

function amount(list: JsonObject, name: string): bigint {
  const text = str(list, name);
  return text === "" ? 0n : parseQuantity(text).nanos;
}

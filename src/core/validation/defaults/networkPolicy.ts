/** Defaults of NetworkPolicy (S8). After pkg/apis/networking/v1/defaults.go. */
import type { JsonObject } from "../../api/json.ts";
import { get, has, obj, objects, withMember } from "../read.ts";

function withProtocols(rule: JsonObject): JsonObject {
  if (!has(rule, "ports")) return rule;
  const ports = objects(rule, "ports").map((port) =>
    has(port, "protocol") ? port : { protocol: "TCP", ...port },
  );
  return withMember(rule, "ports", ports);
}

export function defaultNetworkPolicy(policy: JsonObject): JsonObject {
  let spec = obj(policy, "spec");
  for (const direction of ["ingress", "egress"]) {
    if (has(spec, direction)) {
      spec = withMember(spec, direction, objects(spec, direction).map(withProtocols));
    }
  }
  if (get(spec, "policyTypes") === undefined) {
    const egress = objects(spec, "egress").length > 0;
    spec = withMember(spec, "policyTypes", egress ? ["Ingress", "Egress"] : ["Ingress"]);
  }
  return withMember(policy, "spec", spec);
}

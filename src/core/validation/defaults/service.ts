/** Defaults of Service, Endpoints and EndpointSlice. After pkg/apis/core/v1/defaults.go. */
import type { JsonObject } from "../../api/json.ts";
import { get, num, obj, str, strings, withMember } from "../read.ts";
import { changeEach, changeStruct, fill } from "./fill.ts";

/** Three hours. */
const STICKY_SECONDS = 10_800;

export function defaultService(service: JsonObject): JsonObject {
  return changeStruct(service, "spec", (spec) => {
    let out = fill(spec, { sessionAffinity: "None", type: "ClusterIP" });
    out = stickiness(out);
    out = changeEach(out, "ports", defaultPort);
    const type = str(out, "type");
    const outside = type === "NodePort" || type === "LoadBalancer";
    const external = type === "ClusterIP" && strings(out, "externalIPs").length > 0;
    if (outside || external) out = fill(out, { externalTrafficPolicy: "Cluster" });
    if (outside || type === "ClusterIP") out = fill(out, { internalTrafficPolicy: "Cluster" });
    if (type === "LoadBalancer") out = fill(out, { allocateLoadBalancerNodePorts: true });
    return out;
  });
}

function stickiness(spec: JsonObject): JsonObject {
  const affinity = str(spec, "sessionAffinity");
  if (affinity === "None") return withMember(spec, "sessionAffinityConfig", undefined);
  const timeout = num(obj(obj(spec, "sessionAffinityConfig"), "clientIP"), "timeoutSeconds");
  if (affinity !== "ClientIP" || timeout !== undefined) return spec;
  const clientIP = { timeoutSeconds: STICKY_SECONDS };
  return withMember(spec, "sessionAffinityConfig", { clientIP });
}

function defaultPort(port: JsonObject): JsonObject {
  const target = get(port, "targetPort");
  const out = fill(port, { protocol: "TCP" });
  if (target !== undefined && target !== 0 && target !== "") return out;
  return withMember(out, "targetPort", num(port, "port") ?? 0);
}

export function defaultEndpoints(endpoints: JsonObject): JsonObject {
  return changeEach(endpoints, "subsets", (subset) =>
    changeEach(subset, "ports", (port) => fill(port, { protocol: "TCP" })),
  );
}

export function defaultEndpointSlice(slice: JsonObject): JsonObject {
  return changeEach(slice, "ports", (port) => fill(port, { name: "", protocol: "TCP" }));
}

/** Service. After pkg/apis/core/validation and pkg/registry/core/service. */
import type { JsonObject } from "../../api/json.ts";
import { cidrWarnings, ipWarnings, validateCidr, validateIp } from "../content/addresses.ts";
import { isDns1035Label, isPortNumber, isQualifiedName, isSubdomain } from "../content/names.ts";
import { validateLabels } from "../content/selector.ts";
import {
  duplicate,
  forbidden,
  invalid,
  invalidEach,
  notSupported,
  required,
  type FieldError,
} from "../fieldError.ts";
import { get, has, num, obj, objects, optional, sameJson, str, strings } from "../read.ts";
import { validateEndpointIp } from "./endpoints.ts";
import type { KindRules } from "./kindRules.ts";
import { dnsLabel, oneOf, optionallyOneOf, portNumberOrName } from "./pod/fields.ts";

const TYPES = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
const PROTOCOLS = ["SCTP", "TCP", "UDP"];
const FAMILIES = ["IPv4", "IPv6"];
const FAMILY_POLICIES = ["PreferDualStack", "RequireDualStack", "SingleStack"];
const DISTRIBUTIONS = ["PreferClose", "PreferSameNode", "PreferSameZone"];
const MAX_STICKY_SECONDS = 86_400;
/** The API server's --service-node-port-range. */
const NODE_PORTS = { from: 30_000, to: 32_767 };

function isHeadless(spec: JsonObject): boolean {
  return strings(spec, "clusterIPs")[0] === "None" || str(spec, "clusterIP") === "None";
}

function validatePorts(spec: JsonObject): FieldError[] {
  const ports = objects(spec, "ports");
  const names = new Set<string>();
  return ports.flatMap((port, i) => {
    const path = `spec.ports[${i}]`;
    const errors: FieldError[] = [];
    const name = str(port, "name");
    if (name !== "") {
      errors.push(...dnsLabel(name, `${path}.name`));
      if (names.has(name)) errors.push(duplicate(`${path}.name`, name));
      names.add(name);
    } else if (ports.length > 1) errors.push(required(`${path}.name`));
    const number = num(port, "port") ?? 0;
    errors.push(
      ...invalidEach(`${path}.port`, number, isPortNumber(number)),
      ...oneOf(port, "protocol", path, PROTOCOLS),
      ...portNumberOrName(port, "targetPort", `${path}.targetPort`),
    );
    const appProtocol = str(port, "appProtocol");
    if (has(port, "appProtocol")) {
      errors.push(...invalidEach(`${path}.appProtocol`, appProtocol, isQualifiedName(appProtocol)));
    }
    return errors;
  });
}

function validateExternalName(spec: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  for (const key of ["clusterIPs", "ipFamilies", "ipFamilyPolicy"]) {
    if (!has(spec, key)) continue;
    errors.push(forbidden(`spec.${key}`, "may not be set for ExternalName services"));
  }
  const name = str(spec, "externalName").replace(/\.$/, "");
  if (name === "") errors.push(required("spec.externalName"));
  else errors.push(...invalidEach("spec.externalName", name, isSubdomain(name)));
  return errors;
}

function validateAffinity(spec: JsonObject): FieldError[] {
  const errors = oneOf(spec, "sessionAffinity", "spec", ["ClientIP", "None"]);
  const path = "spec.sessionAffinityConfig";
  const config = optional(spec, "sessionAffinityConfig");
  if (str(spec, "sessionAffinity") === "None" && config !== undefined) {
    errors.push(forbidden(path, "must not be set when session affinity is None"));
  }
  if (str(spec, "sessionAffinity") !== "ClientIP") return errors;
  const timeout = num(obj(config ?? {}, "clientIP"), "timeoutSeconds") ?? 0;
  if (timeout <= 0 || timeout > MAX_STICKY_SECONDS) {
    const detail = `must be greater than 0 and less than ${MAX_STICKY_SECONDS}`;
    errors.push(invalid(`${path}.clientIP.timeoutSeconds`, timeout, detail));
  }
  return errors;
}

/** Addresses and families; the same check runs first when addresses are handed out. */
function validateClusterIps(spec: JsonObject): FieldError[] {
  if (str(spec, "type") === "ExternalName") return [];
  const path = "spec.clusterIPs";
  const ip = str(spec, "clusterIP");
  const ips = strings(spec, "clusterIPs");
  const errors: FieldError[] = [];
  if (ip !== "" && ips.length === 0) errors.push(required(path));
  else if (ip !== "" && ips[0] !== ip) {
    errors.push(invalid(path, ips, "first value must match `clusterIP`"));
  } else if (ip === "" && ips.length > 0) {
    errors.push(invalid(path, ips, "must be empty when `clusterIP` is not specified"));
  }
  const seen = new Set<string>();
  strings(spec, "ipFamilies").forEach((family, i) => {
    const at = `spec.ipFamilies[${i}]`;
    if (!FAMILIES.includes(family)) errors.push(notSupported(at, family, FAMILIES));
    if (seen.has(family)) errors.push(duplicate(at, family));
    seen.add(family);
  });
  errors.push(...optionallyOneOf(spec, "ipFamilyPolicy", "spec", FAMILY_POLICIES));
  ips.forEach((value, i) => {
    if (i > 0 || value !== "None") errors.push(...validateIp(`${path}[${i}]`, value));
    else if (ips.length > 1) {
      errors.push(invalid(path, ips, "'None' must be the first and only value"));
    }
  });
  if (ips.length > 2) errors.push(invalid(path, ips, "may only hold up to 2 values"));
  return errors;
}

function validateNodePorts(spec: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  const ports = objects(spec, "ports");
  const nodePorts = new Set<string>();
  const clusterPorts = new Set<string>();
  if (str(spec, "type") === "ClusterIP") {
    ports.forEach((port, i) => {
      if ((num(port, "nodePort") ?? 0) === 0) return;
      const detail = "may not be used when `type` is 'ClusterIP'";
      errors.push(forbidden(`spec.ports[${i}].nodePort`, detail));
    });
  }
  ports.forEach((port, i) => {
    const nodePort = num(port, "nodePort") ?? 0;
    const key = `${str(port, "protocol")}/${nodePort}`;
    if (nodePort === 0) return;
    if (nodePorts.has(key)) errors.push(duplicate(`spec.ports[${i}].nodePort`, nodePort));
    nodePorts.add(key);
  });
  ports.forEach((port, i) => {
    const key = `${str(port, "protocol")}/${num(port, "port") ?? 0}`;
    if (clusterPorts.has(key)) errors.push(duplicate(`spec.ports[${i}]`, portAsGo(port)));
    clusterPorts.add(key);
  });
  return errors;
}

/** The internal struct with only protocol and port, as the message about a double one shows it. */
function portAsGo(port: JsonObject): JsonObject {
  return {
    Name: "",
    Protocol: str(port, "protocol"),
    AppProtocol: null,
    Port: num(port, "port") ?? 0,
    TargetPort: 0,
    NodePort: 0,
  };
}

function validateExternalIps(spec: JsonObject): FieldError[] {
  return strings(spec, "externalIPs").flatMap((ip, i) => {
    const path = `spec.externalIPs[${i}]`;
    const errors = validateIp(path, ip);
    return errors.length > 0 ? errors : validateEndpointIp(ip, path);
  });
}

function validateLoadBalancer(spec: JsonObject): FieldError[] {
  const balancer = str(spec, "type") === "LoadBalancer";
  const errors: FieldError[] = [];
  const ranges = strings(spec, "loadBalancerSourceRanges");
  const only = "may only be used when `type` is 'LoadBalancer'";
  if (ranges.length > 0) {
    // Kubernetes writes this path with a capital.
    const path = "spec.LoadBalancerSourceRanges";
    if (!balancer) errors.push(forbidden(path, only));
    ranges.forEach((range, i) => {
      errors.push(...validateCidr(`${path}[${i}]`, range.trim()));
    });
  }
  if (has(spec, "allocateLoadBalancerNodePorts") && !balancer) {
    errors.push(forbidden("spec.allocateLoadBalancerNodePorts", only));
  }
  const balancerClass = str(spec, "loadBalancerClass");
  if (has(spec, "loadBalancerClass")) {
    if (!balancer) errors.push(forbidden("spec.loadBalancerClass", only));
    else {
      const messages = isQualifiedName(balancerClass);
      errors.push(...invalidEach("spec.loadBalancerClass", balancerClass, messages));
    }
  }
  return errors;
}

function validateTraffic(spec: JsonObject): FieldError[] {
  const type = str(spec, "type");
  const outside =
    type === "NodePort" ||
    type === "LoadBalancer" ||
    (type === "ClusterIP" && strings(spec, "externalIPs").length > 0);
  const errors: FieldError[] = [];
  const policy = str(spec, "externalTrafficPolicy");
  if (outside) errors.push(...oneOf(spec, "externalTrafficPolicy", "spec", ["Cluster", "Local"]));
  else if (policy !== "") {
    const detail = "may only be set for externally-accessible services";
    errors.push(invalid("spec.externalTrafficPolicy", policy, detail));
  }
  const healthPort = num(spec, "healthCheckNodePort") ?? 0;
  if (healthPort !== 0 && !(type === "LoadBalancer" && policy === "Local")) {
    const detail =
      "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    errors.push(invalid("spec.healthCheckNodePort", healthPort, detail));
  }
  errors.push(
    ...optionallyOneOf(spec, "internalTrafficPolicy", "spec", ["Cluster", "Local"]),
    ...optionallyOneOf(spec, "trafficDistribution", "spec", DISTRIBUTIONS),
  );
  return errors;
}

function validate(service: JsonObject): FieldError[] {
  const spec = obj(service, "spec");
  const type = str(spec, "type");
  const errors: FieldError[] = [];
  if (objects(spec, "ports").length === 0 && !isHeadless(spec) && type !== "ExternalName") {
    errors.push(required("spec.ports"));
  }
  if ((type === "LoadBalancer" || type === "NodePort") && isHeadless(spec)) {
    const detail = `may not be set to 'None' for ${type} services`;
    errors.push(invalid("spec.clusterIPs[0]", "None", detail));
  }
  if (type === "ExternalName") errors.push(...validateExternalName(spec));
  return [
    ...errors,
    ...validatePorts(spec),
    ...validateLabels(spec, "selector", "spec.selector"),
    ...validateAffinity(spec),
    ...validateClusterIps(spec),
    ...validateExternalIps(spec),
    ...oneOf(spec, "type", "spec", TYPES),
    ...validateNodePorts(spec),
    ...validateLoadBalancer(spec),
    ...validateTraffic(spec),
  ];
}

/** What keeps the server from handing out addresses and ports; it stops there. */
function validateFirst(service: JsonObject): FieldError[] {
  const spec = obj(service, "spec");
  const errors = validateClusterIps(spec);
  if (errors.length > 0) return errors;
  const type = str(spec, "type");
  if (type !== "NodePort" && type !== "LoadBalancer") return [];
  const outside = objects(spec, "ports").flatMap((port, i) => {
    const nodePort = num(port, "nodePort") ?? 0;
    if (nodePort === 0 || (nodePort >= NODE_PORTS.from && nodePort <= NODE_PORTS.to)) return [];
    const detail = `provided port is not in the valid range. The range of valid ports is ${NODE_PORTS.from}-${NODE_PORTS.to}`;
    return [invalid(`spec.ports[${i}].nodePort`, nodePort, detail)];
  });
  return outside.slice(0, 1);
}

function validateUpdate(service: JsonObject, old: JsonObject): FieldError[] {
  const spec = obj(service, "spec");
  const stored = obj(old, "spec");
  if (str(spec, "type") === "ExternalName" || str(stored, "type") === "ExternalName") return [];
  const ips = strings(spec, "clusterIPs");
  const before = strings(stored, "clusterIPs");
  const path = "spec.clusterIPs[0]";
  if (before.length > 0 && ips.length === 0) {
    return [invalid(path, null, "primary clusterIP can not be unset")];
  }
  return ["clusterIPs", "ipFamilies"].flatMap((key) => unchanged(spec, stored, key));
}

/** Addresses and families stay; a second one may come. */
function unchanged(spec: JsonObject, stored: JsonObject, key: string): FieldError[] {
  const before = strings(stored, key);
  const now = strings(spec, key);
  return now.flatMap((value, i) =>
    before[i] === undefined || before[i] === value
      ? []
      : [invalid(`spec.${key}[${i}]`, now, "may not change once set")],
  );
}

/**
 * `clusterIP` and the first of `clusterIPs` say the same; a client may have set, changed or left
 * out either. After normalizeClusterIPs and patchAllocatedValues in pkg/registry/core/service.
 */
function withClusterIps(service: JsonObject, old?: JsonObject): JsonObject {
  const spec = obj(service, "spec");
  const stored = obj(old ?? {}, "spec");
  const ip = str(spec, "clusterIP");
  const before = get(stored, "clusterIPs");
  const external = [spec, stored].some((each) => str(each, "type") === "ExternalName");
  if (ip !== "" && !has(spec, "clusterIPs")) {
    return { ...service, spec: { ...spec, clusterIPs: [ip] } };
  }
  if (old === undefined || external) return service;
  if (!has(spec, "clusterIP") && !has(spec, "clusterIPs")) {
    const kept = { clusterIP: get(stored, "clusterIP"), clusterIPs: before };
    return before === undefined ? service : { ...service, spec: { ...spec, ...kept } };
  }
  const changed = ip !== str(stored, "clusterIP") && sameJson(get(spec, "clusterIPs"), before);
  return changed ? { ...service, spec: { ...spec, clusterIPs: ip === "" ? [] : [ip] } } : service;
}

function warnings(service: JsonObject): string[] {
  const spec = obj(service, "spec");
  const out = strings(spec, "clusterIPs").flatMap((ip, i) =>
    ip === "None" ? [] : ipWarnings(`spec.clusterIPs[${i}]`, ip),
  );
  const ips = strings(spec, "externalIPs");
  if (isHeadless(spec)) {
    if (str(spec, "loadBalancerIP") !== "") {
      out.push("spec.loadBalancerIP is ignored for headless services");
    }
    if (ips.length > 0) out.push("spec.externalIPs is ignored for headless services");
    if (str(spec, "sessionAffinity") !== "None") {
      out.push("spec.SessionAffinity is ignored for headless services");
    }
  }
  ips.forEach((ip, i) => out.push(...ipWarnings(`spec.externalIPs[${i}]`, ip)));
  strings(spec, "loadBalancerSourceRanges").forEach((range, i) =>
    out.push(...cidrWarnings(`spec.loadBalancerSourceRanges[${i}]`, range)),
  );
  const external = str(spec, "type") === "ExternalName";
  if (external && ips.length > 0) {
    out.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
  }
  if (!external && str(spec, "externalName") !== "") {
    out.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  }
  if (str(spec, "trafficDistribution") === "PreferClose") {
    out.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"');
  }
  return out;
}

export const service: KindRules = {
  name: isDns1035Label,
  validateFirst: (object) => validateFirst(withClusterIps(object)),
  validate: (object, old) => validate(withClusterIps(object, old)),
  validateUpdate: (object, old) => validateUpdate(withClusterIps(object, old), old),
  warnings,
};

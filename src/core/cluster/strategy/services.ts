/**
 * Cluster IPs and node ports of Services.
 * Source: kubernetes `pkg/registry/core/service/storage/alloc.go` and `../strategy.go`.
 */
import type { Json, JsonObject } from "../../api/json.ts";
import { invalid } from "../errors.ts";
import type { Draft } from "../store.ts";
import {
  arrayAt,
  equal,
  numberAt,
  objectAt,
  objectsAt,
  own,
  stringAt,
  withAt,
  withField,
} from "../values.ts";

const SERVICE = { group: "", kind: "Service" };
/** The service network of the lab, 10.96.0.0/16. */
const NETWORK = /^10\.96\.(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})$/;
/** The first addresses are kept for those that ask for one; others are drawn above them. */
const RESERVED = 256;
const ADDRESSES = 65534;
const FIRST_PORT = 30000;
const LAST_PORT = 32767;

const typeOf = (service: JsonObject): string => stringAt(service, "spec", "type") || "ClusterIP";
const needsClusterIP = (service: JsonObject): boolean => typeOf(service) !== "ExternalName";
const needsNodePort = (service: JsonObject): boolean =>
  typeOf(service) === "NodePort" || typeOf(service) === "LoadBalancer";

/** Fields that only make sense for some types go when the type changes and they were not touched. */
export function prepareUpdate(service: JsonObject, old: JsonObject): JsonObject {
  let result = keepAllocated(service, old);
  if (needsClusterIP(old) && !needsClusterIP(result)) {
    const same =
      stringAt(old, "spec", "clusterIP") === stringAt(result, "spec", "clusterIP") &&
      equal(arrayAt(old, "spec", "clusterIPs"), arrayAt(result, "spec", "clusterIPs"));
    if (same) {
      for (const field of ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"]) {
        result = withAt(result, ["spec", field], undefined);
      }
    }
    result = withAt(result, ["spec", "internalTrafficPolicy"], undefined);
  }
  if (needsNodePort(old) && !needsNodePort(result)) {
    const before = objectsAt(old, "spec", "ports").map((port) => numberAt(port, 0, "nodePort"));
    const now = objectsAt(result, "spec", "ports").map((port) => numberAt(port, 0, "nodePort"));
    if (equal(before, now)) {
      result = withPorts(
        result,
        objectsAt(result, "spec", "ports").map((port) => withField(port, "nodePort", undefined)),
      );
    }
    if (
      stringAt(old, "spec", "externalTrafficPolicy") ===
      stringAt(result, "spec", "externalTrafficPolicy")
    ) {
      result = withAt(result, ["spec", "externalTrafficPolicy"], undefined);
    }
  }
  if (typeOf(old) === "LoadBalancer" && typeOf(result) !== "LoadBalancer") {
    result = withAt(result, ["spec", "allocateLoadBalancerNodePorts"], undefined);
  }
  return result;
}

/** An update that leaves addresses and node ports out keeps those it has (`patchAllocatedValues`). */
function keepAllocated(service: JsonObject, old: JsonObject): JsonObject {
  let result = service;
  if (needsClusterIP(old) && needsClusterIP(result)) {
    for (const field of ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"]) {
      const now = own(objectAt(result, "spec"), field);
      if (now === undefined || now === "" || equal(now, [])) {
        result = withAt(result, ["spec", field], own(objectAt(old, "spec"), field));
      }
    }
    result = alignClusterIPs(result, old);
  }
  if (needsNodePort(old) && needsNodePort(result)) {
    const before = objectsAt(old, "spec", "ports");
    result = withPorts(
      result,
      objectsAt(result, "spec", "ports").map((port) => {
        if (numberAt(port, 0, "nodePort") !== 0) return port;
        const match = before.find(
          (other) => other["port"] === port["port"] && other["protocol"] === port["protocol"],
        );
        const nodePort = numberAt(match, 0, "nodePort");
        return nodePort === 0 ? port : withField(port, "nodePort", nodePort);
      }),
    );
  }
  return result;
}

/** Who changes only `clusterIP` means the list too (`normalizeClusterIPs`). */
function alignClusterIPs(service: JsonObject, old: JsonObject): JsonObject {
  const ip = stringAt(service, "spec", "clusterIP");
  const ips = arrayAt(service, "spec", "clusterIPs");
  const unchangedList = equal(ips, arrayAt(old, "spec", "clusterIPs"));
  return ip !== stringAt(old, "spec", "clusterIP") && unchangedList && ip !== ""
    ? withAt(service, ["spec", "clusterIPs"], [ip])
    : service;
}

function withPorts(service: JsonObject, ports: readonly Json[]): JsonObject {
  return ports.length === 0 ? service : withAt(service, ["spec", "ports"], ports);
}

/**
 * Draws or checks the cluster IP and the node ports of a valid Service.
 * Throws Invalid in the allocator's words when an asked-for one is taken or out of range.
 */
export function allocate(draft: Draft, service: JsonObject, old?: JsonObject): JsonObject {
  const withIP = needsClusterIP(service) ? allocateIP(draft, service, old) : service;
  return needsNodePort(withIP) ? allocatePorts(draft, withIP, old) : withIP;
}

/** `clusterIPs` follows a `clusterIP` given alone at creation, before validation sees it. */
export function prepareCreate(service: JsonObject): JsonObject {
  const ip = stringAt(service, "spec", "clusterIP");
  const aligned =
    ip !== "" && arrayAt(service, "spec", "clusterIPs").length === 0 && needsClusterIP(service)
      ? withAt(service, ["spec", "clusterIPs"], [ip])
      : service;
  return withAt(aligned, ["status"], { loadBalancer: {} });
}

function allocateIP(draft: Draft, service: JsonObject, old: JsonObject | undefined): JsonObject {
  const asked = stringAt(service, "spec", "clusterIP") || firstIP(service);
  const before = old === undefined ? "" : stringAt(old, "spec", "clusterIP");
  let ip = asked;
  if (asked === "") ip = drawIP(draft);
  else if (asked !== "None" && asked !== before) checkIP(draft, service, asked);
  const spec = objectAt(service, "spec");
  return withAt(service, ["spec"], {
    ...spec,
    clusterIP: ip,
    clusterIPs: [ip],
    ipFamilies: own(spec, "ipFamilies") ?? ["IPv4"],
    ipFamilyPolicy: own(spec, "ipFamilyPolicy") ?? "SingleStack",
  });
}

function usedIPs(draft: Draft): ReadonlySet<string> {
  return new Set(draft.list("/Service").map((service) => stringAt(service, "spec", "clusterIP")));
}

function drawIP(draft: Draft): string {
  const used = usedIPs(draft);
  const first = RESERVED + draft.random.int(ADDRESSES - RESERVED);
  for (let i = 0; i < ADDRESSES; i++) {
    const host = 1 + ((first - 1 + i) % ADDRESSES);
    const ip = `10.96.${Math.floor(host / 256)}.${host % 256}`;
    if (!used.has(ip)) return ip;
  }
  throw invalid(SERVICE, "", [
    {
      reason: "FieldValueInvalid",
      field: "spec.clusterIPs",
      message: "Invalid value: []: failed to allocate a serviceIP: range is full",
    },
  ]);
}

function checkIP(draft: Draft, service: JsonObject, ip: string): void {
  let why = "";
  if (!NETWORK.test(ip)) why = "the provided network does not match the current range";
  else if (usedIPs(draft).has(ip)) why = "provided IP is already allocated";
  if (why === "") return;
  throw invalid(SERVICE, stringAt(service, "metadata", "name"), [
    {
      reason: "FieldValueInvalid",
      field: "spec.clusterIPs",
      message: `Invalid value: ["${ip}"]: failed to allocate IP ${ip}: ${why}`,
    },
  ]);
}

function allocatePorts(draft: Draft, service: JsonObject, old: JsonObject | undefined): JsonObject {
  const name = stringAt(service, "metadata", "name");
  const used = new Set<string>();
  for (const other of draft.list("/Service")) {
    for (const port of objectsAt(other, "spec", "ports")) used.add(portKey(port));
  }
  const mine = new Set(old === undefined ? [] : objectsAt(old, "spec", "ports").map(portKey));
  for (const key of mine) used.delete(key);
  const ports = objectsAt(service, "spec", "ports").map((port, index) => {
    const nodePort = numberAt(port, 0, "nodePort");
    if (nodePort === 0) {
      const drawn = drawPort(draft, used, port);
      used.add(portKey(drawn));
      return drawn;
    }
    const key = portKey(port);
    let why = "";
    if (nodePort < FIRST_PORT || nodePort > LAST_PORT) {
      why = `provided port is not in the valid range. The range of valid ports is ${FIRST_PORT}-${LAST_PORT}`;
    } else if (used.has(key)) why = "provided port is already allocated";
    if (why !== "") {
      throw invalid(SERVICE, name, [
        {
          reason: "FieldValueInvalid",
          field: `spec.ports[${index}].nodePort`,
          message: `Invalid value: ${nodePort}: ${why}`,
        },
      ]);
    }
    used.add(key);
    return port;
  });
  return withPorts(service, ports);
}

/** A port number may serve several protocols. */
function portKey(port: JsonObject): string {
  return `${numberAt(port, 0, "nodePort")}/${stringAt(port, "protocol") || "TCP"}`;
}

function drawPort(draft: Draft, used: ReadonlySet<string>, port: JsonObject): JsonObject {
  const count = LAST_PORT - FIRST_PORT + 1;
  const first = draft.random.int(count);
  for (let i = 0; i < count; i++) {
    const candidate = withField(port, "nodePort", FIRST_PORT + ((first + i) % count));
    if (!used.has(portKey(candidate))) return candidate;
  }
  return port;
}

function firstIP(service: JsonObject): string {
  const [first] = arrayAt(service, "spec", "clusterIPs");
  return typeof first === "string" ? first : "";
}

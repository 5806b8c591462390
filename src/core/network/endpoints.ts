/** Turns callers and addresses of the cluster into the ends of a flow that policies speak of. */
import type { Namespace, Pod } from "../api/objects.ts";
import type { AddressEndpoint, Endpoint, PodEndpoint } from "../netpol/types.ts";
import type { Family } from "../net/ip.ts";
import { canonical, familyOf, firstOf } from "./addresses.ts";
import type { Caller } from "./types.ts";
import {
  NAMESPACE_KIND,
  isAddressable,
  nodeAddress,
  nodeOfAddress,
  objectsOf,
  podAddresses,
  podIndex,
  type NetworkSnapshot,
} from "./view.ts";

const NAME_LABEL = "kubernetes.io/metadata.name";

/** The pod as policies see it. The caller makes sure that it is addressable. */
function podEndpoint(snapshot: NetworkSnapshot, pod: Pod): PodEndpoint {
  const namespace = pod.metadata.namespace ?? "default";
  const object = objectsOf(snapshot, NAMESPACE_KIND).get(`/${namespace}`) as Namespace | undefined;
  const sidecars = (pod.spec.initContainers ?? []).filter((c) => c.restartPolicy === "Always");
  const ports = [...pod.spec.containers, ...sidecars].flatMap((container) => container.ports ?? []);
  return {
    kind: "pod",
    namespace,
    name: pod.metadata.name,
    labels: pod.metadata.labels ?? {},
    namespaceLabels: { [NAME_LABEL]: namespace, ...object?.metadata.labels },
    ips: podAddresses(pod),
    hostNetwork: pod.spec.hostNetwork === true,
    ...(pod.spec.nodeName === undefined ? {} : { nodeName: pod.spec.nodeName }),
    namedPorts: ports.flatMap((port) =>
      port.name === undefined
        ? []
        : [{ name: port.name, port: port.containerPort, protocol: port.protocol ?? "TCP" }],
    ),
  };
}

/** What stands at an address: a pod of the pod network, a node, or just the address. */
export function endpointAt(snapshot: NetworkSnapshot, ip: string): Endpoint {
  const pod = podIndex(snapshot).byIP.get(canonical(ip));
  if (pod !== undefined) return podEndpoint(snapshot, pod);
  return addressEndpoint(snapshot, ip);
}

export function addressEndpoint(snapshot: NetworkSnapshot, ip: string): AddressEndpoint {
  const nodeName = nodeOfAddress(snapshot, ip);
  return { kind: "address", ip, ...(nodeName === undefined ? {} : { nodeName }) };
}

/** Who opens the connection, where the end of a flow is known. */
export function callerOf(end: Endpoint): Caller {
  if (end.kind === "pod") return { kind: "pod", namespace: end.namespace, name: end.name };
  return end.nodeName === undefined
    ? { kind: "outside", ip: end.ip }
    : { kind: "node", name: end.nodeName };
}

/** The same end with the labels and addresses it has now; as it was where it is gone. */
export function asItIs(snapshot: NetworkSnapshot, end: Endpoint): Endpoint {
  if (end.kind === "address") return end;
  const pod = podIndex(snapshot).byKey.get(`${end.namespace}/${end.name}`);
  return pod !== undefined && isAddressable(pod) ? podEndpoint(snapshot, pod) : end;
}

export interface Source {
  readonly endpoint: Endpoint;
  readonly ip: string;
  /** The node whose kube-proxy translates for it; none for callers outside. */
  readonly nodeName?: string;
  /** Absent for nodes and outside callers. */
  readonly pod?: Pod;
}

/**
 * Who calls; undefined when there is no such pod or it has no address (S66).
 * @param family that the packets are to have; the caller's first address where it does not matter.
 */
export function sourceOf(
  snapshot: NetworkSnapshot,
  caller: Caller,
  family?: Family,
): Source | undefined {
  if (caller.kind === "outside") {
    if (family !== undefined && familyOf(caller.ip) !== family) return undefined;
    return { endpoint: addressEndpoint(snapshot, caller.ip), ip: caller.ip };
  }
  if (caller.kind === "node") {
    const ip = nodeAddress(snapshot, caller.name, family);
    if (ip === undefined) return undefined;
    return {
      endpoint: { kind: "address", ip, nodeName: caller.name },
      ip,
      nodeName: caller.name,
    };
  }
  const pod = podIndex(snapshot).byKey.get(`${caller.namespace}/${caller.name}`);
  const ip = pod === undefined ? undefined : firstOf(podAddresses(pod), family);
  if (pod === undefined || ip === undefined || !isAddressable(pod)) return undefined;
  return {
    endpoint: podEndpoint(snapshot, pod),
    ip,
    ...(pod.spec.nodeName === undefined ? {} : { nodeName: pod.spec.nodeName }),
    pod,
  };
}

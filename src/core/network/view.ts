/**
 * The cluster as the data plane reads it: indexes over the objects, built once per state. Objects
 * are immutable, so the maps of a kind are the cache keys: a change of a Lease rebuilds nothing.
 */
import type { EndpointSlice, KubeObject, Node, Pod, Service } from "../api/objects.ts";
import type { Family } from "../net/ip.ts";
import { canonical, firstOf } from "./addresses.ts";

/** All that the data plane asks of the cluster; a ClusterState is one. */
export interface NetworkSnapshot {
  readonly objects: ReadonlyMap<string, ReadonlyMap<string, KubeObject>>;
}

const POD_KIND = "/Pod";
export const SERVICE_KIND = "/Service";
const NODE_KIND = "/Node";
export const NAMESPACE_KIND = "/Namespace";
const SLICE_KIND = "discovery.k8s.io/EndpointSlice";

const NO_OBJECTS: ReadonlyMap<string, KubeObject> = new Map();

/** The objects of a kind by `namespace/name`; the same map as long as nothing of the kind changed. */
export function objectsOf(
  snapshot: NetworkSnapshot,
  kind: string,
): ReadonlyMap<string, KubeObject> {
  return snapshot.objects.get(kind) ?? NO_OBJECTS;
}

/** Remembers a result per map of objects. */
export function cachedBy<T>(
  build: (objects: ReadonlyMap<string, KubeObject>) => T,
): (objects: ReadonlyMap<string, KubeObject>) => T {
  const cache = new WeakMap<ReadonlyMap<string, KubeObject>, { readonly value: T }>();
  return (objects) => {
    const known = cache.get(objects);
    if (known !== undefined) return known.value;
    const value = build(objects);
    cache.set(objects, { value });
    return value;
  };
}

export interface PodIndex {
  readonly byKey: ReadonlyMap<string, Pod>;
  /**
   * Pods of the pod network that hold an address now; hostNetwork pods are found by node. Here and
   * below, addresses as keys are in canonical form.
   */
  readonly byIP: ReadonlyMap<string, Pod>;
  /** hostNetwork pods by the address of their node. */
  readonly onHost: ReadonlyMap<string, readonly Pod[]>;
}

/** The addresses of a pod, in the order of status.podIPs. */
export function podAddresses(pod: Pod): readonly string[] {
  const listed = pod.status?.podIPs?.map((entry) => entry.ip) ?? [];
  if (listed.length > 0) return listed;
  return pod.status?.podIP === undefined ? [] : [pod.status.podIP];
}

/** A pod that has ended gives its address back (S68); one without an address is no end (S66). */
export function isAddressable(pod: Pod): boolean {
  const phase = pod.status?.phase;
  return phase !== "Succeeded" && phase !== "Failed" && podAddresses(pod).length > 0;
}

const indexPods = cachedBy((objects): PodIndex => {
  const byKey = new Map<string, Pod>();
  const byIP = new Map<string, Pod>();
  const onHost = new Map<string, Pod[]>();
  for (const [key, object] of objects) {
    const pod = object as Pod;
    byKey.set(key, pod);
    if (!isAddressable(pod)) continue;
    for (const ip of podAddresses(pod).map(canonical)) {
      if (pod.spec.hostNetwork === true) {
        const list = onHost.get(ip);
        if (list === undefined) onHost.set(ip, [pod]);
        else list.push(pod);
      } else byIP.set(ip, pod);
    }
  }
  return { byKey, byIP, onHost };
});

export function podIndex(snapshot: NetworkSnapshot): PodIndex {
  return indexPods(objectsOf(snapshot, POD_KIND));
}

export interface ServiceIndex {
  readonly byClusterIP: ReadonlyMap<string, Service>;
  readonly byExternalIP: ReadonlyMap<string, Service>;
  /** By node port and protocol, `30080/TCP`. */
  readonly byNodePort: ReadonlyMap<string, Service>;
}

/** Cluster addresses of a Service; none for headless and ExternalName. */
export function clusterIPs(service: Service): readonly string[] {
  const all = service.spec.clusterIPs ?? [service.spec.clusterIP ?? "None"];
  return all.filter((ip) => ip !== "None" && ip !== "");
}

const indexServices = cachedBy((objects): ServiceIndex => {
  const byClusterIP = new Map<string, Service>();
  const byExternalIP = new Map<string, Service>();
  const byNodePort = new Map<string, Service>();
  for (const object of objects.values()) {
    const service = object as Service;
    if (service.spec.type === "ExternalName") continue;
    for (const ip of clusterIPs(service)) byClusterIP.set(canonical(ip), service);
    for (const ip of service.spec.externalIPs ?? []) byExternalIP.set(canonical(ip), service);
    for (const port of service.spec.ports ?? []) {
      if (port.nodePort === undefined) continue;
      byNodePort.set(`${port.nodePort}/${port.protocol ?? "TCP"}`, service);
    }
  }
  return { byClusterIP, byExternalIP, byNodePort };
});

export function serviceIndex(snapshot: NetworkSnapshot): ServiceIndex {
  return indexServices(objectsOf(snapshot, SERVICE_KIND));
}

const SERVICE_NAME_LABEL = "kubernetes.io/service-name";

const indexSlices = cachedBy((objects): ReadonlyMap<string, readonly EndpointSlice[]> => {
  const byService = new Map<string, EndpointSlice[]>();
  for (const object of objects.values()) {
    const slice = object as EndpointSlice;
    const name = slice.metadata.labels?.[SERVICE_NAME_LABEL];
    if (name === undefined) continue;
    const key = `${slice.metadata.namespace ?? ""}/${name}`;
    const list = byService.get(key);
    if (list === undefined) byService.set(key, [slice]);
    else list.push(slice);
  }
  return byService;
});

/** The EndpointSlices of a Service. */
export function slicesOf(
  snapshot: NetworkSnapshot,
  namespace: string,
  name: string,
): readonly EndpointSlice[] {
  return indexSlices(objectsOf(snapshot, SLICE_KIND)).get(`${namespace}/${name}`) ?? [];
}

export interface NodeIndex {
  readonly byName: ReadonlyMap<string, Node>;
  /** Node names by InternalIP. */
  readonly byIP: ReadonlyMap<string, string>;
}

const indexNodes = cachedBy((objects): NodeIndex => {
  const byName = new Map<string, Node>();
  const byIP = new Map<string, string>();
  for (const object of objects.values()) {
    const node = object as Node;
    byName.set(node.metadata.name, node);
    for (const { type, address } of node.status?.addresses ?? []) {
      if (type === "InternalIP") byIP.set(canonical(address), node.metadata.name);
    }
  }
  return { byName, byIP };
});

export function nodeIndex(snapshot: NetworkSnapshot): NodeIndex {
  return indexNodes(objectsOf(snapshot, NODE_KIND));
}

/**
 * The node's InternalIP; without a Node object, the hostIP that its pods report (S43).
 * @param family of the address; the first where it does not matter.
 */
export function nodeAddress(
  snapshot: NetworkSnapshot,
  name: string,
  family?: Family,
): string | undefined {
  const listed = nodeIndex(snapshot).byName.get(name)?.status?.addresses ?? [];
  const own = listed.filter(({ type }) => type === "InternalIP").map(({ address }) => address);
  if (own.length > 0) return firstOf(own, family);
  for (const pod of podIndex(snapshot).byKey.values()) {
    if (pod.spec.nodeName !== name || pod.status?.hostIP === undefined) continue;
    const ip = firstOf([pod.status.hostIP], family);
    if (ip !== undefined) return ip;
  }
  return undefined;
}

/** The node that owns an address (Node object, else the hostIP that pods report), or undefined. */
export function nodeOfAddress(snapshot: NetworkSnapshot, ip: string): string | undefined {
  const address = canonical(ip);
  const known = nodeIndex(snapshot).byIP.get(address);
  if (known !== undefined) return known;
  for (const pod of podIndex(snapshot).byKey.values()) {
    const { hostIP } = pod.status ?? {};
    if (hostIP !== undefined && pod.spec.nodeName !== undefined && canonical(hostIP) === address)
      return pod.spec.nodeName;
  }
  return undefined;
}

/**
 * What kube-proxy (iptables mode) does with a packet for a Service address: S50–S57, and
 * kubernetes/kubernetes pkg/proxy/{topology.go,iptables/proxier.go}.
 */
import type { EndpointSlice, Protocol, Service, ServicePort } from "../api/objects.ts";
import type { Family } from "../net/ip.ts";
import { canonical, familyOf } from "./addresses.ts";
import { podIndex, serviceIndex, slicesOf, type NetworkSnapshot } from "./view.ts";

/** One backend of one Service port. */
export interface Backend {
  readonly ip: string;
  readonly port: number;
  readonly nodeName?: string;
  /** `namespace/name` of the pod behind it, when there is one. */
  readonly pod?: string;
}

export interface ServiceHit {
  readonly service: Service;
  readonly port: ServicePort;
  /** How the packet came in: only `node-port` and `external-ip` hide the client's address (S56). */
  readonly entry: "cluster-ip" | "external-ip" | "node-port";
  /** Of the address that was dialled; the backends are of the same (S28). */
  readonly family: Family | undefined;
}

export type ServiceLookup =
  | { readonly kind: "none" }
  /** The address is a Service's, the port is not: kube-proxy leaves the packet alone, it goes nowhere. */
  | { readonly kind: "no-such-port"; readonly service: Service }
  | { readonly kind: "hit"; readonly hit: ServiceHit };

function portOf(service: Service, port: number, protocol: Protocol): ServicePort | undefined {
  return service.spec.ports?.find(
    (candidate) => candidate.port === port && (candidate.protocol ?? "TCP") === protocol,
  );
}

/**
 * Whether an address and port belong to a Service.
 * @param isNode true when the address is a node's, so that node ports count.
 */
export function lookupService(
  snapshot: NetworkSnapshot,
  destination: { readonly ip: string; readonly port: number; readonly protocol: Protocol | "ICMP" },
  isNode: boolean,
): ServiceLookup {
  const { port, protocol } = destination;
  const ip = canonical(destination.ip);
  const family = familyOf(ip);
  const index = serviceIndex(snapshot);
  const cluster = index.byClusterIP.get(ip);
  if (cluster !== undefined) {
    const found = protocol === "ICMP" ? undefined : portOf(cluster, port, protocol);
    if (found === undefined) return { kind: "no-such-port", service: cluster };
    return { kind: "hit", hit: { service: cluster, port: found, entry: "cluster-ip", family } };
  }
  if (protocol === "ICMP") return { kind: "none" };
  const external = index.byExternalIP.get(ip);
  const externalPort = external === undefined ? undefined : portOf(external, port, protocol);
  if (external !== undefined && externalPort !== undefined) {
    return {
      kind: "hit",
      hit: { service: external, port: externalPort, entry: "external-ip", family },
    };
  }
  const viaNode = isNode ? index.byNodePort.get(`${port}/${protocol}`) : undefined;
  const nodePort = viaNode?.spec.ports?.find(
    (candidate) => candidate.nodePort === port && (candidate.protocol ?? "TCP") === protocol,
  );
  if (viaNode === undefined || nodePort === undefined) return { kind: "none" };
  return { kind: "hit", hit: { service: viaNode, port: nodePort, entry: "node-port", family } };
}

/** `serving`: ready, or terminating but still answering (used when nothing is ready). */
type Readiness = "ready" | "serving-terminating" | "no";

function readiness(endpoint: NonNullable<EndpointSlice["endpoints"]>[number]): Readiness {
  if (endpoint.conditions?.ready !== false) return "ready";
  const { serving, terminating } = endpoint.conditions;
  return serving === true && terminating === true ? "serving-terminating" : "no";
}

function slicePort(slice: EndpointSlice, port: ServicePort): number | undefined {
  return slice.ports?.find(
    (candidate) =>
      (candidate.name ?? "") === (port.name ?? "") &&
      (candidate.protocol ?? "TCP") === (port.protocol ?? "TCP"),
  )?.port;
}

/** Backends of a Service port: the ready ones, or when none is, those that serve while terminating. */
function backendsOf(
  snapshot: NetworkSnapshot,
  { service, port, family }: ServiceHit,
): readonly Backend[] {
  const byReadiness: Record<Readiness, Map<string, Backend>> = {
    ready: new Map(),
    "serving-terminating": new Map(),
    no: new Map(),
  };
  const namespace = service.metadata.namespace ?? "";
  for (const slice of slicesOf(snapshot, namespace, service.metadata.name)) {
    const number = slicePort(slice, port);
    if (number === undefined) continue;
    for (const endpoint of slice.endpoints ?? []) {
      const [address] = endpoint.addresses;
      if (address === undefined) continue;
      const ip = canonical(address);
      if (family !== undefined && familyOf(ip) !== family) continue;
      const reference = endpoint.targetRef;
      byReadiness[readiness(endpoint)].set(`${ip}:${number}`, {
        ip,
        port: number,
        ...(endpoint.nodeName === undefined ? {} : { nodeName: endpoint.nodeName }),
        ...(reference?.kind === "Pod"
          ? { pod: `${reference.namespace ?? namespace}/${reference.name}` }
          : {}),
      });
    }
  }
  const ready = [...byReadiness.ready.values()];
  return ready.length > 0 ? ready : [...byReadiness["serving-terminating"].values()];
}

/** What becomes of a connection to a Service port, before any policy. */
export type Translation =
  /** No endpoint at all: kube-proxy answers with ICMP port unreachable. */
  | { readonly kind: "no-endpoints" }
  /** A traffic policy `Local` and no endpoint on the node: dropped in silence. */
  | { readonly kind: "no-local-endpoints" }
  | { readonly kind: "backends"; readonly backends: readonly [Backend, ...Backend[]] };

/**
 * The backends among which kube-proxy draws.
 * @param entryNode the node whose kube-proxy translates: the client's own, or the one addressed.
 * @param fromCluster a `Local` external policy treats clients inside the cluster as `Cluster`.
 */
export function translate(
  snapshot: NetworkSnapshot,
  hit: ServiceHit,
  entryNode: string | undefined,
  fromCluster: boolean,
): Translation {
  const all = backendsOf(snapshot, hit);
  const internal = hit.entry === "cluster-ip";
  const policy = internal
    ? hit.service.spec.internalTrafficPolicy
    : hit.service.spec.externalTrafficPolicy;
  const local = policy === "Local" && (internal || !fromCluster);
  const usable = local ? all.filter((backend) => nodeOf(snapshot, backend) === entryNode) : all;
  const [first, ...rest] = usable;
  if (first !== undefined) return { kind: "backends", backends: [first, ...rest] };
  return { kind: all.length > 0 ? "no-local-endpoints" : "no-endpoints" };
}

function nodeOf(snapshot: NetworkSnapshot, backend: Backend): string | undefined {
  if (backend.nodeName !== undefined) return backend.nodeName;
  return podIndex(snapshot).byIP.get(backend.ip)?.spec.nodeName;
}

/** An index below `count`: how kube-proxy draws a backend. */
export type ChooseBackend = (count: number, client: string, service: Service) => number;

/** Takes the backends in turn, a counter per Service. Tests and the matrix like it predictable. */
export function roundRobin(): ChooseBackend {
  const counters = new Map<string, number>();
  return (count, _client, service) => {
    const key = `${service.metadata.namespace ?? ""}/${service.metadata.name}`;
    const turn = counters.get(key) ?? 0;
    counters.set(key, turn + 1);
    return turn % count;
  };
}

/**
 * Draws at random as iptables' statistic match does; `sessionAffinity: ClientIP` keeps a client on
 * its backend as long as there are as many of them.
 */
export function randomChoice(random: { int(below: number): number }): ChooseBackend {
  const stuck = new Map<string, { readonly count: number; readonly index: number }>();
  return (count, client, service) => {
    if (service.spec.sessionAffinity !== "ClientIP") return random.int(count);
    const key = `${service.metadata.namespace ?? ""}/${service.metadata.name} ${client}`;
    const known = stuck.get(key);
    if (known?.count === count) return known.index;
    const index = random.int(count);
    stuck.set(key, { count, index });
    return index;
  };
}

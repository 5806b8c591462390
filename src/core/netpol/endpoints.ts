/**
 * The ends of connections: pods with an address, nodes, and everything outside.
 *
 * A pod without an address or one that has finished is no end (S66, S68); a terminating one still
 * is (S67). An address that belongs to a pod is that pod (S29); the pods on a host's network share
 * the address of their node, and that address is the node.
 */
import { labelValue } from "../api/labels.ts";
import type { Container, Labels, Namespace, NetworkPolicy, Node, Pod } from "../api/objects.ts";
import { canonicalIP, parseIP } from "../net/ip.ts";
import type { IPAddress } from "../net/ip.ts";
import { NAMESPACE_NAME_LABEL } from "./normalise.ts";
import type { Endpoint, Flow, FlowProtocol, PodEndpoint } from "./types.ts";

/** What verdicts depend on, as the API server stores it: validated and defaulted. */
export interface ClusterObjects {
  readonly namespaces: readonly Namespace[];
  readonly pods: readonly Pod[];
  readonly nodes: readonly Node[];
  readonly policies: readonly NetworkPolicy[];
}

/** The pods of one namespace are the indexes from `start` up to, not including, `end`. */
export interface NamespaceRange {
  readonly name: string;
  readonly labels: Labels;
  readonly start: number;
  readonly end: number;
}

export type Resolution =
  | {
      readonly ok: true;
      readonly endpoint: Endpoint;
      /** Set when an address was named rather than a pod. */
      readonly family?: 4 | 6;
    }
  | { readonly ok: false; readonly reason: NoEnd; readonly text: string };

/** Why something is no end of a connection. */
export type NoEnd = "no-address" | "finished" | "unknown-pod" | "not-an-address";

const NO_END_TEXT: Readonly<Record<NoEnd, string>> = {
  "no-address": "has no address",
  finished: "has finished",
  "unknown-pod": "does not exist",
  "not-an-address": "is neither NAMESPACE/POD nor an IP address",
};

/** e.g. `pod shop/job has finished`. */
export function describeNoEnd(text: string, reason: NoEnd): string {
  return reason === "not-an-address"
    ? `${JSON.stringify(text)} ${NO_END_TEXT[reason]}`
    : `pod ${text} ${NO_END_TEXT[reason]}`;
}

export class ClusterEndpoints {
  /** Ordered by namespace, then by name. */
  readonly pods: readonly PodEndpoint[];
  readonly namespaces: readonly NamespaceRange[];
  /** Addresses of every node: the InternalIPs of its object, else the hostIP of its pods (S43). */
  readonly nodes: ReadonlyMap<string, readonly string[]>;
  /** Every pod in order, and the end that it was made into, or why it is none. */
  readonly #objects: readonly Pod[];
  readonly #made: readonly (PodEndpoint | NoEnd)[];
  readonly #addresses: (readonly IPAddress[] | undefined)[] = [];
  #noEnds: ReadonlyMap<string, NoEnd> | undefined;
  #byName: ReadonlyMap<string, number> | undefined;
  #byAddress: ReadonlyMap<string, Endpoint> | undefined;
  #hostPods: readonly PodEndpoint[] | undefined;

  /** @param previous ends of another state: what both have in common stays the same object. */
  constructor(objects: Omit<ClusterObjects, "policies">, previous?: ClusterEndpoints) {
    const nodes = nodeAddresses(objects);
    const nodeOf = new Map<string, string>();
    for (const [name, ips] of nodes) for (const ip of ips) nodeOf.set(ip, name);
    const known = previous !== undefined && sameNodes(previous.nodes, nodes) ? previous : undefined;

    const labelsOf = new Map<string, Labels | undefined>();
    for (const { metadata } of objects.namespaces) labelsOf.set(metadata.name, metadata.labels);
    const knownLabels = new Map(known?.namespaces.map(({ name, labels }) => [name, labels]));
    const knownEnds = known === undefined ? undefined : known.#ends();
    const pods: PodEndpoint[] = [];
    const namespaces: NamespaceRange[] = [];
    const sorted: Pod[] = [];
    const made: (PodEndpoint | NoEnd)[] = [];
    for (const [name, members] of groupByNamespace(objects.pods)) {
      const start = pods.length;
      const labels = withName(labelsOf.get(name), name, knownLabels.get(name));
      for (const pod of members) {
        let end = knownEnds?.get(pod);
        if (end === undefined || (typeof end === "object" && end.namespaceLabels !== labels)) {
          end = endOf(pod, labels, nodeOf);
        }
        sorted.push(pod);
        made.push(end);
        if (typeof end === "object") pods.push(end);
      }
      namespaces.push({ name, labels, start, end: pods.length });
    }
    this.pods = pods;
    this.namespaces = namespaces;
    this.nodes = nodes;
    this.#objects = sorted;
    this.#made = made;
  }

  /** The addresses of the pod at a position in {@link pods}, parsed. */
  addresses(index: number): readonly IPAddress[] {
    let list = this.#addresses[index];
    if (list === undefined) {
      list = (this.pods[index]?.ips ?? []).flatMap((ip) => parseIP(ip) ?? []);
      this.#addresses[index] = list;
    }
    return list;
  }

  /** What became of every object. */
  #ends(): ReadonlyMap<Pod, PodEndpoint | NoEnd> {
    const ends = new Map<Pod, PodEndpoint | NoEnd>();
    for (let i = 0; i < this.#made.length; i++) {
      const [pod, end] = [this.#objects[i], this.#made[i]];
      if (pod !== undefined && end !== undefined) ends.set(pod, end);
    }
    return ends;
  }

  /** Position of a pod in {@link pods}. */
  indexOf(namespace: string, name: string): number | undefined {
    this.#byName ??= new Map(this.pods.map((pod, i) => [`${pod.namespace}/${pod.name}`, i]));
    return this.#byName.get(`${namespace}/${name}`);
  }

  /** The pod, or why it is no end of a connection. */
  pod(namespace: string, name: string): Resolution {
    const index = this.indexOf(namespace, name);
    const endpoint = index === undefined ? undefined : this.pods[index];
    if (endpoint !== undefined) return { ok: true, endpoint };
    const text = `${namespace}/${name}`;
    this.#noEnds ??= new Map(
      this.#objects.flatMap(({ metadata }, i): [string, NoEnd][] => {
        const end = this.#made[i];
        if (end === undefined || typeof end === "object") return [];
        return [[`${metadata.namespace ?? "default"}/${metadata.name}`, end]];
      }),
    );
    return { ok: false, reason: this.#noEnds.get(text) ?? "unknown-pod", text };
  }

  /** The pod or node that has the address; any other address is itself. */
  address(text: string): Resolution {
    const ip = parseIP(text);
    const canonical = canonicalIP(text);
    if (ip === undefined || canonical === undefined) {
      return { ok: false, reason: "not-an-address", text };
    }
    this.#byAddress ??= this.#indexAddresses();
    const endpoint = this.#byAddress.get(canonical) ?? { kind: "address", ip: canonical };
    return { ok: true, endpoint, family: ip.family };
  }

  /** Pods on the host's network that share an address with this end, itself left out (S46). */
  onHost(end: Endpoint): readonly PodEndpoint[] {
    const ips = end.kind === "pod" ? (end.hostNetwork ? end.ips : []) : [end.ip];
    if (ips.length === 0) return [];
    this.#hostPods ??= this.pods.filter(({ hostNetwork }) => hostNetwork);
    return this.#hostPods.filter(
      (pod) =>
        !(end.kind === "pod" && end.name === pod.name && end.namespace === pod.namespace) &&
        pod.ips.some((ip) => ips.includes(ip)),
    );
  }

  /** `NAMESPACE/POD`, or an IP address. */
  resolve(text: string): Resolution {
    const slash = text.indexOf("/");
    return slash < 0 ? this.address(text) : this.pod(text.slice(0, slash), text.slice(slash + 1));
  }

  /** Later entries win: a pod over a node over a pod on the host's network. */
  #indexAddresses(): Map<string, Endpoint> {
    const index = new Map<string, Endpoint>();
    const add = (ip: string, endpoint: Endpoint): void => {
      const canonical = canonicalIP(ip);
      if (canonical !== undefined) index.set(canonical, endpoint);
    };
    for (const pod of this.pods) if (pod.hostNetwork) for (const ip of pod.ips) add(ip, pod);
    for (const [nodeName, ips] of this.nodes) {
      for (const ip of ips) add(ip, { kind: "address", ip, nodeName });
    }
    for (const pod of this.pods) if (!pod.hostNetwork) for (const ip of pod.ips) add(ip, pod);
    return index;
  }
}

/** A flow between two resolved ends; a family that was named is kept (S28). */
export function flowBetween(
  source: Resolution & { readonly ok: true },
  destination: Resolution & { readonly ok: true },
  port: number,
  protocol: FlowProtocol,
): Flow {
  const family = destination.family ?? source.family;
  return {
    source: source.endpoint,
    destination: destination.endpoint,
    port,
    protocol,
    ...(family !== undefined && { family }),
  };
}

// ---------------------------------------------------------------------------------------------

function nodeAddresses(objects: Omit<ClusterObjects, "policies">): Map<string, string[]> {
  const nodes = new Map<string, string[]>();
  for (const node of objects.nodes) {
    const ips = (node.status?.addresses ?? [])
      .filter(({ type }) => type === "InternalIP")
      .flatMap(({ address }) => canonicalIP(address) ?? []);
    if (ips.length > 0) nodes.set(node.metadata.name, ips);
  }
  const known = new Set(nodes.keys());
  const addressed = new Set([...nodes.values()].flat());
  for (const pod of objects.pods) {
    const hostIP = pod.status?.hostIP;
    const name = pod.spec.nodeName ?? hostIP;
    if (hostIP === undefined || name === undefined || known.has(name)) continue;
    const ip = canonicalIP(hostIP);
    // A pod that does not say its node runs on the one that has the address.
    if (ip === undefined || (pod.spec.nodeName === undefined && addressed.has(ip))) continue;
    const ips = nodes.get(name) ?? [];
    if (!ips.includes(ip)) nodes.set(name, [...ips, ip]);
  }
  return nodes;
}

/** Namespaces in order of name, each with its pods in order of name. */
function groupByNamespace(pods: readonly Pod[]): [string, Pod[]][] {
  const groups = new Map<string, Pod[]>();
  for (const pod of pods) {
    const namespace = pod.metadata.namespace ?? "default";
    const group = groups.get(namespace);
    if (group === undefined) groups.set(namespace, [pod]);
    else group.push(pod);
  }
  for (const group of groups.values()) sortByName(group);
  return [...groups].sort(([a], [b]) => compareText(a, b));
}

/** Lists mostly come in order already. */
function sortByName(pods: Pod[]): void {
  for (let i = 1; i < pods.length; i++) {
    if ((pods[i - 1]?.metadata.name ?? "") > (pods[i]?.metadata.name ?? "")) {
      pods.sort((a, b) => compareText(a.metadata.name, b.metadata.name));
      return;
    }
  }
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * A pod's namespace exists even where nobody wrote it down; it has its name as a label (S24).
 * @param known labels that are taken if they are the same ones.
 */
function withName(labels: Labels | undefined, name: string, known: Labels | undefined): Labels {
  if (labels !== undefined && labelValue(labels, NAMESPACE_NAME_LABEL) === name) return labels;
  const named = { ...labels, [NAMESPACE_NAME_LABEL]: name };
  return known !== undefined && sameLabels(known, named) ? known : named;
}

function sameLabels(a: Labels, b: Labels): boolean {
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => labelValue(b, key) === a[key])
  );
}

function sameNodes(
  a: ReadonlyMap<string, readonly string[]>,
  b: ReadonlyMap<string, readonly string[]>,
): boolean {
  if (a.size !== b.size) return false;
  for (const [name, ips] of a) if (b.get(name)?.join(" ") !== ips.join(" ")) return false;
  return true;
}

/** The end that a pod is, or why it is none (S66–S68). */
function endOf(
  pod: Pod,
  namespaceLabels: Labels,
  nodeOf: ReadonlyMap<string, string>,
): PodEndpoint | NoEnd {
  const { status, spec, metadata } = pod;
  if (status?.phase === "Succeeded" || status?.phase === "Failed") return "finished";
  const ips = addressesOf(pod);
  if (ips.length === 0) return "no-address";
  const hostNetwork = spec.hostNetwork === true;
  const nodeName =
    spec.nodeName ??
    nodeByAddress(status?.hostIP, nodeOf) ??
    (hostNetwork ? nodeByAddress(ips[0], nodeOf) : undefined);
  const endpoint: PodEndpoint = {
    kind: "pod",
    namespace: metadata.namespace ?? "default",
    name: metadata.name,
    labels: metadata.labels ?? NO_LABELS,
    namespaceLabels,
    ips,
    hostNetwork,
    namedPorts: namedPortsOf(pod),
  };
  return nodeName === undefined ? endpoint : { ...endpoint, nodeName };
}

const NO_LABELS: Labels = {};

function nodeByAddress(
  ip: string | undefined,
  nodeOf: ReadonlyMap<string, string>,
): string | undefined {
  if (ip === undefined) return undefined;
  return nodeOf.get(canonicalIP(ip) ?? ip);
}

/** The addresses of a pod that are addresses, canonical, in its order. */
function addressesOf({ status }: Pod): string[] {
  const listed = status?.podIPs ?? [];
  if (listed.length === 0) return canonicalList(status?.podIP);
  const [only] = listed;
  if (listed.length === 1) return canonicalList(only?.ip);
  return listed.flatMap(({ ip }) => canonicalIP(ip) ?? []);
}

function canonicalList(text: string | undefined): string[] {
  const ip = text === undefined ? undefined : canonicalIP(text);
  return ip === undefined ? [] : [ip];
}

/** Ports of containers and of init containers that go on running beside them (S34). */
function namedPortsOf({ spec }: Pod): NamedPort[] {
  const named: NamedPort[] = [];
  for (const container of spec.initContainers ?? []) {
    if (container.restartPolicy === "Always") addNamedPorts(named, container);
  }
  for (const container of spec.containers) addNamedPorts(named, container);
  return named;
}

type NamedPort = PodEndpoint["namedPorts"][number];

function addNamedPorts(named: NamedPort[], container: Container): void {
  for (const { name, containerPort, protocol } of container.ports ?? []) {
    if (name !== undefined && name !== "") {
      named.push({ name, port: containerPort, protocol: protocol ?? "TCP" });
    }
  }
}

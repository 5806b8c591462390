/**
 * Pods made into ends of connections: addresses parsed, names of ports collected, nodes found out.
 *
 * A pod without an address or one that has finished is no end (S66, S68); a terminating one still
 * is (S67). What did not change from one state to the next stays the same object.
 */
import { labelValue } from "../api/labels.ts";
import type { Container, Labels, Namespace, NetworkPolicy, Node, Pod } from "../api/objects.ts";
import { canonicalIP } from "../net/ip.ts";
import { NAMESPACE_NAME_LABEL } from "./normalise.ts";
import type { PodEndpoint } from "./types.ts";

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

/** Why something is no end of a connection. */
export type NoEnd = "no-address" | "finished" | "unknown-pod" | "not-an-address";

/** The ends of a cluster. Immutable. */
export interface Ends {
  readonly objects: Omit<ClusterObjects, "policies">;
  /** Ordered by namespace, then by name. */
  readonly pods: readonly PodEndpoint[];
  readonly namespaces: readonly NamespaceRange[];
  /** Addresses of every node: the InternalIPs of its object, else the hostIP of its pods (S43). */
  readonly nodes: ReadonlyMap<string, readonly string[]>;
  readonly nodeOf: ReadonlyMap<string, string>;
  /** Every pod object in order, and the end that it was made into, or why it is none. */
  readonly sorted: readonly Pod[];
  readonly made: readonly (PodEndpoint | NoEnd)[];
}

/** @param previous ends of another state: those of the same objects are taken. */
export function makeEnds(objects: Omit<ClusterObjects, "policies">, previous?: Ends): Ends {
  const nodes = nodeAddresses(objects);
  const nodeOf = new Map<string, string>();
  for (const [name, ips] of nodes) for (const ip of ips) nodeOf.set(ip, name);
  const known = previous !== undefined && sameNodes(previous.nodes, nodes) ? previous : undefined;
  const knownEnds = new Map<Pod, PodEndpoint | NoEnd>();
  known?.sorted.forEach((pod, i) => {
    const end = known.made[i];
    if (end !== undefined) knownEnds.set(pod, end);
  });
  const knownLabels = new Map(known?.namespaces.map(({ name, labels }) => [name, labels]));

  const labelsOf = new Map<string, Labels | undefined>();
  for (const { metadata } of objects.namespaces) labelsOf.set(metadata.name, metadata.labels);
  const pods: PodEndpoint[] = [];
  const namespaces: NamespaceRange[] = [];
  const sorted: Pod[] = [];
  const made: (PodEndpoint | NoEnd)[] = [];
  for (const [name, members] of groupByNamespace(objects.pods)) {
    const start = pods.length;
    const labels = withName(labelsOf.get(name), name, knownLabels.get(name));
    for (const pod of members) {
      let end = knownEnds.get(pod);
      if (end === undefined || (typeof end === "object" && end.namespaceLabels !== labels)) {
        end = endOf(pod, labels, nodeOf);
      }
      sorted.push(pod);
      made.push(end);
      if (typeof end === "object") pods.push(end);
    }
    namespaces.push({ name, labels, start, end: pods.length });
  }
  return { objects, pods, namespaces, nodes, nodeOf, sorted, made };
}

/** Beyond so many changed pods all ends are made anew. */
const MAX_PATCHED = 64;

/**
 * The ends after some pods changed that kept their names and nodes and are ends as before: all else
 * is taken as it is. Undefined where more changed. Costs one comparison a pod.
 */
export function patchEnds(
  previous: Ends,
  objects: Omit<ClusterObjects, "policies">,
): Ends | undefined {
  const { objects: old, nodeOf } = previous;
  if (!sameItems(old.namespaces, objects.namespaces) || !sameItems(old.nodes, objects.nodes)) {
    return undefined;
  }
  if (old.pods.length !== objects.pods.length) return undefined;
  const changed: [Pod, Pod][] = [];
  for (let i = 0; i < old.pods.length; i++) {
    const [was, is] = [old.pods[i], objects.pods[i]];
    if (was === is || was === undefined || is === undefined) continue;
    if (!keepsPlace(was, is) || changed.length === MAX_PATCHED) return undefined;
    changed.push([was, is]);
  }
  const pods = [...previous.pods];
  const sorted = [...previous.sorted];
  const made = [...previous.made];
  for (const [was, is] of changed) {
    const at = sorted.indexOf(was);
    const before = made[at];
    if (typeof before !== "object") return undefined;
    const end = endOf(is, before.namespaceLabels, nodeOf);
    if (typeof end !== "object") return undefined;
    sorted[at] = is;
    made[at] = end;
    pods[pods.indexOf(before)] = end;
  }
  return { ...previous, objects, pods, sorted, made };
}

/** May one stand for the other without any other end noticing? */
function keepsPlace(was: Pod, is: Pod): boolean {
  return (
    was.metadata.name === is.metadata.name &&
    was.metadata.namespace === is.metadata.namespace &&
    was.spec.nodeName === is.spec.nodeName &&
    was.status?.hostIP === is.status?.hostIP
  );
}

/** The same items in the same order? */
export function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a === b || (a.length === b.length && a.every((item, index) => item === b[index]));
}

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

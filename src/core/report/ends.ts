/**
 * The ends that matrices and differences speak of: pods by namespace and workload, and the outside
 * addresses that were asked for.
 */
import type { Pod } from "../api/objects.ts";
import { workloadName } from "../api/workload.ts";
import type { CompiledNetwork } from "../netpol/compile.ts";
import { guardCounts } from "../netpol/diff.ts";
import { compareText } from "../netpol/endpoints.ts";
import type { PortOfInterest } from "../netpol/matrix.ts";
import type { Endpoint, PodEndpoint } from "../netpol/types.ts";

/** A cluster as reports read it. */
export interface ReportCluster {
  readonly network: CompiledNetwork;
  /** The pods as the API server stores them: they know their workload. */
  readonly pods: readonly Pod[];
  /** What an end listens on. Left out where that is not known: then every port counts. */
  readonly portsOf?: (end: Endpoint) => readonly PortOfInterest[];
  /** The order of namespaces; those not named follow by name. */
  readonly namespaces?: readonly string[];
  /** Addresses beyond the cluster that are ends too. */
  readonly outside?: readonly { readonly name: string; readonly ip: string }[];
  /** Pods that are ends; all unless said. */
  readonly keep?: (pod: PodEndpoint) => boolean;
}

export interface PodRefEnd {
  readonly kind: "pod";
  readonly namespace: string;
  readonly name: string;
  readonly workload: string;
}

export interface OutsideRef {
  readonly kind: "outside";
  readonly name: string;
}

export type EndRef = PodRefEnd | OutsideRef;

export interface ReportEnd {
  readonly ref: EndRef;
  readonly endpoint: Endpoint;
  /** Position in `network.endpoints.pods`; -1 for an address. */
  readonly pod: number;
  /** How many policies guard the gate; undefined where there is no gate. */
  readonly egress: number | undefined;
  readonly ingress: number | undefined;
  /** What it listens on; undefined where that is not known. */
  readonly ports: readonly PortOfInterest[] | undefined;
}

/** `shop/web-1` of a pod, the name of an outside address. */
export function endText(ref: EndRef): string {
  return ref.kind === "pod" ? `${ref.namespace}/${ref.name}` : ref.name;
}

/** The workload of every pod, by `NAMESPACE/NAME`. */
export function workloadsOf(pods: readonly Pod[]): ReadonlyMap<string, string> {
  return new Map(
    pods.map((pod) => [
      `${pod.metadata.namespace ?? "default"}/${pod.metadata.name}`,
      workloadName(pod),
    ]),
  );
}

/**
 * Pods in the order of their namespaces, of workloads by their first pod's name, then by name; after
 * them the outside addresses. Pods on the hosts' network are left out where the plugin takes them for
 * their node (S46): no policy guards them.
 */
export function endsOf(cluster: ReportCluster): readonly ReportEnd[] {
  const { network, portsOf } = cluster;
  const workloads = workloadsOf(cluster.pods);
  const egress = guardCounts(network, "Egress");
  const ingress = guardCounts(network, "Ingress");
  const pods = network.endpoints.pods.flatMap((endpoint, index): ReportEnd[] => {
    if (endpoint.hostNetwork && network.profile.hostNetwork !== "identity") return [];
    if (cluster.keep?.(endpoint) === false) return [];
    const { namespace, name } = endpoint;
    const workload = workloads.get(`${namespace}/${name}`) ?? name;
    return [
      {
        ref: { kind: "pod", namespace, name, workload },
        endpoint,
        pod: index,
        egress: egress[index] ?? 0,
        ingress: ingress[index] ?? 0,
        ports: portsOf?.(endpoint),
      },
    ];
  });
  const outside = (cluster.outside ?? []).map(({ name, ip }): ReportEnd => {
    const endpoint: Endpoint = { kind: "address", ip };
    return {
      ref: { kind: "outside", name },
      endpoint,
      pod: -1,
      egress: undefined,
      ingress: undefined,
      ports: portsOf?.(endpoint),
    };
  });
  return [...inOrder(pods, cluster.namespaces ?? []), ...outside];
}

/** By namespace and workload. The pods come in by namespace and name. */
function inOrder(pods: readonly ReportEnd[], namespaces: readonly string[]): ReportEnd[] {
  const rank = new Map(namespaces.map((name, index) => [name, index]));
  const groups = new Map<string, Map<string, ReportEnd[]>>();
  for (const end of pods) {
    if (end.ref.kind !== "pod") continue;
    const { namespace, workload } = end.ref;
    const inNamespace = groups.get(namespace) ?? new Map<string, ReportEnd[]>();
    groups.set(namespace, inNamespace);
    const members = inNamespace.get(workload);
    if (members === undefined) inNamespace.set(workload, [end]);
    else members.push(end);
  }
  return [...groups]
    .sort(
      ([a], [b]) =>
        (rank.get(a) ?? namespaces.length) - (rank.get(b) ?? namespaces.length) ||
        compareText(a, b),
    )
    .flatMap(([, workloads]) => [...workloads.values()].flat());
}

/**
 * The blast radius of a pod among what exists: which pods can reach it, or it can reach, on the
 * ports that are listened on, by workload; and which nodes can. Both gates count here.
 */
import { workloadName } from "../api/workload.ts";
import type { CompiledNetwork } from "./compile.ts";
import { flowBetween } from "./endpoints.ts";
import { evaluate } from "./evaluate.ts";
import type { PortOfInterest } from "./matrix.ts";
import { count } from "./phrases.ts";
import type { Line } from "./phrases.ts";
import type { Direction, Endpoint, PodEndpoint } from "./types.ts";

/** Pods of one workload and what passes between them and the pod. */
export interface ReachedGroup {
  readonly namespace: string;
  readonly workload: string;
  readonly ports: readonly ReachedPort[];
}

export interface ReachedPort extends PortOfInterest {
  /** Names of the workload's pods that pass, and how many pods it has. */
  readonly pods: readonly string[];
  readonly of: number;
}

export interface Reached {
  readonly pod: PodEndpoint;
  readonly direction: Direction;
  /** In order of namespace and workload; those without a port that passes are left out. */
  readonly groups: readonly ReachedGroup[];
  /** Workloads of which no pod passes, and those that were asked. */
  readonly blocked: number;
  readonly workloads: number;
  /** Names of nodes from (or to) which a connection passes on some port. */
  readonly nodes: readonly string[];
}

/**
 * @param direction `Ingress`: who can reach the pod; `Egress`: what the pod can reach
 * @param listenersOf the ports that a pod listens on
 */
export function reachedBy(
  network: CompiledNetwork,
  pod: PodEndpoint,
  direction: Direction,
  listenersOf: (pod: PodEndpoint) => readonly PortOfInterest[],
): Reached {
  const inward = direction === "Ingress";
  const own = listenersOf(pod);
  const passes = (other: Endpoint, { port, protocol }: PortOfInterest): boolean => {
    const [source, destination] = inward ? [other, pod] : [pod, other];
    const flow = flowBetween(
      { ok: true, endpoint: source },
      { ok: true, endpoint: destination },
      port,
      protocol,
    );
    return evaluate(network, flow).allowed;
  };
  const found = [...workloadsOf(network, pod).values()].map(
    ({ namespace, workload, pods }): ReachedGroup => {
      const ports = new Map<string, { at: PortOfInterest; pods: string[]; of: number }>();
      for (const other of pods) {
        for (const at of inward ? own : listenersOf(other)) {
          const key = `${at.protocol} ${at.port}`;
          const known = ports.get(key) ?? { at, pods: [], of: 0 };
          known.of++;
          if (passes(other, at)) known.pods.push(other.name);
          ports.set(key, known);
        }
      }
      const open = [...ports.values()].filter((port) => port.pods.length > 0);
      const listed = open.map(({ at, pods: names, of }) => ({ ...at, pods: names, of }));
      return { namespace, workload, ports: listed };
    },
  );
  const groups = found.filter(({ ports }) => ports.length > 0);
  const nodes = [...network.endpoints.nodes].filter(([nodeName, [ip]]) => {
    if (ip === undefined || !inward) return false;
    return own.some((at) => passes({ kind: "address", ip, nodeName }, at));
  });
  return {
    pod,
    direction,
    groups,
    blocked: found.length - groups.length,
    workloads: found.length,
    nodes: nodes.map(([name]) => name),
  };
}

interface Workload {
  readonly namespace: string;
  readonly workload: string;
  readonly pods: PodEndpoint[];
}

/** The other pods by workload; those on the hosts' network count as nodes (S46). */
function workloadsOf(
  { endpoints, objects }: CompiledNetwork,
  pod: PodEndpoint,
): Map<string, Workload> {
  const names = new Map(
    objects.pods.map((object) => {
      const { namespace = "default", name } = object.metadata;
      return [`${namespace}/${name}`, workloadName(object)];
    }),
  );
  const found = new Map<string, Workload>();
  for (const other of endpoints.pods) {
    const { namespace, name, hostNetwork } = other;
    if (hostNetwork || (name === pod.name && namespace === pod.namespace)) continue;
    const workload = names.get(`${namespace}/${name}`) ?? name;
    const key = `${namespace}/${workload}`;
    const known = found.get(key) ?? { namespace, workload, pods: [] };
    known.pods.push(other);
    found.set(key, known);
  }
  return found;
}

/** The groups in sentences: `ops/prometheus on TCP 8080.`, `shop/web, 2 of 3 pods, on TCP 80.` */
export function reachedLines({ groups, nodes, direction, workloads }: Reached): Line[] {
  const lines = groups.flatMap(({ namespace, workload, ports }) =>
    partsOf(ports).map(([some, on]): Line => ({
      mark: "yes",
      text: `${namespace}/${workload}${some} on ${on}.`,
      lines: [],
    })),
  );
  const inward = direction === "Ingress";
  const none = workloads === 0 ? "There is no other pod." : `None of ${workloads} other workloads.`;
  if (lines.length === 0) lines.push({ mark: "no", text: none, lines: [] });
  if (nodes.length > 0 && inward) {
    const list =
      nodes.length > 3 ? count(nodes.length, "node", "nodes") : `node ${nodes.join(", ")}`;
    lines.push({
      mark: "info",
      text: `From ${list} as well: a pod's own node always may.`,
      lines: [],
    });
  }
  return lines;
}

/** Ports with the same number of pods go together. */
function partsOf(ports: readonly ReachedPort[]): [some: string, on: string][] {
  const bySome = new Map<string, string[]>();
  for (const { pods, of, port, protocol } of ports) {
    const some = pods.length === of ? "" : `, ${pods.length} of ${of} pods,`;
    bySome.set(some, [...(bySome.get(some) ?? []), `${protocol} ${port}`]);
  }
  return [...bySome].map(([some, list]) => {
    const more = list.length - MAX_PORTS;
    const named = list.slice(0, MAX_PORTS).join(", ");
    return [some, more > 0 ? `${named} and ${more} more` : named];
  });
}

const MAX_PORTS = 4;

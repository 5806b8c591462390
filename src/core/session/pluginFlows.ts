/** A lab's flows under two plugins: between pods, with nodes and outside hosts, through Services. */
import { selectorMatches } from "../api/labels.ts";
import type { ClusterState } from "../cluster/types.ts";
import type { FlowRequest } from "../graph/types.ts";
import { flowBetween } from "../netpol/endpoints.ts";
import { compareProfiles, type FlowDifference } from "../netpol/profiles/compare.ts";
import type { DecisionId, Profile } from "../netpol/profile.ts";
import type { Endpoint, Flow, PodEndpoint } from "../netpol/types.ts";
import { listenersAt, type PortOf } from "./flows.ts";
import type { OutsideHost } from "./scenario.ts";
import { endName } from "./tried.ts";
import { networkOf, outsideWorld, servicesOf } from "./view.ts";

/** A flow that only one of two plugins lets through. */
export interface PluginDifference {
  readonly request: FlowRequest;
  /** The Service it goes through, `NAMESPACE/NAME`, where that matters. */
  readonly service?: string;
  /** Whether the first plugin lets it through; the second then does not. */
  readonly first: boolean;
  /** The fewest decisions that make the difference. */
  readonly decisions: readonly DecisionId[];
}

export interface PluginComparison {
  readonly differences: readonly PluginDifference[];
  readonly total: number;
  readonly judged: number;
}

/** As many flows through Services are judged at most. */
const MAX_SERVICE_FLOWS = 20_000;

const KUBELET: PortOf = { port: 10250, protocol: "TCP" };

/** Judges every flow of a state under both; lists those that differ, `limit` at most. */
export function comparePlugins(
  state: ClusterState,
  outside: readonly OutsideHost[],
  first: Profile,
  second: Profile,
  limit?: number,
): PluginComparison {
  const network = networkOf(state);
  const services = new Map<Flow, string>();
  const others = (function* (): Iterable<Flow> {
    yield* withAddresses(state, outside);
    let left = MAX_SERVICE_FLOWS;
    for (const { flow, service } of throughServices(state, first, second)) {
      if (left-- === 0) return;
      services.set(flow, service);
      yield flow;
    }
  })();
  const portsOf = (pod: PodEndpoint): readonly PortOf[] => listenersAt(state, pod);
  const flows = { portsOf, others, rank: ofTheSystem };
  const found = compareProfiles(network, first, second, flows, limit);
  return {
    ...found,
    differences: found.differences.map((difference) =>
      shown(difference, services.get(difference.flow)),
    ),
  };
}

/** The person's own pods first; then what has to do with kube-system. */
function ofTheSystem({ source, destination }: Flow): number {
  const system = (end: Endpoint): boolean => end.kind === "pod" && end.namespace === "kube-system";
  return system(source) || system(destination) ? 1 : 0;
}

function shown(
  { flow, first, decisions }: FlowDifference,
  service: string | undefined,
): PluginDifference {
  const { source, destination, port, protocol } = flow;
  const request = {
    source: endName(source),
    destination: endName(destination),
    port,
    protocol,
  };
  return { request, first, decisions, ...(service !== undefined && { service }) };
}

/** Pods with the nodes and with the outside hosts of the scenario, on what the other end listens on. */
function* withAddresses(state: ClusterState, hosts: readonly OutsideHost[]): Iterable<Flow> {
  const { pods, nodes } = networkOf(state).endpoints;
  const world = outsideWorld(hosts);
  const addresses: { readonly end: Endpoint; readonly ports: readonly PortOf[] }[] = [
    ...[...nodes].flatMap(([nodeName, [ip]]) =>
      ip === undefined
        ? []
        : [{ end: { kind: "address", ip, nodeName } as const, ports: [KUBELET] }],
    ),
    ...hosts.map(({ ip }) => ({
      end: { kind: "address", ip } as const,
      ports: (world.host(ip)?.listeners ?? []).map(({ port, protocol }) => ({ port, protocol })),
    })),
  ];
  const ping = { port: 0, protocol: "ICMP" } as const;
  for (const pod of pods) {
    for (const { end, ports } of addresses) {
      for (const at of [...ports, ping]) yield { source: pod, destination: end, ...at };
      for (const at of [...listenersAt(state, pod), ping]) {
        yield { source: end, destination: pod, ...at };
      }
    }
  }
}

/**
 * Pods to themselves through their Services (S41), and where the plugins see a Service otherwise
 * (S52) from every pod to every backend.
 */
function* throughServices(
  state: ClusterState,
  first: Profile,
  second: Profile,
): Iterable<{ readonly flow: Flow; readonly service: string }> {
  const { pods } = networkOf(state).endpoints;
  const everyone = first.egressStage !== second.egressStage;
  for (const { metadata, spec } of servicesOf(state)) {
    const { selector, clusterIP, ports = [] } = spec;
    const namespace = metadata.namespace ?? "default";
    if (selector === undefined || clusterIP === undefined || clusterIP === "None") continue;
    const backends = pods.filter(
      (pod) =>
        pod.namespace === namespace && selectorMatches({ matchLabels: selector }, pod.labels),
    );
    for (const entry of ports) {
      const protocol = entry.protocol ?? "TCP";
      const dialled = { ip: clusterIP, port: entry.port };
      for (const backend of backends) {
        const port = targetOf(entry.targetPort ?? entry.port, protocol, backend);
        if (port === undefined) continue;
        for (const source of everyone ? pods : [backend]) {
          const ends = [source, backend].map((endpoint) => ({ ok: true, endpoint }) as const);
          const [from, to] = ends;
          if (from === undefined || to === undefined) continue;
          const flow = flowBetween(from, to, port, protocol);
          yield {
            flow: { ...flow, viaService: true, dialled },
            service: `${namespace}/${metadata.name}`,
          };
        }
      }
    }
  }
}

function targetOf(
  target: number | string,
  protocol: string,
  { namedPorts }: PodEndpoint,
): number | undefined {
  if (typeof target === "number") return target;
  return namedPorts.find((port) => port.name === target && port.protocol === protocol)?.port;
}

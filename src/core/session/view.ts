/**
 * The cluster as verdicts see it: compiled policies of a state, ends by the names that the graph and
 * the scenario use, and the judge of the graph. Everything that shows a verdict asks here.
 */
import type {
  KubeObject,
  Namespace,
  NetworkPolicy,
  Node,
  Pod,
  Protocol,
  Service,
} from "../api/objects.ts";
import { selectorMatches } from "../api/labels.ts";
import type { ClusterState, GroupKind } from "../cluster/types.ts";
import type { GraphJudge } from "../graph/judge.ts";
import { policiesOf, statusOf } from "../graph/judge.ts";
import { podId } from "../graph/ids.ts";
import type { CardId, FlowRequest, FlowStatus } from "../graph/types.ts";
import { compileNetwork, recompile, type CompiledNetwork } from "../netpol/compile.ts";
import { evaluate, policiesIsolating } from "../netpol/evaluate.ts";
import { flowBetween, type ClusterObjects, type Resolution } from "../netpol/endpoints.ts";
import type { Plugin } from "../netpol/profiles/plugin.ts";
import { pluginNamed } from "../netpol/profiles/registry.ts";
import { SPEC } from "../netpol/profiles/spec.ts";
import type { Endpoint, Verdict } from "../netpol/types.ts";
import { inIPv4Range } from "../network/addresses.ts";
import { findListener, listenersOf } from "../network/listeners.ts";
import { createOutside, webHost, type Outside } from "../network/outside.ts";
import type { Listener } from "../network/types.ts";
import type { OutsideHost } from "./scenario.ts";

const KINDS = {
  namespaces: "/Namespace",
  pods: "/Pod",
  services: "/Service",
  nodes: "/Node",
  policies: "networking.k8s.io/NetworkPolicy",
} as const satisfies Record<string, GroupKind>;

/** The objects of a kind; the array is the same as long as nothing of the kind changed. */
const listed = new WeakMap<ReadonlyMap<string, KubeObject>, readonly KubeObject[]>();

function list(state: ClusterState, kind: keyof typeof KINDS): readonly KubeObject[] {
  const map = state.objects.get(KINDS[kind]);
  if (map === undefined) return [];
  let items = listed.get(map);
  if (items === undefined) {
    items = [...map.values()];
    listed.set(map, items);
  }
  return items;
}

// the map of a kind holds objects of that kind, as the API server admitted them
export const namespacesOf = (state: ClusterState): readonly Namespace[] =>
  list(state, "namespaces");
export const podsOf = (state: ClusterState): readonly Pod[] =>
  list(state, "pods") as readonly Pod[];
export const servicesOf = (state: ClusterState): readonly Service[] =>
  list(state, "services") as readonly Service[];
export const nodesOf = (state: ClusterState): readonly Node[] => list(state, "nodes");
export const policiesIn = (state: ClusterState): readonly NetworkPolicy[] =>
  list(state, "policies");

/** What verdicts depend on; each list is the same as long as nothing of its kind changed. */
export function clusterObjectsOf(state: ClusterState): ClusterObjects {
  return {
    namespaces: namespacesOf(state),
    pods: podsOf(state),
    nodes: nodesOf(state),
    policies: policiesIn(state),
  };
}

/** The network plugin of a state; a name that no plugin has is the spec default. */
export function pluginOf(state: ClusterState): Plugin {
  return pluginNamed(state.plugin) ?? SPEC;
}

const compiled = new WeakMap<ClusterState, CompiledNetwork>();
let latest: CompiledNetwork | undefined;

/** The compiled policies of a state; what the last state had in common is not compiled again. */
export function networkOf(state: ClusterState): CompiledNetwork {
  const known = compiled.get(state);
  if (known !== undefined) return known;
  const objects = clusterObjectsOf(state);
  const { profile } = pluginOf(state);
  const network =
    latest === undefined ? compileNetwork(objects, profile) : recompile(latest, objects, profile);
  latest = network;
  compiled.set(state, network);
  return network;
}

/**
 * The end that a card stands for: `pod/NS/NAME`, `node/NAME`, `outside/NAME` of the scenario or
 * `outside/ADDRESS`. What a person writes (`NS/NAME`, an address) is no card, since a namespace may
 * be called `pod` or `node`: {@link resolveName}.
 */
export function resolveEnd(
  state: ClusterState,
  card: CardId,
  outside: readonly OutsideHost[] = [],
): Resolution {
  const { endpoints } = networkOf(state);
  const [kind, ...rest] = card.split("/");
  const key = rest.join("/");
  if (kind === "pod") return endpoints.resolve(key);
  if (kind === "node") {
    const [address] = endpoints.nodes.get(key) ?? [];
    return endpoints.resolve(address ?? key);
  }
  if (kind === "outside") {
    // a card without a host in the scenario is named by its address
    const host = outside.find((candidate) => candidate.name === key);
    return endpoints.resolve(host?.ip ?? key);
  }
  return { ok: false, reason: "not-an-address", text: card };
}

/** An end as a person writes it: `NS/NAME` of a pod, or an address. */
export function resolveName(state: ClusterState, name: string): Resolution {
  return networkOf(state).endpoints.resolve(name);
}

/** The verdict on an attempt between two named ends, or undefined when one is no end (S66, S68). */
export function verdictOn(
  state: ClusterState,
  request: FlowRequest,
  outside: readonly OutsideHost[] = [],
): Verdict | undefined {
  const source = resolveEnd(state, request.source, outside);
  const destination = resolveEnd(state, request.destination, outside);
  if (!source.ok || !destination.ok) return undefined;
  const flow = flowBetween(source, destination, request.port, request.protocol);
  return evaluate(networkOf(state), flow);
}

const worlds = new WeakMap<readonly OutsideHost[], Outside>();

/** The world beyond the cluster as a lab with these hosts of its scenario has it. */
export function outsideWorld(hosts: readonly OutsideHost[]): Outside {
  let world = worlds.get(hosts);
  if (world === undefined) {
    world = createOutside(hosts.map((host) => webHost(host.ip, [host.name])));
    worlds.set(hosts, world);
  }
  return world;
}

/** How an attempt ends that all policies let pass: as the data plane would find the other end. */
function arrival(
  state: ClusterState,
  { port, protocol }: Pick<FlowRequest, "port" | "protocol">,
  to: Endpoint,
  hosts: readonly OutsideHost[],
): FlowStatus {
  const listens = (listeners: readonly Listener[]): FlowStatus =>
    protocol === "ICMP" || findListener(listeners, port, protocol) !== undefined
      ? "allowed"
      : "refused";
  if (to.kind === "pod") {
    const pod = state.objects.get(KINDS.pods)?.get(`${to.namespace}/${to.name}`) as Pod | undefined;
    return pod === undefined ? "no-answer" : listens(listenersOf(pod));
  }
  if (to.nodeName !== undefined) return "allowed";
  const host = outsideWorld(hosts).host(to.ip);
  if (host !== undefined) return listens(host.listeners);
  const service = serviceAt(state, to.ip);
  if (service !== undefined) return ofService(state, service, port);
  const isPodRange = nodesOf(state).some(({ spec }) =>
    (spec?.podCIDRs ?? [spec?.podCIDR ?? ""]).some((range) => inIPv4Range(to.ip, range)),
  );
  return isPodRange ? "no-route" : "no-answer";
}

/** The Service that has an address for its own. */
export function serviceAt(state: ClusterState, ip: string): Service | undefined {
  return servicesOf(state).find(
    ({ spec }) => spec.clusterIP === ip || spec.clusterIPs?.includes(ip) === true,
  );
}

/** Does the Service lead to a pod? Then attempts end there, and not at its own address. */
export function leadsToPods(state: ClusterState, service: Service, port: number): boolean {
  return service.spec.selector !== undefined && ofService(state, service, port) === "allowed";
}

/** The address of a Service itself is an end only while nothing stands behind it. */
function ofService(state: ClusterState, service: Service, port: number): FlowStatus {
  const { selector, ports = [] } = service.spec;
  if (!ports.some((candidate) => candidate.port === port)) return "no-answer";
  if (selector === undefined) return "allowed";
  const backed = podsOf(state).some(
    ({ metadata, status }) =>
      metadata.namespace === service.metadata.namespace &&
      status?.phase === "Running" &&
      selectorMatches({ matchLabels: selector }, metadata.labels),
  );
  return backed ? "allowed" : "refused";
}

const podKey = (card: CardId): `${string}/${string}` => {
  const [, namespace = "", name = ""] = card.split("/");
  return `${namespace}/${name}`;
};

/** What the graph asks: which policies guard a gate, and how an attempt would end now. */
export function graphJudge(state: ClusterState, outside: readonly OutsideHost[]): GraphJudge {
  const network = networkOf(state);
  return {
    guards(card, direction) {
      const pod = network.endpoints.resolve(podKey(card));
      if (!pod.ok || pod.endpoint.kind !== "pod") return [];
      return policiesIsolating(network, pod.endpoint, direction).map((policy) => policy.ref);
    },
    judge(request) {
      const verdict = verdictOn(state, request, outside);
      if (verdict === undefined) return { status: "no-route", policies: [] };
      const status = statusOf(verdict);
      return {
        status:
          status === "allowed"
            ? arrival(state, request, verdict.flow.destination, outside)
            : status,
        policies: policiesOf(verdict),
      };
    },
  };
}

/** One attempt as a list shows it. */
export interface FlowLine extends FlowRequest {
  readonly status: FlowStatus;
}

const MAX_LINES = 400;

/** Every attempt from and to a pod, on the ports that the other end listens on. */
export function flowsOfPod(
  state: ClusterState,
  card: CardId,
): { readonly outgoing: readonly FlowLine[]; readonly incoming: readonly FlowLine[] } {
  const judge = graphJudge(state, []);
  const pods = networkOf(state).endpoints.pods.filter((pod) => !pod.hostNetwork);
  const ids = pods.map((pod) => podId(pod.namespace, pod.name)).filter((id) => id !== card);
  const portsOf = (id: CardId): readonly { port: number; protocol: Protocol }[] => {
    const pod = state.objects.get(KINDS.pods)?.get(podKey(id)) as Pod | undefined;
    return pod === undefined ? [] : listenersOf(pod);
  };
  const line = (
    source: CardId,
    destination: CardId,
    port: number,
    protocol: Protocol,
  ): FlowLine => {
    const request = { source, destination, port, protocol };
    return { ...request, status: judge.judge(request).status };
  };
  return {
    outgoing: ids
      .flatMap((id) => portsOf(id).map(({ port, protocol }) => line(card, id, port, protocol)))
      .slice(0, MAX_LINES),
    incoming: portsOf(card)
      .flatMap(({ port, protocol }) => ids.map((id) => line(id, card, port, protocol)))
      .slice(0, MAX_LINES),
  };
}

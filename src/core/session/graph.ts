/** The graph of a lab: which namespaces and pods the picture shows, and which flows are asked for. */
import type { Namespace, Pod } from "../api/objects.ts";
import { selectorMatches } from "../api/labels.ts";
import type { ClusterState } from "../cluster/types.ts";
import { podId } from "../graph/ids.ts";
import type { AskedFlow } from "../graph/input.ts";
import { buildGraph } from "../graph/model.ts";
import type { CardId, FlowMode, FlowRequest, GraphModel } from "../graph/types.ts";
import type { OutsideHost, Scenario, WatchedFlow } from "./scenario.ts";
import type { TriedFlow } from "./tried.ts";
import {
  graphJudge,
  leadsToPods,
  namespacesOf,
  nodesOf,
  podsOf,
  policiesIn,
  serviceAt,
  servicesOf,
} from "./view.ts";

/** Namespaces that every cluster has; without pods they tell nothing. */
const SYSTEM = new Set(["default", "kube-node-lease", "kube-public", "kube-system"]);
const LAST = "kube-system";

/** The pods of the picture: all but the cluster's own on the hosts' network. */
export function shownPods(state: ClusterState): readonly Pod[] {
  return podsOf(state).filter(
    (pod) => pod.metadata.namespace !== LAST || pod.spec.hostNetwork !== true,
  );
}

/** The namespaces of the picture, the cluster's own last. */
export function shownNamespaces(state: ClusterState): readonly Namespace[] {
  const used = new Set(shownPods(state).map((pod) => pod.metadata.namespace));
  const shown = namespacesOf(state).filter(
    ({ metadata: { name } }) => !SYSTEM.has(name) || used.has(name),
  );
  const rank = (namespace: Namespace): number => (namespace.metadata.name === LAST ? 1 : 0);
  return shown.toSorted((a, b) => rank(a) - rank(b));
}

/** The first pod behind kube-dns: where names are asked for. */
export function dnsPod(state: ClusterState): CardId | undefined {
  const service = servicesOf(state).find(
    ({ metadata }) => metadata.namespace === LAST && metadata.name === "kube-dns",
  );
  const selector = service?.spec.selector;
  if (selector === undefined) return undefined;
  const pod = podsOf(state).find(
    ({ metadata }) =>
      metadata.namespace === LAST && selectorMatches({ matchLabels: selector }, metadata.labels),
  );
  return pod === undefined ? undefined : podId(LAST, pod.metadata.name);
}

/** The card of an address: a host of the scenario by its name, else a card of its own. */
export function outsideCard(outside: readonly OutsideHost[], ip: string): CardId {
  return `outside/${outside.find((host) => host.ip === ip)?.name ?? ip}`;
}

/** The card of an end as scenario and trials name it; undefined while there is no DNS. */
export function cardOfEnd(
  state: ClusterState,
  outside: readonly OutsideHost[],
  end: string,
): CardId | undefined {
  if (end === "dns") return dnsPod(state);
  const slash = end.indexOf("/");
  if (slash < 0) return outsideCard(outside, end);
  // a namespace may be called `pod`, `node` or `outside`: then there is such a pod
  const isPod = state.objects.get("/Pod")?.has(`${end.slice(0, slash)}/${end.slice(slash + 1)}`);
  return isPod !== true && /^(?:pod\/[^/]+|node|outside)\//.test(end) ? end : `pod/${end}`;
}

/** A watched flow as a request, or undefined while one end is missing. */
export function watchedRequest(
  state: ClusterState,
  scenario: Scenario,
  flow: WatchedFlow,
): FlowRequest | undefined {
  const source = cardOfEnd(state, scenario.outside, flow.from);
  const destination = cardOfEnd(state, scenario.outside, flow.to);
  if (source === undefined || destination === undefined) return undefined;
  return { source, destination, port: flow.port, protocol: flow.protocol };
}

export interface GraphOptions {
  readonly mode: FlowMode;
  readonly selected?: readonly CardId[];
  /** A flow that is to be drawn whatever the mode: the selected one. */
  readonly flow?: FlowRequest;
  readonly expanded?: ReadonlySet<string>;
  readonly folded?: ReadonlySet<string>;
}

/** Builds the graph of a state. Trials and watched flows are judged anew, as they would end now. */
export function graphOf(
  state: ClusterState,
  scenario: Scenario,
  tried: readonly TriedFlow[],
  options: GraphOptions,
): GraphModel {
  const { outside } = scenario;
  const asked = tried.flatMap((flow): AskedFlow[] => {
    const service = serviceAt(state, flow.destination);
    if (service !== undefined && leadsToPods(state, service, flow.port)) return [];
    const source = cardOfEnd(state, outside, flow.source);
    const destination = cardOfEnd(state, outside, flow.destination);
    if (source === undefined || destination === undefined) return [];
    return [{ source, destination, port: flow.port, protocol: flow.protocol }];
  });
  if (options.flow !== undefined) asked.push(options.flow);
  const addresses = new Map(outside.map((host) => [`outside/${host.name}`, host.ip]));
  for (const { source, destination } of asked)
    for (const card of [source, destination])
      if (card.startsWith("outside/") && !addresses.has(card))
        addresses.set(card, card.slice("outside/".length));
  const nodes = new Set(asked.flatMap(({ source, destination }) => [source, destination]));
  return buildGraph({
    namespaces: shownNamespaces(state),
    pods: shownPods(state),
    policies: policiesIn(state),
    nodes: nodesOf(state).filter((node) => nodes.has(`node/${node.metadata.name}`)),
    outside: [...addresses].map(([card, address]) => {
      const service = serviceAt(state, address);
      const title = service && { title: `Service ${service.metadata.name}` };
      return { name: card.slice("outside/".length), address, ...title };
    }),
    judge: graphJudge(state, outside),
    tried: asked,
    watched: scenario.watch.flatMap((flow) => watchedRequest(state, scenario, flow) ?? []),
    selected: options.selected ?? [],
    all: options.mode === "all",
    ...(options.expanded === undefined ? {} : { expanded: options.expanded }),
    ...(options.folded === undefined ? {} : { folded: options.folded }),
  });
}

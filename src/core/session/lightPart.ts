/**
 * What a part of a policy speaks of in a cluster: the pods behind the guarded gates, the pods that its
 * peers are, the connections that it lets through. Asked of the evaluator, with that policy alone.
 */
import type { NetworkPolicy, NetworkPolicySpec } from "../api/objects.ts";
import type { ClusterState } from "../cluster/types.ts";
import type { Lit } from "../graph/emphasis.ts";
import { podId } from "../graph/ids.ts";
import type { FlowRequest } from "../graph/types.ts";
import type { PolicyPart } from "../lessons/prose.ts";
import { compileNetwork, type CompiledNetwork } from "../netpol/compile.ts";
import { evaluate, policiesIsolating } from "../netpol/evaluate.ts";
import type { Direction, PodEndpoint } from "../netpol/types.ts";
import { listenersAt, type PortOf } from "./flows.ts";
import { clusterObjectsOf } from "./view.ts";

const DIRECTIONS: readonly Direction[] = ["Ingress", "Egress"];

/** A port of no meaning, asked about where a rule names none. */
const ANY_PORT: PortOf = { port: 1, protocol: "TCP" };

/** The cluster with this policy and no other. */
function alone(state: ClusterState, policy: NetworkPolicy): CompiledNetwork {
  return compileNetwork({ ...clusterObjectsOf(state), policies: [policy] });
}

function targetsOf(network: CompiledNetwork, direction: Direction): readonly PodEndpoint[] {
  return network.endpoints.pods.filter(
    (pod) => policiesIsolating(network, pod, direction).length > 0,
  );
}

interface Pass {
  readonly target: PodEndpoint;
  readonly peer: PodEndpoint;
  readonly flow: FlowRequest;
}

const card = ({ namespace, name }: PodEndpoint): string => podId(namespace, name);

/** What the policy alone lets pass between other pods and its targets. */
function passes(
  state: ClusterState,
  network: CompiledNetwork,
  portsOf: (destination: PodEndpoint) => readonly PortOf[],
): readonly Pass[] {
  const { pods } = network.endpoints;
  return DIRECTIONS.flatMap((direction) =>
    targetsOf(network, direction).flatMap((target) =>
      pods.flatMap((peer): Pass[] => {
        if (peer === target || peer.hostNetwork) return [];
        const [source, destination] = direction === "Ingress" ? [peer, target] : [target, peer];
        return portsOf(destination).flatMap(({ port, protocol }): Pass[] => {
          const verdict = evaluate(network, { source, destination, port, protocol });
          const side = direction === "Ingress" ? verdict.ingress : verdict.egress;
          if (!side.allowed) return [];
          const flow = { source: card(source), destination: card(destination), port, protocol };
          return [{ target, peer, flow }];
        });
      }),
    ),
  );
}

/** The policy without its ports, and with one of its peers where one is asked for. */
function peersOnly(policy: NetworkPolicy, only: number | undefined): NetworkPolicy {
  let count = 0;
  const pick = <T>(list: readonly T[] | undefined): readonly T[] | undefined =>
    only === undefined ? list : list?.filter(() => count++ === only);
  // a rule that keeps none of its peers would let in everybody
  const rules = <T, R>(
    list: readonly T[] = [],
    peersOf: (rule: T) => readonly unknown[] | undefined,
    make: (rule: T) => R,
  ): R[] =>
    list.flatMap((rule) => {
      const before = count;
      const had = (peersOf(rule) ?? []).length;
      const holds = only === undefined || (only >= before && only < before + had);
      if (!holds) {
        count += had;
        return [];
      }
      return [make(rule)];
    });
  const { ingress, egress, ...rest } = policy.spec ?? {};
  const spec: NetworkPolicySpec = {
    ...rest,
    ...(ingress && {
      ingress: rules(
        ingress,
        ({ from }) => from,
        ({ from }) => {
          const picked = pick(from);
          return picked === undefined ? {} : { from: picked };
        },
      ),
    }),
    ...(egress && {
      egress: rules(
        egress,
        ({ to }) => to,
        ({ to }) => {
          const picked = pick(to);
          return picked === undefined ? {} : { to: picked };
        },
      ),
    }),
  };
  return { ...policy, spec };
}

/**
 * @param index which of the policy's peers, counted through all rules; all of them unless given
 */
export function lightPart(
  state: ClusterState,
  policy: NetworkPolicy,
  part: PolicyPart,
  index?: number,
): Lit {
  const network = alone(state, policy);
  const guarded = DIRECTIONS.flatMap((direction) => targetsOf(network, direction)).map(card);
  switch (part) {
    case "target":
    case "direction":
      return { guarded };
    case "peer": {
      const open = alone(state, peersOnly(policy, index));
      const found = passes(state, open, () => [ANY_PORT]);
      return { guarded, peers: [...new Set(found.map(({ peer }) => card(peer)))] };
    }
    case "port": {
      const found = passes(state, network, (destination) => portsOf(state, policy, destination));
      return {
        guarded,
        peers: [...new Set(found.map(({ peer }) => card(peer)))],
        flows: found.map(({ flow }) => flow),
      };
    }
  }
}

/** The ports that the destination listens on, and those that rules name by number. */
function portsOf(
  state: ClusterState,
  { spec }: NetworkPolicy,
  destination: PodEndpoint,
): readonly PortOf[] {
  const named = [...(spec?.ingress ?? []), ...(spec?.egress ?? [])]
    .flatMap(({ ports = [] }) => ports)
    .flatMap(({ port, protocol = "TCP" }): PortOf[] =>
      typeof port === "number" ? [{ port, protocol }] : [],
    );
  const all = [...listenersAt(state, destination), ...named];
  return [...new Map(all.map((one) => [`${one.port}/${one.protocol}`, one])).values()];
}

/** Which parts of a policy have to do with a connection; peers counted through all rules. */
export interface PartsOfFlow {
  /** The policy guards the gate that the connection goes through. */
  readonly target: boolean;
  readonly peers: ReadonlySet<number>;
  /** Peer and port both match. */
  readonly passes: boolean;
}

export function partsOfFlow(
  state: ClusterState,
  policy: NetworkPolicy,
  flow: FlowRequest,
): PartsOfFlow {
  const { guarded = [], flows = [] } = lightPart(state, policy, "port");
  const target = [flow.destination, flow.source].find((end) => guarded.includes(end));
  const other = target === flow.destination ? flow.source : flow.destination;
  const count = [
    ...(policy.spec?.ingress ?? []).map(({ from }) => from),
    ...(policy.spec?.egress ?? []).map(({ to }) => to),
  ].flatMap((peers) => peers ?? []).length;
  const peers = Array.from(
    { length: target === undefined ? 0 : count },
    (_, index) => index,
  ).filter((index) => lightPart(state, policy, "peer", index).peers?.includes(other));
  return {
    target: target !== undefined,
    peers: new Set(peers),
    passes: flows.some(
      (one) =>
        one.source === flow.source &&
        one.destination === flow.destination &&
        one.port === flow.port &&
        one.protocol === flow.protocol,
    ),
  };
}

import { selectorMatches } from "../api/labels.ts";
import type { Labels, NetworkPolicy, NetworkPolicyPeer } from "../api/objects.ts";
import { policyId } from "./ids.ts";
import type { GraphInput } from "./input.ts";
import type { CardId, GraphPolicy, PodCard } from "./types.ts";

/**
 * For every policy the cards it guards (as the evaluator says) and the cards its rules name as
 * peers. For lighting up only: whether a flow passes is never read off this.
 */
export function graphPolicies(
  input: GraphInput,
  pods: readonly PodCard[],
  cardOf: ReadonlyMap<CardId, CardId>,
): readonly GraphPolicy[] {
  const guards = new Map<string, Map<string, GraphPolicy["guards"][number]>>();
  for (const pod of pods) {
    const card = cardOf.get(pod.id) ?? pod.id;
    for (const [direction, gate] of [
      ["Egress", pod.egress],
      ["Ingress", pod.ingress],
    ] as const) {
      if (gate.state !== "guarded") continue;
      for (const policy of gate.policies) {
        const id = policyId(policy);
        const known = guards.get(id) ?? new Map<string, GraphPolicy["guards"][number]>();
        known.set(`${card} ${direction}`, { card, direction });
        guards.set(id, known);
      }
    }
  }
  const namespaces = new Map(
    input.namespaces.map((ns) => [ns.metadata.name, ns.metadata.labels] as const),
  );
  return input.policies.map((policy) => {
    const namespace = policy.metadata.namespace ?? "default";
    const { name } = policy.metadata;
    const id = policyId({ namespace, name });
    const peers = peersOf(policy);
    const named = pods.filter(
      (pod) =>
        pod.ingress.state !== "none" &&
        peers.some((peer) => peerNames(peer, namespace, pod, namespaces.get(pod.namespace))),
    );
    return {
      id,
      namespace,
      name,
      guards: [...(guards.get(id)?.values() ?? [])],
      peers: [...new Set(named.map((pod) => cardOf.get(pod.id) ?? pod.id))],
    };
  });
}

function peersOf(policy: NetworkPolicy): readonly NetworkPolicyPeer[] {
  return [
    ...(policy.spec?.ingress ?? []).flatMap((rule) => rule.from ?? []),
    ...(policy.spec?.egress ?? []).flatMap((rule) => rule.to ?? []),
  ];
}

function peerNames(
  peer: NetworkPolicyPeer,
  namespace: string,
  pod: PodCard,
  namespaceLabels: Labels | undefined,
): boolean {
  if (peer.ipBlock !== undefined) return false;
  if (peer.namespaceSelector === undefined && pod.namespace !== namespace) return false;
  if (
    peer.namespaceSelector !== undefined &&
    !selectorMatches(peer.namespaceSelector, namespaceLabels)
  ) {
    return false;
  }
  return peer.podSelector === undefined || selectorMatches(peer.podSelector, pod.allLabels);
}

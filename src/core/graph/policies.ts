import type { Labels, NetworkPolicy, NetworkPolicyPeer } from "../api/objects.ts";
import { compileSelector } from "../netpol/compile.ts";
import type { CompiledSelector } from "../netpol/compile.ts";
import { selects } from "../netpol/match.ts";
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
  const named = new NamedPods(input, pods);
  return input.policies.map((policy) => {
    const namespace = policy.metadata.namespace ?? "default";
    const { name } = policy.metadata;
    const id = policyId({ namespace, name });
    const peers = named.by(peersOf(policy), namespace);
    return {
      id,
      namespace,
      name,
      guards: [...(guards.get(id)?.values() ?? [])],
      peers: [...new Set(peers.map((pod) => cardOf.get(pod.id) ?? pod.id))],
    };
  });
}

function peersOf(policy: NetworkPolicy): readonly NetworkPolicyPeer[] {
  return [
    ...(policy.spec?.ingress ?? []).flatMap((rule) => rule.from ?? []),
    ...(policy.spec?.egress ?? []).flatMap((rule) => rule.to ?? []),
  ];
}

/** Pods by the selectors that name them. Equal selectors of many policies are asked once. */
class NamedPods {
  readonly #pods: readonly PodCard[];
  readonly #namespaces: ReadonlyMap<string, Labels | undefined>;
  readonly #byPods = new Map<CompiledSelector, Uint8Array>();
  readonly #byNamespace = new Map<CompiledSelector, Uint8Array>();

  constructor(input: GraphInput, pods: readonly PodCard[]) {
    this.#pods = pods.filter(({ ingress }) => ingress.state !== "none");
    this.#namespaces = new Map(
      input.namespaces.map(({ metadata }) => [metadata.name, metadata.labels] as const),
    );
  }

  /** The pods that some peer of a policy in this namespace names; addresses name none. */
  by(peers: readonly NetworkPolicyPeer[], namespace: string): readonly PodCard[] {
    const tests = peers
      .filter(({ ipBlock }) => ipBlock === undefined)
      .map(({ podSelector, namespaceSelector }) => ({
        pods: podSelector && this.#ofPods(compileSelector(podSelector)),
        namespaces: namespaceSelector && this.#ofNamespaces(compileSelector(namespaceSelector)),
      }));
    if (tests.length === 0) return [];
    return this.#pods.filter((pod, i) =>
      tests.some(
        ({ pods, namespaces }) =>
          (namespaces === undefined ? pod.namespace === namespace : namespaces[i] === 1) &&
          (pods === undefined || pods[i] === 1),
      ),
    );
  }

  #ofPods(selector: CompiledSelector): Uint8Array {
    let marks = this.#byPods.get(selector);
    if (marks === undefined) {
      marks = Uint8Array.from(this.#pods, (pod) => Number(selects(selector, pod.allLabels)));
      this.#byPods.set(selector, marks);
    }
    return marks;
  }

  #ofNamespaces(selector: CompiledSelector): Uint8Array {
    let marks = this.#byNamespace.get(selector);
    if (marks === undefined) {
      marks = Uint8Array.from(this.#pods, ({ namespace }) =>
        Number(selects(selector, this.#namespaces.get(namespace) ?? {})),
      );
      this.#byNamespace.set(selector, marks);
    }
    return marks;
  }
}

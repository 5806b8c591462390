/** Two list items that look like one, and one that looks like two: judged once for all rules. */
import { labelValue } from "../api/labels.ts";
import type { LabelSelector, NetworkPolicyPeer } from "../api/objects.ts";
import { compileSelector } from "../netpol/compile.ts";
import type {
  CompiledPolicy,
  CompiledRule,
  CompiledSelector,
  SelectorPeer,
} from "../netpol/compile.ts";
import { NAMESPACE_NAME_LABEL } from "../netpol/normalise.ts";
import type { Direction } from "../netpol/types.ts";
import { rulesOf } from "./change.ts";
import { perWorld } from "./world.ts";
import type { LintPod, LintWorld } from "./world.ts";

export const DIRECTIONS = ["Ingress", "Egress"] as const;

/** Every rule in force, in order. */
export function* rulesInForce(
  world: LintWorld,
): Generator<{ policy: CompiledPolicy; direction: Direction; rule: CompiledRule }> {
  for (const policy of world.policies) {
    for (const direction of DIRECTIONS) {
      for (const rule of policy.rules[direction] ?? []) yield { policy, direction, rule };
    }
  }
}

/** The entries as the object has them, by the side of the compiled ones. */
export function peerSpecs(
  policy: CompiledPolicy,
  direction: Direction,
  index: number,
): readonly NetworkPolicyPeer[] {
  return rulesOf(policy, direction)[index]?.peers ?? [];
}

/** Two adjacent items, one of namespaces alone and one of pods alone (S17). */
export interface SplitPair {
  readonly policy: CompiledPolicy;
  readonly direction: Direction;
  readonly rule: CompiledRule;
  /** Index of the first of the two. */
  readonly first: number;
  readonly namespaceSelector: LabelSelector;
  readonly podSelector: LabelSelector;
  /** Pods that the two would mean as one item. */
  readonly joint: readonly LintPod[];
}

/** The key that people write for the name of a namespace. */
export const NAME_KEY = "name";

/** The selector with `name: X` read as the label that holds the name (S24). */
export function readAsName(selector: LabelSelector): LabelSelector {
  const { matchLabels = {}, ...rest } = selector;
  const name = labelValue(matchLabels, NAME_KEY);
  if (name === undefined) return selector;
  const others = Object.entries(matchLabels).filter(([key]) => key !== NAME_KEY);
  return { ...rest, matchLabels: Object.fromEntries([...others, [NAMESPACE_NAME_LABEL, name]]) };
}

/** Namespaces that a selector means, or would mean with the name under its proper key. */
export function meantNamespaces(world: LintWorld, selector: LabelSelector): readonly string[] {
  const found = world.matching(compileSelector(selector));
  const meant = found.length > 0 ? found : world.matching(compileSelector(readAsName(selector)));
  return meant.map(({ name }) => name);
}

const hasRequirements = (selector: CompiledSelector | undefined): boolean =>
  (selector?.requirements.length ?? 0) > 0;

const podsOnly = ({ namespaceSelector, podSelector }: SelectorPeer): boolean =>
  namespaceSelector === undefined && hasRequirements(podSelector);

const namespacesOnly = ({ namespaceSelector, podSelector }: SelectorPeer): boolean =>
  namespaceSelector !== undefined && podSelector === undefined;

/**
 * Pairs that were likely meant as one. Where the pods are known: the two joined would still mean
 * some, or the item of pods means none as it stands. Where they are not: a list of just these two.
 */
export const splitPairs = perWorld((world): readonly SplitPair[] => {
  const pairs: SplitPair[] = [];
  for (const { policy, direction, rule } of rulesInForce(world)) {
    const { peers } = rule;
    for (let first = 0; first + 1 < peers.length; first++) {
      const [a, b] = [peers[first], peers[first + 1]];
      if (a?.kind !== "pods" || b?.kind !== "pods") continue;
      const [of, pods] = namespacesOnly(a) ? [first, first + 1] : [first + 1, first];
      const [left, right] = of === first ? [a, b] : [b, a];
      if (!namespacesOnly(left) || !podsOnly(right)) continue;
      const specs = peerSpecs(policy, direction, rule.ref.index);
      const namespaceSelector = specs[of]?.namespaceSelector ?? {};
      const podSelector = specs[pods]?.podSelector ?? {};
      const spaces = meantNamespaces(world, namespaceSelector);
      const selector = compileSelector(podSelector);
      const joint = spaces.flatMap((name) => world.select(name, selector));
      const own = world.select(policy.ref.namespace, selector);
      const blind = world.podsIn(policy.ref.namespace).length === 0;
      const suspicious =
        joint.length > 0 ||
        (peers.length === 2 && (world.pods.length === 0 || blind || own.length === 0));
      if (!suspicious) continue;
      pairs.push({ policy, direction, rule, first, namespaceSelector, podSelector, joint });
      first++;
    }
  }
  return pairs;
});

/** Is this entry one of a pair that {@link splitPairs} names? */
export function isInSplitPair(world: LintWorld, rule: CompiledRule, index: number): boolean {
  return splitPairs(world).some(
    (pair) => pair.rule === rule && (index === pair.first || index === pair.first + 1),
  );
}

/** One item with both selectors that means nobody, while each alone would mean somebody (S16). */
export interface JoinedItem {
  readonly policy: CompiledPolicy;
  readonly direction: Direction;
  readonly rule: CompiledRule;
  readonly index: number;
  readonly namespaces: readonly string[];
  /** Pods of the policy's own namespace that the podSelector means. */
  readonly own: readonly LintPod[];
}

export const joinedItems = perWorld((world): readonly JoinedItem[] => {
  const items: JoinedItem[] = [];
  for (const { policy, direction, rule } of rulesInForce(world)) {
    for (const [index, peer] of rule.peers.entries()) {
      if (peer.kind !== "pods") continue;
      const { namespaceSelector, podSelector } = peer;
      if (namespaceSelector === undefined || !hasRequirements(podSelector)) continue;
      if (!hasRequirements(namespaceSelector)) continue;
      const spaces = world.matching(namespaceSelector);
      if (spaces.some(({ name }) => name === policy.ref.namespace)) continue;
      // a namespace of which no pod is known may hold them
      if (spaces.length === 0 || spaces.some(({ pods }) => pods.length === 0)) continue;
      if (spaces.some(({ name }) => world.select(name, podSelector).length > 0)) continue;
      const own = world.select(policy.ref.namespace, podSelector);
      if (own.length === 0) continue;
      items.push({
        policy,
        direction,
        rule,
        index,
        namespaces: spaces.map(({ name }) => name),
        own,
      });
    }
  }
  return items;
});

export function isJoinedItem(world: LintWorld, rule: CompiledRule, index: number): boolean {
  return joinedItems(world).some((item) => item.rule === rule && item.index === index);
}

/**
 * Selectors that pick nothing, and why: one cause each, so that one finding is made of it. Rules
 * pick the causes that are theirs.
 */
import { requirementsMatch } from "../api/labels.ts";
import type { LabelSelector } from "../api/objects.ts";
import type {
  CompiledPeer,
  CompiledPolicy,
  CompiledRule,
  CompiledSelector,
} from "../netpol/compile.ts";
import { compileSelector } from "../netpol/compile.ts";
import { NAMESPACE_NAME_LABEL } from "../netpol/normalise.ts";
import type { Direction } from "../netpol/types.ts";
import { peersKey } from "./change.ts";
import { isInSplitPair, isJoinedItem, peerSpecs, rulesInForce } from "./peers.ts";
import { record, text } from "./sources.ts";
import { caseTwin, nearTwin } from "./twins.ts";
import type { Twin } from "./twins.ts";
import { SYSTEM_NAMESPACE, perWorld } from "./world.ts";
import type { LintNamespace, LintPod, LintWorld } from "./world.ts";

/** Which selector of which policy. */
export interface Miss {
  readonly policy: CompiledPolicy;
  /** Absent: the policy's own podSelector. */
  readonly at?: {
    readonly direction: Direction;
    readonly rule: CompiledRule;
    readonly peer: number;
  };
  readonly which: "podSelector" | "namespaceSelector";
  readonly path: string;
  readonly selector: LabelSelector;
  readonly cause: Cause;
}

export type Cause =
  /** Pods or namespaces have the label in another case. */
  | { readonly kind: "case"; readonly twin: Twin }
  /** Only pods of other namespaces have the labels. */
  | { readonly kind: "elsewhere"; readonly pods: readonly LintPod[] }
  /** No namespace that is known has the label. */
  | { readonly kind: "no-namespace"; readonly twin: Twin | undefined }
  /** Nobody has the labels. */
  | { readonly kind: "nobody"; readonly twin: Twin | undefined };

export const misses = perWorld((world): readonly Miss[] => [
  ...world.policies.flatMap((policy) => subjectMiss(world, policy) ?? []),
  ...[...rulesInForce(world)].flatMap(({ policy, direction, rule }) =>
    rule.peers.flatMap(
      (peer, index) => peerMiss(world, policy, direction, rule, peer, index) ?? [],
    ),
  ),
]);

export function missesOf<K extends Cause["kind"]>(
  world: LintWorld,
  kind: K,
): (Miss & { readonly cause: Extract<Cause, { kind: K }> })[] {
  return misses(world).filter(
    (miss): miss is Miss & { readonly cause: Extract<Cause, { kind: K }> } =>
      miss.cause.kind === kind,
  );
}

const isEmpty = (selector: CompiledSelector | undefined): boolean =>
  (selector?.requirements.length ?? 0) === 0;

const labelsOf = (pods: readonly LintPod[]): LintPod["labels"][] =>
  pods.map(({ labels }) => labels);

function subjectMiss(world: LintWorld, policy: CompiledPolicy): Miss | undefined {
  const { ref, podSelector, source } = policy;
  if (isEmpty(podSelector) || world.select(ref.namespace, podSelector).length > 0) return undefined;
  const space = world.namespaces.get(ref.namespace);
  if (space === undefined || hostMatches(space, podSelector)) return undefined;
  const selector = source.spec?.podSelector ?? {};
  const about = { policy, which: "podSelector", path: "spec.podSelector", selector } as const;
  const elsewhere =
    world.pods.length === 0 ? [] : othersMatching(world, ref.namespace, podSelector);
  if (space.pods.length === 0) {
    // nothing is known of this namespace: it may be the wrong one only if nobody chose it
    const chosen = isNamespaceWritten(world, policy);
    const likely =
      !chosen || ref.namespace === "default" || (world.namespacesListed && !space.listed);
    return likely && elsewhere.length > 0
      ? { ...about, cause: { kind: "elsewhere", pods: elsewhere } }
      : undefined;
  }
  const inCase = caseTwin(selector, labelsOf(space.pods));
  if (inCase !== undefined) return { ...about, cause: { kind: "case", twin: inCase } };
  if (elsewhere.length > 0) return { ...about, cause: { kind: "elsewhere", pods: elsewhere } };
  return { ...about, cause: { kind: "nobody", twin: nearTwin(selector, labelsOf(space.pods)) } };
}

/** Without a text nobody knows; the namespace is then taken for chosen. */
function isNamespaceWritten(world: LintWorld, policy: CompiledPolicy): boolean {
  const written = world.written(policy);
  return written === undefined || text(record(written["metadata"])["namespace"]) !== "";
}

function hostMatches({ hostPods }: LintNamespace, selector: CompiledSelector): boolean {
  return hostPods.some(({ labels }) => fits(selector, labels));
}

function fits({ requirements }: CompiledSelector, labels: LintPod["labels"]): boolean {
  return requirementsMatch(requirements, labels);
}

function othersMatching(
  world: LintWorld,
  own: string,
  selector: CompiledSelector,
): readonly LintPod[] {
  return [...world.namespaces.values()].flatMap(({ name }) =>
    name === own ? [] : world.select(name, selector),
  );
}

function peerMiss(
  world: LintWorld,
  policy: CompiledPolicy,
  direction: Direction,
  rule: CompiledRule,
  peer: CompiledPeer,
  index: number,
): Miss | undefined {
  if (peer.kind !== "pods") return undefined;
  const spec = peerSpecs(policy, direction, rule.ref.index)[index] ?? {};
  const at = { direction, rule, peer: index };
  const path = `${rule.ref.path}.${peersKey(direction)}[${index}]`;
  const { namespaceSelector, podSelector } = peer;
  let scope: readonly LintNamespace[];
  if (namespaceSelector === undefined) {
    const own = world.namespaces.get(policy.ref.namespace);
    scope = own === undefined ? [] : [own];
  } else {
    scope = world.matching(namespaceSelector);
    if (scope.length === 0) {
      const selector = spec.namespaceSelector ?? {};
      const cause = namespaceCause(world, selector, namespaceSelector);
      const where = `${path}.namespaceSelector`;
      return cause && { policy, at, which: "namespaceSelector", path: where, selector, cause };
    }
  }
  if (podSelector === undefined || isEmpty(podSelector)) return undefined;
  if (isInSplitPair(world, rule, index) || isJoinedItem(world, rule, index)) return undefined;
  if (!scope.some(({ pods }) => pods.length > 0)) return undefined;
  if (scope.some(({ name, pods }) => name === SYSTEM_NAMESPACE && pods.length === 0))
    return undefined;
  if (scope.some(({ name }) => world.select(name, podSelector).length > 0)) return undefined;
  if (scope.some((space) => hostMatches(space, podSelector))) return undefined;
  const selector = spec.podSelector ?? {};
  const about = {
    policy,
    at,
    which: "podSelector",
    path: `${path}.podSelector`,
    selector,
  } as const;
  const labels = labelsOf(scope.flatMap(({ pods }) => pods));
  const inCase = caseTwin(selector, labels);
  if (inCase !== undefined) return { ...about, cause: { kind: "case", twin: inCase } };
  if (namespaceSelector === undefined) {
    const pods = othersMatching(world, policy.ref.namespace, podSelector);
    if (pods.length > 0) return { ...about, cause: { kind: "elsewhere", pods } };
  }
  return { ...about, cause: { kind: "nobody", twin: nearTwin(selector, labels) } };
}

/** Why a namespaceSelector picks no namespace; undefined where too little is known to say so. */
function namespaceCause(
  world: LintWorld,
  selector: LabelSelector,
  compiled: CompiledSelector,
): Cause | undefined {
  const spaces = [...world.namespaces.values()];
  const named = nameTwin(world, selector);
  if (!world.namespacesListed) {
    // no label is known but the one with the name; `name` is what people take it for (S24)
    const [only, ...more] = compiled.requirements;
    const trap = only?.key === "name" && only.operator === "=" && more.length === 0;
    return trap ? { kind: "no-namespace", twin: named } : undefined;
  }
  const labels = spaces.map((space) => space.labels);
  const inCase = caseTwin(selector, labels);
  if (inCase !== undefined) return { kind: "case", twin: inCase };
  const twin = named ?? nearTwin(selector, labels);
  const each = compiled.requirements.every((requirement) =>
    labels.some((have) => requirementsMatch([requirement], have)),
  );
  return each ? { kind: "nobody", twin } : { kind: "no-namespace", twin };
}

/** The selector with the name of a namespace under the key that holds names. */
function nameTwin(world: LintWorld, selector: LabelSelector): Twin | undefined {
  const { matchLabels = {} } = selector;
  for (const [key, value] of Object.entries(matchLabels)) {
    if (key === NAMESPACE_NAME_LABEL) continue;
    if (!world.namespaces.has(value) && !(key === "name" && !world.namespacesListed)) continue;
    const others = Object.entries(matchLabels).filter(([other]) => other !== key);
    const changed = {
      ...selector,
      matchLabels: Object.fromEntries([...others, [NAMESPACE_NAME_LABEL, value]]),
    };
    if (world.namespacesListed && world.matching(compileSelector(changed)).length === 0) continue;
    return {
      selector: changed,
      wrong: `${key}=${value}`,
      right: `${NAMESPACE_NAME_LABEL}=${value}`,
    };
  }
  return undefined;
}

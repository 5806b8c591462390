/**
 * Pods that exist and pods that could: an end is one pod, or all pods that meet some requirements.
 * Of the second kind one can ask what surely holds (`all`) and what may hold (`some`); findings
 * that say "closed" need the first of isolation and not even the second of a rule.
 */
import type { Requirement } from "../api/labels.ts";
import { cidrContains } from "../net/ip.ts";
import type {
  BlockPeer,
  CompiledPeer,
  CompiledPolicy,
  CompiledPort,
  CompiledRule,
  CompiledSelector,
  SelectorPeer,
} from "../netpol/compile.ts";
import type { Direction } from "../netpol/types.ts";
import { compatible, implies } from "./selectors.ts";
import { namedNamespace, perWorld } from "./world.ts";
import type { LintPod, LintWorld } from "./world.ts";

export interface End {
  readonly namespace: string;
  /** Ignored where `pod` is set. */
  readonly requirements: readonly Requirement[];
  readonly pod?: LintPod;
}

export type Sureness = "all" | "some";

const podEnds = new WeakMap<LintPod, End>();

export function endOf(pod: LintPod): End {
  let end = podEnds.get(pod);
  if (end === undefined) {
    end = { namespace: pod.namespace, requirements: [], pod };
    podEnds.set(pod, end);
  }
  return end;
}

function fitsLabels(
  world: LintWorld,
  end: End,
  selector: CompiledSelector,
  sure: Sureness,
): boolean {
  const { requirements } = selector;
  if (end.pod !== undefined) return world.picks(selector, end.pod);
  return sure === "all"
    ? implies(end.requirements, requirements)
    : compatible(end.requirements, requirements);
}

function fitsNamespace(
  world: LintWorld,
  name: string,
  selector: CompiledSelector,
  sure: Sureness,
): boolean {
  const known = world.namespaces.get(name);
  if (known?.listed === true) return world.matching(selector).includes(known);
  const named = namedNamespace(name);
  return sure === "all"
    ? implies(named, selector.requirements)
    : compatible(named, selector.requirements);
}

/** Does an entry of `from` or `to` of a policy in `namespace` match the end? */
export function peerFits(
  world: LintWorld,
  peer: CompiledPeer,
  namespace: string,
  end: End,
  sure: Sureness,
): boolean {
  if (peer.kind === "invalid") return false;
  if (peer.kind === "ipBlock") return blockFits(peer, end, sure);
  const { namespaceSelector, podSelector } = peer;
  const there =
    namespaceSelector === undefined
      ? end.namespace === namespace
      : fitsNamespace(world, end.namespace, namespaceSelector, sure);
  return there && (podSelector === undefined || fitsLabels(world, end, podSelector, sure));
}

/** A pod without a known address may have any; plugins that do not match pods are not asked here. */
function blockFits({ block, except }: BlockPeer, end: End, sure: Sureness): boolean {
  if (block === undefined) return false;
  const addresses = end.pod?.addresses ?? [];
  if (addresses.length === 0) return sure === "some";
  return addresses.some(
    (ip) => cidrContains(block, ip) && !except.some((hole) => cidrContains(hole.block, ip)),
  );
}

/** May two lists of ports have a port in common at a destination? Empty lists hold all ports. */
export function portsMeet(
  a: readonly CompiledPort[],
  b: readonly CompiledPort[],
  destination: LintPod | undefined,
): boolean {
  if (a.length === 0 || b.length === 0) return true;
  return a.some((one) => b.some((other) => entriesMeet(one, other, destination)));
}

function entriesMeet(a: CompiledPort, b: CompiledPort, destination: LintPod | undefined): boolean {
  if (a.protocol !== b.protocol) return false;
  const first = numbersOf(a, destination);
  const second = numbersOf(b, destination);
  if (first === undefined || second === undefined) return true;
  return first.some((x) => second.some((y) => x.from <= y.to && y.from <= x.to));
}

/** The ranges an entry means at a destination; undefined: all, or nobody knows. */
function numbersOf(
  { port, protocol }: CompiledPort,
  destination: LintPod | undefined,
): readonly { readonly from: number; readonly to: number }[] | undefined {
  if (port === undefined) return undefined;
  if (port.kind === "numbers") return [port.range];
  if (destination === undefined) return undefined;
  return destination.ports
    .filter((declared) => declared.name === port.name && declared.protocol === protocol)
    .map((declared) => ({ from: declared.port, to: declared.port }));
}

/** Policies that isolate an end in a direction. */
export function isolating(
  world: LintWorld,
  end: End,
  direction: Direction,
  sure: Sureness,
): readonly CompiledPolicy[] {
  if (end.pod !== undefined) return world.isolating(end.pod, direction);
  return world
    .policiesIn(end.namespace)
    .filter(
      ({ rules, podSelector }) =>
        rules[direction] !== undefined && fitsLabels(world, end, podSelector, sure),
    );
}

/** The first rule that may let the subject talk to the other end on one of the ports. */
export function ruleFor(
  world: LintWorld,
  subject: End,
  direction: Direction,
  other: End,
  ports: readonly CompiledPort[],
): CompiledRule | undefined {
  const destination = direction === "Egress" ? other.pod : subject.pod;
  for (const policy of isolating(world, subject, direction, "some")) {
    for (const rule of policy.rules[direction] ?? []) {
      if (!portsMeet(rule.ports, ports, destination)) continue;
      const fits = (peer: CompiledPeer): boolean =>
        peerFits(world, peer, policy.ref.namespace, other, "some");
      if (rule.peers.length === 0 || rule.peers.some(fits)) return rule;
    }
  }
  return undefined;
}

/** The policies that surely close a gate to the other end; empty when it may be open. */
export function closing(
  world: LintWorld,
  subject: End,
  direction: Direction,
  other: End,
  ports: readonly CompiledPort[],
): readonly CompiledPolicy[] {
  if (!world.profile.enforces[direction]) return [];
  const policies = isolating(world, subject, direction, "all");
  if (policies.length === 0) return [];
  return ruleFor(world, subject, direction, other, ports) === undefined ? policies : [];
}

/**
 * The pods a policy selects: those that are there, else all that there could be. Empty where the
 * namespace is known and holds none.
 */
export function subjectsOf(world: LintWorld, { ref, podSelector }: CompiledPolicy): readonly End[] {
  const space = world.namespaces.get(ref.namespace);
  if (space === undefined || space.pods.length + space.hostPods.length === 0) {
    return [{ namespace: ref.namespace, requirements: podSelector.requirements }];
  }
  return world.select(ref.namespace, podSelector).map(endOf);
}

/**
 * The pods an entry of `from` or `to` names, as {@link subjectsOf}; undefined where they are no
 * pods, or where nobody can tell in which namespaces to look.
 */
export function peerEnds(
  world: LintWorld,
  peer: CompiledPeer,
  namespace: string,
): readonly End[] | undefined {
  if (peer.kind !== "pods") return undefined;
  const { namespaceSelector, podSelector } = peer;
  const own = namespaceSelector === undefined ? `in ${namespace}` : `of ${namespaceSelector.key}`;
  const key = JSON.stringify([own, podSelector?.key ?? ""]);
  const known = endsOfPeers(world);
  if (!known.has(key)) known.set(key, findEnds(world, peer, namespace));
  return known.get(key);
}

const endsOfPeers = perWorld(() => new Map<string, readonly End[] | undefined>());

function findEnds(
  world: LintWorld,
  { namespaceSelector, podSelector }: SelectorPeer,
  namespace: string,
): readonly End[] | undefined {
  return namespacesOf(world, namespaceSelector, namespace)?.flatMap((name): readonly End[] => {
    const space = world.namespaces.get(name);
    if (space !== undefined && space.pods.length + space.hostPods.length > 0) {
      return world.select(name, podSelector).map(endOf);
    }
    return [{ namespace: name, requirements: podSelector?.requirements ?? [] }];
  });
}

/** The names of the namespaces a selector means, where that is known for sure. */
function namespacesOf(
  world: LintWorld,
  selector: CompiledSelector | undefined,
  own: string,
): readonly string[] | undefined {
  if (selector === undefined) return [own];
  const [only, ...more] = selector.requirements;
  if (
    only !== undefined &&
    more.length === 0 &&
    implies(namedNamespace(only.values[0] ?? ""), selector.requirements)
  ) {
    if (only.operator === "=" || (only.operator === "in" && only.values.length === 1)) {
      return only.values;
    }
  }
  return world.namespacesListed ? world.matching(selector).map(({ name }) => name) : undefined;
}

/**
 * Policies in the form the evaluator works on: selectors as requirements, blocks and ports parsed,
 * every clause with its YAML path, policies by namespace. A compiled policy depends on its object
 * alone, so an unchanged object is compiled once, however often the cluster changes.
 */
import { selectorRequirements } from "../api/labels.ts";
import type { Requirement } from "../api/labels.ts";
import type {
  IPBlock,
  LabelSelector,
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
  Protocol,
} from "../api/objects.ts";
import { parseCIDR } from "../net/ip.ts";
import type { CIDR } from "../net/ip.ts";
import type { PortRange } from "../net/ports.ts";
import { ClusterEndpoints } from "./endpoints.ts";
import type { ClusterObjects } from "./endpoints.ts";
import { compareText, sameItems } from "./ends.ts";
import { policyTypesOf } from "./normalise.ts";
import { keepsPolicy } from "./points.ts";
import { SPEC_PROFILE } from "./profile.ts";
import type { Profile } from "./profile.ts";
import type { Direction, PolicyRef, RuleRef } from "./types.ts";

export interface CompiledSelector {
  /** All must hold; none at all selects everything (S18). */
  readonly requirements: readonly Requirement[];
  /** Equal for equal selectors, different for different ones. */
  readonly key: string;
}

/** Pods by labels. */
export interface SelectorPeer {
  readonly kind: "pods";
  /** Undefined: the policy's own namespace (S14). */
  readonly namespaceSelector: CompiledSelector | undefined;
  /** Undefined: every pod of those namespaces (S15). */
  readonly podSelector: CompiledSelector | undefined;
}

/** Addresses by block. */
export interface BlockPeer {
  readonly kind: "ipBlock";
  readonly cidr: string;
  /** Undefined where the text is no CIDR: matches nothing. */
  readonly block: CIDR | undefined;
  readonly except: readonly { readonly cidr: string; readonly block: CIDR }[];
  readonly key: string;
}

/** An entry the API refuses (V20, V21): matches nothing. */
export interface InvalidPeer {
  readonly kind: "invalid";
}

export type CompiledPeer = SelectorPeer | BlockPeer | InvalidPeer;

export interface CompiledPort {
  readonly protocol: Protocol;
  /** Undefined: every port of the protocol (S37). */
  readonly port:
    | { readonly kind: "numbers"; readonly range: PortRange }
    | { readonly kind: "name"; readonly name: string }
    | undefined;
}

export interface CompiledRule {
  readonly ref: RuleRef;
  /** Empty: everyone (S11). */
  readonly peers: readonly CompiledPeer[];
  /** Empty: every port of every protocol (S38). */
  readonly ports: readonly CompiledPort[];
}

export interface CompiledPolicy {
  readonly ref: PolicyRef;
  readonly source: NetworkPolicy;
  readonly podSelector: CompiledSelector;
  /** Rules by direction; a direction the policy does not isolate is absent (S9). */
  readonly rules: Readonly<Partial<Record<Direction, readonly CompiledRule[]>>>;
}

/** Everything verdicts are made of. Immutable; {@link recompile} makes the next one from it. */
export interface CompiledNetwork {
  readonly objects: ClusterObjects;
  readonly profile: Profile;
  readonly endpoints: ClusterEndpoints;
  /** Those in force, ordered by namespace, then by name. */
  readonly policies: readonly CompiledPolicy[];
  /** Those that the plugin leaves out as a whole. */
  readonly leftOut: readonly CompiledPolicy[];
  readonly byNamespace: ReadonlyMap<string, readonly CompiledPolicy[]>;
}

/** Compiles a cluster; total for every input that has the types. */
export function compileNetwork(
  objects: ClusterObjects,
  profile: Profile = SPEC_PROFILE,
): CompiledNetwork {
  return assemble(
    objects,
    profile,
    new ClusterEndpoints(objects),
    objects.policies.map(compilePolicy),
  );
}

/** As {@link compileNetwork}, doing again only what changed; unchanged means the same objects. */
export function recompile(
  previous: CompiledNetwork,
  objects: ClusterObjects,
  profile: Profile = previous.profile,
): CompiledNetwork {
  const old = previous.objects;
  const samePods =
    sameItems(old.namespaces, objects.namespaces) &&
    sameItems(old.pods, objects.pods) &&
    sameItems(old.nodes, objects.nodes);
  const endpoints = samePods
    ? previous.endpoints
    : new ClusterEndpoints(objects, previous.endpoints);
  const { removed, added } = changedItems(old.policies, objects.policies);
  const gone = new Set(removed);
  const fresh = added.map(compilePolicy);
  if (profile !== previous.profile || previous.leftOut.length > 0) {
    const kept = [...previous.policies, ...previous.leftOut].filter(
      ({ source }) => !gone.has(source),
    );
    return assemble(objects, profile, endpoints, [...kept, ...fresh]);
  }
  if (removed.length === 0 && added.length === 0) return { ...previous, objects, endpoints };
  if (!fresh.every((policy) => keepsPolicy(policy, profile))) {
    const kept = previous.policies.filter(({ source }) => !gone.has(source));
    return assemble(objects, profile, endpoints, [...kept, ...fresh]);
  }
  const byNamespace = new Map(previous.byNamespace);
  const touched = new Set([...removed.map(namespaceOf), ...added.map(namespaceOf)]);
  let comes = false;
  for (const namespace of touched) {
    const before = byNamespace.get(namespace);
    const group = [
      ...(before ?? []).filter(({ source }) => !gone.has(source)),
      ...fresh.filter(({ ref }) => ref.namespace === namespace),
    ].sort(byName);
    if (group.length === 0) byNamespace.delete(namespace);
    else byNamespace.set(namespace, group);
    comes ||= before === undefined;
  }
  const groups = comes ? inOrder(byNamespace) : byNamespace;
  const policies = [...groups.values()].flat();
  return { objects, profile, endpoints, policies, leftOut: [], byNamespace: groups };
}

function namespaceOf({ metadata }: NetworkPolicy): string {
  return metadata.namespace ?? "default";
}

function byName(a: CompiledPolicy, b: CompiledPolicy): number {
  return compareText(a.ref.name, b.ref.name);
}

function inOrder<T>(groups: ReadonlyMap<string, T>): Map<string, T> {
  return new Map([...groups].sort(([a], [b]) => compareText(a, b)));
}

/** What only one of two lists has. Lists mostly differ in one stretch: the ends are not looked at. */
function changedItems<T>(
  before: readonly T[],
  after: readonly T[],
): { readonly removed: readonly T[]; readonly added: readonly T[] } {
  let start = 0;
  let [was, is] = [before.length, after.length];
  while (start < was && start < is && before[start] === after[start]) start++;
  while (was > start && is > start && before[was - 1] === after[is - 1]) {
    was--;
    is--;
  }
  const [old, now] = [before.slice(start, was), after.slice(start, is)];
  const [inOld, inNow] = [new Set(old), new Set(now)];
  return {
    removed: old.filter((item) => !inNow.has(item)),
    added: now.filter((item) => !inOld.has(item)),
  };
}

/** The same cluster under another plugin. Cheap: what is compiled does not depend on the plugin. */
export function withProfile(network: CompiledNetwork, profile: Profile): CompiledNetwork {
  if (profile === network.profile) return network;
  const { objects, endpoints, policies, leftOut } = network;
  const same =
    leftOut.every((policy) => !keepsPolicy(policy, profile)) &&
    policies.every((policy) => keepsPolicy(policy, profile));
  return same
    ? { ...network, profile }
    : assemble(objects, profile, endpoints, [...policies, ...leftOut]);
}

function assemble(
  objects: ClusterObjects,
  profile: Profile,
  endpoints: ClusterEndpoints,
  compiled: readonly CompiledPolicy[],
): CompiledNetwork {
  const groups = new Map<string, CompiledPolicy[]>();
  const leftOut: CompiledPolicy[] = [];
  for (const policy of compiled) {
    if (!keepsPolicy(policy, profile)) {
      leftOut.push(policy);
      continue;
    }
    const group = groups.get(policy.ref.namespace);
    if (group === undefined) groups.set(policy.ref.namespace, [policy]);
    else group.push(policy);
  }
  const byNamespace = inOrder(groups);
  const policies: CompiledPolicy[] = [];
  for (const group of byNamespace.values()) policies.push(...group.sort(byName));
  return { objects, profile, endpoints, policies, leftOut, byNamespace };
}

/** One policy alone. */
export function compilePolicy(policy: NetworkPolicy): CompiledPolicy {
  const { metadata, spec = NO_SPEC } = policy;
  const ref = { namespace: metadata.namespace ?? "default", name: metadata.name };
  const rules: Partial<Record<Direction, readonly CompiledRule[]>> = {};
  for (const direction of policyTypesOf(spec)) {
    const { ingress = [], egress = [] } = spec;
    rules[direction] =
      direction === "Ingress"
        ? ingress.map(({ from, ports }, index) => compileRule(ref, direction, index, from, ports))
        : egress.map(({ to, ports }, index) => compileRule(ref, direction, index, to, ports));
  }
  return { ref, source: policy, podSelector: compileSelector(spec.podSelector ?? NO_SPEC), rules };
}

const NO_SPEC: NetworkPolicySpec & LabelSelector = {};

function compileRule(
  policy: PolicyRef,
  direction: Direction,
  index: number,
  peers: readonly NetworkPolicyPeer[] = [],
  ports: readonly NetworkPolicyPort[] = [],
): CompiledRule {
  return {
    ref: { policy, direction, index, path: rulePath(direction, index) },
    peers: peers.map(compilePeer),
    ports: ports.map(compilePort),
  };
}

const PATHS: Readonly<Record<Direction, Map<number, string>>> = {
  Ingress: new Map(),
  Egress: new Map(),
};

/** e.g. `spec.ingress[0]`; the same text every time. */
function rulePath(direction: Direction, index: number): string {
  const list = direction === "Ingress" ? "ingress" : "egress";
  return interned(PATHS[direction], index, () => `spec.${list}[${index}]`);
}

function compilePeer({ podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer): CompiledPeer {
  const selects = podSelector !== undefined || namespaceSelector !== undefined;
  if (selects === (ipBlock !== undefined)) return { kind: "invalid" };
  if (ipBlock !== undefined) return compileBlock(ipBlock);
  return {
    kind: "pods",
    podSelector: podSelector && compileSelector(podSelector),
    namespaceSelector: namespaceSelector && compileSelector(namespaceSelector),
  };
}

function compileBlock({ cidr, except = NO_TEXTS }: IPBlock): BlockPeer {
  const key = sequenceKey([cidr, ...except]);
  return interned(BLOCKS, key, () => {
    const holes = except.flatMap((text) => {
      const block = parseCIDR(text);
      return block === undefined ? [] : [{ cidr: text, block }];
    });
    return { kind: "ipBlock", cidr, block: parseCIDR(cidr), except: holes, key };
  });
}

/** Ports of TCP that were compiled before: policies name few, and name them often. */
const TCP_PORTS = new Map<number | string, CompiledPort>();

function compilePort({ port, endPort, protocol = "TCP" }: NetworkPolicyPort): CompiledPort {
  if (port === undefined) return { protocol, port: undefined };
  const make = (): CompiledPort =>
    typeof port === "string"
      ? { protocol, port: { kind: "name", name: port } }
      : { protocol, port: { kind: "numbers", range: { from: port, to: endPort ?? port } } };
  const alone = protocol === "TCP" && (endPort === undefined || typeof port === "string");
  return alone ? interned(TCP_PORTS, port, make) : make();
}

/** Equal selectors, written alike, are the same object. */
export function compileSelector(selector: LabelSelector): CompiledSelector {
  return interned(SELECTORS, writtenKey(selector), () => {
    const requirements = selectorRequirements(selector);
    let key = "";
    for (const requirement of requirements) key += `${requirementKey(requirement)};`;
    return { requirements, key };
  });
}

/** Equal for selectors that are written the same way only. */
function writtenKey({ matchLabels, matchExpressions }: LabelSelector): string {
  let key = "";
  if (matchLabels !== undefined) {
    for (const label of Object.keys(matchLabels)) {
      const value = matchLabels[label] ?? "";
      key += `=${label.length} ${value.length} ${label}${value}`;
    }
  }
  if (matchExpressions !== undefined) {
    for (const { key: label, operator, values = NO_TEXTS } of matchExpressions) {
      key += `?${sequenceKey([label, operator])}${values.length} ${sequenceKey(values)}`;
    }
  }
  return key;
}

/**
 * Clauses that were compiled before, in whichever cluster: policies repeat each other, and rows of
 * bits are kept by clause. Nothing depends on finding one here.
 */
const SELECTORS = new Map<string, CompiledSelector>();
const BLOCKS = new Map<string, BlockPeer>();
const MAX_INTERNED = 20_000;

function interned<K, T>(table: Map<K, T>, key: K, make: () => T): T {
  let found = table.get(key);
  if (found === undefined) {
    found = make();
    if (table.size >= MAX_INTERNED) table.clear();
    table.set(key, found);
  }
  return found;
}

const NO_TEXTS: readonly string[] = [];

/** Equal for equal requirements only. */
export function requirementKey({ key, operator, values }: Requirement): string {
  return `${operator} ${values.length} ${lengthFirst(key)}${sequenceKey(values)}`;
}

/** A text that no other sequence of texts gives. */
function sequenceKey(parts: readonly string[]): string {
  let key = "";
  for (const part of parts) key += lengthFirst(part);
  return key;
}

function lengthFirst(text: string): string {
  return `${text.length}:${text}`;
}

/** Policies with a small change, as the edits that fixes are made of. */
import type {
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
} from "../api/objects.ts";
import type { CompiledPolicy } from "../netpol/compile.ts";
import { policyTypesOf } from "../netpol/normalise.ts";
import type { Direction } from "../netpol/types.ts";
import type { Fix } from "./finding.ts";
import type { LintWorld } from "./world.ts";

/** A rule of either direction; absent lists stay absent. */
export interface RuleSpec {
  readonly peers?: readonly NetworkPolicyPeer[];
  readonly ports?: readonly NetworkPolicyPort[];
}

export function rulesOf({ source }: CompiledPolicy, direction: Direction): readonly RuleSpec[] {
  const { ingress = [], egress = [] } = source.spec ?? {};
  return direction === "Ingress"
    ? ingress.map(({ from, ports }) => ruleSpec(from, ports))
    : egress.map(({ to, ports }) => ruleSpec(to, ports));
}

function ruleSpec(peers: RuleSpec["peers"], ports: RuleSpec["ports"]): RuleSpec {
  return { ...(peers && { peers }), ...(ports && { ports }) };
}

export function withSpec(policy: CompiledPolicy, spec: NetworkPolicySpec): NetworkPolicy {
  return { ...policy.source, spec };
}

/** The policy with other rules in one direction. */
export function withRules(
  policy: CompiledPolicy,
  direction: Direction,
  rules: readonly RuleSpec[],
): NetworkPolicy {
  // spelt out, so that the types do not follow the rules (S8)
  const spec = { ...policy.source.spec, policyTypes: policyTypesOf(policy.source.spec) };
  return withSpec(
    policy,
    direction === "Ingress"
      ? { ...spec, ingress: rules.map(({ peers, ports }) => side("from", peers, ports)) }
      : { ...spec, egress: rules.map(({ peers, ports }) => side("to", peers, ports)) },
  );
}

function side(key: "from" | "to", peers: RuleSpec["peers"], ports: RuleSpec["ports"]): object {
  return { ...(peers && { [key]: peers }), ...(ports && { ports }) };
}

/** The policy with one rule changed; `undefined` takes it out. */
export function withRule(
  policy: CompiledPolicy,
  direction: Direction,
  index: number,
  change: (rule: RuleSpec) => RuleSpec | undefined,
): NetworkPolicy {
  const rules = rulesOf(policy, direction).flatMap((rule, at) =>
    at === index ? (change(rule) ?? []) : rule,
  );
  return withRules(policy, direction, rules);
}

/** The policy with entries of one rule's `from` or `to` replaced from `start` on. */
export function withPeers(
  policy: CompiledPolicy,
  direction: Direction,
  rule: number,
  start: number,
  remove: number,
  ...insert: readonly NetworkPolicyPeer[]
): NetworkPolicy {
  return withRule(policy, direction, rule, (old) => ({
    ...old,
    peers: (old.peers ?? []).toSpliced(start, remove, ...insert),
  }));
}

/** The policy with one port entry replaced, or taken out. */
export function withPort(
  policy: CompiledPolicy,
  direction: Direction,
  rule: number,
  index: number,
  ...insert: readonly NetworkPolicyPort[]
): NetworkPolicy {
  return withRule(policy, direction, rule, (old) => ({
    ...old,
    ports: (old.ports ?? []).toSpliced(index, 1, ...insert),
  }));
}

export function replacing(title: string, policy: NetworkPolicy): Fix {
  return { title, edits: [{ kind: "replace-policy", policy }] };
}

/** `from` or `to`. */
export function peersKey(direction: Direction): "from" | "to" {
  return direction === "Ingress" ? "from" : "to";
}

/** `ingress` or `egress`. */
export function rulesKey(direction: Direction): "ingress" | "egress" {
  return direction === "Ingress" ? "ingress" : "egress";
}

/** A name that no policy of the namespace has; undefined where none of a few is free. */
export function freeName(world: LintWorld, namespace: string, wish: string): string | undefined {
  const taken = new Set(world.policiesIn(namespace).map(({ ref }) => ref.name));
  const base = wish.slice(0, 240);
  return [base, `${base}-2`, `${base}-3`].find((name) => !taken.has(name));
}

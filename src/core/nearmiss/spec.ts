/** Small changes of a policy's spec; what they make is what the API server would store. */
import type {
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
  PolicyType,
} from "../api/objects.ts";
import { policyTypesOf } from "../netpol/normalise.ts";
import type { Direction, PolicyRef } from "../netpol/types.ts";
import type { Change } from "./proposal.ts";

/** A rule of either direction: `peers` is its `from` or `to`. Empty lists mean "everyone", "any". */
export interface Rule {
  readonly peers: readonly NetworkPolicyPeer[];
  readonly ports: readonly NetworkPolicyPort[];
}

/** The rules for a direction, in effect or not. */
export function rulesIn(spec: NetworkPolicySpec | undefined, direction: Direction): Rule[] {
  return direction === "Ingress"
    ? (spec?.ingress ?? []).map(({ from = [], ports = [] }) => ({ peers: from, ports }))
    : (spec?.egress ?? []).map(({ to = [], ports = [] }) => ({ peers: to, ports }));
}

/** The spec with other rules for a direction; its policyTypes stay what they are, written out. */
export function withRules(
  spec: NetworkPolicySpec,
  direction: Direction,
  rules: readonly Rule[],
): NetworkPolicySpec {
  const { ingress, egress, ...rest } = spec;
  const lists = rules.map(({ peers, ports }) => ({
    peers: peers.length === 0 ? undefined : peers,
    ports: ports.length === 0 ? {} : { ports },
  }));
  const inward =
    direction === "Ingress"
      ? lists.map(({ peers, ports }) => ({ ...(peers && { from: peers }), ...ports }))
      : ingress;
  const outward =
    direction === "Egress"
      ? lists.map(({ peers, ports }) => ({ ...(peers && { to: peers }), ...ports }))
      : egress;
  return {
    ...rest,
    policyTypes: policyTypesOf(spec),
    ...(inward !== undefined && inward.length > 0 && { ingress: inward }),
    ...(outward !== undefined && outward.length > 0 && { egress: outward }),
  };
}

export function changeRules(
  policy: PolicyRef,
  direction: Direction,
  change: (rules: readonly Rule[]) => readonly Rule[],
): Change {
  return {
    kind: "change-spec",
    policy,
    change: (spec) => withRules(spec, direction, change(rulesIn(spec, direction))),
  };
}

/** Changes one rule; `undefined` takes it out. */
export function changeRule(
  policy: PolicyRef,
  direction: Direction,
  index: number,
  change: (rule: Rule) => Rule | undefined,
): Change {
  return changeRules(policy, direction, (rules) =>
    rules.flatMap((rule, i) => (i === index ? (change(rule) ?? []) : rule)),
  );
}

export function changePeer(
  policy: PolicyRef,
  direction: Direction,
  index: number,
  peer: number,
  change: (peer: NetworkPolicyPeer) => readonly NetworkPolicyPeer[],
): Change {
  return changeRule(policy, direction, index, (rule) => ({
    ...rule,
    peers: rule.peers.flatMap((entry, i) => (i === peer ? change(entry) : [entry])),
  }));
}

export function changeTypes(policy: PolicyRef, types: readonly PolicyType[]): Change {
  return {
    kind: "change-spec",
    policy,
    change: (spec) => ({ ...spec, policyTypes: types }),
  };
}

/** `ingress rule 1 of policy shop/allow-web` */
export function ruleName(policy: PolicyRef, direction: Direction, index: number): string {
  return `${direction.toLowerCase()} rule ${index + 1} of ${policyName(policy)}`;
}

/** `policy shop/allow-web` */
export function policyName({ namespace, name }: PolicyRef): string {
  return `policy ${namespace}/${name}`;
}

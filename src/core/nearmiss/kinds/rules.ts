/** Whole rules: a new one in a policy that guards the gate, two made one. */
import {
  compiledPolicy,
  peerEntry,
  peerWords,
  portEntries,
  portWords,
  triedRules,
  way,
} from "../gate.ts";
import type { Gate } from "../gate.ts";
import type { Proposal } from "../proposal.ts";
import { changeRules, policyName } from "../spec.ts";
import type { Rule } from "../spec.ts";

/**
 * A rule for this peer and port in each policy that isolates the subject. A default deny (every
 * pod, no rules) is left what it is: what it allowed, it would allow to every pod.
 */
export function addRule(gate: Gate): Proposal[] {
  const { direction, side, flow, network } = gate;
  const kind = direction.toLowerCase();
  return side.policies.flatMap(({ policy, rules: tried }) => {
    const everyPod = compiledPolicy(network, policy)?.podSelector.requirements.length === 0;
    if (everyPod && tried.length === 0) return [];
    const entry = peerEntry(gate, policy.namespace);
    const rule: Rule = { peers: [entry], ports: portEntries(gate) };
    const words = peerWords(gate, policy.namespace, entry);
    const proposal: Proposal = {
      idea: "rule",
      title: `Add an ${kind} rule to ${policyName(policy)}: ${way(gate)} ${words} on ${portWords(flow)}`,
      size: 2,
      changes: [changeRules(policy, direction, (rules) => [...rules, rule])],
    };
    return [proposal];
  });
}

/** A rule with the right peer and one with the right port, as one. */
export function mergeRules(gate: Gate): Proposal[] {
  const rules = triedRules(gate);
  return rules
    .filter(({ trace }) => trace.peersMatched && !trace.portsMatched)
    .flatMap((byPeer) =>
      rules
        .filter(
          ({ trace, policy }) =>
            trace.portsMatched &&
            !trace.peersMatched &&
            policy.name === byPeer.policy.name &&
            policy.namespace === byPeer.policy.namespace,
        )
        .map((byPort): Proposal => {
          const [first, second] = [byPeer.index, byPort.index].sort((a, b) => a - b);
          return {
            idea: "list-items",
            title: `Make one rule of ${gate.direction.toLowerCase()} rules ${(first ?? 0) + 1} and ${(second ?? 0) + 1} of ${policyName(byPeer.policy)}`,
            size: 2,
            changes: [
              changeRules(byPeer.policy, gate.direction, (list) =>
                merged(list, first ?? 0, second ?? 0),
              ),
            ],
          };
        }),
    );
}

function merged(rules: readonly Rule[], first: number, second: number): readonly Rule[] {
  const [a, b] = [rules[first], rules[second]];
  if (a === undefined || b === undefined) return rules;
  // an empty list means everything, and stays that
  const both = <T>(one: readonly T[], other: readonly T[]): readonly T[] =>
    one.length === 0 || other.length === 0 ? [] : [...one, ...other];
  const rule = { peers: both(a.peers, b.peers), ports: both(a.ports, b.ports) };
  return rules.flatMap((old, i) => (i === first ? [rule] : i === second ? [] : [old]));
}

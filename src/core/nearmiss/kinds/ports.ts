/** Ports of a rule that exists: one more, another, or no list at all. */
import type { NetworkPolicyPort } from "../../api/objects.ts";
import { portEntries, portWords, triedRules } from "../gate.ts";
import type { Gate, TriedRule } from "../gate.ts";
import type { Proposal } from "../proposal.ts";
import { changeRule, ruleName } from "../spec.ts";
import type { Rule } from "../spec.ts";

/** Adds the port to a rule whose peers fit. */
export function addPort(gate: Gate): Proposal[] {
  const entries = portEntries(gate);
  if (entries.length === 0) return [];
  return rulesMissingPort(gate).map((rule) =>
    proposal(gate, rule, `Add ${portWords(gate.flow)} to`, ({ peers, ports }) => ({
      peers,
      ports: [...ports, ...entries],
    })),
  );
}

/** Puts the port in the place of another: the Service's, another protocol's, a name nobody has. */
export function changePort(gate: Gate): Proposal[] {
  const [entry] = portEntries(gate);
  if (entry === undefined) return [];
  return rulesMissingPort(gate).flatMap((rule) =>
    rule.trace.ports.map(({ index, comparisons }) => {
      const [comparison] = comparisons;
      const was = comparison?.what.kind === "port" ? comparison.what.wants : "a port";
      const title = `Change ${was} to ${portWords(gate.flow)} in`;
      return proposal(gate, rule, title, ({ peers, ports }) => ({
        peers,
        ports: ports.map((other, i) => (i === index ? entry : other)),
      }));
    }),
  );
}

/** ICMP is in no port of any list (S40). */
export function dropPorts(gate: Gate): Proposal[] {
  if (portEntries(gate).length > 0) return [];
  return rulesMissingPort(gate).map((rule) =>
    proposal(gate, rule, "Leave out the ports of", ({ peers }) => ({ peers, ports: [] })),
  );
}

function rulesMissingPort(gate: Gate): TriedRule[] {
  return triedRules(gate).filter(({ trace }) => trace.peersMatched && !trace.portsMatched);
}

function proposal(
  { direction }: Gate,
  { policy, index }: TriedRule,
  title: string,
  change: (rule: Rule) => Rule,
): Proposal {
  return {
    idea: "port",
    title: `${title} ${ruleName(policy, direction, index)}`,
    size: 1,
    changes: [changeRule(policy, direction, index, (rule) => deduplicated(change(rule)))],
  };
}

/** A port that is listed twice after a change stands there once. */
function deduplicated({ peers, ports }: Rule): Rule {
  const key = ({ protocol = "TCP", port, endPort }: NetworkPolicyPort): string =>
    `${protocol} ${String(port)} ${String(endPort)}`;
  return { peers, ports: [...new Map(ports.map((entry) => [key(entry), entry])).values()] };
}

/** Takes away what lets a flow through: the peers, the ports or the whole of each allowing rule. */
import type { CompiledRule } from "../../netpol/compile.ts";
import { enumerate, peerPhrase } from "../../netpol/phrases.ts";
import { triedRules } from "../gate.ts";
import type { Gate, TriedRule } from "../gate.ts";
import type { Idea, Proposal } from "../proposal.ts";
import { changeRule, ruleName } from "../spec.ts";
import type { Rule } from "../spec.ts";
import { imperative } from "../title.ts";

/** More rules than this are not changed at once. */
const MAX_RULES = 3;

interface Removal {
  readonly idea: Idea;
  /** Of what; undefined where nothing of it can be taken away. */
  readonly title: (rule: TriedRule) => string | undefined;
  readonly change: (rule: TriedRule) => (written: Rule) => Rule | undefined;
}

const REMOVALS: readonly Removal[] = [
  {
    idea: "peer",
    title: ({ trace, compiled }) =>
      partly(trace.peers) ? matchedPeers(trace.peers, compiled) : undefined,
    change:
      ({ trace }) =>
      ({ peers, ports }) => ({
        peers: peers.filter((_, i) => trace.peers[i]?.matched !== true),
        ports,
      }),
  },
  {
    idea: "port",
    title: ({ trace }) =>
      partly(trace.ports)
        ? enumerate(
            trace.ports
              .filter(({ matched }) => matched)
              .map(({ comparisons: [first] }) =>
                first?.what.kind === "port" ? first.what.wants : "a port",
              ),
            "and",
          )
        : undefined,
    change:
      ({ trace }) =>
      ({ peers, ports }) => ({
        peers,
        ports: ports.filter((_, i) => trace.ports[i]?.matched !== true),
      }),
  },
  { idea: "rule", title: () => "", change: () => () => undefined },
];

/** Closes every rule that allows, all in the same way. */
export function removeAllowing(gate: Gate): Proposal[] {
  const rules = triedRules(gate).filter(({ trace }) => trace.peersMatched && trace.portsMatched);
  if (rules.length === 0 || rules.length > MAX_RULES) return [];
  return REMOVALS.flatMap(({ idea, title, change }): Proposal[] => {
    const parts = rules.flatMap((rule) => {
      const what = title(rule);
      const name = ruleName(rule.policy, gate.direction, rule.index);
      return what === undefined ? [] : what === "" ? name : `${what} from ${name}`;
    });
    if (parts.length < rules.length) return [];
    return [
      {
        idea,
        title: imperative("remove", parts),
        size: rules.length,
        // from the last, so that the numbers of the others stay
        changes: rules
          .toReversed()
          .map((rule) => changeRule(rule.policy, gate.direction, rule.index, change(rule))),
      },
    ];
  });
}

/** Some match and some do not: what is left is not the empty list, which would mean everything. */
function partly(entries: readonly { readonly matched: boolean }[]): boolean {
  return entries.some(({ matched }) => matched) && entries.some(({ matched }) => !matched);
}

function matchedPeers(
  entries: readonly { readonly index: number; readonly matched: boolean }[],
  { peers, ref }: CompiledRule,
): string {
  const matched = entries.filter((entry) => entry.matched);
  const [only] = matched;
  const peer = peers[only?.index ?? -1];
  if (matched.length === 1 && peer !== undefined) return peerPhrase(peer, ref.policy.namespace);
  const numbers = matched.map(({ index }) => String(index + 1));
  return `peers ${enumerate(numbers, "and")}`;
}

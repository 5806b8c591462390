/** Peers of a rule that exists: one more, another selector, two list items made one and back. */
import type { LabelSelector, NetworkPolicyPeer } from "../../api/objects.ts";
import { cidrContains, parseCIDR, parseIP } from "../../net/ip.ts";
import { NAMESPACE_NAME_LABEL } from "../../netpol/normalise.ts";
import { enumerate } from "../../netpol/phrases.ts";
import type { EntryTrace } from "../../netpol/types.ts";
import { peerEntry, peerWords, triedRules } from "../gate.ts";
import type { Gate, TriedRule } from "../gate.ts";
import { workloadSelector } from "../identity.ts";
import type { Proposal } from "../proposal.ts";
import { changePeer, changeRule, ruleName, rulesIn } from "../spec.ts";

/** Adds the other end to a rule whose ports fit. */
export function addPeer(gate: Gate): Proposal[] {
  return rulesMissingPeer(gate).map(({ policy, index }) => {
    const entry = peerEntry(gate, policy.namespace);
    const words = peerWords(gate, policy.namespace, entry);
    return {
      idea: "peer",
      title: `Add ${words} to ${ruleName(policy, gate.direction, index)}`,
      size: 1,
      changes: [
        changeRule(policy, gate.direction, index, (rule) => ({
          ...rule,
          peers: [...rule.peers, entry],
        })),
      ],
    };
  });
}

/** Changes the part of a peer that does not fit: its selectors, or the exception of a block. */
export function changeSelector(gate: Gate): Proposal[] {
  return unmatchedPeers(gate).flatMap(({ rule, index, entry }) => {
    const { policy, index: ruleIndex } = rule;
    const where = ruleName(policy, gate.direction, ruleIndex);
    return correctedPeers(gate, entry, policy.namespace).map(([title, to]): Proposal => ({
      idea: "peer",
      title: `${title} in ${where}`,
      size: 1,
      changes: [changePeer(policy, gate.direction, ruleIndex, index, () => [to])],
    }));
  });
}

/** A peer with both selectors (AND) as two list items (OR). */
export function splitPeer(gate: Gate): Proposal[] {
  return unmatchedPeers(gate).flatMap(({ rule, index, entry }): Proposal[] => {
    const { podSelector, namespaceSelector } = entry;
    if (podSelector === undefined || namespaceSelector === undefined) return [];
    const { policy, index: ruleIndex } = rule;
    return [
      {
        idea: "list-items",
        title: `Make two list items of the two selectors in ${ruleName(policy, gate.direction, ruleIndex)}`,
        size: 1,
        changes: [
          changePeer(policy, gate.direction, ruleIndex, index, () => [
            { namespaceSelector },
            { podSelector },
          ]),
        ],
      },
    ];
  });
}

/** Two list items, one with each selector (OR), as one peer with both (AND). */
export function joinPeers(gate: Gate): Proposal[] {
  return triedRules(gate).flatMap(({ policy, index, trace }) => {
    if (!trace.peersMatched || !trace.portsMatched) return [];
    const peers = peersOf(gate, { policy, index });
    return peers.flatMap((entry, at): Proposal[] => {
      const next = peers[at + 1];
      const joined = next === undefined ? undefined : bothSelectors(entry, next);
      if (joined === undefined) return [];
      return [
        {
          idea: "list-items",
          title: `Make one list item of the two selectors in ${ruleName(policy, gate.direction, index)}`,
          size: 1,
          changes: [
            changeRule(policy, gate.direction, index, (rule) => ({
              ...rule,
              peers: rule.peers.flatMap((peer, i) =>
                i === at ? [joined] : i === at + 1 ? [] : [peer],
              ),
            })),
          ],
        },
      ];
    });
  });
}

/** Takes the address out of the blocks that let it through. */
export function exceptAddress(gate: Gate): Proposal[] {
  const cidr = `${gate.peerIP}/${gate.peerIP.includes(":") ? 128 : 32}`;
  return triedRules(gate).flatMap(({ policy, index, trace }) => {
    if (!trace.peersMatched || !trace.portsMatched) return [];
    const matched = trace.peers.filter((peer) => peer.matched);
    const [only] = matched;
    const entry = peersOf(gate, { policy, index })[only?.index ?? -1];
    const block = entry?.ipBlock;
    if (matched.length !== 1 || only === undefined || block === undefined) return [];
    // the exception has to be smaller than the block (V29)
    if (block.cidr === cidr) return [];
    const except = [...(block.except ?? []), cidr];
    return [
      {
        idea: "peer",
        title: `Except ${cidr} from ${block.cidr} in ${ruleName(policy, gate.direction, index)}`,
        size: 1,
        changes: [
          changePeer(policy, gate.direction, index, only.index, () => [
            { ipBlock: { ...block, except } },
          ]),
        ],
      } satisfies Proposal,
    ];
  });
}

// ---------------------------------------------------------------------------------------------

function rulesMissingPeer(gate: Gate): TriedRule[] {
  return triedRules(gate).filter(({ trace }) => trace.portsMatched && !trace.peersMatched);
}

interface PeerAt {
  readonly rule: TriedRule;
  readonly index: number;
  readonly entry: NetworkPolicyPeer;
  readonly trace: EntryTrace;
}

function unmatchedPeers(gate: Gate): PeerAt[] {
  return rulesMissingPeer(gate).flatMap((rule) =>
    peersOf(gate, rule).flatMap((entry, index): PeerAt[] => {
      const trace = rule.trace.peers[index];
      return trace === undefined || trace.matched ? [] : [{ rule, index, entry, trace }];
    }),
  );
}

function peersOf(
  { network, direction }: Gate,
  { policy, index }: Pick<TriedRule, "policy" | "index">,
): readonly NetworkPolicyPeer[] {
  const source = network.byNamespace
    .get(policy.namespace)
    ?.find(({ ref }) => ref.name === policy.name)?.source;
  return rulesIn(source?.spec, direction)[index]?.peers ?? [];
}

/** The peer with one part made to fit the other end, and how to say that. */
function correctedPeers(
  gate: Gate,
  entry: NetworkPolicyPeer,
  namespace: string,
): [title: string, to: NetworkPolicyPeer][] {
  const { peer, peerIP, network } = gate;
  const { podSelector, namespaceSelector, ipBlock } = entry;
  if (ipBlock !== undefined) {
    const ip = parseIP(peerIP);
    const holes = (ipBlock.except ?? []).filter((text) => {
      const block = parseCIDR(text);
      return block !== undefined && ip !== undefined && cidrContains(block, ip);
    });
    if (holes.length === 0) return [];
    const { except = [], ...rest } = ipBlock;
    const left = except.filter((text) => !holes.includes(text));
    const to = { ipBlock: { ...rest, ...(left.length > 0 && { except: left }) } };
    return [[`Remove the except ${enumerate(holes, "and")} of ${ipBlock.cidr}`, to]];
  }
  if (peer.kind !== "pod") return [];
  const byName: LabelSelector = { matchLabels: { [NAMESPACE_NAME_LABEL]: peer.namespace } };
  const corrections: [string, NetworkPolicyPeer][] = [];
  if (namespaceSelector !== undefined || peer.namespace !== namespace) {
    corrections.push([
      `Select namespace ${peer.namespace} by its name`,
      { ...entry, namespaceSelector: byName },
    ]);
  }
  if (podSelector !== undefined) {
    const selector = workloadSelector(network.endpoints, peer);
    const pairs = Object.entries(selector.matchLabels ?? {}).map((pair) => pair.join("="));
    const words = enumerate(pairs, "and");
    if (words !== "")
      corrections.push([`Select pods with ${words}`, { ...entry, podSelector: selector }]);
    if (namespaceSelector !== undefined)
      corrections.push(["Leave out the podSelector of a peer", { namespaceSelector }]);
  }
  return corrections;
}

function bothSelectors(a: NetworkPolicyPeer, b: NetworkPolicyPeer): NetworkPolicyPeer | undefined {
  const namespaceSelector = a.namespaceSelector ?? b.namespaceSelector;
  const podSelector = a.podSelector ?? b.podSelector;
  const onlyOne = [a, b].every(
    (peer) =>
      peer.ipBlock === undefined &&
      (peer.podSelector === undefined) !== (peer.namespaceSelector === undefined),
  );
  if (!onlyOne || namespaceSelector === undefined || podSelector === undefined) return undefined;
  return { namespaceSelector, podSelector };
}

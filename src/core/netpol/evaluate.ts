/**
 * One flow, judged: the decision procedure of semantics.md 1.10.
 *
 * Each direction runs down a pipeline of evaluators that accept, deny or pass on (`next`); what
 * none decides is allowed. The pipeline of the API is "is this judged at all?", then the
 * NetworkPolicies. Another kind of policy is another evaluator in the list.
 */
import type { IPAddress } from "../net/ip.ts";
import type { CompiledNetwork, CompiledPolicy, CompiledRule } from "./compile.ts";
import {
  addressesOf,
  addressIn,
  commonFamily,
  comparePeer,
  comparePort,
  hasIdentity,
  selects,
} from "./match.ts";
import type { Profile } from "./profile.ts";
import type {
  Direction,
  DirectionVerdict,
  Endpoint,
  EntryTrace,
  Exemption,
  Flow,
  PodEndpoint,
  PolicyRef,
  RuleRef,
  RuleTrace,
  Verdict,
} from "./types.ts";

/** One direction of a flow: whose policies are asked, about whom. */
export interface DirectionQuestion {
  readonly flow: Flow;
  readonly direction: Direction;
  readonly subject: Endpoint;
  readonly peer: Endpoint;
  /** The address by which the subject's policies see the peer. */
  readonly peerAddress: IPAddress;
}

export type Decision =
  | { readonly action: "accept" | "deny"; readonly verdict: DirectionVerdict }
  | { readonly action: "next" };

export interface PolicyEvaluator {
  readonly name: string;
  decide(question: DirectionQuestion, network: CompiledNetwork): Decision;
}

const NEXT: Decision = { action: "next" };

/** Directions that are not judged: no policed pod, the pod itself, the pod's own node. */
const EXEMPTIONS: PolicyEvaluator = {
  name: "exemptions",
  decide(question, { profile }) {
    const exemption = exemptionOf(question, profile);
    if (exemption === undefined) return NEXT;
    return { action: "accept", verdict: { allowed: true, reason: "exempt", exemption } };
  },
};

/** networking.k8s.io/v1: final for an isolated pod, silent about others (S1–S3). */
const NETWORK_POLICIES: PolicyEvaluator = {
  name: "NetworkPolicy",
  decide(question, network) {
    const { subject, direction } = question;
    if (subject.kind !== "pod") return NEXT;
    const policies = policiesIsolating(network, subject, direction);
    const [first, ...rest] = policies.map((policy) => policy.ref);
    if (first === undefined) return NEXT;
    const isolatedBy: [PolicyRef, ...PolicyRef[]] = [first, ...rest];
    const traces = policies.flatMap((policy) =>
      (policy.rules[direction] ?? []).map((rule) => traceRule(rule, question, network.profile)),
    );
    const [allowing, ...more] = traces.filter(ruleMatched).map(matchedRef);
    if (allowing === undefined) {
      const verdict = {
        allowed: false,
        reason: "no-rule-matched",
        isolatedBy,
        misses: traces,
      } as const;
      return { action: "deny", verdict };
    }
    const allowedBy: [RuleRef, ...RuleRef[]] = [allowing, ...more];
    return {
      action: "accept",
      verdict: { allowed: true, reason: "matched-rule", allowedBy, isolatedBy },
    };
  },
};

const API_PIPELINE: readonly PolicyEvaluator[] = [EXEMPTIONS, NETWORK_POLICIES];

/** The verdict on one flow, with its reasons. */
export function evaluate(
  network: CompiledNetwork,
  flow: Flow,
  pipeline: readonly PolicyEvaluator[] = API_PIPELINE,
): Verdict {
  const [egress, ingress] = questionsOf(flow).map((question): DirectionVerdict => {
    for (const evaluator of pipeline) {
      const decision = evaluator.decide(question, network);
      if (decision.action !== "next") return decision.verdict;
    }
    return { allowed: true, reason: "not-isolated" };
  }) as [DirectionVerdict, DirectionVerdict];
  return { flow, allowed: egress.allowed && ingress.allowed, egress, ingress };
}

/** The two questions of a flow: may the source send, may the destination receive (S4). */
export function questionsOf(flow: Flow): [DirectionQuestion, DirectionQuestion] {
  const { source, destination } = flow;
  const from = addressesOf(source);
  const to = addressesOf(destination);
  const family = flow.family ?? commonFamily(from, to);
  const ask = (
    direction: Direction,
    subject: Endpoint,
    peer: Endpoint,
    addresses: readonly IPAddress[],
  ): DirectionQuestion => {
    const peerAddress = addressIn(addresses, family) ?? UNSPECIFIED;
    return { flow, direction, subject, peer, peerAddress };
  };
  return [ask("Egress", source, destination, to), ask("Ingress", destination, source, from)];
}

/** Stands for an address that does not parse; endpoints made by this module have none such. */
const UNSPECIFIED: IPAddress = { family: 4, words: [0, 0, 0, 0] };

/** Why a direction is not judged, if it is not. */
function exemptionOf(
  { flow, direction, subject, peer }: DirectionQuestion,
  profile: Profile,
): Exemption | undefined {
  if (isSelf(flow) && !(flow.viaService === true && profile.selfViaService === "policed")) {
    return "self";
  }
  if (subject.kind !== "pod") return "not-a-pod";
  if (!hasIdentity(subject, profile)) return "host-network";
  if (isNodeOf(peer, subject, profile)) {
    if (direction === "Ingress" || profile.egressToLocalNode === "allowed") return "own-node";
  }
  const unpolicedIcmp = flow.protocol === "ICMP" && profile.icmp === "allowed";
  if (!profile.enforces[direction] || unpolicedIcmp) return "not-enforced";
  return undefined;
}

function isSelf({ source, destination }: Flow): boolean {
  return (
    source.kind === "pod" &&
    destination.kind === "pod" &&
    source.name === destination.name &&
    source.namespace === destination.namespace
  );
}

/** Is this end the node that the pod runs on, or a pod that is its node in the eyes of others? */
function isNodeOf(end: Endpoint, pod: PodEndpoint, profile: Profile): boolean {
  if (end.nodeName === undefined || end.nodeName !== pod.nodeName) return false;
  return end.kind === "address" || !hasIdentity(end, profile);
}

/** The policies that isolate a pod in a direction (S1). */
export function policiesIsolating(
  network: CompiledNetwork,
  pod: PodEndpoint,
  direction: Direction,
): CompiledPolicy[] {
  if (!hasIdentity(pod, network.profile) || !network.profile.enforces[direction]) return [];
  return (network.byNamespace.get(pod.namespace) ?? []).filter(
    (policy) => policy.rules[direction] !== undefined && selects(policy.podSelector, pod.labels),
  );
}

/** Tries one rule: all its peers, all its ports (S12). */
export function traceRule(
  rule: CompiledRule,
  { flow, direction, peer, peerAddress }: DirectionQuestion,
  profile: Profile,
): RuleTrace {
  const { policy, path } = rule.ref;
  const list = `${path}.${direction === "Ingress" ? "from" : "to"}`;
  const peers = rule.peers.map((entry, index): EntryTrace => {
    const at = `${list}[${index}]`;
    const comparisons = comparePeer(entry, at, policy.namespace, peer, peerAddress, profile);
    return { index, matched: comparisons.every(({ matched }) => matched), comparisons };
  });
  const { destination, port, protocol } = flow;
  const ports = rule.ports.map((entry, index): EntryTrace => {
    const at = `${path}.ports[${index}]`;
    const comparison = comparePort(entry, at, direction, destination, port, protocol, profile);
    return { index, matched: comparison.matched, comparisons: [comparison] };
  });
  return {
    rule: rule.ref,
    peers,
    ports,
    peersMatched: peers.length === 0 || peers.some(({ matched }) => matched),
    portsMatched: ports.length === 0 || ports.some(({ matched }) => matched),
  };
}

/** A rule allows when one of its peers and one of its ports match (S12). */
export function ruleMatched(trace: RuleTrace): boolean {
  return trace.peersMatched && trace.portsMatched;
}

function matchedRef({ rule, peers, ports }: RuleTrace): RuleRef {
  const peer = peers.find(({ matched }) => matched);
  const port = ports.find(({ matched }) => matched);
  return {
    ...rule,
    ...(peer && { peerIndex: peer.index }),
    ...(port && { portIndex: port.index }),
  };
}

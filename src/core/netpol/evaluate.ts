/**
 * One flow, judged: the decision procedure of semantics.md 1.10.
 *
 * Each direction runs down a pipeline of evaluators that accept, deny or pass on (`next`); what
 * none decides is allowed. The pipeline of the API is "is this judged at all?", then the
 * NetworkPolicies. Another kind of policy is another evaluator in the list.
 */
import { parseIP } from "../net/ip.ts";
import type { Family, IPAddress } from "../net/ip.ts";
import type { CompiledNetwork, CompiledPolicy, CompiledRule } from "./compile.ts";
import {
  addressesOf,
  addressIn,
  commonFamily,
  comparePeer,
  comparePort,
  selects,
  viewOf,
} from "./match.ts";
import type { PeerView } from "./match.ts";
import {
  closesUnselected,
  hasIdentity,
  policesDirection,
  policesFamily,
  policesOwnNode,
  policesProtocol,
  policesRemoteNodes,
  policesSelfViaService,
  seesServiceAddress,
} from "./points.ts";
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
  /** Of the connection; undefined where the ends have none in common. */
  readonly family: Family | undefined;
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
      (policy.rules[direction] ?? []).map((rule) => traceRule(rule, question, network)),
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

/** Pods that nothing selects, for a plugin that closes them. */
const UNSELECTED: PolicyEvaluator = {
  name: "unselected pods",
  decide({ subject }, network) {
    if (subject.kind !== "pod" || !isClosed(network, subject)) return NEXT;
    return { action: "deny", verdict: { allowed: false, reason: "unselected" } };
  },
};

const API_PIPELINE: readonly PolicyEvaluator[] = [EXEMPTIONS, NETWORK_POLICIES, UNSELECTED];

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
    return { flow, direction, subject, peer, peerAddress, family };
  };
  return [ask("Egress", source, destination, to), ask("Ingress", destination, source, from)];
}

/** Stands for an address that does not parse; endpoints made by this module have none such. */
const UNSPECIFIED: IPAddress = { family: 4, words: [0, 0, 0, 0] };

/** Why a direction is not judged, if it is not. */
function exemptionOf(
  { flow, direction, subject, peer, family }: DirectionQuestion,
  profile: Profile,
): Exemption | undefined {
  if (isSelf(flow) && !(flow.viaService === true && policesSelfViaService(profile))) {
    return "self";
  }
  if (subject.kind !== "pod") return "not-a-pod";
  if (!hasIdentity(subject, profile)) return "host-network";
  if (isNode(peer, profile)) {
    const own = peer.nodeName === subject.nodeName;
    if (own && !policesOwnNode(profile, direction)) return "own-node";
    if (!own && !policesRemoteNodes(profile)) return "remote-node";
  }
  const filtered =
    policesDirection(profile, direction) &&
    policesProtocol(profile, flow.protocol) &&
    policesFamily(profile, family);
  return filtered ? undefined : "not-enforced";
}

function isSelf({ source, destination }: Flow): boolean {
  return (
    source.kind === "pod" &&
    destination.kind === "pod" &&
    source.name === destination.name &&
    source.namespace === destination.namespace
  );
}

/** Is this end a node, or a pod that is its node in the eyes of others? */
function isNode(end: Endpoint, profile: Profile): boolean {
  if (end.nodeName === undefined) return false;
  return end.kind === "address" || !hasIdentity(end, profile);
}

/** The policies that isolate a pod in a direction (S1). */
export function policiesIsolating(
  network: CompiledNetwork,
  pod: PodEndpoint,
  direction: Direction,
): CompiledPolicy[] {
  if (!hasIdentity(pod, network.profile) || !policesDirection(network.profile, direction)) {
    return [];
  }
  return (network.byNamespace.get(pod.namespace) ?? []).filter(
    (policy) => policy.rules[direction] !== undefined && selects(policy.podSelector, pod.labels),
  );
}

/** Does the plugin close this pod because no policy selects it, for either direction? */
export function isClosed({ byNamespace, profile }: CompiledNetwork, pod: PodEndpoint): boolean {
  if (!closesUnselected(profile) || !hasIdentity(pod, profile)) return false;
  const policies = byNamespace.get(pod.namespace) ?? [];
  return !policies.some(({ podSelector }) => selects(podSelector, pod.labels));
}

/** Tries one rule: all its peers, all its ports (S12). */
export function traceRule(
  rule: CompiledRule,
  question: DirectionQuestion,
  { profile, endpoints }: CompiledNetwork,
): RuleTrace {
  const { direction, peer } = question;
  const { policy, path } = rule.ref;
  const list = `${path}.${direction === "Ingress" ? "from" : "to"}`;
  const peers = rule.peers.map((entry, index): EntryTrace => {
    const at = `${list}[${index}]`;
    const seen = seenBy(viewOf(entry), question, profile);
    const onHost = (): readonly PodEndpoint[] => endpoints.onHost(peer);
    const comparisons = comparePeer(
      entry,
      at,
      policy.namespace,
      seen.peer,
      seen.address,
      profile,
      onHost,
    );
    return { index, matched: comparisons.every(({ matched }) => matched), comparisons };
  });
  const judged = viewsToTry(rule, peers).map((view) => ({
    view,
    ports: tracePorts(rule, view, question, profile),
  }));
  const { view, ports } = judged.find((one) => anyMatches(one.ports)) ??
    judged[0] ?? { view: "addresses", ports: [] };
  const fits = peers.findIndex(({ matched }) => matched);
  const through = peers.findIndex(
    ({ matched, index }) => matched && viewOf(rule.peers[index]) === view,
  );
  return {
    rule: rule.ref,
    peers,
    ports,
    peersMatched: anyMatches(peers),
    portsMatched: anyMatches(ports),
    ...(through !== fits && { throughPeer: through }),
  };
}

/** An empty list lets everything through (S11). */
function anyMatches(entries: readonly EntryTrace[]): boolean {
  return entries.length === 0 || entries.some(({ matched }) => matched);
}

/** The kinds of peer for which the ports count: those that fit, else all that the rule has. */
function viewsToTry(rule: CompiledRule, peers: readonly EntryTrace[]): readonly PeerView[] {
  const fitting = peers.filter(({ matched }) => matched);
  const asked = fitting.length > 0 ? fitting : peers;
  const views = new Set(asked.map(({ index }) => viewOf(rule.peers[index])));
  return views.size === 0 ? [viewOf(undefined)] : [...views];
}

function tracePorts(
  rule: CompiledRule,
  view: PeerView,
  question: DirectionQuestion,
  profile: Profile,
): readonly EntryTrace[] {
  const { direction, flow } = question;
  const { port } = seenBy(view, question, profile);
  const { destination, protocol } = flow;
  return rule.ports.map((entry, index): EntryTrace => {
    const at = `${rule.ref.path}.ports[${index}]`;
    const comparison = comparePort(
      entry,
      at,
      direction,
      destination,
      port,
      protocol,
      profile,
      view,
    );
    return { index, matched: comparison.matched, comparisons: [comparison] };
  });
}

/** The peer, its address and the port as this kind of peer entry sees them (S51, S52). */
function seenBy(
  view: PeerView,
  { direction, flow, peer, peerAddress }: DirectionQuestion,
  profile: Profile,
): { readonly peer: Endpoint; readonly address: IPAddress; readonly port: number } {
  const { dialled, port } = flow;
  if (view === "addresses" && dialled !== undefined && seesServiceAddress(profile, direction)) {
    const address = parseIP(dialled.ip);
    if (address !== undefined) {
      return { peer: { kind: "address", ip: dialled.ip }, address, port: dialled.port };
    }
  }
  return { peer, address: peerAddress, port };
}

/** A rule allows when one of its peers and one of its ports match (S12). */
export function ruleMatched(trace: RuleTrace): boolean {
  return trace.peersMatched && trace.portsMatched;
}

function matchedRef({ rule, peers, ports, throughPeer }: RuleTrace): RuleRef {
  const peer =
    throughPeer === undefined ? peers.find(({ matched }) => matched) : peers[throughPeer];
  const port = ports.find(({ matched }) => matched);
  return {
    ...rule,
    ...(peer && { peerIndex: peer.index }),
    ...(port && { portIndex: port.index }),
  };
}

/**
 * Where network plugins differ: one function a point. The evaluator, the matrix and the data plane
 * ask the profile here and nowhere else, and no code asks for a plugin's name.
 */
import type { Family } from "../net/ip.ts";
import type { PortRange } from "../net/ports.ts";
import type { CompiledPolicy, SelectorPeer } from "./compile.ts";
import type { NamedPortReading, Profile } from "./profile.ts";
import type { Direction, Endpoint, FlowProtocol, PodEndpoint } from "./types.ts";

/** Is this direction filtered at all? */
export function policesDirection({ enforces }: Profile, direction: Direction): boolean {
  return enforces[direction];
}

/** Is this protocol filtered at all (S40, S63)? */
export function policesProtocol({ icmp, sctp }: Profile, protocol: FlowProtocol): boolean {
  if (protocol === "ICMP") return icmp !== "allowed";
  return protocol !== "SCTP" || sctp !== "unfiltered";
}

/** Is this address family filtered at all? Ends without a common one are judged all the same. */
export function policesFamily({ ipv6 }: Profile, family: Family | undefined): boolean {
  return family !== 6 || ipv6 !== "unfiltered";
}

/** Does the plugin see labels, rules and named ports of this pod at all (S46)? */
export function hasIdentity({ hostNetwork }: PodEndpoint, profile: Profile): boolean {
  return !hostNetwork || profile.hostNetwork === "identity";
}

/**
 * Does this peer let the address of a node in because it selects a pod on the host's network there
 * (S46)? Everything on that node shares the address.
 */
export function meansNodeAddress(peer: SelectorPeer, { hostNetwork }: Profile): boolean {
  if (hostNetwork === "pod-selector-peer") return peer.podSelector !== undefined;
  return hostNetwork === "node-address-peer";
}

/** Do blocks see the address of this end (S29, S30)? */
export function seenByBlocks(end: Endpoint, profile: Profile): boolean {
  if (end.kind === "pod" && !end.hostNetwork) return profile.ipBlockMatchesPods;
  if (end.kind === "pod" || end.nodeName !== undefined) return profile.ipBlockMatchesNodes;
  return true;
}

/** Is what passes between a pod and the node it runs on filtered in this direction (S43, S44)? */
export function policesOwnNode(profile: Profile, direction: Direction): boolean {
  const reading =
    direction === "Ingress" ? profile.ingressFromLocalNode : profile.egressToLocalNode;
  return reading === "policed";
}

/** Is what passes between a pod and other nodes filtered (S45)? */
export function policesRemoteNodes({ remoteNodes }: Profile): boolean {
  return remoteNodes === "policed";
}

/** Is a pod that reaches itself through its Service filtered (S41)? */
export function policesSelfViaService({ selfViaService }: Profile): boolean {
  return selfViaService === "policed";
}

/** The last port that a range lets through (S36). */
export function lastPortOf({ from, to }: PortRange, { endPort }: Profile): number {
  return endPort === "range" ? to : from;
}

export function readingOfNames({ namedPorts }: Profile, direction: Direction): NamedPortReading {
  return namedPorts[direction];
}

/** Is the policy in force at all, or does the plugin leave it out as a whole? */
export function keepsPolicy({ rules }: CompiledPolicy, profile: Profile): boolean {
  if (profile.unsupportedPolicy === "kept") return true;
  return (["Ingress", "Egress"] as const).every(
    (direction) =>
      readingOfNames(profile, direction) !== false ||
      !(rules[direction] ?? []).some(({ ports }) =>
        ports.some(({ port }) => port?.kind === "name"),
      ),
  );
}

/** Is a pod that no policy selects closed both ways? */
export function closesUnselected({ unselectedPods }: Profile): boolean {
  return unselectedPods === "closed";
}

/** Is the caller told of a denied packet, instead of waiting in vain (S62)? */
export function rejectsDenied({ deny }: Profile): boolean {
  return deny === "reject";
}

/** Are packets of open connections judged too, when policies change (S64)? */
export function judgesLiveConnections({ liveConnections }: Profile): boolean {
  return liveConnections === "per-packet";
}

/** Do blocks and rules without peers see the Service's address and port in egress (S51, S52)? */
export function seesServiceAddress({ egressStage }: Profile, direction: Direction): boolean {
  return egressStage === "pre-dnat" && direction === "Egress";
}

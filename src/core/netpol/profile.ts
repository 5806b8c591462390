/**
 * The points at which network plugins differ, as values (semantics.md section 4). The evaluator,
 * the matrix and the data plane read every such point from here and branch nowhere else; which
 * plugin has which value, since when and says who, is the data in `profiles/`.
 */
import type { Direction } from "./types.ts";

/**
 * How the name of a port is read: `true` at the destination pod (S34, S35); `false` never;
 * `selector-peers` only in rules whose peer is a selector; `whole-protocol`: the name is not
 * looked up, the entry lets every port of its protocol through.
 */
export type NamedPortReading = boolean | "selector-peers" | "whole-protocol";

/**
 * Pods on the host's network (S46). `ignored`: no subject, no peer of selectors, traffic of its
 * node; `identity`: a pod like others; `node-address-peer`: no subject, but a selector that picks it
 * lets the address of its node in; `pod-selector-peer`: the same, if the peer has a podSelector.
 */
export type HostNetworkReading = "ignored" | "identity" | "node-address-peer" | "pod-selector-peer";

export interface Profile {
  readonly name: string;
  readonly enforces: { readonly [D in Direction]: boolean };
  /** What of a pod that no policy selects: `closed` lets nothing in or out of it. */
  readonly unselectedPods: "open" | "closed";
  /** Does an `ipBlock` match the address of a pod (S29), of a node or host-network pod (S30)? */
  readonly ipBlockMatchesPods: boolean;
  readonly ipBlockMatchesNodes: boolean;
  readonly hostNetwork: HostNetworkReading;
  /** Is what a pod's own node sends to it, and it to that node, policed (S43, S44)? */
  readonly ingressFromLocalNode: "policed" | "allowed";
  readonly egressToLocalNode: "policed" | "allowed";
  /** Traffic with nodes that the pod does not run on (S45). */
  readonly remoteNodes: "policed" | "allowed";
  /** A pod that reaches itself through its Service (S41). */
  readonly selfViaService: "policed" | "allowed";
  /** `rules-without-ports`: such rules allow ICMP, others do not (S63); `allowed`: never dropped. */
  readonly icmp: "rules-without-ports" | "allowed";
  /** Is SCTP filtered at all (S40)? */
  readonly sctp: "policed" | "unfiltered";
  /** Is IPv6 filtered at all (S28)? */
  readonly ipv6: "policed" | "unfiltered";
  /** Is `endPort` enforced, or only the first port of the range (S36)? */
  readonly endPort: "range" | "start-only";
  readonly namedPorts: { readonly [D in Direction]: NamedPortReading };
  /** A policy that names ports where names are never read: does the rest of it count? */
  readonly unsupportedPolicy: "kept" | "left-out";
  /** Does egress see a Service's address and port, or those of the chosen pod (S51, S52)? */
  readonly egressStage: "post-dnat" | "pre-dnat";
  /** What the caller gets of a denied packet: nothing, or an answer (S62). */
  readonly deny: "drop" | "reject";
  /** Connections that are open when policies change (S64). */
  readonly liveConnections: "new-only" | "per-packet";
  /** A pod in its first moments, before its policies are programmed (S65). */
  readonly newPods: "isolated" | "open" | "closed";
}

export type DecisionId = Exclude<keyof Profile, "name">;

/** What the API documents, and the usual reading where it leaves a choice. */
export const SPEC_PROFILE: Profile = {
  name: "spec",
  enforces: { Ingress: true, Egress: true },
  unselectedPods: "open",
  ipBlockMatchesPods: true,
  ipBlockMatchesNodes: true,
  hostNetwork: "ignored",
  ingressFromLocalNode: "allowed",
  egressToLocalNode: "policed",
  remoteNodes: "policed",
  selfViaService: "policed",
  icmp: "rules-without-ports",
  sctp: "policed",
  ipv6: "policed",
  endPort: "range",
  namedPorts: { Ingress: true, Egress: true },
  unsupportedPolicy: "kept",
  egressStage: "post-dnat",
  deny: "drop",
  liveConnections: "new-only",
  newPods: "isolated",
};

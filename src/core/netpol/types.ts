/**
 * The vocabulary of verdicts. A *flow* is (source, destination, port, protocol); a *verdict* its
 * result with reasons; inside the evaluator the two ends are *subject* and *peer*.
 */
import type { Requirement } from "../api/labels.ts";
import type { Labels, Protocol } from "../api/objects.ts";

export type Direction = "Egress" | "Ingress";

/** A pod as the evaluator sees it: addresses and labels, nothing of its life. */
export interface PodEndpoint {
  readonly kind: "pod";
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  readonly namespaceLabels: Labels;
  /** In the order of status.podIPs. Never empty (S66, S68: others are no end of a connection). */
  readonly ips: readonly string[];
  readonly hostNetwork: boolean;
  readonly nodeName?: string;
  /** Named container ports, init sidecars included (S34). */
  readonly namedPorts: readonly {
    readonly name: string;
    readonly port: number;
    readonly protocol: Protocol;
  }[];
}

/** Anything that is not a pod: an outside address, or a node (then `nodeName` is set). */
export interface AddressEndpoint {
  readonly kind: "address";
  readonly ip: string;
  readonly nodeName?: string;
}

export type Endpoint = PodEndpoint | AddressEndpoint;

export type FlowProtocol = Protocol | "ICMP";

/** A port of a protocol; the number is ignored for ICMP. */
export interface PortOfInterest {
  readonly port: number;
  readonly protocol: FlowProtocol;
}

export interface Flow {
  readonly source: Endpoint;
  readonly destination: Endpoint;
  /** Destination port at the pod, after Service translation (S33, S51). Ignored for ICMP. */
  readonly port: number;
  readonly protocol: FlowProtocol;
  /** The connection went to a Service that chose this destination; matters to a pod itself (S41). */
  readonly viaService?: boolean;
  /** What was dialled where a Service stood before the destination: its address and port (S52). */
  readonly dialled?: { readonly ip: string; readonly port: number };
  /** Set when an address of that family was dialled; else the first common one (S28). */
  readonly family?: 4 | 6;
}

export interface PolicyRef {
  readonly namespace: string;
  readonly name: string;
}

/** One rule of one policy; `path` leads into its YAML, e.g. `spec.ingress[0]`. */
export interface RuleRef {
  readonly policy: PolicyRef;
  readonly direction: Direction;
  readonly index: number;
  readonly path: string;
  /** The peer and port entries that matched; absent where the list is empty (everything matches). */
  readonly peerIndex?: number;
  readonly portIndex?: number;
}

/** One clause compared: what the rule wants, what the endpoint has, whether that fits. */
export interface Comparison {
  /** Where the clause stands in the policy, e.g. `spec.ingress[0].from[1].podSelector`. */
  readonly path: string;
  readonly matched: boolean;
  readonly what: Compared;
}

export type Compared =
  | {
      readonly kind: "podSelector" | "namespaceSelector";
      /** The selector as kubectl prints it; `<none>` selects everything. */
      readonly wants: string;
      /** All labels of the pod, or of its namespace. */
      readonly has: Labels;
      /** The first requirement that does not hold. */
      readonly unmet?: Requirement;
      /** Name of the pod, or of its namespace. */
      readonly of: string;
    }
  /** A podSelector alone means pods of the policy's own namespace (S14). */
  | { readonly kind: "ownNamespace"; readonly wants: string; readonly has: string }
  | {
      readonly kind: "ipBlock";
      readonly cidr: string;
      /** The entry of `except` that holds the address. */
      readonly except?: string;
      readonly ip: string;
      readonly reason: IpBlockReason;
    }
  /** An entry without a peer, or with two kinds of peer; the API refuses it (V20, V21). */
  | { readonly kind: "invalid" }
  /** A selector was asked about an address that is no pod. */
  | { readonly kind: "notAPod"; readonly ip: string }
  /** A selector was asked about a pod on the host's network (S46). */
  | { readonly kind: "hostNetwork"; readonly pod: string }
  | {
      readonly kind: "port";
      /** e.g. `TCP 8080`, `UDP 8000-9000`, `TCP http`, `SCTP`. */
      readonly wants: string;
      /** e.g. `TCP 8080`, `ICMP`. */
      readonly has: string;
      readonly reason: PortReason;
      /** What the name means at the destination, where it means something (S34). */
      readonly numbers?: readonly number[];
    };

export type IpBlockReason =
  | "inside"
  | "outside"
  | "excepted"
  | "other-family" // S28
  | "not-judged"; // a profile whose ipBlocks do not see pods or nodes (S29, S30)

export type PortReason =
  | "equal"
  | "in-range"
  | "any"
  | "protocol"
  | "number"
  | "name-unknown"
  | "name-unread" // the plugin reads no names here (S34, S35)
  | "name-ignored" // the plugin takes the entry for its whole protocol
  | "name-other-number"
  | "icmp";

/** One entry of `from`, `to` or `ports`; it matches when all its comparisons do. */
export interface EntryTrace {
  readonly index: number;
  readonly matched: boolean;
  readonly comparisons: readonly Comparison[];
}

/** A rule that was tried: every peer and port entry with its comparisons. */
export interface RuleTrace {
  readonly rule: RuleRef;
  readonly peers: readonly EntryTrace[];
  readonly ports: readonly EntryTrace[];
  /** True also where the list is empty (S11). */
  readonly peersMatched: boolean;
  readonly portsMatched: boolean;
  /** The peer entry for which the ports fit, where that is not the first that fits. */
  readonly throughPeer?: number;
}

/** A rule that was tried and did not match. */
export type Miss = RuleTrace;

/** Why a direction is not judged at all. */
export type Exemption =
  | "not-a-pod" // S5
  | "host-network" // S46
  | "own-node" // S43
  | "remote-node" // S45
  | "self" // S41
  | "not-enforced"; // the plugin does not enforce this direction

export type DirectionVerdict =
  | { readonly allowed: true; readonly reason: "exempt"; readonly exemption: Exemption }
  | { readonly allowed: true; readonly reason: "not-isolated" }
  | {
      readonly allowed: true;
      readonly reason: "matched-rule";
      readonly allowedBy: readonly [RuleRef, ...RuleRef[]];
      readonly isolatedBy: readonly [PolicyRef, ...PolicyRef[]];
    }
  /** Nothing selects the pod, and the plugin closes such pods. */
  | { readonly allowed: false; readonly reason: "unselected" }
  | {
      readonly allowed: false;
      readonly reason: "no-rule-matched";
      readonly isolatedBy: readonly [PolicyRef, ...PolicyRef[]];
      readonly misses: readonly Miss[];
    };

export interface Verdict {
  readonly flow: Flow;
  readonly allowed: boolean;
  readonly egress: DirectionVerdict;
  readonly ingress: DirectionVerdict;
}

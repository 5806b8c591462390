/**
 * The vocabulary of verdicts. A *flow* is (source, destination, port, protocol); a *verdict* its
 * result with reasons; inside the evaluator the two ends are *subject* and *peer*.
 */
import type { Labels, PolicyType, Protocol } from "../api/objects.ts";

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
  readonly namedPorts: readonly { readonly name: string; readonly port: number; readonly protocol: Protocol }[];
}

/** Anything that is not a pod: an outside address, or a node (then `nodeName` is set). */
export interface AddressEndpoint {
  readonly kind: "address";
  readonly ip: string;
  readonly nodeName?: string;
}

export type Endpoint = PodEndpoint | AddressEndpoint;

export interface Flow {
  readonly source: Endpoint;
  readonly destination: Endpoint;
  /** Destination port at the pod, after Service translation (S33, S51). Ignored for ICMP. */
  readonly port: number;
  readonly protocol: Protocol | "ICMP";
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
  readonly path: string;
  readonly matched: boolean;
  readonly what:
    | { readonly kind: "podSelector" | "namespaceSelector"; readonly wants: string; readonly has: Labels; readonly requirement?: string; readonly of: string }
    | { readonly kind: "ownNamespace"; readonly wants: string; readonly has: string }
    | { readonly kind: "ipBlock"; readonly cidr: string; readonly except?: string; readonly ip: string; readonly reason: "inside" | "outside" | "excepted" | "other-family" }
    | { readonly kind: "notAPod"; readonly ip: string }
    | { readonly kind: "hostNetwork"; readonly pod: string }
    | { readonly kind: "port"; readonly wants: string; readonly has: string; readonly reason: "equal" | "in-range" | "any" | "protocol" | "number" | "name-unknown" | "name-other-number" | "icmp" };
}

/** A rule that was tried and did not match: every peer and port entry with its comparisons. */
export interface Miss {
  readonly rule: RuleRef;
  readonly peers: readonly { readonly index: number; readonly matched: boolean; readonly comparisons: readonly Comparison[] }[];
  readonly ports: readonly { readonly index: number; readonly matched: boolean; readonly comparisons: readonly Comparison[] }[];
  readonly peersMatched: boolean;
  readonly portsMatched: boolean;
}

/** Why a direction is not judged at all. */
export type Exemption =
  | "not-a-pod" // S5
  | "host-network" // S46
  | "own-node" // S43
  | "self"; // S41

export type DirectionVerdict =
  | { readonly allowed: true; readonly reason: "exempt"; readonly exemption: Exemption }
  | { readonly allowed: true; readonly reason: "not-isolated" }
  | {
      readonly allowed: true;
      readonly reason: "matched-rule";
      readonly allowedBy: readonly [RuleRef, ...RuleRef[]];
      readonly isolatedBy: readonly [PolicyRef, ...PolicyRef[]];
    }
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

export type { PolicyType };

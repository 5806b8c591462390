/**
 * The graph as data: what the picture, its text equivalent and its export are all made from.
 *
 * *Cards* are the things a flow can start or end at: a pod, a workload or namespace that stands for
 * its pods, an outside address, a node. *Regions* hold cards. A *flow* here is what is drawn: all
 * attempts between the same two cards that end in the same way.
 */
import type { Labels, Protocol } from "../api/objects.ts";
import type { Direction, PolicyRef } from "../netpol/types.ts";

/** `pod/NAMESPACE/NAME`, `workload/NAMESPACE/NAME`, `namespace/NAME`, `outside/NAME`, `node/NAME`. */
export type CardId = string;
/** `region/NAME` of a namespace, `outside` or `nodes`. */
export type RegionId = string;

/** Where traffic leaves (right edge) or enters (left edge) a card. */
export type Gate =
  /** No policy selects the pod for this direction. */
  | { readonly state: "open" }
  /** Isolated by every policy named. */
  | { readonly state: "guarded"; readonly policies: readonly PolicyRef[] }
  /** Of a group: some of its pods are isolated, others are not. */
  | {
      readonly state: "partly";
      readonly guarded: number;
      readonly of: number;
      readonly policies: readonly PolicyRef[];
    }
  /** Policies do not apply here (S5, S46, S66). */
  | {
      readonly state: "none";
      readonly reason: "host-network" | "finished" | "no-address" | "not-a-pod";
    };

interface CardBase {
  readonly id: CardId;
  readonly region: RegionId;
  readonly name: string;
  readonly egress: Gate;
  readonly ingress: Gate;
}

export interface PodCard extends CardBase {
  readonly kind: "pod";
  readonly namespace: string;
  /** `key=value`, the telling ones first; bookkeeping labels are left out. */
  readonly labels: readonly string[];
  readonly allLabels: Labels;
  readonly ip?: string;
  /** Last part of the image's name, without registry and tag. */
  readonly image: string;
  /** As in kubectl's STATUS column: Running, Pending, ContainerCreating, Completed, … */
  readonly status: string;
  /** Name of the workload (Deployment, StatefulSet, …) or of the pod itself. */
  readonly workload: string;
  readonly node?: string;
  /** Ports that it declares or listens on. */
  readonly ports: readonly { readonly port: number; readonly protocol: Protocol }[];
}

/** A card that stands for several pods: a whole namespace, or the pods of one workload. */
export interface GroupCard extends CardBase {
  readonly kind: "workload" | "namespace";
  readonly namespace: string;
  readonly labels: readonly string[];
  readonly pods: readonly CardId[];
  readonly workloads: number;
}

export interface AddressCard extends CardBase {
  readonly kind: "outside" | "node";
  /** An IP or a CIDR. */
  readonly address: string;
}

export type GraphCard = PodCard | GroupCard | AddressCard;

export interface GraphRegion {
  readonly id: RegionId;
  readonly kind: "namespace" | "outside" | "nodes";
  readonly name: string;
  readonly labels: readonly string[];
  /** Index of the tint, in order of first appearance; the picture cycles through its tints. */
  readonly tint: number;
  /** Cards in columns: one inner list per workload. */
  readonly blocks: readonly (readonly CardId[])[];
  readonly pods: number;
  readonly policies: number;
  /** True when one card stands for all of it. */
  readonly collapsed: boolean;
  /** True when there is anything to collapse or expand. */
  readonly collapsible: boolean;
}

/** How an attempt ends now. A verdict of the data plane, never of the picture. */
export type FlowStatus =
  | "allowed"
  | "blocked-egress"
  | "blocked-ingress"
  | "blocked-both"
  | "refused"
  /** Allowed, and nobody has the address: the attempt times out. */
  | "no-answer"
  | "dns-failed"
  | "no-route";

/** Why a flow is in the picture. */
export type FlowKind = "tried" | "watched" | "selected" | "all";
export type FlowMode = FlowKind;

export interface FlowRequest {
  readonly source: CardId;
  readonly destination: CardId;
  /** At the pod, after Service translation. 0 for ICMP. */
  readonly port: number;
  readonly protocol: Protocol | "ICMP";
}

/** One attempt: between two ends, on one port. */
export interface FlowMember extends FlowRequest {
  /** `SOURCE>DESTINATION:PROTOCOL/PORT` */
  readonly id: string;
  readonly status: FlowStatus;
  readonly kinds: readonly FlowKind[];
  /** Policies that isolate either end of it. */
  readonly policies: readonly PolicyRef[];
}

export interface GraphFlow {
  /** `SOURCE>DESTINATION#STATUS`, of cards. */
  readonly id: string;
  readonly source: CardId;
  readonly destination: CardId;
  readonly status: FlowStatus;
  readonly kinds: readonly FlowKind[];
  /** e.g. `TCP 8080`, `TCP 80, 443`, `TCP 80 +3`. */
  readonly label: string;
  /** How many attempts it stands for. */
  readonly count: number;
  /** The first of them, at most {@link MAX_MEMBERS}. */
  readonly members: readonly FlowMember[];
}

/** Members kept of a bundle; `count` still counts all. */
export const MAX_MEMBERS = 64;

/** A policy, with the cards it guards and the cards its rules let through. */
export interface GraphPolicy {
  /** `NAMESPACE/NAME` */
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly guards: readonly { readonly card: CardId; readonly direction: Direction }[];
  /** Cards that some rule of it names as a peer. */
  readonly peers: readonly CardId[];
}

export interface GraphModel {
  readonly regions: readonly GraphRegion[];
  readonly cards: ReadonlyMap<CardId, GraphCard>;
  readonly flows: readonly GraphFlow[];
  readonly policies: readonly GraphPolicy[];
  /** Card that stands for each pod: the pod's own, its workload's or its namespace's. */
  readonly cardOf: ReadonlyMap<CardId, CardId>;
  /** Pods in the cluster, shown or folded. */
  readonly podCount: number;
  /** False when the network plugin accepts policies but enforces none. */
  readonly enforced: boolean;
  /** Flows left out because there were too many to draw. */
  readonly hiddenFlows: number;
  /** True when flows from and to the cluster's own pods were left out of "all". */
  readonly systemHidden: boolean;
}

/** What differs between two states, in ids of pods and of flow members. */
export interface GraphChanges {
  readonly opened: readonly string[];
  readonly closed: readonly string[];
  readonly guarded: readonly { readonly card: CardId; readonly direction: Direction }[];
  readonly freed: readonly { readonly card: CardId; readonly direction: Direction }[];
}

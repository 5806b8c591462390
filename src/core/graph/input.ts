import type { Namespace, NetworkPolicy, Node, Pod, Protocol } from "../api/objects.ts";
import type { GraphJudge } from "./judge.ts";
import type { CardId, FlowRequest } from "./types.ts";

/** An address outside the cluster that the picture shows. */
interface OutsideAddress {
  /** Names the card; shown, unless there is a title. */
  readonly name: string;
  readonly title?: string;
  /** An IP or a CIDR. */
  readonly address: string;
}

/** An attempt to draw, with what the data plane says beyond policies. */
export interface AskedFlow extends FlowRequest {
  /** Set when the attempt never got past its name: then `destination` is the DNS pod that answered. */
  readonly outcome?: "dns-failed";
}

export interface GraphInput {
  /** In order of first appearance, which is the order of the regions. */
  readonly namespaces: readonly Namespace[];
  readonly pods: readonly Pod[];
  readonly policies: readonly NetworkPolicy[];
  /** Nodes to show; they stand outside, last. */
  readonly nodes?: readonly Node[];
  readonly outside?: readonly OutsideAddress[];
  readonly judge: GraphJudge;
  readonly tried?: readonly AskedFlow[];
  readonly watched?: readonly AskedFlow[];
  /** Pods (or cards that stand for pods) all of whose flows are wanted. */
  readonly selected?: readonly CardId[];
  /** Every pod to every pod. */
  readonly all?: boolean;
  /** The port that "all" and "selected" mean; by default the ports that each pod declares. */
  readonly port?: { readonly port: number; readonly protocol: Protocol };
  /** Ids of regions and workload cards that a person opened or closed, against the default. */
  readonly expanded?: ReadonlySet<string>;
  readonly folded?: ReadonlySet<string>;
  /** Above so many pods namespaces stand folded. Default {@link FOLD_ABOVE}. */
  readonly foldAbove?: number;
  /** False when the network plugin ignores policies. */
  readonly enforced?: boolean;
}

/** Pods that are drawn one by one by default. */
export const FOLD_ABOVE = 60;

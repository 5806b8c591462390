/** Near misses: the smallest edits that flip a verdict, with all else that they would change. */
import type { ClusterEdit } from "../netpol/edit.ts";
import type { Flow } from "../netpol/types.ts";

/**
 * A flow that an edit would open or close besides the one asked about: between two pods on a port
 * that is listened on, or between a pod and the outside address that was asked about.
 */
export interface SideEffect {
  readonly change: "opened" | "closed";
  /** `NAMESPACE/POD`, or an address. */
  readonly source: string;
  readonly destination: string;
  readonly port: number;
  readonly protocol: Flow["protocol"];
}

export interface NearMiss {
  /** An imperative, e.g. `Label pod shop/web with app=api`. */
  readonly title: string;
  /** Empty where only the question changes (the pod's port instead of the Service's). */
  readonly edits: readonly ClusterEdit[];
  /** The flow to try instead, where the question changes. */
  readonly flow?: Flow;
  /** How much has to be typed: 1 for one label, port or list item. */
  readonly size: number;
  /** How many flows it opens and closes besides this one, and the first of them. */
  readonly opened: number;
  readonly closed: number;
  readonly sideEffects: readonly SideEffect[];
}

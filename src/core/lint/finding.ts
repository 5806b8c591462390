/** What the linter finds, as data. The catalogue of codes is `rules.ts`; pages are in docs/lint/. */
import type { ClusterEdit } from "../netpol/edit.ts";

export type Severity = "error" | "warning" | "info";

/** A way to mend a finding that can be applied as it stands. */
export interface Fix {
  /** An imperative, e.g. `Join the two items into one`. */
  readonly title: string;
  readonly edits: readonly ClusterEdit[];
}

export interface Finding {
  /** Stable, e.g. `or-not-and`; also the name of its page in docs/lint/. */
  readonly code: string;
  readonly severity: Severity;
  /** What is so, in one or two short sentences that name the values. */
  readonly message: string;
  /** The object it is about. */
  readonly object: {
    readonly kind: "NetworkPolicy" | "Pod" | "Namespace";
    readonly namespace?: string;
    readonly name: string;
  };
  /** Into the object's YAML, e.g. `spec.ingress[0].from[1]`. */
  readonly path: string;
  /** Best first; empty where a person has to decide. */
  readonly fixes: readonly Fix[];
}

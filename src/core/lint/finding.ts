/** What the linter finds, as data. The catalogue of codes is `rules.ts`; pages are in docs/lint/. */
import type { ClusterEdit } from "../netpol/edit.ts";

export type Severity = "error" | "warning" | "info";

/** Gravest first. */
export const SEVERITIES: readonly Severity[] = ["error", "warning", "info"];

/** A change of a text; offsets in UTF-16 units, `to` exclusive. */
export interface TextEdit {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** A way to mend a finding that can be applied as it stands. */
export interface Fix {
  /** An imperative, e.g. `Join the two items into one`. */
  readonly title: string;
  /** Empty where only the text can be mended, since the API takes no such object. */
  readonly edits: readonly ClusterEdit[];
  /** In the file the object was written in, from the end of the text to its beginning. */
  readonly textEdits?: readonly TextEdit[];
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

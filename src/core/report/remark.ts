/** A remark on a place in a file, as CI systems take them. */
import type { Severity } from "../lint/finding.ts";

export interface Remark {
  /** Stable name of the rule. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** Absent for a remark on what is in no file. */
  readonly place?: { readonly file: string; readonly line: number; readonly column: number };
  /** The object, e.g. `NetworkPolicy shop/web`, and the path in it. */
  readonly object: string;
  readonly path: string;
}

/** A rule as a catalogue describes it. */
export interface RuleText {
  readonly code: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly help?: string;
  readonly helpUri?: string;
}

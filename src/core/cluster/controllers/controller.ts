/** What a controller is: a step from a state towards the one that its objects ask for. */
import type { Draft } from "../store.ts";
import type { GroupKind } from "../types.ts";

export interface Wake {
  /** Lab time in milliseconds at which there is more to do. */
  readonly at: number;
  /** False: the cluster counts as being at rest until then (a back-off, a lease). */
  readonly settles: boolean;
}

export interface Controller {
  readonly name: string;
  /** Kinds whose changes it must see; it is not run when none of them changed. */
  readonly watches: readonly GroupKind[];
  /** Writes what it wants changed now, and says when it wants to look again. */
  readonly reconcile: (draft: Draft) => Wake | undefined;
}

/** The earlier of two wakes. */
export function earlier(a: Wake | undefined, b: Wake | undefined): Wake | undefined {
  if (a === undefined) return b;
  if (b === undefined) return a;
  if (a.at === b.at) return a.settles ? a : b;
  return a.at < b.at ? a : b;
}

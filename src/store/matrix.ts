/** How the matrix of a lab is looked at. Part of the lab's state, so that hiding the panel loses nothing. */
import type { PortChoice } from "../core/report/matrix.ts";
import type { MatrixLevel } from "../core/report/matrixLines.ts";

/** Which cells are shown: all, or those that pass, are blocked, or changed. */
export type CellFilter = "all" | "allowed" | "blocked" | "changed";

export interface MatrixSettings {
  readonly at: PortChoice;
  /** How far groups are folded; undefined follows the size of the cluster. */
  readonly level: MatrixLevel | undefined;
  /** By id of a namespace or workload: true folded, false opened, against the level. */
  readonly folds: ReadonlyMap<string, boolean>;
  /** Words that rows, and columns, must have in their name, namespace or labels. */
  readonly from: string;
  readonly to: string;
  readonly only: CellFilter;
  readonly as: "grid" | "list";
}

export const MATRIX_SETTINGS: MatrixSettings = {
  at: "any",
  level: undefined,
  folds: new Map(),
  from: "",
  to: "",
  only: "all",
  as: "grid",
};

/** The marks of a matrix: outlines in a box of 16 × 12 px, filled. Page and export draw the same. */
import type { Ink } from "../draw/shapes.ts";
import type { CellState } from "./matrix.ts";

export const MARK_BOX = { width: 16, height: 12 } as const;

export interface CellMark {
  readonly path: string;
  readonly ink: Ink;
  readonly ground: Ink | undefined;
}

/**
 * Where a flow is dropped shows as where the gates stand at a card: leaving ends at a bar on the
 * right, entering at a bar on the left.
 */
export const CELL_MARKS: Readonly<Record<CellState, CellMark>> = {
  allowed: {
    path: "M1.6 6.2L3 4.8L6.4 8.2L13 1.6L14.4 3L6.4 11z",
    ink: "allow",
    ground: "allow-soft",
  },
  refused: { path: "M4 5.2H12V6.8H4z", ink: "warn", ground: "sunk" },
  "blocked-egress": {
    path: "M1 5.2H13V1H14.8V11H13V6.8H1z",
    ink: "deny",
    ground: "deny-soft",
  },
  "blocked-ingress": {
    path: "M1.2 1H3V5.2H15V6.8H3V11H1.2z",
    ink: "deny",
    ground: "deny-soft",
  },
  "blocked-both": {
    path: "M3.4 2.6L4.6 1.4L8 4.8L11.4 1.4L12.6 2.6L9.2 6L12.6 9.4L11.4 10.6L8 7.2L4.6 10.6L3.4 9.4L6.8 6z",
    ink: "deny",
    ground: "deny-soft",
  },
  "no-port": { path: "M4 5H6V7H4zM10 5H12V7H10z", ink: "faint", ground: undefined },
  none: { path: "M7 5H9V7H7z", ink: "faint", ground: undefined },
};

/** What a mark means, as a legend says it. */
export const LEGEND: readonly { readonly state: CellState; readonly text: string }[] = [
  { state: "allowed", text: "passes" },
  { state: "blocked-egress", text: "blocked at egress" },
  { state: "blocked-ingress", text: "blocked at ingress" },
  { state: "blocked-both", text: "blocked at both" },
  { state: "refused", text: "passes, nothing listens" },
  { state: "no-port", text: "nothing listens" },
];

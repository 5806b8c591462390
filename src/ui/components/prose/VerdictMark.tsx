import type { CellState } from "../../../core/report/matrix.ts";
import { CELL_MARKS, MARK_BOX } from "../../../core/report/matrixMarks.ts";

/** The mark of a cell's state, as the large matrix has it. */
export function VerdictMark({ state }: { readonly state: CellState }) {
  const { path, ink } = CELL_MARKS[state];
  return (
    <svg {...MARK_BOX} aria-hidden="true">
      <path d={path} fill={`var(--${ink})`} />
    </svg>
  );
}

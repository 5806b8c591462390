/** Where the keyboard stands in the grid, and where a key leads. */
import type { MatrixLine } from "../../core/report/matrixLines.ts";

/** The row or column of names. */
export const HEAD = -1;

export interface Cursor {
  readonly row: number;
  readonly column: number;
}

interface Field {
  readonly rows: readonly MatrixLine[];
  readonly columns: readonly MatrixLine[];
  /** Rows of a page. */
  readonly page: number;
}

/** Where the key leads from here; undefined when it is no key of the grid. */
export function moved(
  from: Cursor,
  key: string,
  control: boolean,
  { rows, columns, page }: Field,
): Cursor | undefined {
  const down = (steps: number): Cursor => ({
    ...from,
    row: along(rows, from.row, steps, from.column === HEAD),
  });
  const across = (steps: number): Cursor => ({
    ...from,
    column: along(columns, from.column, steps, from.row === HEAD),
  });
  switch (key) {
    case "ArrowDown":
      return down(1);
    case "ArrowUp":
      return down(-1);
    case "ArrowRight":
      return across(1);
    case "ArrowLeft":
      return across(-1);
    case "PageDown":
      return down(page);
    case "PageUp":
      return down(-page);
    case "Home": {
      const home = across(-columns.length);
      return control ? { ...home, row: along(rows, from.row, -rows.length, false) } : home;
    }
    case "End": {
      const end = across(columns.length);
      return control ? { ...end, row: along(rows, from.row, rows.length, false) } : end;
    }
    default:
      return undefined;
  }
}

/**
 * The line so many steps on, or the last there is. Headings have no cells: they are passed over
 * unless the cursor goes along the names. The names themselves are before the first line.
 */
function along(
  lines: readonly MatrixLine[],
  from: number,
  steps: number,
  headings: boolean,
): number {
  const step = Math.sign(steps);
  let at = from;
  for (let left = Math.abs(steps); left > 0; left--) {
    let next = at + step;
    while (next > HEAD && next < lines.length && !headings && lines[next]?.kind === "heading") {
      next += step;
    }
    if (next < HEAD || next >= lines.length) break;
    at = next;
  }
  // a long way back ends at the first cell, not among the names
  return steps < -1 && at === HEAD ? along(lines, HEAD, 1, headings) : at;
}

/** The first cell. */
export function firstCell(rows: readonly MatrixLine[], columns: readonly MatrixLine[]): Cursor {
  return { row: along(rows, HEAD, 1, false), column: along(columns, HEAD, 1, false) };
}

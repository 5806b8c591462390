/** Where the lines of an axis lie, in px, and which of them are in view. */
import { fitText, textWidth } from "../../core/draw/measure.ts";
import type { MatrixLine } from "../../core/report/matrixLines.ts";

export interface Axis {
  readonly lines: readonly MatrixLine[];
  /** Start of each line; one more for the end. */
  readonly starts: Float64Array;
  readonly length: number;
  /** Room for the names, and the names as they fit. */
  readonly label: number;
  readonly names: readonly string[];
}

export interface Range {
  readonly from: number;
  /** Not included. */
  readonly to: number;
}

const LABEL = { size: 12, min: 64 } as const;
const INDENT = 12;

/** @param sizes of lines by kind. @param most room for names. */
export function axisOf(
  lines: readonly MatrixLine[],
  sizes: Readonly<Record<MatrixLine["kind"], number>>,
  most: number,
): Axis {
  const starts = new Float64Array(lines.length + 1);
  let label: number = LABEL.min;
  for (const [index, line] of lines.entries()) {
    starts[index + 1] = (starts[index] ?? 0) + sizes[line.kind];
    label = Math.max(label, textWidth(lineLabel(line), LABEL.size, "ui") + besideName(line));
  }
  label = Math.min(most, Math.ceil(label));
  return {
    lines,
    starts,
    length: starts[lines.length] ?? 0,
    label,
    names: lines.map((line) =>
      fitText(lineLabel(line), label - besideName(line), LABEL.size, "ui", "middle"),
    ),
  };
}

/** Room that a name leaves to its indent, its arrow, and the edges. */
function besideName({ depth, kind }: MatrixLine): number {
  return 18 + depth * INDENT + (kind === "end" ? 0 : 14);
}

/** `web ×3` of a group. */
function lineLabel(line: MatrixLine): string {
  return line.kind === "group" ? `${line.name} ×${line.members.length}` : line.name;
}

/** The line at a position along the axis. */
export function lineAt({ starts, lines }: Axis, position: number): number {
  let low = 0;
  let high = Math.max(0, lines.length - 1);
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((starts[middle] ?? 0) <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Lines are drawn in steps of this many, so that a little scrolling draws nothing anew. */
const STEP = 4;

/** The lines in view and some around them. */
export function rangeInView(axis: Axis, scroll: number, room: number): Range {
  const first = lineAt(axis, scroll) - STEP;
  const last = lineAt(axis, scroll + room) + STEP;
  return {
    from: Math.max(0, Math.floor(first / STEP) * STEP),
    to: Math.min(axis.lines.length, Math.ceil((last + 1) / STEP) * STEP),
  };
}

export const sameRange = (a: Range, b: Range): boolean => a.from === b.from && a.to === b.to;

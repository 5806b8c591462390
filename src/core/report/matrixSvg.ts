/** A matrix as an SVG file of its own, with a title and a legend. */
import { textWidth, fitText } from "../draw/measure.ts";
import { LIGHT, type Palette } from "../draw/palette.ts";
import type { Ink, Shape, TextShape } from "../draw/shapes.ts";
import { svgFile } from "../draw/svg.ts";
import { CELL_STATES, type MatrixChanges, type MatrixModel } from "./matrix.ts";
import { lineGate, matrixCell, matrixLines } from "./matrixLines.ts";
import type { LineGate, LineOptions, MatrixCell, MatrixLine } from "./matrixLines.ts";
import { CELL_MARKS, LEGEND, MARK_BOX } from "./matrixMarks.ts";
import { choiceText, totalText } from "./matrixText.ts";

export interface MatrixSvgOptions extends LineOptions {
  readonly palette?: Palette;
  readonly title?: string;
  /** Marks the cells that opened and closed. */
  readonly changes?: MatrixChanges;
  /** Other columns than rows, e.g. filtered. */
  readonly columns?: LineOptions;
}

const CELL = { width: 34, height: 24, gap: 2 } as const;
const HEADING = 24;
const INDENT = 12;
const PAD = 20;
const LABEL = { size: 12, min: 60, max: 230 } as const;
const GATE = { width: 18, height: 18 } as const;

interface Placed {
  readonly line: MatrixLine;
  /** Along the axis. */
  readonly from: number;
  readonly length: number;
}

/** Draws the lines as they are folded; nothing in the file refers to anything outside of it. */
export function matrixSvg(model: MatrixModel, options: MatrixSvgOptions): string {
  const { palette = LIGHT, title = "Who can open a connection to whom" } = options;
  const rowLines = matrixLines(model, options);
  const columnLines = matrixLines(model, options.columns ?? options);
  const label = {
    row: labelRoom(rowLines),
    column: labelRoom(columnLines),
  };
  const left = PAD + label.row + GATE.width + 12;
  const top = PAD + 52 + label.column + GATE.height + 10;
  const rows = place(rowLines, top, CELL.height);
  const columns = place(columnLines, left, CELL.width);
  const bottom = endOf(rows, top);
  const legend = legendShapes(model, PAD, bottom + 26, options.changes !== undefined);
  const width = Math.max(endOf(columns, left) + PAD, legend.width + 2 * PAD, 420);
  const headline = `${choiceText(model.at)}: ${totalText(model)}. Rows call, columns answer.`;
  return svgFile(
    {
      x: 0,
      y: 0,
      width,
      height: bottom + 56,
      title: `${title}, ${choiceText(model.at)}`,
      description: headline,
      palette,
    },
    [
      { shape: "rect", x: 0, y: 0, width, height: bottom + 56, fill: "panel" },
      text(title, PAD, PAD + 12, { size: 15, weight: 650 }),
      text(headline, PAD, PAD + 32, { ink: "muted" }),
      ...rows.flatMap((row) => rowHead(model, row, left)),
      ...columns.flatMap((column) => columnHead(model, column, top)),
      ...rows.flatMap((row) => columns.flatMap((column) => cellAt(model, row, column, options))),
      ...legend.shapes,
    ],
  );
}

function labelRoom(lines: readonly MatrixLine[]): number {
  const widest = Math.max(
    LABEL.min,
    ...lines.map((line) => textWidth(nameOf(line), LABEL.size, "ui") + line.depth * INDENT),
  );
  return Math.min(LABEL.max, widest) + 6;
}

/** `web ×3` of a group. */
function nameOf(line: MatrixLine): string {
  return line.kind === "group" ? `${line.name} ×${line.members.length}` : line.name;
}

function place(lines: readonly MatrixLine[], start: number, size: number): readonly Placed[] {
  let at = start;
  return lines.map((line) => {
    const length = line.kind === "heading" ? HEADING : size;
    const placed = { line, from: at, length };
    at += length + CELL.gap;
    return placed;
  });
}

function endOf(placed: readonly Placed[], start: number): number {
  const last = placed.at(-1);
  return last === undefined ? start : last.from + last.length;
}

interface TextOptions {
  readonly size?: number;
  readonly weight?: number;
  readonly ink?: Ink;
  readonly anchor?: "start" | "middle" | "end";
}

function text(
  content: string,
  x: number,
  y: number,
  { size = LABEL.size, weight = 400, ink = "text", anchor = "start" }: TextOptions = {},
): TextShape {
  return { shape: "text", x, y, text: content, size, weight, face: "ui", fill: ink, anchor };
}

function headText(line: MatrixLine, room: number): { text: string; options: TextOptions } {
  const heading = line.kind === "heading";
  const fitted = fitText(nameOf(line), room - line.depth * INDENT, LABEL.size, "ui", "middle");
  return {
    text: fitted,
    options: { weight: heading ? 600 : 500, ink: heading ? "muted" : "text" },
  };
}

function rowHead(model: MatrixModel, { line, from, length }: Placed, left: number): Shape[] {
  const room = left - PAD - GATE.width - 12;
  const { text: name, options } = headText(line, room);
  const middle = from + length / 2;
  const shapes: Shape[] = [text(name, PAD + line.depth * INDENT, middle + 4, options)];
  if (line.kind === "heading") return shapes;
  return [...shapes, ...gate(lineGate(model, line, "Egress"), left - 6 - GATE.width / 2, middle)];
}

/** Column names stand upright, read from below. */
function columnHead(model: MatrixModel, { line, from, length }: Placed, top: number): Shape[] {
  const room = top - PAD - 52 - GATE.height - 10;
  const { text: name, options } = headText(line, room);
  const middle = from + length / 2;
  const upright = {
    ...text(name, middle + 4, top - GATE.height - 14 - line.depth * INDENT, options),
    turn: -90,
  };
  if (line.kind === "heading") return [upright];
  return [upright, ...gate(lineGate(model, line, "Ingress"), middle, top - 6 - GATE.height / 2)];
}

/** The pill of a gate: hollow when open, solid with the number of policies, half when only some are. */
function gate(counts: LineGate | undefined, x: number, y: number): Shape[] {
  if (counts === undefined) return [];
  const { width, height } = GATE;
  const rect = { shape: "rect", x: x - width / 2, y: y - height / 2, width, height } as const;
  const radius = 7;
  if (counts.guarded === 0)
    return [{ ...rect, radius, fill: "panel", stroke: "edge", strokeWidth: 1.5 }];
  if (counts.guarded < counts.of)
    return [
      { ...rect, radius, fill: "panel", stroke: "guard", strokeWidth: 1.5 },
      { ...rect, y, height: height / 2, radius: 4, fill: "guard" },
    ];
  const number = counts.least === counts.most ? String(counts.most) : `${counts.least}+`;
  return [
    { ...rect, radius, fill: "guard" },
    text(number, x, y + 4, { size: 10.5, weight: 700, ink: "on-guard", anchor: "middle" }),
  ];
}

function cellAt(
  model: MatrixModel,
  row: Placed,
  column: Placed,
  { changes }: MatrixSvgOptions,
): Shape[] {
  const cell = matrixCell(model, row.line, column.line, changes);
  if (cell === undefined) return [];
  return [
    ...cellShapes(cell, column.from, row.from),
    ...changeShapes(cell, column.from + CELL.width, row.from),
  ];
}

function cellShapes(cell: MatrixCell, x: number, y: number): Shape[] {
  const { width, height } = CELL;
  const ground = { shape: "rect", x, y, height, radius: 5 } as const;
  if (cell.many && cell.asked > 0) {
    const share = (cell.allowed / cell.asked) * width;
    const label = `${cell.allowed}/${cell.asked}`;
    return [
      { ...ground, width, fill: share === width ? "allow-soft" : "deny-soft" },
      ...(share > 0 && share < width
        ? [{ ...ground, width: share, fill: "allow-soft" } as const]
        : []),
      text(label, x + width / 2, y + height / 2 + 4, {
        size: label.length > 5 ? 9 : 11,
        weight: 600,
        anchor: "middle",
      }),
    ];
  }
  const mark = CELL_MARKS[cell.state ?? "none"];
  return [
    ...(mark.ground === undefined ? [] : [{ ...ground, width, fill: mark.ground }]),
    markAt(mark, x + width / 2, y + height / 2),
  ];
}

function markAt({ path, ink }: { path: string; ink: Ink }, x: number, y: number): Shape {
  const at = { x: x - MARK_BOX.width / 2, y: y - MARK_BOX.height / 2 };
  return { shape: "path", d: path, fill: ink, at };
}

/** `+` where something opened, `−` where something closed. */
function changeShapes({ opened, closed }: MatrixCell, right: number, top: number): Shape[] {
  if (opened + closed === 0) return [];
  const sign = opened === 0 ? "−" : closed === 0 ? "+" : "±";
  return [text(sign, right - 3, top + 9, { size: 11, weight: 700, anchor: "end" })];
}

function legendShapes(
  { states }: MatrixModel,
  left: number,
  y: number,
  changes: boolean,
): { readonly shapes: readonly Shape[]; readonly width: number } {
  const present = new Set(states);
  const shapes: Shape[] = [];
  let x = left;
  const entry = (drawn: readonly Shape[], room: number, words: string): void => {
    shapes.push(...drawn, text(words, x + room + 6, y + 4, { ink: "muted", size: 11 }));
    x += room + 6 + textWidth(words, 11, "ui") + 18;
  };
  const counts = { least: 1, most: 1, guarded: 0, of: 1 };
  entry(gate(counts, x + GATE.width / 2, y), GATE.width, "open gate");
  entry(gate({ ...counts, guarded: 1 }, x + GATE.width / 2, y), GATE.width, "guarded gate");
  for (const [code, { state, text: words }] of legendEntries()) {
    if (!present.has(code)) continue;
    entry([markAt(CELL_MARKS[state], x + MARK_BOX.width / 2, y)], MARK_BOX.width, words);
  }
  if (changes) entry([], 0, "+ opened");
  if (changes) entry([], 0, "− closed");
  return { shapes, width: x - left };
}

const legendEntries = (): [number, (typeof LEGEND)[number]][] =>
  LEGEND.map((entry) => [CELL_STATES.indexOf(entry.state), entry]);

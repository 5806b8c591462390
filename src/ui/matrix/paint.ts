/**
 * The cells on a canvas: what scrolls fast is drawn, what is read and pressed stands behind it in the
 * page and follows when the scrolling rests.
 */
import { DARK, LIGHT, type Palette } from "../../core/draw/palette.ts";
import type { MatrixChanges, MatrixModel } from "../../core/report/matrix.ts";
import { cellHas, type CellKind } from "../../core/report/matrixFilter.ts";
import { matrixCell, type MatrixCell } from "../../core/report/matrixLines.ts";
import { CELL_MARKS, MARK_BOX } from "../../core/report/matrixMarks.ts";
import { lineAt, type Axis } from "./axis.ts";

export interface Painted {
  readonly model: MatrixModel;
  readonly changes: MatrixChanges | undefined;
  readonly only: CellKind | "all";
  readonly rows: Axis;
  readonly columns: Axis;
  readonly dark: boolean;
}

export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const GAP = 2;
const RADIUS = 5;

const paths = new Map<string, Path2D>();

function pathOf(outline: string): Path2D {
  let path = paths.get(outline);
  if (path === undefined) paths.set(outline, (path = new Path2D(outline)));
  return path;
}

/** Draws the cells of a part of the field; `x` and `y` are where the field is scrolled to. */
export function paintCells(canvas: HTMLCanvasElement, painted: Painted, view: Viewport): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const ratio = window.devicePixelRatio || 1;
  const [width, height] = [Math.round(view.width * ratio), Math.round(view.height * ratio)];
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
    canvas.style.width = `${view.width}px`;
    canvas.style.height = `${view.height}px`;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, view.width, view.height);
  context.textAlign = "center";
  context.textBaseline = "middle";
  const { rows, columns } = painted;
  if (rows.lines.length === 0 || columns.lines.length === 0) return;
  const lastRow = lineAt(rows, view.y + view.height);
  const lastColumn = lineAt(columns, view.x + view.width);
  for (let r = lineAt(rows, view.y); r <= lastRow; r++) {
    const row = rows.lines[r];
    if (row === undefined || row.kind === "heading") continue;
    const [top = 0, bottom = 0] = [rows.starts[r], rows.starts[r + 1]];
    for (let c = lineAt(columns, view.x); c <= lastColumn; c++) {
      const column = columns.lines[c];
      if (column === undefined || column.kind === "heading") continue;
      const cell = matrixCell(painted.model, row, column, painted.changes);
      if (cell === undefined) continue;
      if (painted.only !== "all" && !cellHas(cell, painted.only)) continue;
      const [left = 0, right = 0] = [columns.starts[c], columns.starts[c + 1]];
      const size = { width: right - left - GAP, height: bottom - top - GAP };
      const place = { x: left - view.x, y: top - view.y + 1, ...size };
      if (cell.many || cell.opened + cell.closed > 0)
        paintCell(context, cell, painted.dark ? DARK : LIGHT, place);
      else stamp(context, cell, painted.dark, ratio, place);
    }
  }
}

/** Cells that look the same are drawn once and copied. */
const stamps = new Map<string, HTMLCanvasElement>();
/** Of two themes, few states and sizes; more mean that the page was zoomed often. */
const MOST_STAMPS = 200;

function stamp(
  context: CanvasRenderingContext2D,
  cell: MatrixCell,
  dark: boolean,
  ratio: number,
  { x, y, width, height }: Viewport,
): void {
  const key = `${cell.state ?? ""} ${dark ? "dark" : "light"} ${ratio} ${width} ${height}`;
  let image = stamps.get(key);
  if (image === undefined) {
    if (stamps.size >= MOST_STAMPS) stamps.clear();
    image = document.createElement("canvas");
    image.width = Math.ceil(width * ratio);
    image.height = Math.ceil(height * ratio);
    const own = image.getContext("2d");
    if (own === null) return;
    own.scale(ratio, ratio);
    paintCell(own, cell, dark ? DARK : LIGHT, { x: 0, y: 0, width, height });
    stamps.set(key, image);
  }
  context.drawImage(image, x, y, image.width / ratio, image.height / ratio);
}

function paintCell(
  context: CanvasRenderingContext2D,
  cell: MatrixCell,
  palette: Palette,
  { x, y, width, height }: Viewport,
): void {
  const changed = cell.opened + cell.closed > 0;
  const middle = x + width / 2 - (changed ? 4 : 0);
  const ground = (from: number, length: number, ink: string): void => {
    context.fillStyle = ink;
    context.beginPath();
    context.roundRect(from, y, length, height, RADIUS);
    context.fill();
  };
  if (cell.many && cell.asked > 0) {
    const share = (cell.allowed / cell.asked) * width;
    ground(x, width, palette[share === width ? "allow-soft" : "deny-soft"]);
    if (share > 0 && share < width) ground(x, share, palette["allow-soft"]);
    const text = `${cell.allowed}/${cell.asked}`;
    context.font = `600 ${text.length * 6.5 > width - 2 ? 9 : 11}px "Inter Variable", Inter, system-ui, sans-serif`;
    context.fillStyle = palette.text;
    context.fillText(text, middle, y + height / 2);
  } else {
    const mark = CELL_MARKS[cell.state ?? "none"];
    if (mark.ground !== undefined) ground(x, width, palette[mark.ground]);
    const [dx, dy] = [middle - MARK_BOX.width / 2, y + (height - MARK_BOX.height) / 2];
    context.translate(dx, dy);
    context.fillStyle = palette[mark.ink];
    context.fill(pathOf(mark.path));
    context.translate(-dx, -dy);
  }
  if (!changed) return;
  context.font = '700 11px "Inter Variable", Inter, system-ui, sans-serif';
  context.fillStyle = palette.text;
  const sign = cell.opened === 0 ? "−" : cell.closed === 0 ? "+" : "±";
  context.fillText(sign, x + width - 6, y + 6);
}

import {
  useCallback,
  useLayoutEffect,
  useMemo,
  useRef,
  type CSSProperties,
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
} from "react";
import type { MatrixChanges, MatrixModel } from "../../core/report/matrix.ts";
import type { CellKind } from "../../core/report/matrixFilter.ts";
import type { MatrixLine } from "../../core/report/matrixLines.ts";
import { CELL_MARKS } from "../../core/report/matrixMarks.ts";
import { useDark } from "../hooks/useDark.ts";
import { axisOf, type Range } from "./axis.ts";
import { HEAD, moved, type Cursor } from "./cursor.ts";
import { ColumnHead, Row } from "./MatrixRow.tsx";
import { paintCells } from "./paint.ts";
import { reveal, useWindow } from "./useWindow.ts";
import styles from "./matrix.module.css";

export interface MatrixGridProps {
  readonly model: MatrixModel;
  readonly rows: readonly MatrixLine[];
  readonly columns: readonly MatrixLine[];
  readonly changes: MatrixChanges | undefined;
  readonly only: CellKind | "all";
  /** Positions in `ends` of the selected flow. */
  readonly selected: readonly [source: number, destination: number] | undefined;
  readonly label: string;
  /** Id of the element that tells the reason of the cell in focus. */
  readonly describedBy: string;
  /** Sizes for fingers. */
  readonly coarse: boolean;
  readonly narrow: boolean;
  readonly cursor: Cursor;
  /** The cursor was put there by somebody: its row and column stand out. */
  readonly active: boolean;
  readonly onCursor: (cursor: Cursor) => void;
  readonly onHover: (cursor: Cursor | undefined) => void;
  readonly onCell: (row: MatrixLine, column: MatrixLine) => void;
  readonly onHead: (line: MatrixLine) => void;
  readonly onFilter: () => void;
}

const GATE_ROOM = 26;

/** Sources down, destinations across. Only what is in view is in the page, and the cell in focus. */
export function MatrixGrid(props: MatrixGridProps) {
  const { model, rows, columns, cursor, onCursor, onHover, onCell, onHead, coarse, narrow } = props;
  const sizes = coarse ? COARSE : FINE;
  const rowAxis = useMemo(
    () => axisOf(rows, sizes.rows, narrow ? 128 : 220),
    [rows, sizes, narrow],
  );
  const columnAxis = useMemo(
    () => axisOf(columns, sizes.columns, narrow ? 108 : 124),
    [columns, sizes, narrow],
  );
  const left = rowAxis.label + GATE_ROOM;
  const top = columnAxis.label + GATE_ROOM;
  const dark = useDark();
  const canvas = useRef<HTMLCanvasElement>(null);
  const { changes, only } = props;
  const paint = useCallback(
    (element: HTMLElement) => {
      if (canvas.current === null) return;
      paintCells(
        canvas.current,
        { model, changes, only, rows: rowAxis, columns: columnAxis, dark },
        {
          x: element.scrollLeft,
          y: element.scrollTop,
          width: Math.max(0, element.clientWidth - left),
          height: Math.max(0, element.clientHeight - top),
        },
      );
    },
    [model, changes, only, rowAxis, columnAxis, dark, left, top],
  );
  const { scroller, inRows, inColumns, cellRows, cellColumns, onScroll, page } = useWindow(
    rowAxis,
    columnAxis,
    left,
    top,
    paint,
  );
  const wanted = useRef(false);

  const at = clamp(cursor, rows, columns);
  useLayoutEffect(() => {
    if (!wanted.current) return;
    wanted.current = false;
    const element = scroller.current?.querySelector<HTMLElement>("[data-cursor]");
    element?.focus({ preventScroll: true });
    reveal(scroller.current, rowAxis, columnAxis, at, left, top);
  });

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.metaKey) return;
    if (event.key === "/") {
      event.preventDefault();
      props.onFilter();
      return;
    }
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      // what was folded or opened takes its cell away: the focus stays in the grid
      wanted.current = true;
      onCursor({ ...at });
      const [row, column] = [rows[at.row], columns[at.column]];
      if (row !== undefined && column !== undefined) onCell(row, column);
      else if (row !== undefined) onHead(row);
      else if (column !== undefined) onHead(column);
      return;
    }
    const next = moved(at, event.key, event.ctrlKey, { rows, columns, page });
    if (next === undefined) return;
    event.preventDefault();
    wanted.current = true;
    onCursor(next);
  };

  const onClick = (event: MouseEvent): void => {
    const target = cursorOf(event.target);
    if (target === undefined) return;
    wanted.current = true;
    onCursor(target);
    const [row, column] = [rows[target.row], columns[target.column]];
    if (row !== undefined && column !== undefined) onCell(row, column);
    else if (row !== undefined) onHead(row);
    else if (column !== undefined) onHead(column);
  };
  /** A screen reader may put the focus on any cell. */
  const onFocus = (event: FocusEvent): void => {
    const target = cursorOf(event.target);
    if (target === undefined || (target.row === at.row && target.column === at.column)) return;
    onCursor(target);
  };
  const lastHover = useRef<Cursor>(undefined);
  const onMouseOver = (event: MouseEvent): void => {
    const target = cursorOf(event.target);
    const last = lastHover.current;
    if (target?.row === last?.row && target?.column === last?.column) return;
    lastHover.current = target;
    onHover(target);
  };

  const shownColumns = useMemo(
    () => indexes(inColumns, at.column, columns.length),
    [inColumns, at.column, columns.length],
  );
  const shownCells = useMemo(
    () => indexes(cellColumns, at.column, columns.length),
    [cellColumns, at.column, columns.length],
  );
  const shownRows = indexes(inRows, at.row, rows.length);
  const box: CSSProperties = {
    width: left + columnAxis.length + 8,
    height: top + rowAxis.length + 8,
    ["--row-head" as string]: `${left}px`,
    ["--column-head" as string]: `${top}px`,
    ["--cell-height" as string]: `${sizes.rows.end - 2}px`,
    ...MARK_STYLE,
  };
  return (
    <div ref={scroller} className={styles["scroller"]} onScroll={onScroll}>
      {/* the cells inside take the focus, one at a time */}
      <div
        role="grid"
        aria-label={props.label}
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length + 1}
        className={styles["grid"]}
        style={box}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onFocus={onFocus}
        onMouseOver={onMouseOver}
        onMouseLeave={() => {
          lastHover.current = undefined;
          onHover(undefined);
        }}
      >
        <div role="row" aria-rowindex={1} className={styles["top"]} style={{ height: top }}>
          <div role="columnheader" aria-colindex={1} className={styles["corner"]}>
            <span aria-hidden="true">from ↓ to →</span>
            <span className="visually-hidden">From, down; to, across</span>
          </div>
          {shownColumns.map((index) => {
            const line = columns[index];
            if (line === undefined) return null;
            return (
              <ColumnHead
                key={line.id + line.kind}
                model={model}
                line={line}
                name={columnAxis.names[index] ?? line.name}
                index={index}
                x={left + (columnAxis.starts[index] ?? 0)}
                width={(columnAxis.starts[index + 1] ?? 0) - (columnAxis.starts[index] ?? 0)}
                current={at.row === HEAD && at.column === index}
                hot={props.active && at.column === index}
              />
            );
          })}
        </div>
        <div className={styles["canvas"]} aria-hidden="true">
          <canvas ref={canvas} />
        </div>
        {shownRows.map((index) => {
          const line = rows[index];
          if (line === undefined) return null;
          return (
            <Row
              key={line.id + line.kind}
              model={model}
              changes={props.changes}
              only={props.only}
              line={line}
              name={rowAxis.names[index] ?? line.name}
              index={index}
              y={top + (rowAxis.starts[index] ?? 0)}
              height={(rowAxis.starts[index + 1] ?? 0) - (rowAxis.starts[index] ?? 0)}
              left={left}
              axis={columnAxis}
              columns={
                at.row === index || (index >= cellRows.from && index < cellRows.to)
                  ? shownCells
                  : NO_CELLS
              }
              cursor={at.row === index ? at.column : undefined}
              hot={props.active && at.row === index}
              selected={
                props.selected !== undefined && line.members.includes(props.selected[0])
                  ? props.selected[1]
                  : undefined
              }
              describedBy={props.describedBy}
            />
          );
        })}
      </div>
    </div>
  );
}

const NO_CELLS: readonly number[] = [];
/** Columns of groups hold counts. */
const FINE = {
  rows: { end: 26, group: 26, heading: 26 },
  columns: { end: 34, group: 48, heading: 26 },
} as const;
const COARSE = {
  rows: { end: 44, group: 44, heading: 44 },
  columns: { end: 44, group: 52, heading: 44 },
} as const;

/** The outlines of the marks, for `clip-path`. */
const MARK_STYLE = Object.fromEntries(
  Object.entries(CELL_MARKS).map(([state, { path }]) => [`--mark-${state}`, `path("${path}")`]),
);

/** The cursor where there is a cell: lines come and go, and headings have none. */
function clamp(
  cursor: Cursor,
  rows: readonly MatrixLine[],
  columns: readonly MatrixLine[],
): Cursor {
  const settle = (lines: readonly MatrixLine[], at: number, names: boolean): number => {
    const inside = Math.min(at, lines.length - 1);
    if (names || inside === HEAD || lines[inside]?.kind !== "heading") return inside;
    const next = lines.findIndex(({ kind }, index) => index > inside && kind !== "heading");
    return next === -1 ? lines.findLastIndex(({ kind }) => kind !== "heading") : next;
  };
  return {
    row: settle(rows, cursor.row, cursor.column === HEAD),
    column: settle(columns, cursor.column, cursor.row === HEAD),
  };
}

/** A range and one more, in order. */
function indexes({ from, to }: Range, also: number, length: number): readonly number[] {
  const list = Array.from({ length: Math.max(0, Math.min(to, length) - from) }, (_, i) => from + i);
  if (also < 0 || also >= length || (also >= from && also < to)) return list;
  return also < from ? [also, ...list] : [...list, also];
}

function cursorOf(target: EventTarget): Cursor | undefined {
  const element = target instanceof Element ? target.closest<HTMLElement>("[data-row]") : null;
  if (element === null) return undefined;
  const { row = "", column = "" } = element.dataset;
  return { row: Number(row), column: Number(column) };
}

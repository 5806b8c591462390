import { memo } from "react";
import type { MatrixChanges, MatrixModel } from "../../core/report/matrix.ts";
import { cellHas, type CellKind } from "../../core/report/matrixFilter.ts";
import {
  lineGate,
  matrixCell,
  type MatrixCell,
  type MatrixLine,
} from "../../core/report/matrixLines.ts";
import { lineText } from "../../core/report/matrixText.ts";
import { GatePill } from "../components/GatePill.tsx";
import type { Axis } from "./axis.ts";
import { HEAD } from "./cursor.ts";
import { cellName, gateName } from "./words.ts";
import styles from "./matrix.module.css";

interface HeadProps {
  readonly model: MatrixModel;
  readonly line: MatrixLine;
  /** The name as it fits. */
  readonly name: string;
  readonly index: number;
  readonly x: number;
  readonly width: number;
  /** The cursor stands on it. */
  readonly current: boolean;
  /** The cursor stands in its column. */
  readonly hot: boolean;
}

/** The name of a column and its ingress gate. */
export const ColumnHead = memo(function ColumnHead(props: HeadProps) {
  const { model, line, index, x, width, current, hot } = props;
  return (
    <div
      role="columnheader"
      aria-colindex={index + 2}
      className={styles["columnHead"]}
      style={{ left: x, width }}
      data-kind={line.kind}
      data-row={HEAD}
      data-column={index}
      data-hot={hot || undefined}
      data-cursor={current || undefined}
      tabIndex={current ? 0 : -1}
      {...foldState(line)}
    >
      <HeadName line={line} name={props.name} />
      <Gate model={model} line={line} direction="Ingress" />
    </div>
  );
});

/** Only groups fold; only they say so. */
function foldState(line: MatrixLine): { readonly "aria-expanded"?: boolean } {
  return line.kind === "end" ? {} : { "aria-expanded": line.kind === "heading" };
}

function HeadName({ line, name }: { readonly line: MatrixLine; readonly name: string }) {
  return (
    <span className={styles["name"]} style={{ ["--depth" as string]: line.depth }}>
      {line.kind !== "end" && (
        <span aria-hidden="true" className={styles["fold"]} data-open={line.kind === "heading"} />
      )}
      <span className={styles["text"]} title={lineText(line)}>
        {name}
      </span>
    </span>
  );
}

function Gate({
  model,
  line,
  direction,
}: {
  readonly model: MatrixModel;
  readonly line: MatrixLine;
  readonly direction: "Egress" | "Ingress";
}) {
  if (line.kind === "heading") return null;
  const gate = lineGate(model, line, direction);
  if (gate === undefined) return <span className={styles["noGate"]} />;
  return (
    <span className={styles["gate"]} title={gateName(gate, direction)}>
      <GatePill
        policies={gate.least === gate.most ? gate.most : gate.guarded}
        partly={gate.guarded > 0 && gate.guarded < gate.of}
      />
      <span className="visually-hidden">, {gateName(gate, direction)}</span>
    </span>
  );
}

interface RowProps {
  readonly model: MatrixModel;
  /** The name as it fits. */
  readonly name: string;
  readonly changes: MatrixChanges | undefined;
  readonly only: CellKind | "all";
  readonly line: MatrixLine;
  readonly index: number;
  readonly y: number;
  readonly height: number;
  readonly left: number;
  readonly axis: Axis;
  readonly columns: readonly number[];
  readonly cursor: number | undefined;
  /** The cursor was put into this row. */
  readonly hot: boolean;
  /** Position of the selected destination, when this row holds the selected source. */
  readonly selected: number | undefined;
  readonly describedBy: string;
}

/** A row: its name, its egress gate, and the cells in view. */
export const Row = memo(function Row(props: RowProps) {
  const { model, line, index, y, height, left, axis, columns, cursor } = props;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={styles["row"]}
      style={{ top: y, height }}
      data-kind={line.kind}
    >
      <div
        role="rowheader"
        aria-colindex={1}
        className={styles["rowHead"]}
        style={{ width: left }}
        data-kind={line.kind}
        data-row={index}
        data-column={HEAD}
        data-hot={props.hot || undefined}
        data-cursor={cursor === HEAD || undefined}
        tabIndex={cursor === HEAD ? 0 : -1}
        {...foldState(line)}
      >
        <HeadName line={line} name={props.name} />
        <Gate model={model} line={line} direction="Egress" />
      </div>
      {line.kind !== "heading" &&
        columns.map((at) => {
          const column = axis.lines[at];
          if (column === undefined || column.kind === "heading") return null;
          const cell = matrixCell(model, line, column, props.changes);
          if (cell === undefined) return null;
          return (
            <Cell
              key={column.id}
              cell={cell}
              blank={props.only !== "all" && !cellHas(cell, props.only)}
              name={cellName(model.at, line, column, cell)}
              row={index}
              column={at}
              x={left + (axis.starts[at] ?? 0)}
              width={(axis.starts[at + 1] ?? 0) - (axis.starts[at] ?? 0) - 2}
              current={cursor === at}
              selected={props.selected !== undefined && column.members.includes(props.selected)}
              describedBy={cursor === at ? props.describedBy : undefined}
            />
          );
        })}
    </div>
  );
});

interface CellProps {
  readonly cell: MatrixCell;
  readonly blank: boolean;
  readonly name: string;
  readonly row: number;
  readonly column: number;
  readonly x: number;
  readonly width: number;
  readonly current: boolean;
  readonly selected: boolean;
  readonly describedBy: string | undefined;
}

function Cell(props: CellProps) {
  const { cell, blank, name, row, column, x, width, current, selected, describedBy } = props;
  const counts = cell.many && cell.asked > 0;
  const style: Record<string, string | number> = { left: x, width };
  return (
    <div
      role="gridcell"
      aria-colindex={column + 2}
      aria-label={name}
      aria-selected={selected}
      aria-describedby={describedBy}
      className={styles["cell"]}
      style={style}
      data-state={blank ? "blank" : counts ? "many" : (cell.state ?? "none")}
      data-change={blank ? undefined : changeOf(cell)}
      data-row={row}
      data-column={column}
      data-cursor={current || undefined}
      tabIndex={current ? 0 : -1}
    >
      {counts && !blank ? `${cell.allowed}/${cell.asked}` : null}
    </div>
  );
}

function changeOf({ opened, closed }: MatrixCell): string | undefined {
  if (opened + closed === 0) return undefined;
  return opened === 0 ? "closed" : closed === 0 ? "opened" : "both";
}

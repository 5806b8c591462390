import { useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { DARK, LIGHT } from "../../core/draw/palette.ts";
import type { PortOfInterest } from "../../core/netpol/matrix.ts";
import type { MatrixChanges, MatrixModel } from "../../core/report/matrix.ts";
import { shownEnds, usualLevel } from "../../core/report/matrixFilter.ts";
import {
  lineGate,
  matrixCell,
  matrixLines,
  type MatrixLine,
} from "../../core/report/matrixLines.ts";
import { choiceText, lineText, matrixCsv } from "../../core/report/matrixText.ts";
import { matrixSvg } from "../../core/report/matrixSvg.ts";
import type { MatrixSettings } from "../../store/matrix.ts";
import { download } from "../components/download.ts";
import { Button } from "../components/Button.tsx";
import { Empty } from "../components/Empty.tsx";
import { useDark } from "../hooks/useDark.ts";
import { firstCell, type Cursor } from "./cursor.ts";
import { EXPORTS, pngOf, type ExportKind } from "./exports.ts";
import { Legend } from "./Legend.tsx";
import { MatrixGrid } from "./MatrixGrid.tsx";
import { MatrixList } from "./MatrixList.tsx";
import { MatrixTools } from "./MatrixTools.tsx";
import { cellName, gateName } from "./words.ts";
import styles from "./matrix.module.css";

export interface MatrixViewProps {
  readonly model: MatrixModel;
  /** Against the state that is compared with; undefined when there is none. */
  readonly changes: MatrixChanges | undefined;
  readonly settings: MatrixSettings;
  readonly onSettings: (settings: Partial<MatrixSettings>) => void;
  readonly ports: readonly PortOfInterest[];
  /** Positions of the ends of the selected flow. */
  readonly selected: readonly [source: number, destination: number] | undefined;
  /** Why a pair is as it is: what was asked, e.g. `TCP 8080`, and a sentence for each gate. */
  readonly reasonOf: (
    source: number,
    destination: number,
  ) => { readonly port: string; readonly lines: readonly string[] } | undefined;
  readonly onSelect: (source: number, destination: number) => void;
  /** Shows a pod or a namespace. */
  readonly onSelectEnd: (line: MatrixLine) => void;
  /** Leads to the whole trace where it is not in view; absent where it is. */
  readonly onWhy?: () => void;
  readonly onProblem: (text: string) => void;
  /** What is shown, when it is not the present: `As it would be: …`. */
  readonly banner?: string | undefined;
  readonly narrow: boolean;
  readonly coarse: boolean;
  /** Of saved files, without extension. */
  readonly fileName: string;
}

/** Who can open a connection to whom, as a grid or a list. Holds no state of the lab. */
export function MatrixView(props: MatrixViewProps) {
  const { model, changes, settings, onSettings, narrow } = props;
  const { from, to, only, folds } = settings;
  const dark = useDark();
  const usual = usualLevel(model);
  const level = settings.level ?? usual;
  const kind = only === "changed" && changes === undefined ? "all" : only;
  const shown = useMemo(
    () => shownEnds(model, { from, to }, kind, changes),
    [model, from, to, kind, changes],
  );
  const rows = useMemo(
    () => matrixLines(model, { level, folds, keep: (_, index) => shown.rows.has(index) }),
    [model, level, folds, shown],
  );
  const columns = useMemo(
    () => matrixLines(model, { level, folds, keep: (_, index) => shown.columns.has(index) }),
    [model, level, folds, shown],
  );
  const [moved, setCursor] = useState<Cursor>();
  const cursor = moved ?? firstCell(rows, columns);
  const [hovered, setHovered] = useState<Cursor>();
  const reasonId = useId();
  const filterRef = useRef<HTMLInputElement>(null);
  const bodyRef = useRef<HTMLDivElement>(null);

  const fold = (line: MatrixLine, folded: boolean): void => {
    onSettings({ folds: new Map(folds).set(line.id, folded) });
  };
  const onHead = (line: MatrixLine): void => {
    if (line.kind === "end") props.onSelectEnd(line);
    else fold(line, line.kind === "heading");
  };
  const onCell = (row: MatrixLine, column: MatrixLine): void => {
    const [source, destination] = [row.members[0], column.members[0]];
    if (row.kind === "end" && column.kind === "end") {
      if (source !== undefined && destination !== undefined && source !== destination)
        props.onSelect(source, destination);
      return;
    }
    const opened = new Map(folds);
    for (const line of [row, column]) if (line.kind === "group") opened.set(line.id, false);
    onSettings({ folds: opened });
  };
  const onExport = (format: ExportKind): void => {
    const options = {
      level,
      folds,
      keep: (_: unknown, index: number) => shown.rows.has(index) || shown.columns.has(index),
    };
    const name = `${props.fileName}-${choiceText(model.at).replaceAll(" ", "-").toLowerCase()}`;
    if (format === "CSV") {
      download(`${name}.csv`, new Blob([matrixCsv(model, options)], { type: "text/csv" }));
      return;
    }
    const svg = matrixSvg(model, {
      level,
      folds,
      keep: (_, index) => shown.rows.has(index),
      columns: { level, folds, keep: (_, index) => shown.columns.has(index) },
      palette: dark ? DARK : LIGHT,
      ...(changes === undefined || kind !== "changed" ? {} : { changes }),
    });
    if (format === "SVG") {
      download(`${name}.svg`, new Blob([svg], { type: "image/svg+xml" }));
      return;
    }
    pngOf(svg).then(
      (png) => {
        download(`${name}.png`, png);
      },
      (error: unknown) => {
        const reason = error instanceof Error ? error.message : "the picture cannot be drawn";
        props.onProblem(`No PNG was saved: ${reason}. Fold groups, or save as SVG.`);
      },
    );
  };
  const focusGrid = (): void => {
    bodyRef.current?.querySelector<HTMLElement>("[data-cursor], button, table")?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const typing = event.target instanceof Element && event.target.closest("input, select");
    if (event.key !== "/" || typing !== null) return;
    event.preventDefault();
    filterRef.current?.focus();
  };
  const empty = rows.length === 0 || columns.length === 0;
  const at = hovered ?? moved;
  return (
    <div className={styles["view"]} onKeyDown={onKeyDown}>
      <MatrixTools
        settings={settings}
        onChange={onSettings}
        ports={props.ports}
        usual={usual}
        compared={changes !== undefined}
        filterRef={filterRef}
        onLeave={focusGrid}
      />
      <div ref={bodyRef} className={styles["body"]}>
        {empty ? (
          <Nothing ends={model.ends.length} onSettings={onSettings} />
        ) : settings.as === "list" ? (
          <MatrixList
            model={model}
            rows={rows}
            columns={columns}
            changes={changes}
            only={kind}
            onCell={onCell}
          />
        ) : (
          <MatrixGrid
            model={model}
            rows={rows}
            columns={columns}
            changes={changes}
            only={kind}
            selected={props.selected}
            label={`Who can open a connection to whom, ${choiceText(model.at)}`}
            describedBy={reasonId}
            coarse={props.coarse}
            narrow={narrow}
            cursor={cursor}
            active={moved !== undefined}
            onCursor={setCursor}
            onHover={setHovered}
            onCell={onCell}
            onHead={onHead}
            onFilter={() => {
              filterRef.current?.focus();
            }}
          />
        )}
      </div>
      <footer className={styles["foot"]}>
        <div className={styles["reason"]}>
          <p id={reasonId}>
            {props.banner !== undefined && <strong>{props.banner}. </strong>}
            <Reason
              {...props}
              row={at === undefined ? undefined : rows[at.row]}
              column={at === undefined ? undefined : columns[at.column]}
            />
          </p>
          {props.onWhy !== undefined && props.selected !== undefined && (
            <Button size="small" onClick={props.onWhy}>
              Why?
            </Button>
          )}
        </div>
        <div className={styles["bottom"]}>
          <Legend model={model} changed={changes !== undefined} />
          <span className={styles["exports"]} role="group" aria-label="Save">
            <span aria-hidden="true">Save</span>
            {EXPORTS.map((format) => (
              <Button
                key={format}
                look="ghost"
                size="small"
                aria-label={`Save as ${format}`}
                disabled={empty}
                onClick={() => {
                  onExport(format);
                }}
              >
                {format}
              </Button>
            ))}
          </span>
        </div>
      </footer>
    </div>
  );
}

function Nothing({
  ends,
  onSettings,
}: {
  readonly ends: number;
  readonly onSettings: MatrixViewProps["onSettings"];
}) {
  if (ends === 0)
    return (
      <Empty title="No pods yet">
        <p>Run or apply pods, and this shows which of them can reach each other.</p>
      </Empty>
    );
  return (
    <Empty title="The filters leave nothing">
      <p>No pair of pods has these words and is of this kind.</p>
      <Button
        onClick={() => {
          onSettings({ from: "", to: "", only: "all" });
        }}
      >
        Show all
      </Button>
    </Empty>
  );
}

type ReasonProps = MatrixViewProps & {
  readonly row: MatrixLine | undefined;
  readonly column: MatrixLine | undefined;
};

/** What the cell or name under the pointer, or in focus, says; else what the whole says. */
function Reason({ model, changes, reasonOf, row, column, coarse }: ReasonProps) {
  if (row !== undefined && column !== undefined) {
    const cell = matrixCell(model, row, column, changes);
    if (cell === undefined) return null;
    const name = cellName(model.at, row, column, cell);
    const [source, destination] = [row.members[0], column.members[0]];
    const single = row.kind === "end" && column.kind === "end";
    const reason =
      single && cell.asked > 0 && source !== undefined && destination !== undefined
        ? reasonOf(source, destination)
        : undefined;
    return (
      <>
        <strong>{name}.</strong>{" "}
        {reason !== undefined && model.at === "any" && `On ${reason.port}: `}
        {reason?.lines.join(" ")}
        {!single && manyText(cell.counts)}
      </>
    );
  }
  const line = row ?? column;
  if (line !== undefined) {
    const direction = row === undefined ? "Ingress" : "Egress";
    const gate = lineGate(model, line, direction);
    return (
      <>
        <strong>{lineText(line)}</strong>
        {gate === undefined ? "." : `: ${gateName(gate, direction)}.`}{" "}
        <span className={styles["hint"]}>
          {line.kind === "end" ? "Select it to see its flows." : "Select it to fold or open it."}
        </span>
      </>
    );
  }
  return (
    <>
      <strong>
        {model.allowed} of {model.asked} pass
      </strong>{" "}
      on {choiceText(model.at)}. Rows call, columns answer.{" "}
      <span className={styles["hint"]}>
        {coarse
          ? "Tap a cell for the reason."
          : "Point at a cell for the reason. Keys: arrows move, Enter explains, / filters, m shows the graph."}
      </span>
    </>
  );
}

function manyText(counts: Readonly<Record<string, number>>): string {
  const parts = [
    [counts["blocked-egress"], "blocked at egress"],
    [counts["blocked-ingress"], "at ingress"],
    [counts["blocked-both"], "at both"],
    [counts["refused"], "pass to a port where nothing listens"],
  ] as const;
  const said = parts.flatMap(([n = 0, words]) => (n > 0 ? [`${n} ${words}`] : []));
  return `${said.length > 0 ? `${said.join(", ")}. ` : ""}Select it to open its pods.`;
}

import { useState } from "react";
import type { MatrixChanges, MatrixModel } from "../../core/report/matrix.ts";
import { cellHas, type CellKind } from "../../core/report/matrixFilter.ts";
import { matrixCell, type MatrixLine } from "../../core/report/matrixLines.ts";
import { cellText, choiceText, lineText } from "../../core/report/matrixText.ts";
import { Button } from "../components/Button.tsx";
import styles from "./matrix.module.css";

export interface MatrixListProps {
  readonly model: MatrixModel;
  readonly rows: readonly MatrixLine[];
  readonly columns: readonly MatrixLine[];
  readonly changes: MatrixChanges | undefined;
  readonly only: CellKind | "all";
  readonly onCell: (row: MatrixLine, column: MatrixLine) => void;
}

/** Rows of a page of the list. */
const PAGE = 200;

/** The same cells as a plain table, a line a pair, a page at a time. */
export function MatrixList({ model, rows, columns, changes, only, onCell }: MatrixListProps) {
  const [page, setPage] = useState(0);
  const pairs = pairsOf(model, rows, columns, changes, only);
  const pages = Math.max(1, Math.ceil(pairs.length / PAGE));
  const shown = Math.min(page, pages - 1);
  const first = shown * PAGE;
  return (
    <div className={styles["list"]}>
      <table>
        <caption>
          {pairs.length === 0
            ? "No pair is left by the filters."
            : `${choiceText(model.at)}: pairs ${first + 1} to ${Math.min(first + PAGE, pairs.length)} of ${pairs.length}`}
        </caption>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col">Verdict</th>
            {changes !== undefined && <th scope="col">Change</th>}
          </tr>
        </thead>
        <tbody>
          {pairs.slice(first, first + PAGE).map(({ row, column, cell }) => (
            <tr key={`${row.id} ${column.id}`}>
              <th scope="row">{lineText(row)}</th>
              <td>{lineText(column)}</td>
              <td>
                <button
                  type="button"
                  aria-label={`${cellText(cell)}: why, ${lineText(row)} to ${lineText(column)}`}
                  onClick={() => {
                    onCell(row, column);
                  }}
                >
                  {cellText(cell)}
                </button>
              </td>
              {changes !== undefined && (
                <td>
                  {[
                    cell.opened > 0 ? (cell.many ? `${cell.opened} opened` : "opened") : "",
                    cell.closed > 0 ? (cell.many ? `${cell.closed} closed` : "closed") : "",
                  ]
                    .filter((text) => text !== "")
                    .join(", ")}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {pages > 1 && (
        <p className={styles["more"]}>
          <Button
            size="small"
            disabled={shown === 0}
            onClick={() => {
              setPage(shown - 1);
            }}
          >
            Previous {PAGE}
          </Button>
          <span>
            Page {shown + 1} of {pages}
          </span>
          <Button
            size="small"
            disabled={shown === pages - 1}
            onClick={() => {
              setPage(shown + 1);
            }}
          >
            Next {PAGE}
          </Button>
        </p>
      )}
    </div>
  );
}

function pairsOf(
  model: MatrixModel,
  rows: readonly MatrixLine[],
  columns: readonly MatrixLine[],
  changes: MatrixChanges | undefined,
  only: CellKind | "all",
) {
  return rows.flatMap((row) =>
    columns.flatMap((column) => {
      const cell = matrixCell(model, row, column, changes);
      if (cell === undefined || cell.asked === 0) return [];
      if (only !== "all" && !cellHas(cell, only)) return [];
      return [{ row, column, cell }];
    }),
  );
}

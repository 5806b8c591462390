import { useState } from "react";
import { shortName } from "../../core/lessons/checks/flows.ts";
import type { GoalState, GoalTable } from "../../core/lessons/puzzle.ts";
import { VerdictMark } from "../components/prose/VerdictMark.tsx";
import styles from "./puzzle.module.css";

interface Props {
  readonly table: GoalTable;
  /** How the goals stand, in any order. */
  readonly states: readonly GoalState[];
  /** Shows a connection and why. */
  readonly onShow: (state: GoalState) => void;
}

/** What is wanted beside what is so: the same table twice; what differs is framed and says why. */
export function GoalTables({ table, states, onShow }: Props) {
  const [about, setAbout] = useState<GoalState>();
  const right = states.filter(({ holds }) => holds).length;
  const stateOf = (row: number, column: number): GoalState | undefined => {
    const goal = table.goal(row, column);
    return goal === undefined ? undefined : states.find((state) => state.goal.check === goal.check);
  };
  // what was pointed at says how it is now
  const now = about && states.find(({ goal }) => goal.check.source === about.goal.check.source);
  return (
    <div className={styles["tablesHolder"]}>
      <div className={styles["tables"]}>
        <Table
          caption="Goal"
          table={table}
          cell={(row, column) => {
            const goal = table.goal(row, column);
            if (goal === undefined) return null;
            const passes = goal.flow.want === "allow";
            return (
              <span data-passes={passes} title={goal.check.text}>
                <VerdictMark state={passes ? "allowed" : "blocked-both"} />
                <span className="visually-hidden">
                  {passes ? "is to pass" : "is to be blocked"}
                </span>
              </span>
            );
          }}
        />
        <Table
          caption="Now"
          note={`${right} of ${states.length} as wanted`}
          table={table}
          cell={(row, column) => {
            const state = stateOf(row, column);
            if (state === undefined) return null;
            const { passes, holds, goal } = state;
            const show = (): void => {
              setAbout(state);
            };
            return (
              <button
                type="button"
                data-passes={passes}
                data-holds={holds}
                aria-label={`${shortName(goal.flow.from)} to ${table.columns[column]?.text ?? ""}: ${passes ? "passes" : "blocked"}, ${holds ? "as wanted" : "not as wanted"}`}
                onMouseEnter={show}
                onFocus={show}
                onClick={() => {
                  show();
                  onShow(state);
                }}
              >
                <VerdictMark state={passes ? "allowed" : "blocked-both"} />
              </button>
            );
          }}
        />
      </div>
      <p className={styles["reason"]} aria-live="polite">
        {now === undefined
          ? "Rows call, columns answer. Point at a cell to read why; a framed one is not as wanted yet."
          : now.reason}
      </p>
    </div>
  );
}

function Table({
  caption,
  note,
  table,
  cell,
}: {
  readonly caption: string;
  readonly note?: string;
  readonly table: GoalTable;
  readonly cell: (row: number, column: number) => React.ReactNode;
}) {
  const shared = new Set(table.rows.map(shortName)).size < table.rows.length;
  return (
    <div className={styles["tableScroll"]}>
      <table>
        <caption>
          {caption} {note !== undefined && <small aria-live="polite">{note}</small>}
        </caption>
        <thead>
          <tr>
            <td />
            {table.columns.map(({ to, text }) => (
              <th key={`${to} ${text}`} scope="col" title={`${to}, ${text}`}>
                <span>{text}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((from, row) => (
            <tr key={from}>
              <th scope="row" title={from}>
                {shared ? from : shortName(from)}
              </th>
              {table.columns.map((column, index) => (
                <td key={`${column.to} ${column.text}`}>{cell(row, index)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

import { CELL_STATES, type MatrixModel } from "../../core/report/matrix.ts";
import { CELL_MARKS, LEGEND, MARK_BOX } from "../../core/report/matrixMarks.ts";
import { GatePill } from "../components/GatePill.tsx";
import styles from "./matrix.module.css";

/** What the marks mean, of those that occur. */
export function Legend({
  model,
  changed,
}: {
  readonly model: MatrixModel;
  readonly changed: boolean;
}) {
  const present = new Set(model.states);
  return (
    <ul className={styles["legend"]} aria-label="Legend">
      <li>
        <span className={styles["gate"]}>
          <GatePill policies={0} />
        </span>
        open gate
      </li>
      <li>
        <span className={styles["gate"]}>
          <GatePill policies={2} />
        </span>
        guarded
      </li>
      {LEGEND.filter(({ state }) => present.has(CELL_STATES.indexOf(state))).map(
        ({ state, text }) => (
          <li key={state}>
            <svg {...MARK_BOX} aria-hidden="true">
              <path d={CELL_MARKS[state].path} fill={`var(--${CELL_MARKS[state].ink})`} />
            </svg>
            {text}
          </li>
        ),
      )}
      {changed && <li>+ opened − closed</li>}
    </ul>
  );
}

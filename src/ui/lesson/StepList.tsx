import { Check } from "lucide-react";
import { useId, useState, type ReactNode } from "react";
import styles from "./lesson.module.css";

export interface StepLine {
  readonly id: string;
  readonly title: string;
  readonly done: boolean;
}

interface Props {
  readonly steps: readonly StepLine[];
  /** The one that is shown, from 0; one past the last is the summary. */
  readonly current: number;
  readonly onPick: (step: number) => void;
  /** Stands at the end of the line. */
  readonly menu?: ReactNode;
}

/** How far one is, and all steps to jump to. */
export function StepList({ steps, current, onPick, menu }: Props) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <nav className={styles["stepList"]} aria-label="Steps">
      <span className={styles["bar"]} aria-hidden="true">
        {steps.map(({ id: step, done }, index) => (
          <i key={step} data-done={done} data-current={index === current} />
        ))}
      </span>
      <span className={styles["stepLine"]}>
        <button
          type="button"
          className={styles["stepButton"]}
          aria-expanded={open}
          aria-controls={id}
          onClick={() => {
            setOpen(!open);
          }}
        >
          {current < steps.length ? `Step ${current + 1} of ${steps.length}` : "Summary"}
          <span aria-hidden="true">{open ? "▴" : "▾"}</span>
        </button>
        {menu}
      </span>
      <ol id={id} hidden={!open}>
        {steps.map(({ id: step, title, done }, index) => (
          <li key={step}>
            <button
              type="button"
              aria-current={index === current ? "step" : undefined}
              onClick={() => {
                setOpen(false);
                onPick(index);
              }}
            >
              <span className={styles["tick"]} data-met={done} aria-hidden="true">
                {done && <Check size={11} strokeWidth={3} />}
              </span>
              <span>
                {title}
                <span className="visually-hidden">{done ? ", done" : ""}</span>
              </span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

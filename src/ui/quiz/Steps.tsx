import type { RunItem } from "../../core/lessons/schema/answers.ts";
import styles from "./quiz.module.css";

interface Props {
  readonly items: readonly RunItem[];
  readonly at: number;
  /** An exam tells what has an answer, not whether it is right. */
  readonly exam?: boolean;
  readonly onGo: (index: number) => void;
}

function stateOf({ done, given, right }: RunItem, exam: boolean): string {
  if (exam || !done) return given === undefined ? "open" : exam ? "answered" : "begun";
  return right === true ? "right" : "wrong";
}

/** All questions of a quiz as numbers, to go to one. */
export function Steps({ items, at, exam = false, onGo }: Props) {
  return (
    <nav aria-label="Questions">
      <ol className={styles["steps"]}>
        {items.map((item, index) => {
          const state = stateOf(item, exam);
          return (
            <li key={item.question}>
              <button
                type="button"
                data-state={state}
                aria-current={index === at ? "step" : undefined}
                aria-label={`Question ${index + 1}, ${state}`}
                onClick={() => {
                  onGo(index);
                }}
              >
                {index + 1}
                <span aria-hidden="true">
                  {state === "right" ? "✓" : state === "wrong" ? "✕" : state === "open" ? "" : "·"}
                </span>
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

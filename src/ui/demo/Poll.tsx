import type { CSSProperties } from "react";
import type { DemoAction, Hands, Poll as PollState } from "../../core/lessons/demo.ts";
import { Button } from "../components/Button.tsx";
import { Prose } from "../components/Prose.tsx";
import styles from "./Demo.module.css";

interface Props {
  readonly question: string;
  readonly options: readonly string[];
  readonly poll: PollState | undefined;
  readonly locked: boolean;
  readonly onAction: (action: DemoAction) => void;
  readonly size?: "room" | "desk";
}

const sum = (hands: Hands): number => hands.reduce((all, count) => all + count, 0);

/** The room predicts: hands are counted by option, locked, and perhaps counted again. */
export function Poll({ question, options, poll, locked, onAction, size = "room" }: Props) {
  const none = options.map(() => 0);
  const first = poll?.second === undefined ? undefined : poll.first;
  const hands = poll?.second ?? poll?.first ?? none;
  const all = sum(hands);
  const most = Math.max(1, ...hands, ...(first ?? []));
  return (
    <section className={styles["poll"]} data-size={size} aria-label="Prediction of the room">
      <h2 className={styles["question"]}>
        <Prose text={question} />
      </h2>
      <ol className={styles["options"]}>
        {options.map((option, index) => {
          const count = hands[index] ?? 0;
          const change = (by: number): void => {
            onAction({ type: "count", option: index, by });
          };
          return (
            <li key={option} className={styles["option"]}>
              <kbd>{index + 1}</kbd>
              <span className={styles["answer"]}>
                <Prose text={option} />
                <span
                  className={styles["share"]}
                  style={{ "--share": count / most } as CSSProperties}
                  aria-hidden
                />
              </span>
              <span className={styles["count"]}>
                {first !== undefined && (
                  <span className={styles["before"]}>
                    <span className="visually-hidden">in the first vote </span>
                    {first[index] ?? 0} <span aria-hidden>→</span>
                  </span>
                )}
                <Button
                  aria-label={`One hand fewer for ${option}`}
                  disabled={locked || count === 0}
                  onClick={() => {
                    change(-1);
                  }}
                >
                  −
                </Button>
                <input
                  aria-label={`Hands for ${option}`}
                  inputMode="numeric"
                  value={count}
                  disabled={locked}
                  onFocus={(event) => {
                    event.target.select();
                  }}
                  onChange={(event) => {
                    const typed = /^\d{0,3}$/.test(event.target.value)
                      ? Number(event.target.value)
                      : count;
                    if (typed !== count) change(typed - count);
                  }}
                  onKeyDown={(event) => {
                    if (event.key === "Enter" || event.key === "Escape") {
                      event.stopPropagation();
                      event.currentTarget.blur();
                    }
                  }}
                />
                <Button
                  aria-label={`One hand more for ${option}`}
                  disabled={locked}
                  onClick={() => {
                    change(1);
                  }}
                >
                  +
                </Button>
              </span>
            </li>
          );
        })}
      </ol>
      <footer className={styles["pollFoot"]}>
        <p role="status">
          {locked ? "Locked: " : first === undefined ? "" : "Second vote: "}
          {all === 1 ? "1 hand" : `${all} hands`}
        </p>
        <span className={styles["pollButtons"]}>
          <Button
            onClick={() => {
              onAction({ type: "lock" });
            }}
          >
            {locked ? "Unlock" : "Lock"} <kbd>L</kbd>
          </Button>
          {locked && first === undefined && (
            <Button
              onClick={() => {
                onAction({ type: "second" });
              }}
            >
              Discuss, then vote again <kbd>V</kbd>
            </Button>
          )}
        </span>
      </footer>
    </section>
  );
}

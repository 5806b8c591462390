import { Check } from "lucide-react";
import { useState } from "react";
import { Button } from "../Button.tsx";
import { Prose } from "../Prose.tsx";
import styles from "./task.module.css";

export interface CheckLine {
  readonly text: string;
  readonly holds: boolean;
  /** What is so now. */
  readonly now: string;
  /** Shows the connection that it speaks of, where it speaks of one. */
  readonly onShow?: (() => void) | undefined;
}

interface Props {
  readonly heading: string;
  readonly checks: readonly CheckLine[];
}

/** What has to hold, ticking by itself; what is missing is said when it is asked for. */
export function CheckList({ heading, checks }: Props) {
  const [asked, setAsked] = useState(false);
  const met = checks.filter(({ holds }) => holds).length;
  const all = met === checks.length;
  return (
    <section className={styles["checkList"]} aria-label={heading}>
      <h2>
        {heading}
        <small aria-live="polite">{`${met} of ${checks.length}`}</small>
      </h2>
      <ul>
        {checks.map(({ text, holds, now, onShow }, index) => (
          <li key={index} data-met={holds}>
            <span className={styles["tick"]} aria-hidden="true">
              {holds && <Check size={11} strokeWidth={3} />}
            </span>
            <div>
              {onShow === undefined ? (
                <span>
                  <Prose text={text} />
                </span>
              ) : (
                <button type="button" title="Show this connection and why" onClick={onShow}>
                  <Prose text={text} />
                </button>
              )}
              <span className="visually-hidden">{holds ? ": done" : ": not yet"}</span>
              {asked && !holds && (
                <small>
                  <Prose text={now} />
                </small>
              )}
            </div>
          </li>
        ))}
      </ul>
      {!all && (
        <Button
          look="ghost"
          size="small"
          aria-expanded={asked}
          onClick={() => {
            setAsked(!asked);
          }}
        >
          {asked ? "Hide what is missing" : "What is missing?"}
        </Button>
      )}
    </section>
  );
}

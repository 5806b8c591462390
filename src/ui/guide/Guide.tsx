import { Check, CornerDownLeft } from "lucide-react";
import type { Scenario, WatchedFlow } from "../../core/session/scenario.ts";
import { Prose } from "../components/Prose.tsx";
import styles from "./Guide.module.css";

/** A watched flow and how it stands now. */
export interface GuideCheck {
  readonly flow: WatchedFlow;
  /** Undefined while one end has no address yet. */
  readonly allowed: boolean | undefined;
}

export interface GuideProps {
  readonly scenario: Scenario;
  readonly checks: readonly GuideCheck[];
  /** Commands run so far, as typed; marks the steps that were taken. */
  readonly ran: ReadonlySet<string>;
  readonly onRun: (command: string) => void;
  readonly onSelect: (flow: WatchedFlow) => void;
}

const met = (check: GuideCheck): boolean =>
  check.allowed !== undefined && check.allowed === (check.flow.want === "allowed");

/** How a check that is not met yet reads. */
function missing(check: GuideCheck): string {
  if (check.allowed === undefined) return "one end is not running yet";
  return check.allowed ? "passes now, is to be blocked" : "blocked now, is to pass";
}

/** The scenario's story, its commands, and its watched flows as checks that tick by themselves. */
export function Guide({ scenario, checks, ran, onRun, onSelect }: GuideProps) {
  const done = checks.filter(met).length;
  return (
    <div className={styles["guide"]}>
      <p className={styles["level"]}>{scenario.level}</p>
      <h1 className={styles["title"]}>{scenario.title}</h1>
      {scenario.story.map((paragraph) => (
        <p key={paragraph} className={styles["story"]}>
          <Prose text={paragraph} />
        </p>
      ))}
      {scenario.steps.length > 0 && (
        <ol className={styles["steps"]} aria-label="Commands to try">
          {scenario.steps.map((step, index) => (
            <li key={`${index}-${step.command}`}>
              <p>
                <Prose text={step.text} />
              </p>
              <button
                type="button"
                className={styles["command"]}
                onClick={() => {
                  onRun(step.command);
                }}
                aria-label={`Run ${step.command}`}
              >
                <span>{step.command}</span>
                {ran.has(step.command) ? (
                  <em>
                    <Check size={13} aria-hidden /> Run
                  </em>
                ) : (
                  <em>
                    Run <CornerDownLeft size={12} aria-hidden />
                  </em>
                )}
              </button>
            </li>
          ))}
        </ol>
      )}
      {checks.length > 0 && (
        <section aria-labelledby="guide-checks">
          <h2 id="guide-checks" className={styles["heading"]}>
            Goal <small aria-live="polite">{`${done} of ${checks.length} as wanted`}</small>
          </h2>
          <ul className={styles["checks"]}>
            {checks.map((check) => {
              const ok = met(check);
              return (
                <li key={check.flow.text} data-met={ok}>
                  <span className={styles["tick"]} aria-hidden="true">
                    {ok ? <Check size={11} strokeWidth={3} /> : null}
                  </span>
                  <button
                    type="button"
                    onClick={() => {
                      onSelect(check.flow);
                    }}
                    title="Show this flow and why"
                  >
                    {check.flow.text}
                    {!ok && <small>{missing(check)}</small>}
                    <span className="visually-hidden">{ok ? ": as wanted" : ""}</span>
                  </button>
                </li>
              );
            })}
          </ul>
          {done === checks.length && (
            <p className={styles["done"]} role="status">
              Everything is as wanted. Change a policy and see what breaks, or{" "}
              <a href="#/">pick another scenario</a>.
            </p>
          )}
        </section>
      )}
    </div>
  );
}

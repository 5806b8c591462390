import { nextWords, pollWords, type DemoAction } from "../../core/lessons/demo.ts";
import type { Demo } from "../../core/lessons/schema/lesson.ts";
import type { DemoState } from "../../store/demo.ts";
import { Button } from "../components/Button.tsx";
import { Prose } from "../components/Prose.tsx";
import styles from "./Demo.module.css";
import { useNow } from "./useNow.ts";
import { clockText, totalSeconds } from "./words.ts";

/** A thing of the stage that is on or off, with its key. */
export interface StageSwitch {
  readonly label: string;
  readonly letter: string;
  /** Absent where it is not a switch but something that is done. */
  readonly on?: boolean;
  readonly disabled?: boolean;
  readonly onPress: () => void;
}

interface Props {
  readonly demo: Demo;
  readonly state: DemoState;
  readonly typing: boolean;
  readonly switches: readonly StageSwitch[];
  readonly onAction: (action: DemoAction) => void;
  readonly onLeaveTerminal: () => void;
}

/** A click does not take the focus: the keys stay those of the demonstration. */
const keepFocus = (event: { preventDefault: () => void }): void => {
  event.preventDefault();
};

/** Below the stage: back, where one is, what the room got right, switches, the clock, next. */
export function DemoBar(props: Props) {
  const { demo, state, typing, switches, onAction, onLeaveTerminal } = props;
  const { run, since } = state;
  const now = useNow(since !== undefined);
  const scene = demo.scenes[run.scene];
  const next = nextWords(demo, run);
  return (
    <footer className={styles["bar"]} onMouseDown={keepFocus}>
      <Button
        size="large"
        className={styles["step"] ?? ""}
        disabled={run.phase === "ready" && !state.live}
        onClick={() => {
          onAction({ type: "back" });
        }}
      >
        <span aria-hidden>‹</span> Back
      </Button>
      <div className={styles["where"]}>
        <p className={styles["title"]}>
          <span className={styles["number"]}>
            {run.phase === "ready" ? demo.title : `${run.scene + 1} of ${demo.scenes.length}`}
          </span>{" "}
          {run.phase === "ready" ? null : <b>{scene?.title}</b>}
        </p>
        <p className={styles["said"]} role="status">
          {typing ? (
            <>
              Typing in the terminal.{" "}
              <button type="button" className={styles["link"]} onClick={onLeaveTerminal}>
                Esc gives the keys back
              </button>
            </>
          ) : (
            <Said demo={demo} state={state} />
          )}
        </p>
      </div>
      <div className={styles["switches"]}>
        {switches.map(({ label, letter, on, disabled = false, onPress }) => (
          <Button
            key={letter}
            look="ghost"
            size="small"
            disabled={disabled}
            onClick={onPress}
            {...(on === undefined ? {} : { "aria-pressed": on })}
          >
            {label} <kbd>{letter}</kbd>
          </Button>
        ))}
      </div>
      <p className={styles["clock"]} aria-label="Time">
        <b>{clockText(since === undefined ? 0 : (now - since) / 1000)}</b>{" "}
        <span>of {clockText(totalSeconds(demo))}</span>
      </p>
      <Button
        size="large"
        look="primary"
        className={styles["step"] ?? ""}
        disabled={next === undefined}
        onClick={() => {
          onAction({ type: "next" });
        }}
      >
        {next ?? "The end"} <span aria-hidden>›</span>
      </Button>
    </footer>
  );
}

/** The address for the class, who go on by themselves. */
function TheEnd() {
  const address = `${location.host}${location.pathname}#/learn`;
  return <>The end. To try it yourself: {address}</>;
}

/** The line below the title: what is so, or what the keys do. */
function Said({ demo, state }: Pick<Props, "demo" | "state">) {
  const { run, live, resuming } = state;
  const ask = demo.scenes[run.scene]?.ask;
  if (resuming) return "Catching up with where you were…";
  if (live) return "Something was typed that is not in the script. ← takes only that back.";
  switch (run.phase) {
    case "ready":
      return "Space begins. ← goes back, T types in the terminal, Esc leaves.";
    case "asked":
      return "Count the hands: keys 1 to 5, with Shift one fewer. L locks, Space shows it.";
    case "voted":
      return "Locked. Space shows it.";
    case "run":
      return "Running. Space skips the wait.";
    case "revealed": {
      if (ask === undefined) return run.scene + 1 === demo.scenes.length ? <TheEnd /> : null;
      const score = pollWords(run.polls[run.scene], ask.answer);
      return (
        <span className={styles["right"]}>
          <span aria-hidden>✓</span> Right: <Prose text={ask.options[ask.answer] ?? ""} />
          {score === undefined ? null : <b className={styles["score"]}>{score}</b>}
        </span>
      );
    }
  }
}

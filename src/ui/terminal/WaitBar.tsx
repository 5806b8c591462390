import { useEffect, useState } from "react";
import styles from "./Terminal.module.css";

interface Props {
  readonly command: string;
  /** Lab time at which the command began, and the lab's clock. */
  readonly since: number;
  readonly now: () => number;
  readonly onCancel: () => void;
}

/** Shown for commands that have run for a while, in lab seconds. */
const AFTER = 700;

/** `-m 3`, `--max-time 3`, `-w 3`, `-T 3`, `--timeout=3`: the limit that the command itself names. */
function limitOf(command: string): number | undefined {
  const match =
    /(?:\s-(?:m|w|W|T)\s*|--(?:max-time|connect-timeout|timeout)[= ])(\d+(?:\.\d+)?)s?\b/.exec(
      command,
    );
  return match === null ? undefined : Number(match[1]);
}

/** What the terminal is waiting for, how long already, and the way out. */
export function WaitBar({ command, since, now, onCancel }: Props) {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => {
      setSeconds((now() - since) / 1000);
    }, 100);
    return () => {
      clearInterval(timer);
    };
  }, [now, since]);
  if (seconds * 1000 < AFTER) return null;
  const limit = limitOf(command);
  return (
    <div className={styles["waiting"]}>
      <span title={command}>{command.split("\n")[0]}</span>
      <output aria-label="Waiting time">
        {`waiting ${seconds.toFixed(1)} s${limit === undefined || limit < seconds ? "" : ` of ${limit} s`}`}
      </output>
      <button type="button" className={styles["plain"]} onClick={onCancel}>
        Ctrl C
      </button>
    </div>
  );
}

import { CopyButton } from "../CopyButton.tsx";
import { Button } from "../Button.tsx";
import { Prose } from "../Prose.tsx";
import styles from "./task.module.css";

interface HintsProps {
  readonly hints: readonly string[];
  /** How many were asked for. */
  readonly shown: number;
}

/** The hints that were asked for, each telling more. */
export function Hints({ hints, shown }: HintsProps) {
  if (shown === 0) return null;
  return (
    <ol className={styles["hints"]} aria-label="Hints" aria-live="polite">
      {hints.slice(0, shown).map((hint, index) => (
        <li key={index}>
          <small>{`Hint ${index + 1} of ${hints.length}`}</small>
          <Prose text={hint} />
        </li>
      ))}
    </ol>
  );
}

interface SolutionProps {
  readonly commands: readonly string[];
  readonly ran: ReadonlySet<string>;
  /** Writes a command to the prompt; it is not run. */
  readonly onWrite: (command: string) => void;
}

/** The worked solution: each command goes to the prompt, where a person reads it and presses Enter. */
export function Solution({ commands, ran, onWrite }: SolutionProps) {
  return (
    <section className={styles["solution"]} aria-label="Solution">
      <h2>Solution</h2>
      {commands.length === 0 && <p>Nothing has to be typed. The last hint has the answer.</p>}
      {commands.length > 0 && (
        <p className={styles["quiet"]}>
          It is written to the prompt and waits there. Read it, then press Enter.
        </p>
      )}
      <ol>
        {commands.map((command, index) => (
          <li key={index} data-ran={ran.has(command)}>
            <pre tabIndex={0}>{command}</pre>
            <div>
              <Button
                size="small"
                onClick={() => {
                  onWrite(command);
                }}
              >
                Write it to the prompt
              </Button>
              <CopyButton text={command} what="the command" />
              {ran.has(command) && <small>was run</small>}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

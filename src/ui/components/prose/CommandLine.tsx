import { Check, CornerDownLeft } from "lucide-react";
import { useId } from "react";
import { CopyButton } from "../CopyButton.tsx";
import { useProseLab } from "./proseLab.ts";
import styles from "./prose.module.css";

interface Props {
  readonly command: string;
}

/** Longer ones get the whole width, and their buttons a line of their own. */
const LONG = 42;

/** A command on a line of its own: runs on click, or waits and says for what. */
export function CommandLine({ command }: Props) {
  const lab = useProseLab();
  const reason = useId();
  if (lab === null)
    return (
      <div className={styles["command"]}>
        <pre>{command}</pre>
        <CopyButton text={command} what="the command" />
      </div>
    );
  const ran = lab.ran.has(command);
  const held = lab.held !== undefined;
  return (
    <div className={styles["command"]} data-held={held} data-long={command.length > LONG}>
      <button
        type="button"
        aria-label={`Run ${command}`}
        aria-disabled={held}
        {...(held ? { "aria-describedby": reason } : {})}
        onClick={() => {
          if (!held) lab.run(command);
        }}
      >
        <pre>{command}</pre>
        <em>
          {held ? (
            "Guess first"
          ) : ran ? (
            <>
              <Check size={13} aria-hidden /> Run
            </>
          ) : (
            <>
              Run <CornerDownLeft size={12} aria-hidden />
            </>
          )}
        </em>
      </button>
      <CopyButton text={command} what="the command" />
      {held && (
        <span id={reason} className="visually-hidden">
          {lab.held}
        </span>
      )}
    </div>
  );
}

/** A command within a sentence. */
export function InlineCommand({ command }: Props) {
  const lab = useProseLab();
  if (lab === null) return <code>{command}</code>;
  const held = lab.held !== undefined;
  return (
    <button
      type="button"
      className={styles["inlineCommand"]}
      aria-label={`Run ${command}`}
      aria-disabled={held}
      title={held ? lab.held : "Run it in the terminal"}
      onClick={() => {
        if (!held) lab.run(command);
      }}
    >
      {command}
    </button>
  );
}

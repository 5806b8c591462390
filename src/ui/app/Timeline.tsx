import { Redo2, Undo2 } from "lucide-react";
import { Button } from "../components/Button.tsx";
import styles from "./Timeline.module.css";

export interface TimelineProps {
  readonly labels: readonly string[];
  readonly position: number;
  readonly saved: string;
  /** What the step changed, e.g. `web → api:8080 opened; 14 flows closed`. */
  readonly change?: string | undefined;
  readonly onGoTo: (position: number) => void;
}

/** Everything done in this lab, in a line; any moment can be gone back to. */
export function Timeline({ labels, position, saved, change, onGoTo }: TimelineProps) {
  const last = labels.length - 1;
  return (
    <footer className={styles["footer"]}>
      <label className={styles["scrub"]}>
        <span>Timeline</span>
        <input
          type="range"
          min={0}
          max={Math.max(1, last)}
          step={1}
          value={position}
          disabled={last === 0}
          aria-valuetext={`${position + 1} of ${labels.length}: ${labels[position] ?? ""}`}
          onChange={(event) => {
            onGoTo(Number(event.target.value));
          }}
        />
      </label>
      <span className={styles["what"]} title={labels[position]}>
        {`${position + 1} of ${labels.length} · ${labels[position] ?? ""}`}
      </span>
      {change !== undefined && (
        <span className={styles["change"]} title={change}>
          {change}
        </span>
      )}
      <Button
        look="ghost"
        size="small"
        disabled={position === 0}
        title="Undo (Ctrl Z outside the terminal and editor)"
        onClick={() => {
          onGoTo(position - 1);
        }}
      >
        <Undo2 size={13} aria-hidden /> Undo
      </Button>
      <Button
        look="ghost"
        size="small"
        disabled={position >= last}
        title="Redo (Ctrl Shift Z)"
        onClick={() => {
          onGoTo(position + 1);
        }}
      >
        <Redo2 size={13} aria-hidden /> Redo
      </Button>
      <span className={styles["saved"]} role="status">
        {saved}
      </span>
    </footer>
  );
}

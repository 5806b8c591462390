import type { CheckedFlow } from "../../core/lessons/checks/check.ts";
import { shortName } from "../../core/lessons/checks/flows.ts";
import { Button } from "../components/Button.tsx";
import { CommandLine } from "../components/prose/CommandLine.tsx";
import { Prose } from "../components/Prose.tsx";
import styles from "./lesson.module.css";

export interface WrongTurnCardProps {
  /** What was probably thought, as the person would say it. */
  readonly belief: string;
  readonly feedback: string;
  readonly counterexample: Omit<CheckedFlow, "want"> & { readonly passes: boolean };
  /** A command that shows it; undefined where no tool can. */
  readonly command?: string | undefined;
  readonly onWhy: () => void;
}

function sentence({ from, to, port, protocol, passes }: WrongTurnCardProps["counterexample"]) {
  const at = protocol === "TCP" ? String(port) : `${protocol} ${port}`;
  const verb = passes ? "still reaches" : "does not reach";
  return `${shortName(from)} ${verb} ${shortName(to)} on ${at}.`;
}

/** What was probably thought, and a connection that shows otherwise. */
export function WrongTurnCard(props: WrongTurnCardProps) {
  const { belief, feedback, counterexample, command, onWhy } = props;
  return (
    <aside className={styles["turn"]} aria-label="A likely misunderstanding" role="status">
      <p>
        <b>Perhaps you thought: </b>
        <q>
          <Prose text={belief} />
        </q>
      </p>
      <p>
        <Prose text={feedback} />
      </p>
      <p className={styles["counter"]}>
        <b>{sentence(counterexample)}</b> Try it:
      </p>
      {command !== undefined && <CommandLine command={command} />}
      <Button size="small" onClick={onWhy}>
        Show why
      </Button>
    </aside>
  );
}

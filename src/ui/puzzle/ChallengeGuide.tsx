import type { Challenge } from "../../core/lessons/schema/lesson.ts";
import type { Progress } from "../../core/lessons/schema/progress.ts";
import { Button } from "../components/Button.tsx";
import { CommandLine } from "../components/prose/CommandLine.tsx";
import { Prose } from "../components/Prose.tsx";
import { CheckList, type CheckLine } from "../components/task/CheckList.tsx";
import { Hints, Solution } from "../components/task/Hints.tsx";
import styles from "./puzzle.module.css";

export interface ChallengeGuideProps {
  readonly challenge: Challenge;
  /** Commands that show the fault. */
  readonly symptoms: readonly string[];
  readonly goal: readonly CheckLine[];
  readonly guard: readonly CheckLine[];
  readonly record: Progress["challenges"][string] | undefined;
  readonly clueShown: boolean;
  readonly solutionShown: boolean;
  readonly ran: ReadonlySet<string>;
  readonly next: { readonly href: string; readonly title: string } | undefined;
  readonly onClue: () => void;
  readonly onHint: () => void;
  readonly onSolution: () => void;
  readonly onWrite: (command: string) => void;
}

function minutesText(seconds: number): string {
  if (seconds < 60) return "less than a minute";
  const minutes = Math.round(seconds / 60);
  return minutes === 1 ? "a minute" : `${minutes} minutes`;
}

/** A broken cluster: what somebody reports, how it shows, and what has to hold in the end. */
export function ChallengeGuide(props: ChallengeGuideProps) {
  const { challenge, goal, guard, record, next } = props;
  const hints = record?.hints ?? 0;
  const solved = [...goal, ...guard].every(({ holds }) => holds);
  return (
    <div className={styles["task"]}>
      <div className={styles["scroll"]}>
        <p className={styles["kind"]}>{`Broken cluster ${challenge.id} · ${challenge.level}`}</p>
        <h1 className={styles["title"]}>{challenge.title}</h1>
        <blockquote className={styles["ticket"]}>
          <Prose text={challenge.ticket} />
        </blockquote>
        {solved && (
          <div className={styles["solved"]} role="status">
            <p>
              <b>Mended.</b>{" "}
              {record?.done === true &&
                `${record.attempts} commands, ${minutesText(record.seconds)}.`}
            </p>
            <p>
              <b>What it was: </b>
              <Prose text={challenge.cause} />
            </p>
            <p className={styles["links"]}>
              {next !== undefined && <a href={next.href}>Next broken cluster: {next.title}</a>}
              <a href="#/learn">All of them</a>
            </p>
          </div>
        )}
        {props.symptoms.length > 0 && (
          <section className={styles["symptoms"]} aria-label="See the symptom">
            <h2>See it for yourself</h2>
            {props.symptoms.map((command) => (
              <CommandLine key={command} command={command} />
            ))}
          </section>
        )}
        {props.clueShown ? (
          <p className={styles["clue"]}>
            <b>Clue: </b>
            <Prose text={challenge.clue} />
          </p>
        ) : (
          !solved && (
            <span>
              <Button size="small" onClick={props.onClue}>
                Give me a clue
              </Button>
            </span>
          )
        )}
        <CheckList heading="To be mended" checks={goal} />
        <CheckList heading="Must stay as it is" checks={guard} />
        <Hints hints={challenge.hints} shown={hints} />
        {props.solutionShown && (
          <Solution commands={challenge.solution} ran={props.ran} onWrite={props.onWrite} />
        )}
      </div>
      <div className={styles["foot"]}>
        {hints < challenge.hints.length && (
          <Button look="ghost" onClick={props.onHint}>
            {hints === 0 ? "Hint" : `Hint ${hints + 1} of ${challenge.hints.length}`}
          </Button>
        )}
        {!props.solutionShown && (
          <Button look="ghost" onClick={props.onSolution}>
            Solution
          </Button>
        )}
      </div>
    </div>
  );
}

import type { ReactNode } from "react";
import type { Block } from "../../core/lessons/prose.ts";
import type { LessonStep } from "../../core/lessons/schema/lesson.ts";
import type { StepRecord } from "../../core/lessons/schema/progress.ts";
import type { Given } from "../../core/lessons/engine.ts";
import { Button } from "../components/Button.tsx";
import { Blocks } from "../components/prose/Blocks.tsx";
import { CommandLine } from "../components/prose/CommandLine.tsx";
import { Prose } from "../components/Prose.tsx";
import { CheckList, type CheckLine } from "../components/task/CheckList.tsx";
import { Hints, Solution } from "../components/task/Hints.tsx";
import { PredictCard } from "./PredictCard.tsx";
import styles from "./lesson.module.css";

export interface LessonGuideProps {
  readonly step: LessonStep;
  readonly blocks: readonly Block[];
  readonly record: StepRecord;
  readonly checks: readonly CheckLine[];
  /** Commands that were run, as typed. */
  readonly ran: ReadonlySet<string>;
  /** An earlier step is looked at; the open one goes on elsewhere. */
  readonly looking: boolean;
  /** Said to somebody whose guess was another. */
  readonly feedback?: string | undefined;
  /** What the lab makes of a wrong turn. */
  readonly turn?: ReactNode;
  /** The four parts of the policy that is written in the step. */
  readonly parts?: ReactNode;
  readonly questions?: ReactNode;
  readonly placed?: ReactNode;
  /** Several attempts have failed. */
  readonly stuck: boolean;
  readonly onGive: (given: Given) => void;
  readonly onRun: (command: string) => void;
  readonly onHint: () => void;
  readonly onSolution: () => void;
  readonly onWrite: (command: string) => void;
}

/** One step of a lesson: a thought, a guess, something to do, and how it stands. */
export function LessonGuide(props: LessonGuideProps) {
  const { step, blocks, record, checks, ran, looking, onGive, onRun } = props;
  const guessed = step.predict === undefined || record.prediction !== undefined;
  const commands = step.commands ?? [];
  const standing = checks.every(({ holds }) => holds);
  const [only, ...others] = commands;
  // a file that is still to be filled in is not applied by a guess
  const unfinished = step.labels === "one-blank" || step.labels === "empty";
  const single = only !== undefined && others.length === 0 && !unfinished ? only : undefined;
  const predict = step.predict !== undefined && (
    <PredictCard
      prediction={step.predict}
      record={record.prediction}
      revealed={record.done}
      then={single === undefined ? undefined : "run it"}
      feedback={props.feedback}
      onGive={(given) => {
        onGive(given);
        if (single !== undefined) onRun(single);
      }}
    />
  );
  const inline = blocks.some(({ kind }) => kind === "predict");
  return (
    <>
      <h1 className={styles["title"]}>{step.title}</h1>
      {props.placed}
      <Blocks blocks={blocks} predict={predict} />
      {!inline && predict}
      {props.parts}
      <p className={styles["task"]}>
        <Prose text={step.task} />
      </p>
      {commands.length > 0 && (
        <div className={styles["commands"]}>
          {commands.map((command) => (
            <CommandLine key={command} command={command} />
          ))}
        </div>
      )}
      {guessed ? (
        <CheckList
          heading={!record.done ? "To do" : standing ? "Done" : "As it is now"}
          checks={checks}
        />
      ) : (
        <p className={styles["quiet"]}>
          {commands.length > 0
            ? "Lock your guess first. Then run the commands, and the list of what to reach appears here."
            : "Lock your guess first. Then the list of what to reach appears here."}
        </p>
      )}
      {!record.done && props.turn}
      {!record.done && props.stuck && (
        <p className={styles["stuck"]}>
          {record.hints < step.hints.length
            ? "Not there yet. A hint makes the step smaller."
            : "Not there yet. The worked solution is part of learning, too."}
        </p>
      )}
      <Hints hints={step.hints} shown={record.hints} />
      {record.solutionShown && (
        <Solution commands={step.solution} ran={ran} onWrite={props.onWrite} />
      )}
      {record.done && !looking && (
        <p className={styles["done"]} role="status">
          {standing
            ? "This step is done."
            : "You have done this step. What is not ticked has changed since; do it again if you like."}
        </p>
      )}
      {record.done && props.questions}
    </>
  );
}

export interface StepFootProps {
  readonly record: StepRecord;
  readonly hints: number;
  readonly first: boolean;
  readonly last: boolean;
  readonly looking: boolean;
  readonly building: boolean;
  /** Leads to what is said of a wrong turn. */
  readonly onTurn?: (() => void) | undefined;
  readonly onHint: () => void;
  readonly onSolution: () => void;
  readonly onBack: () => void;
  readonly onNext: () => void;
  /** Goes on without having done the step. */
  readonly onSkip: () => void;
}

/** Help on the left, the way on to the right. */
export function StepFoot(props: StepFootProps) {
  const { record, hints, first, last, looking, building } = props;
  return (
    <div className={styles["foot"]}>
      {props.onTurn !== undefined && (
        <button type="button" className={styles["turnLine"]} onClick={props.onTurn}>
          Something went another way. <u>Read why</u>
        </button>
      )}
      {building ? (
        <p className={styles["quiet"]} role="status">
          Building the start of the step…
        </p>
      ) : (
        <span className={styles["help"]}>
          {!record.done && record.hints < hints && (
            <Button look="ghost" onClick={props.onHint}>
              {record.hints === 0 ? "Hint" : `Hint ${record.hints + 1} of ${hints}`}
            </Button>
          )}
          {!record.done && !record.solutionShown && (
            <Button look="ghost" onClick={props.onSolution}>
              Solution
            </Button>
          )}
        </span>
      )}
      <span className={styles["ways"]}>
        {!first && (
          <Button disabled={building} onClick={props.onBack}>
            Back
          </Button>
        )}
        {record.done || looking ? (
          <Button look="primary" disabled={building} onClick={props.onNext}>
            {looking ? "Forward" : last ? "Finish" : "Next step"}
          </Button>
        ) : (
          <Button
            disabled={building}
            title="Goes on without this step; the next one begins at its own start"
            onClick={props.onSkip}
          >
            Skip
          </Button>
        )}
      </span>
    </div>
  );
}

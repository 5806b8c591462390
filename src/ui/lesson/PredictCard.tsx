import { Check, X } from "lucide-react";
import { useId, useState, type ReactNode } from "react";
import { readCheck } from "../../core/lessons/checks/registry.ts";
import { shortName } from "../../core/lessons/checks/flows.ts";
import { cellKey, type Given } from "../../core/lessons/engine.ts";
import type { Prediction } from "../../core/lessons/schema/parts.ts";
import type { StepRecord } from "../../core/lessons/schema/progress.ts";
import { Button } from "../components/Button.tsx";
import { Prose } from "../components/Prose.tsx";
import styles from "./lesson.module.css";

export interface PredictCardProps {
  readonly prediction: Prediction;
  /** What was guessed; it stays. */
  readonly record: NonNullable<StepRecord["prediction"]> | undefined;
  /** The step is done: the guess stands beside what came of it. */
  readonly revealed: boolean;
  /** What the button does beside locking the guess, e.g. "run it". */
  readonly then?: string | undefined;
  /** What to say to somebody who gave this answer. */
  readonly feedback?: string | undefined;
  readonly onGive: (given: Given) => void;
}

/** A guess that is locked before the command may run, and stays visible beside the result. */
export function PredictCard(props: PredictCardProps) {
  const { prediction, record, revealed } = props;
  const id = useId();
  return (
    <section
      className={styles["predict"]}
      aria-labelledby={id}
      data-state={
        record === undefined ? "open" : revealed ? (record.right ? "right" : "wrong") : "locked"
      }
    >
      <p id={id} className={styles["ask"]}>
        <strong>Guess first: </strong>
        <Prose text={prediction.question} />
      </p>
      {"options" in prediction ? (
        <Options {...props} prediction={prediction} />
      ) : "number" in prediction ? (
        <NumberGuess {...props} prediction={prediction} />
      ) : (
        <Cells {...props} prediction={prediction} />
      )}
      {record !== undefined && !revealed && (
        <p className={styles["locked"]}>Your guess is locked. Now see what happens.</p>
      )}
      {record !== undefined && revealed && <Outcome {...props} record={record} />}
    </section>
  );
}

function Outcome({
  record,
  prediction,
  feedback,
}: Pick<PredictCardProps, "prediction" | "feedback"> & {
  readonly record: NonNullable<PredictCardProps["record"]>;
}) {
  return (
    <div className={styles["outcome"]} role="status">
      <p>
        <b>{record.right ? "You saw it coming. " : "It went another way. "}</b>
        <Prose text={prediction.because} />
      </p>
      {!record.right && feedback !== undefined && (
        <p className={styles["feedback"]}>
          <Prose text={feedback} />
        </p>
      )}
    </div>
  );
}

type Of<K extends string> = Extract<Prediction, Readonly<Record<K, unknown>>>;
type FormProps<K extends string> = Omit<PredictCardProps, "prediction"> & {
  readonly prediction: Of<K>;
};

function LockButton({
  then,
  disabled,
  onLock,
}: {
  readonly then: string | undefined;
  readonly disabled: boolean;
  readonly onLock: () => void;
}) {
  return (
    <Button look="primary" className={styles["lock"] ?? ""} disabled={disabled} onClick={onLock}>
      {then === undefined ? "Lock my guess" : `Lock my guess and ${then}`}
    </Button>
  );
}

/** A mark that says in words what it shows. */
function Mark({
  kind,
  children,
}: {
  readonly kind: "right" | "wrong";
  readonly children: ReactNode;
}) {
  return (
    <em className={styles["mark"]} data-kind={kind}>
      {kind === "right" ? (
        <Check size={12} strokeWidth={3} aria-hidden />
      ) : (
        <X size={12} strokeWidth={3} aria-hidden />
      )}
      {children}
    </em>
  );
}

function Options({ prediction, record, revealed, then, onGive }: FormProps<"options">) {
  const name = useId();
  const [chosen, setChosen] = useState<number>();
  const given = record?.given;
  const locked = record !== undefined;
  return (
    <>
      <div className={styles["options"]} role="radiogroup" aria-label="Your guess">
        {prediction.options.map((option, index) => {
          const mine = locked ? given === index : chosen === index;
          const right = revealed && index === prediction.answer;
          const wrong = revealed && mine && !right;
          return (
            <label
              key={option}
              className={styles["option"]}
              data-mine={mine}
              data-result={right ? "right" : wrong ? "wrong" : undefined}
            >
              <input
                type="radio"
                name={name}
                checked={mine}
                disabled={locked && !mine}
                onChange={() => {
                  if (!locked) setChosen(index);
                }}
              />
              <span>
                <Prose text={option} />
              </span>
              {locked && mine && !revealed && <em className={styles["mark"]}>your guess</em>}
              {right && <Mark kind="right">{mine ? "your guess, right" : "so it is"}</Mark>}
              {wrong && <Mark kind="wrong">your guess</Mark>}
            </label>
          );
        })}
      </div>
      {!locked && (
        <LockButton
          then={then}
          disabled={chosen === undefined}
          onLock={() => {
            if (chosen !== undefined) onGive(chosen);
          }}
        />
      )}
    </>
  );
}

function NumberGuess({ prediction, record, revealed, then, onGive }: FormProps<"number">) {
  const [text, setText] = useState("");
  const value = /^\s*\d{1,6}\s*$/.test(text) ? Number(text) : undefined;
  if (record !== undefined)
    return (
      <p className={styles["numbers"]}>
        <span>
          Your guess <b>{String(record.given)}</b>
        </span>
        {revealed && (
          <span>
            <Mark kind={record.right ? "right" : "wrong"}>
              {record.right ? "right" : `it is ${prediction.number}`}
            </Mark>
          </span>
        )}
      </p>
    );
  return (
    <form
      className={styles["numberForm"]}
      onSubmit={(event) => {
        event.preventDefault();
        if (value !== undefined) onGive(value);
      }}
    >
      <input
        type="text"
        inputMode="numeric"
        aria-label="Your guess, a number"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
        }}
      />
      <LockButton
        then={then}
        disabled={value === undefined}
        onLock={() => {
          if (value !== undefined) onGive(value);
        }}
      />
    </form>
  );
}

interface Cell {
  readonly text: string;
  readonly full: string;
}

function cellsOf(sources: readonly string[]): readonly Cell[] {
  return sources.map((source) => {
    const flow = readCheck(source).flow;
    if (flow === undefined) return { text: source, full: source };
    const port = flow.protocol === "TCP" ? String(flow.port) : `${flow.protocol} ${flow.port}`;
    return {
      text: `${shortName(flow.from)} → ${shortName(flow.to)} ${port}`,
      full: `${flow.from} to ${flow.to} on ${port}`,
    };
  });
}

const WORDS = { true: "passes", false: "blocked" } as const;

function Cells({ prediction, record, revealed, then, onGive }: FormProps<"cells">) {
  const name = useId();
  const [chosen, setChosen] = useState<readonly (boolean | undefined)[]>([]);
  const cells = cellsOf(prediction.cells);
  const key = cellKey(prediction.cells);
  const locked = Array.isArray(record?.given) ? record.given : undefined;
  const complete = cells.flatMap((_, index) => chosen[index] ?? []);
  return (
    <>
      <ul className={styles["cells"]}>
        {cells.map(({ text, full }, index) => {
          const mine = locked === undefined ? chosen[index] : locked[index];
          const right = mine === key[index];
          return (
            <li key={full} data-result={revealed ? (right ? "right" : "wrong") : undefined}>
              <span title={full}>{text}</span>
              {locked === undefined ? (
                <span className={styles["choice"]} role="radiogroup" aria-label={full}>
                  {([true, false] as const).map((value) => (
                    <label key={String(value)} data-chosen={mine === value}>
                      <input
                        type="radio"
                        name={`${name}-${index}`}
                        checked={mine === value}
                        onChange={() => {
                          const next = [...chosen];
                          next[index] = value;
                          setChosen(next);
                        }}
                      />
                      {WORDS[`${value}`]}
                    </label>
                  ))}
                </span>
              ) : revealed ? (
                <Mark kind={right ? "right" : "wrong"}>
                  {WORDS[`${key[index] === true}`]}
                  {right ? "" : ", not as you guessed"}
                </Mark>
              ) : (
                <em className={styles["mark"]}>you say {WORDS[`${mine === true}`]}</em>
              )}
            </li>
          );
        })}
      </ul>
      {locked === undefined && (
        <LockButton
          then={then}
          disabled={complete.length < cells.length}
          onLock={() => {
            onGive(complete);
          }}
        />
      )}
    </>
  );
}

import type { Lesson, LessonStep } from "../../core/lessons/schema/lesson.ts";
import type { StepRecord } from "../../core/lessons/schema/progress.ts";
import { Prose } from "../components/Prose.tsx";
import styles from "./lesson.module.css";

export interface WayOn {
  readonly href: string;
  readonly kind: string;
  readonly title: string;
}

interface Props {
  readonly lesson: Lesson;
  readonly recordOf: (step: LessonStep) => StepRecord;
  /** The first is the one to take. */
  readonly ways: readonly WayOn[];
  readonly onPick: (step: number) => void;
}

/** The end of a lesson: what one can do now, what surprised, and where to go. */
export function Summary({ lesson, recordOf, ways, onPick }: Props) {
  const steps = lesson.steps.map((step, index) => ({ step, index, record: recordOf(step) }));
  const open = steps.filter(({ record }) => !record.done);
  const surprises = steps.filter(({ record }) => record.prediction?.right === false);
  const guesses = steps.filter(({ record }) => record.prediction !== undefined);
  return (
    <>
      <h1 className={styles["title"]}>
        {open.length === 0 ? "You have finished this lesson" : "Not everything is done yet"}
      </h1>
      {open.length === 0 ? (
        <p>
          <b>What you can do now: </b>
          <Prose text={lesson.goal} />
        </p>
      ) : (
        <>
          <p>{`${steps.length - open.length} of ${steps.length} steps are done. These are open:`}</p>
          <StepLinks steps={open} onPick={onPick} />
        </>
      )}
      {guesses.length > 0 && (
        <p className={styles["quiet"]}>
          {`${guesses.length - surprises.length} of ${guesses.length} guesses were right.`}
        </p>
      )}
      {surprises.length > 0 && (
        <section className={styles["surprises"]} aria-label="What went another way">
          <h2>Worth another look</h2>
          <ul>
            {surprises.map(({ step, index }) => (
              <li key={step.id}>
                <button
                  type="button"
                  onClick={() => {
                    onPick(index);
                  }}
                >
                  {step.title}
                </button>
                <p>
                  <Prose text={step.predict?.because ?? ""} />
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
      <nav className={styles["waysOn"]} aria-label="Where to go now">
        {ways.map(({ href, kind, title }, index) => (
          <a key={href} href={href} data-first={index === 0}>
            <small>{kind}</small>
            {title}
          </a>
        ))}
      </nav>
    </>
  );
}

function StepLinks({
  steps,
  onPick,
}: {
  readonly steps: readonly { readonly step: LessonStep; readonly index: number }[];
  readonly onPick: (step: number) => void;
}) {
  return (
    <ul className={styles["links"]}>
      {steps.map(({ step, index }) => (
        <li key={step.id}>
          <button
            type="button"
            onClick={() => {
              onPick(index);
            }}
          >
            {step.title}
          </button>
        </li>
      ))}
    </ul>
  );
}

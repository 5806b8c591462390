import { useEffect, useState } from "react";
import { placeText, selectionTitle } from "../../core/lessons/quiz/place.ts";
import { examNamed, type Selection } from "../../core/lessons/quiz/select.ts";
import { deviceProgress } from "../../store/progress.ts";
import { newRun, type Questions } from "../../store/quiz.ts";
import { deviceQuizRuns } from "../../store/quizRuns.ts";
import { Button } from "../components/Button.tsx";
import { ExamRun } from "./ExamRun.tsx";
import { Results } from "./Results.tsx";
import { Run } from "./Run.tsx";
import { useRuns } from "./useRuns.ts";
import styles from "./quiz.module.css";

interface Props {
  readonly questions: Questions;
  readonly selection: Selection;
  readonly seed: string;
}

/** A quiz at its address: begun, gone on with, or looked at afterwards. */
export function RunPage({ questions, selection, seed }: Props) {
  const run = useRuns().get(placeText(selection, seed));
  const exam = selection.kind === "exam" ? examNamed(selection.exam) : undefined;
  const make = () => {
    const { progress } = deviceProgress().store.getState();
    return newRun(questions, selection, seed, progress, Date.now());
  };
  const [fresh] = useState(make);
  const begins = run === undefined && exam === undefined;
  useEffect(() => {
    if (begins && fresh !== undefined) deviceQuizRuns().put(fresh);
  }, [begins, fresh]);

  const again = (): void => {
    const next = make();
    if (next !== undefined) deviceQuizRuns().put(next);
  };
  const title = selectionTitle(selection);
  if (run === undefined && fresh === undefined) return <Nothing selection={selection} />;
  if (run?.items.some(({ question }) => questions.find(question) === undefined) === true)
    return (
      <>
        <h1>{title}</h1>
        <p>This quiz was made by another version of the lab, and its questions are gone.</p>
        <a className={styles["primary"]} href="#/quiz">
          All quizzes
        </a>
      </>
    );
  if (run === undefined && exam !== undefined)
    return (
      <>
        <h1>{title}</h1>
        <ul className={styles["rules"]}>
          <li>
            {fresh?.items.length ?? exam.count} questions, {exam.minutes} minutes.
          </li>
          <li>No hints and no verdicts until the end. You may change your answers until then.</li>
          <li>The clock runs on when you leave the page. At the end it hands in by itself.</li>
          <li>Afterwards you see each question with its reason.</li>
        </ul>
        <p className={styles["quiet"]}>
          The levels are tags. The real exams are done in a terminal, as the broken clusters are.
        </p>
        <Button look="primary" size="large" className={styles["wide"]} onClick={again}>
          Begin the exam
        </Button>
      </>
    );
  if (run === undefined) return <p className={styles["quiet"]}>Choosing the questions…</p>;
  if (run.ended !== undefined)
    return (
      <Results
        run={run}
        selection={selection}
        title={title}
        questions={questions}
        onAgain={again}
      />
    );
  return exam === undefined ? (
    <Run run={run} title={title} questions={questions} />
  ) : (
    <ExamRun run={run} title={title} questions={questions} />
  );
}

function Nothing({ selection }: { readonly selection: Selection }) {
  return (
    <>
      <h1>{selectionTitle(selection)}</h1>
      <p>
        {selection.kind === "due"
          ? "Nothing is due today. What you answer comes back here, mistakes the next day."
          : "There are no questions on this yet."}
      </p>
      <div className={styles["row"]}>
        <a className={styles["primary"]} href="#/quiz/mixed">
          Begin ten mixed questions
        </a>
        <a className={styles["plain"]} href="#/quiz">
          All quizzes
        </a>
      </div>
    </>
  );
}

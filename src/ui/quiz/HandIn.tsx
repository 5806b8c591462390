import { useId, useState } from "react";
import { examResultOf } from "../../core/lessons/quiz/exam.ts";
import type { QuizRun } from "../../core/lessons/schema/answers.ts";
import { deviceProgress } from "../../store/progress.ts";
import { Button } from "../components/Button.tsx";
import { CopyButton } from "../components/CopyButton.tsx";
import { download } from "../components/download.ts";
import styles from "./quiz.module.css";

interface Props {
  readonly run: QuizRun;
  readonly exam: string;
}

const MAX_NAME = 80;

/** The code and the file of an exam, for a teacher. */
export function HandIn({ run, exam }: Props) {
  const id = useId();
  const [name, setName] = useState(() => deviceProgress().store.getState().progress.name);
  const result = examResultOf(run, exam, name.slice(0, MAX_NAME));
  return (
    <section className={styles["handIn"]} aria-labelledby={`${id}-head`}>
      <h2 id={`${id}-head`}>For your teacher</h2>
      <p>
        Read out the code, or hand in the file with your answers. Seed <code>{run.seed}</code>,{" "}
        {result.percent} %.
      </p>
      <p className={styles["code"]}>
        <code>{result.code}</code>
        <CopyButton text={result.code} what="the code" />
      </p>
      <div className={styles["row"]}>
        <label htmlFor={`${id}-name`}>Name in the file</label>
        <input
          id={`${id}-name`}
          value={name}
          maxLength={MAX_NAME}
          autoComplete="off"
          onChange={({ target }) => {
            setName(target.value);
          }}
        />
        <Button
          onClick={() => {
            download(
              `netpol-exam-${exam}-${run.seed}.json`,
              new Blob([JSON.stringify(result, null, 2)], { type: "application/json" }),
            );
          }}
        >
          Save the result file
        </Button>
      </div>
    </section>
  );
}

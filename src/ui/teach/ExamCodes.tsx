import { useId, useState } from "react";
import { readResultCode } from "../../core/lessons/quiz/exam.ts";
import { EXAMS } from "../../core/lessons/quiz/select.ts";
import styles from "./Teach.module.css";

/** Checks a result code that was read out or written down. */
export function ExamCodes() {
  const id = useId();
  const [exam, setExam] = useState(EXAMS[0]?.id ?? "");
  const [seed, setSeed] = useState("");
  const [code, setCode] = useState("");
  const read = code.trim() === "" ? undefined : readResultCode(code, exam, seed);
  return (
    <>
      <h3>A code from an exam</h3>
      <div className={styles["codes"]}>
        <label>
          Exam
          <select
            value={exam}
            onChange={(event) => {
              setExam(event.target.value);
            }}
          >
            {EXAMS.map(({ id: value, title }) => (
              <option key={value} value={value}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <label>
          Seed
          <input
            value={seed}
            maxLength={64}
            spellCheck={false}
            onChange={(event) => {
              setSeed(event.target.value);
            }}
          />
        </label>
        <label className={styles["code"]}>
          Code
          <input
            value={code}
            maxLength={100}
            spellCheck={false}
            aria-describedby={`${id}-read`}
            onChange={(event) => {
              setCode(event.target.value);
            }}
          />
        </label>
      </div>
      <p id={`${id}-read`} role="status" className={styles["said"]}>
        {read === undefined
          ? ""
          : read.ok
            ? `${read.percent} %: ${read.rights.filter(Boolean).length} of ${read.rights.length} right. Wrong: ${wrongOf(read.rights)}.`
            : read.error}
      </p>
    </>
  );
}

function wrongOf(rights: readonly boolean[]): string {
  const wrong = rights.flatMap((right, i) => (right ? [] : [i + 1]));
  return wrong.length === 0 ? "none" : `number ${wrong.join(", ")}`;
}

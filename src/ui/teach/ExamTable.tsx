import type { CheckedExam } from "../../core/lessons/classExams.ts";
import { examNamed } from "../../core/lessons/quiz/select.ts";
import { SortHead, sorted, useSorting } from "./sorting.tsx";
import styles from "./Teach.module.css";

const minutes = (from: number, to: number): number => Math.max(0, Math.round((to - from) / 60_000));

const KEYS: Readonly<Record<string, (exam: CheckedExam) => number | string>> = {
  name: ({ result }) => result.name,
  exam: ({ result }) => `${result.exam} ${result.seed}`,
  percent: ({ result }) => result.percent,
  time: ({ result }) => result.ended - result.begun,
};

/** Results of exams, each held to its questions and its code. */
export function ExamTable({ exams }: { readonly exams: readonly CheckedExam[] }) {
  const [sorting, onSort] = useSorting({ by: "name", down: false });
  const rows = sorted(exams, sorting, (exam) => KEYS[sorting.by]?.(exam) ?? exam.result.name);
  return (
    <>
      <h3>Exams</h3>
      <div className={styles["scroll"]} role="region" aria-label="Exams" tabIndex={0}>
        <table className={styles["table"]}>
          <caption className="visually-hidden">Results of exams</caption>
          <thead>
            <tr>
              <SortHead by="name" sorting={sorting} onSort={onSort}>
                Learner
              </SortHead>
              <SortHead by="exam" sorting={sorting} onSort={onSort}>
                Exam, seed
              </SortHead>
              <SortHead by="percent" sorting={sorting} onSort={onSort}>
                Result
              </SortHead>
              <SortHead by="time" sorting={sorting} onSort={onSort}>
                Minutes
              </SortHead>
              <th scope="col">Code</th>
              <th scope="col">Checked</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ file, result, faults }) => (
              <tr key={`${file} ${result.code}`}>
                <th scope="row" title={file}>
                  {result.name === "" ? file : result.name}
                </th>
                <td>
                  {examNamed(result.exam)?.title ?? result.exam}, {result.seed}
                </td>
                <td>{result.percent} %</td>
                <td>{minutes(result.begun, result.ended)}</td>
                <td>
                  <code>{result.code}</code>
                </td>
                <td>{faults.length === 0 ? "as the page wrote it" : faults.join(" ")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

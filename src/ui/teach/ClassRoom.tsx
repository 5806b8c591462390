import { useId, useMemo, useState } from "react";
import {
  classRows,
  classTable,
  takeIn,
  type HandedIn,
  type Refused,
} from "../../core/lessons/class.ts";
import { splitExams, withExams, type CheckedExam } from "../../core/lessons/classExams.ts";
import { MAX_PROGRESS_FILE, type DroppedFile } from "../../core/lessons/handIn.ts";
import { asText } from "../../core/report/matrixText.ts";
import { csvText } from "../../core/report/table.ts";
import { loadBeliefs, type Beliefs } from "../../store/beliefs.ts";
import { keepClass, readClass } from "../../store/classroom.ts";
import { CHALLENGES, LESSONS, loadQuestions, PUZZLES } from "../../store/content.ts";
import { Button } from "../components/Button.tsx";
import { download } from "../components/download.ts";
import { DropFiles } from "../components/DropFiles.tsx";
import { readFile } from "../components/readFile.ts";
import { Segmented } from "../components/Segmented.tsx";
import { useFetched } from "../hooks/useFetched.ts";
import { BeliefTable } from "./BeliefTable.tsx";
import { ExamCodes } from "./ExamCodes.tsx";
import { ExamTable } from "./ExamTable.tsx";
import { LessonTable } from "./LessonTable.tsx";
import styles from "./Teach.module.css";
import { TopicTable } from "./TopicTable.tsx";

const VIEWS = [
  { value: "lessons", label: "Lessons" },
  { value: "topics", label: "Topics" },
  { value: "beliefs", label: "Misconceptions" },
] as const;

const NOBODY: Beliefs = { book: new Map(), about: () => [] };

/** The class as a table of the files that learners handed in. All of it stays in this page. */
export function ClassRoom() {
  const id = useId();
  const beliefs = useFetched(loadBeliefs);
  const [kept, setKept] = useState(() => readClass() !== undefined);
  const [handed, setHanded] = useState<readonly HandedIn[]>(
    () => takeIn([], readClass() ?? []).all,
  );
  const [exams, setExams] = useState<readonly CheckedExam[]>([]);
  const [refused, setRefused] = useState<readonly Refused[]>([]);
  const [said, setSaid] = useState("");
  const [view, setView] = useState<(typeof VIEWS)[number]["value"]>("lessons");
  const { book, about } = beliefs.kind === "here" ? beliefs.value : NOBODY;
  const course = useMemo(
    () => ({
      lessons: [...LESSONS.values()],
      puzzles: [...PUZZLES.keys()],
      challenges: [...CHALLENGES.keys()],
      about,
    }),
    [about],
  );
  const table = useMemo(() => classTable(handed, course), [handed, course]);
  const store = (list: readonly HandedIn[]): void => {
    if (!keepClass(list.map(asFile)))
      setSaid("This browser has no room to keep the class. Export it as CSV instead.");
  };
  const take = async (files: readonly File[]): Promise<void> => {
    const dropped: DroppedFile[] = [];
    for (const file of files) dropped.push(await readFile(file, MAX_PROGRESS_FILE));
    const { exams: results, rest } = splitExams(dropped);
    const taken = takeIn(handed, rest);
    setHanded(taken.all);
    setRefused(taken.refused);
    const count = taken.all.length - handed.length + results.length;
    setSaid(`${count} of ${files.length} ${files.length === 1 ? "file" : "files"} taken in.`);
    if (kept) store(taken.all);
    if (results.length === 0) return;
    const { questions } = await loadQuestions();
    setExams((present) => withExams(present, results, questions));
  };
  const isEmpty = handed.length === 0 && exams.length === 0;
  return (
    <section aria-labelledby={`${id}-head`} className={styles["panel"]}>
      <h2 id={`${id}-head`}>The class</h2>
      <p className={styles["note"]}>
        Learners export their progress under <a href="#/progress">Progress</a>, and exams as a
        result file. Nothing is sent anywhere, and nothing is kept unless you say so.
      </p>
      <DropFiles
        text="Drop the files of the class here, all at once or one by one."
        button="Choose files"
        label="Files of the class"
        accept=".json"
        multiple
        onFiles={(files) => {
          void take(files).catch(() => {
            setSaid("A file could not be read. Drop the files once more.");
          });
        }}
      />
      <p role="status" className={styles["said"]}>
        {said}
      </p>
      {refused.length > 0 && (
        <div className={styles["refused"]}>
          <b>Not taken in</b>
          <ul>
            {refused.map(({ file, reason }) => (
              <li key={`${file} ${reason}`}>
                <code>{file}</code> {reason}
              </li>
            ))}
          </ul>
        </div>
      )}
      {handed.length > 0 && (
        <>
          <div className={styles["tools"]}>
            <Segmented label="Table" value={view} options={VIEWS} onChange={setView} />
            <span>
              {handed.length} {handed.length === 1 ? "learner" : "learners"}
            </span>
            <Button
              onClick={() => {
                const rows = classRows(table, course).map((row) => row.map(asText));
                download("class.csv", new Blob([csvText(rows)], { type: "text/csv" }));
              }}
            >
              Export CSV
            </Button>
          </div>
          {view === "lessons" && <LessonTable table={table} lessons={course.lessons} />}
          {view === "topics" && <TopicTable table={table} />}
          {view === "beliefs" && <BeliefTable table={table} book={book} />}
          {beliefs.kind === "failed" && (
            <p role="alert">
              The questions could not be fetched, so misconceptions are counted without them. Reload
              the page to try again.
            </p>
          )}
        </>
      )}
      {exams.length > 0 && <ExamTable exams={exams} />}
      {!isEmpty && (
        <div className={styles["keep"]}>
          <label>
            <input
              type="checkbox"
              checked={kept}
              onChange={(event) => {
                const keep = event.target.checked;
                setKept(keep);
                if (keep) store(handed);
                else keepClass(undefined);
              }}
            />
            Keep the learners on this device
          </label>
          <Button
            onClick={() => {
              setHanded([]);
              setExams([]);
              setRefused([]);
              setSaid("The table was emptied.");
              setKept(false);
              keepClass(undefined);
            }}
          >
            Empty the table
          </Button>
        </div>
      )}
      <ExamCodes />
    </section>
  );
}

const asFile = ({ file, progress }: HandedIn): DroppedFile => ({
  name: file,
  text: JSON.stringify(progress),
});

import { useId, useMemo } from "react";
import { stepsDone } from "../../core/lessons/next.ts";
import { resultsByBelief, resultsByTopic } from "../../core/lessons/quiz/results.ts";
import { topicTitle } from "../../core/lessons/quiz/select.ts";
import type { Progress } from "../../core/lessons/schema/progress.ts";
import { loadBeliefs } from "../../store/beliefs.ts";
import { CHALLENGES, LESSONS, PUZZLES } from "../../store/content.ts";
import { Prose } from "../components/Prose.tsx";
import { useFetched } from "../hooks/useFetched.ts";
import styles from "./Progress.module.css";

const own = <T,>(record: Readonly<Record<string, T>>, id: string): T | undefined =>
  Object.hasOwn(record, id) ? record[id] : undefined;

/** What was done, part by part; a part of which nothing was done says how to begin. */
export function Done({ progress }: { readonly progress: Progress }) {
  const id = useId();
  const { puzzles, challenges, answers } = progress;
  const topics = useMemo(() => resultsByTopic(answers), [answers]);
  return (
    <>
      <section aria-labelledby={`${id}-lessons`} className={styles["panel"]}>
        <h2 id={`${id}-lessons`}>Lessons</h2>
        <ul className={styles["bars"]}>
          {[...LESSONS.values()].map((lesson) => {
            const done = stepsDone(lesson, progress, lesson.id);
            const of = lesson.steps.length;
            return (
              <li key={lesson.id}>
                <a href={`#/learn/${lesson.id}`}>
                  {lesson.id} {lesson.title}
                </a>
                <meter min={0} max={of} value={done} aria-label={`${lesson.title}: steps done`} />
                <span>{done === of ? "done" : `${done} of ${of} steps`}</span>
              </li>
            );
          })}
        </ul>
      </section>
      <section aria-labelledby={`${id}-puzzles`} className={styles["panel"]}>
        <h2 id={`${id}-puzzles`}>Puzzles and broken clusters</h2>
        <ul className={styles["list"]}>
          {[...PUZZLES.values()].map((puzzle) => {
            const stars = own(puzzles, puzzle.id)?.stars ?? 0;
            return (
              <li key={puzzle.id}>
                <a href={`#/puzzle/${puzzle.id}`}>
                  {puzzle.id} {puzzle.title}
                </a>
                <span>{stars === 0 ? "not solved" : `${stars} of 3 stars`}</span>
              </li>
            );
          })}
          {[...CHALLENGES.values()].map((challenge) => (
            <li key={challenge.id}>
              <a href={`#/challenge/${challenge.id}`}>
                {challenge.id} {challenge.title}
              </a>
              <span>{own(challenges, challenge.id)?.done === true ? "mended" : "not mended"}</span>
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby={`${id}-questions`} className={styles["panel"]}>
        <h2 id={`${id}-questions`}>Questions by topic</h2>
        {topics.length === 0 ? (
          <p>
            No question was answered yet. <a href="#/quiz">Begin a quiz</a>.
          </p>
        ) : (
          <ul className={styles["bars"]}>
            {topics.map(({ topic, asked, right }) => (
              <li key={topic}>
                <a href={`#/quiz/topic/${topic}`}>{topicTitle(topic)}</a>
                <meter
                  min={0}
                  max={asked}
                  value={right}
                  aria-label={`${topicTitle(topic)}: right`}
                />
                <span>{`${right} of ${asked} right`}</span>
              </li>
            ))}
          </ul>
        )}
        {answers.length > 0 && <Shown answers={answers} />}
      </section>
    </>
  );
}

/** Misconceptions that wrong answers gave away. */
function Shown({ answers }: Pick<Progress, "answers">) {
  const fetched = useFetched(loadBeliefs);
  if (fetched.kind === "waiting")
    return <p role="status">Looking up what the answers are about…</p>;
  if (fetched.kind === "failed")
    return (
      <p role="alert">The misconceptions could not be fetched. Reload the page to try again.</p>
    );
  const { book, about } = fetched.value;
  const shown = resultsByBelief(answers, about);
  if (shown.length === 0) return null;
  return (
    <>
      <h3>What wrong answers gave away</h3>
      <ul className={styles["beliefs"]}>
        {shown.map(({ belief, rightSince }) => (
          <li key={belief}>
            <q>
              <Prose text={book.get(belief)?.belief ?? belief} />
            </q>{" "}
            <span>
              {rightSince === 0
                ? "not answered rightly since"
                : `answered rightly ${rightSince} ${rightSince === 1 ? "time" : "times"} since`}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

import { useMemo } from "react";
import { beliefOf } from "../../../core/lessons/practice/choose.ts";
import {
  resultsByBelief,
  resultsByTopic,
  type AnswerRecord,
} from "../../../core/lessons/quiz/results.ts";
import { topicTitle } from "../../../core/lessons/quiz/select.ts";
import type { BookEntry } from "../../../core/lessons/schema/quiz.ts";
import type { Run } from "../../../store/practice.ts";
import { Button } from "../../components/Button.tsx";
import { Prose } from "../../components/Prose.tsx";
import { SetLink } from "./SetLink.tsx";
import styles from "./practice.module.css";

interface Props {
  readonly run: Run;
  readonly book: readonly BookEntry[];
  /** Seed of the set, where it was one. */
  readonly set: string | undefined;
  readonly onAgain: () => void;
}

/** What a generated question is about: what it was made for. */
const about = (question: string): readonly string[] => {
  const belief = beliefOf(question);
  return belief === undefined ? [] : [belief];
};

/** How a round went: by topic, and by what wrong answers gave away. */
export function PracticeResults({ run, book, set, onAgain }: Props) {
  const answers = useMemo(
    () =>
      run.done.map(({ seed, ...rest }): AnswerRecord => ({
        question: `gen:${seed}`,
        seconds: 0,
        ...rest,
      })),
    [run],
  );
  const topics = resultsByTopic(answers);
  const beliefs = resultsByBelief(answers, about);
  const right = answers.filter((answer) => answer.right).length;
  return (
    <section className={styles["results"]} aria-labelledby="practice-results">
      <h2 id="practice-results">
        {right} of {answers.length} right
      </h2>
      <h3>By topic</h3>
      <ul className={styles["bars"]}>
        {topics.map(({ topic, asked, right: known }) => (
          <li key={topic}>
            <span>{topicTitle(topic)}</span>
            <meter min={0} max={asked} value={known} aria-label={`${topicTitle(topic)}: right`} />
            <span className={styles["count"]}>
              {known} of {asked}
            </span>
          </li>
        ))}
      </ul>
      <h3>What wrong answers gave away</h3>
      {beliefs.length === 0 ? (
        <p>{right === answers.length ? "Nothing: all were right." : "No common misconception."}</p>
      ) : (
        <ul className={styles["beliefs"]}>
          {beliefs.map(({ belief, shown, rightSince }) => {
            const entry = book.find(({ id }) => id === belief);
            return (
              <li key={belief}>
                <q>
                  <Prose text={entry?.belief ?? belief} />
                </q>
                <p>
                  <Prose text={entry?.truth ?? ""} />
                </p>
                <small>
                  {shown === 1 ? "Once" : `${shown} times`}
                  {rightSince > 0 ? ", answered rightly since" : ""}
                </small>
              </li>
            );
          })}
        </ul>
      )}
      <div className={styles["row"]}>
        <Button look="primary" onClick={onAgain}>
          {set === undefined ? "Begin a new round" : "Answer them again"}
        </Button>
        {set !== undefined && <a href="#/practice">Practise on, made for you</a>}
      </div>
      {set !== undefined && <SetLink seed={set} />}
    </section>
  );
}

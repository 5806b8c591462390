import { useState } from "react";
import { seedOf } from "../../core/lessons/practice/seed.ts";
import { TARGETS } from "../../core/lessons/practice/targets.ts";
import { readPlace, selectionTitle } from "../../core/lessons/quiz/place.ts";
import { resultsByBelief, resultsByTopic } from "../../core/lessons/quiz/results.ts";
import { EXAMS, LEVELS, keysOf, topicTitle, topicsOf } from "../../core/lessons/quiz/select.ts";
import type { QuizRun } from "../../core/lessons/schema/answers.ts";
import type { Question } from "../../core/lessons/schema/quiz.ts";
import type { Questions } from "../../store/quiz.ts";
import { dueKeys, nextDue } from "../../store/schedule.ts";
import { Prose } from "../components/Prose.tsx";
import { useProgress, useProgressKept } from "../hooks/useProgress.ts";
import { hrefOf, newSeed } from "./goTo.ts";
import { useRuns } from "./useRuns.ts";
import styles from "./quiz.module.css";

/** Where every quiz begins, with what the answers so far say. */
export function QuizHome({ questions }: { readonly questions: Questions }) {
  const kept = useProgressKept();
  return (
    <>
      <h1>Quiz</h1>
      <p className={styles["lead"]}>
        Every answer gets its reason, and what it would mean in the cluster. What you miss comes
        back another day.
      </p>
      {!kept && (
        <p className={styles["note"]}>
          This browser keeps nothing on the device. Results last as long as this page is open.
        </p>
      )}
      <GoOn />
      <Begin />
      <Exams />
      <Topics all={questions.all} />
      <Shown questions={questions} />
    </>
  );
}

const open = (run: QuizRun): boolean =>
  run.ended === undefined && run.items.some(({ done, given }) => done || given !== undefined);

function titleOf(place: string): string {
  const read = readPlace(`/${place}`);
  return typeof read === "object" ? selectionTitle(read.selection) : "Quiz";
}

/** The quiz that was left last. */
function GoOn() {
  const left = [...useRuns().values()].filter(open).at(-1);
  if (left === undefined) return null;
  const answered = left.items.filter(({ done, given }) => done || given !== undefined).length;
  return (
    <section className={styles["goOn"]} aria-label="Go on">
      <span>
        <strong>{titleOf(left.place)}</strong>
        <br />
        {answered} of {left.items.length} answered
      </span>
      <a className={styles["primary"]} href={hrefOf(left.place)}>
        Go on
      </a>
    </section>
  );
}

const DAY = 86_400_000;

/** "tomorrow", "in 3 days". */
function inDays(due: number, now: number): string {
  const days = Math.round((due - new Date(now).setHours(0, 0, 0, 0)) / DAY - 0.5);
  return days <= 1 ? "tomorrow" : `in ${days} days`;
}

function Begin() {
  const cards = useProgress((progress) => progress.cards);
  const [now] = useState(() => Date.now());
  const due = dueKeys(cards, now).length;
  const next = nextDue(cards, now);
  return (
    <section aria-labelledby="begin">
      <h2 id="begin">Begin</h2>
      <ul className={styles["cards"]}>
        <li>
          <strong>{due === 0 ? "Nothing is due today" : `${due} due today`}</strong>
          <p>
            {due > 0
              ? "What you missed before, in other words."
              : next === undefined
                ? "What you answer comes back here, mistakes the next day."
                : `The next comes back ${inDays(next, now)}.`}
          </p>
          {due > 0 && (
            <a className={styles["primary"]} href="#/quiz/due">
              Review what is due
            </a>
          )}
        </li>
        <li>
          <strong>Mixed questions</strong>
          <p>
            Ten questions on ten topics. Telling things apart is the task, so topics take turns.
          </p>
          <a className={due > 0 ? styles["plain"] : styles["primary"]} href="#/quiz/mixed">
            Begin ten mixed questions
          </a>
          <p className={styles["links"]}>
            Only one level:{" "}
            {LEVELS.map((level) => (
              <a key={level} href={`#/quiz/mixed/${level}`}>
                {level}
              </a>
            ))}
          </p>
        </li>
        <li>
          <strong>Endless practice</strong>
          <p>Made on the spot for what you get wrong most. No two clusters are the same.</p>
          <a className={styles["plain"]} href="#/practice">
            Practise
          </a>
        </li>
      </ul>
    </section>
  );
}

function Exams() {
  const ended = [...useRuns().values()].filter((run) => run.ended !== undefined);
  return (
    <section aria-labelledby="exams">
      <h2 id="exams">Exams</h2>
      <p className={styles["quiet"]}>
        A clock, no hints, the review afterwards. The result has a code that a teacher can check.
      </p>
      <ul className={styles["exams"]}>
        {EXAMS.map(({ id, title, minutes, count }) => {
          const last = ended.findLast(({ place }) => place.startsWith(`exam/${id}?`));
          return (
            <li key={id}>
              <a href={`#/quiz/exam/${id}`}>
                <strong>
                  {title}, {minutes} minutes
                </strong>
                <span>{count} questions</span>
              </a>
              {last !== undefined && (
                <a className={styles["last"]} href={hrefOf(last.place)}>
                  Last: {last.items.filter(({ right }) => right).length} of {last.items.length}{" "}
                  right
                </a>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Topics({ all }: { readonly all: readonly Question[] }) {
  const answers = useProgress((progress) => progress.answers);
  const results = new Map(resultsByTopic(answers).map((result) => [result.topic, result]));
  const right = answers.filter((answer) => answer.right).length;
  return (
    <section aria-labelledby="topics">
      <h2 id="topics">
        Topics{" "}
        <small>
          {answers.length === 0
            ? "no answers yet"
            : `${right} of ${answers.length} answers right so far`}
        </small>
      </h2>
      <ul className={styles["topics"]}>
        {[...topicsOf(all)].map(([topic, count]) => {
          const result = results.get(topic);
          return (
            <li key={topic}>
              <a href={`#/quiz/topic/${topic}`}>{topicTitle(topic)}</a>
              <span className={styles["bar"]} aria-hidden="true">
                {result !== undefined && (
                  <span style={{ inlineSize: `${(100 * result.right) / result.asked}%` }} />
                )}
              </span>
              <span className={styles["number"]}>
                {result === undefined
                  ? `${count} ${count === 1 ? "question" : "questions"}`
                  : `${result.right} of ${result.asked} right`}
                {result?.few === true && <small> · too few to tell</small>}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** A set of items for a belief, where items can be made for it. */
function practiceOf(belief: string, random: string): string | undefined {
  const target = TARGETS.find((one) => one.belief.id === belief);
  return target && `#/practice/${seedOf(target.slug, random, 10)}`;
}

const times = (count: number): string => (count === 1 ? "once" : `${count} times`);

function Shown({ questions }: { readonly questions: Questions }) {
  const answers = useProgress((progress) => progress.answers);
  const [random] = useState(newSeed);
  const results = resultsByBelief(answers, (id) => {
    const question = questions.find(id)?.question;
    return question === undefined ? [] : keysOf(question);
  });
  if (results.length === 0) return null;
  return (
    <section aria-labelledby="beliefs">
      <h2 id="beliefs">What your answers gave away</h2>
      <ul className={styles["beliefs"]}>
        {results.map(({ belief, shown, sure, rightSince }) => {
          const entry = questions.book.get(belief);
          const practice = practiceOf(belief, random);
          return (
            <li key={belief}>
              <p className={styles["said"]}>
                “<Prose text={entry?.belief ?? belief} />”
              </p>
              {entry !== undefined && (
                <p>
                  <Prose text={entry.truth} />
                </p>
              )}
              <p className={styles["quiet"]}>
                Shown {times(shown)}
                {sure > 0 && `, sure ${times(sure)}`} ·{" "}
                {rightSince === 0 ? "no right answer since" : `right ${times(rightSince)} since`}
                {practice !== undefined && (
                  <>
                    {" · "}
                    <a href={practice}>Practise this</a>
                  </>
                )}
              </p>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

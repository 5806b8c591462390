import { useState } from "react";
import { dueNow, nextActivities, type NextActivity } from "../../core/lessons/next.ts";
import { CHALLENGES, COURSE, LESSONS, PUZZLES } from "../../store/content.ts";
import { endOfDay } from "../../store/schedule.ts";
import { useProgress } from "../hooks/useProgress.ts";
import styles from "./Home.module.css";

interface CardProps {
  readonly href: string;
  readonly kind: string;
  readonly title: string;
  readonly summary: string;
  readonly state: string;
  readonly action: string;
  /** From 0 to 1. */
  readonly share?: number;
}

function Card({ href, kind, title, summary, state, action, share }: CardProps) {
  return (
    <li>
      <a className={styles["card"]} href={href}>
        <span className={styles["kind"]}>{kind}</span>
        <strong>{title}</strong>
        <span className={styles["summary"]}>{summary}</span>
        {share !== undefined && (
          <span className={styles["bar"]} aria-hidden="true">
            <span style={{ inlineSize: `${Math.round(share * 100)}%` }} />
          </span>
        )}
        <span className={styles["ends"]}>
          <span>{state}</span>
          <span>{action}</span>
        </span>
      </a>
    </li>
  );
}

function LessonCard({ next }: { readonly next: NextActivity }) {
  const lesson = LESSONS.get(next.id);
  if (lesson === undefined) return null;
  const { id, title, goal, minutes, steps } = lesson;
  const begun = next.done > 0 || next.at > 0;
  return (
    <Card
      href={`#/learn/${id}`}
      kind={`Lesson ${Number(id.slice(1))} · ${minutes} min`}
      title={title}
      summary={goal}
      state={begun ? `Step ${next.at + 1} of ${steps.length}` : "Not begun"}
      action={begun ? "Continue →" : "Start →"}
      {...(begun ? { share: next.done / steps.length } : {})}
    />
  );
}

/** Where a person who was here before goes on: the next lesson, puzzle, broken cluster, quiz. */
export default function Continue() {
  const progress = useProgress((state) => state);
  const { lesson, puzzle, challenge, lessonsDone } = nextActivities(COURSE, LESSONS, progress);
  const [now] = useState(() => Date.now());
  const due = dueNow(progress, endOfDay(now));
  const nextPuzzle = puzzle === undefined ? undefined : PUZZLES.get(puzzle);
  const nextChallenge = challenge === undefined ? undefined : CHALLENGES.get(challenge);
  const asked = progress.answers.length;
  const right = progress.answers.filter((answer) => answer.right).length;
  return (
    <section className={styles["scenarios"]} aria-labelledby="continue-heading">
      <h2 id="continue-heading">
        {asked > 0 || Object.keys(progress.lessons).length > 0 ? "Continue" : "The course"}{" "}
        <small>
          {lessonsDone} of {LESSONS.size} lessons done · <a href="#/learn">course map</a>
        </small>
      </h2>
      <ul className={styles["cards"]}>
        {lesson !== undefined && <LessonCard next={lesson} />}
        {nextPuzzle !== undefined && (
          <Card
            href={`#/puzzle/${nextPuzzle.id}`}
            kind={`Puzzle · par ${nextPuzzle.par.policies} ${nextPuzzle.par.policies === 1 ? "policy" : "policies"}`}
            title={nextPuzzle.title}
            summary="Match the reachability table with as few policies as you can."
            state="Not solved"
            action="Try it →"
          />
        )}
        {nextChallenge !== undefined && (
          <Card
            href={`#/challenge/${nextChallenge.id}`}
            kind="Broken cluster"
            title={nextChallenge.title}
            summary="Somebody is in trouble. Find the gate that drops the calls, and mend it."
            state="Not mended"
            action="Try it →"
          />
        )}
        <Card
          href={due > 0 ? "#/quiz/due" : "#/quiz"}
          kind={due > 0 ? `Quiz · ${due} due today` : "Quiz"}
          title={due > 0 ? "Once more, until it sticks" : "What do you know?"}
          summary={
            due > 0
              ? "What you missed comes back as a new question, a little later each time."
              : "Mixed questions on what you have learnt, each with its reason."
          }
          state={asked === 0 ? "Not begun" : `${right} of ${asked} right`}
          action={due > 0 ? "Review →" : "Begin →"}
          {...(asked === 0 ? {} : { share: right / asked })}
        />
      </ul>
    </section>
  );
}

import { useState } from "react";
import { nextActivities } from "../../core/lessons/next.ts";
import type { Progress } from "../../core/lessons/schema/progress.ts";
import {
  CHALLENGES,
  COURSE,
  DEMOS,
  LESSONS,
  PUZZLES,
  type LessonHeading,
} from "../../store/content.ts";
import { useProgress, useProgressKept } from "../hooks/useProgress.ts";
import { SitePage } from "../components/SitePage.tsx";
import { Stars } from "../components/task/Stars.tsx";
import { ShareRing } from "./ShareRing.tsx";
import styles from "./learn.module.css";

type Module = (typeof COURSE.modules)[number];

const own = <T,>(table: Readonly<Record<string, T>>, id: string): T | undefined =>
  Object.hasOwn(table, id) ? table[id] : undefined;

function stepsDone(progress: Progress, { id, steps }: LessonHeading): ReadonlySet<string> {
  const saved = own(progress.lessons, id)?.steps ?? {};
  return new Set(steps.filter((step) => own(saved, step.id)?.done === true).map((step) => step.id));
}

/** The course: its modules, what each lesson teaches, how far one is, and what to practise with. */
export default function LearnPage() {
  const progress = useProgress((all) => all);
  const kept = useProgressKept();
  const { lesson: next, lessonsDone } = nextActivities(COURSE, LESSONS, progress);
  const nextHeading = next && LESSONS.get(next.id);
  const begun = Object.keys(progress.lessons).length > 0;
  const solved = Object.values(progress.puzzles).filter(({ stars }) => stars > 0).length;
  const mended = Object.values(progress.challenges).filter(({ done }) => done).length;
  return (
    <SitePage current="learn" skipTo="modules" skipText="Skip to the lessons">
      <main className={styles["page"]}>
        <header className={styles["head"]}>
          <div>
            <h1>{COURSE.title}</h1>
            <p>{COURSE.summary}</p>
            <p className={styles["tally"]}>
              {`${lessonsDone} of ${LESSONS.size} lessons, ${solved} of ${PUZZLES.size} puzzles, ${mended} of ${CHALLENGES.size} broken clusters`}
              {!kept && ". Not kept: this browser stores nothing."}
            </p>
          </div>
          {nextHeading !== undefined && (
            <a className={styles["continue"]} href={`#/learn/${nextHeading.id}`}>
              <small>{begun ? "Continue" : "Start"}</small>
              {nextHeading.title}
            </a>
          )}
        </header>
        <div id="modules" tabIndex={-1} className={styles["modules"]}>
          {COURSE.modules.map((module) => (
            <ModuleSection key={module.id} module={module} progress={progress} next={next?.id} />
          ))}
        </div>
        <section className={styles["more"]} aria-labelledby="more-heading">
          <h2 id="more-heading">Beside the lessons</h2>
          <ul>
            <Beside href="#/quiz" title="Quiz">
              Mixed questions on all of it, with the reason for every answer.
            </Beside>
            <Beside href="#/practice" title="Practise without end">
              New questions from made-up clusters, aimed at what you get wrong.
            </Beside>
            <Beside href="#/glossary" title="Glossary">
              The words, each in a sentence or two.
            </Beside>
            {[...DEMOS.values()].map(({ id, title, summary, minutes }) => (
              <Beside key={id} href={`#/demo/${id}`} title={`Demonstration: ${title}`}>
                {`${summary} ${minutes} min.`}
              </Beside>
            ))}
          </ul>
        </section>
      </main>
    </SitePage>
  );
}

function Beside({
  href,
  title,
  children,
}: {
  readonly href: string;
  readonly title: string;
  readonly children: string;
}) {
  return (
    <li>
      <a href={href}>{title}</a>
      <p>{children}</p>
    </li>
  );
}

interface ModuleProps {
  readonly module: Module;
  readonly progress: Progress;
  /** The lesson to go on with. */
  readonly next: string | undefined;
}

function ModuleSection({ module, progress, next }: ModuleProps) {
  const lessons = module.lessons.flatMap((id) => LESSONS.get(id) ?? []);
  const puzzles = (module.puzzles ?? []).flatMap((id) => PUZZLES.get(id) ?? []);
  const challenges = (module.challenges ?? []).flatMap((id) => CHALLENGES.get(id) ?? []);
  const minutes = lessons.reduce((sum, lesson) => sum + lesson.minutes, 0);
  const heading = `module-${module.id}`;
  return (
    <section className={styles["module"]} aria-labelledby={heading}>
      <div className={styles["moduleHead"]}>
        <small>{`Module ${module.id} · ${minutes} min`}</small>
        <h2 id={heading}>{module.title}</h2>
        <p>{module.summary}</p>
      </div>
      <div>
        <ul className={styles["lessons"]}>
          {lessons.map((lesson) => (
            <LessonRow
              key={lesson.id}
              lesson={lesson}
              progress={progress}
              isNext={lesson.id === next}
            />
          ))}
        </ul>
        {puzzles.length + challenges.length > 0 && (
          <div className={styles["tasks"]}>
            {puzzles.length > 0 && (
              <div>
                <h3>Puzzles</h3>
                <ul>
                  {puzzles.map(({ id, title, level }) => (
                    <li key={id}>
                      <a href={`#/puzzle/${id}`}>{title}</a>
                      <small>{level}</small>
                      <Stars stars={own(progress.puzzles, id)?.stars ?? 0} />
                    </li>
                  ))}
                </ul>
              </div>
            )}
            {challenges.length > 0 && (
              <div>
                <h3>Broken clusters</h3>
                <ul>
                  {challenges.map(({ id, title, level }) => (
                    <li key={id}>
                      <a href={`#/challenge/${id}`}>{title}</a>
                      <small>{level}</small>
                      <span className={styles["state"]}>
                        {own(progress.challenges, id)?.done === true ? "mended" : "open"}
                      </span>
                    </li>
                  ))}
                </ul>
              </div>
            )}
          </div>
        )}
      </div>
    </section>
  );
}

function LessonRow({
  lesson,
  progress,
  isNext,
}: {
  readonly lesson: LessonHeading;
  readonly progress: Progress;
  readonly isNext: boolean;
}) {
  const { id, title, goal, minutes, level, teaches, steps } = lesson;
  const [open, setOpen] = useState(false);
  const done = stepsDone(progress, lesson);
  const begun = own(progress.lessons, id) !== undefined;
  const state =
    done.size === steps.length ? "done" : begun ? `${done.size} of ${steps.length} steps` : "";
  return (
    <li className={styles["lesson"]} data-next={isNext}>
      <ShareRing share={done.size / steps.length} />
      <div className={styles["lessonBody"]}>
        <a className={styles["lessonTitle"]} href={`#/learn/${id}`}>
          {title}
        </a>
        <p>{goal}</p>
        {teaches !== undefined && teaches.length > 0 && (
          <p className={styles["teaches"]}>
            <span className="visually-hidden">Teaches: </span>
            {teaches.join(", ")}
          </p>
        )}
        {open && (
          <ol className={styles["steps"]} id={`steps-${id}`}>
            {steps.map((step) => (
              <li key={step.id}>
                <a href={`#/learn/${id}/${step.id}`}>{step.title}</a>
                {done.has(step.id) && <small>done</small>}
              </li>
            ))}
          </ol>
        )}
      </div>
      <div className={styles["lessonSide"]}>
        <span>{`${minutes} min`}</span>
        <span>{level}</span>
        <button
          type="button"
          aria-expanded={open}
          aria-controls={`steps-${id}`}
          aria-label={`Steps of ${title}`}
          onClick={() => {
            setOpen(!open);
          }}
        >
          {state === "" ? `${steps.length} steps` : state}
          <span aria-hidden="true">{open ? " ▴" : " ▾"}</span>
        </button>
      </div>
    </li>
  );
}

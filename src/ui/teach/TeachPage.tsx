import { useId } from "react";
import { CHALLENGES, DEMOS, LESSONS } from "../../store/content.ts";
import { MIXED, randomPart, seedOf } from "../../core/lessons/practice/seed.ts";
import { topicTitle } from "../../core/lessons/quiz/select.ts";
import { SitePage } from "../components/SitePage.tsx";
import { ClassRoom } from "./ClassRoom.tsx";
import { PLAN, type PlanPart, type PlanRow } from "./plan.ts";
import { SameForAll } from "./SameForAll.tsx";
import styles from "./Teach.module.css";

interface Opens {
  readonly href: string;
  readonly name: string;
}

/** Where a part of the plan is, and what it is called; undefined when it is not there. */
const PARTS: Readonly<Record<PlanPart, (id: string) => Opens | undefined>> = {
  demo: (id) => {
    const demo = DEMOS.get(id);
    return demo && { href: `#/demo/${id}`, name: demo.title };
  },
  lesson: (id) => {
    const lesson = LESSONS.get(id);
    return lesson && { href: `#/learn/${id}`, name: `${id} ${lesson.title}` };
  },
  challenge: (id) => {
    const challenge = CHALLENGES.get(id);
    return challenge && { href: `#/challenge/${id}`, name: `${id} ${challenge.title}` };
  },
  topic: (id) => ({ href: `#/quiz/topic/${id}`, name: `Questions: ${topicTitle(id)}` }),
  practice: (word) => ({
    href: `#/practice/${seedOf(MIXED, randomPart(word), 3)}`,
    name: "Three fresh questions",
  }),
};

const KEYS: readonly (readonly [string, string])[] = [
  ["Space or →", "next"],
  ["Backspace or ←", "back"],
  ["R", "from the start"],
  ["N", "notes"],
  ["P", "presenter’s window"],
];

/** What somebody needs who teaches with the lab, on one page. */
export default function TeachPage() {
  const id = useId();
  return (
    <SitePage current="teach" skipTo="teach" skipText="Skip to the content">
      <main id="teach" tabIndex={-1} className={styles["main"]}>
        <h1>Teach</h1>
        <p className={styles["lead"]}>
          Everything runs in the browsers of the room: no accounts, no server, nothing to install.
        </p>
        <section aria-labelledby={`${id}-demos`} className={styles["panel"]}>
          <h2 id={`${id}-demos`}>Demonstrations</h2>
          <ul className={styles["demos"]}>
            {[...DEMOS.values()].map((demo) => (
              <li key={demo.id}>
                <div>
                  <b>{demo.title}</b> <small>{demo.minutes} min</small>
                  <p>{demo.summary}</p>
                </div>
                <a className={styles["button"]} href={`#/demo/${demo.id}`}>
                  Open<span className="visually-hidden"> {demo.title}</span>
                </a>
                <a href={`#/demo/${demo.id}/notes`}>
                  Notes<span className="visually-hidden"> of {demo.title}</span>
                </a>
              </li>
            ))}
          </ul>
          <p className={styles["keys"]}>
            {KEYS.map(([key, what]) => (
              <span key={key}>
                <kbd>{key}</kbd> {what}
              </span>
            ))}
          </p>
          <p className={styles["note"]}>
            Somebody asks “what if”? Type it: the demonstration goes back to where it was.
          </p>
        </section>
        <section aria-labelledby={`${id}-plan`} className={styles["panel"]}>
          <h2 id={`${id}-plan`}>Ninety minutes</h2>
          <Plan />
        </section>
        <SameForAll />
        <section aria-labelledby={`${id}-hand`} className={styles["panel"]}>
          <h2 id={`${id}-hand`}>Handouts</h2>
          <p className={styles["note"]}>
            Goal, picture, YAML, tasks and questions of a lesson; the answers on a page of their
            own.
          </p>
          <ul className={styles["handouts"]}>
            {[...LESSONS.values()].map((lesson) => (
              <li key={lesson.id}>
                <a href={`#/print/${lesson.id}`}>
                  {lesson.id} {lesson.title}
                </a>
              </li>
            ))}
          </ul>
        </section>
        <ClassRoom />
      </main>
    </SitePage>
  );
}

function Plan() {
  const rows = PLAN.map((row) => ({ ...row, links: linksOf(row) })).filter(
    ({ links }) => links.length > 0,
  );
  const begins = rows.map((_, i) => rows.slice(0, i).reduce((sum, row) => sum + row.minutes, 0));
  return (
    <ol className={styles["plan"]}>
      {rows.map(({ minutes, title, how, links }, i) => (
        <li key={title}>
          <span className={styles["time"]}>
            {begins[i]}–{(begins[i] ?? 0) + minutes}
            <span className="visually-hidden"> minutes</span>
          </span>
          <div>
            <b>{title}</b>
            <p>{how}</p>
            <p className={styles["links"]}>
              {links.map(({ href, name }) => (
                <a key={href} href={href}>
                  {name}
                </a>
              ))}
            </p>
          </div>
        </li>
      ))}
    </ol>
  );
}

function linksOf({ opens }: PlanRow): readonly Opens[] {
  return opens.flatMap(({ part, id }) => PARTS[part](id) ?? []);
}

import { useId, useState } from "react";
import { MIXED, randomPart, seedOf, SET_SIZE } from "../../core/lessons/practice/seed.ts";
import { placeText } from "../../core/lessons/quiz/place.ts";
import { EXAMS, type Selection } from "../../core/lessons/quiz/select.ts";
import { LESSONS } from "../../store/content.ts";
import { linkTo } from "../../store/address.ts";
import { CopyButton } from "../components/CopyButton.tsx";
import { QrCode } from "../components/QrCode.tsx";
import styles from "./Teach.module.css";

/** A link that gives everybody in the room the same: a step, a quiz, an exam, fresh items. */
export function SameForAll() {
  const id = useId();
  const [what, setWhat] = useState("practice");
  const [seed, setSeed] = useState("monday");
  const sound = /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/.test(seed);
  const isSeeded = !what.startsWith("learn/");
  const path = isSeeded ? seededPath(what, seed) : `/${what}`;
  const link = linkTo(path);
  return (
    <section aria-labelledby={`${id}-head`} className={styles["panel"]}>
      <h2 id={`${id}-head`}>The same for everybody</h2>
      <p className={styles["note"]}>
        One link, and each browser has the same questions in the same order, or the same step. A lab
        of your own is shared by “Share” in its head.
      </p>
      <div className={styles["maker"]}>
        <div className={styles["fields"]}>
          <label htmlFor={`${id}-what`}>What</label>
          <select
            id={`${id}-what`}
            value={what}
            onChange={(event) => {
              setWhat(event.target.value);
            }}
          >
            <option value="practice">Fresh items of endless practice</option>
            <option value="mixed">A mixed quiz</option>
            {EXAMS.map((exam) => (
              <option key={exam.id} value={exam.id}>
                Exam: {exam.title}, {exam.minutes} min
              </option>
            ))}
            {[...LESSONS.values()].map((lesson) => (
              <optgroup key={lesson.id} label={`${lesson.id} ${lesson.title}`}>
                {lesson.steps.map((step, i) => (
                  <option key={step.id} value={`learn/${lesson.id}/${step.id}`}>
                    {lesson.id}, step {i + 1}: {step.title}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
          {isSeeded && (
            <>
              <label htmlFor={`${id}-seed`}>Seed</label>
              <input
                id={`${id}-seed`}
                value={seed}
                maxLength={40}
                spellCheck={false}
                aria-invalid={!sound}
                aria-describedby={`${id}-seed-note`}
                onChange={(event) => {
                  setSeed(event.target.value);
                }}
              />
              <small id={`${id}-seed-note`}>
                Any word; another word gives other questions. Letters, digits, dots and dashes.
              </small>
            </>
          )}
          <label htmlFor={`${id}-link`}>Link</label>
          <div className={styles["link"]}>
            <input
              id={`${id}-link`}
              readOnly
              value={isSeeded && !sound ? "" : link}
              onFocus={(event) => {
                event.target.select();
              }}
            />
            <CopyButton text={link} what="the link" />
          </div>
        </div>
        {(!isSeeded || sound) && (
          <QrCode link={link} label="QR code of the link" className={styles["qr"]} />
        )}
      </div>
    </section>
  );
}

/** A word becomes the seed; practice has seeds of its own form. */
function seededPath(what: string, word: string): string {
  if (what === "practice") return `/practice/${seedOf(MIXED, randomPart(word), SET_SIZE)}`;
  const selection: Selection = what === "mixed" ? { kind: "mixed" } : { kind: "exam", exam: what };
  return `/quiz/${placeText(selection, word)}`;
}

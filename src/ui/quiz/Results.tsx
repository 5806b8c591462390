import { useState } from "react";
import { useLocation } from "wouter";
import type { Block, Inline } from "../../core/lessons/prose.ts";
import { percentOf } from "../../core/lessons/quiz/exam.ts";
import { topicTitle, type Selection } from "../../core/lessons/quiz/select.ts";
import type { QuizRun, RunItem } from "../../core/lessons/schema/answers.ts";
import { linkTo } from "../../store/address.ts";
import type { Questions } from "../../store/quiz.ts";
import { Button } from "../components/Button.tsx";
import { CopyButton } from "../components/CopyButton.tsx";
import { Prose } from "../components/Prose.tsx";
import { Mark } from "../components/question/Mark.tsx";
import { QuestionCard } from "../components/question/QuestionCard.tsx";
import { HandIn } from "./HandIn.tsx";
import { placeText } from "../../core/lessons/quiz/place.ts";
import { goTo, newSeed } from "./goTo.ts";
import styles from "./quiz.module.css";

interface Props {
  readonly run: QuizRun;
  readonly selection: Selection;
  readonly title: string;
  readonly questions: Questions;
  /** Begins the same questions once more. */
  readonly onAgain: () => void;
}

/** What came of a quiz; each question can be opened again. */
export function Results({ run, selection, title, questions, onAgain }: Props) {
  const { items, place } = run;
  const right = items.filter((item) => item.right === true).length;
  const percent = percentOf(items.map(({ score = 0 }) => score));
  const beliefs = [...new Set(items.flatMap(({ belief }) => belief ?? []))];
  const exam = selection.kind === "exam" ? selection.exam : undefined;
  return (
    <>
      <div className={styles["head"]}>
        <h1>{title}</h1>
        <a href="#/quiz">All quizzes</a>
      </div>
      <div className={styles["score"]}>
        <p>
          <strong>
            {right} of {items.length} right
          </strong>
          {percent !== Math.floor((100 * right) / items.length) && (
            <span>{percent} % with what is partly right</span>
          )}
        </p>
        <div className={styles["row"]}>
          <Button
            look="primary"
            onClick={() => {
              goTo(placeText(selection, newSeed()));
            }}
          >
            {exam === undefined ? "Begin another" : "Another exam"}
          </Button>
          <Button onClick={onAgain}>These once more</Button>
          {selection.kind !== "due" && (
            <>
              <span className={styles["quiet"]}>The same questions for others:</span>
              <CopyButton text={linkTo(`/quiz/${place}`)} what="the link to this quiz" />
            </>
          )}
        </div>
      </div>
      {exam !== undefined && <HandIn run={run} exam={exam} />}
      {beliefs.length > 0 && (
        <section aria-labelledby="given-away">
          <h2 id="given-away">To look at once more</h2>
          <ul className={styles["beliefs"]}>
            {beliefs.map((belief) => {
              const entry = questions.book.get(belief);
              return (
                entry !== undefined && (
                  <li key={belief}>
                    <p className={styles["said"]}>
                      “<Prose text={entry.belief} />”
                    </p>
                    <p>
                      <Prose text={entry.truth} />
                    </p>
                  </li>
                )
              );
            })}
          </ul>
        </section>
      )}
      <section aria-labelledby="review">
        <h2 id="review">The questions</h2>
        <ol className={styles["review"]}>
          {items.map((item, index) => (
            <Reviewed
              key={item.question}
              item={item}
              label={`Question ${index + 1} of ${items.length}`}
              seed={run.seed}
              questions={questions}
            />
          ))}
        </ol>
      </section>
    </>
  );
}

interface ReviewedProps {
  readonly item: RunItem;
  readonly label: string;
  readonly seed: string;
  readonly questions: Questions;
}

function Reviewed({ item, label, seed, questions }: ReviewedProps) {
  const [open, setOpen] = useState(false);
  const [, navigate] = useLocation();
  const asked = questions.find(item.question);
  if (asked === undefined) return null;
  const { question, stem, lab, sandbox } = asked;
  const right = item.right === true;
  const said = item.given === undefined ? "No answer" : right ? "Right" : "Wrong";
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        className={styles["reopen"]}
        onClick={() => {
          setOpen(!open);
        }}
      >
        <Mark right={right} said="" />
        <span>
          {stem[0] === undefined ? question.id : plain(stem[0])}
          <small>
            {said} · {topicTitle(question.topic)}
            {item.sure !== undefined && ` · you were ${item.sure ? "" : "not "}sure`}
          </small>
        </span>
        <em>{open ? "Close" : "Open"}</em>
      </button>
      {open && (
        <div className={styles["sheet"]}>
          <QuestionCard
            question={question}
            stem={stem}
            seed={seed}
            world={lab}
            label={label}
            mode="learn"
            answered={{ given: item.given ?? NOTHING, sure: item.sure }}
            onSandbox={
              sandbox &&
              (async () => {
                const path = await sandbox();
                if (path !== undefined) navigate(path);
              })
            }
          />
        </div>
      )}
    </li>
  );
}

/** An answer to nothing: what a question that was left open is shown with. */
const NOTHING = { kind: "options", options: [] } as const;

/** The words of a paragraph. */
function plain(block: Block): string {
  return block.kind === "paragraph" ? words(block.children) : "";
}

const words = (inlines: readonly Inline[]): string =>
  inlines.map((one) => ("children" in one ? words(one.children) : one.text)).join("");

import { Suspense, lazy, useEffect, useState } from "react";
import { useLocation } from "wouter";
import type { Block } from "../../core/lessons/prose.ts";
import type { Question } from "../../core/lessons/schema/quiz.ts";
import { loadQuestions } from "../../store/content.ts";
import { keepAnswer } from "../../store/keepAnswer.ts";
import { deviceProgress } from "../../store/progress.ts";
import { questionLab, questionSandbox } from "../../store/questions.ts";
import { Button } from "../components/Button.tsx";
import styles from "./lesson.module.css";

const QuestionCard = lazy(async () => ({
  default: (await import("../components/question/QuestionCard.tsx")).QuestionCard,
}));

interface Loaded {
  readonly questions: readonly Question[];
  readonly stems: Readonly<Record<string, readonly Block[]>>;
}

/** Questions on the step, for those who want to know whether it stayed. */
export function StepQuestions({ ids }: { readonly ids: readonly string[] }) {
  const [open, setOpen] = useState(false);
  const words = ids.length === 1 ? "A question" : `${ids.length} questions`;
  return (
    <section className={styles["questions"]} aria-label="Questions">
      {open ? (
        <Cards ids={ids} />
      ) : (
        <Button
          onClick={() => {
            setOpen(true);
          }}
        >
          {words} on this step
        </Button>
      )}
    </section>
  );
}

function Cards({ ids }: { readonly ids: readonly string[] }) {
  const [, navigate] = useLocation();
  const [loaded, setLoaded] = useState<Loaded>();
  const [failed, setFailed] = useState(false);
  /** Questions that are shown: those answered, and the next. */
  const [shown, setShown] = useState(1);
  useEffect(() => {
    let left = false;
    loadQuestions().then(
      (all) => {
        if (!left) setLoaded(all);
      },
      () => {
        if (!left) setFailed(true);
      },
    );
    return () => {
      left = true;
    };
  }, []);
  if (failed)
    return (
      <p className={styles["quiet"]}>
        The questions could not be fetched. Check the connection and reload the page.
      </p>
    );
  const questions = ids.flatMap((id) => loaded?.questions.find((one) => one.id === id) ?? []);
  const waiting = <p className={styles["quiet"]}>Fetching the questions…</p>;
  if (loaded === undefined) return waiting;
  return (
    <Suspense fallback={waiting}>
      {questions.slice(0, shown).map((question, index) => (
        <div key={question.id}>
          <QuestionCard
            question={question}
            stem={loaded.stems[question.id] ?? []}
            seed={question.id}
            world={questionLab(question)}
            label={ids.length === 1 ? "Question" : `Question ${index + 1} of ${questions.length}`}
            mode="learn"
            onAnswer={(result) => {
              void keepAnswer(deviceProgress(), question, result);
              setShown(Math.max(shown, index + 2));
            }}
            onSandbox={
              question.verify === undefined
                ? undefined
                : async () => {
                    const path = await questionSandbox(question);
                    if (path !== undefined) navigate(path);
                  }
            }
          />
        </div>
      ))}
    </Suspense>
  );
}

import { useLocation } from "wouter";
import { asksConfidence } from "../../core/lessons/quiz/shuffle.ts";
import type { QuizRun } from "../../core/lessons/schema/answers.ts";
import { deviceProgress } from "../../store/progress.ts";
import { keepDraft, keepResult, type Questions } from "../../store/quiz.ts";
import { deviceQuizRuns } from "../../store/quizRuns.ts";
import { Button } from "../components/Button.tsx";
import { QuestionCard } from "../components/question/QuestionCard.tsx";
import { Steps } from "./Steps.tsx";
import { useTurn } from "./useTurn.ts";
import styles from "./quiz.module.css";

interface Props {
  readonly run: QuizRun;
  readonly title: string;
  readonly questions: Questions;
}

/** A quiz with feedback: one question after the other. */
export function Run({ run, title, questions }: Props) {
  const [, navigate] = useLocation();
  const runs = deviceQuizRuns();
  const { place, items, at, seed } = run;
  const turn = useTurn(at);
  const item = items[at];
  const asked = item && questions.find(item.question);
  if (item === undefined || asked === undefined) return null;
  const { question, stem, lab, sandbox } = asked;
  const go = (index: number): void => {
    runs.update(place, (old) => ({ ...old, at: index }));
  };
  const left = items.flatMap(({ done }, index) => (done ? [] : [index]));
  const next = left.find((index) => index > at) ?? left[0];
  return (
    <>
      <div className={styles["head"]}>
        <h1>{title}</h1>
        <a href="#/quiz">All quizzes</a>
      </div>
      <Steps items={items} at={at} onGo={go} />
      <div ref={turn} tabIndex={-1} className={styles["sheet"]}>
        <QuestionCard
          key={`${place} ${question.id}`}
          question={question}
          stem={stem}
          seed={seed}
          world={lab}
          label={`Question ${at + 1} of ${items.length}`}
          askConfidence={asksConfidence(seed, at)}
          mode="learn"
          draft={item.given}
          answered={
            item.done && item.given !== undefined
              ? { given: item.given, sure: item.sure }
              : undefined
          }
          onGiven={(given) => {
            keepDraft(runs, place, at, given);
          }}
          onAnswer={(result) => {
            void keepResult(runs, deviceProgress(), place, at, question, result);
          }}
          onSandbox={
            sandbox &&
            (async () => {
              const path = await sandbox();
              if (path !== undefined) navigate(path);
            })
          }
          actions={
            next === undefined ? (
              <Button
                look="primary"
                onClick={() => {
                  runs.update(place, (old) => ({ ...old, at: 0, ended: Date.now() }));
                }}
              >
                See the results
              </Button>
            ) : (
              <Button
                look="primary"
                onClick={() => {
                  go(next);
                }}
              >
                Next question
              </Button>
            )
          }
        />
      </div>
    </>
  );
}

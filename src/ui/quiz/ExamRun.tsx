import { useEffect, useState } from "react";
import type { QuizRun } from "../../core/lessons/schema/answers.ts";
import { deviceProgress } from "../../store/progress.ts";
import { endExam, keepDraft, type Questions } from "../../store/quiz.ts";
import { deviceQuizRuns } from "../../store/quizRuns.ts";
import { Button } from "../components/Button.tsx";
import { Dialog } from "../components/Dialog.tsx";
import { QuestionCard } from "../components/question/QuestionCard.tsx";
import { Steps } from "./Steps.tsx";
import { useTurn } from "./useTurn.ts";
import styles from "./quiz.module.css";

interface Props {
  readonly run: QuizRun;
  readonly title: string;
  readonly questions: Questions;
}

const MINUTE = 60_000;

/** `9:05` */
function clockText(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Milliseconds until then, drawn again each second. */
function useTimeLeft(ends: number): number {
  const [left, setLeft] = useState(() => ends - Date.now());
  useEffect(() => {
    const tick = (): void => {
      setLeft(ends - Date.now());
    };
    const timer = setInterval(tick, 1000);
    // a sleeping page wakes up late
    document.addEventListener("visibilitychange", tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }, [ends]);
  return left;
}

/** An exam: a clock, no verdicts, answers that may be changed until it ends. */
export function ExamRun({ run, title, questions }: Props) {
  const runs = deviceQuizRuns();
  const { place, items, at, seed, ends = run.begun } = run;
  const left = useTimeLeft(ends);
  const over = left <= 0;
  const [asking, setAsking] = useState(false);
  const [handedIn, setHandedIn] = useState(false);
  const turn = useTurn(at);
  const judging = over || handedIn;
  useEffect(() => {
    if (judging) void endExam(runs, deviceProgress(), questions, place, Date.now());
  }, [judging, runs, questions, place]);

  const item = items[at];
  const asked = item && questions.find(item.question);
  if (item === undefined || asked === undefined) return null;
  const open = items.flatMap(({ given }, index) => (given === undefined ? [index] : []));
  const go = (index: number): void => {
    setAsking(false);
    runs.update(place, (old) => ({ ...old, at: index }));
  };
  if (judging)
    return (
      <>
        <h1>{title}</h1>
        <p role="status">{over ? "Time is up. " : ""}Your answers are handed in and judged…</p>
      </>
    );
  const [firstOpen] = open;
  return (
    <>
      <div className={styles["clock"]} data-late={left <= MINUTE}>
        <h1>{title}</h1>
        <span role="timer" aria-label="Time left">
          {clockText(left)} left
        </span>
        <Button
          onClick={() => {
            setAsking(true);
          }}
        >
          Hand in
        </Button>
      </div>
      <p role="status" className={left <= MINUTE ? styles["late"] : "visually-hidden"}>
        {left <= MINUTE && "One minute left. At the end your answers are handed in as they are."}
      </p>
      <Steps items={items} at={at} exam onGo={go} />
      <div ref={turn} tabIndex={-1} className={styles["sheet"]}>
        <QuestionCard
          key={`${place} ${item.question}`}
          question={asked.question}
          stem={asked.stem}
          seed={seed}
          label={`Question ${at + 1} of ${items.length}`}
          mode="exam"
          draft={item.given}
          onGiven={(given) => {
            keepDraft(runs, place, at, given);
          }}
          actions={
            <>
              <Button
                aria-disabled={at === 0}
                onClick={() => {
                  if (at > 0) go(at - 1);
                }}
              >
                Back
              </Button>
              <span className={styles["gap"]} />
              <Button
                look="primary"
                onClick={() => {
                  if (at < items.length - 1) go(at + 1);
                  else setAsking(true);
                }}
              >
                {at < items.length - 1 ? "Next question" : "Hand in"}
              </Button>
            </>
          }
        />
      </div>
      <Dialog
        open={asking}
        title="Hand in now?"
        onClose={() => {
          setAsking(false);
        }}
      >
        <p>
          {open.length === 0
            ? "Every question has an answer."
            : `${open.length} of ${items.length} questions have no answer yet.`}{" "}
          There are {clockText(left)} minutes left.
        </p>
        <div className={styles["dialogRow"]}>
          {firstOpen !== undefined && (
            <Button
              onClick={() => {
                go(firstOpen);
              }}
            >
              Go to question {firstOpen + 1}
            </Button>
          )}
          <Button
            look="primary"
            onClick={() => {
              setAsking(false);
              setHandedIn(true);
            }}
          >
            Hand in
          </Button>
        </div>
      </Dialog>
    </>
  );
}

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useLocation } from "wouter";
import { useStore } from "zustand";
import { checksOf, recordOf } from "../../core/lessons/engine.ts";
import type { BookEntry } from "../../core/lessons/schema/quiz.ts";
import { wantedFlows } from "../../core/lessons/wrongTurn.ts";
import { watchedRequest } from "../../core/session/graph.ts";
import { checkWorld } from "../../core/session/lessonWorld.ts";
import { tryCommand } from "../../core/session/tryCommand.ts";
import { loadMisconceptions, type LessonContent } from "../../store/content.ts";
import type { Lab } from "../../store/lab.ts";
import { createLessonRun, type LessonControl } from "../../store/lessonRun.ts";
import { deviceProgress } from "../../store/progress.ts";
import { watchedFlows } from "../../store/watch.ts";
import { LabProse } from "../components/prose/LabProse.tsx";
import { Button } from "../components/Button.tsx";
import { useLab, useLabState } from "../hooks/useLab.ts";
import { AgainMenu } from "./AgainMenu.tsx";
import type { CheckLine } from "../components/task/CheckList.tsx";
import { LessonGuide, StepFoot } from "./LessonGuide.tsx";
import { PolicyParts } from "./PolicyParts.tsx";
import { StepList } from "./StepList.tsx";
import { StepQuestions } from "./StepQuestions.tsx";
import { Summary } from "./Summary.tsx";
import { WrongTurnCard } from "./WrongTurnCard.tsx";
import { waysOn } from "./waysOn.ts";
import styles from "./lesson.module.css";

interface Props {
  readonly content: LessonContent;
  /** The step that the address names. */
  readonly addressed: string | undefined;
  readonly onRun: (command: string) => void;
  /** Brings the terminal into view. */
  readonly onTerminal: () => void;
}

/** One run for each open lab. */
function useLessonRun({ content, addressed }: Props, lab: Lab): LessonControl | undefined {
  const [control, setControl] = useState<LessonControl>();
  const first = useRef(addressed);
  useEffect(() => {
    const made = createLessonRun(lab, content, deviceProgress(), first.current);
    setControl(made);
    return () => {
      made.close();
      setControl(undefined);
    };
  }, [lab, content]);
  return control;
}

/** The lesson of the lab in the guide's panel. */
export default function LessonPanel(props: Props) {
  const lab = useLab();
  const control = useLessonRun(props, lab);
  return control === undefined ? null : <Running {...props} control={control} />;
}

/** The address follows the step, and the step an address that somebody typed. */
function useAddress({ content, addressed }: Props, control: LessonControl, open: number): void {
  const [, navigate] = useLocation();
  const { id, steps } = content.lesson;
  const step = steps[open]?.id;
  const told = useRef(addressed);
  useEffect(() => {
    if (step === undefined || told.current === step) return;
    told.current = step;
    navigate(`/learn/${id}/${step}`, { replace: true });
  }, [id, step, navigate]);
  useEffect(() => {
    if (addressed === undefined || told.current === addressed) return;
    told.current = addressed;
    const index = steps.findIndex((one) => one.id === addressed);
    if (index >= 0) void control.open(index);
  }, [addressed, steps, control]);
}

function useBook(): readonly BookEntry[] {
  const [book, setBook] = useState<readonly BookEntry[]>([]);
  useEffect(() => {
    let left = false;
    loadMisconceptions().then(
      (entries) => {
        if (!left) setBook(entries);
      },
      () => undefined, // the guide then says less, never something wrong
    );
    return () => {
      left = true;
    };
  }, []);
  return book;
}

function Running(props: Props & { readonly control: LessonControl }) {
  const { content, control, onRun, onTerminal } = props;
  const { lesson, prose, files } = content;
  const lab = useLab();
  const state = useStore(control.store);
  const log = useLabState((now) => now.log);
  const cluster = useLabState((now) => now.cluster);
  const book = useBook();
  const { run, results, turn, building, placed } = state;
  /** A step that is looked at while another one is open; one past the last is the summary. */
  const [viewed, setViewed] = useState<number>();
  const shown = viewed ?? run.step;
  useAddress(props, control, run.step);
  const scroller = useRef<HTMLDivElement>(null);
  const turnCard = useRef<HTMLDivElement>(null);

  const step = lesson.steps[shown];
  const record = step === undefined ? undefined : recordOf(run, step);
  const looking = shown !== run.step;
  const guessed = step?.predict === undefined || record?.prediction !== undefined;
  const typed = useMemo(() => new Set(log), [log]);

  const toTop = useCallback(() => {
    scroller.current?.scrollTo({ top: 0 });
  }, []);
  const pick = useCallback(
    (index: number) => {
      const target = lesson.steps[index];
      if (target === undefined || recordOf(run, target).done || index === run.step)
        setViewed(index === run.step ? undefined : index);
      else {
        setViewed(undefined);
        void control.open(index);
      }
      toTop();
    },
    [lesson, run, control, toTop],
  );

  const checks = useMemo((): readonly CheckLine[] => {
    if (step === undefined || record === undefined) return [];
    const sources = step.checks ?? [];
    const world = checkWorld(lab.session, { logFrom: 0, answers: new Map() }, cluster);
    return checksOf(step).map((check, index) => {
      const source = sources[index];
      const [flow] = source === undefined ? [] : watchedFlows(wantedFlows(world, [source]));
      const request = flow && watchedRequest(cluster, lab.session.scenario, flow);
      const result = looking ? undefined : results[index];
      return {
        text: check.text,
        // of a step that is only looked at nothing is asked now
        holds: looking ? record.done : result?.holds === true,
        now: result?.text ?? "",
        onShow:
          request &&
          (() => {
            lab.select({ kind: "flow", flow: request });
          }),
      };
    });
  }, [step, record, results, looking, lab, cluster]);

  const write = (command: string): void => {
    onTerminal();
    if (!lab.terminals.write(command))
      lab.notify("A command is still running. Wait for it, or stop it with Ctrl-C.");
    else lab.terminals.focus();
  };

  const belief = turn && book.find(({ id }) => id === turn.belief);
  const told =
    turn !== undefined && belief !== undefined && !looking ? { turn, belief } : undefined;
  const predictedBelief =
    step?.predict !== undefined &&
    "beliefs" in step.predict &&
    typeof record?.prediction?.given === "number"
      ? (step.predict.beliefs?.[record.prediction.given] ?? undefined)
      : undefined;

  return (
    <LabProse
      onRun={onRun}
      held={guessed ? undefined : "Make your guess first, then the command runs."}
      files={files}
    >
      <div className={styles["lesson"]}>
        <div ref={scroller} className={styles["scroll"]} tabIndex={-1}>
          <StepList
            steps={lesson.steps.map((one) => ({
              id: one.id,
              title: one.title,
              done: recordOf(run, one).done,
            }))}
            current={shown}
            onPick={pick}
            menu={
              <AgainMenu
                key={shown}
                step={step !== undefined}
                onReset={() => {
                  if (looking) {
                    setViewed(undefined);
                    void control.open(shown);
                  } else void control.resetStep();
                }}
                onResetLesson={() => {
                  setViewed(undefined);
                  void control.resetLesson();
                }}
              />
            }
          />
          {step === undefined || record === undefined ? (
            <Summary
              lesson={lesson}
              recordOf={(one) => recordOf(run, one)}
              ways={waysOn(lesson.id)}
              onPick={pick}
            />
          ) : (
            <LessonGuide
              key={step.id}
              step={step}
              blocks={prose[step.id] ?? []}
              record={record}
              checks={checks}
              ran={typed}
              looking={looking}
              feedback={book.find(({ id }) => id === predictedBelief)?.feedback}
              turn={
                told === undefined ? undefined : (
                  <div ref={turnCard}>
                    <WrongTurnCard
                      belief={told.belief.belief}
                      feedback={told.belief.feedback}
                      counterexample={told.turn.counterexample}
                      command={tryCommand(cluster, told.turn.counterexample)}
                      onWhy={() => {
                        const [flow] = watchedFlows([told.turn.counterexample]);
                        const request = flow && watchedRequest(cluster, lab.session.scenario, flow);
                        if (request !== undefined) lab.select({ kind: "flow", flow: request });
                      }}
                    />
                  </div>
                )
              }
              parts={
                (step.labels === "one-blank" || step.labels === "empty") &&
                !looking && <PolicyParts step={step} files={files} since={run.time} />
              }
              questions={
                (step.questions ?? []).length > 0 && <StepQuestions ids={step.questions ?? []} />
              }
              placed={
                placed !== undefined && (
                  <p className={styles["placed"]} role="status">
                    {placed} What you had can be brought back.
                    <Button
                      size="small"
                      onClick={() => {
                        lab.session.undo();
                      }}
                    >
                      Undo
                    </Button>
                  </p>
                )
              }
              stuck={!record.done && record.attempts >= step.solution.length + 3}
              onGive={(given) => {
                control.predict(given);
              }}
              onRun={onRun}
              onHint={() => {
                control.hint();
              }}
              onSolution={() => {
                control.showSolution();
              }}
              onWrite={write}
            />
          )}
        </div>
        {step !== undefined && record !== undefined && (
          <StepFoot
            key={step.id}
            record={record}
            hints={step.hints.length}
            first={shown === 0}
            last={shown === lesson.steps.length - 1}
            looking={looking}
            building={building}
            onTurn={
              told === undefined || record.done
                ? undefined
                : () => {
                    turnCard.current?.scrollIntoView({ block: "nearest" });
                  }
            }
            onHint={() => {
              control.hint();
            }}
            onSolution={() => {
              control.showSolution();
            }}
            onBack={() => {
              pick(shown - 1);
            }}
            onNext={() => {
              if (looking) pick(shown + 1);
              else if (shown === lesson.steps.length - 1) setViewed(lesson.steps.length);
              else control.next();
              toTop();
            }}
            onSkip={() => {
              if (shown === lesson.steps.length - 1) setViewed(lesson.steps.length);
              else void control.open(shown + 1);
              toTop();
            }}
          />
        )}
      </div>
    </LabProse>
  );
}

/**
 * A lesson in use: which step is open, what was predicted, which hints were seen, what is done.
 * Pure: `reduce` gives the next state; checks are run outside (they need the lab) and told here.
 */
import type { Check, CheckResult, CheckWorld } from "./checks/check.ts";
import { readCheck } from "./checks/registry.ts";
import type { Lesson, LessonStep } from "./schema/lesson.ts";
import type { Prediction } from "./schema/parts.ts";
import type { Progress, StepRecord } from "./schema/progress.ts";

export interface LessonRun {
  readonly lesson: string;
  /** Index of the open step. */
  readonly step: number;
  readonly records: Readonly<Record<string, StepRecord>>;
  /** How many commands had been typed in the lab when the step was opened. */
  readonly logFrom: number;
  /** Lab time of the moment at which it was opened, to come back to. */
  readonly time: number;
}

/** An option's index, a number, or a verdict a cell. */
export type Given = number | readonly boolean[];

export type LessonAction =
  | { readonly type: "predict"; readonly given: Given }
  | { readonly type: "hint" }
  | { readonly type: "solution" }
  /** The checks were run after something changed. */
  | { readonly type: "checked"; readonly results: readonly CheckResult[]; readonly typed: number }
  | { readonly type: "believed"; readonly belief: string }
  | { readonly type: "go"; readonly step: number; readonly typed: number; readonly time: number }
  | { readonly type: "reset-step"; readonly typed: number; readonly time: number }
  | { readonly type: "reset"; readonly typed: number; readonly time: number };

const FRESH: StepRecord = {
  done: false,
  hints: 0,
  solutionShown: false,
  attempts: 0,
  beliefs: [],
};

/**
 * Begins where the learner left, or at the first step.
 * @param typed commands typed in the lab so far
 * @param time lab time of its present moment
 */
export function startRun(
  lesson: Lesson,
  progress: Progress,
  typed: number,
  time: number,
): LessonRun {
  const saved = Object.hasOwn(progress.lessons, lesson.id)
    ? progress.lessons[lesson.id]
    : undefined;
  const at = lesson.steps.findIndex(({ id }) => id === saved?.step);
  return {
    lesson: lesson.id,
    step: Math.max(0, at),
    records: saved?.steps ?? {},
    // of a lab that was put back to its beginning the log is shorter
    logFrom: Math.min(saved?.from?.typed ?? typed, typed),
    time: saved?.from?.time ?? time,
  };
}

export function recordOf(run: LessonRun, step: LessonStep): StepRecord {
  return Object.hasOwn(run.records, step.id) ? (run.records[step.id] ?? FRESH) : FRESH;
}

/** Was the prediction that the step asks for given, so that its commands may run? */
export function mayRun(run: LessonRun, step: LessonStep): boolean {
  return step.predict === undefined || recordOf(run, step).prediction !== undefined;
}

export function reduce(lesson: Lesson, run: LessonRun, action: LessonAction): LessonRun {
  const step = lesson.steps[run.step];
  if (step === undefined) return run;
  const record = recordOf(run, step);
  const put = (next: StepRecord): LessonRun =>
    next === record ? run : { ...run, records: { ...run.records, [step.id]: next } };
  switch (action.type) {
    case "predict": {
      // locked: the first answer stays
      if (step.predict === undefined || record.prediction !== undefined) return run;
      const right = isRight(step.predict, action.given);
      const given = typeof action.given === "number" ? action.given : [...action.given];
      return put({ ...record, prediction: { given, right } });
    }
    case "hint":
      return put({ ...record, hints: Math.min(step.hints.length, record.hints + 1) });
    case "solution":
      return put({ ...record, solutionShown: true });
    case "checked": {
      if (record.done) return run;
      const attempts = Math.max(0, action.typed - run.logFrom);
      const done = action.results.every(({ holds }) => holds) && mayRun(run, step);
      if (!done && attempts === record.attempts) return run;
      return put({ ...record, attempts, done });
    }
    case "believed":
      return record.beliefs.includes(action.belief)
        ? run
        : put({ ...record, beliefs: [...record.beliefs, action.belief] });
    case "go": {
      const to = Math.min(Math.max(0, action.step), lesson.steps.length - 1);
      return { ...run, step: to, logFrom: action.typed, time: action.time };
    }
    case "reset-step":
      return { ...put(FRESH), logFrom: action.typed, time: action.time };
    case "reset":
      return { ...run, step: 0, records: {}, logFrom: action.typed, time: action.time };
  }
}

/** The key of the cells of a prediction: what each is declared to be. */
export function cellKey(cells: readonly string[]): boolean[] {
  return cells.map((cell) => readCheck(cell).flow?.want === "allow");
}

export function isRight(prediction: Prediction, given: Given): boolean {
  if ("options" in prediction) return given === prediction.answer;
  if ("number" in prediction) return given === prediction.number;
  const key = cellKey(prediction.cells);
  return (
    typeof given !== "number" &&
    given.length === key.length &&
    key.every((value, index) => value === given[index])
  );
}

const parsed = new WeakMap<LessonStep, readonly Check[]>();

/** The checks of a step, read once. The verifier has proven that they can be read. */
export function checksOf(step: LessonStep): readonly Check[] {
  let checks = parsed.get(step);
  if (checks === undefined) {
    checks = (step.checks ?? []).map(readCheck);
    parsed.set(step, checks);
  }
  return checks;
}

/** How the checks of the open step stand. */
export function runStep(lesson: Lesson, run: LessonRun, world: CheckWorld): readonly CheckResult[] {
  const step = lesson.steps[run.step];
  return step === undefined ? [] : checksOf(step).map((check) => check.run(world));
}

/** Progress with what was done in this lesson. */
export function keep(progress: Progress, lesson: Lesson, run: LessonRun, at: number): Progress {
  const step = lesson.steps[run.step]?.id ?? "";
  const from = { typed: run.logFrom, time: run.time };
  const record = { step, steps: { ...run.records }, at, from };
  return { ...progress, lessons: { ...progress.lessons, [lesson.id]: record } };
}

/** How much of a lesson is done, from 0 to 1. */
export function shareDone(lesson: Lesson, progress: Progress): number {
  const saved = Object.hasOwn(progress.lessons, lesson.id)
    ? progress.lessons[lesson.id]
    : undefined;
  if (saved === undefined) return 0;
  const done = lesson.steps.filter(
    ({ id }) => Object.hasOwn(saved.steps, id) && saved.steps[id]?.done === true,
  );
  return done.length / lesson.steps.length;
}

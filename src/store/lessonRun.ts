/**
 * A lesson in use on the page: the run of `core/lessons/engine` beside the lab, its checks run anew
 * whenever the lab changes, everything kept in the learner's progress.
 */
import { createStore, type StoreApi } from "zustand/vanilla";
import type { CheckResult } from "../core/lessons/checks/check.ts";
import {
  keep,
  mayRun,
  recordOf,
  reduce,
  runStep,
  startRun,
  type Given,
  type LessonAction,
  type LessonRun,
} from "../core/lessons/engine.ts";
import type { LessonStep } from "../core/lessons/schema/lesson.ts";
import { wantedFlows, wrongTurn, type WrongTurn } from "../core/lessons/wrongTurn.ts";
import { checkWorld, writtenObjects } from "../core/session/lessonWorld.ts";
import type { ClusterState } from "../core/cluster/types.ts";
import { beginActivity } from "./activity.ts";
import type { LessonContent } from "./content.ts";
import { glowOnList } from "./glow.ts";
import type { Lab } from "./lab.ts";
import type { ProgressStore } from "./progress.ts";
import { watchedFlows } from "./watch.ts";

export interface LessonState {
  readonly run: LessonRun;
  /** How the checks of the open step stand, in their order. */
  readonly results: readonly CheckResult[];
  /** The belief that what was done gives away. */
  readonly turn: WrongTurn | undefined;
  /** The start of a step is being built. */
  readonly building: boolean;
  /** A start was put in the place of what the learner had; said until something else is done. */
  readonly placed: string | undefined;
}

export interface LessonControl {
  readonly store: StoreApi<LessonState>;
  predict(given: Given): void;
  hint(): void;
  showSolution(): void;
  /** Goes on from a step that is done; the cluster stays as it is. */
  next(): void;
  /** Shows a step and leaves the cluster as it is. */
  show(step: number): void;
  /** Opens a step at its own start, which takes the place of the present state; can be undone. */
  open(step: number): Promise<void>;
  /** Goes back to where the step began. */
  resetStep(): Promise<void>;
  resetLesson(): Promise<void>;
  close(): void;
}

/** Wrong turns are looked for when so many milliseconds nothing has changed. */
const TURN_AFTER = 350;

export function createLessonRun(
  lab: Lab,
  content: LessonContent,
  progress: ProgressStore,
  addressed?: string,
): LessonControl {
  const { session } = lab;
  const { lesson } = content;
  const presentTime = (): number => {
    const { moments, position } = session.history;
    return moments[position]?.time ?? 0;
  };
  const typed = (): number => session.log.length;

  const begin = (): LessonRun => {
    const saved = progress.store.getState().progress;
    const run = startRun(lesson, saved, typed(), presentTime());
    const at = lesson.steps.findIndex(({ id }) => id === addressed);
    if (at < 0 || at === run.step) return run;
    return reduce(lesson, run, { type: "go", step: at, typed: typed(), time: presentTime() });
  };
  const store = createStore<LessonState>(() => ({
    run: begin(),
    results: [],
    turn: undefined,
    building: false,
    placed: undefined,
  }));
  /** The cluster at the beginning of the open step; of a lab opened anew as far as it is known. */
  let before: ClusterState = stateAt(store.getState().run.time) ?? session.cluster.state;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  function stateAt(time: number): ClusterState | undefined {
    return session.history.moments.find((moment) => moment.time === time)?.state.cluster;
  }

  const save = (run: LessonRun): void => {
    progress.update((old) => keep(old, lesson, run, Date.now()));
  };
  const act = (action: LessonAction): void => {
    const { run } = store.getState();
    const next = reduce(lesson, run, action);
    if (next === run) return;
    store.setState({ run: next });
    save(next);
  };
  const answers = (): ReadonlyMap<string, boolean> => {
    const { run } = store.getState();
    const given = new Map(
      progress.store.getState().progress.answers.map(({ question, right }) => [question, right]),
    );
    for (const step of lesson.steps) {
      const { prediction } = recordOf(run, step);
      if (prediction !== undefined) given.set(step.id, prediction.right);
    }
    return given;
  };
  const openStep = (): LessonStep | undefined => lesson.steps[store.getState().run.step];

  const check = (): void => {
    const { run } = store.getState();
    const step = openStep();
    if (step === undefined) return;
    const world = checkWorld(session, { logFrom: run.logFrom, answers: answers() });
    const results = runStep(lesson, run, world);
    const old = store.getState().results;
    const same =
      results.length === old.length &&
      results.every((one, i) => one.holds === old[i]?.holds && one.text === old[i].text);
    if (!same) store.setState({ results });
    act({ type: "checked", results, typed: typed() });
    // what the step asks about would be answered by the picture before the guess
    const shown = mayRun(run, step);
    lab.setWatch(shown ? watchedFlows(wantedFlows(world, step.checks ?? [])) : []);
    clearTimeout(timer);
    const met = results.every(({ holds }) => holds);
    if (met || !shown || recordOf(store.getState().run, step).done) {
      if (store.getState().turn !== undefined) store.setState({ turn: undefined });
      return;
    }
    timer = setTimeout(lookForTurn, TURN_AFTER);
  };

  const lookForTurn = (): void => {
    const { run } = store.getState();
    const step = openStep();
    if (step === undefined || closed) return;
    const predicted =
      step.predict !== undefined && "beliefs" in step.predict ? step.predict.beliefs : [];
    const turn = wrongTurn({
      world: checkWorld(session, { logFrom: run.logFrom, answers: answers() }),
      objects: writtenObjects(session.cluster.state),
      before: writtenObjects(before),
      checks: [...(step.checks ?? []), ...(lesson.keep ?? [])],
      beliefs: [...lesson.misconceptions, ...(predicted ?? []).filter((belief) => belief !== null)],
    });
    const old = store.getState().turn;
    if (JSON.stringify(turn) !== JSON.stringify(old)) store.setState({ turn });
    if (turn !== undefined) act({ type: "believed", belief: turn.belief });
  };

  const go = (step: number): void => {
    before = session.cluster.state;
    store.setState({ turn: undefined, results: [] });
    act({ type: "go", step, typed: typed(), time: presentTime() });
    check();
  };

  /** Puts the start of a step in place. @returns false when it could not be built */
  const build = async (index: number, label: string): Promise<boolean> => {
    const step = lesson.steps[index];
    if (step === undefined || store.getState().building) return false;
    store.setState({ building: true });
    try {
      const start = await beginActivity({ kind: "lesson", content }, step.id);
      if (closed) return false;
      session.place(label, start);
      return true;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      lab.notify(`The start of “${step.title}” could not be built: ${message}`, "error");
      return false;
    } finally {
      store.setState({ building: false });
    }
  };

  const stop = lab.store.subscribe((state, old) => {
    if (state.cluster !== old.cluster || state.log !== old.log) check();
    if (state.position < old.position) store.setState({ placed: undefined });
  });
  const stopGlow = glowOnList(lab);
  // questions are answered outside of the lab
  const stopProgress = progress.store.subscribe(({ progress: now }, { progress: old }) => {
    if (now.answers !== old.answers) check();
  });
  save(store.getState().run);
  check();

  return {
    store,
    predict(given) {
      act({ type: "predict", given });
      check();
    },
    hint() {
      act({ type: "hint" });
    },
    showSolution() {
      act({ type: "solution" });
    },
    next() {
      store.setState({ placed: undefined });
      go(store.getState().run.step + 1);
    },
    show(step) {
      store.setState({ placed: undefined });
      go(step);
    },
    async open(index) {
      const title = lesson.steps[index]?.title ?? "";
      if (!(await build(index, `Step: ${title}`))) return;
      go(index);
      store.setState({
        placed: "The cluster and your files were put to the start of this step.",
      });
    },
    async resetStep() {
      const { run } = store.getState();
      const { moments, position } = session.history;
      const at = moments.findIndex(({ time }) => time === run.time);
      if (at >= 0 && at <= position) {
        session.goTo(at);
      } else if (!(await build(run.step, `Step again: ${openStep()?.title ?? ""}`))) {
        return;
      }
      before = session.cluster.state;
      store.setState({ turn: undefined, placed: undefined });
      act({ type: "reset-step", typed: typed(), time: presentTime() });
      check();
    },
    async resetLesson() {
      if (!(await build(0, "Lesson again"))) return;
      before = session.cluster.state;
      store.setState({ turn: undefined, placed: undefined });
      act({ type: "reset", typed: typed(), time: presentTime() });
      check();
    },
    close() {
      closed = true;
      clearTimeout(timer);
      stop();
      stopProgress();
      stopGlow();
    },
  };
}

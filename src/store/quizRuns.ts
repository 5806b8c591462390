/**
 * Quizzes that were begun, kept on this device by their place on the page, so that a reload goes on
 * where it was. What is read back is checked; what cannot be read is as if it had not been begun.
 */
import { createStore, type StoreApi } from "zustand/vanilla";
import { readRun, type QuizRun } from "../core/lessons/schema/answers.ts";
import { localStorageOrNone, type ProgressStorage } from "./progress.ts";

const KEY = "netpol-lab/quizzes";
/** The oldest go first. */
const KEPT = 12;

export interface QuizRuns {
  /** By place; the newest last. */
  readonly store: StoreApi<ReadonlyMap<string, QuizRun>>;
  put(run: QuizRun): void;
  /** Changes a run as it is stored now; nothing where it is not. */
  update(place: string, change: (run: QuizRun) => QuizRun): void;
  /** Reads again what another tab may have stored. */
  refresh(): void;
}

export function createQuizRuns(storage: ProgressStorage | undefined): QuizRuns {
  const stored = (): ReadonlyMap<string, QuizRun> | undefined => {
    try {
      const text = storage?.getItem(KEY);
      if (text === undefined) return undefined;
      const value: unknown = JSON.parse(text ?? "[]");
      const runs = (Array.isArray(value) ? value : []).flatMap((one) => readRun(one) ?? []);
      return new Map(runs.map((run) => [run.place, run]));
    } catch {
      return undefined; // refused or no JSON
    }
  };
  const store = createStore<ReadonlyMap<string, QuizRun>>(() => stored() ?? new Map());
  const put = (run: QuizRun): void => {
    const runs = new Map(stored() ?? store.getState());
    runs.delete(run.place); // to the end
    runs.set(run.place, run);
    for (const place of [...runs.keys()].slice(0, -KEPT)) runs.delete(place);
    store.setState(runs, true);
    try {
      storage?.setItem(KEY, JSON.stringify([...runs.values()]));
    } catch {
      // full or refused: it lasts as long as the page
    }
  };
  return {
    store,
    put,
    update(place, change) {
      const run = (stored() ?? store.getState()).get(place) ?? store.getState().get(place);
      if (run !== undefined) put(change(run));
    },
    refresh() {
      const runs = stored();
      if (runs !== undefined) store.setState(runs, true);
    },
  };
}

let own: QuizRuns | undefined;

/** The quizzes of this device; the same for the whole page. */
export function deviceQuizRuns(): QuizRuns {
  if (own === undefined) {
    const runs = createQuizRuns(localStorageOrNone());
    window.addEventListener("storage", ({ key }) => {
      if (key === KEY || key === null) runs.refresh();
    });
    own = runs;
  }
  return own;
}

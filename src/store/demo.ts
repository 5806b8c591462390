/** A demonstration on the page: its play in the open lab, its clock, and the window with the notes. */
import { createStore, type StoreApi } from "zustand/vanilla";
import { DEMO_START, scenesBehind, type DemoAction, type DemoRun } from "../core/lessons/demo.ts";
import { readDemoRun } from "../core/lessons/demoMessage.ts";
import type { Demo } from "../core/lessons/schema/lesson.ts";
import { demoFlows } from "../core/session/demoCamera.ts";
import { DemoPlay } from "../core/session/demoRun.ts";
import { openStageChannel } from "./demoChannel.ts";
import { demoTerminal } from "./demoTerminal.ts";
import type { Lab } from "./lab.ts";
import { watchedFlows } from "./watch.ts";

export interface DemoState {
  readonly run: DemoRun;
  /** When the first scene began, milliseconds since the epoch. */
  readonly since: number | undefined;
  /** Something was typed that is not of the script. */
  readonly live: boolean;
  /** Scenes are played again after the page was loaded anew. */
  readonly resuming: boolean;
}

export interface DemoStage {
  readonly demo: Demo;
  readonly store: StoreApi<DemoState>;
  /** Resolves when the lab is as the new state says. */
  dispatch(action: DemoAction): Promise<void>;
  close(): void;
}

/** A Next so shortly after the end of a scene was meant to hurry it, in ms. */
const JUST_ENDED = 300;

const keyOf = (demo: Demo): string => `netpol-lab/demo/${demo.id}`;

interface Kept {
  readonly run: DemoRun;
  readonly since: number | undefined;
}

/** Where this window was before it was loaded anew; after the last scene one begins again. */
function readKept(demo: Demo, storage: Pick<Storage, "getItem">): Kept | undefined {
  try {
    const value: unknown = JSON.parse(storage.getItem(keyOf(demo)) ?? "null");
    if (typeof value !== "object" || value === null || !("run" in value)) return undefined;
    const run = readDemoRun(demo, value.run);
    const since = "since" in value && typeof value.since === "number" ? value.since : undefined;
    const ended = run !== undefined && scenesBehind(run) === demo.scenes.length;
    return run === undefined || ended ? undefined : { run, since };
  } catch {
    return undefined; // refused, or not ours
  }
}

function writeKept(demo: Demo, storage: Pick<Storage, "setItem">, kept: Kept): void {
  try {
    storage.setItem(keyOf(demo), JSON.stringify(kept));
  } catch {
    // loaded anew it will begin at the beginning, nothing else
  }
}

/** @param lab at the beginning of the demonstration */
export function openDemo(lab: Lab, demo: Demo, storage: Storage = sessionStorage): DemoStage {
  const kept = readKept(demo, storage);
  lab.setWatch(watchedFlows(demoFlows(demo, lab.session.cluster.state)));
  const store = createStore<DemoState>(() => ({
    run: DEMO_START,
    since: kept?.since,
    live: false,
    resuming: kept !== undefined && kept.run.phase !== "ready",
  }));
  let ended = -Infinity;
  const play = new DemoPlay(lab.session, demo, demoTerminal(lab.terminals), (run) => {
    const begun = store.getState().since ?? Date.now();
    const ends = run.phase === "revealed" && store.getState().run.phase === "run";
    if (ends) ended = performance.now();
    store.setState({ run, since: run.phase === "ready" ? undefined : begun, live: false });
  });
  const stage: DemoStage = {
    demo,
    store,
    dispatch(action) {
      if (store.getState().resuming) return Promise.resolve();
      const hurries = action.type === "next" && performance.now() - ended < JUST_ENDED;
      if (hurries) return Promise.resolve();
      lab.preview(undefined);
      return play.dispatch(action);
    },
    close() {
      channel.close();
      stopLab();
      stopKeeping();
    },
  };
  const channel = openStageChannel(stage);
  const stopLab = lab.session.subscribe(() => {
    const { live } = play;
    if (store.getState().live !== live) store.setState({ live });
  });
  const stopKeeping = store.subscribe(({ run, since, resuming }) => {
    if (!resuming) writeKept(demo, storage, { run, since });
  });
  if (kept !== undefined && store.getState().resuming) {
    void play.resume(kept.run).finally(() => {
      store.setState({ resuming: false, since: kept.since });
    });
  }
  return stage;
}

/**
 * The two windows of a demonstration: the stage tells how it stands, the notes ask it to go on.
 * Any page of this origin may write to the channel, so what comes is checked.
 */
import { createStore, type StoreApi } from "zustand/vanilla";
import type { DemoAction, DemoRun } from "../core/lessons/demo.ts";
import { readDemoAction, readDemoRun } from "../core/lessons/demoMessage.ts";
import type { Demo } from "../core/lessons/schema/lesson.ts";
import type { DemoStage, DemoState } from "./demo.ts";

const CHANNEL = "netpol-lab/demo";
/** The notes ask so often whether the stage is there, and take it for gone after so long, in ms. */
const ASK_EVERY = 1500;
const GONE_AFTER = 4000;

/** From the notes to the stage; `to` is the stage that is meant, absent while none is known. */
type ToStage =
  | { readonly kind: "hello"; readonly demo: string; readonly to: string | undefined }
  | {
      readonly kind: "do";
      readonly demo: string;
      readonly to: string;
      readonly action: DemoAction;
    };

type ToNotes =
  | {
      readonly kind: "stage";
      readonly demo: string;
      readonly from: string;
      readonly run: DemoRun;
      readonly since: number | undefined;
      readonly live: boolean;
    }
  | { readonly kind: "bye"; readonly demo: string; readonly from: string };

const text = (value: unknown): value is string => typeof value === "string" && value.length < 100;

/** The parts of a message about this demonstration; undefined for all else. */
function about(demo: Demo, message: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  const parts = new Map<string, unknown>(Object.entries(message));
  return parts.get("demo") === demo.id && text(parts.get("kind")) ? parts : undefined;
}

export interface Closable {
  close(): void;
}

/** Answers the notes of this demonstration, in as many windows as there are. */
export function openStageChannel(stage: DemoStage): Closable {
  const { demo, store } = stage;
  const from = crypto.randomUUID();
  const channel = new BroadcastChannel(CHANNEL);
  const post = (message: ToNotes): void => {
    channel.postMessage(message);
  };
  const tell = ({ run, since, live }: DemoState): void => {
    post({ kind: "stage", demo: demo.id, from, run, since, live });
  };
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    const message = about(demo, data);
    const to = message?.get("to");
    if (message === undefined || (to !== undefined && to !== from)) return;
    if (message.get("kind") === "hello") tell(store.getState());
    const action = message.get("kind") === "do" ? readDemoAction(message.get("action")) : undefined;
    if (action !== undefined && to === from) void stage.dispatch(action);
  };
  const bye = (): void => {
    post({ kind: "bye", demo: demo.id, from });
  };
  const stop = store.subscribe(tell);
  window.addEventListener("pagehide", bye);
  tell(store.getState());
  return {
    close() {
      bye();
      stop();
      window.removeEventListener("pagehide", bye);
      channel.close();
    },
  };
}

export interface NotesState {
  /** As the stage told it last; undefined while no stage is open. */
  readonly run: DemoRun | undefined;
  readonly since: number | undefined;
  readonly live: boolean;
  /** False until there was time for an answer. */
  readonly asked: boolean;
}

export interface DemoNotes extends Closable {
  readonly store: StoreApi<NotesState>;
  /** Does nothing while no stage is open. */
  readonly send: (action: DemoAction) => void;
}

const NO_STAGE = { run: undefined, since: undefined, live: false } as const;

/** Follows the stage of a demonstration, and finds it again when either window is loaded anew. */
export function openNotesChannel(demo: Demo): DemoNotes {
  const channel = new BroadcastChannel(CHANNEL);
  const store = createStore<NotesState>(() => ({ ...NO_STAGE, asked: false }));
  let stage: string | undefined;
  let heard = performance.now();
  const post = (message: ToStage): void => {
    channel.postMessage(message);
  };
  const lose = (): void => {
    stage = undefined;
    store.setState({ ...NO_STAGE, asked: true });
  };
  const ask = (): void => {
    if (performance.now() - heard > GONE_AFTER) lose();
    post({ kind: "hello", demo: demo.id, to: stage });
  };
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    const message = about(demo, data);
    const from = message?.get("from");
    if (message === undefined || !text(from) || (stage !== undefined && from !== stage)) return;
    if (message.get("kind") === "bye") {
      lose();
      ask(); // there may be another
      return;
    }
    const run = message.get("kind") === "stage" ? readDemoRun(demo, message.get("run")) : undefined;
    if (run === undefined) return;
    stage = from;
    heard = performance.now();
    const since = message.get("since");
    store.setState({
      run,
      since: typeof since === "number" && Number.isFinite(since) ? since : undefined,
      live: message.get("live") === true,
      asked: true,
    });
  };
  ask();
  const timer = setInterval(ask, ASK_EVERY);
  return {
    store,
    send(action) {
      if (stage !== undefined) post({ kind: "do", demo: demo.id, to: stage, action });
    },
    close() {
      clearInterval(timer);
      channel.close();
    },
  };
}

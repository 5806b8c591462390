/** The two windows of a demonstration find each other, and heed nobody else. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import { DEMO_START, step, type DemoAction } from "../../src/core/lessons/demo.ts";
import type { Demo } from "../../src/core/lessons/schema/lesson.ts";
import type { DemoStage, DemoState } from "../../src/store/demo.ts";
import { openNotesChannel, openStageChannel, type Closable } from "../../src/store/demoChannel.ts";

const DEMO: Demo = {
  id: "test",
  title: "A demonstration",
  minutes: 1,
  summary: "It shows something.",
  cluster: "empty",
  scenes: [
    { title: "First", say: "Look.", command: "kubectl get pods" },
    { title: "Second", say: "Look again." },
  ],
};

// of a page only that it tells when it is left
vi.stubGlobal("window", new EventTarget());

const opened: Closable[] = [];
const keep = <T extends Closable>(one: T): T => {
  opened.push(one);
  return one;
};
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

function openStage(demo = DEMO) {
  const store = createStore<DemoState>(() => ({
    run: DEMO_START,
    since: undefined,
    live: false,
    resuming: false,
  }));
  const asked: DemoAction[] = [];
  const stage: DemoStage = {
    demo,
    store,
    dispatch(action) {
      asked.push(action);
      store.setState({ run: step(demo, store.getState().run, action).run });
      return Promise.resolve();
    },
    close: () => undefined,
  };
  return { store, asked, channel: keep(openStageChannel(stage)) };
}

describe("the notes", () => {
  it("find a stage that is there, drive it and follow it", async () => {
    const { store, asked } = openStage();
    const notes = keep(openNotesChannel(DEMO));
    await vi.waitFor(() => {
      expect(notes.store.getState().run).toEqual(DEMO_START);
    });
    notes.send({ type: "next" });
    await vi.waitFor(() => {
      expect(notes.store.getState().run).toMatchObject({ scene: 0, phase: "run" });
    });
    expect(asked).toEqual([{ type: "next" }]);
    store.setState({ live: true, since: 5 });
    await vi.waitFor(() => {
      expect(notes.store.getState()).toMatchObject({ live: true, since: 5 });
    });
  });

  it("find a stage that comes later, and again after it went", async () => {
    const notes = keep(openNotesChannel(DEMO));
    notes.send({ type: "next" }); // nobody hears it
    const first = openStage();
    await vi.waitFor(() => {
      expect(notes.store.getState().run).toBeDefined();
    });
    opened.splice(opened.indexOf(first.channel), 1);
    first.channel.close();
    await vi.waitFor(() => {
      expect(notes.store.getState()).toMatchObject({ run: undefined, asked: true });
    });
    const second = openStage();
    await vi.waitFor(() => {
      expect(notes.store.getState().run).toBeDefined();
    });
    notes.send({ type: "next" });
    await vi.waitFor(() => {
      expect(second.asked).toHaveLength(1);
    });
    expect(first.asked).toEqual([]);
  });

  it("take no notice of another demonstration, nor of what is no message", async () => {
    const { asked } = openStage();
    const notes = keep(openNotesChannel(DEMO));
    await vi.waitFor(() => {
      expect(notes.store.getState().run).toBeDefined();
    });
    const stranger = new BroadcastChannel("netpol-lab/demo");
    opened.push(stranger);
    const before = notes.store.getState();
    for (const message of [
      null,
      7,
      "stage",
      { kind: "do", demo: "test", action: { type: "next" } },
      { kind: "do", demo: "test", to: "somebody", action: { type: "next" } },
      { kind: "stage", demo: "other", from: "x", run: DEMO_START },
      { kind: "stage", demo: "test", from: "x", run: { scene: 99, phase: "run" } },
      { kind: "bye", demo: "test", from: "x" },
      { kind: "stage", demo: "test", from: "x".repeat(500), run: DEMO_START },
    ])
      stranger.postMessage(message);
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
    expect(notes.store.getState()).toEqual(before);
    expect(asked).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { NO_PROGRESS, type Progress } from "../../src/core/lessons/schema/progress.ts";
import { createProgress, type ProgressStorage } from "../../src/store/progress.ts";

function memory(
  entries: Record<string, string> = {},
): ProgressStorage & { map: Map<string, string> } {
  const map = new Map(Object.entries(entries));
  return {
    map,
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => void map.set(key, value),
    removeItem: (key) => void map.delete(key),
  };
}

const KEY = "netpol-lab/progress";
const named = (name: string): Progress => ({ ...NO_PROGRESS, name });

describe("progress on the device", () => {
  it("is kept and read again", () => {
    const storage = memory();
    createProgress(storage).update((progress) => ({ ...progress, name: "Ada" }));
    expect(createProgress(storage).store.getState()).toEqual({
      progress: named("Ada"),
      kept: true,
    });
  });

  it("two tabs do not overwrite each other", () => {
    const storage = memory();
    const [one, two] = [createProgress(storage), createProgress(storage)];
    const done = { stars: 3, policies: 1, rules: 1, hints: 0, at: 1 };
    one.update((progress) => ({ ...progress, puzzles: { ...progress.puzzles, P01: done } }));
    two.update((progress) => ({ ...progress, puzzles: { ...progress.puzzles, P02: done } }));
    one.refresh();
    expect(Object.keys(one.store.getState().progress.puzzles)).toEqual(["P01", "P02"]);
  });

  it("writes nothing when nothing changes", () => {
    const storage = memory();
    createProgress(storage).update((progress) => progress);
    expect(storage.map.size).toBe(0);
  });

  it.each([
    ["no JSON", "{"],
    ["another version", JSON.stringify({ ...NO_PROGRESS, version: 9 })],
    ["a prototype", `{"__proto__": {"version": 1}}`],
    ["too many answers", JSON.stringify({ ...NO_PROGRESS, answers: Array(5001).fill({}) })],
  ])("what is %s is set aside and not thrown away", (_, text) => {
    const storage = memory({ [KEY]: text });
    const progress = createProgress(storage);
    expect(progress.store.getState().progress).toEqual(NO_PROGRESS);
    expect(storage.map.get("netpol-lab/progress-unreadable")).toBe(text);
    progress.update((now) => ({ ...now, name: "Ada" }));
    expect(storage.map.get("netpol-lab/progress-unreadable")).toBe(text);
  });

  it("lasts as long as the page where nothing can be stored", () => {
    const full: ProgressStorage = {
      getItem: () => null,
      setItem: () => {
        throw new Error("quota");
      },
      removeItem: () => undefined,
    };
    const progress = createProgress(full);
    progress.update((now) => ({ ...now, name: "Ada" }));
    progress.update((now) => ({ ...now, name: `${now.name} L` }));
    expect(progress.store.getState()).toEqual({ progress: named("Ada L"), kept: false });
  });

  it("is erased", () => {
    const storage = memory();
    const progress = createProgress(storage);
    progress.update((now) => ({ ...now, name: "Ada" }));
    progress.erase();
    expect(progress.store.getState().progress).toEqual(NO_PROGRESS);
    expect(storage.map.has(KEY)).toBe(false);
  });
});

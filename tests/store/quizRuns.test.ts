/** Quizzes on the device: what is kept, what is refused, what several tabs do. */
import { describe, expect, it } from "vitest";
import type { QuizRun } from "../../src/core/lessons/schema/answers.ts";
import type { ProgressStorage } from "../../src/store/progress.ts";
import { createQuizRuns } from "../../src/store/quizRuns.ts";

const KEY = "netpol-lab/quizzes";

function storageOf(text?: string): ProgressStorage & { readonly texts: Map<string, string> } {
  const texts = new Map<string, string>(text === undefined ? [] : [[KEY, text]]);
  return {
    texts,
    getItem: (key) => texts.get(key) ?? null,
    setItem: (key, value) => void texts.set(key, value),
    removeItem: (key) => void texts.delete(key),
  };
}

const run = (place: string, more: Partial<QuizRun> = {}): QuizRun => ({
  version: 1,
  place,
  seed: "s",
  items: [{ question: "Q001", done: false }],
  at: 0,
  begun: 1,
  ...more,
});

describe("kept quizzes", () => {
  it("are there after a reload", () => {
    const storage = storageOf();
    createQuizRuns(storage).put(run("mixed?seed=s"));
    expect([...createQuizRuns(storage).store.getState().keys()]).toEqual(["mixed?seed=s"]);
  });

  it("are changed as another tab left them", () => {
    const storage = storageOf();
    const [here, there] = [createQuizRuns(storage), createQuizRuns(storage)];
    here.put(run("a"));
    there.refresh();
    there.update("a", (old) => ({ ...old, begun: 7 }));
    here.update("a", (old) => ({ ...old, ended: 9 }));
    expect(here.store.getState().get("a")).toMatchObject({ begun: 7, ended: 9 });
    here.update("none", () => run("none"));
    expect(here.store.getState().has("none")).toBe(false);
  });

  it("are twelve at most, the oldest go", () => {
    const runs = createQuizRuns(storageOf());
    for (let n = 0; n < 15; n++) runs.put(run(`place${n}`));
    runs.put(run("place5")); // used again: the newest
    const places = [...runs.store.getState().keys()];
    expect(places).toHaveLength(12);
    expect([places[0], places.at(-1)]).toEqual(["place3", "place5"]);
  });

  it.each([
    ["no JSON", "{"],
    ["no list", '{"a": 1}'],
    ["something else", JSON.stringify([1, null, { place: "x" }])],
    [
      "an answer of no kind",
      JSON.stringify([
        run("x", { items: [{ question: "Q001", done: true, given: { kind: "evil" } as never }] }),
      ]),
    ],
  ])("are none when they are %s", (_, text) => {
    expect(createQuizRuns(storageOf(text)).store.getState().size).toBe(0);
  });

  it("last as long as the page where nothing is stored, or storing fails", () => {
    const full: ProgressStorage = {
      getItem: () => {
        throw new Error("refused");
      },
      setItem: () => {
        throw new Error("full");
      },
      removeItem: () => undefined,
    };
    for (const storage of [undefined, full]) {
      const runs = createQuizRuns(storage);
      runs.put(run("a"));
      runs.update("a", (old) => ({ ...old, ended: 3 }));
      expect(runs.store.getState().get("a")?.ended).toBe(3);
    }
  });
});

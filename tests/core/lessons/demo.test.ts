/** A demonstration in use, as a pure state: where keys lead, how hands are counted. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  DEMO_START,
  commandsOf,
  commandsToCome,
  nextWords,
  pollWords,
  scenesBehind,
  step,
  type DemoAction,
  type DemoRun,
} from "../../../src/core/lessons/demo.ts";
import { readDemoAction, readDemoRun } from "../../../src/core/lessons/demoMessage.ts";
import type { Demo } from "../../../src/core/lessons/schema/lesson.ts";

const ask = { question: "Which?", options: ["one", "two", "three"], answer: 1 };
const DEMO: Demo = {
  id: "test",
  title: "A test",
  minutes: 1,
  summary: "Of a test.",
  cluster: "empty",
  scenes: [
    { title: "First", say: "Look.", ask },
    { title: "Second", say: "Run it.", command: "kubectl get pods" },
    { title: "Third", say: "Guess.", ask, plugin: "flannel", command: "kubectl get nodes" },
  ],
};

const NEXT: DemoAction = { type: "next" };
const BACK: DemoAction = { type: "back" };
const ENDED: DemoAction = { type: "ended" };

const after = (...actions: readonly DemoAction[]): DemoRun =>
  actions.reduce((run, action) => step(DEMO, run, action).run, DEMO_START);

const at = ({ scene, phase }: DemoRun): string => `${scene} ${phase}`;

describe("forwards", () => {
  it("asks, runs, reveals, and goes on", () => {
    const seen: string[] = [];
    let run = DEMO_START;
    for (const action of [NEXT, NEXT, ENDED, NEXT, ENDED, NEXT, NEXT, ENDED, NEXT]) {
      run = step(DEMO, run, action).run;
      seen.push(at(run));
    }
    expect(seen).toEqual([
      "0 asked",
      "0 run",
      "0 revealed",
      "1 run",
      "1 revealed",
      "2 asked",
      "2 run",
      "2 revealed",
      "2 revealed",
    ]);
  });

  it("hurries what runs instead of going on", () => {
    const run = after(NEXT, NEXT);
    expect(step(DEMO, run, NEXT)).toEqual({ run, work: { type: "hurry" } });
  });

  it("says what comes next", () => {
    expect(nextWords(DEMO, DEMO_START)).toBe("Begin");
    expect(nextWords(DEMO, after(NEXT))).toBe("Show it");
    expect(nextWords(DEMO, after(NEXT, NEXT))).toBe("Hurry");
    expect(nextWords(DEMO, after(NEXT, NEXT, ENDED))).toBe("Next");
    const end = after(NEXT, NEXT, ENDED, NEXT, ENDED, NEXT, NEXT, ENDED);
    expect(nextWords(DEMO, end)).toBeUndefined();
    expect(commandsToCome(DEMO, after(NEXT))).toEqual([]);
    expect(commandsToCome(DEMO, after(NEXT, NEXT, ENDED))).toEqual(["kubectl get pods"]);
    expect(commandsToCome(DEMO, end)).toEqual([]);
    expect(DEMO.scenes.map(commandsOf)).toEqual([
      [],
      ["kubectl get pods"],
      ["lab plugin flannel", "kubectl get nodes"],
    ]);
  });
});

describe("backwards", () => {
  const end = after(NEXT, NEXT, ENDED, NEXT, ENDED, NEXT, NEXT, ENDED);

  it("takes back each Next", () => {
    const seen: string[] = [];
    let run = end;
    for (let i = 0; i < 6; i++) {
      const next = step(DEMO, run, BACK);
      run = next.run;
      seen.push(`${at(run)} (${String(next.work?.type === "return" && next.work.scenes)})`);
    }
    expect(seen).toEqual([
      "2 asked (2)",
      "1 revealed (2)",
      "0 revealed (1)",
      "0 asked (0)",
      "0 ready (0)",
      "0 ready (0)",
    ]);
  });

  it("first takes back only what was typed live", () => {
    const run = after(NEXT, NEXT, ENDED, NEXT, ENDED);
    expect(step(DEMO, run, { type: "back", live: true })).toEqual({
      run,
      work: { type: "return", scenes: 2 },
    });
  });

  it("breaks off what runs", () => {
    const run = after(NEXT, NEXT);
    expect(step(DEMO, run, { type: "back", live: true })).toEqual({
      run: { ...run, phase: "asked" },
      work: { type: "return", scenes: 0 },
    });
  });

  it("an end that comes late changes nothing", () => {
    const run = after(NEXT, NEXT, BACK);
    expect(step(DEMO, run, ENDED).run).toBe(run);
  });
});

describe("a poll", () => {
  const hands = (option: number, count: number): readonly DemoAction[] =>
    Array.from({ length: count }, () => ({ type: "count", option, by: 1 }));
  const LOCK: DemoAction = { type: "lock" };
  const first = [NEXT, ...hands(0, 18), ...hands(1, 12)];

  it("counts hands, and never fewer than none", () => {
    expect(after(...first).polls[0]?.first).toEqual([18, 12, 0]);
    const less: DemoAction = { type: "count", option: 2, by: -1 };
    expect(after(...first, less).polls[0]?.first).toEqual([18, 12, 0]);
  });

  it("is locked and opened again; locked it counts no more", () => {
    const locked = after(...first, LOCK);
    expect(at(locked)).toBe("0 voted");
    expect(step(DEMO, locked, { type: "count", option: 0, by: 1 }).run).toBe(locked);
    expect(at(step(DEMO, locked, LOCK).run)).toBe("0 asked");
  });

  it("has a second vote, once, beside the first", () => {
    const second = after(...first, LOCK, { type: "second" }, ...hands(1, 21), ...hands(0, 9));
    expect(second.polls[0]).toEqual({ first: [18, 12, 0], second: [9, 21, 0], locked: false });
    expect(pollWords(second.polls[0], 1)).toBe("12 → 21 of 30");
    const again = step(DEMO, step(DEMO, second, LOCK).run, { type: "second" });
    expect(again.run.polls[0]?.second).toEqual([9, 21, 0]);
  });

  it.each([
    [undefined, undefined],
    [{ first: [0, 0], locked: false }, undefined],
    [{ first: [1, 2], locked: false }, "2 of 3"],
    [{ first: [1, 2], second: [0, 0], locked: false }, "2 of 3"],
    [{ first: [0, 0], second: [1, 2], locked: false }, "2 of 3"],
    [{ first: [3, 1], second: [1, 4], locked: true }, "1 of 4 → 4 of 5"],
  ])("in words: %j is %s", (poll, words) => {
    expect(pollWords(poll, 1)).toBe(words);
  });

  it("is kept when one goes back, and gone after a reset", () => {
    const back = after(...first, LOCK, NEXT, ENDED, BACK);
    expect(at(back)).toBe("0 voted");
    expect(back.polls[0]?.first).toEqual([18, 12, 0]);
    expect(step(DEMO, back, { type: "reset" })).toEqual({
      run: DEMO_START,
      work: { type: "return", scenes: 0 },
    });
  });

  it("takes no hands where nothing is asked", () => {
    const run = after(NEXT, NEXT, ENDED, NEXT);
    for (const action of [LOCK, { type: "second" } as const, ...hands(0, 1)])
      expect(step(DEMO, run, action).run).toBe(run);
  });
});

it("whatever is pressed, the lab is told to be where the state says", () => {
  const action = fc.oneof(
    { weight: 4, arbitrary: fc.constant(NEXT) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant("back" as const), live: fc.boolean() }) },
    fc.constant<DemoAction>({ type: "reset" }),
    { weight: 3, arbitrary: fc.constant(ENDED) },
    fc.constant<DemoAction>({ type: "lock" }),
    fc.constant<DemoAction>({ type: "second" }),
    fc.record({
      type: fc.constant("count" as const),
      option: fc.nat(4),
      by: fc.constantFrom(1 as const, -1 as const),
    }),
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
      let run = DEMO_START;
      let behind = 0;
      for (const each of actions) {
        const next = step(DEMO, run, each);
        if (next.work?.type === "perform") {
          expect(next.work.scene).toBe(scenesBehind(run));
          behind = next.work.scene + 1;
        } else if (next.work?.type === "return") behind = next.work.scenes;
        run = next.run;
        expect(scenesBehind(run)).toBe(behind);
        expect(DEMO.scenes[run.scene]).toBeDefined();
      }
    }),
  );
});

describe("what another window says is checked", () => {
  it.each([
    [{ type: "next" }, { type: "next" }],
    [
      { type: "count", option: 1, by: -3, more: true },
      { type: "count", option: 1, by: -3 },
    ],
    [{ type: "back", live: true }, { type: "back" }],
  ])("%j is an action", (value, action) => {
    expect(readDemoAction(value)).toEqual(action);
  });

  it.each([
    null,
    "next",
    {},
    { type: "ended" },
    { type: "constructor" },
    { type: "count", option: 0.5, by: 1 },
    { type: "count", option: 1, by: 5000 },
    { type: "count", option: "1", by: 1 },
    JSON.parse('{"__proto__": {"type": "next"}}') as unknown,
  ])("%j is none", (value) => {
    expect(readDemoAction(value)).toBeUndefined();
  });

  it("a state is read back as it was", () => {
    const run = after(NEXT, { type: "count", option: 1, by: 4 }, { type: "lock" });
    expect(readDemoRun(DEMO, JSON.parse(JSON.stringify(run)))).toEqual(run);
    expect(readDemoRun(DEMO, DEMO_START)).toEqual(DEMO_START);
  });

  it.each([
    undefined,
    [],
    { scene: 3, phase: "run" },
    { scene: -1, phase: "run" },
    { scene: 1, phase: "ready" },
    { scene: 1, phase: "asked" },
    { scene: 0, phase: "gone" },
  ])("%j is no state of this demonstration", (value) => {
    expect(readDemoRun(DEMO, value)).toBeUndefined();
  });

  it("of votes only those that fit the question are taken", () => {
    const polls = {
      0: { first: [1, 2, 3], second: [1, "2", 3], locked: "yes" },
      1: { first: [1, 2, 3], locked: true },
      2: { first: [1, 2], locked: true },
      9: { first: [1], locked: true },
    };
    expect(readDemoRun(DEMO, { scene: 0, phase: "asked", polls })?.polls).toEqual({
      0: { first: [1, 2, 3], locked: false },
    });
  });
});

/** A lesson in use: predictions lock, hints count, steps are done once, all of it survives a break. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  checksOf,
  isRight,
  keep,
  mayRun,
  recordOf,
  reduce,
  runStep,
  shareDone,
  startRun,
  type LessonAction,
  type LessonRun,
} from "../../../src/core/lessons/engine.ts";
import { lesson as lessonSchema, type Lesson } from "../../../src/core/lessons/schema/lesson.ts";
import { NO_PROGRESS, readProgress } from "../../../src/core/lessons/schema/progress.ts";
import { readContent } from "../../../src/core/lessons/schema/read.ts";
import { checkWorld } from "../../../src/core/session/lessonWorld.ts";
import { openHeadless, startOf } from "../../support/session.ts";

function lessonNamed(id: string): Lesson {
  const path = `lessons/${id}/lesson.yaml`;
  const read = readContent(lessonSchema, path, readFileSync(path, "utf8"));
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.content.value;
}

const FLAT = lessonNamed("L01");
const WALL = lessonNamed("L02");
const begin = (lesson: Lesson): LessonRun => startRun(lesson, NO_PROGRESS, 0, 0);
const after = (lesson: Lesson, run: LessonRun, ...actions: LessonAction[]): LessonRun =>
  actions.reduce((state, action) => reduce(lesson, state, action), run);
const stepOf = (lesson: Lesson, run: LessonRun): Lesson["steps"][number] => {
  const step = lesson.steps[run.step];
  if (step === undefined) throw new Error("no step");
  return step;
};
const done: LessonAction = { type: "checked", results: [{ holds: true, text: "" }], typed: 3 };

describe("a run of a lesson", () => {
  it("lets commands run only after the prediction, which locks", () => {
    const run = after(FLAT, begin(FLAT), { type: "go", step: 1, typed: 0, time: 0 });
    const step = stepOf(FLAT, run);
    expect(mayRun(run, step)).toBe(false);
    const wrong = after(FLAT, run, { type: "predict", given: 2 });
    expect(mayRun(wrong, step)).toBe(true);
    expect(recordOf(wrong, step).prediction).toEqual({ given: 2, right: false });
    expect(after(FLAT, wrong, { type: "predict", given: 0 })).toBe(wrong);
  });

  it("is not done before its prediction, whatever holds", () => {
    const run = after(FLAT, begin(FLAT), { type: "go", step: 1, typed: 0, time: 0 }, done);
    expect(recordOf(run, stepOf(FLAT, run)).done).toBe(false);
    const predicted = after(FLAT, run, { type: "predict", given: 0 }, done);
    expect(recordOf(predicted, stepOf(FLAT, predicted))).toMatchObject({ done: true, attempts: 3 });
  });

  it("stays done when the state is changed again", () => {
    const run = after(FLAT, begin(FLAT), done, {
      type: "checked",
      results: [{ holds: false, text: "" }],
      typed: 9,
    });
    expect(recordOf(run, stepOf(FLAT, run))).toMatchObject({ done: true, attempts: 3 });
  });

  it("shows three hints and no more", () => {
    const hint: LessonAction = { type: "hint" };
    const run = after(FLAT, begin(FLAT), hint, hint, hint, hint, { type: "solution" });
    expect(recordOf(run, stepOf(FLAT, run))).toMatchObject({ hints: 3, solutionShown: true });
  });

  it("notes a belief once", () => {
    const believed: LessonAction = { type: "believed", belief: "M17" };
    const once = after(FLAT, begin(FLAT), believed);
    expect(after(FLAT, once, believed)).toBe(once);
    expect(recordOf(once, stepOf(FLAT, once)).beliefs).toEqual(["M17"]);
  });

  it("begins a step anew, and the whole lesson", () => {
    const run = after(FLAT, begin(FLAT), done, { type: "reset-step", typed: 7, time: 5 });
    expect(recordOf(run, stepOf(FLAT, run)).done).toBe(false);
    expect(run.logFrom).toBe(7);
    expect(after(FLAT, run, { type: "reset", typed: 0, time: 0 })).toEqual(begin(FLAT));
  });

  it("keeps within the lesson", () => {
    expect(after(FLAT, begin(FLAT), { type: "go", step: 99, typed: 0, time: 0 }).step).toBe(
      FLAT.steps.length - 1,
    );
    expect(after(FLAT, begin(FLAT), { type: "go", step: -1, typed: 0, time: 0 }).step).toBe(0);
  });

  it("goes on after a break where it was left", () => {
    const run = after(FLAT, begin(FLAT), done, { type: "go", step: 2, typed: 3, time: 0 });
    const saved = readProgress(JSON.parse(JSON.stringify(keep(NO_PROGRESS, FLAT, run, 5))));
    if (!saved.ok) throw new Error(saved.error);
    const again = startRun(FLAT, saved.progress, 10, 99);
    expect(again).toEqual(run);
    // the lab was put back to its beginning since
    expect(startRun(FLAT, saved.progress, 2, 99).logFrom).toBe(2);
    expect(shareDone(FLAT, saved.progress)).toBe(1 / FLAT.steps.length);
    expect(shareDone(WALL, saved.progress)).toBe(0);
  });
});

describe("predictions", () => {
  it.each([
    ["an option", FLAT, 1, 0, 1],
    ["a number", FLAT, 4, 42, 41],
    ["cells", WALL, 1, [false, false, true], [false, false, false]],
  ] as const)("are judged: %s", (_, lesson, index, right, wrong) => {
    const predict = lesson.steps[index]?.predict;
    if (predict === undefined) throw new Error("no prediction");
    expect(isRight(predict, right)).toBe(true);
    expect(isRight(predict, wrong)).toBe(false);
    expect(isRight(predict, [true])).toBe(false);
  });
});

describe("the checks of a step", () => {
  it("hold when the command was typed", async () => {
    const cluster = readFileSync("lessons/scenarios/flat/cluster.yaml", "utf8");
    const lab = openHeadless(startOf(cluster));
    const results = () =>
      runStep(FLAT, begin(FLAT), checkWorld(lab.session, { logFrom: 0, answers: new Map() }));
    expect(results().map(({ holds }) => holds)).toEqual([false]);
    await lab.run("kubectl get pods -o wide");
    expect(results().map(({ holds }) => holds)).toEqual([true]);
    expect(checksOf(FLAT.steps[0] ?? stepOf(FLAT, begin(FLAT)))).toHaveLength(1);
  });
});

describe("a file of progress", () => {
  it.each([
    ["nothing", null, "this is no progress file"],
    ["another version", { ...NO_PROGRESS, version: 2 }, "version is not as it should be"],
    ["a record with a strange key", { ...NO_PROGRESS, lessons: { "a b": {} } }, "lessons"],
    ["too many answers", { ...NO_PROGRESS, answers: new Array(5001).fill({}) }, "answers"],
    ["an unknown field", { ...NO_PROGRESS, admin: true }, "this is no progress file"],
  ])("is refused: %s", (_, value, error) => {
    const read = readProgress(value);
    expect(read.ok ? "" : read.error).toContain(error);
  });
});

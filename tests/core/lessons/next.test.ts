import { describe, expect, it } from "vitest";
import { dueNow, nextActivities } from "../../../src/core/lessons/next.ts";
import { NO_PROGRESS, type Progress } from "../../../src/core/lessons/schema/progress.ts";
import type { Course } from "../../../src/core/lessons/schema/lesson.ts";

const COURSE: Course = {
  title: "c",
  summary: "s",
  modules: [
    { id: 1, title: "one", summary: "s", lessons: ["L01", "L02"], puzzles: ["P01"] },
    { id: 2, title: "two", summary: "s", lessons: ["L03"], puzzles: ["P02"], challenges: ["D01"] },
  ],
  demos: [],
  quizzes: [],
};
const LESSONS = new Map(
  ["L01", "L02", "L03"].map((id) => [id, { steps: [{ id: "a" }, { id: "b" }] }]),
);

const step = (done: boolean) => ({
  done,
  hints: 0,
  solutionShown: false,
  attempts: 0,
  beliefs: [],
});
const lesson = (at: number, current: string, a: boolean, b: boolean) => ({
  at,
  step: current,
  steps: { a: step(a), b: step(b) },
});
const next = (progress: Partial<Progress>) =>
  nextActivities(COURSE, LESSONS, { ...NO_PROGRESS, ...progress });

describe("where a learner goes on", () => {
  it("begins with the first of each", () => {
    expect(next({})).toEqual({
      lesson: { id: "L01", done: 0, at: 0 },
      puzzle: "P01",
      challenge: "D01",
      lessonsDone: 0,
    });
  });

  it("is the lesson that was open last, at its step", () => {
    const lessons = { L01: lesson(5, "a", false, false), L03: lesson(9, "b", true, false) };
    expect(next({ lessons }).lesson).toEqual({ id: "L03", done: 1, at: 1 });
  });

  it("is the first that is not done when the last one is", () => {
    const lessons = { L03: lesson(9, "b", true, true) };
    expect(next({ lessons })).toMatchObject({ lesson: { id: "L01" }, lessonsDone: 1 });
  });

  it("passes over puzzles that have a star and broken clusters that are mended", () => {
    const puzzles = { P01: { stars: 1, policies: 1, rules: 1, hints: 0, at: 1 } };
    const challenges = { D01: { done: true, hints: 0, attempts: 1, seconds: 9, at: 1 } };
    expect(next({ puzzles, challenges })).not.toHaveProperty("challenge");
    expect(next({ puzzles, challenges }).puzzle).toBe("P02");
  });

  it("is nothing when everything is done", () => {
    const all = Object.fromEntries(
      ["L01", "L02", "L03"].map((id) => [id, lesson(1, "b", true, true)]),
    );
    expect(next({ lessons: all })).toMatchObject({ lessonsDone: 3 });
    expect(next({ lessons: all })).not.toHaveProperty("lesson");
  });

  it("is not led astray by names that every object has", () => {
    const course = {
      ...COURSE,
      modules: [
        {
          ...COURSE.modules[0],
          id: 1,
          title: "",
          summary: "",
          lessons: [],
          puzzles: ["constructor"],
        },
      ],
    };
    expect(nextActivities(course, LESSONS, NO_PROGRESS).puzzle).toBe("constructor");
  });

  it("counts the cards that are due", () => {
    const card = {
      due: 10,
      stability: 1,
      difficulty: 1,
      elapsed_days: 0,
      scheduled_days: 0,
      learning_steps: 0,
      reps: 1,
      lapses: 0,
      state: 2,
    };
    const cards = { M17: card, M16: { ...card, due: 20 } };
    expect([9, 10, 20].map((now) => dueNow({ ...NO_PROGRESS, cards }, now))).toEqual([0, 1, 2]);
  });
});

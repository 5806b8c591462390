/** The course names what is there, once each; a demonstration shows what its notes say. */
import { existsSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readCheck } from "../../../src/core/lessons/checks/registry.ts";
import {
  course as courseSchema,
  demo as demoSchema,
} from "../../../src/core/lessons/schema/lesson.ts";
import { checkWorld } from "../../../src/core/session/lessonWorld.ts";
import { openLesson, shipped } from "../../support/lessons.ts";

const course = shipped(courseSchema, "course.yaml");

describe("the course", () => {
  const named = course.modules.flatMap(({ lessons, puzzles = [], challenges = [] }) => [
    ...lessons.map((id) => `lessons/${id}/lesson.yaml`),
    ...puzzles.map((id) => `lessons/puzzles/${id}/puzzle.yaml`),
    ...challenges.map((id) => `lessons/challenges/${id}/challenge.yaml`),
  ]);
  const files = [
    ...named,
    ...course.demos.map((id) => `lessons/demos/${id}/demo.yaml`),
    ...course.quizzes.map((id) => `lessons/quiz/${id}.yaml`),
  ];

  it.each(files)("has %s", (file) => {
    expect(existsSync(file)).toBe(true);
  });

  it("names each lesson, puzzle and broken cluster there is, once", () => {
    const there = ["puzzles", "challenges", "demos"].flatMap((kind) =>
      readdirSync(`lessons/${kind}`).map((id) => `lessons/${kind}/${id}/${kind.slice(0, -1)}.yaml`),
    );
    const lessons = readdirSync("lessons").filter((name) => /^L\d\d$/.test(name));
    const all = [...there, ...lessons.map((id) => `lessons/${id}/lesson.yaml`)];
    expect(files.filter((file) => !file.includes("/quiz/")).toSorted()).toEqual(all.toSorted());
  });
});

describe.each(course.demos)("the demonstration %s", (id) => {
  const folder = `demos/${id}`;
  const demo = shipped(demoSchema, `${folder}/demo.yaml`);

  it("shows in every scene what its notes say, and has the right answers", async () => {
    const lab = await openLesson(folder, demo);
    const held = (checks: (typeof demo.scenes)[number]["checks"] = []): string[] =>
      checks
        .map(readCheck)
        .filter(
          (check) => !check.run(checkWorld(lab.session, { logFrom: 0, answers: new Map() })).holds,
        )
        .map(({ source }) => source);
    for (const scene of demo.scenes) {
      const changes = scene.command?.includes("apply") === true || scene.plugin !== undefined;
      if (changes) expect(held(scene.checks), `${scene.title}, before`).not.toEqual([]);
      if (scene.plugin !== undefined) await lab.session.setPlugin(scene.plugin);
      if (scene.command !== undefined) await lab.run(scene.command);
      expect(held(scene.checks), scene.title).toEqual([]);
      if (scene.ask !== undefined) {
        expect(scene.ask.options[scene.ask.answer], scene.title).toBeDefined();
      }
    }
  });
});

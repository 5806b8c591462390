/** Puzzles: what a solution costs, the stars for it, and that shipped solutions earn all of them. */
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { NetworkPolicy } from "../../../src/core/api/objects.ts";
import {
  costOf,
  goalStates,
  goalTable,
  isBetter,
  puzzleGoals,
  starsFor,
} from "../../../src/core/lessons/puzzle.ts";
import { puzzle as puzzleSchema } from "../../../src/core/lessons/schema/lesson.ts";
import { checkWorld } from "../../../src/core/session/lessonWorld.ts";
import { policiesIn } from "../../../src/core/session/view.ts";
import { openLesson, shipped } from "../../support/lessons.ts";

const policy = (name: string, rules: number): NetworkPolicy => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name, namespace: "default" },
  spec: { podSelector: {}, ingress: Array.from({ length: rules }, () => ({})) },
});

describe("stars", () => {
  it.each([
    [false, 1, 1, 0],
    [true, 1, 2, 3],
    [true, 1, 1, 3], // below par
    [true, 2, 2, 2],
    [true, 1, 3, 2],
    [true, 2, 3, 2],
    [true, 3, 2, 1],
    [true, 1, 4, 1],
  ] as const)("solved %s with %i policies and %i rules: %i", (solved, policies, rules, stars) => {
    expect(starsFor(solved, { policies, rules }, { policies: 1, rules: 2 })).toBe(stars);
  });

  it("counts what is new or changed, and not what was given", () => {
    const given = policy("given", 1);
    expect(costOf([given, policy("own", 2)], [given])).toEqual({ policies: 1, rules: 2 });
    expect(costOf([policy("given", 3)], [given])).toEqual({ policies: 1, rules: 3 });
    expect(costOf([], [given])).toEqual({ policies: 0, rules: 0 });
  });

  it("keeps the better result", () => {
    const three = { stars: 3, policies: 2, rules: 2 };
    expect(isBetter({ stars: 2, policies: 1, rules: 1 }, three)).toBe(false);
    expect(isBetter({ ...three, policies: 1 }, three)).toBe(true);
    expect(isBetter({ ...three, rules: 1 }, three)).toBe(true);
    expect(isBetter(three, three)).toBe(false);
  });
});

const PUZZLES = readdirSync(resolve(import.meta.dirname, "../../../lessons/puzzles"));

describe.each(PUZZLES)("puzzle %s", (id) => {
  const puzzle = shipped(puzzleSchema, `puzzles/${id}/puzzle.yaml`);
  const goals = puzzleGoals(puzzle);

  it("has every goal in one cell of its table", () => {
    const table = goalTable(goals);
    const cells = table.rows.flatMap((_, row) =>
      table.columns.flatMap((_column, column) => table.goal(row, column) ?? []),
    );
    expect(new Set(cells)).toEqual(new Set(goals));
    expect(cells).toHaveLength(goals.length);
  });

  it("is not solved at the start, and solved at par by its solution", async () => {
    const lab = await openLesson(`puzzles/${id}`, puzzle);
    const states = () =>
      goalStates(goals, checkWorld(lab.session, { logFrom: 0, answers: new Map() }));
    const start = policiesIn(lab.session.cluster.state);
    expect(states().every(({ holds }) => holds)).toBe(false);
    for (const command of puzzle.solution) await lab.run(command);
    expect(states().filter(({ holds }) => !holds)).toEqual([]);
    const cost = costOf(policiesIn(lab.session.cluster.state), start);
    expect({ cost, stars: starsFor(true, cost, puzzle.par) }).toEqual({
      cost: puzzle.par,
      stars: 3,
    });
  });
});

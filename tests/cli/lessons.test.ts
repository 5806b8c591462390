/** What the project ships is what it claims to be: every lesson, puzzle, question and demonstration. */
import { describe, expect, it } from "vitest";
import {
  reportJson,
  reportText,
  verifyFolder,
  type VerifyReport,
} from "../../src/cli/lessons/verifyLessons.ts";
import { formatProblem } from "../../src/core/lessons/schema/read.ts";

/** Everything is typed and computed; on a busy machine that takes its time. */
const PATIENCE = 300_000;

describe("the lessons that are shipped", () => {
  it(
    "are proven",
    async () => {
      const { problems, proven } = await verifyFolder("lessons");
      expect(problems.map(formatProblem)).toEqual([]);
      for (const [what, least] of LEAST) expect([what, proven.get(what)]).toEqual([what, expect.toSatisfy((n: number) => n >= least)]);
    },
    PATIENCE,
  );
}); // prettier-ignore

/** Proofs do not get fewer by accident. */
const LEAST: readonly (readonly [Parameters<VerifyReport["proven"]["get"]>[0], number])[] = [
  ["stepsDone", 60],
  ["noFree", 40],
  ["noWall", 40],
  ["blanks", 7],
  ["predictions", 40],
  ["questions", 40],
  ["options", 60],
  ["beliefs", 35],
  ["puzzles", 7],
  ["par", 7],
  ["challenges", 5],
  ["undone", 40],
];

describe("a small course", () => {
  it(
    "is proven whole, and says how much of what",
    async () => {
      const report = await verifyFolder("tests/fixtures/lessons-good");
      expect(report.problems).toEqual([]);
      const text = reportText(report);
      expect(text).toMatch(/^ *4 steps done by their solution, typed into the terminal$/m);
      expect(text).toMatch(/^ *2 predictions whose declared answer|^ *3 predictions whose/m);
      expect(text.endsWith("\nall is as it claims to be\n")).toBe(true);
      expect(JSON.parse(reportJson(report))).toMatchObject({ ok: true, proven: { stepsDone: 4 } });
    },
    PATIENCE,
  );

  it("can be proven in part", async () => {
    const { proven, unknown } = await verifyFolder("tests/fixtures/lessons-good", ["L02", "Q001"]);
    expect(proven.get("stepsDone")).toBe(1);
    expect(proven.get("questions")).toBe(1);
    expect(proven.has("puzzles")).toBe(false);
    expect(unknown).toEqual([]);
  });

  it("does not know what is not there", async () => {
    const { unknown } = await verifyFolder("tests/fixtures/lessons-good", ["L07"]);
    expect(unknown).toEqual(["L07"]);
  });
});

import { describe, expect, it } from "vitest";
import {
  classRows,
  classTable,
  takeIn,
  type ClassCourse,
} from "../../../src/core/lessons/class.ts";
import { splitExams, withExams } from "../../../src/core/lessons/classExams.ts";
import {
  countsOf,
  MAX_PROGRESS_FILE,
  mergeProgress,
  progressFileName,
  readProgressFile,
} from "../../../src/core/lessons/handIn.ts";
import { NO_PROGRESS, type Progress } from "../../../src/core/lessons/schema/progress.ts";
import { asText } from "../../../src/core/report/matrixText.ts";
import { csvText } from "../../../src/core/report/table.ts";

const step = (done: boolean, beliefs: string[] = []) => ({
  done,
  hints: 0,
  solutionShown: false,
  attempts: 1,
  beliefs,
});
const answer = (question: string, topic: string, right: boolean, at: number, belief?: string) => ({
  question,
  topic,
  right,
  score: right ? 1 : 0,
  seconds: 5,
  at,
  ...(belief !== undefined && { belief }),
});

const ADA: Progress = {
  ...NO_PROGRESS,
  name: "Ada",
  lessons: {
    L01: { step: "b", at: 2, steps: { a: step(true), b: step(true), gone: step(true) } },
    L02: { step: "c", at: 3, steps: { c: step(false, ["M16"]) } },
  },
  puzzles: { P01: { stars: 2, policies: 1, rules: 1, hints: 0, at: 1 } },
  answers: [
    answer("Q001", "and-or", false, 1, "M17"),
    answer("Q002", "and-or", true, 2),
    answer("Q003", "order", false, 3, "M05"),
  ],
};
const BOB: Progress = {
  ...NO_PROGRESS,
  name: "=SUM(A1)",
  answers: [answer("Q001", "and-or", false, 1, "M17"), answer("Q003", "order", true, 2)],
};
const COURSE: ClassCourse = {
  lessons: [
    { id: "L01", steps: [{ id: "a" }, { id: "b" }] },
    { id: "L02", steps: [{ id: "c" }, { id: "d" }] },
  ],
  puzzles: ["P01", "P02"],
  challenges: ["D04"],
  about: (question) => (question === "Q002" ? ["M17"] : []),
};
const file = (name: string, value: unknown) => ({ name, text: JSON.stringify(value) });

describe("files of a class", () => {
  it("are taken in once each, and bad ones are named", () => {
    const { all, refused } = takeIn(
      [],
      [
        file("ada.json", ADA),
        file("ada-again.json", ADA),
        file("nameless.json", { ...NO_PROGRESS }),
        { name: "words.json", text: "hello" },
        file("other.json", { a: 1 }),
        file("old.json", { ...ADA, version: 0 }),
        file("odd.json", { ...ADA, answers: [{}] }),
        { name: "proto.json", text: '{"version":1,"lessons":{},"__proto__":{"x":1}}' },
        { name: "large.json", text: " ".repeat(MAX_PROGRESS_FILE + 1) },
      ],
    );
    expect(all.map(({ learner }) => learner)).toEqual(["Ada", "nameless.json"]);
    expect(refused).toEqual([
      { file: "ada-again.json", reason: "it is here already" },
      { file: "words.json", reason: "it is no JSON, or not the whole of it" },
      { file: "other.json", reason: "it is no progress file" },
      { file: "old.json", reason: "it is of another version of the lab" },
      { file: "odd.json", reason: expect.stringContaining("answers.0") as string },
      { file: "proto.json", reason: expect.any(String) as string },
      { file: "large.json", reason: "it is larger than 4 MB" },
    ]);
  });

  it("of one name are rows of their own", () => {
    const first = takeIn([], [file("1.json", ADA)]).all;
    const { all } = takeIn(first, [file("2.json", { ...ADA, answers: [] })]);
    expect(all.map(({ learner }) => learner)).toEqual(["Ada", "Ada (2)"]);
  });
});

describe("the table of a class", () => {
  const { all } = takeIn([], [file("ada.json", ADA), file("bob.json", BOB)]);
  const table = classTable(all, COURSE);

  it("counts the steps that the course has", () => {
    expect(table.rows[0]).toMatchObject({
      learner: "Ada",
      lessons: [
        { done: 2, of: 2 },
        { done: 0, of: 2 },
      ],
      steps: { done: 2, of: 4 },
      puzzles: { done: 1, of: 2 },
      challenges: { done: 0, of: 1 },
      answers: { done: 1, of: 3 },
    });
  });

  it("puts the weakest topic first", () => {
    expect(table.topics).toEqual([
      { topic: "and-or", done: 1, of: 3 },
      { topic: "order", done: 1, of: 2 },
    ]);
    expect(table.rows[1]?.topics.get("and-or")).toEqual({ done: 0, of: 1 });
  });

  it("tells who shows a misconception still, and who is past it", () => {
    expect(table.beliefs).toEqual([
      { belief: "M17", open: ["=SUM(A1)"], mended: ["Ada"] },
      { belief: "M05", open: ["Ada"], mended: [] },
      { belief: "M16", open: ["Ada"], mended: [] },
    ]);
  });

  it("becomes CSV that no sheet takes for formulas or dates", () => {
    const text = csvText(classRows(table, COURSE).map((row) => row.map(asText)));
    expect(text.split("\r\n")).toEqual([
      "learner,file,L01,L02,puzzles,broken clusters,answers right,topic and-or,topic order,M17,M05,M16",
      "Ada,ada.json,2 of 2,0 of 2,1 of 2,0 of 1,1 of 3,1 of 2,0 of 1,mended,shown,shown",
      "'=SUM(A1),bob.json,0 of 2,0 of 2,0 of 2,0 of 1,1 of 2,0 of 1,1 of 1,shown,,",
      "",
    ]);
  });

  it.each(["=1+1", "+1", "-1", "@SUM(1)", "\tx", "\rx"])("guards %j", (name) => {
    const row = takeIn([], [file("a.json", { ...ADA, name: `${name} ` })]).all;
    const [, line = ""] = csvText(
      classRows(classTable(row, COURSE), COURSE).map((cells) => cells.map(asText)),
    ).split("\r\n");
    expect(line).not.toMatch(/^"?[=+\-@\t\r]/);
  });
});

describe("exams of a class", () => {
  it("are told from progress, and held to what they claim", () => {
    const exam = {
      kind: "netpol-lab exam",
      version: 1,
      exam: "none",
      seed: "s",
      name: "Ada",
      begun: 1,
      ended: 2,
      answers: [{ question: "Q001", given: null, right: false, score: 0 }],
      percent: 0,
      code: "none-0",
    };
    const { exams, rest } = splitExams([
      file("exam.json", exam),
      file("ada.json", ADA),
      { name: "x", text: "{" },
    ]);
    expect(rest.map(({ name }) => name)).toEqual(["ada.json", "x"]);
    const checked = withExams(withExams([], exams, []), exams, []);
    expect(checked).toHaveLength(1);
    expect(checked[0]?.faults).toEqual(["There is no exam none."]);
  });
});

describe("progress as a file", () => {
  it("is called after the learner and the day", () => {
    const now = Date.UTC(2026, 2, 14, 9);
    expect(progressFileName("Ada Lovelace", now)).toBe(
      "netpol-progress-Ada-Lovelace-2026-03-14.json",
    );
    expect(progressFileName("  ../é<b> ", now)).toBe("netpol-progress-e-b-2026-03-14.json");
    expect(progressFileName("", now)).toBe("netpol-progress-2026-03-14.json");
  });

  it("comes back as it was", () => {
    expect(readProgressFile(file("a", ADA))).toEqual({ ok: true, progress: ADA });
  });

  it("is merged without losing what either has done", () => {
    const other: Progress = {
      ...NO_PROGRESS,
      name: "Somebody",
      lessons: { L02: { step: "d", at: 9, steps: { c: step(true, ["M17"]), d: step(false) } } },
      puzzles: { P01: { stars: 3, policies: 1, rules: 1, hints: 0, at: 5 } },
      challenges: { D04: { done: true, hints: 0, attempts: 1, seconds: 1, at: 1 } },
      answers: [...ADA.answers.slice(0, 1), answer("Q009", "order", true, 0)],
    };
    const merged = mergeProgress(ADA, other);
    expect(merged.name).toBe("Ada");
    expect(countsOf(merged)).toEqual({ steps: 4, puzzles: 1, challenges: 1, answers: 4 });
    expect(merged.answers.map(({ at }) => at)).toEqual([0, 1, 2, 3]);
    expect(merged.lessons["L02"]).toMatchObject({ step: "d", at: 9 });
    expect(merged.lessons["L02"]?.steps["c"]).toMatchObject({
      done: true,
      beliefs: ["M16", "M17"],
    });
    expect(merged.puzzles["P01"]?.stars).toBe(3);
    expect(mergeProgress(merged, other)).toEqual(merged);
    expect(mergeProgress(NO_PROGRESS, ADA)).toEqual(ADA);
  });
});

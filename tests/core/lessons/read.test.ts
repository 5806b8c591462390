/** Content that is wrong is refused, each fault at its place. */
import { describe, expect, it } from "vitest";
import { formatProblem, readContent } from "../../../src/core/lessons/schema/read.ts";
import { lesson } from "../../../src/core/lessons/schema/lesson.ts";

const GOOD = `id: L01
title: The flat network
level: beginner
minutes: 10
goal: See that all is open.
cluster: flat
misconceptions: [M01]
steps:
  - id: look
    title: Look around
    task: List the pods.
    checks:
      - reach default/a -> default/b:80 allow
    hints: [one, two, three]
    solution: [kubectl get pods]
`;

const read = (text: string): string[] => {
  const result = readContent(lesson, "lesson.yaml", text);
  return result.ok ? [] : result.problems.map(formatProblem);
};

describe("a lesson file", () => {
  it("is read when it is whole", () => {
    const result = readContent(lesson, "lesson.yaml", GOOD);
    expect(result.ok && result.content.value.steps[0]?.solution).toEqual(["kubectl get pods"]);
  });

  it.each([
    [
      "no YAML",
      GOOD.replace("[M01]", "[M01"),
      "lesson.yaml:8:6 yaml: line 7: did not find expected ',' or ']'",
    ],
    [
      "an unknown field",
      GOOD.replace("title: The", "titel: The"),
      "lesson.yaml:2:1 titel: there is no such field",
    ],
    ["a wrong id", GOOD.replace("L01", "lesson-1"), "lesson.yaml:1:1 id: "],
    ["a level nobody has", GOOD.replace("beginner", "guru"), "lesson.yaml:3:1 level: "],
    ["two hints", GOOD.replace(", three", ""), "lesson.yaml:14:5 steps[0].hints: "],
    [
      "a check that is a number",
      GOOD.replace("reach default/a -> default/b:80 allow", "7"),
      "lesson.yaml:13:9 steps[0].checks[0]: ",
    ],
  ])("is refused: %s", (_, text, problem) => {
    expect(read(text).join("\n")).toContain(problem);
  });
});

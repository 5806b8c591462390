import { describe, expect, it } from "vitest";
import { lessonModule } from "../../src/content/vite.ts";
import { formatProblem } from "../../src/core/lessons/schema/read.ts";
import { lessonText } from "../support/lessons.ts";

const data = (path: string, heading = false): unknown => {
  const result = lessonModule(path, lessonText(path), heading);
  if ("problems" in result) throw new Error(result.problems.map(formatProblem).join("\n"));
  return result.data;
};
const problems = (path: string, source: string): readonly string[] => {
  const result = lessonModule(path, source);
  return "problems" in result ? result.problems.map(formatProblem) : [];
};

describe("files of lessons as modules of the page", () => {
  it("are data; of a heading only what the course map shows", () => {
    expect(data("L07/lesson.yaml")).toHaveProperty("steps.0.hints");
    const heading = data("L07/lesson.yaml", true);
    expect(heading).toHaveProperty("steps.0", { id: "as-printed", title: "A policy as printed" });
    expect(heading).not.toHaveProperty("steps.0.hints");
  });

  it("bring the stems of questions as blocks", () => {
    expect(data("quiz/quiz1.yaml")).toHaveProperty("stems.Q006.1.kind", "code");
  });

  it.each<[string, string, string, string]>([
    ["a field too many", "L07/lesson.yaml", "colour: red\n", "lessons/L07/lesson.yaml:1:1"],
    ["YAML that is none", "course.yaml", "title: [", "lessons/course.yaml:1:"],
    ["HTML in prose", "L07/text.md", "## a\n\n<b>", "lessons/L07/text.md:3:1 raw HTML"],
  ])("are refused with %s", (_, path, source, problem) => {
    expect(problems(path, source).join("\n")).toContain(problem);
  });

  it("refuse HTML in a stem, at the stem", () => {
    const source = lessonText("quiz/quiz1.yaml").replace("stem: The cluster is new", "stem: x<br>");
    expect(problems("quiz/quiz1.yaml", source)).toEqual([
      expect.stringMatching(/^lessons\/quiz\/quiz1\.yaml:9:5 questions\[0\]\.stem: raw HTML/),
    ]);
  });
});

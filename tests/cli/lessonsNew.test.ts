/** What authors get besides the verifier: a lesson to begin with, schemas for editors, a preview. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLesson } from "../../src/cli/lessons/create.ts";
import { findVite, idOf, pageOf } from "../../src/cli/lessons/preview.ts";
import { writeSchemas } from "../../src/cli/lessons/schema.ts";
import { readTree } from "../../src/cli/lessons/tree.ts";
import { jsonSchemas, schemaLine } from "../../src/content/jsonSchema.ts";
import { CONTENT_KINDS } from "../../src/content/kinds.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lessons-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const write = (name: string, text: string): void => {
  writeFileSync(join(folder, name), text);
};
const over = (): void => {
  write("library.yaml", `over: ${relative(folder, resolve("lessons"))}\n`);
};

describe("the schemas", () => {
  it.each([...jsonSchemas()])("of lessons/schema/%s are up to date", (name, text) => {
    expect(readFileSync(`lessons/schema/${name}`, "utf8")).toBe(text);
  });

  it("are those of all kinds, and no others", () => {
    expect(readdirSync("lessons/schema").toSorted()).toEqual([...jsonSchemas().keys()].toSorted());
    expect(jsonSchemas().size).toBe(CONTENT_KINDS.length + 1);
  });

  it("explain every field of a lesson", () => {
    const schema = jsonSchemas().get("lesson.json") ?? "";
    expect(schema).toContain("Three hints, each telling more");
    const { properties } = JSON.parse(schema) as {
      properties: Record<string, { description?: string }>;
    };
    const silent = Object.entries(properties).filter(([, { description }]) => description === undefined);
    expect(silent.map(([name]) => name)).toEqual(["steps"]);
  });

  it("are named at the top of every content file", () => {
    const without = [...readTree("lessons")].filter(([path, { text }]) => {
      const line = schemaLine(path);
      return line !== undefined && !text.startsWith(`${line}\n`);
    });
    expect(without.map(([path]) => path)).toEqual([]);
  });

  it("are written once, the line too", () => {
    write("course.yaml", "title: x\n");
    expect(writeSchemas(folder)).toHaveLength(jsonSchemas().size + 1);
    expect(readFileSync(join(folder, "course.yaml"), "utf8")).toBe(
      "# yaml-language-server: $schema=./schema/course.json\ntitle: x\n",
    );
    expect(writeSchemas(folder)).toEqual([]);
  });
}); // prettier-ignore

describe("a new lesson", () => {
  it("joins the last module of the course", () => {
    over();
    write("course.yaml", "modules:\n  - lessons: [L01]\n  - lessons: []\n");
    expect(createLesson(folder, "L30", 'Say "no": why').inCourse).toBe(true);
    expect(readFileSync(join(folder, "course.yaml"), "utf8")).toContain("  - lessons: [L30]\n");
    expect(readTree(folder).get("L30/lesson.yaml")?.text).toContain('title: "Say \\"no\\": why"');
  });

  it("says when the course has to be changed by hand", () => {
    over();
    write("course.yaml", "modules:\n  - lessons:\n      - L01\n");
    expect(createLesson(folder, "L30", "x").inCourse).toBe(false);
  });

  it.each([
    ["an id of another kind", "P30", /"P30" is no id of a lesson/],
    ["a way out of the folder", "../L30", /no id of a lesson/],
    ["a lesson of the folder beneath", "L07", /there is a lesson L07 already; nothing was changed/],
  ])("is refused for %s", (_, id, message) => {
    over();
    expect(() => createLesson(folder, id, "x")).toThrow(message);
    expect(readdirSync(folder)).toEqual(["library.yaml"]);
  });

  it("never overwrites", () => {
    over();
    createLesson(folder, "L30", "mine");
    expect(() => createLesson(folder, "L30", "yours")).toThrow(/already/);
    expect(readTree(folder).get("L30/lesson.yaml")?.text).toContain('title: "mine"');
  });

  it("needs its cluster", () => {
    expect(() => createLesson(folder, "L30", "x")).toThrow(/has no cluster day26/);
  });
});

describe("a folder on another one", () => {
  it("takes what it lacks, but for what it does without", () => {
    write("library.yaml", `over: ${relative(folder, resolve("lessons"))}\nwithout: [L07/text.md]\n`);
    write("glossary.yaml", "terms: []\n");
    const tree = readTree(folder);
    expect(tree.has("L07/lesson.yaml")).toBe(true);
    expect(tree.has("L07/text.md")).toBe(false);
    expect(tree.get("glossary.yaml")?.text).toBe("terms: []\n");
  });

  it.each([
    ["stands on itself", "over: .\n", /too many folders stand on each other/],
    ["stands on nothing", "over: nowhere\n", /there is no folder/],
    ["says something else", "under: x\n", /library\.yaml:1:1 /],
  ])("is refused when it %s", (_, text, message) => {
    write("library.yaml", text);
    expect(() => readTree(folder)).toThrow(message);
  });
}); // prettier-ignore

describe("the preview", () => {
  it.each([
    ["L07/text.md", "L07"],
    ["L07/files/a.yaml", "L07"],
    ["puzzles/P04/puzzle.yaml", "P04"],
    ["demos/allow-deny/files/x.yaml", "allow-deny"],
    ["glossary.yaml", undefined],
    ["scenarios/flat/cluster.yaml", undefined],
    ["quiz/quiz1.yaml", undefined],
  ])("knows what %s belongs to", (path, id) => {
    expect(idOf(path)).toBe(id);
  });

  it.each([
    [undefined, "#/learn"],
    ["L07", "#/learn/L07"],
    ["P04", "#/puzzle/P04"],
    ["D08", "#/challenge/D08"],
    ["allow-deny", "#/demo/allow-deny"],
  ])("opens %s at %s", (id, page) => {
    expect(pageOf(id)).toBe(page);
  });

  it("finds the server of the project, and says so where there is none", () => {
    expect(findVite(process.cwd())).toMatch(/vite\/bin\/vite\.js$/);
    expect(() => findVite(folder)).toThrow(/run it in a checkout of the project/);
  });
});

/**
 * docs/writing-lessons.md: its tables come from the registries, and its lesson is written as it says.
 * After a change: npx vitest run tests/content/writing.test.ts -u
 */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createLesson } from "../../src/cli/lessons/create.ts";
import { verifyFolder } from "../../src/cli/lessons/verifyLessons.ts";
import { DIRECTIVES } from "../../src/content/prose.ts";
import { CHECK_KINDS } from "../../src/core/lessons/checks/registry.ts";
import { PROOFS } from "../../src/core/session/verify/ledger.ts";

const file = resolve(import.meta.dirname, "../../docs/writing-lessons.md");
const text = readFileSync(file, "utf8");

const table = (head: readonly [string, string], rows: readonly (readonly [string, string])[]) => {
  const cell = (words: string): string => words.replaceAll("|", "\\|");
  const all = [head, ...rows].map(([a, b]) => [cell(a), cell(b)] as const);
  const [left = 0, right = 0] = [0, 1].map((i) => Math.max(...all.map((row) => row[i]?.length ?? 0)));
  const lines = all.map(([a, b]) => `| ${a.padEnd(left)} | ${b.padEnd(right)} |`);
  return [lines[0], `| ${"-".repeat(left)} | ${"-".repeat(right)} |`, ...lines.slice(1)].join("\n");
}; // prettier-ignore

const code = (words: string): string => (words.includes("`") ? `\` ${words} \`` : `\`${words}\``);

const GENERATED: ReadonlyMap<string, () => string> = new Map([
  ["checks", () => table(["check", "what it asks"], CHECK_KINDS.map(({ form, about }) => [code(form), about]))],
  ["directives", () => table(["directive", "what it shows"], DIRECTIVES.map(({ form, about }) => [code(form), about]))],
  ["proofs", () => Object.values(PROOFS).map((words) => `- ${words}`).join("\n")],
]); // prettier-ignore

it("docs/writing-lessons.md has what the registries say", async () => {
  const written = text.replace(
    /(<!-- generated: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, start: string, name: string, end: string) =>
      `${start}\n${GENERATED.get(name)?.() ?? ""}\n\n${end}`,
  );
  await expect(written).toMatchFileSnapshot(file);
});

const blocks = (language: string): readonly string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(
    ([, block = ""]) => block,
  );

describe("the lesson of the guide", () => {
  const folder = mkdtempSync(join(tmpdir(), "lessons-"));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it("is made, found unfair, and made fair, as it says", async () => {
    copyFileSync("lessons/course.yaml", join(folder, "course.yaml"));
    writeFileSync(join(folder, "library.yaml"), `over: ${relative(folder, resolve("lessons"))}\n`);
    expect(createLesson(folder, "L21", "A way out").inCourse).toBe(true);
    const found = async (): Promise<string> => {
      const { problems } = await verifyFolder(folder, ["L21"]);
      return problems.map(({ path, message }) => `${path}: ${message}\n`).join("");
    };
    expect(await found()).toBe("");

    const [step = "", checks = "", predict = ""] = blocks("yaml");
    const change = (name: string, how: (was: string) => string): void => {
      const path = join(folder, "L21", name);
      writeFileSync(path, how(readFileSync(path, "utf8")));
    };
    change("lesson.yaml", (was) => `${was}\n${step}`);
    const said = /<!-- said: unfair -->\n\n```text\n([\s\S]*?)```/.exec(text)?.[1] ?? "";
    expect(said).not.toBe("");
    expect((await found()).split("\n").toSorted()).toEqual(said.split("\n").toSorted());

    const last = /^ {4}checks:\n(?: {6}.*\n)+(?![\s\S]*^ {4}checks:)/m;
    change("lesson.yaml", (was) => was.replace(last, () => predict + checks));
    const [prose = ""] = blocks("md");
    change("text.md", (was) => `${was}\n${prose}`);
    expect(await found()).toBe("");
  }, 120_000);
});

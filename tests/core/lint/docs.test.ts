import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { applyEdits } from "../../../src/core/netpol/edit.ts";
import { wordCount } from "../../../src/core/netpol/phrases.ts";
import { profileNamed } from "../../../src/core/netpol/profiles/registry.ts";
import { validateCreate } from "../../../src/core/validation/admit.ts";
import type { Finding, Fix } from "../../../src/core/lint/finding.ts";
import { lint } from "../../../src/core/lint/lint.ts";
import { RULES } from "../../../src/core/lint/rules.ts";
import { locateFinding } from "../../../src/core/lint/sources.ts";
import type { LintInput } from "../../../src/core/lint/world.ts";
import { folder } from "./folder.ts";
import type { Folder } from "./folder.ts";

const DOCS = new URL("../../../docs/lint/", import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, DOCS), "utf8");

/** The YAML below a heading of a page. */
function example(page: string, heading: string): string {
  const [, block] =
    new RegExp(`^## ${heading}\\n+\`\`\`yaml\\n([^]*?)\`\`\``, "m").exec(page) ?? [];
  if (block === undefined) throw new Error(`no example "${heading}"`);
  return block;
}

function open(text: string): Folder {
  const [, plugin] = /^# plugin: (\S+)/.exec(text) ?? [];
  const profile = plugin === undefined ? undefined : profileNamed(plugin);
  if (plugin !== undefined && profile === undefined) throw new Error(`no plugin ${plugin}`);
  return folder(text, profile);
}

const key = ({ code, object, path }: Finding): string => `${code} ${object.name} ${path}`;

/** The input after a fix; what was written of the policies that it changes is not so any more. */
function fixed(input: LintInput, { edits }: Fix): LintInput {
  const { namespaces = [], pods = [], nodes = [], policies } = input;
  const after = applyEdits({ namespaces, pods, nodes, policies }, edits);
  const { sources: _, ...rest } = input;
  return { ...rest, ...after };
}

describe.each(RULES.map((rule) => [rule.code, rule] as const))("%s", (code, rule) => {
  const page = read(`${code}.md`);
  const bad = open(example(page, "Bad"));
  const good = open(example(page, "Good"));
  const found = lint(bad);

  test("the page says what the catalogue says", () => {
    expect(page.split("\n")[0]).toBe(`# ${rule.title}`);
    expect(page).toContain(`\`${code}\`, severity ${rule.severity}.`);
  });

  test("the bad example has this finding and no other", () => {
    expect(new Set(found.map((finding) => finding.code))).toEqual(new Set([code]));
  });

  test("the good example has none, and the API takes it", () => {
    expect(lint(good).map(key)).toEqual([]);
    expect(good.refused).toEqual([]);
  });

  test("every finding has a line and a short message", () => {
    for (const finding of found) {
      const place = locateFinding(bad.sources, finding);
      expect(place?.line).toBeGreaterThan(1);
      expect(place?.column).toBeGreaterThan(0);
      for (const sentence of finding.message.split(/(?<=[.?!:]) /)) {
        expect(wordCount(sentence), sentence).toBeLessThanOrEqual(25);
      }
    }
  });

  test("a fix mends it, brings nothing new, and is valid", () => {
    for (const finding of found) {
      for (const fix of finding.fixes) {
        const { textEdits } = fix;
        if (fix.edits.length === 0) {
          expect(textEdits?.length).toBeGreaterThan(0);
          continue;
        }
        const after = fixed(bad, fix);
        const codes = lint(after).map(key);
        expect(codes, fix.title).not.toContain(key(finding));
        expect(codes.filter((other) => !found.map(key).includes(other))).toEqual([]);
        for (const policy of after.policies) expect(validateCreate(policy)).toEqual([]);
      }
    }
  });
});

test("text fixes of all findings together give a text that the API takes", () => {
  const page = read("label-value-trap.md");
  const text = example(page, "Bad");
  const edits = lint(folder(text))
    .flatMap(({ fixes }) => fixes.flatMap(({ textEdits = [] }) => textEdits))
    .sort((a, b) => b.from - a.from);
  expect(edits).toHaveLength(2);
  const mended = edits.reduce(
    (old, { from, to, insert }) => old.slice(0, from) + insert + old.slice(to),
    text,
  );
  const after = folder(mended);
  expect(folder(text).refused).toHaveLength(1);
  expect(after.refused).toEqual([]);
  expect(lint(after)).toEqual([]);
});

test("there is a page for each code, and none besides", () => {
  const pages = readdirSync(DOCS).filter((name) => name !== "README.md");
  expect(pages.sort()).toEqual(RULES.map(({ code }) => `${code}.md`).sort());
  expect(new Set(RULES.map(({ code }) => code)).size).toBe(RULES.length);
});

test("the table of codes is the catalogue", () => {
  const rows = read("README.md")
    .split("\n")
    .filter((line) => line.startsWith("| ["))
    .map((line) => line.replace(/ +/g, " "));
  expect(rows).toEqual(
    RULES.map(
      ({ code, severity, title }) => `| [\`${code}\`](${code}.md) | ${severity} | ${title} |`,
    ),
  );
});

/** Sentences of the prose of a page: no code, no table, no heading. */
function sentences(page: string): string[] {
  return page
    .replace(/```[^]*?```/g, "")
    .split(/\n\s*\n/)
    .filter((part) => !/^(#|\||- )/.test(part.trim()))
    .flatMap((part) => part.replace(/\s+/g, " ").split(/(?<=[.?!:;]) /))
    .filter((sentence) => sentence.trim() !== "");
}

test("no sentence is longer than 25 words", () => {
  const texts = [
    ...readdirSync(DOCS).flatMap((name) => sentences(read(name))),
    ...RULES.flatMap(({ why, remedy }) => [why, ...remedy.split(/(?<=[.]) /)]),
  ];
  expect(texts.filter((sentence) => wordCount(sentence) > 25)).toEqual([]);
});

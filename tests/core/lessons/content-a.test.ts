/**
 * The lessons, puzzles and broken clusters of the first two modules as they are shipped: they are
 * read, what they name exists, and their solutions are typed into a lab in which every check is held.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type * as z from "zod/mini";
import type { NetworkPolicy } from "../../../src/core/api/objects.ts";
import {
  readCheck,
  runChecks,
  type CheckSource,
} from "../../../src/core/lessons/checks/registry.ts";
import {
  challenge,
  glossary,
  lesson,
  puzzle,
  type LessonStep,
} from "../../../src/core/lessons/schema/lesson.ts";
import { misconceptionBook, quizBank } from "../../../src/core/lessons/schema/quiz.ts";
import { formatProblem, readContent } from "../../../src/core/lessons/schema/read.ts";
import { pluginNamed } from "../../../src/core/netpol/profiles/registry.ts";
import { checkWorld } from "../../../src/core/session/lessonWorld.ts";
import { readScenario } from "../../../src/core/session/scenario.ts";
import { parseYaml } from "../../../src/core/yaml/parse.ts";
import { openHeadless, startOf, type HeadlessLab } from "../../support/session.ts";

const LESSONS = resolve(import.meta.dirname, "../../../lessons");
const text = (path: string): string => readFileSync(join(LESSONS, path), "utf8");

function content<T>(schema: z.ZodMiniType<T>, path: string): T {
  const result = readContent(schema, path, text(path));
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join("\n"));
  return result.content.value;
}

const BELIEFS = content(misconceptionBook, "misconceptions.yaml").misconceptions.map(
  ({ id }) => id,
);
const TERMS = content(glossary, "glossary.yaml").terms.map(({ term }) => term);
const FIRST_QUIZ = content(quizBank, "quiz/quiz1.yaml").questions;

/** The files that a lesson, puzzle or broken cluster brings, by name. */
function filesOf(folder: string): Record<string, string> {
  const path = join(LESSONS, folder, "files");
  if (!existsSync(path)) return {};
  return Object.fromEntries(
    readdirSync(path).map((name) => [name, text(`${folder}/files/${name}`)]),
  );
}

interface Start {
  readonly plugin?: string | undefined;
  readonly apply?: readonly string[] | undefined;
}

/** A lab on one of the clusters, with what is done to it before the learner begins. */
async function begin(
  cluster: string,
  start: Start | undefined,
  folder: string,
): Promise<HeadlessLab> {
  const scenario = parseYaml(text(`scenarios/${cluster}/scenario.yaml`));
  if (!scenario.ok) throw new Error(scenario.error.message);
  const files = filesOf(folder);
  const lab = openHeadless(
    startOf(
      text(`scenarios/${cluster}/cluster.yaml`),
      files,
      readScenario(cluster, scenario.value ?? {}),
    ),
    { textTools: "real" },
  );
  if (start?.plugin !== undefined) await lab.session.setPlugin(start.plugin);
  for (const name of start?.apply ?? []) {
    const { code, err } = await lab.run("kubectl apply -f -", files[name] ?? "");
    expect(code, err).toBe(0);
  }
  return lab;
}

/** Types a command; the plugin is switched as the page's header does it. */
async function type(lab: HeadlessLab, command: string): Promise<void> {
  const plugin = /^lab plugin (\S+)$/.exec(command)?.[1];
  if (plugin === undefined) {
    await lab.run(command);
    return;
  }
  expect(pluginNamed(plugin)).toBeDefined();
  lab.session.remember(command);
  await lab.session.setPlugin(plugin);
}

/** The checks that do not hold, each with what is so instead. */
function failing(
  lab: HeadlessLab,
  sources: readonly CheckSource[],
  logFrom = 0,
  answers: ReadonlyMap<string, boolean> = new Map(),
): readonly string[] {
  const checks = sources.map(readCheck);
  const results = runChecks(checks, checkWorld(lab.session, { logFrom, answers }));
  return results.flatMap((result, index) =>
    result.holds ? [] : [`${checks[index]?.source ?? ""} (${result.text})`],
  );
}

/** What a prediction says of the lab after the step, as far as a check can say it. */
function predicted({ predict }: LessonStep): readonly CheckSource[] {
  if (predict === undefined) return [];
  if ("cells" in predict) return predict.cells;
  return "options" in predict && predict.key !== undefined ? [predict.key] : [];
}

const strings = (value: unknown): readonly string[] =>
  typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(strings)
      : [];

/** Sentences for the learner that are too long, or shout. */
const hardToRead = (prose: string): readonly string[] =>
  prose
    .replaceAll(/^```[^]*?^```$/gm, "")
    .split(/(?<=[.?!])["”]?\s|\n\n|:\n/)
    .filter((part) => part.trim().split(/\s+/).length > 25 || part.includes("!"));

describe("the rules for prose", () => {
  it("reject what is long and what shouts", () => {
    const words = (count: number): string => Array<string>(count).fill("word").join(" ");
    expect(hardToRead(`${words(25)}. ${words(25)}.`)).toEqual([]);
    expect(hardToRead(`${words(12)}. ${words(26)}.`)).toHaveLength(1);
    expect(hardToRead("Run it. Well done!")).toHaveLength(1);
    expect(hardToRead(`One.\n\n\`\`\`sh\n${words(30)}\n\`\`\`\n`)).toEqual([]);
  });
});

describe.each(["L03", "L04", "L05"])("lesson %s", (id) => {
  const read = content(lesson, `${id}/lesson.yaml`);
  const prose = text(`${id}/text.md`);

  it("names only what there is", () => {
    expect(read.id).toBe(id);
    const beliefs = read.steps.flatMap(({ predict }) =>
      predict !== undefined && "options" in predict ? (predict.beliefs ?? []) : [],
    );
    const named = [...read.misconceptions, ...beliefs].filter((belief) => belief !== null);
    expect(named.filter((belief) => !BELIEFS.includes(belief))).toEqual([]);
    const terms = [...prose.matchAll(/:term\[([^\]]+)\]/g)].map(([, term = ""]) => term);
    expect([...terms, ...(read.teaches ?? [])].filter((term) => !TERMS.includes(term))).toEqual([]);
    const own = FIRST_QUIZ.filter((question) => question.lesson === id).map((q) => q.id);
    const asked = read.steps.flatMap(({ questions = [] }) => questions);
    expect(own.filter((question) => !asked.includes(question))).toEqual([]);
    for (const { predict } of read.steps) {
      if (predict === undefined || !("options" in predict)) continue;
      expect(predict.answer).toBeLessThan(predict.options.length);
      if (predict.beliefs === undefined) continue;
      expect(predict.beliefs).toHaveLength(predict.options.length);
      expect(predict.beliefs[predict.answer]).toBeNull();
    }
  });

  it("has prose for each step, in their order and not too much of it", () => {
    const parts = prose.split(/^## /m).slice(1);
    expect(parts.map((part) => part.slice(0, part.indexOf("\n")))).toEqual(
      read.steps.map((step) => step.id),
    );
    for (const part of parts) {
      const words = part.replaceAll(/```[^]*?```/g, "").split(/\s+/).length;
      expect(words, part).toBeGreaterThan(40);
      expect(words, part).toBeLessThan(125);
    }
    const { steps, goal } = read;
    const said = [goal, ...steps.flatMap(({ task, predict, hints }) => [task, predict, hints])];
    expect([...strings(said), prose].flatMap(hardToRead)).toEqual([]);
  });

  it("is done by its solutions, and only by them", async () => {
    const lab = await begin(read.cluster, read.start, id);
    for (const step of read.steps) {
      const logFrom = lab.session.log.length;
      const answers = new Map([[step.id, true]]);
      const checks = step.checks ?? [];
      const before = { state: lab.session.cluster.state, open: failing(lab, checks, logFrom) };
      expect(before.open.length, `${step.id} is done before it begins`).toBeGreaterThan(0);
      for (const command of step.solution) await type(lab, command);
      expect(failing(lab, checks, logFrom, answers), step.id).toEqual([]);
      expect(failing(lab, [...predicted(step), ...(read.keep ?? [])]), step.id).toEqual([]);
      const { objects, plugin } = lab.session.cluster.state;
      if (objects === before.state.objects && plugin === before.state.plugin) continue;
      // what changes the lab is seen by its state, whatever was typed
      const state = before.open.filter((line) => !/^(ran|answered) /.test(line));
      expect(state.length, `${step.id} is done without its change`).toBeGreaterThan(0);
    }
  });
});

const policiesOf = (lab: HeadlessLab): readonly NetworkPolicy[] => [
  ...(lab.session.cluster.state.objects.get("networking.k8s.io/NetworkPolicy")?.values() ?? []),
];

describe.each(["P01", "P02", "P03"])("puzzle %s", (id) => {
  const read = content(puzzle, `puzzles/${id}/puzzle.yaml`);

  it("is unsolved at first and solved at par", async () => {
    expect(read.id).toBe(id);
    expect(strings([read.story, read.hints, read.why]).flatMap(hardToRead)).toEqual([]);
    expect((read.misconceptions ?? []).filter((belief) => !BELIEFS.includes(belief))).toEqual([]);
    const lab = await begin(read.cluster, read.start, `puzzles/${id}`);
    const given = policiesOf(lab).length;
    const allow = read.allow.map((flow) => `reach ${flow} allow`);
    const deny = read.deny.map((flow) => `reach ${flow} deny`);
    expect(failing(lab, allow)).toEqual([]);
    expect(failing(lab, deny)).toHaveLength(deny.length);
    for (const command of read.solution) await type(lab, command);
    expect(failing(lab, [...allow, ...deny])).toEqual([]);
    const policies = policiesOf(lab);
    const rules = policies.flatMap(({ spec }) => [
      ...(spec?.ingress ?? []),
      ...(spec?.egress ?? []),
    ]);
    expect({ policies: policies.length - given, rules: rules.length }).toEqual(read.par);
  });
});

describe.each(["D04", "D05", "D11"])("broken cluster %s", (id) => {
  const read = content(challenge, `challenges/${id}/challenge.yaml`);

  it("shows its fault, is mended by its solution, and keeps its walls", async () => {
    expect(read.id).toBe(id);
    const { ticket, clue, cause, hints } = read;
    expect([ticket, clue, cause, ...hints].flatMap(hardToRead)).toEqual([]);
    expect(read.misconceptions.filter((belief) => !BELIEFS.includes(belief))).toEqual([]);
    const lab = await begin(read.cluster, read.start, `challenges/${id}`);
    expect(failing(lab, [...read.broken, ...read.guard])).toEqual([]);
    expect(failing(lab, read.goal)).not.toEqual([]);
    for (const command of read.solution) await type(lab, command);
    expect(failing(lab, [...read.goal, ...read.guard])).toEqual([]);
    expect(failing(lab, read.broken)).toHaveLength(read.broken.length);
  });
});

/**
 * The quiz, the book of beliefs and the glossary as they are shipped: they are read, what they name
 * exists, and every declared key is proven on a lab with its policies in force.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type * as z from "zod/mini";
import type { CheckSource } from "../../../src/core/lessons/checks/registry.ts";
import { readCheck, runChecks } from "../../../src/core/lessons/checks/registry.ts";
import { MISCONCEPTIONS } from "../../../src/core/lessons/misconceptions.ts";
import { glossary } from "../../../src/core/lessons/schema/lesson.ts";
import {
  misconceptionBook,
  quizBank,
  type Question,
} from "../../../src/core/lessons/schema/quiz.ts";
import { formatProblem, readContent } from "../../../src/core/lessons/schema/read.ts";
import { pluginNamed } from "../../../src/core/netpol/profiles/registry.ts";
import { checkWorld } from "../../../src/core/session/lessonWorld.ts";
import { readScenario } from "../../../src/core/session/scenario.ts";
import type { SessionStart } from "../../../src/core/session/session.ts";
import { parseYaml } from "../../../src/core/yaml/parse.ts";
import { openHeadless, startOf, type HeadlessLab } from "../../support/session.ts";

const LESSONS = resolve(import.meta.dirname, "../../../lessons");
const text = (path: string): string => readFileSync(join(LESSONS, path), "utf8");

function content<T>(schema: z.ZodMiniType<T>, path: string): T {
  const result = readContent(schema, path, text(path));
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join("\n"));
  return result.content.value;
}

const BOOK = content(misconceptionBook, "misconceptions.yaml").misconceptions;
const TERMS = content(glossary, "glossary.yaml").terms;
const BANK = content(quizBank, "quiz/quiz1.yaml").questions;

const repeated = (names: readonly string[]): readonly string[] =>
  names.filter((name, index) => names.indexOf(name) !== index);

describe("the book of beliefs", () => {
  it("names each once", () => {
    expect(repeated(BOOK.map(({ id }) => id))).toEqual([]);
  });

  it("has the words for every variation of the evaluator, and no others", () => {
    const flags = BOOK.flatMap(({ id, flags = [] }) => flags.map((flag) => `${id} ${flag}`));
    expect(flags).toEqual(MISCONCEPTIONS.map(({ id, flag }) => `${id} ${flag}`));
  });
});

describe("the glossary", () => {
  it("names each term once, and only terms that it has", () => {
    const names = TERMS.map(({ term }) => term);
    expect(repeated(names.map((name) => name.toLowerCase()))).toEqual([]);
    expect(TERMS.flatMap(({ see = [] }) => see).filter((name) => !names.includes(name))).toEqual(
      [],
    );
  });
});

/** The options of a question, in their order, and which of them are right. */
function keyOf(question: Question): { readonly count: number; readonly keys: readonly number[] } {
  switch (question.type) {
    case "single":
    case "outcome":
    case "spot":
      return { count: question.options.length, keys: [question.answer] };
    case "multi":
      return { count: question.options.length, keys: question.answers };
    default:
      return { count: 0, keys: [] };
  }
}

const beliefsOf = (question: Question): readonly string[] =>
  "options" in question ? question.options.flatMap(({ belief }) => belief ?? []) : [];

function checksOf(question: Question): readonly CheckSource[] {
  const own =
    question.type === "matrix" ? question.cells : question.type === "fix" ? question.goal : [];
  return [...own, ...(question.verify?.checks ?? [])];
}

function reads(source: CheckSource): boolean {
  try {
    readCheck(source);
    return true;
  } catch {
    return false;
  }
}

/** What is wrong with a question by itself. */
function faults(question: Question): readonly string[] {
  const { count, keys } = keyOf(question);
  const { verify } = question;
  const right = "options" in question ? keys.map((key) => question.options[key]) : [];
  const said = (fault: boolean, words: string): readonly string[] =>
    fault ? [`${question.id}: ${words}`] : [];
  return [
    ...said(
      keys.some((key) => key >= count) || new Set(keys).size < keys.length,
      "a key that is no option",
    ),
    ...said(count > 0 && keys.length === count, "nothing but right options"),
    ...said(
      right.some((option) => option?.belief !== undefined),
      "a right option with a belief",
    ),
    ...beliefsOf(question)
      .filter((belief) => !BOOK.some(({ id }) => id === belief))
      .map((belief) => `${question.id}: no belief ${belief}`),
    ...checksOf(question)
      .filter((source) => !reads(source))
      .map((source) => `${question.id}: no check ${JSON.stringify(source)}`),
    ...said(
      verify?.plugin !== undefined && pluginNamed(verify.plugin) === undefined,
      "no such plugin",
    ),
    ...said(
      verify !== undefined && !existsSync(join(LESSONS, "scenarios", verify.cluster)),
      "no such cluster",
    ),
    ...said(
      (question.type === "matrix" || question.type === "fix" || question.type === "spot") &&
        verify === undefined,
      "a key that nothing proves",
    ),
    ...said(verify === undefined && question.source === undefined, "neither proof nor source"),
  ];
}

describe("the bank", () => {
  it("has questions, each once", () => {
    expect(BANK.length).toBeGreaterThanOrEqual(50);
    expect(repeated(BANK.map(({ id }) => id))).toEqual([]);
  });

  it("names options, beliefs, checks, plugins and clusters that exist", () => {
    expect(BANK.flatMap(faults)).toEqual([]);
  });

  it("says to every wrong option with a belief what it shows", () => {
    const silent = BANK.flatMap((question) =>
      question.type === "single" || question.type === "multi" || question.type === "outcome"
        ? question.options.filter((o) => o.belief !== undefined && o.feedback === undefined)
        : [],
    );
    expect(silent).toEqual([]);
  });

  it("would be refused with a key too far, a belief nobody has, a check of no form", () => {
    const [first] = BANK;
    if (first?.type !== "single") throw new Error("the first question has one answer");
    const wrong: Question = {
      ...first,
      answer: 9,
      options: [{ text: "one", belief: "M99" }, { text: "two" }],
      verify: { cluster: "nowhere", plugin: "none", checks: ["reach nobody"] },
    };
    expect(faults(wrong)).toEqual([
      "Q001: a key that is no option",
      "Q001: no belief M99",
      'Q001: no check "reach nobody"',
      "Q001: no such plugin",
      "Q001: no such cluster",
    ]);
  });
});

const starts = new Map<string, SessionStart>();

/** States are immutable: one start serves all questions of a cluster. */
function startOfCluster(id: string): SessionStart {
  const known = starts.get(id);
  if (known !== undefined) return known;
  const heading = parseYaml(text(`scenarios/${id}/scenario.yaml`));
  if (!heading.ok) throw new Error(heading.error.message);
  const scenario = readScenario(id, heading.value);
  const start = startOf(text(`scenarios/${id}/cluster.yaml`), {}, scenario);
  starts.set(id, start);
  return start;
}

async function must(lab: HeadlessLab, command: string, stdin?: string): Promise<void> {
  expect([command, await lab.run(command, stdin)]).toMatchObject([command, { code: 0, err: "" }]);
}

type Verify = NonNullable<Question["verify"]>;

async function open(verify: Verify, policies = verify.policies): Promise<HeadlessLab> {
  const lab = openHeadless(startOfCluster(verify.cluster));
  if (verify.plugin !== undefined) await lab.session.setPlugin(verify.plugin);
  if (policies !== undefined) await must(lab, "kubectl apply -f -", policies);
  for (const command of verify.commands ?? []) await must(lab, command);
  return lab;
}

/** The checks that do not hold, with what is so. */
function unmet({ session }: HeadlessLab, sources: readonly CheckSource[]): readonly string[] {
  const checks = sources.map(readCheck);
  const results = runChecks(checks, checkWorld(session, { logFrom: 0, answers: new Map() }));
  return results.flatMap(({ holds, text: so }, index) =>
    holds ? [] : [`${checks[index]?.source ?? ""}: ${so}`],
  );
}

/** Which of the named policies change the verdict on the flow when they are taken away. */
async function decisive(
  lab: HeadlessLab,
  question: Question & { readonly type: "spot" },
): Promise<readonly boolean[]> {
  const passes = `reach ${question.flow} allow`;
  const before = unmet(lab, [passes]).length;
  const changed: boolean[] = [];
  for (const { policy } of question.options) {
    const [namespace = "", name = ""] = policy.split("/");
    await must(lab, `kubectl delete networkpolicy ${name} -n ${namespace}`);
    changed.push(unmet(lab, [passes]).length !== before);
    await must(lab, "kubectl apply -f -", question.verify?.policies);
  }
  return changed;
}

const PROVEN = BANK.flatMap((question) =>
  question.verify === undefined ? [] : [{ id: question.id, question, verify: question.verify }],
);
const CLUSTERS = [...new Set(PROVEN.map(({ verify }) => verify.cluster))];

describe.each(CLUSTERS)("the keys proven on %s", (cluster) => {
  it.each(PROVEN.filter(({ verify }) => verify.cluster === cluster))(
    "$id",
    async ({ question, verify }) => {
      const lab = await open(verify);
      expect(unmet(lab, checksOf(question))).toEqual([]);
      if (question.type === "spot") {
        const key = question.find === "not-needed" ? [false, true] : [true, false];
        expect(await decisive(lab, question)).toEqual(
          question.options.map((_, index) => key[index === question.answer ? 0 : 1]),
        );
      }
      if (question.type === "fix") {
        expect(unmet(await open(verify, question.solution), question.goal)).toEqual([]);
        expect(unmet(await open(verify, question.broken), question.goal)).not.toEqual([]);
      }
    },
  );
});

it("a key that is wrong is found out", async () => {
  const [first] = PROVEN;
  if (first === undefined) throw new Error("no question with a proof");
  const lab = await open(first.verify);
  expect(unmet(lab, ["reach default/rogue -> default/db:5432 deny"])).toEqual([
    expect.stringContaining("Allowed: rogue may connect to db."),
  ]);
});

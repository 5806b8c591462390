/**
 * Lessons on several policies, peers, ports and the two gates, with their puzzles and broken
 * clusters: they are read, they are fair (what they check can fail), and their solutions solve them.
 */
import { describe, expect, it } from "vitest";
import type { NetworkPolicy } from "../../../src/core/api/objects.ts";
import type { CheckSource } from "../../../src/core/lessons/checks/registry.ts";
import {
  challenge,
  glossary,
  lesson,
  puzzle,
  type LessonStep,
} from "../../../src/core/lessons/schema/lesson.ts";
import { misconceptionBook, quizBank } from "../../../src/core/lessons/schema/quiz.ts";
import { filesOf, lessonText, must, openLesson, shipped, unmet } from "../../support/lessons.ts";
import type { HeadlessLab } from "../../support/session.ts";

const BELIEFS = shipped(misconceptionBook, "misconceptions.yaml").misconceptions.map(
  ({ id }) => id,
);
const TERMS = shipped(glossary, "glossary.yaml").terms.map(({ term }) => term);
const QUESTIONS = shipped(quizBank, "quiz/quiz1.yaml").questions.map(({ id }) => id);

const unknown = (
  known: readonly string[],
  named: readonly (string | null)[],
): readonly (string | null)[] => named.filter((name) => name !== null && !known.includes(name));

const strings = (value: unknown): readonly string[] =>
  typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(strings)
      : [];

/** Sentences of more than 25 words, and such as shout. */
function hardToRead(prose: readonly string[]): readonly string[] {
  return prose
    .flatMap((text) =>
      text.replaceAll(/```[^]*?```|^:::.*$/gm, "\n\n").split(/(?<=[.?!]["”]?)\s|\n\n/),
    )
    .filter((sentence) => sentence.trim().split(/\s+/).length > 25 || /[!—]/.test(sentence));
}

/** The verdicts that checks ask for: some flows pass, some are blocked. */
const verdicts = (sources: readonly CheckSource[]): ReadonlySet<string> =>
  new Set(
    sources.map((source) =>
      typeof source === "string"
        ? (/^(?:reach|try) .* (allow|ok|deny|timeout|dns-timeout)$/.exec(source)?.[1] ?? "")
        : "",
    ),
  );
const PASS = ["allow", "ok"];
const BLOCK = ["deny", "timeout", "dns-timeout"];

/** What a prediction declares of the lab after the step, as far as a check can say it. */
function declared({ predict }: LessonStep): readonly CheckSource[] {
  if (predict === undefined) return [];
  if ("cells" in predict) return predict.cells;
  return "options" in predict && predict.key !== undefined ? [predict.key] : [];
}

/** Programs that the image lacks, files that are not there, objects and flags that kubectl refuses. */
const NOT_RUN =
  /executable file not found|No such file|command not found|^error:|Error from server/m;

describe.each(["L06", "L07", "L08", "L09", "L10", "L13"])("lesson %s", (id) => {
  const read = shipped(lesson, `${id}/lesson.yaml`);
  const prose = lessonText(`${id}/text.md`);
  const files = filesOf(id);

  it("names only what there is", () => {
    expect(read.id).toBe(id);
    const options = read.steps.flatMap(({ predict }) =>
      predict !== undefined && "options" in predict ? [predict] : [],
    );
    expect(unknown(BELIEFS, read.misconceptions)).toEqual([]);
    expect(
      unknown(
        BELIEFS,
        options.flatMap(({ beliefs = [] }) => beliefs),
      ),
    ).toEqual([]);
    for (const { options: given, answer, beliefs } of options) {
      expect(answer).toBeLessThan(given.length);
      if (beliefs === undefined) continue;
      expect(beliefs).toHaveLength(given.length);
      expect(beliefs[answer]).toBeNull();
    }
    const terms = [...prose.matchAll(/:term\[([^\]]+)\]/g)].map(([, term = ""]) => term);
    expect(unknown(TERMS, [...terms, ...(read.teaches ?? [])])).toEqual([]);
    const asked = read.steps.flatMap(({ questions = [] }) => questions);
    expect(unknown(QUESTIONS, asked)).toEqual([]);
    const used = [...prose.matchAll(/:::compare (\S+) (\S+)/g)].flatMap(([, a = "", b = ""]) => [
      a,
      b,
    ]);
    expect(unknown(Object.keys(files), used)).toEqual([]);
  });

  it("has prose for each step, in their order, short and calm", () => {
    const parts = prose.split(/^## /m).slice(1);
    expect(parts.map((part) => part.slice(0, part.indexOf("\n")))).toEqual(
      read.steps.map((step) => step.id),
    );
    for (const part of parts) {
      const words = part.replaceAll(/```[^]*?```/g, "").split(/\s+/).length;
      expect(words, part).toBeGreaterThanOrEqual(40);
      expect(words, part).toBeLessThanOrEqual(125);
    }
    const told = read.steps.map(({ title, task, predict, hints }) => [title, task, predict, hints]);
    expect(hardToRead([prose, read.goal, ...strings(told)])).toEqual([]);
  });

  it("begins with a policy in full, then leaves a gap, then an empty page", () => {
    expect(read.steps.flatMap(({ labels = [] }) => labels)).toEqual(["full", "one-blank", "empty"]);
  });

  it("asks of every policy what passes and what is blocked", () => {
    const writes = read.steps.filter(({ solution }) => /kubectl apply/.test(solution.join("\n")));
    for (const { id: step, checks = [] } of writes) {
      const wants = verdicts([...checks, ...(read.keep ?? [])]);
      expect([step, PASS.some((want) => wants.has(want))]).toEqual([step, true]);
      expect([step, BLOCK.some((want) => wants.has(want))]).toEqual([step, true]);
    }
  });

  it("is done by its solutions, and by nothing less", async () => {
    const lab = await openLesson(id, read);
    for (const step of read.steps) {
      const { checks = [], solution } = step;
      const logFrom = lab.session.log.length;
      const answers = new Map([[step.id, true]]);
      const before = lab.session.cluster.state.objects;
      const open = unmet(lab, checks, { logFrom, answers });
      expect([step.id, open]).not.toEqual([step.id, []]);
      if (step.labels === "one-blank") {
        // as it lies there, with its gap
        const file = (step.commands ?? []).find((command) => command.includes(" apply -f "));
        await lab.run(file ?? "");
        expect([step.id, unmet(lab, checks, { logFrom, answers })]).not.toEqual([step.id, []]);
      }
      for (const command of solution) {
        const { err } = await lab.run(command); // to fail is often the point, not to run is not
        expect([command, err]).not.toEqual([command, expect.stringMatching(NOT_RUN)]);
      }
      expect([step.id, unmet(lab, checks, { logFrom, answers })]).toEqual([step.id, []]);
      expect([step.id, unmet(lab, [...declared(step), ...(read.keep ?? [])])]).toEqual([
        step.id,
        [],
      ]);
      if (lab.session.cluster.state.objects === before) continue;
      const ofState = open.filter((line) => !line.startsWith("ran "));
      expect([step.id, ofState]).not.toEqual([step.id, []]);
    }
  });
});

const policiesOf = (lab: HeadlessLab): readonly NetworkPolicy[] => [
  ...(lab.session.cluster.state.objects.get("networking.k8s.io/NetworkPolicy")?.values() ?? []),
];

describe.each(["P04", "P05", "P06", "P08"])("puzzle %s", (id) => {
  const read = shipped(puzzle, `puzzles/${id}/puzzle.yaml`);
  const { story, hints, why } = read;

  it("is open at first and solved at par", async () => {
    expect(read.id).toBe(id);
    expect(hardToRead(strings([story, hints, why]))).toEqual([]);
    expect(unknown(BELIEFS, read.misconceptions ?? [])).toEqual([]);
    const lab = await openLesson(`puzzles/${id}`, read);
    const given = policiesOf(lab);
    const goal = [
      ...read.allow.map((flow) => `reach ${flow} allow`),
      ...read.deny.map((flow) => `reach ${flow} deny`),
    ];
    expect(unmet(lab, goal)).not.toEqual([]);
    for (const command of read.solution) await must(lab, command);
    expect(unmet(lab, goal)).toEqual([]);
    const own = policiesOf(lab).filter((policy) => !given.includes(policy));
    const rules = own.flatMap(({ spec }) => [...(spec?.ingress ?? []), ...(spec?.egress ?? [])]);
    expect({ policies: own.length, rules: rules.length }).toEqual(read.par);
  });
});

describe.each(["D08", "D10"])("broken cluster %s", (id) => {
  const read = shipped(challenge, `challenges/${id}/challenge.yaml`);
  const { ticket, clue, cause, hints } = read;

  it("shows its fault, is mended by its solution, and keeps its walls", async () => {
    expect(read.id).toBe(id);
    expect(hardToRead([ticket, clue, cause, ...hints])).toEqual([]);
    expect(unknown(BELIEFS, read.misconceptions)).toEqual([]);
    const lab = await openLesson(`challenges/${id}`, read);
    expect(unmet(lab, [...read.broken, ...read.guard])).toEqual([]);
    expect(unmet(lab, read.goal)).not.toEqual([]);
    for (const command of read.solution) await must(lab, command);
    expect(unmet(lab, [...read.goal, ...read.guard])).toEqual([]);
    expect(unmet(lab, read.broken)).toHaveLength(read.broken.length);
  });
});

it("prose that is too long or shouts is found", () => {
  const long = `${"word ".repeat(26)}.`;
  expect(hardToRead([long, "Stop! Fine.", "A dash — so.", "Short. Calm."])).toHaveLength(3);
});

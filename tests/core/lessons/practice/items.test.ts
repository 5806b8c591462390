/**
 * Ten thousand items, each held to what an item has to be: one right answer and only one, in the
 * opinion of an evaluator that shares no code, the same under every plugin, and wrong answers that
 * are what somebody with a belief would say.
 */
import { describe, expect, it, vi } from "vitest";
import { MISCONCEPTIONS, believedAnswer } from "../../../../src/core/lessons/misconceptions.ts";
import { FORMS, practiceItem } from "../../../../src/core/lessons/practice/generate.ts";
import type { PracticeItem } from "../../../../src/core/lessons/practice/item.ts";
import { TARGETS } from "../../../../src/core/lessons/practice/targets.ts";
import type { Block, Inline } from "../../../../src/core/lessons/prose.ts";
import { misconceptionBook, question } from "../../../../src/core/lessons/schema/quiz.ts";
import { compileNetwork } from "../../../../src/core/netpol/compile.ts";
import { flowBetween, type ClusterObjects } from "../../../../src/core/netpol/endpoints.ts";
import { normaliseObjects } from "../../../../src/core/netpol/normalise.ts";
import { MAX_WORDS } from "../../../../src/core/netpol/phrases.ts";
import { shipped } from "../../../support/lessons.ts";
import { runs } from "../../../support/runs.ts";
import {
  clusterOf,
  dependsOnPlugin,
  documents,
  ownAnswer,
  reaches,
  shownBy,
  type Reach,
  type Shown,
} from "./judge.ts";

vi.setConfig({ testTimeout: 600_000 });

const BOOK = shipped(misconceptionBook, "misconceptions.yaml").misconceptions;
const COUNT = runs(10_000);

/** By turns for every belief; the same ones in every run. */
function* items(count: number): Generator<PracticeItem> {
  for (let index = 0; index < count; index++) {
    const target = TARGETS[index % TARGETS.length];
    if (target !== undefined) yield practiceItem(`1.${target.slug}.t${index}`, BOOK);
  }
}

const keyOf = ({ question: q }: PracticeItem): number =>
  q.type === "single" || q.type === "outcome" || q.type === "spot" ? q.answer : -1;

const optionTexts = ({ question: q }: PracticeItem): string[] => {
  if (q.type === "spot") return q.options.map(({ policy }) => policy);
  return q.type === "single" || q.type === "outcome" ? q.options.map(({ text }) => text) : [];
};

const repeated = (texts: readonly string[]): boolean => new Set(texts).size < texts.length;

/** What is wrong with the key: it is what the slow evaluator says, and nothing else is. */
function keyFaults(item: PracticeItem, shown = shownBy(item)): string[] {
  const own = ownAnswer(item, shown);
  const { answers, form } = item;
  if (form === "matrix") return own.join() === answers.join() ? [] : ["a cell is wrong"];
  if (form === "fix") return own.join() === answers.join() ? [] : ["the solution misses the goal"];
  const [right, another] = own;
  if (another !== undefined) return ["two answers are right"];
  return answers[keyOf(item)] === right ? [] : [`the key is ${right ?? "nothing"}`];
}

function optionFaults(item: PracticeItem): string[] {
  const { answers, beliefs, target, form } = item;
  const key = keyOf(item);
  const found: string[] = [];
  if (repeated(optionTexts(item))) found.push("two options read the same");
  if (form !== "matrix" && repeated(answers)) found.push("two options say the same");
  if (key >= 0 && (beliefs[key]?.length ?? 0) > 0) found.push("a belief gives the key");
  const own = beliefs.some((ids) => ids.includes(target.belief.id));
  const sound = form === "line" && answers[key] === item.policies.trimEnd();
  if (!own && form !== "spot" && !sound) found.push("the belief it is made for errs nowhere");
  if (form === "matrix" && new Set(answers).size < 2) found.push("all cells are alike");
  if (form === "who" || form === "whom" || form === "line") {
    if (answers.length !== 4) found.push(`${answers.length} options`);
  }
  return found;
}

/** A broken policy misses the goal, and a goal has something that passes and something that does not. */
function goalFaults({ goal, question: q, answers, policies, form }: PracticeItem): string[] {
  if (goal === undefined) return [];
  const wants = new Set(reaches(goal).map(({ allow }) => allow));
  const found = wants.size === 2 ? [] : ["a goal that allow-all or deny-all would reach"];
  if (form !== "fix" || q.type !== "fix") return found;
  if (q.broken !== policies || q.solution.trimEnd() !== answers[0]) found.push("texts differ");
  return found;
}

// ---------------------------------------------------------------------------------------------
// Beliefs

/** As `believedAnswer` has it from the YAML that is shown, everything made anew. */
function believed(item: PracticeItem): (flag: string, asked: Reach) => boolean {
  const base = normaliseObjects(
    clusterOf(item.cluster).map((object) => ({ apiVersion: "v1", ...object })),
  );
  const policies = documents(item.policies) as unknown[] as ClusterObjects["policies"];
  const objects: ClusterObjects = { ...base, policies };
  const { endpoints } = compileNetwork(objects);
  const node = (name: string): string =>
    name === "node:kind-worker" ? "172.18.0.3" : name === "node:kind-worker2" ? "172.18.0.4" : name;
  const end = (name: string) =>
    endpoints.resolve(name === "dns" ? "kube-system/coredns" : node(name));
  return (flag, { from, to, port, protocol }) => {
    const belief = MISCONCEPTIONS.find((one) => one.flag === flag);
    const [source, destination] = [end(from), end(to)];
    if (belief === undefined || !source.ok || !destination.ok) throw new Error(`${from} -> ${to}`);
    const flow = flowBetween(source, destination, port, protocol);
    return believedAnswer(belief, objects)({ flow });
  };
}

/** Whom each belief lets in, where no Service renumbers the port. */
function beliefFaults(item: PracticeItem): string[] {
  const { form, target, question: q, answers, beliefs } = item;
  if (target.kind === "service") return [];
  const asked = reaches(q.verify?.checks ?? []);
  const says = believed(item);
  const flags = (ids: readonly string[]): string[] =>
    MISCONCEPTIONS.filter(({ id }) => ids.includes(id)).map(({ flag }) => flag);
  if (form === "who" || form === "whom") {
    return answers.flatMap((answer, index) => {
      const ids = beliefs[index] ?? [];
      const giving = flags(ids).filter(
        (flag) => asked.map((one) => (says(flag, one) ? "+" : "-")).join("") === answer,
      );
      const covered = ids.every((id) => flags([id]).some((flag) => giving.includes(flag)));
      return covered ? [] : [`${ids.join()} would not say ${answer}`];
    });
  }
  if (form !== "matrix" && form !== "claim") return [];
  return asked.flatMap((one, index) => {
    const ids = form === "matrix" ? (beliefs[index] ?? []) : beliefs.flat();
    const err = MISCONCEPTIONS.filter(({ flag }) => says(flag, one) !== one.allow);
    const want = new Set(err.map(({ id }) => id));
    return ids.length === want.size && ids.every((id) => want.has(id))
      ? []
      : [`cell ${index}: ${ids.join()}, not ${[...want].join()}`];
  });
}

// ---------------------------------------------------------------------------------------------
// Texts

/** A name in code counts as one word. */
function longSentences(text: string): string[] {
  const plain = text.replaceAll(/`[^`]*`/g, "code");
  return plain
    .split(/(?<=[.?!:])\s+/)
    .filter((sentence) => sentence.split(/\s+/).length > MAX_WORDS);
}

const inlineText = (list: readonly Inline[]): string =>
  list
    .map((part) =>
      part.kind === "code"
        ? `\`${part.text}\``
        : "text" in part
          ? part.text
          : inlineText(part.children),
    )
    .join("");

function blockTexts(block: Block): string[] {
  if (block.kind === "paragraph") return [inlineText(block.children)];
  if (block.kind === "list") return block.items.flatMap((item) => item.flatMap(blockTexts));
  return [];
}

function textFaults(item: PracticeItem): string[] {
  const { question: q, stem } = item;
  const feedback =
    q.type === "single" || q.type === "outcome" ? q.options.flatMap((o) => o.feedback ?? []) : [];
  const texts = [...stem.flatMap(blockTexts), ...optionTexts(item), ...feedback, q.why];
  const found = texts.flatMap(longSentences).map((text) => `long: ${text}`);
  if (texts.some((text) => text.trim() === "" || /undefined|NaN|\bnull\b|!/.test(text))) {
    found.push(`a text is broken: ${texts.join(" | ")}`);
  }
  return found;
}

function shapeFaults(item: PracticeItem, { base }: Shown): string[] {
  const { question: q, seed } = item;
  const found: string[] = [];
  if (q.id !== `gen:${seed}`) found.push(`id ${q.id}`);
  const pods = base.filter(({ kind }) => kind === "Pod").length;
  if (pods < 6 || pods > 9) found.push(`${pods} pods`);
  return found;
}

/** These cost more than they find: one in ten. */
function slowFaults(item: PracticeItem): string[] {
  const parsed = question.safeParse({ ...item.question, id: "Q000" });
  return [...(parsed.success ? [] : ["no question of the schema"]), ...beliefFaults(item)];
}

function faults(item: PracticeItem, slow: boolean): string[] {
  const shown = shownBy(item);
  const checks = reaches(item.question.verify?.checks ?? []);
  return [
    ...shapeFaults(item, shown),
    ...keyFaults(item, shown),
    ...optionFaults(item),
    ...goalFaults(item),
    ...dependsOnPlugin(shown.world, checks).map((text) => `depends on the plugin: ${text}`),
    ...textFaults(item),
    ...(slow ? slowFaults(item) : []),
  ].map((text) => `${item.seed} (${item.form}): ${text}`);
}

describe("generated items", () => {
  it("have one right answer, and wrong ones that beliefs lead to", () => {
    const found: string[] = [];
    const positions = new Map<number, number[]>();
    const forms = new Map<string, number>();
    let index = 0;
    for (const item of items(COUNT)) {
      found.push(...faults(item, index++ % 10 === 0));
      const key = keyOf(item);
      forms.set(item.form, (forms.get(item.form) ?? 0) + 1);
      if (key < 0) continue;
      const places =
        positions.get(item.answers.length) ?? Array<number>(item.answers.length).fill(0);
      places[key] = (places[key] ?? 0) + 1;
      positions.set(item.answers.length, places);
    }
    expect(found.slice(0, 20)).toEqual([]);
    expect([...forms.keys()].toSorted()).toEqual(FORMS.map(({ name }) => name).toSorted());
    for (const [size, places] of positions) {
      const all = places.reduce((sum, count) => sum + count, 0);
      // 4.5 standard deviations of a fair die
      const slack = 4.5 * Math.sqrt(all * (1 / size) * (1 - 1 / size));
      for (const count of places) expect(Math.abs(count - all / size)).toBeLessThan(slack);
    }
  });

  it("are made for every belief in several forms", () => {
    for (const { slug } of TARGETS) {
      const made = Array.from({ length: 25 }, (_, i) => practiceItem(`1.${slug}.b${i}`, BOOK));
      expect(new Set(made.map(({ target }) => target.slug))).toEqual(new Set([slug]));
      expect(new Set(made.map(({ form }) => form)).size).toBeGreaterThan(1);
      expect(new Set(made.map(({ policies, cluster }) => policies + cluster)).size).toBe(25);
    }
    expect(TARGETS.map(({ belief }) => belief.flag).toSorted()).toEqual(
      MISCONCEPTIONS.map(({ flag }) => flag).toSorted(),
    );
  });
});

describe("the checker of items", () => {
  const [item] = items(1);
  const who = [...Array(40).keys()]
    .map((i) => practiceItem(`1.or-as-and.w${i}`, BOOK))
    .find(({ form }) => form === "who");
  if (item === undefined || who === undefined) throw new Error("no item");
  const { question: q } = who;
  if (q.type !== "single") throw new Error("not a choice");

  it("finds a key that is another option", () => {
    const moved = { ...who, question: { ...q, answer: (q.answer + 1) % 4 } };
    expect(keyFaults(moved)).toEqual([expect.stringContaining("the key is")]);
    expect(optionFaults(moved)).toContain("a belief gives the key");
  });

  it("finds options that read or say the same", () => {
    const same = { ...who, answers: who.answers.map(() => "+") };
    expect(optionFaults(same)).toContain("two options say the same");
    const options = q.options.map((option) => ({ ...option, text: "Nobody" }));
    const alike = { ...who, question: { ...q, options } };
    expect(optionFaults(alike)).toContain("two options read the same");
  });

  it("finds a belief that says something else", () => {
    const wrong = { ...who, beliefs: who.beliefs.map(() => ["M33"]) };
    expect(beliefFaults(wrong)).not.toEqual([]);
    expect(beliefFaults(who)).toEqual([]);
  });

  it("finds what depends on the plugin", () => {
    const world = [
      ...clusterOf(who.cluster),
      {
        kind: "NetworkPolicy",
        metadata: { name: "block", namespace: "kube-system" },
        spec: { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: "10.9.0.0/16" } }] }] },
      },
    ];
    const [first] = reaches(q.verify?.checks ?? []);
    const asked = { from: first?.from ?? "", to: "dns", port: 53, protocol: "UDP", allow: true };
    expect(dependsOnPlugin(world, [asked as Reach]).length).toBeGreaterThan(0);
  });

  it("finds a sentence that is too long", () => {
    expect(longSentences(`${"so ".repeat(MAX_WORDS)}long.`)).toHaveLength(1);
    expect(longSentences("Short. And `a b c d` short again.")).toEqual([]);
  });
});

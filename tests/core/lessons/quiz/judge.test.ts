/** Every type of question: what is right, what is wrong and how far, what is said to it. */
import { describe, expect, it } from "vitest";
import type { Given, Judgement } from "../../../../src/core/lessons/quiz/answer.ts";
import { judge, normaliseFill } from "../../../../src/core/lessons/quiz/judge.ts";
import { BANK, questionOf, worldOf } from "../../../support/questions.ts";

const option = (index: number): Given => ({ kind: "option", option: index });
const options = (...indices: number[]): Given => ({ kind: "options", options: indices });
const cells = (text: string): Given => ({
  kind: "cells",
  cells: Array.from(text, (mark) => (mark === "?" ? null : mark === "+")),
});
const order = (...items: number[]): Given => ({ kind: "order", items });
const pairs = (...rights: (number | null)[]): Given => ({ kind: "pairs", rights });
const fill = (text: string): Given => ({ kind: "text", text });

describe("an answer to each type", () => {
  const Q007 = questionOf("Q007", "multi"); // 5 options, right: 1, 2, 4
  const Q015 = questionOf("Q015", "order"); // 5 steps
  const Q016 = questionOf("Q016", "match"); // 7 pairs
  const Q010 = questionOf("Q010", "matrix"); // - - + -
  const cases: readonly [string, (typeof BANK)[number], Given | undefined, number][] = [
    ["single, right", questionOf("Q001", "single"), option(1), 1],
    ["single, wrong", questionOf("Q001", "single"), option(0), 0],
    ["single, no such option", questionOf("Q001", "single"), option(9), 0],
    ["single, not answered", questionOf("Q001", "single"), undefined, 0],
    ["single, an answer of another type", questionOf("Q001", "single"), fill("1"), 0],
    ["outcome, right", questionOf("Q011", "outcome"), option(0), 1],
    ["outcome, wrong", questionOf("Q011", "outcome"), option(1), 0],
    ["spot, right", questionOf("Q035", "spot"), option(2), 1],
    ["spot, wrong", questionOf("Q035", "spot"), option(0), 0],
    ["multi, right in any order", Q007, options(4, 2, 1), 1],
    ["multi, one left out", Q007, options(1, 2), 2 / 3],
    ["multi, one too many", Q007, options(1, 2, 4, 0), 1 / 2],
    ["multi, all of them", Q007, options(0, 1, 2, 3, 4), 0],
    ["multi, none of them", Q007, options(), 0],
    ["multi, wrong ones alone", Q007, options(0, 3), 0],
    ["matrix, right", Q010, cells("--+-"), 1],
    ["matrix, one cell wrong", Q010, cells("--++"), 3 / 4],
    ["matrix, one cell open", Q010, cells("--+?"), 3 / 4],
    ["matrix, too few cells", Q010, cells("--"), 1 / 2],
    ["order, right", Q015, order(0, 1, 2, 3, 4), 1],
    ["order, the last two swapped", Q015, order(0, 1, 2, 4, 3), 2 / 4],
    ["order, first step last", Q015, order(1, 2, 3, 4, 0), 3 / 4],
    ["order, backwards", Q015, order(4, 3, 2, 1, 0), 0],
    ["order, a step twice", Q015, order(0, 1, 2, 3, 3), 0],
    ["order, not complete", Q015, order(0, 1), 0],
    ["match, right", Q016, pairs(0, 1, 2, 3, 4, 5, 6), 1],
    ["match, two swapped", Q016, pairs(1, 0, 2, 3, 4, 5, 6), 5 / 7],
    ["match, one open", Q016, pairs(0, 1, 2, 3, 4, 5, null), 6 / 7],
    ["fill, right", questionOf("Q008", "fill"), fill("{}"), 1],
    ["fill, with blanks and quotes", questionOf("Q008", "fill"), fill(' "{ }" '), 1],
    ["fill, wrong", questionOf("Q008", "fill"), fill("[]"), 0],
    ["fill, empty", questionOf("Q008", "fill"), fill(""), 0],
  ];
  it.each(cases)("%s", (_, question, given, score) => {
    const judged = judge(question, given);
    expect(judged.score).toBeCloseTo(score, 10);
    expect(judged.right).toBe(score === 1);
    expect(judged.reason).toBe(question.why);
  });

  it("shows the belief and the feedback of what was chosen, not of the rest", () => {
    const question = questionOf("Q001", "single");
    expect(judge(question, option(0))).toMatchObject({
      belief: "M01",
      feedback: expect.stringContaining("folder for names") as string,
    });
    expect(judge(question, option(1)).belief).toBeUndefined();
  });

  it("says each part of a choice of several", () => {
    const { parts, belief } = judge(questionOf("Q007", "multi"), options(0, 1, 2));
    expect(parts.map(({ right }) => right)).toEqual([false, true, true, true, false]);
    expect(parts[0]?.text).toContain("no right to talk");
    expect(parts[4]?.text).toBe("This one belongs to it.");
    expect(belief).toBe("M01");
  });

  it("compares rights by what they say: two that say the same are one", () => {
    const question = {
      ...questionOf("Q016", "match"),
      pairs: [
        { left: "a", right: "same" },
        { left: "b", right: "same" },
        { left: "c", right: "other" },
      ],
    };
    expect(judge(question, pairs(1, 0, 2)).right).toBe(true);
    expect(judge(question, pairs(1, 0, 0)).right).toBe(false);
  });

  it("keeps upper and lower case apart, as Kubernetes does", () => {
    expect(normaliseFill(" `Ingress` ")).toBe("Ingress");
    expect(normaliseFill("ingress")).not.toBe(normaliseFill("Ingress"));
  });
});

describe("what an answer would mean, computed", () => {
  const judged = async (id: string, given: Given): Promise<Judgement> => {
    const question = BANK.find((candidate) => candidate.id === id);
    if (question === undefined) throw new Error(`no ${id}`);
    return judge(question, given, await worldOf(question));
  };
  it.each([
    ["Q037", 0, "If both items had to match, grafana could not reach web/store on 80. It can."],
    [
      "Q037",
      2,
      "If a lone podSelector looked into every namespace, scraper could reach web/store on 80. It cannot.",
    ],
    ["Q031", 3, "If every policy had to allow it, api could not reach db on 5432. It can."],
    [
      "Q006",
      2,
      "If the policy closed both directions, backend could not reach dns on UDP 53. It can.",
    ],
    [
      "Q006",
      3,
      "If an empty list let everybody through, backend could reach mysql on 3306. It cannot.",
    ],
    [
      "Q021",
      0,
      "If a policy without policyTypes were about Ingress alone, worker could reach internet on 443. It cannot.",
    ],
  ])("%s, option %i", async (id, index, text) => {
    const { counterexample, trace } = await judged(id, option(index));
    expect(counterexample?.text).toBe(text);
    expect(trace?.title).toContain(counterexample?.from ?? "nobody");
    expect(trace?.lines.at(-1)?.mark).toBe(counterexample?.passes === true ? "yes" : "no");
  });

  it.each([
    ["to a right answer", "Q037", 1],
    ["of a belief without an evaluator", "Q001", 0],
    ["where the option says something else than the belief's evaluator", "Q021", 1],
    ["where the belief is right about this cluster", "Q022", 0],
  ])("there is none %s", async (_, id, index) => {
    expect((await judged(id, option(index))).counterexample).toBeUndefined();
  });

  it("names the first wrong cell and the gate that decides", async () => {
    const { feedback, trace } = await judged("Q039", cells("+--+"));
    expect(feedback).toBe(
      "debug to frontend on 8080 passes. Ingress of frontend is guarded by 1 policy; a rule lets this in.",
    );
    expect(trace?.title).toBe("ingress-nginx/debug → production/frontend:8080");
  });

  it("finds the belief behind the cells of a matrix", async () => {
    expect(await judged("Q039", cells("+---"))).toMatchObject({
      belief: "M17",
      counterexample: { text: expect.stringContaining("If both items had to match") as string },
    });
    // two beliefs would answer like that: which of them it was cannot be told
    const either = await judged("Q010", cells("----"));
    expect(either.belief).toBeUndefined();
    expect(either.feedback).toBe(
      "frontend to dns on UDP 53 passes. No policy guards the way out of frontend or into dns.",
    );
    // nothing that anybody believes
    expect((await judged("Q010", cells("-++-"))).belief).toBeUndefined();
    // not while a cell is open
    expect((await judged("Q010", cells("--?-"))).belief).toBeUndefined();
  });
});

describe("a policy to be mended", () => {
  const question = questionOf("Q043", "fix");
  const mend = async (text: string): Promise<Judgement> =>
    judge(question, { kind: "yaml", text }, await worldOf(question));
  const rule = (peers: string, port = "9100"): string => `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: scrape, namespace: web }
spec:
  podSelector: { matchLabels: { app: store } }
  policyTypes: [Ingress]
  ingress:
    - from: [${peers}]
      ports: [{ port: ${port} }]
`;
  const PROMETHEUS = "podSelector: { matchLabels: { app: prometheus } }";

  it.each([
    ["the declared solution", question.solution],
    [
      "another way: by the name of the namespace",
      rule(
        `{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: monitoring } }, ${PROMETHEUS} }`,
      ),
    ],
    [
      "another name and another spelling",
      rule(
        `{ ${PROMETHEUS}, namespaceSelector: { matchExpressions: [{ key: team, operator: In, values: [ops] }] } }`,
      ).replace("scrape", "better"),
    ],
    [
      "several documents",
      `${rule(`{ namespaceSelector: { matchLabels: { team: ops } }, ${PROMETHEUS} }`)}---\n${rule(`{ podSelector: { matchLabels: { app: nobody } } }`).replace("scrape", "second")}`,
    ],
  ])("passes: %s", async (_, text) => {
    const judged = await mend(text);
    expect(judged.parts.filter(({ right }) => !right)).toEqual([]);
    expect(judged.right).toBe(true);
  });

  it("names the goal that is not reached, and the belief that thinks it is", async () => {
    const judged = await mend(question.broken);
    expect(judged).toMatchObject({ right: false, score: 0, belief: "M17" });
    expect(judged.feedback).toBe(
      "grafana may not reach store on 9100. Allowed: grafana may connect to store.",
    );
    expect(judged.counterexample?.text).toBe(
      "If both items had to match, grafana could not reach web/store on 9100. It can.",
    );
  });

  it.each([
    ["allows everything", rule(`{ namespaceSelector: {} }`)],
    ["denies everything", rule(`{ podSelector: { matchLabels: { app: nobody } } }`)],
    [
      "opens another port",
      rule(`{ namespaceSelector: { matchLabels: { team: ops } }, ${PROMETHEUS} }`, "80"),
    ],
  ])("does not pass what %s", async (_, text) => {
    const { right, score } = await mend(text);
    expect([right, score]).toEqual([false, 0]);
  });

  it.each([
    ["broken YAML", "apiVersion: v1\n  kind: x", 2, "yaml: line 2"],
    [
      "a field that does not exist",
      rule("{}").replace("ingress:", "ingres:"),
      8,
      'unknown field "spec.ingres"',
    ],
    ["a port out of range", rule(`{ ${PROMETHEUS} }`, "99999"), 10, "must be between 1 and 65535"],
    ["another kind", "apiVersion: v1\nkind: Pod\nmetadata: { name: x }", 1, "only a NetworkPolicy"],
    [
      "a namespace that is not there",
      rule(`{ ${PROMETHEUS} }`).replace("namespace: web", "namespace: wbe"),
      2,
      'namespaces "wbe" not found',
    ],
    ["nothing at all", "# nothing", 1, "no objects passed to apply"],
    ["far too much", "a".repeat(70_000), 1, "more than 64 KiB"],
  ])("gives the server's words with the line: %s", async (_, text, line, words) => {
    const { right, score, problems } = await mend(text);
    expect([right, score]).toEqual([false, 0]);
    expect(problems?.[0]?.message).toContain(words);
    expect(problems?.[0]?.line).toBe(line);
  });
});

it("all keys of the bank are right", async () => {
  for (const question of BANK) {
    const given: Given = (() => {
      switch (question.type) {
        case "multi":
          return options(...question.answers);
        case "matrix":
          return cells(question.cells.map((cell) => (cell.endsWith("allow") ? "+" : "-")).join(""));
        case "order":
          return order(...question.items.keys());
        case "match":
          return pairs(...question.pairs.keys());
        case "fill":
          return fill(question.accept[0] ?? "");
        case "fix":
          return { kind: "yaml", text: question.solution };
        default:
          return option(question.answer);
      }
    })();
    const world = question.type === "fix" ? await worldOf(question) : undefined;
    expect([question.id, judge(question, given, world).right]).toEqual([question.id, true]);
  }
});

/** Beliefs shown on a connection: every variation has its words, and the plugin decides nothing. */
import { describe, expect, it } from "vitest";
import {
  IF,
  beliefBehind,
  counterexample,
  flowsOf,
} from "../../../../src/core/lessons/quiz/counterexample.ts";
import { MISCONCEPTIONS } from "../../../../src/core/lessons/misconceptions.ts";
import { policyTexts } from "../../../../src/core/lessons/quiz/policies.ts";
import { BANK, questionOf, worldOf } from "../../../support/questions.ts";

it("every variation of the evaluator has words", () => {
  expect(Object.keys(IF).toSorted()).toEqual(MISCONCEPTIONS.map(({ flag }) => flag).toSorted());
});

it("flows are found in groups of checks too", () => {
  const flows = flowsOf([
    "policies default == 0",
    { all: ["reach a/b -> c/d:80 allow", { not: "reach a/x -> c/d:81/UDP allow" }] },
  ]);
  expect(flows.map(({ from, port }) => [from, port])).toEqual([
    ["a/b", 80],
    ["a/x", 81],
  ]);
});

describe("a counterexample", () => {
  it("is about a connection of the question where it can be", async () => {
    const question = questionOf("Q037", "single");
    const found = counterexample(
      await worldOf(question),
      "M17",
      flowsOf(question.verify?.checks ?? []),
    );
    expect(found).toMatchObject({
      from: "monitoring/grafana",
      to: "web/store",
      port: 80,
      passes: true,
    });
  });

  it("is found by itself where the question names none", async () => {
    const found = counterexample(await worldOf(questionOf("Q037", "single")), "M17", []);
    expect(found?.flag).toBe("or_as_and");
  });

  it("is none where no policy is enforced: the plugin judges otherwise", async () => {
    const question = questionOf("Q012", "single"); // flannel
    const world = await worldOf(question);
    for (const { id } of MISCONCEPTIONS) {
      const found = counterexample(world, id, []);
      if (found !== undefined) expect(found.passes).toBe(true);
    }
  });

  it("is none of a belief that nobody has", async () => {
    expect(counterexample(await worldOf(questionOf("Q037", "single")), "M99", [])).toBeUndefined();
  });
});

it("no belief is behind what is so, nor behind nothing", async () => {
  const question = questionOf("Q039", "matrix");
  const world = await worldOf(question);
  const flows = flowsOf(question.cells);
  expect(beliefBehind(world, flows, [true, true, true, false])).toBeUndefined();
  expect(beliefBehind(world, [], [])).toBeUndefined();
  expect(beliefBehind(world, flows, [true, false, false, false])?.id).toBe("M17");
});

it("the policies of every spot question are found by their names", () => {
  for (const question of BANK) {
    if (question.type !== "spot") continue;
    const texts = policyTexts(question.verify?.policies ?? "");
    for (const { policy } of question.options)
      expect(texts.get(policy)).toContain("kind: NetworkPolicy");
  }
  expect([...policyTexts("kind: [\n---\nmetadata: 3\n---\nmetadata: {name: a}").keys()]).toEqual([
    "default/a",
  ]);
});

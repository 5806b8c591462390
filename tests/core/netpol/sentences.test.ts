/** What explanations and readings say: short sentences, each tied to the YAML that it speaks of. */
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import type { CompiledNetwork } from "../../../src/core/netpol/compile.ts";
import { explain } from "../../../src/core/netpol/explain.ts";
import { MAX_WORDS, wordCount } from "../../../src/core/netpol/phrases.ts";
import type { Line } from "../../../src/core/netpol/phrases.ts";
import { PROFILES } from "../../../src/core/netpol/profiles/registry.ts";
import { readPolicy } from "../../../src/core/netpol/reading.ts";
import { explanationLines, verdictSentence } from "../../../src/core/netpol/words.ts";
import { mustBe, mustEqual } from "../../support/mustBe.ts";
import { runs } from "../../support/runs.ts";
import * as re from "./rewriting.ts";
import * as world from "./world.ts";

vi.setConfig({ testTimeout: 600_000 });

function allLines(lines: readonly Line[]): Line[] {
  return lines.flatMap((line) => [line, ...allLines(line.lines)]);
}

/** What stands at a path of a policy as it is stored. */
function valueAt(net: CompiledNetwork, { policy, path }: Line): unknown {
  // Among the objects: a plugin may leave a policy out, and the explanation says so.
  const found = net.objects.policies.find(
    ({ metadata }) => metadata.namespace === policy?.namespace && metadata.name === policy?.name,
  );
  return (path ?? "")
    .split(/[.[\]]+/)
    .filter((part) => part !== "")
    .reduce<unknown>(
      (value, step) => (value as Readonly<Record<string, unknown>> | undefined)?.[step],
      found,
    );
}

/** What is wrong with a sentence; `names` are words that only policies are called by. */
function faults(net: CompiledNetwork, line: Line, names: RegExp): string[] {
  const found: string[] = [];
  const words = line.text.split(/\s+/).length;
  if (words > MAX_WORDS) found.push(`${words} words`);
  if (words !== wordCount(line.text)) found.push("two spaces, or a line break");
  if (!/^\S.*[.:]$/.test(line.text)) found.push("no end");
  if (/undefined|null|NaN|\[object/.test(line.text)) found.push("no words");
  if (names.test(line.text) && line.policy === undefined) found.push("no policy");
  if (line.policy !== undefined && line.path === undefined) found.push("no path");
  if (line.policy !== undefined && valueAt(net, line) === undefined)
    found.push(`nothing at ${line.path ?? ""}`);
  return found.map((fault) => `${fault}: ${line.text}`);
}

const POLICY_NAMES = /\bnp\d+\b/;
/** Labels, values and names as long as the API lets them be. */
const lengthen = re.inText(/"(app|tier|a|b|http)"/g, (_all, word = "") => {
  const long = word === "http" ? "http-to-the-web" : word.padEnd(63, "-x");
  return `"${long}"`;
});

describe("explanations", () => {
  it("have sentences of at most 25 words, each about a policy with the place it speaks of", () => {
    fc.assert(
      fc.property(
        world.scene,
        fc.constantFrom(...PROFILES),
        fc.boolean(),
        ({ cluster, policies, at }, profile, long) => {
          const objects = [...cluster, ...policies];
          const net = world.network(long ? lengthen(objects) : objects, profile);
          for (const { verdict } of world.flows(net, at)) {
            const explanation = explain(net, verdict.flow);
            for (const line of allLines(explanationLines(explanation)))
              mustEqual(faults(net, line, POLICY_NAMES), []);
            mustBe(verdictSentence(explanation).startsWith("Allowed"), verdict.allowed);
          }
        },
      ),
      { numRuns: runs(1000) },
    );
  });

  it("mark each gate and the end as the verdict has it, and each line as its lines", () => {
    fc.assert(
      fc.property(world.scene, ({ cluster, policies, at }) => {
        const net = world.network([...cluster, ...policies]);
        for (const { verdict } of world.flows(net, at)) {
          const lines = explanationLines(explain(net, verdict.flow));
          const [out, into] = lines;
          mustBe(out?.mark, verdict.egress.allowed ? "yes" : "no");
          mustBe(into?.mark, verdict.ingress.allowed ? "yes" : "no");
          const end = lines.find(({ text }) => /^(Allowed|Dropped)/.test(text));
          mustBe(end?.mark, verdict.allowed ? "yes" : "no");
          for (const gate of [out, into]) {
            const rules = gate?.lines.filter(({ mark }) => mark !== "info") ?? [];
            if (rules.length > 0)
              mustBe(
                rules.some(({ mark }) => mark === "yes"),
                gate?.mark === "yes",
              );
          }
        }
      }),
      { numRuns: runs(500) },
    );
  });

  it("are held to that: each fault is seen", () => {
    const net = world.network([world.policy("alpha/np1", { podSelector: {} })]);
    const policy = { namespace: "alpha", name: "np1" };
    const line = { mark: "info", text: "Well said.", lines: [] } as const;
    const check = (other: Partial<Line>) => faults(net, { ...line, ...other }, POLICY_NAMES);
    expect(check({})).toEqual([]);
    expect(check({ policy, path: "spec.podSelector" })).toEqual([]);
    expect(check({ policy, path: "spec.ingress[0]" })).toHaveLength(1);
    expect(check({ policy })).toEqual(["no path: Well said."]);
    expect(check({ text: "np1 says so." })).toHaveLength(1);
    expect(check({ text: `${"word ".repeat(25)}end.` })).toHaveLength(1);
    expect(check({ text: "No end" })).toHaveLength(1);
    expect(check({ text: "It is undefined." })).toHaveLength(1);
    expect(check({ text: "Two  spaces." })).toHaveLength(1);
  });
});

describe("readings", () => {
  it("have short sentences, each of the policy that is read", () => {
    fc.assert(
      fc.property(world.policies, fc.boolean(), (policies, long) => {
        const net = world.network(long ? lengthen(policies) : policies);
        for (const policy of net.policies) {
          for (const line of allLines(readPolicy(policy))) {
            mustEqual(line.policy, policy.ref);
            mustBe(wordCount(line.text) <= MAX_WORDS ? "short" : line.text, "short");
            if (line.path !== undefined && valueAt(net, line) === undefined)
              expect(line).toBe("a line whose path leads somewhere");
          }
        }
      }),
      { numRuns: runs(1000) },
    );
  });
});

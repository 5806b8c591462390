/** The phrases that sentences are made of, word by word. */
import { describe, expect, it } from "vitest";
import type { Requirement, SelectorOperator } from "../../../src/core/api/labels.ts";
import { compilePolicy } from "../../../src/core/netpol/compile.ts";
import type { CompiledRule } from "../../../src/core/netpol/compile.ts";
import { normaliseObjects } from "../../../src/core/netpol/normalise.ts";
import {
  count,
  enumerate,
  nameOf,
  peerPhrase,
  podsPhrase,
  portsPhrase,
  requirementPhrase,
  shown,
  wordCount,
} from "../../../src/core/netpol/phrases.ts";
import { policy } from "./world.ts";

describe("enumerating", () => {
  it.each([
    ["", []],
    ["a", ["a"]],
    ["a or b", ["a", "b"]],
    ["a, b or c", ["a", "b", "c"]],
    ["a, b, c or 1 more", ["a", "b", "c", "d"]],
    ["a, b, c or 2 more", ["a", "b", "c", "d", "e"]],
  ])("%j", (text, items) => {
    expect(enumerate(items, "or")).toBe(text);
  });

  it("as many as asked for, with the word that is asked for", () => {
    expect(enumerate(["a", "b", "c"], "and", 2)).toBe("a, b and 1 more");
    expect(enumerate(["a", "b"], "and", 2)).toBe("a and b");
  });

  it("counts in English, and words by spaces", () => {
    expect([0, 1, 2].map((n) => count(n, "policy", "policies"))).toEqual([
      "0 policies",
      "1 policy",
      "2 policies",
    ]);
    expect(wordCount("one two three")).toBe(3);
  });
});

describe("names", () => {
  it("of pods, nodes and addresses", () => {
    expect(nameOf({ kind: "address", ip: "10.0.0.1" })).toBe("10.0.0.1");
    expect(nameOf({ kind: "address", ip: "10.0.0.1", nodeName: "n" })).toBe("node n");
  });

  it("an empty value is shown", () => {
    expect(shown("")).toBe('""');
    expect(shown("a")).toBe("a");
  });
});

describe("requirements", () => {
  it.each<[string, SelectorOperator, string[]]>([
    ["app=web", "=", ["web"]],
    ["app=web", "==", ["web"]],
    ['app=""', "=", [""]],
    ["app=web", "in", ["web"]],
    ["app one of api or web", "in", ["api", "web"]],
    ["app not web", "!=", ["web"]],
    ["app not web", "notin", ["web"]],
    ["app not api or web", "notin", ["api", "web"]],
    ["the label app", "exists", []],
    ["no label app", "!", []],
    ["app above 3", "gt", ["3"]],
    ["app below 3", "lt", ["3"]],
    ["an operator that does not exist for app", "invalid", ["3"]],
  ])("%s", (text, operator, values) => {
    expect(requirementPhrase({ key: "app", operator, values })).toBe(text);
  });
});

const is = (key: string, ...values: string[]): Requirement => ({
  key,
  operator: values.length === 1 ? "=" : "in",
  values,
});

describe("pods", () => {
  it.each<[string, Requirement[]]>([
    ["every pod", []],
    ["pods with app=web", [is("app", "web")]],
    ["pods with app=web and env=prod", [is("app", "web"), is("env", "prod")]],
    // more than four words: as kubectl prints it
    ["pods with app in (a,b)", [is("app", "a", "b")]],
    ["pods with a=1,b=1,c in (1,2)", [is("a", "1"), is("b", "1"), is("c", "1", "2")]],
  ])("%s", (text, requirements) => {
    expect(podsPhrase({ requirements, key: "" })).toBe(text);
  });

  it("without a selector: every pod", () => {
    expect(podsPhrase(undefined)).toBe("every pod");
  });

  it("four words are still English, and eighty letters still a selector", () => {
    expect(podsPhrase({ requirements: [is("app", "a", "b")], key: "" })).toBe(
      "pods with app in (a,b)",
    );
    const four: Requirement = { key: "app", operator: "notin", values: ["a", "b"] };
    expect(podsPhrase({ requirements: [{ ...four, values: ["a"] }], key: "" })).toBe(
      "pods with app not a",
    );
    const english: Requirement[] = [
      { key: "app", operator: "exists", values: [] },
      { key: "tier", operator: "=", values: ["a"] },
    ];
    expect(podsPhrase({ requirements: english, key: "" })).toBe("pods with app,tier=a");
    const exact = (length: number): string =>
      podsPhrase({
        requirements: [{ key: "k", operator: "in", values: ["a".repeat(length), "b"] }],
        key: "",
      });
    const spare = 80 - "k in (,b)".length;
    expect(exact(spare)).toBe(`pods with k in (${"a".repeat(spare)},b)`);
    expect(exact(spare + 1)).toBe("pods with 1 condition");
  });

  it("beyond what fits: the number of conditions", () => {
    const long = (length: number): Requirement[] => [
      { key: "k".repeat(40), operator: "in", values: ["a".repeat(length), "b"] },
    ];
    expect(podsPhrase({ requirements: long(31), key: "" })).toMatch(/^pods with k+ in \(a+,b\)$/);
    expect(podsPhrase({ requirements: long(40), key: "" })).toBe("pods with 1 condition");
    const many = ["a", "b", "c"].map((key) => is(key, "1", "2"));
    expect(podsPhrase({ requirements: many, key: "" })).toBe("pods with 3 conditions");
  });
});

/** The first ingress rule of a policy in shop. */
function ruleOf(rule: object): CompiledRule {
  const [first] = normaliseObjects([
    policy("shop/p", { podSelector: {}, ingress: [rule] }),
  ]).policies;
  const [compiled] = (first && compilePolicy(first).rules.Ingress) ?? [];
  if (compiled === undefined) throw new Error("no rule");
  return compiled;
}

describe("peers", () => {
  it.each<[string, object]>([
    ["nobody, as the entry names no peer", {}],
    ["addresses in 10.0.0.0/8", { ipBlock: { cidr: "10.0.0.0/8" } }],
    [
      "addresses in 10.0.0.0/8 except 10.1.0.0/16",
      { ipBlock: { cidr: "10.0.0.0/8", except: ["10.1.0.0/16"] } },
    ],
    [
      "addresses in 10.0.0.0/8 except 10.1.0.0/16, 10.2.0.0/16 and 1 more",
      { ipBlock: { cidr: "10.0.0.0/8", except: ["10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16"] } },
    ],
    ["every pod in namespace shop", { podSelector: {} }],
    ["pods with app=a in namespace shop", { podSelector: { matchLabels: { app: "a" } } }],
    ["every pod in any namespace", { namespaceSelector: {} }],
    ["every pod in namespaces with team=a", { namespaceSelector: { matchLabels: { team: "a" } } }],
    [
      "pods with app=a in namespaces with team=a",
      {
        namespaceSelector: { matchLabels: { team: "a" } },
        podSelector: { matchLabels: { app: "a" } },
      },
    ],
  ])("%s", (text, peer) => {
    const [first] = ruleOf({ from: [peer] }).peers;
    expect(first && peerPhrase(first, "shop")).toBe(text);
  });
});

describe("ports", () => {
  it.each<[string, object[]]>([
    ["any port", []],
    ["TCP 80", [{ port: 80 }]],
    ["TCP 80-90", [{ port: 80, endPort: 90 }]],
    ["any UDP port", [{ protocol: "UDP" }]],
    ["TCP http or UDP 53", [{ port: "http" }, { port: 53, protocol: "UDP" }]],
    ["TCP 1, TCP 2 or 1 more", [{ port: 1 }, { port: 2 }, { port: 3 }]],
  ])("%s", (text, ports) => {
    expect(portsPhrase(ruleOf({ ports }).ports)).toBe(text);
  });
});

/** A policy read aloud, word by word. */
import { describe, expect, it } from "vitest";
import { compilePolicy } from "../../../src/core/netpol/compile.ts";
import { normaliseObjects } from "../../../src/core/netpol/normalise.ts";
import type { Line } from "../../../src/core/netpol/phrases.ts";
import { readPolicy } from "../../../src/core/netpol/reading.ts";
import { policy } from "./world.ts";

const MARK = { yes: "✓", no: "✕", info: "·" } as const;
const draw = (lines: readonly Line[], indent = ""): string[] =>
  lines.flatMap(({ mark, text, policy: ref, path, lines: below }) => {
    expect(ref).toEqual({ namespace: "shop", name: "p" });
    return [`${indent}${MARK[mark]} ${text} [${path ?? ""}]`, ...draw(below, `${indent}  `)];
  });
const read = (spec: object): string[] => {
  const [first] = normaliseObjects([policy("shop/p", spec)]).policies;
  return first === undefined ? [] : draw(readPolicy(compilePolicy(first)));
};

describe("a policy", () => {
  it("for both directions, with a rule for each", () => {
    expect(
      read({
        podSelector: {},
        ingress: [{ from: [{ podSelector: { matchLabels: { app: "web" } } }] }],
        egress: [{ ports: [{ port: 53, protocol: "UDP" }] }],
      }),
    ).toEqual([
      "· Selects every pod in namespace shop. [spec.podSelector]",
      "· Isolates them for Ingress and Egress: only what a rule of some policy allows gets through. [spec.policyTypes]",
      "✓ Lets in what its one rule allows: [spec.ingress]",
      "  ✓ On any port, from pods with app=web in namespace shop. [spec.ingress[0]]",
      "✓ Lets out what its one rule allows: [spec.egress]",
      "  ✓ On UDP 53, to anyone: pods, nodes and outside addresses. [spec.egress[0]]",
    ]);
  });

  it("with several peers outward", () => {
    const to = [{ ipBlock: { cidr: "10.0.0.0/8" } }, { namespaceSelector: {} }];
    expect(
      read({ podSelector: {}, policyTypes: ["Egress"], egress: [{ to }, {}] }).slice(2),
    ).toEqual([
      "· Leaves Ingress alone. []",
      "✓ Lets out what any of its 2 rules allows: [spec.egress]",
      "  ✓ On any port, to any of these 2: [spec.egress[0]]",
      "    ✓ Addresses in 10.0.0.0/8. [spec.egress[0].to[0]]",
      "    ✓ Every pod in any namespace. [spec.egress[0].to[1]]",
      "  ✓ On any port, to anyone: pods, nodes and outside addresses. [spec.egress[1]]",
    ]);
  });

  it("that lets nothing in, with egress rules that have no effect (S9)", () => {
    expect(read({ podSelector: {}, policyTypes: ["Ingress"], egress: [{}] }).slice(2)).toEqual([
      "✕ Lets nothing in. []",
      "✕ Its egress rules have no effect: policyTypes lacks Egress. [spec.egress]",
    ]);
  });
});

import { describe, expect, it, vi } from "vitest";
import { ADDRESSES } from "./clauses/addresses.ts";
import { asking } from "./clauses/case.ts";
import type { Case } from "./clauses/case.ts";
import { ISOLATION } from "./clauses/isolation.ts";
import { NODES } from "./clauses/nodes.ts";
import { PORTS } from "./clauses/ports.ts";
import { SELECTORS } from "./clauses/selectors.ts";
import { SERVICES } from "./clauses/services.ts";
import { isMutation } from "../../support/runs.ts";
import { policy } from "./world.ts";

vi.setConfig({ testTimeout: 60_000 });

const CASES = [...ISOLATION, ...SELECTORS, ...ADDRESSES, ...PORTS, ...NODES, ...SERVICES];
/** Mutants of the evaluator do without the cases that open a whole lab. */
const ASKED = CASES.filter(({ clause }) => !isMutation() || clause !== "S10");

/** S47–S49 do not exist. */
const NUMBERS = [...range(1, 46), ...range(50, 58)];
function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

describe("clauses", () => {
  it.each(ASKED.map((one) => [`${one.clause}: ${one.says}`, one] as const))(
    "%s",
    async (_name, one) => {
      const ask = asking(one);
      for (const flow of one.allowed ?? []) expect([flow, await ask(flow)]).toEqual([flow, true]);
      for (const flow of one.denied ?? []) expect([flow, await ask(flow)]).toEqual([flow, false]);
    },
  );
});

// ---------------------------------------------------------------------------------------------

/** Clauses whose allowed flows no policy could close: loopback, and the pod's own node. */
const NEVER_CLOSED = new Set(["S42", "S43"]);

/** Everyone isolated both ways, in every namespace of the cases. */
const SHUT = ["shop", "mon", "edge", "default"].map((ns) =>
  policy(`${ns}/shut`, { podSelector: {}, policyTypes: ["Ingress", "Egress"] }),
);

/** What makes the cases of a clause say nothing; empty when they say something. */
async function vacuous(clause: string, cases: readonly Case[]): Promise<string[]> {
  const found: string[] = [];
  const flows = (side: "allowed" | "denied") =>
    cases.flatMap((one) => (one[side] ?? []).map((flow) => [one, flow] as const));
  if (flows("allowed").length === 0) found.push("no flow that passes");
  if (flows("denied").length === 0) found.push("no flow that is dropped");
  for (const [one, flow] of flows("denied")) {
    if (!(await asking(one, [])(flow))) found.push(`${flow}: dropped without policies too`);
  }
  let closable = false;
  for (const [one, flow] of flows("allowed")) {
    closable ||= !(await asking(one, SHUT)(flow));
  }
  if (!closable && !NEVER_CLOSED.has(clause)) found.push("what passes would always pass");
  return found;
}

describe.skipIf(isMutation())("the table of clauses", () => {
  it.each(NUMBERS.map((n) => `S${n}`))(
    "has cases of %s, both ways, none vacuous",
    async (clause) => {
      const cases = CASES.filter((one) => one.clause === clause);
      expect(cases.length).toBeGreaterThan(0);
      expect(await vacuous(clause, cases)).toEqual([]);
    },
  );

  it("would notice a clause without sense", async () => {
    const empty: Case = { clause: "S0", says: "nothing", policies: [] };
    expect(await vacuous("S0", [empty])).toHaveLength(3);
    const always: Case = {
      ...empty,
      policies: SHUT,
      allowed: ["192.0.2.1 > shop/db 1"],
      denied: ["shop/web > shop/db 1"],
    };
    expect(await vacuous("S0", [always])).toEqual(["what passes would always pass"]);
  });

  it("names every case once", () => {
    const names = CASES.map(({ clause, says }) => `${clause}: ${says}`);
    expect(new Set(names).size).toBe(names.length);
  });
});

import { describe, expect, it, vi } from "vitest";
import type { Json, JsonObject } from "../../../src/core/api/json.ts";
import { answerScenario } from "../../../src/core/netpol/verdicts.ts";
import { readRecords } from "../../support/corpus.ts";

vi.setConfig({ testTimeout: 60_000 });

interface Probe extends JsonObject {
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly protocol: string;
  readonly egress: boolean | null;
  readonly ingress: boolean | null;
  readonly allowed: boolean;
}
interface Scenario extends JsonObject {
  readonly id: string;
  readonly probes: readonly Probe[];
}

/** What differs between the recorded verdicts and ours; null means that no engine gave that side. */
function mismatches(scenario: Scenario): string[] {
  const answers = answerScenario(scenario).probes;
  return scenario.probes.flatMap((probe, index) => {
    const answer = answers[index];
    const sides = (["egress", "ingress", "allowed"] as const).filter(
      (side) => probe[side] !== null && answer?.[side] !== probe[side],
    );
    return sides.map(
      (side) =>
        `${scenario.id}: ${probe.from} -> ${probe.to} ${probe.port}/${probe.protocol}: ${side}`,
    );
  });
}

/** Verdicts on which independent engines agree: `corpus/verdict-*.jsonl`. */
describe.each(["verdict-cases.jsonl", "verdict-random.jsonl"])("%s", (file) => {
  const scenarios = readRecords<Scenario>(file);

  it("every verdict agrees, direction by direction", () => {
    const probes = scenarios.reduce((sum, { probes: list }) => sum + list.length, 0);
    expect(probes).toBeGreaterThan(900);
    expect(scenarios.flatMap(mismatches)).toEqual([]);
  });
});

describe("the comparison", () => {
  it("sees a wrong verdict", () => {
    const [scenario] = readRecords<Scenario>("verdict-cases.jsonl");
    if (scenario === undefined) throw new Error("the corpus is empty");
    const flipped = scenario.probes.map((probe) => ({ ...probe, allowed: !probe.allowed }));
    expect(mismatches({ ...scenario, probes: flipped })).toHaveLength(flipped.length);
  });
});

describe("answerScenario", () => {
  const pod = (name: string, status: object): object => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name },
    spec: { containers: [] },
    status,
  });
  const objects = [
    pod("web", { phase: "Running", podIP: "10.0.0.1" }),
    pod("new", { phase: "Pending" }),
    pod("done", { phase: "Succeeded", podIP: "10.0.0.2" }),
  ] as Json[];
  const ask = (from: string, to: string, protocol = "TCP"): object | undefined =>
    answerScenario({ id: "x", objects, probes: [{ from, to, port: 80, protocol }] }).probes[0];

  it("reads nothing but the question", () => {
    expect(ask("default/web", "203.0.113.1")).toEqual({
      from: "default/web",
      to: "203.0.113.1",
      port: 80,
      protocol: "TCP",
      egress: true,
      ingress: true,
      allowed: true,
    });
  });

  it.each([
    ["default/new", "default/web", "TCP", "pod default/new has no address"],
    ["default/web", "default/done", "TCP", "pod default/done has finished"],
    ["default/web", "default/nobody", "TCP", "pod default/nobody does not exist"],
    ["web", "10.0.0.1", "TCP", '"web" is neither NAMESPACE/POD nor an IP address'],
    ["default/web", "10.0.0.2", "QUIC", 'unknown protocol "QUIC"'],
  ])("%s -> %s %s: %s", (from, to, protocol, error) => {
    expect(ask(from, to, protocol)).toMatchObject({ error });
  });

  it.each([
    null,
    1,
    "x",
    [],
    {},
    { objects: [null, 1, { kind: "Pod" }], probes: [null, 7] },
  ] as Json[])("answers %j without throwing", (junk) => {
    expect(answerScenario(junk).probes.every(({ error }) => error !== undefined)).toBe(true);
  });
});

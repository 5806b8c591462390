import { describe, expect, it, vi } from "vitest";
import type { Json, JsonObject } from "../../../src/core/api/json.ts";
import { answerScenario } from "../../../src/core/netpol/verdicts.ts";
import { SPEC_PROFILE } from "../../../src/core/netpol/profile.ts";
import type { Profile } from "../../../src/core/netpol/profile.ts";
import type { FlowProtocol } from "../../../src/core/netpol/types.ts";
import { readRecords } from "../../support/corpus.ts";
import { isMutation } from "../../support/runs.ts";
import { judge, network } from "./world.ts";

vi.setConfig({ testTimeout: 60_000 });

interface Probe extends JsonObject {
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly protocol: string;
  readonly egress: boolean | null;
  readonly ingress: boolean | null;
  readonly allowed: boolean;
  /** Set where the API leaves the answer open: which question it is. */
  readonly class?: string;
}
interface Scenario extends JsonObject {
  readonly id: string;
  readonly objects: readonly JsonObject[];
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

/** Mutants meet the cases that were thought out and a part of the random ones. */
const SHARE = isMutation() ? 60 : Infinity;
const FILES = ["verdict-cases.jsonl", "verdict-random.jsonl"] as const;
const [CASES, RANDOM] = FILES.map((file) => readRecords<Scenario>(file).slice(0, 4 * SHARE));
const SCENARIOS = [...(CASES ?? []), ...(RANDOM?.slice(0, SHARE) ?? [])];

/** Verdicts on which independent engines agree: `corpus/verdict-*.jsonl`. */
describe("the corpus", () => {
  it("every verdict agrees, direction by direction", () => {
    const probes = SCENARIOS.reduce((sum, { probes: list }) => sum + list.length, 0);
    expect(probes).toBeGreaterThan(isMutation() ? 3000 : 50_000);
    expect(SCENARIOS.flatMap(mismatches)).toEqual([]);
  });
});

/** How many probes of each class, and how many of them another reading would answer otherwise. */
function answeredOtherwise(reading: Partial<Profile>): Map<string, { all: number; other: number }> {
  const counts = new Map<string, { all: number; other: number }>();
  for (const { objects, probes } of SCENARIOS) {
    const net = network(objects, { ...SPEC_PROFILE, ...reading });
    for (const probe of probes) {
      const { from, to, port, protocol, class: name = "plain" } = probe;
      const verdict = judge(net, from, to, port, protocol as FlowProtocol);
      const count = counts.get(name) ?? { all: 0, other: 0 };
      count.all++;
      const sides = [
        [probe.egress, verdict.egress.allowed],
        [probe.ingress, verdict.ingress.allowed],
        [probe.allowed, verdict.allowed],
      ];
      if (sides.some(([given, now]) => given !== null && given !== now)) count.other++;
      counts.set(name, count);
    }
  }
  return counts;
}

/** Where the API leaves a choice, the corpus holds the default; other readings show there alone. */
describe.skipIf(isMutation())("questions that the API leaves open", () => {
  const sizes = {
    "ipblock-pod": 777,
    "host-network": 1277,
    node: 955,
    self: 1907,
    "dual-stack": 19,
  };

  it("the default answers all of them as the corpus does", () => {
    const counts = answeredOtherwise({});
    for (const [name, all] of Object.entries(sizes))
      expect([name, counts.get(name)]).toEqual([name, { all, other: 0 }]);
  });

  it.each<[string, string[], Partial<Profile>]>([
    ["S29: blocks do not match pods", ["ipblock-pod"], { ipBlockMatchesPods: false }],
    ["S30: blocks do not match nodes", ["node", "host-network"], { ipBlockMatchesNodes: false }],
    ["S46: host-network pods are pods", ["host-network", "node"], { hostNetwork: "identity" }],
    ["S43: the own node is policed", ["node", "host-network"], { ingressFromLocalNode: "policed" }],
    ["S44: the own node is open", ["node", "host-network"], { egressToLocalNode: "allowed" }],
  ])("%s: shows in these classes and nowhere else", (_reading, classes, profile) => {
    const counts = answeredOtherwise(profile);
    const otherwise = [...counts].filter(([, { other }]) => other > 0).map(([name]) => name);
    expect(otherwise.length).toBeGreaterThan(0);
    expect(otherwise.filter((name) => !classes.includes(name))).toEqual([]);
    if ("ipBlockMatchesPods" in profile) {
      const { all, other } = counts.get("ipblock-pod") ?? { all: 1, other: 0 };
      expect(other).toBe(all);
    }
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

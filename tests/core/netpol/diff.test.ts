import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { diffNetworks, guardCounts } from "../../../src/core/netpol/diff.ts";
import { policiesIsolating } from "../../../src/core/netpol/evaluate.ts";
import { SPEC_PROFILE } from "../../../src/core/netpol/profile.ts";
import { mustBe } from "../../support/mustBe.ts";
import { network, pod, policy } from "./world.ts";
import * as world from "./world.ts";

vi.setConfig({ testTimeout: 60_000 });

const AT = { port: 80, protocol: "TCP" } as const;
const PODS = [
  pod("a/web", "10.0.0.1", { labels: { app: "web" } }),
  pod("a/db", "10.0.0.2", { labels: { app: "db" } }),
  pod("b/job", "10.0.1.1"),
];
const DENY = policy("a/deny", { podSelector: { matchLabels: { app: "db" } } });
const ALLOW = policy("a/allow", {
  podSelector: { matchLabels: { app: "db" } },
  ingress: [{ from: [{ podSelector: { matchLabels: { app: "web" } } }] }],
});

const summary = (before: readonly unknown[], after: readonly unknown[], limit?: number): object => {
  const { ports, gates } = diffNetworks(network(before), network(after), [AT], limit);
  return {
    flows: ports.flatMap(({ flows }) =>
      flows.map(
        (f) =>
          `${f.change} ${f.source.namespace}/${f.source.name}>${f.destination.namespace}/${f.destination.name}`,
      ),
    ),
    counts: ports.map(({ opened, closed }) => [opened, closed]),
    gates: gates.map(
      (g) => `${g.change} ${g.pod.namespace}/${g.pod.name} ${g.direction} ${g.before}->${g.after}`,
    ),
  };
};

describe("what a change does", () => {
  it("a first policy closes flows and guards a gate", () => {
    expect(summary(PODS, [...PODS, DENY])).toEqual({
      flows: ["closed a/web>a/db", "closed b/job>a/db"],
      counts: [[0, 2]],
      gates: ["guarded a/db Ingress 0->1"],
    });
  });
  it("a further one opens", () => {
    expect(summary([...PODS, DENY], [...PODS, DENY, ALLOW])).toEqual({
      flows: ["opened a/web>a/db"],
      counts: [[1, 0]],
      gates: ["recounted a/db Ingress 1->2"],
    });
  });
  it("deleting both frees the gate (S69)", () => {
    expect(summary([...PODS, DENY, ALLOW], PODS)).toMatchObject({
      counts: [[1, 0]],
      gates: ["freed a/db Ingress 2->0"],
    });
  });
  it("a pod that comes is no opened flow; others keep their verdicts", () => {
    const fourth = pod("a/aaa", "10.0.0.9", { labels: { app: "web" } });
    expect(summary([...PODS, DENY], [...PODS, fourth, DENY])).toEqual({
      flows: [],
      counts: [[0, 0]],
      gates: [],
    });
    expect(summary([...PODS], [...PODS, fourth, DENY])).toMatchObject({ counts: [[0, 2]] });
  });
  it("lists as many flows as asked for and counts all", () => {
    expect(summary(PODS, [...PODS, DENY], 1)).toMatchObject({
      flows: ["closed a/web>a/db"],
      counts: [[0, 2]],
    });
  });
});

describe("pods that come and go, and rows of several words", () => {
  it("a guarded pod that comes is no gate that changed", () => {
    const fourth = pod("a/db-2", "10.0.0.9", { labels: { app: "db" } });
    expect(summary([...PODS, DENY], [...PODS, DENY, fourth])).toEqual({
      flows: [],
      counts: [[0, 0]],
      gates: [],
    });
  });

  it("as many pods with other names are other pods", () => {
    const [web, db, job] = PODS;
    for (const other of [pod("a/other", "10.0.0.2"), pod("b/db", "10.0.0.2")]) {
      const before = [web, db, job, DENY];
      const after = [web, other, job];
      expect(summary(before, after)).toEqual({ flows: [], counts: [[0, 0]], gates: [] });
    }
    expect(summary([web, db, job, DENY], [web, db, job])).toMatchObject({ counts: [[2, 0]] });
  });

  it("where the plugin does not enforce, nothing is guarded", () => {
    const profile = { ...SPEC_PROFILE, enforces: { Ingress: false, Egress: true } };
    const net = network([...PODS, DENY], profile);
    expect([...guardCounts(net, "Ingress")]).toEqual([0, 0, 0]);
    expect([...guardCounts(network([...PODS, DENY]), "Ingress")]).toEqual([1, 0, 0]);
  });

  it("flows of pods beyond the first thirty-two", () => {
    const many = Array.from({ length: 70 }, (_, i) =>
      pod(
        `a/p${String(i).padStart(2, "0")}`,
        `10.0.0.${i}`,
        i === 66 ? { labels: { app: "db" } } : {},
      ),
    );
    const { flows, counts } = summary(many, [...many, DENY], 100) as {
      flows: string[];
      counts: unknown;
    };
    expect(counts).toEqual([[0, 69]]);
    expect(flows.every((text) => text.endsWith(">a/p66"))).toBe(true);
    expect(summary([...many, DENY], many, 100)).toMatchObject({ counts: [[69, 0]] });
    const more = [...many, pod("a/p70", "10.0.0.70")];
    expect(summary([...many, DENY], more, 100)).toMatchObject({ counts: [[69, 0]] });
  });
});

describe("properties", () => {
  const scene = fc.tuple(world.cluster, world.policies, world.policies, world.portAndProtocol);

  it("is every pair whose verdict differs, and turns around with time", () => {
    fc.assert(
      fc.property(scene, ([cluster, some, others, at]) => {
        const before = network([...cluster, ...some]);
        const after = network([...cluster, ...others]);
        const [there] = diffNetworks(before, after, [at]).ports;
        const [back] = diffNetworks(after, before, [at]).ports;
        expect([back?.opened, back?.closed]).toEqual([there?.closed, there?.opened]);
        const listed = new Set(
          there?.flows.map(
            ({ source, destination, change }) => `${source.name}>${destination.name} ${change}`,
          ),
        );
        for (const s of before.endpoints.pods) {
          for (const d of before.endpoints.pods) {
            const [was, is] = [before, after].map(
              (net) =>
                world.judge(
                  net,
                  `${s.namespace}/${s.name}`,
                  `${d.namespace}/${d.name}`,
                  at.port,
                  at.protocol,
                ).allowed,
            );
            const expected = was === is ? undefined : is === true ? "opened" : "closed";
            for (const change of ["opened", "closed"]) {
              mustBe(listed.has(`${s.name}>${d.name} ${change}`), change === expected);
            }
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it("guards are counted as the evaluator sees them", () => {
    fc.assert(
      fc.property(world.cluster, world.policies, (cluster, policies) => {
        const net = network([...cluster, ...policies]);
        for (const direction of ["Egress", "Ingress"] as const) {
          const counts = guardCounts(net, direction);
          net.endpoints.pods.forEach((end, i) => {
            mustBe(counts[i], policiesIsolating(net, end, direction).length);
          });
        }
      }),
      { numRuns: 100 },
    );
  });
});

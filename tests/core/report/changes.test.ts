import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { diffNetworks } from "../../../src/core/netpol/diff.ts";
import type { PortOfInterest } from "../../../src/core/netpol/matrix.ts";
import { isUnchanged, summariseDiff } from "../../../src/core/report/changes.ts";
import { diffHeadline, diffLines } from "../../../src/core/report/changesText.ts";
import { matrixChanges, matrixModel } from "../../../src/core/report/matrix.ts";
import * as world from "../netpol/world.ts";
import { portsOf, replica, report } from "./cluster.ts";

vi.setConfig({ testTimeout: 60_000 });

const SHOP = [
  ...[1, 2].map((n) => replica("shop/web", n, 80)),
  ...[3, 4].map((n) => replica("shop/api", n, 8080)),
];
const DENY = world.policy("shop/deny", { podSelector: {} });
const ALLOW = world.policy("shop/api", {
  podSelector: { matchLabels: { app: "api" } },
  ingress: [{ from: [{ podSelector: { matchLabels: { app: "web" } } }], ports: [{ port: 8080 }] }],
});

describe("what changed, by workload", () => {
  it("says so in names where they are few, in counts where they are many", () => {
    const summary = summariseDiff(report(SHOP), report([...SHOP, DENY, ALLOW]));
    expect(diffLines(summary)).toEqual([
      "8 flows closed; 4 gates guarded",
      "Closed: 8 flows",
      "  api → web TCP 80 (4 flows)",
      "  api → api TCP 8080 (2 flows)",
      "  web → web TCP 80 (2 flows)",
      "Guarded: 4 gates",
      "  ingress of api",
      "  ingress of web",
    ]);
    const back = summariseDiff(report([...SHOP, DENY]), report([...SHOP, DENY, ALLOW]));
    expect(diffHeadline(back)).toBe("web → api:8080 opened");
    expect(back.flows[0]).toMatchObject({ count: 4, ports: [{ at: { port: 8080 }, count: 4 }] });
  });

  it("names the namespace where there is more than one, and a part of a workload's pods", () => {
    const tool = world.pod("dev/tool", "10.0.9.1", { labels: { app: "tool" } });
    const one = world.policy("shop/one", {
      podSelector: { matchLabels: { app: "api" } },
      policyTypes: ["Egress"],
    });
    const [first, ...rest] = SHOP;
    const before = [tool, first, ...rest];
    expect(diffLines(summariseDiff(report(before), report([...before, DENY])))).toContain(
      "  dev/tool → shop/api TCP 8080 (2 flows)",
    );
    const lines = diffLines(summariseDiff(report(SHOP), report([...SHOP, one])));
    expect(lines).toContain("  egress of api");
    expect(lines).toContain("  api → web TCP 80 (4 flows)");
  });

  it("counts outside addresses, pods that came and went, and says when nothing changed", () => {
    const outside = [{ name: "internet", ip: "203.0.113.9" }];
    const quiet = world.policy("shop/quiet", { podSelector: {}, policyTypes: ["Egress"] });
    const closed = summariseDiff(
      report(SHOP, { portsOf, outside }),
      report([...SHOP, quiet], { portsOf, outside }),
    );
    expect(diffLines(closed)).toContain("  api → internet TCP 443 (2 flows)");
    const fewer = summariseDiff(
      report(SHOP),
      report([...SHOP.slice(1), replica("shop/new", 9, 80)]),
    );
    expect(diffHeadline(fewer)).toBe("1 pod came; 1 pod went");
    const none = summariseDiff(report(SHOP), report(SHOP));
    expect(isUnchanged(none)).toBe(true);
    expect(diffLines(none)).toEqual(["No flow and no gate changed"]);
  });

  it("long lists end in a count", () => {
    const summary = summariseDiff(report(SHOP), report([...SHOP, DENY]));
    expect(diffLines(summary, { most: 1 })).toContain("  and 3 more");
  });

  const PORTS: readonly PortOfInterest[] = [
    { port: 80, protocol: "TCP" },
    { port: 8080, protocol: "TCP" },
    { port: 53, protocol: "UDP" },
  ];

  it("adds up to the difference of the networks, and to the changed cells of the matrix", () => {
    let changed = 0;
    fc.assert(
      fc.property(world.cluster, world.policies, world.policies, (cluster, before, after) => {
        const pods = cluster.filter((raw) => !("spec" in raw && "hostNetwork" in (raw.spec ?? {})));
        const [a, b] = [report([...pods, ...before], {}), report([...pods, ...after], {})];
        const summary = summariseDiff(a, b, { ports: PORTS });
        const diff = diffNetworks(a.network, b.network, PORTS);
        const total = (change: "opened" | "closed"): number =>
          diff.ports.reduce((n, port) => n + port[change], 0);
        expect([summary.opened, summary.closed]).toEqual([total("opened"), total("closed")]);
        for (const change of ["guarded", "freed"] as const)
          expect(summary[change]).toBe(diff.gates.filter((gate) => gate.change === change).length);
        const cells = PORTS.map((at) => matrixChanges(matrixModel(a, at), matrixModel(b, at)));
        const signs = cells.flatMap((list) => [...list]);
        expect(summary.opened).toBe(signs.filter((sign) => sign > 0).length);
        expect(summary.closed).toBe(signs.filter((sign) => sign < 0).length);
        const listed = summary.flows.reduce(
          (n, { ports }) => n + ports.reduce((m, p) => m + p.count, 0),
          0,
        );
        expect(listed).toBe(summary.opened + summary.closed);
        changed += listed;
      }),
      { numRuns: 80 },
    );
    expect(changed).toBeGreaterThan(100);
  });

  it("on any listening port its pairs are the changed cells", () => {
    fc.assert(
      fc.property(world.cluster, world.policies, world.policies, (cluster, before, after) => {
        const [a, b] = [report([...cluster, ...before]), report([...cluster, ...after])];
        const { pairs } = summariseDiff(a, b);
        const signs = [...matrixChanges(matrixModel(a, "any"), matrixModel(b, "any"))];
        expect(pairs).toEqual({
          opened: signs.filter((sign) => sign > 0).length,
          closed: signs.filter((sign) => sign < 0).length,
        });
      }),
      { numRuns: 60 },
    );
  });
});

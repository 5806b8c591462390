import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withProfile } from "../../../../src/core/netpol/compile.ts";
import { evaluate } from "../../../../src/core/netpol/evaluate.ts";
import {
  compareProfiles,
  decisiveDecisions,
  differingDecisions,
} from "../../../../src/core/netpol/profiles/compare.ts";
import { withDecisions } from "../../../../src/core/netpol/profiles/questions.ts";
import { PROFILES, profileNamed } from "../../../../src/core/netpol/profiles/registry.ts";
import type { Profile } from "../../../../src/core/netpol/profile.ts";
import type { Flow } from "../../../../src/core/netpol/types.ts";
import { runs } from "../../../support/runs.ts";
import * as world from "../world.ts";

const named = (id: string): Profile => {
  const profile = profileNamed(id);
  if (profile === undefined) throw new Error(`no profile ${id}`);
  return profile;
};
const anyProfile = fc.constantFrom(...PROFILES);
const PORTS = [
  { port: 80, protocol: "TCP" },
  { port: 53, protocol: "UDP" },
] as const;
const text = ({ source, destination, port, protocol }: Flow): string =>
  [source, destination]
    .map((end) => (end.kind === "pod" ? `${end.namespace}/${end.name}` : end.ip))
    .concat(`${port}/${protocol}`)
    .join(" ");

describe("two plugins side by side", () => {
  it("list the flows that one evaluator or the other lets through, no others", () => {
    fc.assert(
      fc.property(
        world.cluster,
        world.policies,
        anyProfile,
        anyProfile,
        (cluster, policies, a, b) => {
          const net = world.network([...cluster, ...policies]);
          const { pods } = net.endpoints;
          const pairs = pods.flatMap((source) =>
            pods
              .filter((other) => other !== source)
              .map((destination) => ({ source, destination })),
          );
          const flows: Flow[] = pairs.flatMap((pair) =>
            [...PORTS, { port: 0, protocol: "ICMP" as const }].map((at) => ({ ...pair, ...at })),
          );
          const wanted = flows.filter(
            (flow) =>
              evaluate(withProfile(net, a), flow).allowed !==
              evaluate(withProfile(net, b), flow).allowed,
          );
          const found = compareProfiles(net, a, b, { portsOf: () => PORTS, others: [] });
          expect(found.differences.map(({ flow }) => text(flow)).sort()).toEqual(
            wanted.map(text).sort(),
          );
          expect(found).toMatchObject({ total: wanted.length, judged: flows.length });
        },
      ),
      { numRuns: runs(1000) },
    );
  });

  it("each difference names decisions that make it, none of them too many", () => {
    fc.assert(
      fc.property(
        world.cluster,
        world.policies,
        anyProfile,
        anyProfile,
        (cluster, policies, a, b) => {
          const net = world.network([...cluster, ...policies]);
          const verdict = (profile: Profile, flow: Flow): boolean =>
            evaluate(withProfile(net, profile), flow).allowed;
          const others = { portsOf: () => PORTS, others: [] };
          for (const { flow, first, decisions } of compareProfiles(net, a, b, others).differences) {
            expect(verdict(a, flow)).toBe(first);
            expect(verdict(b, flow)).toBe(!first);
            expect(verdict(withDecisions(a, b, decisions), flow)).toBe(!first);
            for (const one of decisions) {
              const without = decisions.filter((other) => other !== one);
              expect(verdict(withDecisions(a, b, without), flow)).toBe(first);
            }
          }
        },
      ),
      { numRuns: runs(400) },
    );
  });

  it("count all and list as many as asked for; other flows are judged too", () => {
    const net = world.network([
      world.namespace("shop"),
      world.pod("shop/a", "10.0.0.1"),
      world.pod("shop/b", "10.0.0.2"),
      world.policy("shop/deny", { podSelector: {} }),
    ]);
    const outside = { kind: "address", ip: "203.0.113.1" } as const;
    const [a] = net.endpoints.pods;
    if (a === undefined) throw new Error("no pod");
    const others = [{ source: outside, destination: a, port: 80, protocol: "TCP" as const }];
    const found = compareProfiles(
      net,
      named("calico"),
      named("flannel"),
      { portsOf: () => PORTS, others },
      1,
    );
    expect(found.total).toBe(7);
    expect(found.judged).toBe(7);
    expect(found.differences).toHaveLength(1);
    expect(found.differences[0]?.decisions).toEqual(["enforces"]);
  });

  it("the same plugin twice differs in nothing", () => {
    expect(differingDecisions(named("cilium"), named("cilium"))).toEqual([]);
    const net = world.network([world.namespace("shop"), world.pod("shop/a", "10.0.0.1")]);
    const [a] = net.endpoints.pods;
    if (a === undefined) throw new Error("no pod");
    const flow: Flow = { source: a, destination: a, port: 1, protocol: "TCP" };
    expect(decisiveDecisions(net, flow, named("calico"), named("flannel"))).toEqual([]);
  });
});

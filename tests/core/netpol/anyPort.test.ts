import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { buildAllPorts, buildAnyPort } from "../../../src/core/netpol/anyPort.ts";
import type { AnyPortMatrix } from "../../../src/core/netpol/anyPort.ts";
import type { CompiledNetwork } from "../../../src/core/netpol/compile.ts";
import { evaluate } from "../../../src/core/netpol/evaluate.ts";
import type { PortOfInterest } from "../../../src/core/netpol/matrix.ts";
import { portClasses } from "../../../src/core/netpol/portClasses.ts";
import { SPEC_PROFILE } from "../../../src/core/netpol/profile.ts";
import type { Profile } from "../../../src/core/netpol/profile.ts";
import type { PodEndpoint, Verdict } from "../../../src/core/netpol/types.ts";
import { mustBe } from "../../support/mustBe.ts";
import * as world from "./world.ts";

vi.setConfig({ testTimeout: 60_000 });

const PROFILES: readonly Profile[] = [
  SPEC_PROFILE,
  { ...SPEC_PROFILE, name: "start-only", endPort: "start-only" },
  { ...SPEC_PROFILE, name: "no names", namedPorts: { Ingress: false, Egress: true } },
  { ...SPEC_PROFILE, name: "icmp free", icmp: "allowed", hostNetwork: "identity" },
];

const ports = fc.uniqueArray(world.portAndProtocol, {
  maxLength: 3,
  selector: ({ port, protocol }) => `${protocol} ${port}`,
});
const scene = fc.record({
  cluster: world.cluster,
  policies: world.policies,
  ports: fc.array(ports, { minLength: 1, maxLength: 4 }),
  profile: fc.constantFrom(...PROFILES),
});

/** Every pod gets one of the lists, by its name alone. */
const spread =
  (lists: readonly (readonly PortOfInterest[])[]) =>
  ({ name }: PodEndpoint): readonly PortOfInterest[] =>
    lists[Number(name.slice(1)) % lists.length] ?? [];

/** Cells of the matrix that are not what the evaluator says of the destination's ports. */
function wrongCells(
  matrix: AnyPortMatrix,
  portsOf: (pod: PodEndpoint) => readonly PortOfInterest[],
): string[] {
  const { network } = matrix;
  const wrong: string[] = [];
  matrix.pods.forEach((source, s) => {
    matrix.pods.forEach((destination, d) => {
      const asked = portsOf(destination);
      const verdicts = asked.map((at): [PortOfInterest, Verdict] => [
        at,
        evaluate(network, { source, destination, ...at }),
      ]);
      const out = verdicts.some(([, { egress }]) => egress.allowed);
      const into = verdicts.some(([, { ingress }]) => ingress.allowed);
      const passing = verdicts.flatMap(([at, { allowed }]) => (allowed ? [at] : []));
      const state =
        asked.length === 0
          ? "no-port"
          : passing.length > 0
            ? "allowed"
            : out === into
              ? "blocked-both"
              : out
                ? "blocked-ingress"
                : "blocked-egress";
      const same =
        matrix.letsOut(s, d) === out &&
        matrix.letsIn(s, d) === into &&
        matrix.allows(s, d) === passing.length > 0 &&
        matrix.crossed(s, d) === (out && into && passing.length === 0) &&
        matrix.state(s, d) === state &&
        JSON.stringify(matrix.passing(s, d)) === JSON.stringify(passing);
      if (!same) wrong.push(`${source.name} -> ${destination.name}`);
    });
  });
  return wrong;
}

describe("a matrix over any port of the destination", () => {
  it("is the evaluator over each of its ports", () => {
    fc.assert(
      fc.property(scene, ({ cluster, policies, ports: lists, profile }) => {
        const net = world.network([...cluster, ...policies], profile);
        const portsOf = spread(lists);
        const matrix = buildAnyPort(net, portsOf);
        expect(wrongCells(matrix, portsOf)).toEqual([]);
        let pairs = 0;
        matrix.pods.forEach((_s, s) => {
          matrix.pods.forEach((_d, d) => (pairs += s !== d && matrix.allows(s, d) ? 1 : 0));
        });
        expect(matrix.countAllowed()).toBe(pairs);
      }),
      { numRuns: 150 },
    );
  });

  it("is right at the edges of words", () => {
    for (const count of [31, 32, 33, 64, 65]) {
      const net = rows(count);
      const portsOf = (pod: PodEndpoint): PortOfInterest[] =>
        pod.namedPorts.map(({ port, protocol }) => ({ port, protocol }));
      const matrix = buildAnyPort(net, portsOf);
      expect(matrix.pods).toHaveLength(count);
      expect(wrongCells(matrix, portsOf)).toEqual([]);
    }
  });

  it("says crossed, not allowed, where the gates pass different ports", () => {
    const net = world.network([
      world.pod("a/from", "10.0.0.1", { labels: { app: "from" } }),
      world.pod("a/to", "10.0.0.2", { labels: { app: "to" } }),
      world.policy("a/out", {
        podSelector: { matchLabels: { app: "from" } },
        policyTypes: ["Egress"],
        egress: [{ ports: [{ port: 80 }] }],
      }),
      world.policy("a/in", {
        podSelector: { matchLabels: { app: "to" } },
        ingress: [{ ports: [{ port: 443 }] }],
      }),
    ]);
    const at = (...numbers: number[]): AnyPortMatrix =>
      buildAnyPort(net, () => numbers.map((port) => ({ port, protocol: "TCP" as const })));
    const both = at(80, 443);
    expect([both.letsOut(0, 1), both.letsIn(0, 1), both.allows(0, 1)]).toEqual([true, true, false]);
    expect(both.crossed(0, 1)).toBe(true);
    expect(both.state(0, 1)).toBe("blocked-both");
    expect(at(80).state(0, 1)).toBe("blocked-ingress");
    expect(at(443).state(0, 1)).toBe("blocked-egress");
    expect(at(22).state(0, 1)).toBe("blocked-both");
    expect(at(22).crossed(0, 1)).toBe(false);
    expect(at().state(0, 1)).toBe("no-port");
    // the other way nothing is isolated
    expect(both.state(1, 0)).toBe("allowed");
  });
});

describe("classes of ports", () => {
  it("hold every port once, and all ports of one have its verdicts", () => {
    const anyPort = fc.record({
      port: fc.oneof(fc.integer({ min: 1, max: 65_535 }), fc.constantFrom(1, 79, 81, 7999, 8081)),
      protocol: fc.constantFrom("TCP" as const, "UDP" as const, "SCTP" as const, "ICMP" as const),
    });
    fc.assert(
      fc.property(
        scene,
        fc.array(anyPort, { minLength: 3, maxLength: 3 }),
        ({ cluster, policies, profile }, asked) => {
          const net = world.network([...cluster, ...policies], profile);
          const classes = portClasses(net);
          const all = buildAllPorts(net);
          for (const at of asked) {
            const found = classes.of(at);
            mustBe(classes.list[found?.index ?? -1], found);
            const holding = classes.list.filter(
              ({ protocol, ranges }) =>
                protocol === at.protocol &&
                (protocol === "ICMP" ||
                  ranges.some(({ from, to }) => from <= at.port && at.port <= to)),
            );
            expect(holding).toEqual([found]);
            net.endpoints.pods.forEach((source, s) => {
              net.endpoints.pods.forEach((destination, d) => {
                const { allowed } = evaluate(net, { source, destination, ...at });
                mustBe(all.passing(s, d).includes(holding[0] ?? never()), allowed);
              });
            });
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it("part the ports where policies do, and nowhere else", () => {
    const net = world.network([
      world.pod("a/x", "10.0.0.1", { ports: [{ name: "http", containerPort: 9000 }] }),
      world.policy("a/p", {
        podSelector: {},
        ingress: [
          { ports: [{ port: 80 }] },
          { ports: [{ port: 8000, endPort: 8010 }] },
          { ports: [{ port: 8005 }, { port: "http" }] },
          { ports: [{ port: 53, protocol: "UDP" }] },
        ],
      }),
    ]);
    const text = portClasses(net).list.map(
      ({ protocol, ranges }) =>
        `${protocol} ${ranges.map(({ from, to }) => (from === to ? from : `${from}-${to}`)).join(" ")}`,
    );
    expect(text).toEqual([
      "TCP 1-79 81-7999 8011-8999 9001-65535",
      "TCP 80",
      "TCP 8000-8004 8006-8010",
      "TCP 8005",
      "TCP 9000",
      "UDP 1-52 54-65535",
      "UDP 53",
      "SCTP 1-65535",
      "ICMP ",
    ]);
  });

  it("stay right where they are too many to compare", () => {
    const ranges = Array.from({ length: 1500 }, (_, i) => ({
      port: 1 + i * 40,
      endPort: i * 40 + 20,
    }));
    const net = world.network([
      world.pod("a/x", "10.0.0.1"),
      world.pod("a/y", "10.0.0.2"),
      world.policy("a/p", { podSelector: {}, ingress: [{ ports: ranges }] }),
    ]);
    const classes = portClasses(net);
    expect(classes.list.length).toBeGreaterThan(3000);
    const matrix = buildAnyPort(net, () => [{ port: 50, protocol: "TCP" }]);
    expect(matrix.allows(0, 1)).toBe(true);
    expect(buildAnyPort(net, () => [{ port: 61, protocol: "TCP" }]).allows(0, 1)).toBe(false);
  });
});

function never(): never {
  throw new Error("a port without a class");
}

/** A cluster of so many pods in three namespaces, with policies of several kinds. */
function rows(count: number): CompiledNetwork {
  const pods = Array.from({ length: count }, (_, i) =>
    world.pod(`ns${i % 3}/p${i}`, `10.0.0.${i + 1}`, {
      labels: { app: `a${i % 5}`, tier: `t${i % 4}` },
      ports: [
        { name: "http", containerPort: i % 2 ? 8080 : 80 },
        { name: "dns", containerPort: 53, protocol: "UDP" },
      ],
    }),
  );
  return world.network([
    ...pods,
    world.policy("ns0/a", {
      podSelector: { matchLabels: { tier: "t1" } },
      ingress: [
        {
          from: [{ podSelector: {} }, { ipBlock: { cidr: "10.0.0.0/27" } }],
          ports: [{ port: "http" }],
        },
      ],
    }),
    world.policy("ns1/b", {
      podSelector: {},
      policyTypes: ["Egress"],
      egress: [
        { to: [{ namespaceSelector: {} }], ports: [{ port: "http" }] },
        { ports: [{ port: 53, protocol: "UDP" }] },
      ],
    }),
    world.policy("ns2/c", { podSelector: { matchLabels: { app: "a2" } }, ingress: [{}] }),
  ]);
}

/**
 * Classes of ports, and matrices over several of them, against the evaluator: clusters that are the
 * same every time, and numbers at the edges of what policies name.
 */
import { describe, expect, it } from "vitest";
import { buildAllPorts, buildAnyPort } from "../../../src/core/netpol/anyPort.ts";
import type { CompiledNetwork } from "../../../src/core/netpol/compile.ts";
import { evaluate } from "../../../src/core/netpol/evaluate.ts";
import { buildMatrix } from "../../../src/core/netpol/matrix.ts";
import type { PortOfInterest } from "../../../src/core/netpol/matrix.ts";
import { portClasses } from "../../../src/core/netpol/portClasses.ts";
import { SPEC_PROFILE } from "../../../src/core/netpol/profile.ts";
import type { Profile } from "../../../src/core/netpol/profile.ts";
import type { PodEndpoint } from "../../../src/core/netpol/types.ts";
import { mustBe, mustEqual } from "../../support/mustBe.ts";
import { matrixDifferences } from "./matrixDifferences.ts";
import { ASKED, richWorld } from "./richWorld.ts";
import { network, pod, policy } from "./world.ts";

const seeds = (count: number): number[][] => Array.from({ length: count }, (_, i) => [i]);
const EDGES = [
  1, 52, 53, 54, 79, 80, 81, 8079, 8080, 8081, 8084, 8085, 8086, 8999, 9000, 9001, 65_535,
];

/** A pod's ports by its number: those that it names, and some that all are asked about. */
function portsOf({ name, namedPorts }: PodEndpoint): PortOfInterest[] {
  const n = name.length + Number(name.at(-1) ?? 0);
  if (n % 5 === 0) return [];
  const named = namedPorts.map(({ port, protocol }) => ({ port, protocol }));
  return [...named, ...ASKED.filter((_at, i) => (n + i) % 3 === 0)];
}

/** `TCP 1-79 81-65535 (0)`: protocol, ranges, and the port that stands for them. */
const classTexts = (net: CompiledNetwork): string[] =>
  portClasses(net).list.map(({ protocol, ranges, representative, index }, i) => {
    expect([index, representative.protocol]).toEqual([i, protocol]);
    const list = ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`));
    return `${protocol} ${list.join(" ")} (${representative.port})`;
  });

describe("classes of ports", () => {
  it.each(seeds(16))("cluster %i: every number has the verdicts of its class", (seed) => {
    const { objects, policies, profile } = richWorld(3000 + seed, 3);
    const net = network([...objects, ...policies], profile);
    const classes = portClasses(net);
    expect(portClasses(net)).toBe(classes);
    const all = buildAllPorts(net);
    expect(all.classes).toBe(classes);
    for (const { matrix, index } of classes.list.map(({ index }) => ({
      index,
      matrix: all.matrices[index],
    }))) {
      expect(matrix?.at).toBe(classes.list[index]?.representative);
    }
    for (const protocol of ["TCP", "UDP", "SCTP", "ICMP"] as const) {
      for (const port of protocol === "ICMP" ? [0] : EDGES) {
        const found = classes.of({ port, protocol });
        const holding = classes.list.filter(
          (one) =>
            one.protocol === protocol &&
            (protocol === "ICMP" || one.ranges.some(({ from, to }) => from <= port && port <= to)),
        );
        expect(holding).toEqual([found]);
        const matrix = all.matrices[found?.index ?? -1];
        const different = net.endpoints.pods.flatMap((source, s) =>
          net.endpoints.pods.flatMap((destination, d) => {
            const { allowed } = evaluate(net, { source, destination, port, protocol });
            const passes = found !== undefined && all.passing(s, d).includes(found);
            return matrix?.allows(s, d) === allowed && passes === allowed
              ? []
              : [`${source.name}>${destination.name}`];
          }),
        );
        expect([port, protocol, different]).toEqual([port, protocol, []]);
      }
    }
  });

  it.each(seeds(16))("cluster %i: ranges hold every number once, in order", (seed) => {
    const { objects, policies, profile } = richWorld(3100 + seed, 5);
    const { list } = portClasses(network([...objects, ...policies], profile));
    for (const protocol of ["TCP", "UDP", "SCTP"] as const) {
      const ranges = list.filter((one) => one.protocol === protocol).map((one) => one.ranges);
      for (const own of ranges) {
        own.forEach(({ from, to }, i) => {
          expect(from).toBeLessThanOrEqual(to);
          const next = own[i + 1];
          if (next !== undefined) expect(next.from).toBeGreaterThan(to + 1);
        });
      }
      let at = 1;
      for (const { from, to } of ranges.flat().sort((a, b) => a.from - b.from)) {
        expect(from).toBe(at);
        at = to + 1;
      }
      expect(at).toBe(65_536);
    }
  });

  const rest = ["UDP 1-65535 (0)", "SCTP 1-65535 (0)", "ICMP  (0)"];
  const http = (containerPort: number, protocol?: string): object =>
    pod(`a/x${containerPort}${protocol ?? ""}`, `10.0.0.${containerPort % 250}`, {
      ports: [{ name: "http", containerPort, ...(protocol !== undefined && { protocol }) }],
    });
  it.each<[string, readonly object[], readonly object[], readonly string[]]>([
    ["no policy", [], [], ["TCP 1-65535 (0)", ...rest]],
    ["the first", [{ port: 1 }], [], ["TCP 2-65535 (0)", "TCP 1 (1)", ...rest]],
    ["the last", [{ port: 65_535 }], [], ["TCP 1-65534 (0)", "TCP 65535 (65535)", ...rest]],
    [
      "up to the last",
      [{ port: 7, endPort: 65_535 }],
      [],
      ["TCP 1-6 (0)", "TCP 7-65535 (7)", ...rest],
    ],
    ["all", [{ port: 1, endPort: 65_535 }], [], ["TCP  (0)", "TCP 1-65535 (1)", ...rest]],
    ["of any number", [{ protocol: "TCP" }], [], ["TCP 1-65535 (0)", ...rest]],
    [
      "neighbours",
      [{ port: 5 }, { port: 6 }],
      [],
      ["TCP 1-4 7-65535 (0)", "TCP 5 (5)", "TCP 6 (6)", ...rest],
    ],
    [
      "within each other",
      [{ port: 5, endPort: 9 }, { port: 7 }],
      [],
      ["TCP 1-4 10-65535 (0)", "TCP 5-6 8-9 (5)", "TCP 7 (7)", ...rest],
    ],
    ["turned around", [{ port: 9, endPort: 5 }], [], ["TCP 1-65535 (0)", ...rest]],
    ["beyond the last", [{ port: 70_000 }], [], ["TCP 1-65535 (0)", ...rest]],
    ["before the first", [{ port: -5 }], [], ["TCP 1-65535 (0)", ...rest]],
    ["between two", [{ port: 5.5 }], [], ["TCP 1-65535 (0)", ...rest]],
    [
      "from and to between two",
      [{ port: 5.5, endPort: 7.5 }],
      [],
      ["TCP 1-5 8-65535 (0)", "TCP 6-7 (6)", ...rest],
    ],
    ["a name that nobody has", [{ port: "dns" }], [http(80)], ["TCP 1-65535 (0)", ...rest]],
    ["a name", [{ port: "http" }], [http(80)], ["TCP 1-79 81-65535 (0)", "TCP 80 (80)", ...rest]],
    [
      "a name of another protocol",
      [{ port: "http" }],
      [http(80, "UDP"), http(90)],
      ["TCP 1-89 91-65535 (0)", "TCP 90 (90)", ...rest],
    ],
    [
      "a name at the end",
      [{ port: "http" }],
      [http(65_535)],
      ["TCP 1-65534 (0)", "TCP 65535 (65535)", ...rest],
    ],
    [
      "a name that looks like a number",
      [{ port: "80" }, { port: 80 }],
      [],
      ["TCP 1-79 81-65535 (0)", "TCP 80 (80)", ...rest],
    ],
    [
      "a number that nobody asks for",
      [{ port: 5 }],
      [http(80)],
      ["TCP 1-4 6-65535 (0)", "TCP 5 (5)", ...rest],
    ],
    [
      "of UDP",
      [{ port: 53, protocol: "UDP" }],
      [],
      ["TCP 1-65535 (0)", "UDP 1-52 54-65535 (0)", "UDP 53 (53)", ...rest.slice(1)],
    ],
    [
      "of SCTP",
      [{ port: 9, endPort: 10, protocol: "SCTP" }],
      [],
      ["TCP 1-65535 (0)", "UDP 1-65535 (0)", "SCTP 1-8 11-65535 (0)", "SCTP 9-10 (9)", "ICMP  (0)"],
    ],
  ])("%s", (_title, ports, pods, wanted) => {
    const entries = (direction: "Ingress" | "Egress"): object =>
      policy("a/p", {
        podSelector: {},
        policyTypes: [direction],
        ...(direction === "Ingress" ? { ingress: [{ ports }] } : { egress: [{ ports }] }),
      });
    for (const direction of ["Ingress", "Egress"] as const) {
      const objects = ports.length === 0 ? [] : [entries(direction)];
      expect(classTexts(network([pod("a/y", "10.0.0.1"), ...pods, ...objects]))).toEqual(wanted);
    }
  });

  it("of plugins that know no ranges end with the first port", () => {
    const profile: Profile = { ...SPEC_PROFILE, name: "start", endPort: "start-only" };
    const objects = [
      pod("a/y", "10.0.0.1"),
      policy("a/p", { podSelector: {}, ingress: [{ ports: [{ port: 5, endPort: 9 }] }] }),
    ];
    expect(classTexts(network(objects, profile))[1]).toBe("TCP 5 (5)");
    expect(classTexts(network(objects, profile))[0]).toBe("TCP 1-4 6-65535 (0)");
  });

  it("know no protocol that policies cannot name", () => {
    const classes = portClasses(network([]));
    expect(classes.of({ port: 80, protocol: "GRE" as never })).toBeUndefined();
    expect(classes.of({ port: 8, protocol: "ICMP" })).toBe(classes.list.at(-1));
  });

  it("part the ports of one protocol whatever is said of another", () => {
    const net = network([
      pod("a/y", "10.0.0.1"),
      policy("a/p", {
        podSelector: {},
        ingress: [
          { ports: [{ port: 5 }, { port: 5, protocol: "UDP" }, { port: 9, protocol: "UDP" }] },
        ],
        egress: [{ ports: [{ port: 5 }, { port: 7 }] }],
      }),
    ]);
    expect(classTexts(net).slice(0, 6)).toEqual([
      "TCP 1-4 6 8-65535 (0)",
      "TCP 5 (5)",
      "TCP 7 (7)",
      "UDP 1-4 6-8 10-65535 (0)",
      "UDP 5 (5)",
      "UDP 9 (9)",
    ]);
  });
});

describe("a matrix over several ports", () => {
  it.each(seeds(24))("cluster %i", (seed) => {
    const { objects, policies, profile } = richWorld(3200 + seed, seed % 4 === 3 ? 10 : 5);
    const net = network([...objects, ...policies], profile);
    const matrix = buildAnyPort(net, portsOf);
    const { pods } = matrix;
    expect(matrix.words).toBe(Math.ceil(pods.length / 32));
    let passing = 0;
    pods.forEach((source, s) => {
      pods.forEach((destination, d) => {
        const asked = portsOf(destination).map((at) => ({
          at,
          verdict: evaluate(net, { source, destination, ...at }),
        }));
        const out = asked.some(({ verdict }) => verdict.egress.allowed);
        const into = asked.some(({ verdict }) => verdict.ingress.allowed);
        const both = asked.filter(({ verdict }) => verdict.allowed).map(({ at }) => at);
        const allowed = both.length > 0;
        const blocked = out ? "blocked-ingress" : "blocked-egress";
        const state = out === into ? "blocked-both" : blocked;
        if (allowed && s !== d) passing++;
        const said = [matrix.letsOut(s, d), matrix.letsIn(s, d), matrix.allows(s, d)];
        mustEqual([s, d, ...said], [s, d, out, into, allowed]);
        mustBe(matrix.crossed(s, d), out && into && !allowed);
        mustBe(matrix.state(s, d), allowed ? "allowed" : asked.length === 0 ? "no-port" : state);
        mustEqual(
          matrix.portsOf(d),
          asked.map(({ at }) => at),
        );
        mustEqual(matrix.passing(s, d), both);
      });
    });
    expect(matrix.countAllowed()).toBe(passing);
  });
});

describe("names of ports in rules for pods and blocks at once", () => {
  const readings = [true, false, "selector-peers", "whole-protocol"] as const;
  const cases = readings.flatMap((Ingress) => readings.map((Egress) => ({ Ingress, Egress })));
  it.each(cases.map((namedPorts, i) => [i, namedPorts] as const))(
    "reading %i",
    (_i, namedPorts) => {
      const profile: Profile = { ...SPEC_PROFILE, name: "reading", namedPorts };
      const pods = Array.from({ length: 20 }, (_, i) =>
        pod(`a/p${String(i).padStart(2, "0")}`, `10.0.0.${i}`, {
          labels: { app: ["a", "b", "c", "d"][i % 4] ?? "", own: `o${i}` },
          ports: [{ name: i % 3 === 0 ? "dns" : "http", containerPort: i % 2 === 0 ? 80 : 8080 }],
        }),
      );
      const app = (value: string): object => ({ podSelector: { matchLabels: { app: value } } });
      const block = { ipBlock: { cidr: "10.0.0.0/28" } };
      const sides: readonly object[][] = [
        [app("b"), block],
        [block, app("b")],
        [block],
        [app("b")],
        [],
      ];
      for (const peers of sides) {
        for (const ports of [
          [{ port: "http" }],
          [{ port: "http" }, { port: "dns" }],
          [{ port: "dns" }, { port: 443 }],
        ]) {
          const rule = policy("a/p", {
            podSelector: { matchLabels: { app: "a" } },
            policyTypes: ["Ingress", "Egress"],
            ingress: [
              { from: peers, ports },
              { from: [app("c")], ports: [{ port: "dns" }] },
            ],
            egress: [
              { to: peers, ports },
              { to: [app("c")], ports: [{ port: "dns" }] },
            ],
          });
          const net = network([...pods, rule, policy("b/none", { podSelector: {} })], profile);
          expect(matrixDifferences(buildMatrix(net, { port: 8080, protocol: "TCP" }))).toEqual([]);
        }
      }
    },
  );
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Labels } from "../../../src/core/api/objects.ts";
import { flowBetween } from "../../../src/core/netpol/endpoints.ts";
import { evaluate } from "../../../src/core/netpol/evaluate.ts";
import { exposes, exposureOf } from "../../../src/core/netpol/exposure.ts";
import { exposureLines } from "../../../src/core/netpol/exposure/words.ts";
import type { PortOfInterest } from "../../../src/core/netpol/matrix.ts";
import { MAX_WORDS, wordCount, type Line } from "../../../src/core/netpol/phrases.ts";
import type { Direction, Endpoint, PodEndpoint } from "../../../src/core/netpol/types.ts";
import { mustBe } from "../../support/mustBe.ts";
import { runs } from "../../support/runs.ts";
import { cluster, namespace, network, pod, policies, policy, portAndProtocol } from "./world.ts";

function podOf(net: ReturnType<typeof network>, path: string): PodEndpoint {
  const found = net.endpoints.resolve(path);
  if (!found.ok || found.endpoint.kind !== "pod") throw new Error(path);
  return found.endpoint;
}

const texts = (lines: readonly Line[], indent = ""): string[] =>
  lines.flatMap(({ text, lines: below }) => [indent + text, ...texts(below, `${indent}  `)]);

const BASE = [
  namespace("shop", { team: "shop" }),
  namespace("ops", { team: "ops" }),
  pod("shop/db", "10.0.0.4", {
    labels: { app: "db" },
    ports: [{ name: "pg", containerPort: 5432 }],
  }),
];

/** What the ingress gate of shop/db lets in, in words, without the first and last line. */
function enters(...rules: readonly object[]): string[] {
  const own = policy("shop/p", { podSelector: {}, policyTypes: ["Ingress"], ingress: rules });
  const net = network([...BASE, own]);
  const [head] = exposureLines(exposureOf(net, podOf(net, "shop/db"), "Ingress"));
  return texts(head?.lines ?? []);
}

const named = (name: string): object => ({
  matchLabels: { "kubernetes.io/metadata.name": name },
});
const app = (value: string): object => ({ matchLabels: { app: value } });

describe("exposure in words", () => {
  it.each<[string, readonly object[], readonly string[]]>([
    ["nothing", [], []],
    [
      "pods of the own namespace",
      [{ from: [{ podSelector: app("web") }], ports: [{ port: 80 }] }],
      ["Pods with app=web in namespace shop, on TCP 80."],
    ],
    [
      "the own port's name is its number",
      [{ from: [{ namespaceSelector: {} }], ports: [{ port: "pg" }] }],
      ["Every pod in any namespace, on TCP 5432."],
    ],
    [
      "the same peer twice: ports united",
      [
        { from: [{ podSelector: app("web") }], ports: [{ port: 80 }] },
        { from: [{ podSelector: app("web") }], ports: [{ port: 81 }, { port: 90, endPort: 95 }] },
      ],
      ["Pods with app=web in namespace shop, on TCP 80-81 or TCP 90-95."],
    ],
    [
      "two values of a label are one term",
      [{ from: [{ podSelector: app("web") }, { podSelector: app("api") }] }],
      ["Pods with app one of api or web in namespace shop, on any port."],
    ],
    [
      "two namespaces by name are one term",
      [{ from: [{ namespaceSelector: named("ops") }, { podSelector: {} }] }],
      ["Every pod in namespaces ops or shop, on any port."],
    ],
    [
      "a pod of a namespace that is in whole",
      [
        {
          from: [
            { namespaceSelector: { matchLabels: { team: "shop" } } },
            { podSelector: app("a") },
          ],
        },
      ],
      ["Every pod in namespaces with team=shop, on any port."],
    ],
    [
      "a namespace by a label that it does not have",
      [
        {
          from: [
            {
              namespaceSelector: {
                matchLabels: { "kubernetes.io/metadata.name": "ops", team: "shop" },
              },
            },
          ],
        },
      ],
      [],
    ],
    [
      "anyone swallows the rest",
      [{ from: [{ podSelector: app("web") }], ports: [{ port: 80 }] }, {}],
      ["Anyone on any port: pods, nodes and outside addresses."],
    ],
    [
      "anyone on one port leaves the others",
      [
        { ports: [{ port: 80 }] },
        { from: [{ podSelector: app("web") }], ports: [{ port: 80 }, { port: 81 }] },
      ],
      [
        "Anyone on TCP 80: pods, nodes and outside addresses.",
        "Pods with app=web in namespace shop, on TCP 81.",
      ],
    ],
    [
      "blocks united, exceptions exact",
      [
        { from: [{ ipBlock: { cidr: "10.0.0.0/8", except: ["10.1.0.0/16"] } }] },
        { from: [{ ipBlock: { cidr: "10.2.0.0/16" } }], ports: [{ port: 80 }] },
      ],
      ["Addresses in 10.0.0.0/8 except 10.1.0.0/16, on any port."],
    ],
    [
      "an exception that another peer allows again",
      [
        {
          from: [
            { ipBlock: { cidr: "10.0.0.0/8", except: ["10.1.0.0/16"] } },
            { ipBlock: { cidr: "10.1.0.0/16" } },
          ],
        },
      ],
      ["Addresses in 10.0.0.0/8, on any port."],
    ],
    [
      "a selector that contradicts itself",
      [
        {
          from: [
            {
              podSelector: {
                matchLabels: { app: "a" },
                matchExpressions: [{ key: "app", operator: "NotIn", values: ["a"] }],
              },
            },
          ],
        },
      ],
      [],
    ],
  ])("%s", (_, rules, lines) => {
    expect(enters(...rules)).toEqual(lines);
  });

  it("says what the gate is, and that the other end has one too", () => {
    const net = network(BASE);
    const lines = (direction: Direction): string[] =>
      texts(exposureLines(exposureOf(net, podOf(net, "shop/db"), direction)));
    expect(lines("Ingress")).toEqual([
      "Ingress of db is open: no policy guards it. Anyone may connect, on any port.",
      "The other pod's own egress gate has to let it out as well.",
    ]);
    expect(lines("Egress")).toEqual([
      "Egress of db is open: no policy guards it. It may connect to anyone, on any port.",
      "The other pod's own ingress gate has to let it in as well.",
    ]);
  });
});

const labels: fc.Arbitrary<Labels> = fc
  .record(
    { app: fc.constantFrom("a", "b", "c", "z"), tier: fc.constantFrom("a", "b", "") },
    { requiredKeys: [] },
  )
  .map((some) => ({ ...some }));

/** A pod that does not exist yet, in a namespace that may not exist either. */
const stranger = fc.record({
  ns: fc.constantFrom("alpha", "beta", "gamma", "delta"),
  labels,
  host: fc.integer({ min: 8, max: 20 }),
  six: fc.boolean(),
  ports: fc.array(
    fc.record({
      name: fc.constantFrom("http", "dns"),
      containerPort: fc.constantFrom(53, 80, 8080),
      protocol: fc.constantFrom("TCP", "UDP"),
    }),
    { maxLength: 2 },
  ),
});

describe("exposure, against the evaluator", () => {
  it("lets a pod that is added in or out iff its gate does", () => {
    fc.assert(
      fc.property(
        cluster,
        policies,
        stranger,
        portAndProtocol,
        fc.constantFrom<Direction>("Ingress", "Egress"),
        (objects, own, added, at, direction) => {
          const before = network([...objects, ...own]);
          const ip = added.six ? `fd00::${added.host}` : `10.0.0.${added.host}`;
          const newcomer = pod(`${added.ns}/new`, ip, { labels: added.labels, ports: added.ports });
          const after = network([...objects, ...own, newcomer]);
          const other = podOf(after, `${added.ns}/new`);
          for (const subject of before.endpoints.pods) {
            // only ends of one family can talk (S28)
            const common = subject.ips.find((text) => text.includes(":") === added.six);
            if (subject.hostNetwork || common === undefined) continue;
            const exposure = exposureOf(before, subject, direction);
            const expected = gate(after, subject, other, direction, at);
            mustBe(exposes(exposure, other, ip, at.port, at.protocol), expected);
          }
        },
      ),
      { numRuns: runs(2000) },
    );
  }, 120_000);

  it("lets an outside address in or out iff the gate does", () => {
    fc.assert(
      fc.property(
        cluster,
        policies,
        fc.constantFrom("203.0.113.7", "10.0.0.5", "198.51.100.1", "2001:db8::1", "fd00::5"),
        portAndProtocol,
        fc.constantFrom<Direction>("Ingress", "Egress"),
        (objects, own, ip, at, direction) => {
          const net = network([...objects, ...own]);
          const other = net.endpoints.address(ip);
          if (!other.ok || other.endpoint.kind === "pod") return;
          for (const subject of net.endpoints.pods) {
            const common = subject.ips.find((text) => text.includes(":") === ip.includes(":"));
            if (subject.hostNetwork || common === undefined) continue;
            const exposure = exposureOf(net, subject, direction);
            const expected = gate(net, subject, other.endpoint, direction, at);
            mustBe(exposes(exposure, other.endpoint, ip, at.port, at.protocol), expected);
          }
        },
      ),
      { numRuns: runs(2000) },
    );
  }, 120_000);

  it("is told in short sentences", () => {
    fc.assert(
      fc.property(cluster, policies, (objects, own) => {
        const net = network([...objects, ...own]);
        for (const subject of net.endpoints.pods) {
          for (const direction of ["Ingress", "Egress"] as const) {
            for (const text of texts(exposureLines(exposureOf(net, subject, direction)))) {
              for (const sentence of text.trim().split(". "))
                mustBe(wordCount(sentence) <= MAX_WORDS ? "short" : text, "short");
            }
          }
        }
      }),
      { numRuns: runs(500) },
    );
  }, 120_000);
});

function gate(
  net: ReturnType<typeof network>,
  subject: PodEndpoint,
  other: Endpoint,
  direction: Direction,
  at: PortOfInterest,
): boolean {
  const own = { ok: true, endpoint: podOf(net, `${subject.namespace}/${subject.name}`) } as const;
  const peer = { ok: true, endpoint: other } as const;
  const [source, destination] = direction === "Egress" ? [own, peer] : [peer, own];
  const verdict = evaluate(net, flowBetween(source, destination, at.port, at.protocol));
  return direction === "Egress" ? verdict.egress.allowed : verdict.ingress.allowed;
}

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LabelSelector, NetworkPolicyPeer } from "../../../src/core/api/objects.ts";
import { nearMisses } from "../../../src/core/nearmiss/search.ts";
import { imperative } from "../../../src/core/nearmiss/title.ts";
import type { CompiledNetwork } from "../../../src/core/netpol/compile.ts";
import { flowBetween } from "../../../src/core/netpol/endpoints.ts";
import { MAX_WORDS, wordCount } from "../../../src/core/netpol/phrases.ts";
import type { FlowProtocol } from "../../../src/core/netpol/types.ts";
import { cluster, endsOf, namespace, network, pod, policies, policy } from "../netpol/world.ts";
import { runs } from "../../support/runs.ts";

const words = (n: number, of = "w"): string => Array.from({ length: n }, () => of).join(" ");

describe("imperative", () => {
  it.each([
    ["no part", "remove", [], ""],
    ["one part", "remove", ["a from b"], "Remove a from b"],
    ["parts that fit", "remove", ["a from b", "c from d"], "Remove a from b, and c from d"],
    [
      "a part that does not fit",
      "remove",
      [words(13), words(11), "c from d"],
      `Remove ${words(13)}. Also remove ${words(11)}, and c from d`,
    ],
    [
      "parts up to the limit itself",
      "remove",
      [words(13), words(10)],
      `Remove ${words(13)}, and ${words(10)}`,
    ],
    [
      "parts with verbs of their own",
      "",
      ["label a with b", "remove c"],
      "Label a with b, and remove c",
    ],
    ["the same, too long", "", [words(20), words(20)], `W ${words(19)}. Also ${words(20)}`],
  ])("%s", (_, verb, parts, title) => {
    expect(imperative(verb, parts)).toBe(title);
  });
});

/** Every title that there is for a flow, however many. */
function titles(
  net: CompiledNetwork,
  from: string,
  to: string,
  port: number,
  protocol: FlowProtocol = "TCP",
): string[] {
  const [source, destination] = [net.endpoints.resolve(from), net.endpoints.resolve(to)];
  if (!source.ok || !destination.ok) throw new Error(`${from} or ${to} is no end`);
  const flow = flowBetween(source, destination, port, protocol);
  const input = { network: net, flow, services: [], listenersOf: () => [], limit: 1000, named: 0 };
  return nearMisses(input).map(({ title }) => title);
}

const tooLong = (title: string): string[] =>
  title.split(". ").filter((sentence) => wordCount(sentence) > MAX_WORDS);

// the longest words there are for everything: three labels where three are shown, more where not
const LABELS = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`k${i}`, `v${i}`]));
const NOT_IN = (key: string): LabelSelector => ({
  matchExpressions: [{ key, operator: "NotIn", values: ["x", "y", "z"] }],
});
const WORDY: readonly NetworkPolicyPeer[] = [
  { podSelector: NOT_IN("app"), namespaceSelector: NOT_IN("team") },
  { podSelector: {}, namespaceSelector: NOT_IN("zone") },
  { ipBlock: { cidr: "10.0.0.0/8", except: ["10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16"] } },
];
const STRANGER = { podSelector: { matchLabels: { app: "nobody" } } };
const PORTS = [80, 8080, 8081, 8082].map((port) => ({ port }));
const WIDE = [77, 78, 79, 80].map((port) => ({ port, endPort: 90 }));
/** Other labels, so that no selector does without all of them. */
const nearly = Object.keys(LABELS).map((key, i) =>
  pod(`shop/n${i}`, `10.0.1.${i + 1}`, { labels: { ...LABELS, [key]: "other" } }),
);

function world(spec: object): CompiledNetwork {
  return network([
    namespace("shop", { team: "a" }),
    namespace("ops"),
    pod("shop/web", "10.0.0.1", { labels: LABELS, ports: [{ containerPort: 80 }] }),
    pod("ops/prom", "10.0.0.2", { labels: LABELS }),
    ...nearly,
    policy("shop/guard", { podSelector: {}, policyTypes: ["Ingress", "Egress"], ...spec }),
    policy("ops/guard", { podSelector: {}, policyTypes: ["Egress"], ...spec }),
  ]);
}

interface Wordy {
  readonly name: string;
  readonly rules: readonly {
    readonly peers: readonly object[];
    readonly ports?: readonly object[];
  }[];
  readonly protocol?: FlowProtocol;
  /** What has to be among the titles, so that the case is met. */
  readonly meets: RegExp;
}

const HOLES = Array.from({ length: 20 }, (_, i) => `10.0.0.0/${i + 9}`);
const CASES: readonly Wordy[] = [
  {
    name: "wordy peers of three rules",
    rules: WORDY.map((peer) => ({ peers: [peer, STRANGER] })),
    meets: /^Remove pods.* rule 1 of policy shop\/guard\. Also remove every pod.* rule 2/,
  },
  {
    name: "many peers of three rules",
    rules: [1, 2, 3].map(() => ({ peers: [...WORDY, ...WORDY, ...WORDY, STRANGER] })),
    meets: /^Remove peers 1, 2, 3 and 6 more from ingress rule 1/,
  },
  {
    name: "many ports of three rules",
    rules: [1, 2, 3].map(() => ({ peers: [], ports: [...WIDE, ...PORTS] })),
    meets: /^Remove TCP 77-90, TCP 78-90, TCP 79-90 and 2 more from ingress rule 1/,
  },
  {
    name: "a workload of many labels",
    rules: [{ peers: [{ podSelector: { matchLabels: { app: "x" } }, namespaceSelector: {} }] }],
    meets: /^Select pods with k0=v0, k1=v1, k2=v2 and 6 more in/,
  },
  {
    name: "many exceptions",
    rules: [{ peers: [{ ipBlock: { cidr: "10.0.0.0/8", except: HOLES } }] }],
    meets: /^Remove the except 10.0.0.0\/9, 10.0.0.0\/10, 10.0.0.0\/11 and 17 more of/,
  },
  {
    name: "labels of pod and namespace",
    rules: [
      {
        peers: [
          {
            podSelector: { matchLabels: { app: "a", tier: "b" } },
            namespaceSelector: { matchLabels: { team: "b" } },
          },
        ],
      },
    ],
    meets: /^Label pod ops\/prom with app=a and tier=b, and label namespace ops with team=b$/,
  },
  {
    name: "labels to take away",
    rules: [
      {
        peers: [
          {
            podSelector: {
              matchExpressions: [
                { key: "k0", operator: "DoesNotExist" },
                { key: "k1", operator: "DoesNotExist" },
              ],
            },
            namespaceSelector: { matchLabels: { zone: "b" } },
          },
        ],
      },
    ],
    meets: /^Remove the labels k0 and k1 from pod ops\/prom, and label namespace ops with zone=b$/,
  },
  {
    name: "ICMP",
    rules: [{ peers: [], ports: PORTS }],
    protocol: "ICMP",
    meets: /^Leave out the ports of .*\. Then leave out the ports of/,
  },
];

describe("titles", () => {
  it.each(CASES)("have no sentence that is too long: $name", ({ rules, protocol, meets }) => {
    const lists = (side: string): object[] =>
      rules.map(({ peers, ports }) => ({ [side]: peers, ...(ports && { ports }) }));
    const net = world({ ingress: lists("from"), egress: lists("to") });
    const onlyIngress = world({ ingress: lists("from"), egress: [{}] });
    const all = [net, onlyIngress].flatMap((one) =>
      titles(one, "ops/prom", "shop/web", 80, protocol),
    );
    expect(all.flatMap(tooLong)).toEqual([]);
    expect(all).toContainEqual(expect.stringMatching(meets));
  });

  it("have none in random clusters either", () => {
    fc.assert(
      fc.property(
        cluster,
        policies,
        fc.constantFrom<FlowProtocol>("TCP", "UDP", "ICMP"),
        fc.nat(),
        fc.nat(),
        (objects, own, protocol, a, b) => {
          const net = network([...objects, ...own]);
          const ends = endsOf(net);
          const [from = "", to = ""] = [ends[a % ends.length], ends[b % ends.length]];
          expect(titles(net, from, to, 80, protocol).flatMap(tooLong)).toEqual([]);
        },
      ),
      { numRuns: runs(2000) },
    );
  });
});

/** Which flows raise which question: asked only where an answer can matter. */
import { describe, expect, it } from "vitest";
import { withProfile } from "../../../../src/core/netpol/compile.ts";
import type { CompiledNetwork } from "../../../../src/core/netpol/compile.ts";
import { evaluate } from "../../../../src/core/netpol/evaluate.ts";
import { compareProfiles } from "../../../../src/core/netpol/profiles/compare.ts";
import {
  QUESTIONS,
  narrowedTo,
  openQuestions,
  sameValue,
  withDecisions,
} from "../../../../src/core/netpol/profiles/questions.ts";
import type { QuestionId } from "../../../../src/core/netpol/profiles/questions.ts";
import { PROFILES } from "../../../../src/core/netpol/profiles/registry.ts";
import { SPEC_PROFILE } from "../../../../src/core/netpol/profile.ts";
import type { Endpoint, Flow, PodEndpoint } from "../../../../src/core/netpol/types.ts";
import { network, pod, policy } from "../world.ts";

const WEB: PodEndpoint = {
  kind: "pod",
  namespace: "shop",
  name: "web",
  labels: {},
  namespaceLabels: {},
  ips: ["10.0.0.1"],
  hostNetwork: false,
  namedPorts: [],
};
const DB: PodEndpoint = { ...WEB, name: "db", ips: ["10.0.0.2"] };
const HOST: PodEndpoint = { ...WEB, name: "agent", hostNetwork: true };
const DUAL: PodEndpoint = { ...WEB, name: "dual", ips: ["10.0.0.3", "fd00::3"] };
const SIX: PodEndpoint = { ...WEB, name: "six", ips: ["fd00::4"] };
const NODE: Endpoint = { kind: "address", ip: "192.0.2.1", nodeName: "n" };
const OUTSIDE: Endpoint = { kind: "address", ip: "203.0.113.7" };

const flow = (source: Endpoint, destination: Endpoint, more: Partial<Flow> = {}): Flow => ({
  source,
  destination,
  port: 80,
  protocol: "TCP",
  ...more,
});
const NOTHING = { isolated: false, blocks: false, names: false, ranges: false };
const IDS = Object.keys(QUESTIONS) as QuestionId[];

describe("a flow raises the questions", () => {
  it.each<[string, Flow, Partial<typeof NOTHING>, readonly QuestionId[]]>([
    ["none: from pod to pod, by labels", flow(WEB, DB), { isolated: true }, []],
    ["ipblock-pod: rules with blocks", flow(WEB, DB), { blocks: true }, ["ipblock-pod"]],
    ["host-network: to a pod there", flow(WEB, HOST), {}, ["host-network"]],
    ["host-network: from a pod there", flow(HOST, WEB), {}, ["host-network"]],
    ["node: to a node", flow(WEB, NODE), {}, ["node"]],
    ["node: from a node", flow(NODE, WEB), {}, ["node"]],
    ["none: from outside", flow(OUTSIDE, WEB), { isolated: true }, []],
    ["self", flow(WEB, WEB), {}, ["self"]],
    ["none: a namesake elsewhere", flow(WEB, { ...WEB, namespace: "ops" }), {}, []],
    ["none: between addresses", flow(OUTSIDE, OUTSIDE), {}, []],
    ["dual-stack: with blocks", flow(WEB, DUAL), { blocks: true }, ["ipblock-pod", "dual-stack"]],
    ["dual-stack: from there", flow(DUAL, WEB), { blocks: true }, ["ipblock-pod", "dual-stack"]],
    ["none: dual-stack without blocks", flow(WEB, DUAL), { isolated: true }, []],
    ["ipv6", flow(SIX, SIX), { isolated: true }, ["self", "ipv6"]],
    ["none: IPv6, not isolated", flow(SIX, DUAL), {}, []],
    ["icmp", flow(WEB, DB, { protocol: "ICMP" }), { isolated: true }, ["icmp"]],
    ["none: ICMP, not isolated", flow(WEB, DB, { protocol: "ICMP" }), {}, []],
    ["sctp", flow(WEB, DB, { protocol: "SCTP" }), { isolated: true }, ["sctp"]],
    ["none: SCTP, not isolated", flow(WEB, DB, { protocol: "SCTP" }), {}, []],
    ["end-port", flow(WEB, DB), { ranges: true }, ["end-port"]],
    ["named-port", flow(WEB, DB), { names: true }, ["named-port"]],
    [
      "service-address",
      flow(WEB, DB, { dialled: { ip: "10.96.0.1", port: 80 } }),
      { isolated: true },
      ["service-address"],
    ],
    [
      "none: a Service, not isolated",
      flow(WEB, DB, { dialled: { ip: "10.96.0.1", port: 80 } }),
      {},
      [],
    ],
  ])("%s", (_title, one, asked, expected) => {
    const raised = IDS.filter((id) => QUESTIONS[id].concerns(one, { ...NOTHING, ...asked }));
    expect(raised).toEqual(expected);
  });

  it("two addresses of one family are no dual stack", () => {
    const two = { ...SIX, ips: ["fd00::4", "fd00::5"] };
    const old = { ...WEB, ips: ["10.0.0.4", "10.0.0.5"] };
    for (const end of [two, old])
      expect(QUESTIONS["dual-stack"].concerns(flow(end, end), { ...NOTHING, blocks: true })).toBe(
        false,
      );
  });

  it("a verdict hinges on the address only where the other one has another verdict", () => {
    const asked = (cidr: string): unknown => {
      const net = network([
        pod("shop/web", "10.0.0.1 fd00::1"),
        pod("shop/db", "10.0.0.2 fd00::2", { labels: { app: "db" } }),
        policy("shop/p", { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr } }] }] }),
      ]);
      return openQuestions(net, ends(net)).find(({ id }) => id === "dual-stack")?.hinges;
    };
    expect([asked("10.0.0.0/8"), asked("192.168.0.0/16"), asked("fd00::/8")]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it("the other address of a dual-stack pod is another flow", () => {
    const other = (one: Flow): unknown => QUESTIONS["dual-stack"].other?.(one)?.family;
    expect(other(flow(WEB, DUAL))).toBe(6);
    expect(other(flow(SIX, DUAL))).toBe(4);
    expect(other(flow(DUAL, DUAL))).toBe(6);
  });
});

const SHOP = [pod("shop/web", "10.0.0.1"), pod("shop/db", "10.0.0.2", { labels: { app: "db" } })];
const db = (name: string, spec: object = {}): object =>
  policy(name, { podSelector: { matchLabels: { app: "db" } }, ...spec });

function ends(net: CompiledNetwork): Flow {
  const [destination, source] = net.endpoints.pods;
  if (source === undefined || destination === undefined) throw new Error("no pods");
  return flow(source, destination);
}

describe("what rules contain is asked of the policies of both ends", () => {
  const ids = (...policies: object[]): QuestionId[] => {
    const net = network([...SHOP, ...policies]);
    return openQuestions(net, ends(net)).map(({ id }) => id);
  };
  it.each<[string, readonly object[], readonly QuestionId[]]>([
    ["nothing", [], []],
    ["a number", [db("shop/p", { ingress: [{ ports: [{ port: 80 }] }] })], []],
    ["a range of one", [db("shop/p", { ingress: [{ ports: [{ port: 80, endPort: 80 }] }] })], []],
    [
      "a range",
      [db("shop/p", { ingress: [{ ports: [{ port: 79, endPort: 80 }] }] })],
      ["end-port"],
    ],
    ["a name", [db("shop/p", { ingress: [{ ports: [{ port: "http" }] }] })], ["named-port"]],
    [
      "a block in egress",
      [
        policy("shop/out", {
          podSelector: {},
          policyTypes: ["Egress"],
          egress: [{ to: [{ ipBlock: { cidr: "10.0.0.0/8" } }] }],
        }),
      ],
      ["ipblock-pod"],
    ],
    [
      "a block for other pods",
      [
        policy("shop/p", {
          podSelector: { matchLabels: { app: "x" } },
          ingress: [{ from: [{ ipBlock: { cidr: "10.0.0.0/8" } }] }],
        }),
      ],
      [],
    ],
  ])("%s", (_title, policies, expected) => {
    expect(ids(...policies)).toEqual(expected);
  });

  it("a network narrowed to a flow has the policies that select its ends, each once", () => {
    const net = network([
      ...SHOP,
      db("shop/a"),
      policy("shop/b", { podSelector: {} }),
      policy("shop/c", { podSelector: { matchLabels: { app: "x" } } }),
      policy("ops/d", { podSelector: {} }),
    ]);
    const narrow = narrowedTo(net, ends(net));
    expect(narrow.policies.map(({ ref }) => ref.name).sort()).toEqual(["a", "b"]);
    expect([...narrow.byNamespace.keys()]).toEqual(["shop"]);
    expect(narrow.leftOut).toEqual([]);
    const outside = narrowedTo(net, flow(OUTSIDE, OUTSIDE));
    expect([outside.policies, [...outside.byNamespace]]).toEqual([[], []]);
    const weave = PROFILES.find(({ name }) => name === "weave");
    if (weave === undefined) throw new Error("no plugin");
    const named = [{ ports: [{ port: "http" }] }];
    const picky = withProfile(
      network([
        ...SHOP,
        db("shop/a", { ingress: named }),
        policy("shop/c", { podSelector: { matchLabels: { app: "x" } }, ingress: named }),
        policy("ops/d", { podSelector: {}, ingress: named }),
      ]),
      weave,
    );
    expect(picky.leftOut).toHaveLength(3);
    expect(narrowedTo(picky, ends(picky)).leftOut.map(({ ref }) => ref.name)).toEqual(["a"]);
    expect(openQuestions(picky, ends(picky)).map(({ id }) => id)).toEqual(["named-port"]);
  });
});

describe("profiles mixed", () => {
  it("have the decisions of the other that are named, and say so", () => {
    const other = { ...SPEC_PROFILE, name: "other", icmp: "allowed", sctp: "unfiltered" } as const;
    const mixed = withDecisions(SPEC_PROFILE, other, ["icmp"]);
    expect(mixed).toEqual({ ...SPEC_PROFILE, icmp: "allowed", name: "spec with icmp" });
    expect(withDecisions(SPEC_PROFILE, other, ["icmp", "sctp"]).name).toBe("spec with icmp, sctp");
    expect(sameValue(SPEC_PROFILE, other, "icmp")).toBe(false);
    expect(
      sameValue(
        SPEC_PROFILE,
        { ...other, namedPorts: { Ingress: true, Egress: true } },
        "namedPorts",
      ),
    ).toBe(true);
  });
});

describe("two plugins side by side", () => {
  const net = (): CompiledNetwork => network([...SHOP, db("shop/p", { ingress: [] })]);
  const idle = { ...SPEC_PROFILE, enforces: { Ingress: false, Egress: false }, name: "idle" };
  const at = (port: number) => ({ port, protocol: "TCP" }) as const;

  it("are compared on the ports that each pod has, once each, and on ICMP", () => {
    const portsOf = ({ name }: PodEndpoint) => (name === "db" ? [at(1), at(2), at(1)] : [at(3)]);
    const { differences, total, judged } = compareProfiles(net(), SPEC_PROFILE, idle, {
      portsOf,
      others: [],
    });
    const text = ({ source, destination, port, protocol }: Flow): string =>
      [source, destination].map((end) => (end.kind === "pod" ? end.name : end.ip)).join(">") +
      ` ${protocol} ${port}`;
    expect(differences.map((one) => [text(one.flow), one.first])).toEqual([
      ["web>db TCP 1", false],
      ["web>db TCP 2", false],
      ["web>db ICMP 0", false],
    ]);
    // three to db, two to web: each from the one other pod
    expect([total, judged]).toEqual([3, 5]);
  });

  it("those of the lowest rank are listed first, and as many as asked for", () => {
    const compared = (limit?: number) =>
      compareProfiles(
        net(),
        idle,
        SPEC_PROFILE,
        { portsOf: () => [at(1), at(2)], others: [], rank: ({ port }) => -port },
        limit,
      );
    expect(compared().differences.map(({ flow: one }) => one.port)).toEqual([2, 1, 0]);
    expect(compared(1).differences.map(({ flow: one }) => one.port)).toEqual([2]);
    expect(compared(1).total).toBe(3);
    expect(compared().differences.every(({ first }) => first)).toBe(true);
  });

  it("pods beyond the first thirty-two are compared too", () => {
    const many = Array.from({ length: 70 }, (_, i) =>
      pod(`shop/p${String(i).padStart(2, "0")}`, `10.0.0.${i}`, {
        labels: i === 66 ? { app: "db" } : {},
      }),
    );
    const { total, judged, differences } = compareProfiles(
      network([...many, db("shop/p", { ingress: [] })]),
      SPEC_PROFILE,
      idle,
      { portsOf: ({ name }) => (name === "p66" ? [at(1)] : []), others: [] },
    );
    expect([total, judged]).toEqual([138, 69 + 70 * 69]);
    const names = differences.map(({ flow: { destination } }) =>
      destination.kind === "pod" ? destination.name : "",
    );
    expect(new Set(names)).toEqual(new Set(["p66"]));
  });

  it("other flows are judged one by one", () => {
    const base = net();
    const [destination] = base.endpoints.pods;
    if (destination === undefined) throw new Error("no pod");
    const others = [flow(OUTSIDE, destination), flow(OUTSIDE, NODE)];
    expect(others.map((one) => evaluate(base, one).allowed)).toEqual([false, true]);
    const found = compareProfiles(base, SPEC_PROFILE, idle, { portsOf: () => [], others });
    expect([found.judged, found.total]).toEqual([4, 2]);
    expect(found.differences[1]).toEqual({
      flow: others[0],
      first: false,
      decisions: ["enforces"],
    });
  });
});

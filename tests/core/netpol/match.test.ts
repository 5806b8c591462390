/** Clauses against ends, one by one: what fits, and what a comparison says of it. */
import { describe, expect, it } from "vitest";
import { compilePolicy, compileSelector } from "../../../src/core/netpol/compile.ts";
import type { CompiledPeer, CompiledPort } from "../../../src/core/netpol/compile.ts";
import {
  addressIn,
  addressesOf,
  commonFamily,
  comparePeer,
  comparePort,
  compareSelector,
  formatPortEntry,
  judgeBlock,
  judgePort,
  portMatches,
  selects,
  viewOf,
} from "../../../src/core/netpol/match.ts";
import { normaliseObjects } from "../../../src/core/netpol/normalise.ts";
import { SPEC_PROFILE } from "../../../src/core/netpol/profile.ts";
import type { Profile } from "../../../src/core/netpol/profile.ts";
import type { Endpoint, PodEndpoint, PortReason } from "../../../src/core/netpol/types.ts";
import { parseIP } from "../../../src/core/net/ip.ts";
import type { IPAddress } from "../../../src/core/net/ip.ts";
import { policy } from "./world.ts";

const POD: PodEndpoint = {
  kind: "pod",
  namespace: "shop",
  name: "web",
  labels: { app: "web" },
  namespaceLabels: { team: "a" },
  ips: ["10.0.0.1"],
  hostNetwork: false,
  namedPorts: [
    { name: "http", port: 8080, protocol: "TCP" },
    { name: "http", port: 8081, protocol: "TCP" },
    { name: "dns", port: 53, protocol: "UDP" },
  ],
};
const ON_HOST: PodEndpoint = { ...POD, name: "agent", hostNetwork: true, ips: ["192.0.2.1"] };
const OUTSIDE: Endpoint = { kind: "address", ip: "203.0.113.7" };

function ip(text: string): IPAddress {
  const address = parseIP(text);
  if (address === undefined) throw new Error(text);
  return address;
}

function ruleOf(rule: object): { peers: readonly CompiledPeer[]; ports: readonly CompiledPort[] } {
  const [first] = normaliseObjects([
    policy("shop/p", { podSelector: {}, ingress: [rule] }),
  ]).policies;
  const [compiled] = (first && compilePolicy(first).rules.Ingress) ?? [];
  if (compiled === undefined) throw new Error("no rule");
  return compiled;
}
function peerOf(peer: object): CompiledPeer {
  const [first] = ruleOf({ from: [peer] }).peers;
  if (first === undefined) throw new Error("no peer");
  return first;
}
function portOf(port: object): CompiledPort {
  const [first] = ruleOf({ ports: [port] }).ports;
  if (first === undefined) throw new Error("no port");
  return first;
}

describe("addresses of ends (S28)", () => {
  it("are parsed in their order, what is none left out", () => {
    expect(addressesOf({ ...POD, ips: ["fd00::1", "x", "10.0.0.1"] })).toEqual([
      ip("fd00::1"),
      ip("10.0.0.1"),
    ]);
    expect(addressesOf(OUTSIDE)).toEqual([ip("203.0.113.7")]);
  });

  const [v4, v6] = [ip("10.0.0.1"), ip("fd00::1")];
  it.each<[string, readonly IPAddress[], readonly IPAddress[], 4 | 6 | undefined]>([
    ["the only one", [v4], [v4], 4],
    ["the source's first that both have", [v6, v4], [v4, v6], 6],
    ["the source's second, where the first is not there", [v6, v4], [v4], 4],
    ["none", [v6], [v4], undefined],
    ["none of nobody", [], [v4], undefined],
  ])("the family of a connection: %s", (_title, from, to, family) => {
    expect(commonFamily(from, to)).toBe(family);
  });

  it("the address of that family, else the first", () => {
    expect(addressIn([v6, v4], 4)).toBe(v4);
    expect(addressIn([v6, v4], 6)).toBe(v6);
    expect(addressIn([v6], 4)).toBe(v6);
    expect(addressIn([v4, v6], undefined)).toBe(v4);
    expect(addressIn([], 4)).toBeUndefined();
  });
});

describe("selectors", () => {
  const selector = compileSelector({
    matchLabels: { app: "web" },
    matchExpressions: [{ key: "tier", operator: "DoesNotExist" }],
  });
  it("want all requirements; the first that is not met is told", () => {
    expect(selects(selector, { app: "web" })).toBe(true);
    expect(selects(selector, { app: "web", tier: "x" })).toBe(false);
    expect(selects(selector, {})).toBe(false);
    const compare = (labels: Record<string, string>): unknown =>
      compareSelector("podSelector", selector, "spec.podSelector", labels, "web");
    const what = { kind: "podSelector", wants: "app=web,!tier", of: "web" };
    expect(compare({ app: "web" })).toEqual({
      path: "spec.podSelector",
      matched: true,
      what: { ...what, has: { app: "web" } },
    });
    expect(compare({ tier: "x" })).toEqual({
      path: "spec.podSelector",
      matched: false,
      what: {
        ...what,
        has: { tier: "x" },
        unmet: { key: "app", operator: "=", values: ["web"] },
      },
    });
    const all = compareSelector("namespaceSelector", compileSelector({}), "x", {}, "shop");
    expect(all.what).toEqual({ kind: "namespaceSelector", wants: "<none>", has: {}, of: "shop" });
  });
});

describe("blocks", () => {
  const judged = (ipBlock: object, end: Endpoint, profile: Partial<Profile> = {}): unknown => {
    const peer = peerOf({ ipBlock });
    if (peer.kind !== "ipBlock") throw new Error("no block");
    const [first] = addressesOf(end);
    return first && judgeBlock(peer, first, end, { ...SPEC_PROFILE, ...profile });
  };
  it.each<[string, object, Endpoint, object, Partial<Profile>?]>([
    ["inside", { cidr: "10.0.0.0/8" }, POD, { reason: "inside" }],
    ["outside", { cidr: "10.0.0.0/8" }, OUTSIDE, { reason: "outside" }],
    ["no block", { cidr: "x" }, OUTSIDE, { reason: "outside" }],
    ["the other family (S28)", { cidr: "fd00::/8" }, POD, { reason: "other-family" }],
    [
      "an exception",
      { cidr: "10.0.0.0/8", except: ["10.1.0.0/16", "10.0.0.0/24"] },
      POD,
      { reason: "excepted", except: "10.0.0.0/24" },
    ],
    [
      "not asked (S29)",
      { cidr: "10.0.0.0/8" },
      POD,
      { reason: "not-judged" },
      { ipBlockMatchesPods: false },
    ],
  ])("%s", (_title, block, end, expected, profile) => {
    expect(judged(block, end, profile)).toEqual(expected);
  });
});

describe("peers", () => {
  const compared = (
    peer: object,
    other: Endpoint,
    profile: Partial<Profile> = {},
    onHost?: () => readonly PodEndpoint[],
  ): unknown => {
    const [first] = addressesOf(other);
    if (first === undefined) throw new Error("no address");
    const whole = { ...SPEC_PROFILE, ...profile };
    return comparePeer(peerOf(peer), "P", "shop", other, first, whole, onHost).map(
      ({ path, matched, what }) => [path, matched, what.kind],
    );
  };

  it("each part of an entry, with its path", () => {
    expect(compared({}, POD)).toEqual([["P", false, "invalid"]]);
    expect(compared({ ipBlock: { cidr: "10.0.0.0/8" } }, POD)).toEqual([
      ["P.ipBlock", true, "ipBlock"],
    ]);
    expect(compared({ podSelector: {} }, POD)).toEqual([
      ["P", true, "ownNamespace"],
      ["P.podSelector", true, "podSelector"],
    ]);
    expect(compared({ podSelector: {} }, { ...POD, namespace: "mon" })).toEqual([
      ["P", false, "ownNamespace"],
      ["P.podSelector", true, "podSelector"],
    ]);
    expect(compared({ namespaceSelector: { matchLabels: { team: "b" } } }, POD)).toEqual([
      ["P.namespaceSelector", false, "namespaceSelector"],
    ]);
    expect(compared({ podSelector: {} }, OUTSIDE)).toEqual([["P", false, "notAPod"]]);
    expect(compared({ podSelector: {} }, ON_HOST)).toEqual([["P", false, "hostNetwork"]]);
    expect(compared({ podSelector: {} }, ON_HOST, { hostNetwork: "identity" })).toHaveLength(2);
  });

  it("an address says which one", () => {
    const [first] = comparePeer(
      peerOf({ podSelector: {} }),
      "P",
      "shop",
      OUTSIDE,
      ip("203.0.113.7"),
      SPEC_PROFILE,
    );
    expect(first?.what).toEqual({ kind: "notAPod", ip: "203.0.113.7" });
    const [block] = comparePeer(
      peerOf({ ipBlock: { cidr: "10.0.0.0/8" } }),
      "P",
      "shop",
      OUTSIDE,
      ip("203.0.113.7"),
      SPEC_PROFILE,
    );
    expect(block?.what).toEqual({
      kind: "ipBlock",
      cidr: "10.0.0.0/8",
      ip: "203.0.113.7",
      reason: "outside",
    });
  });

  it("a plugin that means the node: any pod that shares the address will do (S46)", () => {
    const means: Partial<Profile> = { hostNetwork: "node-address-peer" };
    const web = { podSelector: { matchLabels: { app: "web" } } };
    const node: Endpoint = { kind: "address", ip: "192.0.2.1", nodeName: "n" };
    const other = { ...ON_HOST, labels: { app: "other" } };
    const fits = [
      ["P", true, "ownNamespace"],
      ["P.podSelector", true, "podSelector"],
    ];
    const misses = [
      ["P", true, "ownNamespace"],
      ["P.podSelector", false, "podSelector"],
    ];
    expect(compared(web, ON_HOST, means)).toEqual(fits);
    expect(compared(web, other, means)).toEqual(misses);
    expect(compared(web, other, means, () => [ON_HOST])).toEqual(fits);
    expect(compared(web, node, means, () => [other, ON_HOST])).toEqual(fits);
    expect(compared(web, node, means, () => [other])).toEqual(misses);
    expect(compared(web, node, means)).toEqual([["P", false, "notAPod"]]);
    expect(compared(web, node, {}, () => [ON_HOST])).toEqual([["P", false, "notAPod"]]);
  });

  it("are seen as pods or as addresses", () => {
    expect(viewOf(peerOf({ podSelector: {} }))).toBe("pods");
    expect(viewOf(peerOf({ ipBlock: { cidr: "10.0.0.0/8" } }))).toBe("addresses");
    expect(viewOf(peerOf({}))).toBe("addresses");
    expect(viewOf(undefined)).toBe("addresses");
  });
});

describe("ports", () => {
  const unread = { namedPorts: { Ingress: false, Egress: true } } as const;
  const selective = { namedPorts: { Ingress: "selector-peers", Egress: true } } as const;
  const whole = { namedPorts: { Ingress: "whole-protocol", Egress: true } } as const;
  const cases: [PortReason, object, Partial<Profile>?, ("pods" | "addresses")?, Endpoint?][] = [
    ["equal", { port: 8080 }],
    ["in-range", { port: 8000, endPort: 8080 }],
    ["in-range", { port: 8080, endPort: 9000 }],
    ["number", { port: 8000, endPort: 8079 }],
    ["number", { port: 8000, endPort: 8080 }, { endPort: "start-only" }],
    ["number", { port: 80 }],
    ["any", { protocol: "TCP" }],
    ["protocol", { protocol: "UDP" }],
    ["protocol", { port: 8080, protocol: "UDP" }],
    ["equal", { port: "http" }],
    ["name-unknown", { port: "dns" }],
    ["name-unknown", { port: "nope" }],
    ["name-unknown", { port: "http" }, {}, "pods", OUTSIDE],
    ["name-unknown", { port: "http" }, {}, "pods", { ...POD, hostNetwork: true }],
    ["equal", { port: "http" }, { hostNetwork: "identity" }, "pods", { ...POD, hostNetwork: true }],
    ["name-unread", { port: "http" }, unread],
    ["name-unread", { port: "http" }, selective, "addresses"],
    ["equal", { port: "http" }, selective, "pods"],
    ["equal", { port: "http" }, selective],
    ["equal", { port: "http" }, {}, "addresses"],
    ["name-ignored", { port: "nope" }, whole],
  ];
  it.each(cases)("%s: %j", (reason, entry, profile = {}, view, end = POD) => {
    const compiled = portOf(entry);
    const all = { ...SPEC_PROFILE, ...profile };
    expect(judgePort(compiled, "Ingress", end, 8080, "TCP", all, view)).toBe(reason);
    const { matched, what } = comparePort(compiled, "P", "Ingress", end, 8080, "TCP", all, view);
    expect(what).toMatchObject({ kind: "port", reason, has: "TCP 8080" });
    expect(matched).toBe(["equal", "in-range", "any", "name-ignored"].includes(reason));
    expect(portMatches(reason)).toBe(matched);
  });

  it("a name that means another number, and a destination that is not known", () => {
    const http = portOf({ port: "http" });
    expect(judgePort(http, "Ingress", POD, 80, "TCP", SPEC_PROFILE)).toBe("name-other-number");
    expect(judgePort(http, "Ingress", undefined, 80, "TCP", SPEC_PROFILE)).toBe("name-unknown");
    expect(comparePort(http, "P", "Ingress", POD, 80, "TCP", SPEC_PROFILE)).toEqual({
      path: "P",
      matched: false,
      what: {
        kind: "port",
        wants: "TCP http",
        has: "TCP 80",
        reason: "name-other-number",
        numbers: [8080, 8081],
      },
    });
    expect(comparePort(portOf({ port: 80 }), "P", "Ingress", POD, 80, "TCP", SPEC_PROFILE)).toEqual(
      {
        path: "P",
        matched: true,
        what: { kind: "port", wants: "TCP 80", has: "TCP 80", reason: "equal" },
      },
    );
  });

  it("ICMP has none", () => {
    const any = portOf({ protocol: "TCP" });
    expect(judgePort(any, "Ingress", POD, 0, "ICMP", SPEC_PROFILE)).toBe("icmp");
    const { what } = comparePort(any, "P", "Ingress", POD, 0, "ICMP", SPEC_PROFILE);
    expect(what).toMatchObject({ wants: "TCP", has: "ICMP", reason: "icmp" });
  });

  it.each([
    ["TCP 80", { port: 80 }],
    ["UDP 80-90", { port: 80, endPort: 90, protocol: "UDP" }],
    ["TCP http", { port: "http" }],
    ["SCTP", { protocol: "SCTP" }],
  ])("are written %s", (text, entry) => {
    expect(formatPortEntry(portOf(entry))).toBe(text);
  });
});

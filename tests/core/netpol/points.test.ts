/** Where plugins differ: each point, with each value it can have. */
import { describe, expect, it } from "vitest";
import { compilePolicy } from "../../../src/core/netpol/compile.ts";
import type { SelectorPeer } from "../../../src/core/netpol/compile.ts";
import { normaliseObjects } from "../../../src/core/netpol/normalise.ts";
import * as points from "../../../src/core/netpol/points.ts";
import { SPEC_PROFILE } from "../../../src/core/netpol/profile.ts";
import type { Profile } from "../../../src/core/netpol/profile.ts";
import type { Endpoint, PodEndpoint } from "../../../src/core/netpol/types.ts";
import { policy } from "./world.ts";

const POD: PodEndpoint = {
  kind: "pod",
  namespace: "shop",
  name: "web",
  labels: {},
  namespaceLabels: {},
  ips: ["10.0.0.1"],
  hostNetwork: false,
  namedPorts: [],
};
const ON_HOST: PodEndpoint = { ...POD, hostNetwork: true };
const OUTSIDE: Endpoint = { kind: "address", ip: "203.0.113.7" };
const NODE: Endpoint = { kind: "address", ip: "192.0.2.1", nodeName: "n" };

/** An answer under a profile that differs from the default in this. */
const asked = <T>(ask: (profile: Profile) => T, other: Partial<Profile> = {}): T =>
  ask({ ...SPEC_PROFILE, ...other });

describe("what is filtered at all", () => {
  it.each<[string, boolean, (profile: Profile) => boolean, Partial<Profile>?]>([
    ["Ingress", true, (p) => points.policesDirection(p, "Ingress")],
    [
      "Ingress, not enforced",
      false,
      (p) => points.policesDirection(p, "Ingress"),
      { enforces: { Ingress: false, Egress: true } },
    ],
    [
      "Egress, enforced alone",
      true,
      (p) => points.policesDirection(p, "Egress"),
      { enforces: { Ingress: false, Egress: true } },
    ],
    ["TCP", true, (p) => points.policesProtocol(p, "TCP"), { sctp: "unfiltered", icmp: "allowed" }],
    ["ICMP", true, (p) => points.policesProtocol(p, "ICMP"), { sctp: "unfiltered" }],
    ["ICMP, allowed", false, (p) => points.policesProtocol(p, "ICMP"), { icmp: "allowed" }],
    ["SCTP", true, (p) => points.policesProtocol(p, "SCTP"), { icmp: "allowed" }],
    ["SCTP, unfiltered", false, (p) => points.policesProtocol(p, "SCTP"), { sctp: "unfiltered" }],
    ["IPv4", true, (p) => points.policesFamily(p, 4), { ipv6: "unfiltered" }],
    ["IPv6", true, (p) => points.policesFamily(p, 6)],
    ["IPv6, unfiltered", false, (p) => points.policesFamily(p, 6), { ipv6: "unfiltered" }],
    ["no family", true, (p) => points.policesFamily(p, undefined), { ipv6: "unfiltered" }],
  ])("%s", (_title, answer, ask, other) => {
    expect(asked(ask, other)).toBe(answer);
  });
});

describe("pods on the host's network (S46)", () => {
  it("have an identity only where a plugin sees it", () => {
    expect(asked((p) => points.hasIdentity(POD, p))).toBe(true);
    expect(asked((p) => points.hasIdentity(ON_HOST, p))).toBe(false);
    expect(asked((p) => points.hasIdentity(ON_HOST, p), { hostNetwork: "identity" })).toBe(true);
    expect(asked((p) => points.hasIdentity(ON_HOST, p), { hostNetwork: "node-address-peer" })).toBe(
      false,
    );
  });

  it.each<[Profile["hostNetwork"], boolean, boolean]>([
    ["ignored", false, false],
    ["identity", false, false],
    ["node-address-peer", true, true],
    ["pod-selector-peer", false, true],
  ])("%s: does a peer mean the node's address?", (hostNetwork, byNamespace, byPod) => {
    const all = { requirements: [], key: "" };
    const peer: SelectorPeer = { kind: "pods", namespaceSelector: all, podSelector: undefined };
    const ask = (one: SelectorPeer) =>
      asked((p) => points.meansNodeAddress(one, p), { hostNetwork });
    expect(ask(peer)).toBe(byNamespace);
    expect(ask({ ...peer, podSelector: all })).toBe(byPod);
  });
});

describe("blocks (S29, S30)", () => {
  const seen = (end: Endpoint, pods: boolean, nodes: boolean): boolean =>
    asked((p) => points.seenByBlocks(end, p), {
      ipBlockMatchesPods: pods,
      ipBlockMatchesNodes: nodes,
    });
  it.each<[string, Endpoint, boolean, boolean]>([
    ["pods", POD, true, false],
    ["pods on the host's network", ON_HOST, false, true],
    ["nodes", NODE, false, true],
    ["the outside", OUTSIDE, true, true],
  ])("see %s", (_title, end, withPods, withNodes) => {
    expect([seen(end, true, false), seen(end, false, true)]).toEqual([withPods, withNodes]);
  });
});

describe("nodes and the pod itself", () => {
  it("the own node, by direction (S43, S44)", () => {
    const own = (other?: Partial<Profile>): boolean[] =>
      (["Ingress", "Egress"] as const).map((d) => asked((p) => points.policesOwnNode(p, d), other));
    expect(own()).toEqual([false, true]);
    expect(own({ ingressFromLocalNode: "policed" })).toEqual([true, true]);
    expect(own({ egressToLocalNode: "allowed" })).toEqual([false, false]);
  });

  it("other nodes (S45), and a pod through its Service (S41)", () => {
    expect(asked(points.policesRemoteNodes)).toBe(true);
    expect(asked(points.policesRemoteNodes, { remoteNodes: "allowed" })).toBe(false);
    expect(asked(points.policesSelfViaService)).toBe(true);
    expect(asked(points.policesSelfViaService, { selfViaService: "allowed" })).toBe(false);
  });
});

describe("ports", () => {
  it("the end of a range (S36)", () => {
    const range = { from: 80, to: 90 };
    expect(asked((p) => points.lastPortOf(range, p))).toBe(90);
    expect(asked((p) => points.lastPortOf(range, p), { endPort: "start-only" })).toBe(80);
  });

  it("names, by direction (S34, S35)", () => {
    const namedPorts = { Ingress: "whole-protocol", Egress: false } as const;
    const reading = (d: "Ingress" | "Egress") =>
      asked((p) => points.readingOfNames(p, d), { namedPorts });
    expect([reading("Ingress"), reading("Egress")]).toEqual(["whole-protocol", false]);
  });

  const named = [{ ports: [{ port: 80 }, { port: "http" }] }];
  const numbers = [{ ports: [{ port: 80 }] }, {}];
  it.each<[string, object, Partial<Profile["namedPorts"]>, boolean]>([
    ["no names", { ingress: numbers, egress: numbers }, { Ingress: false, Egress: false }, true],
    ["names that are read", { ingress: named }, {}, true],
    ["names that are not read", { ingress: named }, { Ingress: false }, false],
    ["names that are not read in egress", { egress: named }, { Egress: false }, false],
    ["names read in their direction", { ingress: named }, { Egress: false }, true],
    ["names not looked up", { ingress: named }, { Ingress: "whole-protocol" }, true],
    ["no rules at all", {}, { Ingress: false, Egress: false }, true],
  ])("a policy is kept with %s", (_title, rules, reading, kept) => {
    const [first] = normaliseObjects([policy("shop/p", { podSelector: {}, ...rules })]).policies;
    if (first === undefined) throw new Error("no policy");
    const compiled = compilePolicy(first);
    const namedPorts = { Ingress: true, Egress: true, ...reading } as const;
    const keep = (unsupportedPolicy: Profile["unsupportedPolicy"]) =>
      asked((p) => points.keepsPolicy(compiled, p), { namedPorts, unsupportedPolicy });
    expect(keep("left-out")).toBe(kept);
    expect(keep("kept")).toBe(true);
  });
});

describe("the rest", () => {
  it.each<[string, (profile: Profile) => boolean, Partial<Profile>]>([
    ["unselected pods are closed", points.closesUnselected, { unselectedPods: "closed" }],
    ["the caller is told (S62)", points.rejectsDenied, { deny: "reject" }],
    [
      "open connections are judged (S64)",
      points.judgesLiveConnections,
      { liveConnections: "per-packet" },
    ],
    [
      "egress sees Services (S51, S52)",
      (p) => points.seesServiceAddress(p, "Egress"),
      { egressStage: "pre-dnat" },
    ],
  ])("%s where a plugin says so", (_title, ask, other) => {
    expect(asked(ask)).toBe(false);
    expect(asked(ask, other)).toBe(true);
  });

  it("ingress never sees Services", () => {
    const ask = (p: Profile) => points.seesServiceAddress(p, "Ingress");
    expect(asked(ask, { egressStage: "pre-dnat" })).toBe(false);
  });
});

/** Ends found by name and by address, and why something is none. */
import { describe, expect, it } from "vitest";
import {
  ClusterEndpoints,
  describeNoEnd,
  flowBetween,
} from "../../../src/core/netpol/endpoints.ts";
import type { ClusterObjects, Resolution } from "../../../src/core/netpol/endpoints.ts";
import { normaliseObjects } from "../../../src/core/netpol/normalise.ts";
import { namespace, node, pod } from "./world.ts";

const OBJECTS = (): ClusterObjects =>
  normaliseObjects([
    namespace("shop"),
    node("n", "192.0.2.1"),
    pod("shop/web", "10.0.0.1 fd00::1", { node: "n" }),
    pod("shop/db", "10.0.0.2", { node: "n" }),
    pod("shop/done", "10.0.0.3", { phase: "Succeeded" }),
    pod("shop/new", ""),
    pod("mon/agent", "192.0.2.1", { hostNetwork: true, node: "n" }),
    pod("mon/other", "192.0.2.1 fd00::9", { hostNetwork: true, node: "n" }),
    pod("mon/far", "192.0.2.7", { hostNetwork: true, node: "far" }),
  ]);

const ends = (): ClusterEndpoints => new ClusterEndpoints(OBJECTS());

function found(resolution: Resolution): Resolution & { readonly ok: true } {
  if (!resolution.ok) throw new Error(describeNoEnd(resolution.text, resolution.reason));
  return resolution;
}

describe("what is no end", () => {
  it.each([
    ["no-address", "shop/new", "pod shop/new has no address"],
    ["finished", "shop/done", "pod shop/done has finished"],
    ["unknown-pod", "shop/nobody", "pod shop/nobody does not exist"],
    ["unknown-pod", "/web", "pod /web does not exist"],
    ["not-an-address", "web", '"web" is neither NAMESPACE/POD nor an IP address'],
  ] as const)("%s: %s", (reason, text, sentence) => {
    expect(ends().resolve(text)).toEqual({ ok: false, reason, text });
    expect(describeNoEnd(text, reason)).toBe(sentence);
  });
});

describe("pods", () => {
  it("by name, by position, with their addresses", () => {
    const all = ends();
    const at = all.indexOf("shop", "web");
    expect(at).toBe(all.pods.findIndex(({ name }) => name === "web"));
    expect(all.indexOf("mon", "web")).toBeUndefined();
    expect(found(all.pod("shop", "web")).endpoint).toBe(all.pods[at ?? -1]);
    expect("family" in found(all.pod("shop", "web"))).toBe(false);
    expect(all.addresses(at ?? -1).map(({ family }) => family)).toEqual([4, 6]);
    expect(all.addresses(at ?? -1)).toBe(all.addresses(at ?? -1));
    expect(all.addresses(99)).toEqual([]);
    expect(all.namespaces.map(({ name }) => name)).toEqual(["mon", "shop"]);
    expect([...all.nodes]).toEqual([["n", ["192.0.2.1"]]]);
  });
});

describe("addresses (S29)", () => {
  it.each<[string, object, 4 | 6]>([
    ["10.0.0.2", { kind: "pod", name: "db" }, 4],
    ["fd00:0::1", { kind: "pod", name: "web" }, 6],
    ["::ffff:10.0.0.2", { kind: "pod", name: "db" }, 4],
    ["192.0.2.1", { kind: "address", ip: "192.0.2.1", nodeName: "n" }, 4],
    ["fd00::9", { kind: "pod", name: "other" }, 6],
    ["192.0.2.7", { kind: "pod", name: "far" }, 4],
    ["10.0.0.3", { kind: "address", ip: "10.0.0.3" }, 4],
    ["203.0.113.07", { kind: "address", ip: "203.0.113.7" }, 4],
  ])("%s", (text, endpoint, family) => {
    expect(found(ends().resolve(text))).toMatchObject({ ok: true, endpoint, family });
    expect(ends().address(text)).toEqual(ends().resolve(text));
  });
});

describe("pods on the host's network (S46)", () => {
  const names = (all: ClusterEndpoints, text: string): string[] =>
    all.onHost(found(all.resolve(text)).endpoint).map(({ name }) => name);
  it("share the address of their node, and with each other", () => {
    const all = ends();
    expect(names(all, "192.0.2.1")).toEqual(["agent", "other"]);
    expect(names(all, "mon/agent")).toEqual(["other"]);
    expect(names(all, "mon/other")).toEqual(["agent"]);
    expect(names(all, "mon/far")).toEqual([]);
    expect(names(all, "shop/web")).toEqual([]);
    expect(names(all, "203.0.113.7")).toEqual([]);
    const agent = found(all.pod("mon", "agent")).endpoint;
    if (agent.kind !== "pod") throw new Error("no pod");
    const namesake = { ...agent, namespace: "shop" };
    expect(all.onHost(namesake).map(({ name }) => name)).toEqual(["agent", "other"]);
  });
});

describe("from another state", () => {
  it("what both have in common stays the same object, in its place", () => {
    const before = OBJECTS();
    const old = new ClusterEndpoints(before);
    expect(old.indexOf("shop", "web")).toBeDefined();
    const changed = normaliseObjects([
      pod("shop/web", "10.0.0.9", { labels: { app: "web" }, node: "n" }),
    ]).pods;
    const pods = before.pods.map((one) =>
      one.metadata.name === "web" ? (changed[0] ?? one) : one,
    );
    const now = new ClusterEndpoints({ ...before, pods }, old);
    expect(now.nodes).toBe(old.nodes);
    expect(now.indexOf("shop", "web")).toBe(old.indexOf("shop", "web"));
    expect(found(now.pod("shop", "web")).endpoint).toMatchObject({ labels: { app: "web" } });
    expect(found(now.resolve("10.0.0.9")).endpoint).toMatchObject({ name: "web" });
    expect(found(now.resolve("10.0.0.1")).endpoint).toEqual({ kind: "address", ip: "10.0.0.1" });
    const less = new ClusterEndpoints({ ...before, pods: before.pods.slice(1) }, old);
    expect(less.indexOf("shop", "web")).toBeUndefined();
    expect(less.pods.find(({ name }) => name === "db")).toBe(
      old.pods.find(({ name }) => name === "db"),
    );
    expect(less.indexOf("shop", "db")).toBe(less.pods.findIndex(({ name }) => name === "db"));
  });
});

describe("a flow", () => {
  it("keeps the family that was named, the destination's first (S28)", () => {
    const all = ends();
    const flow = (from: string, to: string) =>
      flowBetween(found(all.resolve(from)), found(all.resolve(to)), 80, "TCP");
    const plain = flow("shop/web", "shop/db");
    expect(plain).toEqual({
      source: all.pods[all.indexOf("shop", "web") ?? -1],
      destination: all.pods[all.indexOf("shop", "db") ?? -1],
      port: 80,
      protocol: "TCP",
    });
    expect("family" in plain).toBe(false);
    expect(flow("shop/web", "fd00::1").family).toBe(6);
    expect(flow("fd00::1", "shop/db").family).toBe(6);
    expect(flow("fd00::1", "10.0.0.2").family).toBe(4);
  });
});

import { describe, expect, it } from "vitest";
import { evaluate } from "../../../src/core/netpol/evaluate.ts";
import { WORLD, db } from "./clauses/case.ts";
import { network, pod } from "./world.ts";

describe("the pipeline", () => {
  it("another kind of policy is another evaluator in the pipeline", () => {
    const net = network([...WORLD, db()]);
    const resolved = net.endpoints.pod("shop", "db");
    const other = net.endpoints.pod("shop", "web");
    if (!resolved.ok || !other.ok) throw new Error("no such pod");
    const flow = {
      source: other.endpoint,
      destination: resolved.endpoint,
      port: 5432,
      protocol: "TCP",
    } as const;
    const admin = {
      name: "admin",
      decide: () =>
        ({ action: "accept", verdict: { allowed: true, reason: "not-isolated" } }) as const,
    };
    expect(evaluate(net, flow).allowed).toBe(false);
    expect(evaluate(net, flow, [admin]).allowed).toBe(true);
    expect(evaluate(net, flow, []).allowed).toBe(true);
  });
});

describe("ends", () => {
  const objects = [
    ...WORLD,
    pod("shop/new", ""),
    pod("shop/done", "10.244.1.99", { phase: "Succeeded" }),
    pod("shop/crashed", "10.244.1.98", { phase: "Failed" }),
    pod("shop/reuse", "10.244.1.99", { labels: { app: "reuse" } }),
    pod("far/away", "10.9.9.9", { node: "edge", hostIP: "192.0.2.77" }),
  ];
  const seen = (text: string): string => {
    const found = network(objects).endpoints.resolve(text);
    if (!found.ok) return found.reason;
    const { endpoint } = found;
    if (endpoint.kind === "pod") return `pod ${endpoint.namespace}/${endpoint.name}`;
    return endpoint.nodeName === undefined ? `address ${endpoint.ip}` : `node ${endpoint.nodeName}`;
  };

  it.each([
    ["shop/web", "pod shop/web"],
    ["10.244.1.10", "pod shop/web"],
    ["::ffff:10.244.1.10", "pod shop/web"],
    ["fd00:0::20", "pod mon/dual"],
    ["shop/new", "no-address"],
    ["shop/done", "finished"],
    ["shop/crashed", "finished"],
    ["10.244.1.98", "address 10.244.1.98"],
    ["10.244.1.99", "pod shop/reuse"],
    ["192.0.2.1", "node node-1"],
    ["192.0.2.2", "node node-2"],
    ["mon/exporter", "pod mon/exporter"],
    ["192.0.2.77", "node edge"],
    ["203.0.113.9", "address 203.0.113.9"],
    ["shop/nobody", "unknown-pod"],
    ["web", "not-an-address"],
    ["10.244.1", "not-an-address"],
    ["__proto__/constructor", "unknown-pod"],
  ])("%s is %s", (text, what) => {
    expect(seen(text)).toBe(what);
  });
});

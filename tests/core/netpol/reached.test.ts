/** Who reaches a pod and what it reaches, among what exists. */
import { describe, expect, it } from "vitest";
import type { PortOfInterest } from "../../../src/core/netpol/matrix.ts";
import { reachedBy, reachedLines } from "../../../src/core/netpol/reached.ts";
import type { Reached } from "../../../src/core/netpol/reached.ts";
import type { Direction, PodEndpoint } from "../../../src/core/netpol/types.ts";
import { network, node, pod, policy } from "./world.ts";
import type { Raw } from "./world.ts";

/** A pod of a ReplicaSet, and so of its Deployment. */
function replica(path: string, ip: string, of: string): Raw {
  const raw = pod(path, ip, { labels: { app: of, "pod-template-hash": "abc12" } });
  const owner = {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    name: `${of}-abc12`,
    controller: true,
  };
  return { ...raw, metadata: { ...raw.metadata, ownerReferences: [owner] } };
}

const OBJECTS = [
  node("n", "192.0.2.1"),
  node("far", "192.0.2.2"),
  pod("shop/db", "10.0.0.1", { labels: { app: "db" }, node: "n" }),
  replica("shop/web-abc12-1", "10.0.0.2", "web"),
  replica("shop/web-abc12-2", "10.0.0.3", "web"),
  pod("mon/db", "10.0.1.1", { labels: { app: "prom" } }),
  pod("mon/agent", "192.0.2.1", { hostNetwork: true, node: "n" }),
];
const TCP = (port: number): PortOfInterest => ({ port, protocol: "TCP" });
const LISTENERS: Readonly<Record<string, readonly PortOfInterest[]>> = {
  "shop/db": [TCP(5432), TCP(9187)],
  "shop/web-abc12-1": [TCP(80)],
  "shop/web-abc12-2": [TCP(80), { port: 53, protocol: "UDP" }],
  "mon/db": [TCP(9090)],
};
const listenersOf = (end: PodEndpoint): readonly PortOfInterest[] =>
  LISTENERS[`${end.namespace}/${end.name}`] ?? [];

function reached(path: string, direction: Direction, ...policies: object[]): Reached {
  const net = network([...OBJECTS, ...policies]);
  const found = net.endpoints.resolve(path);
  if (!found.ok || found.endpoint.kind !== "pod") throw new Error(path);
  return reachedBy(net, found.endpoint, direction, listenersOf);
}

const app = (name: string): object => ({ matchLabels: { app: name } });
const DB = (...ingress: object[]): object =>
  policy("shop/p", { podSelector: app("db"), policyTypes: ["Ingress"], ingress });

describe("who can reach a pod", () => {
  it("without policies: every other workload and every node, on each port that it listens on", () => {
    const {
      groups,
      nodes,
      workloads,
      blocked,
      pod: end,
      direction,
    } = reached("shop/db", "Ingress");
    expect(groups.map(({ namespace, workload }) => `${namespace}/${workload}`)).toEqual([
      "mon/db",
      "shop/web",
    ]);
    expect(groups[1]?.ports).toEqual([
      { ...TCP(5432), pods: ["web-abc12-1", "web-abc12-2"], of: 2 },
      { ...TCP(9187), pods: ["web-abc12-1", "web-abc12-2"], of: 2 },
    ]);
    expect(nodes).toEqual(["n", "far"]);
    expect([workloads, blocked]).toEqual([2, 0]);
    expect([end.name, direction]).toEqual(["db", "Ingress"]);
  });

  it("with policies: whom both gates let through, and its own node (S43)", () => {
    const rule = { from: [{ podSelector: app("web") }], ports: [{ port: 5432 }] };
    const { groups, nodes, blocked, workloads } = reached("shop/db", "Ingress", DB(rule));
    expect(groups).toEqual([
      {
        namespace: "shop",
        workload: "web",
        ports: [{ ...TCP(5432), pods: ["web-abc12-1", "web-abc12-2"], of: 2 }],
      },
    ]);
    expect(nodes).toEqual(["n"]);
    expect([workloads, blocked]).toEqual([2, 1]);
    const far = { from: [{ ipBlock: { cidr: "192.0.2.2/32" } }], ports: [{ port: 9187 }] };
    expect(reached("shop/db", "Ingress", DB(far)).nodes).toEqual(["n", "far"]);
    const shut = policy("shop/shut", { podSelector: app("web"), policyTypes: ["Egress"] });
    expect(reached("shop/db", "Ingress", DB(rule), shut).groups).toEqual([]);
  });
});

describe("what a pod can reach", () => {
  it("each workload on the ports that its pods listen on; nodes are not asked", () => {
    const { groups, nodes } = reached("shop/db", "Egress");
    expect(groups).toEqual([
      { namespace: "mon", workload: "db", ports: [{ ...TCP(9090), pods: ["db"], of: 1 }] },
      {
        namespace: "shop",
        workload: "web",
        ports: [
          { ...TCP(80), pods: ["web-abc12-1", "web-abc12-2"], of: 2 },
          { port: 53, protocol: "UDP", pods: ["web-abc12-2"], of: 1 },
        ],
      },
    ]);
    expect(nodes).toEqual([]);
  });

  it("counts the pods of a workload that do not let it in", () => {
    const one = policy("shop/one", {
      podSelector: { matchExpressions: [{ key: "app", operator: "In", values: ["web"] }] },
      ingress: [{ from: [{ ipBlock: { cidr: "10.0.0.1/32" } }], ports: [{ protocol: "UDP" }] }],
    });
    expect(reached("shop/db", "Egress", one).groups[1]?.ports).toEqual([
      { port: 53, protocol: "UDP", pods: ["web-abc12-2"], of: 1 },
    ]);
  });
});

describe("in sentences", () => {
  const base = reached("shop/db", "Egress");
  const lines = (other: Partial<Reached>): string[] =>
    reachedLines({ ...base, ...other }).map(({ mark, text, lines: below }) => {
      expect(below).toEqual([]);
      return `${mark}: ${text}`;
    });
  const ports = (pods: number, of: number, ...list: number[]) =>
    list.map((port) => ({ ...TCP(port), pods: Array<string>(pods).fill("x"), of }));
  const group = (...all: ReturnType<typeof ports>) => [
    { namespace: "shop", workload: "web", ports: all },
  ];

  it.each<[string, Partial<Reached>, readonly string[]]>([
    ["all pods", { groups: group(...ports(2, 2, 80)) }, ["yes: shop/web on TCP 80."]],
    [
      "some pods",
      { groups: group(...ports(1, 3, 80, 81)) },
      ["yes: shop/web, 1 of 3 pods, on TCP 80, TCP 81."],
    ],
    [
      "some pods on some ports",
      { groups: group(...ports(2, 2, 80), ...ports(1, 2, 81), ...ports(2, 2, 82)) },
      ["yes: shop/web on TCP 80, TCP 82.", "yes: shop/web, 1 of 2 pods, on TCP 81."],
    ],
    [
      "four ports",
      { groups: group(...ports(1, 1, 1, 2, 3, 4)) },
      ["yes: shop/web on TCP 1, TCP 2, TCP 3, TCP 4."],
    ],
    [
      "many ports",
      { groups: group(...ports(1, 1, 1, 2, 3, 4, 5, 6)) },
      ["yes: shop/web on TCP 1, TCP 2, TCP 3, TCP 4 and 2 more."],
    ],
    ["nobody else", { groups: [], workloads: 0 }, ["no: There is no other pod."]],
    ["none", { groups: [], workloads: 3 }, ["no: None of 3 other workloads."]],
    [
      "nodes",
      { groups: group(...ports(1, 1, 80)), nodes: ["n"], direction: "Ingress" },
      ["yes: shop/web on TCP 80.", "info: From node n as well: a pod's own node always may."],
    ],
    [
      "three nodes",
      { groups: group(...ports(1, 1, 80)), nodes: ["a", "b", "c"], direction: "Ingress" },
      ["yes: shop/web on TCP 80.", "info: From node a, b, c as well: a pod's own node always may."],
    ],
    [
      "no nodes",
      { groups: [], workloads: 0, direction: "Ingress" },
      ["no: There is no other pod."],
    ],
    [
      "nodes alone",
      { groups: [], workloads: 1, nodes: ["a", "b", "c", "d"], direction: "Ingress" },
      [
        "no: None of 1 other workloads.",
        "info: From 4 nodes as well: a pod's own node always may.",
      ],
    ],
    [
      "nodes, outward",
      { groups: [], workloads: 0, nodes: ["n"], direction: "Egress" },
      ["no: There is no other pod."],
    ],
  ])("%s", (_title, other, expected) => {
    expect(lines(other)).toEqual(expected);
  });
});

import { describeFlow, describeGraph } from "../../../src/core/graph/text.ts";
import { describe, expect, it } from "vitest";
import { groupGate } from "../../../src/core/graph/collapse.ts";
import { MAX_FLOWS, portsLabel, restrictFlow } from "../../../src/core/graph/bundle.ts";
import { emphasise } from "../../../src/core/graph/emphasis.ts";
import { workloadName } from "../../../src/core/api/workload.ts";
import { mainLabels, podStatus, shortImage } from "../../../src/core/graph/pods.ts";
import type { Gate } from "../../../src/core/graph/types.ts";
import {
  allowFrontend,
  asked,
  day,
  denyEgress,
  denyIngress,
  graph,
  namespace,
  pod,
} from "./cluster.ts";

describe("gates", () => {
  const objects = [
    namespace("a"),
    pod("a/open", "10.0.0.1"),
    pod("a/host", "10.0.0.2", "", "80", { spec: { hostNetwork: true } }),
    pod("a/done", "10.0.0.3", "", "80", { status: { phase: "Succeeded" } }),
    pod("a/new", "", "", "80", { status: { phase: "Pending" } }),
  ];
  it.each([
    ["open", { state: "guarded", policies: [{ namespace: "a", name: "default-deny" }] }],
    ["host", { state: "none", reason: "host-network" }],
    ["done", { state: "none", reason: "finished" }],
    ["new", { state: "none", reason: "no-address" }],
  ])("of %s", (name, gate) => {
    const model = graph([...objects, denyIngress("a")]);
    expect(model.cards.get(`pod/a/${name}`)?.ingress).toEqual(gate);
  });

  it("are open where no policy selects the pod for the direction", () => {
    const model = graph([...objects, denyIngress("a")]);
    expect(model.cards.get("pod/a/open")?.egress).toEqual({ state: "open" });
    expect(graph(objects).cards.get("pod/a/open")?.ingress).toEqual({ state: "open" });
  });

  const open: Gate = { state: "open" };
  const guarded: Gate = { state: "guarded", policies: [{ namespace: "a", name: "p" }] };
  const none: Gate = { state: "none", reason: "finished" };
  it.each([
    ["all guarded", [guarded, guarded, none], "guarded"],
    ["some guarded", [guarded, open], "partly"],
    ["none guarded", [open, none], "open"],
    ["no gates at all", [none], "none"],
  ] as const)("of a group with %s", (_, gates, state) => {
    expect(groupGate(gates).state).toBe(state);
  });
});

describe("flows", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["production/frontend production/backend 8080", "allowed"],
    ["dev/attacker production/backend 8080", "blocked-ingress"],
    ["production/frontend production/backend 8081", "blocked-ingress"],
    ["production/backend production/database 5432", "blocked-ingress"],
    ["production/backend dev/attacker 9999", "refused"],
  ];
  it.each(cases)("%s is %s", (flow, status) => {
    const model = graph(day([denyIngress("production"), allowFrontend]), { tried: [asked(flow)] });
    expect(model.flows.map((f) => f.status)).toEqual([status]);
  });

  it("name the side that drops them", () => {
    const tried = [asked("dev/attacker production/backend 8080")];
    expect(graph(day([denyEgress("dev")]), { tried }).flows[0]?.status).toBe("blocked-egress");
    const both = graph(day([denyEgress("dev"), denyIngress("production")]), { tried }).flows[0];
    expect(both?.status).toBe("blocked-both");
    expect(both?.members[0]?.policies.map((p) => p.name)).toEqual(["no-egress", "default-deny"]);
  });

  it("from outside are judged by the destination alone", () => {
    const outside = [{ name: "internet", address: "203.0.113.10" }];
    const tried = [asked("@internet production/backend 8080")];
    expect(graph(day(), { outside, tried }).flows[0]?.status).toBe("allowed");
    expect(graph(day([denyIngress("production")]), { outside, tried }).flows[0]?.status).toBe(
      "blocked-ingress",
    );
  });

  it("are one arrow for the same two cards and the same end", () => {
    const model = graph(day(), {
      tried: [
        asked("dev/attacker production/backend 8080"),
        asked("dev/attacker production/backend 8081"),
      ],
      watched: [asked("dev/attacker production/backend 8080")],
    });
    // 8081 has no listener
    expect(model.flows.map((f) => [f.status, f.label, f.kinds])).toEqual([
      ["allowed", "TCP 8080", ["watched", "tried"]],
      ["refused", "TCP 8081", ["tried"]],
    ]);
  });

  it("to ends that are gone are left out", () => {
    expect(graph(day(), { tried: [asked("dev/gone production/backend 8080")] }).flows).toEqual([]);
  });

  it("of a selected pod are all that start or end there", () => {
    const model = graph(day(), { selected: ["pod/production/backend"] });
    expect(new Set(model.flows.flatMap((f) => [f.source, f.destination]))).toContain(
      "pod/dev/attacker",
    );
    expect(
      model.flows.every((f) => [f.source, f.destination].includes("pod/production/backend")),
    ).toBe(true);
  });

  it("draw the full mesh, on one port where one is given", () => {
    const all = graph(day(), { all: true, port: { port: 80, protocol: "TCP" } });
    expect(all.flows).toHaveLength(4 * 3);
  });

  it("that nobody asked for are not drawn when they are too many, and the model says how many", () => {
    const pods = Array.from({ length: 25 }, (_, i) => pod(`a/p${i}`, `10.0.0.${i + 1}`));
    const model = graph([namespace("a"), ...pods], { all: true, tried: [asked("a/p0 a/p1 80")] });
    expect(25 * 24).toBeGreaterThan(MAX_FLOWS);
    expect(model.flows).toHaveLength(1);
    expect(model.hiddenFlows).toBe(25 * 24 - 1);
  });

  it("keep only the wanted attempts of a bundle, under the same id", () => {
    const model = graph(day(), {
      tried: [asked("production/frontend production/backend 8080")],
      all: true,
    });
    const flow = model.flows.find((f) => f.kinds.includes("tried"));
    if (flow === undefined) throw new Error("no flow");
    expect(restrictFlow(flow, () => true)).toBe(flow);
    expect(restrictFlow(flow, () => false)).toBeUndefined();
    expect(restrictFlow(flow, (m) => m.kinds.includes("tried"))?.id).toBe(flow.id);
  });

  it.each([
    [[["TCP", [80]]], "TCP 80"],
    [[["TCP", [80, 443]]], "TCP 80, 443"],
    [[["TCP", [80, 443, 8080]]], "TCP 80 +2"],
    [
      [
        ["TCP", [53]],
        ["UDP", [53]],
      ],
      "TCP 53 +1",
    ],
    [[["ICMP", [0]]], "ICMP"],
    [[], ""],
  ] as const)("label %j as %s", (ports, label) => {
    expect(
      portsLabel(new Map(ports.map(([protocol, numbers]) => [protocol, new Set(numbers)]))),
    ).toBe(label);
  });
});

describe("the cluster's own pods", () => {
  const objects = [
    namespace("kube-system"),
    namespace("shop"),
    pod("kube-system/coredns-a", "10.0.0.2", "", "53"),
    pod("kube-system/coredns-b", "10.0.0.3", "", "53"),
    pod("shop/web", "10.0.1.2"),
    pod("shop/api", "10.0.1.3"),
  ];
  const ends = (options: Parameters<typeof graph>[1]) =>
    graph(objects, options)
      .flows.filter(({ kinds }) => kinds.includes("all"))
      .map(({ source, destination }) => `${source} ${destination}`);

  it("stand folded beside others, and open on request", () => {
    expect([...graph(objects).cards.keys()]).toEqual([
      "pod/shop/web",
      "pod/shop/api",
      "namespace/kube-system",
    ]);
    expect(graph(objects, { expanded: new Set(["region/kube-system"]) }).cards.size).toBe(4);
    const alone = objects.filter(({ metadata }) => metadata.namespace !== "shop").slice(0, 1);
    expect(graph([...alone, ...objects.slice(2, 4)]).cards.size).toBe(2);
  });

  it("are left out of all flows, which says so, until one of them is selected", () => {
    expect(ends({ all: true })).toEqual(["pod/shop/web pod/shop/api", "pod/shop/api pod/shop/web"]);
    expect(graph(objects, { all: true }).systemHidden).toBe(true);
    const selected = { all: true, selected: ["pod/kube-system/coredns-a"] };
    expect(ends(selected)).toContain("pod/shop/web namespace/kube-system");
    expect(graph(objects, selected).systemHidden).toBe(false);
    expect(graph(objects.slice(0, 4), { all: true }).systemHidden).toBe(false);
  });

  it("are where a tried flow ends, folded or not, and the words name the pod", () => {
    const model = graph(objects, {
      all: true,
      tried: [asked("shop/web kube-system/coredns-b 53")],
    });
    const flow = model.flows.find(({ kinds }) => kinds.includes("tried"));
    if (flow === undefined) throw new Error("no flow");
    expect(flow.destination).toBe("namespace/kube-system");
    expect(describeFlow(flow, model)).toContain("shop/web to kube-system/coredns-b, TCP 53");
    expect(describeGraph(model).summary).toContain("kube-system are left out");
  });
});

describe("folding", () => {
  const replica = (ns: string, workload: string, i: number) =>
    pod(
      `${ns}/${workload}-77f-${i}`,
      `10.${ns.length}.${workload.length}.${i + 1}`,
      `app=${workload},pod-template-hash=77f`,
      "80",
      {
        metadata: {
          name: `${workload}-77f-${i}`,
          namespace: ns,
          labels: { app: workload, "pod-template-hash": "77f" },
          ownerReferences: [
            {
              apiVersion: "apps/v1",
              kind: "ReplicaSet",
              name: `${workload}-77f`,
              uid: "1",
              controller: true,
            },
          ],
        },
      },
    );
  const objects = [
    namespace("shop"),
    namespace("pay"),
    ...Array.from({ length: 4 }, (_, i) => replica("shop", "web", i)),
    ...Array.from({ length: 3 }, (_, i) => replica("pay", "ledger", i)),
    pod("pay/lone", "10.9.9.9"),
  ];
  it("draws pods one by one up to the threshold", () => {
    expect(graph(objects).cards.size).toBe(8);
  });
  it("draws a card a namespace above it, and counts what it stands for", () => {
    const model = graph([...objects, denyIngress("shop")], { foldAbove: 5, all: true });
    expect([...model.cards.keys()]).toEqual(["namespace/shop", "namespace/pay"]);
    expect(model.cards.get("namespace/shop")?.ingress.state).toBe("guarded");
    expect(model.flows.map((f) => [f.source, f.destination, f.status, f.count])).toEqual([
      ["namespace/shop", "namespace/pay", "allowed", 16],
      ["namespace/pay", "namespace/shop", "blocked-ingress", 16],
    ]);
    expect(model.cardOf.get("pod/pay/lone")).toBe("namespace/pay");
  });
  it("opens a namespace into workloads, and a workload into pods", () => {
    const open = graph(objects, { foldAbove: 5, expanded: new Set(["region/shop"]) });
    expect([...open.cards.keys()]).toEqual(["workload/shop/web", "namespace/pay"]);
    const more = graph(objects, {
      foldAbove: 5,
      expanded: new Set(["region/shop", "workload/shop/web"]),
    });
    expect(more.cards.size).toBe(5);
  });
  it("folds on request below the threshold", () => {
    expect([...graph(objects, { folded: new Set(["region/pay"]) }).cards.keys()].at(-1)).toBe(
      "namespace/pay",
    );
  });
});

describe("cards", () => {
  it.each([
    ["registry.k8s.io/coredns/coredns:v1.11.1", "coredns"],
    ["nginx", "nginx"],
    ["localhost:5000/a/b@sha256:0123", "b"],
    [undefined, ""],
  ])("shorten %s to %s", (image, short) => {
    expect(shortImage(image)).toBe(short);
  });
  it("put telling labels first and leave bookkeeping out", () => {
    expect(mainLabels({ zone: "a", "pod-template-hash": "x", app: "web", debug: "" })).toEqual([
      "app=web",
      "zone=a",
      "debug",
    ]);
  });
  it("say what STATUS says", () => {
    const waiting = {
      name: "c",
      ready: false,
      restartCount: 0,
      image: "",
      imageID: "",
      state: { waiting: { reason: "ErrImagePull" } },
    };
    expect(
      podStatus(
        pod("a/b", "", "", "", { status: { phase: "Pending", containerStatuses: [waiting] } }),
      ),
    ).toBe("ErrImagePull");
    expect(podStatus(pod("a/b", "", "", "", { status: { phase: "Succeeded" } }))).toBe("Completed");
    expect(
      podStatus(
        pod("a/b", "1.1.1.1", "", "", {
          metadata: { name: "b", deletionTimestamp: "2026-01-01T00:00:00Z" },
        }),
      ),
    ).toBe("Terminating");
  });
  it("know the workload behind a pod", () => {
    expect(workloadName(pod("a/lone", ""))).toBe("lone");
  });
});

describe("order", () => {
  it("is that of the input, system namespaces last, empty ones of the system left out", () => {
    const model = graph(
      [
        namespace("kube-system"),
        namespace("kube-public"),
        namespace("zoo"),
        namespace("default"),
        namespace("empty"),
        pod("kube-system/coredns", "10.0.0.9"),
        pod("zoo/a", "10.0.0.1"),
      ],
      { outside: [{ name: "internet", address: "0.0.0.0/0" }] },
    );
    expect(model.regions.map((r) => r.name)).toEqual(["zoo", "empty", "kube-system", "Outside"]);
  });
});

describe("emphasis", () => {
  const model = graph(day([denyIngress("production"), allowFrontend]), {
    tried: [
      asked("production/frontend production/backend 8080"),
      asked("dev/attacker production/backend 8080"),
      asked("production/frontend dev/attacker 80"),
    ],
  });
  it("of nothing makes all equal", () => {
    expect(emphasise(model, undefined).flows).toBeUndefined();
  });
  it("of a pod lights its flows", () => {
    expect(emphasise(model, { kind: "pod", id: "pod/dev/attacker" }).flows?.size).toBe(2);
  });
  it("of a flow is found by the bundle's id and by a member's", () => {
    const [flow] = model.flows;
    const member = flow?.members[0]?.id ?? "";
    expect(emphasise(model, { kind: "flow", id: member }).selected).toBe(flow?.id);
    expect(emphasise(model, { kind: "flow", id: "gone" }).flows).toBeUndefined();
  });
  it("of a policy lights what it guards, whom it names and the flows it judges", () => {
    const { guarded, peers, flows } = emphasise(model, undefined, "production/allow-frontend");
    expect([...guarded]).toEqual(["pod/production/backend"]);
    expect([...peers]).toEqual(["pod/production/frontend"]);
    expect(flows?.size).toBe(2);
  });
});

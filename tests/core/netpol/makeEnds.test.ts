/** Pods made into ends, and made anew only where something changed. */
import { describe, expect, it } from "vitest";
import type { Pod } from "../../../src/core/api/objects.ts";
import { compareText, makeEnds, patchEnds, sameItems } from "../../../src/core/netpol/ends.ts";
import type { ClusterObjects, Ends } from "../../../src/core/netpol/ends.ts";
import { normaliseObjects } from "../../../src/core/netpol/normalise.ts";
import type { PodEndpoint } from "../../../src/core/netpol/types.ts";
import { namespace, node, pod } from "./world.ts";
import type { PodOptions } from "./world.ts";

const NAME = "kubernetes.io/metadata.name";

/** As stored: what is written here is not filled in any more. */
function stored(
  name: string,
  spec: Partial<Pod["spec"]> = {},
  status: Pod["status"] = { podIPs: [{ ip: "10.0.0.1" }] },
  metadata: Partial<Pod["metadata"]> = { namespace: "shop" },
): Pod {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, ...metadata },
    spec: { containers: [], ...spec },
    status,
  };
}

function made(pods: readonly Pod[], others: readonly unknown[] = []): Ends {
  return makeEnds({ ...normaliseObjects(others), pods });
}

const only = (pods: readonly Pod[], others?: readonly unknown[]): PodEndpoint | undefined =>
  made(pods, others).pods[0];

describe("an end", () => {
  it("holds what verdicts ask for, and nothing else", () => {
    const [end] = made([stored("web", { nodeName: "n" })]).pods;
    expect(end).toEqual({
      kind: "pod",
      namespace: "shop",
      name: "web",
      labels: {},
      namespaceLabels: { [NAME]: "shop" },
      ips: ["10.0.0.1"],
      hostNetwork: false,
      namedPorts: [],
      nodeName: "n",
    });
    const { status: _none, ...bare } = stored("web");
    expect(made([bare]).made).toEqual(["no-address"]);
    const plain = only([stored("web", {}, { podIP: "10.0.0.1" }, {})]);
    expect(plain?.namespace).toBe("default");
    expect(plain && "nodeName" in plain).toBe(false);
    expect(made([stored("web", {}, { podIP: "10.0.0.1" }, {})]).namespaces[0]?.name).toBe(
      "default",
    );
  });

  it.each<[string, Pod["status"], readonly string[]]>([
    [
      "podIPs in their order, canonical",
      { podIPs: [{ ip: "fd00:0::1" }, { ip: "010.0.0.1" }] },
      ["fd00::1", "10.0.0.1"],
    ],
    ["podIPs rather than podIP", { podIP: "10.0.0.9", podIPs: [{ ip: "10.0.0.1" }] }, ["10.0.0.1"]],
    ["podIP where there are no podIPs", { podIP: "010.0.0.9" }, ["10.0.0.9"]],
    ["podIP where podIPs are empty", { podIP: "10.0.0.9", podIPs: [] }, ["10.0.0.9"]],
    ["without what is none", { podIPs: [{ ip: "x" }, { ip: "10.0.0.2" }] }, ["10.0.0.2"]],
  ])("has the addresses of %s", (_title, status, ips) => {
    expect(only([stored("web", {}, status)])?.ips).toEqual(ips);
  });

  it.each<[string, Pod["status"], string]>([
    ["no addresses", {}, "no-address"],
    ["an address that is none", { podIPs: [{ ip: "x" }] }, "no-address"],
    ["a podIP that is none", { podIP: "" }, "no-address"],
    ["the phase Succeeded", { phase: "Succeeded", podIP: "10.0.0.1" }, "finished"],
    ["the phase Failed", { phase: "Failed", podIP: "10.0.0.1" }, "finished"],
  ])("is none with %s (S66, S68)", (_title, status, reason) => {
    const ends = made([stored("web", {}, status)]);
    expect(ends.made).toEqual([reason]);
    expect(ends.pods).toEqual([]);
    expect(ends.namespaces).toEqual([
      { name: "shop", labels: { [NAME]: "shop" }, start: 0, end: 0 },
    ]);
  });

  it("has the named ports of containers and of sidecars, not of other init containers (S34)", () => {
    const port = (name: string | undefined, containerPort: number) => ({
      containerPort,
      ...(name !== undefined && { name }),
    });
    const end = only([
      stored("web", {
        containers: [
          { name: "a", ports: [port("http", 80), port(undefined, 81), port("", 82)] },
          { name: "b", ports: [{ ...port("dns", 53), protocol: "UDP" }] },
          { name: "c" },
        ],
        initContainers: [
          { name: "side", restartPolicy: "Always", ports: [port("proxy", 15001)] },
          { name: "once", ports: [port("never", 1)] },
          { name: "odd", restartPolicy: "Never", ports: [port("never", 2)] },
        ],
      }),
    ]);
    expect(end?.namedPorts).toEqual([
      { name: "proxy", port: 15001, protocol: "TCP" },
      { name: "http", port: 80, protocol: "TCP" },
      { name: "dns", port: 53, protocol: "UDP" },
    ]);
  });
});

describe("order", () => {
  it("by namespace, then by name, whatever order they come in", () => {
    const pods = [
      ["b", "two"],
      ["b", "one"],
      ["a", "z"],
      ["b", "three"],
      ["a", "y"],
    ].map(([ns = "", name = ""], i) =>
      stored(name, {}, { podIP: `10.0.0.${i}` }, { namespace: ns }),
    );
    const ends = made([...pods, stored("done", {}, { phase: "Failed" }, { namespace: "b" })]);
    expect(ends.pods.map((end) => `${end.namespace}/${end.name}`)).toEqual([
      "a/y",
      "a/z",
      "b/one",
      "b/three",
      "b/two",
    ]);
    expect(ends.namespaces.map(({ name, start, end }) => [name, start, end])).toEqual([
      ["a", 0, 2],
      ["b", 2, 5],
    ]);
    expect(ends.sorted.map(({ metadata }) => metadata.name)).toEqual([
      "y",
      "z",
      "done",
      "one",
      "three",
      "two",
    ]);
    expect(ends.made.map((end) => (typeof end === "object" ? end.name : end))).toEqual([
      "y",
      "z",
      "finished",
      "one",
      "three",
      "two",
    ]);
  });

  it("of texts is that of their code units", () => {
    expect([compareText("a", "b"), compareText("b", "a"), compareText("a", "a")]).toEqual([
      -1, 1, 0,
    ]);
    expect(sameItems([1, 2], [1, 2])).toBe(true);
    expect([sameItems([1], [1, 2]), sameItems([1, 2], [1]), sameItems([2], [1])]).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe("labels of namespaces", () => {
  const labels = (...objects: unknown[]): unknown =>
    only([stored("web")], objects)?.namespaceLabels;
  it("always hold the name (S24)", () => {
    expect(labels()).toEqual({ [NAME]: "shop" });
    expect(labels(namespace("shop", { team: "a" }))).toEqual({ team: "a", [NAME]: "shop" });
    expect(labels(namespace("mon", { team: "a" }))).toEqual({ [NAME]: "shop" });
  });

  it("are those of the object where they hold it", () => {
    const [object] = normaliseObjects([namespace("shop", { team: "a" })]).namespaces;
    const ends = makeEnds({ namespaces: object ? [object] : [], nodes: [], pods: [stored("web")] });
    expect(ends.pods[0]?.namespaceLabels).toBe(object?.metadata.labels);
    const bare = { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } } as const;
    const wrong = { ...bare, metadata: { name: "shop", labels: { [NAME]: "other", a: "b" } } };
    for (const [one, expected] of [
      [bare, { [NAME]: "shop" }],
      [wrong, { [NAME]: "shop", a: "b" }],
    ] as const) {
      const { pods } = makeEnds({ namespaces: [one], nodes: [], pods: [stored("web")] });
      expect(pods[0]?.namespaceLabels).toEqual(expected);
    }
  });
});

describe("nodes", () => {
  const nodesOf = (pods: readonly Pod[], ...nodes: unknown[]): unknown =>
    Object.fromEntries(made(pods, nodes).nodes);
  const on = (nodeName: string | undefined, hostIP?: string): Pod =>
    stored("web", nodeName === undefined ? {} : { nodeName }, {
      podIP: "10.0.0.1",
      ...(hostIP !== undefined && { hostIP }),
    });

  it.each<[string, readonly Pod[], readonly unknown[], object]>([
    ["the InternalIPs of the object", [], [node("n", "192.0.2.01")], { n: ["192.0.2.1"] }],
    [
      "the object before the pods",
      [on("n", "192.0.2.9")],
      [node("n", "192.0.2.1")],
      { n: ["192.0.2.1"] },
    ],
    [
      "the pods, where the object has none",
      [on("n", "192.0.2.09")],
      [node("n", "x")],
      { n: ["192.0.2.9"] },
    ],
    [
      "all pods, each address once",
      [on("n", "192.0.2.9"), on("n", "192.0.2.9"), on("n", "192.0.2.8")],
      [],
      { n: ["192.0.2.9", "192.0.2.8"] },
    ],
    ["nothing of an address that is none", [on("n", "x")], [], {}],
    ["nothing of pods that say nothing", [on("n"), on(undefined)], [], {}],
    [
      "the address itself, where the pod does not say its node",
      [on(undefined, "192.0.2.9")],
      [],
      { "192.0.2.9": ["192.0.2.9"] },
    ],
    [
      "the node that has the address",
      [on(undefined, "192.0.2.1")],
      [node("n", "192.0.2.1")],
      { n: ["192.0.2.1"] },
    ],
    [
      "another node with the same address, where pods say so",
      [on("m", "192.0.2.1")],
      [node("n", "192.0.2.1")],
      { n: ["192.0.2.1"], m: ["192.0.2.1"] },
    ],
  ])("have the addresses of %s (S43)", (_title, pods, nodes, expected) => {
    expect(nodesOf(pods, ...nodes)).toEqual(expected);
  });

  it("have InternalIPs; other addresses are none of theirs", () => {
    const addresses = [
      { type: "ExternalIP", address: "203.0.113.9" },
      { type: "InternalIP", address: "192.0.2.1" },
    ];
    const both = { ...node("n", ""), status: { addresses } };
    expect(nodesOf([], both)).toEqual({ n: ["192.0.2.1"] });
    const bare = { apiVersion: "v1", kind: "Node", metadata: { name: "n" } } as const;
    expect(makeEnds({ namespaces: [], nodes: [bare], pods: [] }).nodes.size).toBe(0);
    const { status: _none, ...pod } = stored("web");
    expect(made([pod]).nodes.size).toBe(0);
  });

  it("are found by what a pod says, by its hostIP, or by its own address on the host's network", () => {
    const nodes = [node("n", "192.0.2.1")];
    const nodeOf = (spec: Partial<Pod["spec"]>, status: Pod["status"]): string | undefined =>
      only([stored("web", spec, status)], nodes)?.nodeName;
    expect(nodeOf({ nodeName: "m" }, { podIP: "10.0.0.1", hostIP: "192.0.2.1" })).toBe("m");
    expect(nodeOf({}, { podIP: "10.0.0.1", hostIP: "192.0.2.01" })).toBe("n");
    expect(nodeOf({ hostNetwork: true }, { podIP: "192.0.2.1" })).toBe("n");
    expect(nodeOf({}, { podIP: "192.0.2.1" })).toBeUndefined();
    expect(nodeOf({}, { podIP: "10.0.0.1" })).toBeUndefined();
    expect(nodeOf({}, { podIP: "10.0.0.1", hostIP: "x" })).toBeUndefined();
    expect(made([], nodes).nodeOf.get("192.0.2.1")).toBe("n");
  });
});

// ---------------------------------------------------------------------------------------------

const web = (options: PodOptions = {}): unknown =>
  pod("shop/web", "10.0.0.1", { node: "n", ...options });
const OTHERS = [
  namespace("shop", { team: "a" }),
  node("n", "192.0.2.1"),
  pod("shop/db", "10.0.0.2", { node: "n" }),
  pod("mon/prom", "10.0.1.1", { node: "n" }),
];
const BEFORE = (): ClusterObjects => normaliseObjects([...OTHERS, web()]);

/** The objects of `before`, one of them replaced or added. */
function changed(before: ClusterObjects, ...objects: unknown[]): ClusterObjects {
  const fresh = normaliseObjects(objects);
  const merge = <T extends { metadata: { name: string; namespace?: string } }>(
    old: readonly T[],
    now: readonly T[],
  ): readonly T[] => {
    const same = (a: T, b: T) =>
      a.metadata.name === b.metadata.name && a.metadata.namespace === b.metadata.namespace;
    const kept = old.map((a) => now.find((b) => same(a, b)) ?? a);
    const added = now.filter((a) => !old.some((b) => same(a, b)));
    return now.length === 0 ? old : [...kept, ...added];
  };
  return {
    namespaces: merge(before.namespaces, fresh.namespaces),
    nodes: merge(before.nodes, fresh.nodes),
    pods: merge(before.pods, fresh.pods),
    policies: [],
  };
}

/** Names of the ends that are not the same objects as before. */
function anew(before: Ends, after: Ends): string[] {
  const known = new Set(before.pods);
  return after.pods.filter((end) => !known.has(end)).map(({ name }) => name);
}

describe("what did not change stays the same object", () => {
  it.each<[string, readonly unknown[], readonly string[]]>([
    ["nothing changed", [], []],
    ["a pod has other labels", [web({ labels: { app: "web" } })], ["web"]],
    ["a pod comes", [pod("shop/new", "10.0.0.3")], ["new"]],
    ["a namespace has other labels", [namespace("shop", { team: "b" })], ["db", "web"]],
    ["a namespace has the same labels, in an object of its own", [namespace("mon")], ["prom"]],
    ["a node has another address", [node("n", "192.0.2.7")], ["prom", "db", "web"]],
    ["a node comes", [node("m", "192.0.2.7")], ["prom", "db", "web"]],
  ])("%s", (_title, objects, expected) => {
    const before = BEFORE();
    const old = makeEnds(before);
    const now = changed(before, ...objects);
    const ends = makeEnds(now, old);
    expect(anew(old, ends)).toEqual(expected);
    expect({ ...ends, nodeOf: [...ends.nodeOf] }).toEqual({
      ...makeEnds(now),
      nodeOf: [...makeEnds(now).nodeOf],
    });
  });

  it("labels that nobody wrote down stay, and so does what was no end", () => {
    const before = normaliseObjects([web(), pod("shop/done", "", {})]);
    const old = makeEnds(before);
    const ends = makeEnds({ ...before, pods: [...before.pods] }, old);
    expect(ends.pods[0]).toBe(old.pods[0]);
    expect(ends.namespaces[0]?.labels).toBe(old.namespaces[0]?.labels);
    expect(ends.made).toEqual(old.made);
  });
});

describe("nodes and labels that are not quite the same", () => {
  const web = stored("web", { hostNetwork: true }, { podIP: "11.1.1.1" });
  const at = (name: string, ...ips: string[]): unknown => ({
    ...node(name, ""),
    status: { addresses: ips.map((address) => ({ type: "InternalIP", address })) },
  });
  const nodeNames = (...states: unknown[][]): (string | undefined)[] => {
    let ends: Ends | undefined;
    return states.map((objects) => {
      ends = makeEnds({ ...normaliseObjects(objects), pods: [web] }, ends);
      return ends.pods[0]?.nodeName;
    });
  };

  it("addresses that are the same text in a row are other addresses", () => {
    const before = at("n", "1.1.1.1", "11.1.1.1");
    const after = at("n", "1.1.1.11", "1.1.1.1");
    expect(nodeNames([before], [after])).toEqual(["n", undefined]);
  });

  it("a node with another name is another node", () => {
    expect(nodeNames([at("n", "11.1.1.1")], [at("m", "11.1.1.1")])).toEqual(["n", "m"]);
  });

  it("one more node, and one less", () => {
    const [one, other] = [at("a", "11.1.1.2"), at("n", "11.1.1.1")];
    expect(nodeNames([one], [one, other], [one])).toEqual([undefined, "n", undefined]);
  });

  it("labels of a namespace that lacks its name, changed and unchanged", () => {
    const shop = (labels: Record<string, string>): ClusterObjects["namespaces"][number] => ({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "shop", labels },
    });
    const pods = [stored("web")];
    const ends = (labels: Record<string, string>, previous?: Ends): Ends =>
      makeEnds({ namespaces: [shop(labels)], nodes: [], pods }, previous);
    const first = ends({ a: "1", b: "2" });
    expect(ends({ b: "2", a: "1" }, first).pods[0]).toBe(first.pods[0]);
    for (const labels of [{ a: "1", b: "3" }, { a: "1", c: "2" }, { a: "1" }, {}])
      expect(ends(labels, first).pods[0]?.namespaceLabels).toEqual({ ...labels, [NAME]: "shop" });
    for (const labels of [{}, { a: "2" }])
      expect(ends({ a: "1" }, ends(labels)).pods[0]?.namespaceLabels).toEqual({
        a: "1",
        [NAME]: "shop",
      });
  });
});

describe("patching", () => {
  const patched = (...objects: unknown[]): Ends | undefined => {
    const before = BEFORE();
    return patchEnds(makeEnds(before), changed(before, ...objects));
  };

  it("puts changed pods in the places of those before, and leaves all else", () => {
    const before = BEFORE();
    const old = makeEnds(before);
    const now = changed(before, web({ labels: { app: "web" } }));
    const ends = patchEnds(old, now);
    expect(ends).toEqual(makeEnds(now));
    expect(ends && anew(old, ends)).toEqual(["web"]);
    expect(ends?.nodes).toBe(old.nodes);
    expect(patchEnds(old, before)).toEqual(old);
  });

  it.each<[string, readonly unknown[]]>([
    ["a namespace changed", [namespace("shop", { team: "b" })]],
    ["a node changed", [node("n", "192.0.2.7")]],
    ["a pod came", [pod("shop/new", "10.0.0.3")]],
    ["a pod is on another node", [web({ node: "m" })]],
    ["a pod has another hostIP", [web({ hostIP: "192.0.2.1" })]],
    ["a pod has finished", [web({ phase: "Failed" })]],
  ])("is left to makeEnds where %s", (_title, objects) => {
    expect(patched(...objects)).toBeUndefined();
  });

  it("is left to makeEnds where a pod has another name, or was no end", () => {
    const before = BEFORE();
    const last = before.pods.at(-1);
    if (last === undefined) throw new Error("no pod");
    for (const metadata of [{ name: "other" }, { namespace: "mon" }]) {
      const other = { ...last, metadata: { ...last.metadata, ...metadata } };
      const pods = [...before.pods.slice(0, -1), other];
      expect(patchEnds(makeEnds(before), { ...before, pods })).toBeUndefined();
    }
    const { status: _none, ...bare } = last;
    const without = { ...before, pods: [...before.pods.slice(0, -1), bare] };
    expect(patchEnds(makeEnds(before), without)).toBeUndefined();
    expect(patchEnds(makeEnds(without), before)).toBeUndefined();
    const done = normaliseObjects([...OTHERS, web({ phase: "Failed" })]);
    expect(patchEnds(makeEnds(done), changed(done, web()))).toBeUndefined();
  });

  it("goes up to 64 changed pods", () => {
    const cluster = (count: number, labels: Record<string, string>): ClusterObjects =>
      normaliseObjects(
        Array.from({ length: count }, (_, i) => pod(`shop/p${i}`, `10.0.0.${i}`, { labels })),
      );
    const patch = (count: number): Ends | undefined =>
      patchEnds(makeEnds(cluster(count, {})), cluster(count, { app: "a" }));
    expect(patch(64)?.pods.every(({ labels }) => labels["app"] === "a")).toBe(true);
    expect(patch(65)).toBeUndefined();
  });
});

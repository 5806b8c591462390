/** Raw objects as the API server would have stored them: what is filled in, and what stays. */
import { describe, expect, it } from "vitest";
import { normaliseObjects, policyTypesOf } from "../../../src/core/netpol/normalise.ts";

const NAME = "kubernetes.io/metadata.name";

type Loose = Readonly<Record<string, unknown>>;

const rawPod = (spec: unknown, status: unknown = {}, metadata: Loose = {}): Loose => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "web", ...metadata },
  spec,
  status,
});
const podOf = (spec: unknown, status?: unknown, metadata?: Loose): unknown =>
  normaliseObjects([rawPod(spec, status, metadata)]).pods[0];
const rawPolicy = (spec: unknown, metadata: Loose = {}): Loose => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name: "p", ...metadata },
  spec,
});
const specOf = (spec: unknown): Loose | undefined =>
  normaliseObjects([rawPolicy(spec)]).policies[0]?.spec as Loose | undefined;

describe("objects", () => {
  it("are sorted by kind; what no verdict depends on is left out", () => {
    const objects = [
      { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } },
      { apiVersion: "v1", kind: "Node", metadata: { name: "n" } },
      rawPod({}),
      rawPolicy({}),
      { apiVersion: "v1", kind: "Service", metadata: { name: "s" } },
      { apiVersion: "apps/v1", kind: "Pod", metadata: { name: "not-core" } },
      { apiVersion: "v1", kind: "NetworkPolicy", metadata: { name: "not-networking" } },
      { apiVersion: "v2", kind: "Namespace", metadata: { name: "not-v1" } },
      { apiVersion: "v1", kind: "Pod", metadata: { name: "" } },
      { apiVersion: "v1", kind: "Pod", metadata: { name: 7 } },
      { apiVersion: "v1", kind: "Pod" },
      null,
      "text",
      [],
    ];
    const { namespaces, nodes, pods, policies } = normaliseObjects(objects);
    const names = (list: readonly { metadata: { name: string } }[]): string[] =>
      list.map(({ metadata }) => metadata.name);
    expect([namespaces, nodes, pods, policies].map(names)).toEqual([
      ["shop"],
      ["n"],
      ["web"],
      ["p"],
    ]);
  });

  it("of two with one name the last counts; the namespace is a part of the name", () => {
    const { pods, policies } = normaliseObjects([
      rawPod({}, { podIP: "10.0.0.1" }),
      rawPod({}, { podIP: "10.0.0.2" }, { namespace: "default" }),
      rawPod({}, { podIP: "10.0.0.3" }, { namespace: "shop" }),
      rawPolicy({}),
      rawPolicy({ policyTypes: ["Egress"] }),
    ]);
    expect(pods.map(({ metadata, status }) => [metadata.namespace, status?.podIPs])).toEqual([
      ["default", [{ ip: "10.0.0.2" }]],
      ["shop", [{ ip: "10.0.0.3" }]],
    ]);
    expect(policies.map(({ spec }) => spec?.policyTypes)).toEqual([["Egress"]]);
  });
});

describe("namespaces and nodes", () => {
  it("a namespace has its name as a label (S24), whatever it had", () => {
    const of = (labels: unknown): unknown =>
      normaliseObjects([
        { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop", labels } },
      ]).namespaces[0];
    const stored = (labels: object): object => ({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "shop", labels },
    });
    expect(of(undefined)).toEqual(stored({ [NAME]: "shop" }));
    expect(of({ team: "a" })).toEqual(stored({ team: "a", [NAME]: "shop" }));
    expect(of({ team: 7, app: "a" })).toEqual(stored({ app: "a", [NAME]: "shop" }));
    expect(of({ [NAME]: "other" })).toEqual(stored({ [NAME]: "shop" }));
    const whole = { [NAME]: "shop", team: "a" };
    expect((of(whole) as { metadata: Loose }).metadata["labels"]).toBe(whole);
  });

  it("a node has its addresses, texts for what is none", () => {
    const addresses = [
      { type: "InternalIP", address: "192.0.2.1" },
      { type: 7, address: null },
      "text",
    ];
    const of = (status: unknown): unknown =>
      normaliseObjects([{ apiVersion: "v1", kind: "Node", metadata: { name: "n" }, status }])
        .nodes[0];
    expect(of({ addresses })).toEqual({
      apiVersion: "v1",
      kind: "Node",
      metadata: { name: "n" },
      status: {
        addresses: [
          { type: "InternalIP", address: "192.0.2.1" },
          { type: "", address: "" },
          { type: "", address: "" },
        ],
      },
    });
    expect(of(undefined)).toMatchObject({ status: { addresses: [] } });
  });
});

describe("pods", () => {
  it("without anything have everything that a verdict asks for", () => {
    expect(podOf(undefined, undefined)).toEqual({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "web", namespace: "default", labels: {} },
      spec: { containers: [], initContainers: [], hostNetwork: false },
      status: { podIPs: [] },
    });
  });

  it("keep what is right, and lose what has a wrong type", () => {
    const container = {
      name: "main",
      restartPolicy: "Always",
      ports: [
        { containerPort: 80, protocol: "TCP", name: "http" },
        { containerPort: 53, protocol: "UDP" },
        { containerPort: 54 },
        { containerPort: 55, protocol: "" },
        { containerPort: "56" },
        null,
      ],
    };
    const odd = { name: 7, restartPolicy: null, ports: null };
    const pod = podOf(
      {
        nodeName: "n",
        hostNetwork: true,
        containers: [container, odd],
        initContainers: [container],
      },
      { phase: "Running", hostIP: "192.0.2.1", podIPs: [{ ip: "10.0.0.1" }, { ip: 7 }, null] },
      { namespace: "shop", labels: { app: "web", n: 7 } },
    );
    const stored = {
      name: "main",
      restartPolicy: "Always",
      ports: [
        { containerPort: 80, protocol: "TCP", name: "http" },
        { containerPort: 53, protocol: "UDP" },
        { containerPort: 54, protocol: "TCP" },
        { containerPort: 55, protocol: "TCP" },
      ],
    };
    expect(pod).toEqual({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "web", namespace: "shop", labels: { app: "web" } },
      spec: {
        nodeName: "n",
        hostNetwork: true,
        containers: [stored, { name: "", ports: [] }],
        initContainers: [stored],
      },
      status: { phase: "Running", hostIP: "192.0.2.1", podIPs: [{ ip: "10.0.0.1" }] },
    });
    const bare = podOf({ nodeName: 7, hostNetwork: "true" }, { phase: 7, hostIP: 7 }) as {
      spec: object;
      status: object;
    };
    expect(Object.keys(bare.spec)).toEqual(["containers", "initContainers", "hostNetwork"]);
    expect(Object.keys(bare.status)).toEqual(["podIPs"]);
    expect(bare.spec).toMatchObject({ hostNetwork: false });
  });

  it.each<[string, object, readonly object[]]>([
    ["podIP alone", { podIP: "10.0.0.1" }, [{ ip: "10.0.0.1" }]],
    ["podIPs", { podIP: "10.0.0.1", podIPs: [{ ip: "10.0.0.2" }] }, [{ ip: "10.0.0.2" }]],
    [
      "podIP where podIPs hold nothing",
      { podIP: "10.0.0.1", podIPs: [null] },
      [{ ip: "10.0.0.1" }],
    ],
    ["neither", {}, []],
  ])("addresses: %s", (_title, status, podIPs) => {
    expect(podOf({}, status)).toMatchObject({ status: { podIPs } });
  });
});

describe("a pod as it is stored is taken as it is", () => {
  const port = { containerPort: 80, protocol: "TCP" };
  const container = { name: "main", ports: [port] };
  const stored = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "web", namespace: "shop", labels: { app: "web" } },
    spec: { containers: [container] },
    status: { podIPs: [{ ip: "10.0.0.1" }] },
  };
  /** `stored` with one field replaced, by its path. */
  const having = (path: string, value: unknown): object => {
    const copy = structuredClone(stored) as unknown as Record<string, unknown>;
    const keys = path.split(".");
    const last = keys.pop() ?? "";
    const parent = keys.reduce((at, key) => at[key] as Record<string, unknown>, copy);
    parent[last] = value;
    return copy;
  };

  it.each<[string, string, unknown]>([
    ["as it is", "status.phase", "Running"],
    ["without labels", "metadata.labels", {}],
    ["without containers", "spec.containers", []],
    ["with init containers", "spec.initContainers", [container]],
    ["on the host's network", "spec.hostNetwork", true],
    ["on a node", "spec.nodeName", "n"],
    ["with a podIP", "status.podIP", "10.0.0.1"],
    ["with a hostIP", "status.hostIP", "192.0.2.1"],
    ["without addresses", "status.podIPs", []],
    ["a container without ports", "spec.containers.0.ports", undefined],
    ["a container that restarts", "spec.containers.0.restartPolicy", "Always"],
    ["a port with a name", "spec.containers.0.ports.0.name", "http"],
  ])("%s", (_title, path, value) => {
    const object = having(path, value);
    expect(normaliseObjects([object]).pods[0]).toBe(object);
  });

  it.each<[string, string, unknown]>([
    ["no namespace", "metadata.namespace", undefined],
    ["an empty namespace", "metadata.namespace", ""],
    ["no labels", "metadata.labels", undefined],
    ["a label that is no text", "metadata.labels.app", 7],
    ["no spec", "spec", undefined],
    ["no status", "status", null],
    ["containers that are none", "spec.containers", null],
    ["a container that is none", "spec.containers.0", null],
    ["a container without a name", "spec.containers.0.name", undefined],
    ["ports that are none", "spec.containers.0.ports", null],
    ["a port that is none", "spec.containers.0.ports.0", null],
    ["a port without a number", "spec.containers.0.ports.0.containerPort", "80"],
    ["a port without a protocol", "spec.containers.0.ports.0.protocol", undefined],
    ["a port with an empty protocol", "spec.containers.0.ports.0.protocol", ""],
    ["a port whose name is no text", "spec.containers.0.ports.0.name", 7],
    ["a restartPolicy that is no text", "spec.containers.0.restartPolicy", null],
    ["init containers that are none", "spec.initContainers", null],
    ["an init container that is none", "spec.initContainers", [7]],
    ["a hostNetwork that is no boolean", "spec.hostNetwork", "true"],
    ["a nodeName that is no text", "spec.nodeName", null],
    ["podIPs that are none", "status.podIPs", undefined],
    ["a podIP among them that is none", "status.podIPs.0", null],
    ["one without an ip", "status.podIPs.0.ip", 7],
    ["a podIP that is no text", "status.podIP", null],
    ["a hostIP that is no text", "status.hostIP", null],
    ["a phase that is no text", "status.phase", null],
  ])("not with %s", (_title, path, value) => {
    const object = having(path, value);
    const [pod] = normaliseObjects([object]).pods;
    expect(pod).toBeDefined();
    expect(pod).not.toBe(object);
    expect(JSON.stringify(pod)).not.toContain("null");
  });
});

describe("policies", () => {
  it("without anything isolate for Ingress, and let nothing in", () => {
    for (const spec of [undefined, null, 7, {}, { ingress: null, egress: null, policyTypes: null }])
      expect(specOf(spec)).toEqual({
        podSelector: {},
        ingress: [],
        egress: [],
        policyTypes: ["Ingress"],
      });
    expect(normaliseObjects([rawPolicy({}, { labels: { a: "b" } })]).policies[0]).toMatchObject({
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: "p", namespace: "default", labels: { a: "b" } },
    });
    expect(
      normaliseObjects([rawPolicy({}, { namespace: "" })]).policies[0]?.metadata.namespace,
    ).toBe("default");
  });

  it.each<[string, object, readonly string[]]>([
    ["as given", { policyTypes: ["Egress"], ingress: [{}] }, ["Egress"]],
    ["without what is none", { policyTypes: ["Egress", "Sideways", 7] }, ["Egress"]],
    ["Egress too with egress rules (S8)", { egress: [{}] }, ["Ingress", "Egress"]],
    ["Ingress alone otherwise", { policyTypes: [], egress: [] }, ["Ingress"]],
  ])("policyTypes: %s", (_title, spec, types) => {
    expect(specOf(spec)?.["policyTypes"]).toEqual(types);
  });

  it("policyTypes of a spec that nobody wrote", () => {
    expect(policyTypesOf(undefined)).toEqual(["Ingress"]);
    expect(policyTypesOf({ podSelector: {}, policyTypes: [] })).toEqual(["Ingress"]);
    expect(policyTypesOf({ podSelector: {}, egress: [] })).toEqual(["Ingress"]);
  });

  it("rules of nothing are rules (S11)", () => {
    expect(specOf({ ingress: [null, {}, { from: null, ports: null }], egress: [7] })).toMatchObject(
      {
        ingress: [
          { from: [], ports: [] },
          { from: [], ports: [] },
          { from: [], ports: [] },
        ],
        egress: [{ to: [], ports: [] }],
      },
    );
  });

  it.each<[object | null, object]>([
    [{ port: 80 }, { protocol: "TCP", port: 80 }],
    [
      { port: "http", protocol: "UDP" },
      { protocol: "UDP", port: "http" },
    ],
    [
      { port: 80, endPort: 90 },
      { protocol: "TCP", port: 80, endPort: 90 },
    ],
    [
      { port: 80, endPort: null },
      { protocol: "TCP", port: 80 },
    ],
    [{ endPort: 90 }, { protocol: "TCP" }],
    [{ port: null, protocol: null }, { protocol: "TCP" }],
    [{ protocol: "" }, { protocol: "TCP" }],
    [null, { protocol: "TCP" }],
  ])("port %j is %j (S32)", (port, stored) => {
    expect(specOf({ ingress: [{ ports: [port] }] })?.["ingress"]).toEqual([
      { from: [], ports: [stored] },
    ]);
    expect(specOf({ egress: [{ ports: [port] }] })?.["egress"]).toEqual([
      { to: [], ports: [stored] },
    ]);
  });

  it("the selector of pods: as given, or everything", () => {
    const selector = { matchLabels: { app: "web" } };
    expect(specOf({ podSelector: selector })?.["podSelector"]).toBe(selector);
    expect(specOf({ podSelector: null })?.["podSelector"]).toEqual({});
  });
});

describe("peers", () => {
  const peersOf = (...from: unknown[]): unknown =>
    (specOf({ ingress: [{ from }] })?.["ingress"] as readonly { from: unknown }[] | undefined)?.[0]
      ?.from;

  it.each<[string, Loose]>([
    ["nothing", {}],
    ["a podSelector", { podSelector: {} }],
    ["labels", { podSelector: { matchLabels: { app: "web" } } }],
    [
      "expressions",
      { namespaceSelector: { matchExpressions: [{ key: "a", operator: "Exists" }] } },
    ],
    [
      "values",
      { podSelector: { matchExpressions: [{ key: "a", operator: "In", values: ["b"] }] } },
    ],
    ["a block", { ipBlock: { cidr: "10.0.0.0/8" } }],
    ["a block with exceptions", { ipBlock: { cidr: "10.0.0.0/8", except: ["10.1.0.0/16"] } }],
  ])("with %s stay as they are", (_title, peer) => {
    const from = [peer];
    const spec = specOf({ ingress: [{ from }], egress: [{ to: from }] });
    expect((spec?.["ingress"] as readonly Loose[])[0]?.["from"]).toBe(from);
    expect((spec?.["egress"] as readonly Loose[])[0]?.["to"]).toBe(from);
  });

  it.each<[string, unknown, object]>([
    ["null", null, {}],
    ["nulls in it", { podSelector: null, namespaceSelector: null, ipBlock: null }, {}],
    ["texts in it", { podSelector: "x", ipBlock: "x" }, {}],
    [
      "a block without a text",
      { ipBlock: { cidr: 7, except: null } },
      { ipBlock: { cidr: "", except: [] } },
    ],
    [
      "exceptions that are no texts",
      { ipBlock: { cidr: "10.0.0.0/8", except: [7, "10.1.0.0/16"] } },
      { ipBlock: { cidr: "10.0.0.0/8", except: ["10.1.0.0/16"] } },
    ],
    [
      "labels that are no texts",
      { podSelector: { matchLabels: { app: "web", n: 7 } } },
      { podSelector: { matchLabels: { app: "web" }, matchExpressions: [] } },
    ],
    [
      "labels that are none",
      { namespaceSelector: { matchLabels: null } },
      { namespaceSelector: { matchLabels: {}, matchExpressions: [] } },
    ],
    [
      "expressions that are none",
      { podSelector: { matchExpressions: null } },
      { podSelector: { matchLabels: {}, matchExpressions: [] } },
    ],
    [
      "wrong expressions",
      {
        podSelector: {
          matchExpressions: [
            null,
            { key: 7, operator: "In", values: ["a"] },
            { key: "a", operator: 7, values: ["a", 7] },
            { key: "a", operator: "Like", values: null },
          ],
        },
      },
      {
        podSelector: {
          matchLabels: {},
          matchExpressions: [
            { key: "", operator: "", values: [] },
            { key: "", operator: "In", values: ["a"] },
            { key: "a", operator: "", values: ["a"] },
            { key: "a", operator: "Like", values: [] },
          ],
        },
      },
    ],
  ])("%s is mended", (_title, peer, stored) => {
    expect(peersOf(peer)).toEqual([stored]);
  });

  it.each<[string, object]>([
    ["a key", { key: 7, operator: "Exists" }],
    ["an operator", { key: "a", operator: 7 }],
    ["a value", { key: "a", operator: "In", values: [7] }],
  ])("%s of an expression that is no text is mended", (_title, expression) => {
    const peer = { podSelector: { matchExpressions: [expression] } };
    expect(peersOf(peer)).not.toEqual([peer]);
    expect(JSON.stringify(peersOf(peer))).not.toContain("7");
  });

  it("a right one beside a wrong one keeps its selector", () => {
    const podSelector = { matchLabels: { app: "web" } };
    expect(peersOf(null, { podSelector })).toEqual([{}, { podSelector }]);
  });
});

import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/core/api/json.ts";
import type { KubeObject, Pod } from "../../../src/core/api/objects.ts";
import { parse, serialise } from "../../../src/core/cluster/snapshot.ts";
import type { ClusterState, GroupKind } from "../../../src/core/cluster/types.ts";
import { MAX_FILE, readFiles, type SourceFile } from "../../../src/core/session/documents.ts";
import { importCluster, type Imported } from "../../../src/core/session/import.ts";
import { verdictOn } from "../../../src/core/session/view.ts";
import { ALLOW_WEB, DENY_ALL, NOW, SMALL, openHeadless, startOf } from "../../support/session.ts";

const file = (text: string, name = "a.yaml"): SourceFile => ({ name, text });
const POD = { apiVersion: "v1", kind: "Pod", metadata: { name: "p" } };

const named = (objects: readonly { readonly object: JsonObject }[]): readonly string[] =>
  objects.map(({ object }) => {
    const { kind, metadata } = object as { kind?: string; metadata?: { name?: string } };
    return `${kind ?? "?"}/${metadata?.name ?? "?"}`;
  });

describe("documents of files", () => {
  it.each<[string, string, readonly string[], readonly string[]]>([
    ["one document", "kind: Pod\nmetadata: { name: a }", ["Pod/a"], []],
    ["nothing", "", [], []],
    ["comments only", "# nothing\n---\n# here\n", [], []],
    [
      "several documents, empty ones between",
      "---\nkind: Pod\nmetadata: { name: a }\n---\n---\n# c\n---\nkind: Pod\nmetadata: { name: b }\n",
      ["Pod/a", "Pod/b"],
      [],
    ],
    ["JSON", JSON.stringify(POD), ["Pod/p"], []],
    [
      "kind: List",
      JSON.stringify({ apiVersion: "v1", kind: "List", items: [POD, { ...POD, kind: "Service" }] }),
      ["Pod/p", "Service/p"],
      [],
    ],
    [
      "a typed list, whose items do not say what they are",
      JSON.stringify({ apiVersion: "v1", kind: "PodList", items: [{ metadata: { name: "x" } }] }),
      ["Pod/x"],
      [],
    ],
    [
      "a list in a list",
      JSON.stringify({
        apiVersion: "v1",
        kind: "List",
        items: [{ apiVersion: "v1", kind: "List", items: [POD] }],
      }),
      ["Pod/p"],
      [],
    ],
    ["an empty list", "apiVersion: v1\nkind: List\nitems: []\n", [], []],
    ["a text", "just words", [], ["a.yaml:1: is not an object"]],
    ["a list without kind", "- kind: Pod\n", [], ["a.yaml:1: is not an object"]],
    [
      "a list with something that is no object",
      "apiVersion: v1\nkind: List\nitems: [3]\n",
      [],
      ["a.yaml:1: is not an object"],
    ],
  ])("%s", (_, text, objects, problems) => {
    const read = readFiles([file(text)]);
    expect(named(read.objects)).toEqual(objects);
    expect(read.problems.map((p) => `${p.file}:${p.line}: ${p.message}`)).toEqual(problems);
  });

  it("typed lists give their items the list's apiVersion", () => {
    const list = {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicyList",
      items: [{ metadata: { name: "x" }, spec: { podSelector: {} } }],
    };
    expect(readFiles([file(JSON.stringify(list))]).objects[0]?.object).toMatchObject({
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
    });
  });

  it("wrong YAML is named with its line in the file, and the other documents are read", () => {
    const text =
      "kind: Pod\nmetadata: { name: a }\n---\nkind: Pod\nmetadata:\n\tname: b\n---\nkind: Pod\nmetadata: { name: c }\n";
    const read = readFiles([file(text, "w.yaml")]);
    expect(named(read.objects)).toEqual(["Pod/a", "Pod/c"]);
    expect(read.problems).toHaveLength(1);
    expect(read.problems[0]).toMatchObject({ file: "w.yaml", line: 6 });
    expect(read.problems[0]?.message).toContain("found character that cannot start any token");
  });

  it("objects know the line at which their document begins", () => {
    const read = readFiles([file("kind: A\n---\nkind: B\n---\n\nkind: C\n")]);
    expect(read.objects.map(({ line }) => line)).toEqual([1, 3, 5]);
  });

  it("a file that is too large is refused by name, the next one is read", () => {
    const read = readFiles([
      file(" ".repeat(MAX_FILE + 1), "big.yaml"),
      file("kind: Pod", "b.yaml"),
    ]);
    expect(read.problems).toEqual([{ file: "big.yaml", line: 1, message: "larger than 16 MiB" }]);
    expect(read.objects).toHaveLength(1);
  });

  it("keys that every object has are only keys", () => {
    const read = readFiles([file('{"kind":"Pod","__proto__":{"polluted":true},"metadata":{}}')]);
    expect(read.objects).toHaveLength(1);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("aliases that would unfold without end are a problem, not a hang", () => {
    const levels = Array.from({ length: 12 }, (_, i) =>
      i === 0 ? "a0: &a0 [x, x]" : `a${i}: &a${i} [${`*a${i - 1}, `.repeat(10)}]`,
    );
    expect(readFiles([file(levels.join("\n"))]).problems).toHaveLength(1);
  });
});

const imported = (...files: readonly SourceFile[]): Imported => importCluster(files, NOW);

function clusterOf({ start }: Imported): ClusterState {
  if (start === undefined) throw new Error("nothing was imported");
  return start.cluster;
}

const keys = (state: ClusterState, kind: GroupKind): readonly string[] =>
  [...(state.objects.get(kind)?.keys() ?? [])].sort();
const problemsOf = ({ problems }: Imported): readonly string[] =>
  problems.map((p) => `${p.file}:${p.line}: ${p.message}`);
const status = (state: ClusterState, key: `${string}/${string}`): Pod["status"] =>
  (state.objects.get("/Pod")?.get(key) as Pod | undefined)?.status;

describe("manifests", () => {
  it("run in a cluster of their own, with what they lack", () => {
    const result = imported(
      file(SMALL),
      file(ALLOW_WEB.replace("namespace: default", "namespace: shop"), "b.yaml"),
    );
    expect(result.created).toBe(5);
    expect(problemsOf(result)).toEqual([]);
    const state = clusterOf(result);
    expect(keys(state, "/Namespace")).toContain("/shop");
    expect(status(state, "default/web")?.phase).toBe("Running");
    expect(keys(state, "/Node")).toHaveLength(3);
  });

  it("kinds that are not simulated are counted and left out", () => {
    const gadget = "apiVersion: example.com/v1\nkind: Gadget\nmetadata: { name: g }\n";
    const result = imported(file(`${gadget}---\n${gadget}---\n${SMALL}---\nmetadata: {}\n`));
    expect([...result.skipped]).toEqual([
      ["Gadget", 2],
      ["object without kind", 1],
    ]);
    expect(result.created).toBe(4);
    expect(result.start?.scenario.story.join(" ")).toContain("2 × Gadget");
  });

  it("nothing known: no lab", () => {
    const result = imported(file("apiVersion: example.com/v1\nkind: Gadget\n"));
    expect(result.start).toBeUndefined();
    expect(result.created).toBe(0);
    expect([...result.skipped]).toEqual([["Gadget", 1]]);
  });

  it.each([
    [
      "a wrong cidr",
      "{ podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/33 } }] }] }",
      /^a\.yaml:5: NetworkPolicy\.networking\.k8s\.io "x" is invalid: spec\.ingress\[0\]\.from\[0\]\.ipBlock\.cidr: Invalid value: "10\.0\.0\.0\/33": must be a valid CIDR value/,
    ],
    [
      "a policyType that does not exist",
      "{ podSelector: {}, policyTypes: [Inbound] }",
      /^a\.yaml:5: NetworkPolicy\.networking\.k8s\.io "x" is invalid: spec\.policyTypes\[0\]: Unsupported value: "Inbound": supported values: "Ingress", "Egress"$/,
    ],
    [
      "an endPort without its port",
      "{ podSelector: {}, ingress: [{ ports: [{ endPort: 90 }] }] }",
      /^a\.yaml:5: NetworkPolicy\.networking\.k8s\.io "x" is invalid: spec\.ingress\[0\]\.ports\[0\]\.endPort: Invalid value: 90: may not be specified when `port` is not specified$/,
    ],
    [
      "a selector that is a text",
      "{ podSelector: web }",
      /^a\.yaml:2: NetworkPolicy in version "v1" cannot be handled as a NetworkPolicy: json: cannot unmarshal string into Go struct field NetworkPolicySpec\.spec\.podSelector of type v1\.LabelSelector$/,
    ],
  ])("a refused policy is named in the server's words: %s", (_, spec, message) => {
    const text = `# first\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: x }\nspec: ${spec}\n`;
    const result = imported(file(text.slice("# first\n".length)), file(SMALL, "b.yaml"));
    expect(problemsOf(result)).toHaveLength(1);
    expect(problemsOf(result)[0]).toMatch(message);
    expect(result.created).toBe(4);
  });

  it("the files are at hand in the home folder, as far as they fit", () => {
    const big = file(`# ${"x".repeat(600 * 1024)}\n`, "big.yaml");
    const { start } = imported(
      file(SMALL, "C:\\tmp\\my pods.yaml"),
      file(DENY_ALL, "p/deny.yaml"),
      big,
    );
    expect(start?.files["/home/learner/my_pods.yaml"]?.text).toBe(SMALL);
    expect(start?.files["/home/learner/deny.yaml"]?.text).toBe(DENY_ALL);
    expect(start?.files["/home/learner/big.yaml"]).toBeUndefined();
  });

  it("files of one name are all kept, with numbers", () => {
    const { start } = imported(
      file(SMALL, "a/x.yaml"),
      file(DENY_ALL, "b/x.yaml"),
      file(ALLOW_WEB, "x-2.yaml"),
    );
    expect(start?.files["/home/learner/x.yaml"]?.text).toBe(SMALL);
    expect(start?.files["/home/learner/x-2.yaml"]?.text).toBe(DENY_ALL);
    expect(start?.files["/home/learner/x-2-2.yaml"]?.text).toBe(ALLOW_WEB);
  });

  it.each(["", ".", "..", ".kube", "a/..", "x".repeat(5000)])(
    "a file called %j is no fault",
    (name) => {
      expect(imported(file(SMALL, name)).created).toBe(4);
    },
  );

  it("more files than the home folder holds are taken over all the same", () => {
    const comment = `# ${"ä".repeat(150 * 1024)}\n`;
    const files = Array.from({ length: 30 }, (_, i) =>
      file(`${comment}apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c${i} }\n`, `c${i}.yaml`),
    );
    const result = imported(...files);
    expect(result.created).toBe(30);
    expect(
      Object.keys(result.start?.files ?? {}).filter((f) => f.endsWith(".yaml")).length,
    ).toBeGreaterThan(3);
  });
});

/** `kubectl get … -A -o yaml` of a living lab, as JSON. */
async function dump(kinds: string): Promise<{ items: readonly (KubeObject & JsonObject)[] }> {
  const { run } = openHeadless(startOf(`${SMALL}---${DENY_ALL}---${ALLOW_WEB}`));
  await run(
    "kubectl create ns shop; kubectl create deployment cart -n shop --image=nginx:1.27 --replicas=2",
  );
  await run("kubectl rollout status -n shop deployment cart");
  return JSON.parse((await run(`kubectl get ${kinds} -A -o json`)).out) as never;
}

const flow = (source: string, destination: string, port: number) => ({
  source: `pod/${source}`,
  destination: `pod/${destination}`,
  port,
  protocol: "TCP" as const,
});

describe("dumps of a running cluster", async () => {
  const all = await dump("ns,nodes,pods,svc,endpoints,deploy,rs,netpol");
  const text = JSON.stringify(all);
  const own = all.items.filter(
    ({ metadata: m }) => m.namespace === "default" || m.namespace === "shop",
  );
  const list = (items: readonly unknown[]): SourceFile =>
    file(JSON.stringify({ apiVersion: "v1", kind: "List", items }), "dump.json");

  it("keep pods, addresses and nodes as they were", () => {
    const result = imported(file(text, "dump.json"));
    expect(problemsOf(result)).toEqual([]);
    const state = clusterOf(result);
    const pods = all.items.filter(({ kind }) => kind === "Pod");
    expect(keys(state, "/Pod")).toEqual(
      pods.map(({ metadata: m }) => `${m.namespace ?? ""}/${m.name}`).sort(),
    );
    for (const pod of pods) {
      const { namespace = "", name } = pod.metadata;
      expect(status(state, `${namespace}/${name}`)?.podIP).toBe(
        (pod as unknown as Pod).status?.podIP,
      );
    }
    expect(keys(state, "/Node")).toEqual(
      all.items
        .filter(({ kind }) => kind === "Node")
        .map(({ metadata: m }) => `/${m.name}`)
        .sort(),
    );
    expect(verdictOn(state, flow("default/client", "default/web", 80))?.allowed).toBe(true);
    expect(verdictOn(state, flow("default/client", "default/db", 5432))?.allowed).toBe(false);
  });

  it("workloads make no pods beside the dumped ones", () => {
    const state = clusterOf(imported(file(text, "dump.json")));
    expect(keys(state, "/Pod").filter((key) => key.startsWith("shop/"))).toHaveLength(2);
  });

  it("get nodes, DNS and namespaces where they lack them", () => {
    const bare = own.filter(({ kind }) => kind !== "Namespace");
    const result = imported(list(bare));
    expect(problemsOf(result)).toEqual([]);
    const state = clusterOf(result);
    expect(keys(state, "/Node")).toHaveLength(3);
    expect(keys(state, "/Namespace")).toEqual(expect.arrayContaining(["/shop", "/kube-system"]));
    expect(keys(state, "/Pod").some((key) => key.startsWith("kube-system/coredns-"))).toBe(true);
    expect(keys(state, "/Pod").filter((key) => key.startsWith("shop/"))).toHaveLength(2);
  });

  it("with kube-system of their own keep to that one", () => {
    const result = imported(list(all.items.filter(({ kind }) => kind !== "Node")));
    const dns = keys(clusterOf(result), "/Pod").filter((key) => key.includes("/coredns-"));
    expect(dns).toEqual(
      all.items
        .filter(({ kind, metadata: m }) => kind === "Pod" && m.name.startsWith("coredns-"))
        .map(({ metadata: m }) => `kube-system/${m.name}`)
        .sort(),
    );
  });

  it("a policy in them that the server would refuse is named; the rest is taken", () => {
    const broken = {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: "x", namespace: "shop" },
      spec: { podSelector: {}, policyTypes: ["Inbound"] },
    };
    const result = imported(list([...own, broken]));
    expect(problemsOf(result)).toEqual([
      'dump.json:1: NetworkPolicy.networking.k8s.io "x" is invalid: spec.policyTypes[0]: Unsupported value: "Inbound": supported values: "Ingress", "Egress"',
    ]);
    expect(result.created).toBeGreaterThan(5);
  });

  it("manifests beside them are run as if they were applied", () => {
    const { objects } = readFiles([file(SMALL)]);
    const fresh = { ...(objects[0]?.object ?? {}), metadata: { name: "fresh", namespace: "shop" } };
    const state = clusterOf(imported(list([...own, fresh])));
    expect(status(state, "shop/fresh")?.phase).toBe("Running");
    expect(status(state, "shop/fresh")?.podIP).not.toBe("");
    const addresses = keys(state, "/Pod").flatMap((key) => {
      const ip = status(state, key as `${string}/${string}`)?.podIP;
      return ip?.startsWith("10.244.") === true ? [ip] : [];
    });
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  it("pods that were pending stay so, scheduled or not, and can be deleted (S66)", () => {
    const waiting = (name: string, nodeName?: string) => ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace: "shop" },
      spec: { containers: [{ name: "c", image: "nginx" }], ...(nodeName && { nodeName }) },
      status: { phase: "Pending" },
    });
    const node = own.find(({ kind }) => kind === "Node")?.metadata.name;
    const { start, problems } = imported(list([...own, waiting("a"), waiting("b", node)]));
    expect(problems).toEqual([]);
    const lab = openHeadless(start ?? startOf("empty"));
    lab.session.cluster.settle();
    for (const name of ["shop/a", "shop/b"] as const) {
      expect(status(lab.session.cluster.state, name)).toMatchObject({ phase: "Pending" });
      expect(status(lab.session.cluster.state, name)?.podIP).toBeUndefined();
    }
    const saved = parse(serialise(lab.session.cluster.state));
    expect(
      saved.ok && [...saved.state.kubelet.pods.values()].filter(({ held }) => held),
    ).toHaveLength(2);
    lab.session.cluster.request({ method: "DELETE", path: "/api/v1/namespaces/shop/pods/b" });
    lab.session.cluster.settle();
    expect(keys(lab.session.cluster.state, "/Pod")).not.toContain("shop/b");
  });

  it("pods without the status of their containers run", () => {
    const pod = own.find(({ kind }) => kind === "Pod");
    const short = {
      ...pod,
      status: { podIP: "10.244.1.77", podIPs: [{ ip: "10.244.1.77" }], phase: "Running" },
    };
    const state = clusterOf(imported(list([short])));
    const key = `${pod?.metadata.namespace ?? ""}/${pod?.metadata.name ?? ""}` as const;
    expect(status(state, key)?.podIP).toBe("10.244.1.77");
    expect(status(state, key)?.containerStatuses?.[0]?.ready).toBe(true);
  });
});

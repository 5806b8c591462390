/** What people really hand in: dumps of clusters in use, with all that has piled up in them. */
import { describe, expect, it } from "vitest";
import type { KubeObject, Pod } from "../../../src/core/api/objects.ts";
import { readFiles } from "../../../src/core/session/documents.ts";
import { importCluster, type Imported } from "../../../src/core/session/import.ts";
import { resolveEnd } from "../../../src/core/session/view.ts";

const NOW = Date.UTC(2026, 0, 1, 12);

function imported(...objects: readonly object[]): Imported {
  return importCluster(
    [{ name: "dump.json", text: JSON.stringify({ kind: "List", items: objects }) }],
    NOW,
  );
}

function pod(name: string, status: object, metadata: object = {}): object {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "shop", labels: { app: "web" }, ...metadata },
    spec: { nodeName: "node-1", containers: [{ name: "main", image: "nginx" }] },
    status,
  };
}

const RUNNING = pod("web", { phase: "Running", podIP: "10.1.0.5", podIPs: [{ ip: "10.1.0.5" }] });
const policy = (name: string, spec: object, apiVersion = "networking.k8s.io/v1"): object => ({
  apiVersion,
  kind: "NetworkPolicy",
  metadata: { name, namespace: "shop" },
  spec,
});

const messages = ({ problems }: Imported): readonly string[] =>
  problems.map(({ file, line, message }) => `${file}:${line}: ${message}`);

describe("pods that have ended", () => {
  it.each([
    [
      "an evicted pod, which has no address",
      { phase: "Failed", reason: "Evicted", message: "low on memory" },
    ],
    ["a completed pod without its address", { phase: "Succeeded" }],
    ["a completed pod with its old address", { phase: "Succeeded", podIP: "10.1.0.9" }],
  ])("%s, stays ended (S68)", (_what, status) => {
    for (const others of [[RUNNING], []]) {
      const { start, problems } = imported(...others, pod("old", status));
      expect(problems).toEqual([]);
      const state = start?.cluster;
      if (state === undefined) throw new Error("no lab");
      expect(resolveEnd(state, "pod/shop/old")).toMatchObject({ ok: false });
      const [slice] = [...(state.objects.get("/Pod")?.values() ?? [])].filter(
        (object: KubeObject) => object.metadata.name === "old",
      );
      expect(slice).toMatchObject({ status: { phase: status.phase } });
    }
  });
});

describe("several JSON objects one after the other", () => {
  it("are all read, as kubectl reads them", () => {
    const one = JSON.stringify({ kind: "Pod", metadata: { name: "}{" } }, null, 2);
    const two = JSON.stringify({
      kind: "List",
      items: [{ kind: "Service", metadata: { name: "b" } }],
    });
    const { objects, problems } = readFiles([{ name: "a.json", text: `${one}\n${two}\n\n${two}` }]);
    expect(problems).toEqual([]);
    expect(objects.map(({ object, line }) => [object["kind"], line])).toEqual([
      ["Pod", 1],
      ["Service", 7],
      ["Service", 9],
    ]);
  });

  it("name the line of the one that is wrong", () => {
    const { objects, problems } = readFiles([
      { name: "a.json", text: '{"kind": "Pod"}\n{"kind": "Pod"\n' },
    ]);
    expect(objects).toHaveLength(1);
    expect(problems).toMatchObject([{ file: "a.json", line: 2 }]);
  });
});

describe("what is left out", () => {
  it("a typed list without items holds nothing", () => {
    const { objects, problems } = readFiles([
      { name: "a.json", text: JSON.stringify({ apiVersion: "v1", kind: "PodList", items: null }) },
    ]);
    expect([objects, problems]).toEqual([[], []]);
  });

  it("a kind whose name the lab knows from elsewhere is told apart", () => {
    const { skipped } = imported(
      RUNNING,
      policy("tiered", {}, "projectcalico.org/v3"),
      policy("old", {}, "extensions/v1beta1"),
      { kind: "Pod", metadata: { name: "x" } },
      { apiVersion: "cert-manager.io/v1", kind: "Certificate", metadata: { name: "c" } },
    );
    expect([...skipped]).toEqual([
      ["NetworkPolicy of projectcalico.org/v3", 1],
      ["NetworkPolicy of extensions/v1beta1", 1],
      ["Pod without apiVersion", 1],
      ["Certificate", 1],
    ]);
  });

  it("a field of a policy that the server drops is named: `form` opens to everyone (V39)", () => {
    const spec = { podSelector: {}, ingress: [{ form: [{ podSelector: {} }] }] };
    expect(messages(imported(RUNNING, policy("typo", spec)))).toEqual([
      'dump.json:1: NetworkPolicy "typo": unknown field "spec.ingress[0].form"',
    ]);
  });
});

describe("dual-stack pods of a dump", () => {
  it("keep their second address, which policies then guard (S28)", () => {
    const text = JSON.stringify({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "dual", namespace: "default" },
      spec: { nodeName: "n", containers: [{ name: "m", image: "nginx" }] },
      status: {
        phase: "Running",
        podIP: "10.1.0.2",
        podIPs: [{ ip: "10.1.0.2" }, { ip: "fd00::2" }],
      },
    });
    const { start } = importCluster([{ name: "dump.json", text }], Date.UTC(2026, 0, 1));
    const pod = start?.cluster.objects.get("/Pod")?.get("default/dual") as Pod | undefined;
    expect(pod?.status?.podIPs).toEqual([{ ip: "10.1.0.2" }, { ip: "fd00::2" }]);
  });
});

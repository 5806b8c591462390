/** Edits applied to objects: what changes, and that all else stays the same object. */
import { describe, expect, it } from "vitest";
import type { NetworkPolicy } from "../../../src/core/api/objects.ts";
import { applyEdits } from "../../../src/core/netpol/edit.ts";
import type { ClusterEdit } from "../../../src/core/netpol/edit.ts";
import type { ClusterObjects } from "../../../src/core/netpol/endpoints.ts";
import { normaliseObjects } from "../../../src/core/netpol/normalise.ts";
import { namespace, node, pod, policy } from "./world.ts";

const NAME = "kubernetes.io/metadata.name";

const OBJECTS = (): ClusterObjects =>
  normaliseObjects([
    namespace("shop", { team: "a" }),
    namespace("mon"),
    node("n", "192.0.2.1"),
    pod("shop/web", "10.0.0.1", { labels: { app: "web", tier: "x" } }),
    pod("mon/web", "10.0.0.2"),
    pod("shop/db", "10.0.0.3"),
    policy("shop/p", { podSelector: {} }),
    policy("mon/p", { podSelector: {} }),
    policy("shop/q", { podSelector: {} }),
  ]);

function made(path: string, spec: object): NetworkPolicy {
  const [first] = normaliseObjects([policy(path, spec)]).policies;
  if (first === undefined) throw new Error("no policy");
  return first;
}

const labelPod = (key: string, value: string | null, name = "web"): ClusterEdit => ({
  kind: "label-pod",
  namespace: "shop",
  name,
  key,
  value,
});
const labelNamespace = (key: string, value: string | null, name = "shop"): ClusterEdit => ({
  kind: "label-namespace",
  name,
  key,
  value,
});

describe("a pod", () => {
  it.each<[string, string, string | null, object]>([
    ["gets a label", "env", "prod", { app: "web", tier: "x", env: "prod" }],
    ["gets another value", "app", "api", { app: "api", tier: "x" }],
    ["loses a label", "app", null, { tier: "x" }],
    ["loses nothing it does not have", "env", null, { app: "web", tier: "x" }],
  ])("%s", (_title, key, value, labels) => {
    const before = OBJECTS();
    const after = applyEdits(before, [labelPod(key, value)]);
    expect(after.pods[0]?.metadata).toEqual({ ...before.pods[0]?.metadata, labels });
    expect(after.pods[0]?.spec).toBe(before.pods[0]?.spec);
    expect(after.pods.slice(1)).toEqual(before.pods.slice(1));
    expect(after.pods[1]).toBe(before.pods[1]);
    expect(after.policies).toBe(before.policies);
    expect(before).toEqual(OBJECTS());
  });

  it("that does not exist changes nothing", () => {
    const before = OBJECTS();
    expect(applyEdits(before, [labelPod("a", "b", "nobody")]).pods).toBe(before.pods);
    const bare = { ...before, pods: before.pods.map(({ status: _none, ...one }) => one) };
    const unlabelled = {
      ...bare,
      pods: bare.pods.map(({ metadata: { labels: _labels, ...metadata }, ...one }) => ({
        ...one,
        metadata,
      })),
    };
    expect(applyEdits(unlabelled, [labelPod("a", "b")]).pods[0]?.metadata.labels).toEqual({
      a: "b",
    });
  });
});

describe("a namespace", () => {
  it("gets, changes and loses labels, but keeps its name (S24)", () => {
    const before = OBJECTS();
    const labels = (...edits: ClusterEdit[]): unknown =>
      applyEdits(before, edits).namespaces[0]?.metadata.labels;
    expect(labels(labelNamespace("env", "prod"))).toEqual({
      team: "a",
      [NAME]: "shop",
      env: "prod",
    });
    expect(labels(labelNamespace("team", "b"))).toEqual({ team: "b", [NAME]: "shop" });
    expect(labels(labelNamespace("team", null))).toEqual({ [NAME]: "shop" });
    expect(applyEdits(before, [labelNamespace(NAME, "other")])).toBe(before);
    expect(applyEdits(before, [labelNamespace(NAME, null)])).toBe(before);
    const after = applyEdits(before, [labelNamespace("team", "b")]);
    expect(after.namespaces[1]).toBe(before.namespaces[1]);
    expect(after.pods).toBe(before.pods);
    expect(applyEdits(before, [labelNamespace("a", "b", "nowhere")]).namespaces).toBe(
      before.namespaces,
    );
  });
});

describe("a policy", () => {
  const names = ({ policies }: ClusterObjects): string[] =>
    policies.map(({ metadata }) => `${metadata.namespace ?? ""}/${metadata.name}`);

  it("comes last, takes the place of the one of its name, or goes", () => {
    const before = OBJECTS();
    const fresh = made("shop/new", {});
    const created = applyEdits(before, [{ kind: "create-policy", policy: fresh }]);
    expect(names(created)).toEqual(["shop/p", "mon/p", "shop/q", "shop/new"]);
    expect(created.policies.at(-1)).toBe(fresh);
    const other = made("mon/p", { podSelector: { matchLabels: { a: "b" } } });
    const replaced = applyEdits(before, [{ kind: "replace-policy", policy: other }]);
    expect(names(replaced)).toEqual(names(before));
    expect(replaced.policies[1]).toBe(other);
    expect(replaced.policies[0]).toBe(before.policies[0]);
    const gone = applyEdits(before, [
      { kind: "delete-policy", policy: { namespace: "shop", name: "p" } },
    ]);
    expect(names(gone)).toEqual(["mon/p", "shop/q"]);
    expect(gone.pods).toBe(before.pods);
  });

  it("that does not exist is not replaced, nor deleted", () => {
    const before = OBJECTS();
    const edits: ClusterEdit[] = [
      { kind: "replace-policy", policy: made("mon/q", {}) },
      { kind: "delete-policy", policy: { namespace: "mon", name: "q" } },
    ];
    expect(applyEdits(before, edits)).toEqual(before);
  });
});

it("edits apply in their order", () => {
  const after = applyEdits(OBJECTS(), [
    labelPod("app", "api"),
    labelPod("app", null),
    { kind: "create-policy", policy: made("shop/new", {}) },
    { kind: "delete-policy", policy: { namespace: "shop", name: "new" } },
  ]);
  expect(after.pods[0]?.metadata.labels).toEqual({ tier: "x" });
  expect(after.policies).toHaveLength(3);
  expect(applyEdits(after, [])).toBe(after);
});

import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../../src/core/api/json.ts";
import { applyJsonPatch } from "../../../src/core/cluster/patch/json.ts";
import { applyMergePatch } from "../../../src/core/cluster/patch/merge.ts";
import { applyStrategicPatch } from "../../../src/core/cluster/patch/strategic.ts";
import { at, objectsAt, stringAt } from "../../../src/core/cluster/values.ts";
import {
  deepFreeze,
  DEPLOYMENTS,
  deployment,
  Lab,
  message,
  pod,
  PODS,
  policy,
  POLICIES,
} from "./lab.ts";

describe("JSON patch", () => {
  const document = deepFreeze({ a: [1, 2], b: { c: "x" }, "m/n": { "~": 1 } });
  test.each<[string, Json, JsonObject]>([
    ["add to the end", [{ op: "add", path: "/a/-", value: 3 }], { a: [1, 2, 3] }],
    ["add in between", [{ op: "add", path: "/a/1", value: 9 }], { a: [1, 9, 2] }],
    ["add a field", [{ op: "add", path: "/b/d", value: null }], { b: { c: "x", d: null } }],
    ["replace", [{ op: "replace", path: "/b/c", value: "y" }], { b: { c: "y" } }],
    ["remove from the end", [{ op: "remove", path: "/a/-1" }], { a: [1] }],
    ["move", [{ op: "move", from: "/b/c", path: "/a/0" }], { a: ["x", 1, 2], b: {} }],
    ["copy", [{ op: "copy", from: "/a", path: "/z" }], { z: [1, 2] }],
    ["escapes", [{ op: "replace", path: "/m~1n/~0", value: 2 }], { "m/n": { "~": 2 } }],
    [
      "test, then remove",
      [
        { op: "test", path: "/b/c", value: "x" },
        { op: "remove", path: "/b" },
      ],
      {},
    ],
  ])("%s", (_, patch, expected) => {
    expect(applyJsonPatch(document, patch)).toMatchObject(expected);
  });

  test.each<[string, Json]>([
    ["an index that is not there", [{ op: "remove", path: "/a/7" }]],
    ["a parent that is not there", [{ op: "add", path: "/x/y", value: 1 }]],
    ["replacing nothing", [{ op: "replace", path: "/x", value: 1 }]],
    ["a test that fails", [{ op: "test", path: "/b/c", value: "other" }]],
    ["an unknown operation", [{ op: "jump", path: "/a" }]],
    ["no value", [{ op: "add", path: "/x" }]],
  ])("refuses %s", (_, patch) => {
    expect(() => applyJsonPatch(document, patch)).toThrow(
      "the server rejected our request due to an error in our request",
    );
  });

  test("refuses what is no list, as Go does", () => {
    expect(() => applyJsonPatch(document, { op: "add" })).toThrow(
      "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp",
    );
  });
});

describe("merge patch", () => {
  test.each<[JsonObject, JsonObject, JsonObject]>([
    [{ a: 1 }, { a: null }, {}],
    [{ a: { b: 1, c: 2 } }, { a: { b: null, d: 3 } }, { a: { c: 2, d: 3 } }],
    [{ a: [1, 2] }, { a: [3] }, { a: [3] }],
    [{ a: 1 }, { a: { b: null } }, { a: {} }],
  ])("%j with %j", (document, patch, expected) => {
    expect(applyMergePatch(deepFreeze(document), deepFreeze(patch))).toEqual(expected);
  });

  test("a key called __proto__ is a key", () => {
    const patch = JSON.parse('{"__proto__":{"polluted":true}}') as JsonObject;
    const result = applyMergePatch({}, patch);
    expect(Object.hasOwn(result, "__proto__")).toBe(true);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe("strategic merge patch", () => {
  const before = deepFreeze({
    metadata: { finalizers: ["a"], labels: { x: "1" } },
    spec: {
      containers: [
        { name: "web", image: "nginx:1", ports: [{ containerPort: 80, protocol: "TCP" }] },
        { name: "side", image: "busybox" },
      ],
      tolerations: [{ key: "a" }],
    },
  });
  const patched = (patch: JsonObject): JsonObject =>
    applyStrategicPatch({ kind: "Pod" }, before, deepFreeze(patch));
  const images = (object: JsonObject): readonly string[] =>
    objectsAt(object, "spec", "containers").map(
      (c) => `${stringAt(c, "name")}=${stringAt(c, "image")}`,
    );

  test("containers are merged by name, new ones come last", () => {
    const result = patched({
      spec: {
        containers: [
          { name: "web", image: "nginx:2" },
          { name: "new", image: "redis" },
        ],
      },
    });
    expect(images(result)).toEqual(["web=nginx:2", "side=busybox", "new=redis"]);
    expect(objectsAt(result, "spec", "containers")[0]).toMatchObject({
      ports: [{ containerPort: 80 }],
    });
  });

  test("$patch: delete takes one out, $patch: replace the whole list", () => {
    expect(images(patched({ spec: { containers: [{ name: "side", $patch: "delete" }] } }))).toEqual(
      ["web=nginx:1"],
    );
    expect(
      images(
        patched({ spec: { containers: [{ $patch: "replace" }, { name: "one", image: "i" }] } }),
      ),
    ).toEqual(["one=i"]);
  });

  test("$setElementOrder orders, $deleteFromPrimitiveList takes values out", () => {
    const result = patched({
      metadata: { "$deleteFromPrimitiveList/finalizers": ["a"], finalizers: ["b"] },
      spec: { "$setElementOrder/containers": [{ name: "side" }, { name: "web" }] },
    });
    expect(images(result)).toEqual(["side=busybox", "web=nginx:1"]);
    expect(at(result, "metadata", "finalizers")).toEqual(["b"]);
  });

  test("lists without a key are replaced, null deletes", () => {
    const result = patched({
      metadata: { labels: { x: null } },
      spec: { tolerations: [{ key: "b" }] },
    });
    expect(at(result, "spec", "tolerations")).toEqual([{ key: "b" }]);
    expect(at(result, "metadata", "labels")).toEqual({});
  });

  test("an item without its key is refused", () => {
    expect(() => patched({ spec: { containers: [{ image: "x" }] } })).toThrow(
      "does not contain declared merge key: name",
    );
  });

  test("$retainKeys keeps only what it names", () => {
    const deploy = {
      spec: { strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1 } } },
    };
    const patch = { spec: { strategy: { $retainKeys: ["type"], type: "Recreate" } } };
    expect(applyStrategicPatch({ kind: "Deployment" }, deploy, patch)).toEqual({
      spec: { strategy: { type: "Recreate" } },
    });
  });

  test("ports of a Service are merged by port", () => {
    const service = { spec: { ports: [{ port: 80, nodePort: 30000 }, { port: 90 }] } };
    const patch = { spec: { ports: [{ port: 80, targetPort: 8080 }] } };
    expect(applyStrategicPatch({ kind: "Service" }, service, patch)).toEqual({
      spec: { ports: [{ port: 80, nodePort: 30000, targetPort: 8080 }, { port: 90 }] },
    });
  });
});

describe("server-side apply", () => {
  const PATH = `${POLICIES}/deny`;
  const apply = (lab: Lab, body: Json, manager: string, force = false): ReturnType<Lab["patch"]> =>
    lab.patch(PATH, body, "apply", { fieldManager: manager, ...(force ? { force: "true" } : {}) });
  const ingress = policy("deny", { podSelector: {}, policyTypes: ["Ingress"] });
  const egress = policy("deny", { podSelector: {}, policyTypes: ["Egress"] });
  const managers = (body: JsonObject): readonly JsonObject[] =>
    objectsAt(body, "metadata", "managedFields");

  test("creates, then changes nothing when applied again", () => {
    const lab = new Lab();
    const first = apply(lab, ingress, "kubectl");
    expect(first.code).toBe(201);
    expect(managers(first.body)).toMatchObject([
      {
        manager: "kubectl",
        operation: "Apply",
        fieldsV1: { "f:spec": { "f:podSelector": {}, "f:policyTypes": {} } },
      },
    ]);
    const state = lab.cluster.state;
    expect(apply(lab, ingress, "kubectl").code).toBe(200);
    expect(lab.cluster.state).toBe(state);
  });

  test("another manager may own the same value, not another one", () => {
    const lab = new Lab();
    apply(lab, ingress, "kubectl");
    expect(apply(lab, ingress, "other").code).toBe(200);
    const alone = new Lab();
    apply(alone, ingress, "kubectl");
    const refused = apply(alone, egress, "other");
    expect(refused.code).toBe(409);
    expect(message(refused)).toBe(
      'Apply failed with 1 conflict: conflict with "kubectl": .spec.policyTypes',
    );
    expect(at(refused.body, "details", "causes")).toEqual([
      {
        reason: "FieldManagerConflict",
        message: 'conflict with "kubectl"',
        field: ".spec.policyTypes",
      },
    ]);
  });

  test("force takes the field away from its owner", () => {
    const lab = new Lab();
    apply(lab, ingress, "kubectl");
    const { body } = apply(lab, egress, "other", true);
    expect(at(body, "spec", "policyTypes")).toEqual(["Egress"]);
    expect(managers(body).map((entry) => [entry["manager"], entry["fieldsV1"]])).toEqual([
      ["kubectl", { "f:spec": { "f:podSelector": {} } }],
      ["other", { "f:spec": { "f:podSelector": {}, "f:policyTypes": {} } }],
    ]);
  });

  test("a field that is no longer applied goes when nobody else owns it", () => {
    const lab = new Lab();
    const labelled = { ...ingress, metadata: { name: "deny", labels: { a: "1", b: "2" } } };
    apply(lab, labelled, "kubectl");
    const { body } = apply(
      lab,
      { ...ingress, metadata: { name: "deny", labels: { a: "1" } } },
      "kubectl",
    );
    expect(at(body, "metadata", "labels")).toEqual({ a: "1" });
  });

  test("an updater is named with the version it used", () => {
    const lab = new Lab();
    lab.request("POST", POLICIES, {
      body: ingress,
      query: { fieldManager: "kubectl-client-side-apply" },
    });
    expect(message(apply(lab, egress, "kubectl"))).toBe(
      'Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using networking.k8s.io/v1: .spec.policyTypes',
    );
  });

  test("lists are owned by item", () => {
    const lab = new Lab();
    const path = `${DEPLOYMENTS}/web`;
    lab.patch(path, deployment("web"), "apply", { fieldManager: "a" });
    const scaled = lab.patch(
      path,
      {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "web" },
        spec: { template: { spec: { containers: [{ name: "main", image: "nginx:1.28" }] } } },
      },
      "apply",
      { fieldManager: "b" },
    );
    expect(message(scaled)).toBe(
      'Apply failed with 1 conflict: conflict with "a": .spec.template.spec.containers[name="main"].image',
    );
  });

  test("needs a manager and no managedFields of the client", () => {
    const lab = new Lab();
    expect(apply(lab, ingress, "").code).toBe(422);
    const claimed = { ...ingress, metadata: { name: "deny", managedFields: [{ manager: "x" }] } };
    expect(message(apply(lab, claimed, "kubectl"))).toBe("metadata.managedFields must be nil");
  });
});

test("an update is noted with the fields it made", () => {
  const lab = new Lab();
  const { body } = lab.request("POST", PODS, {
    body: pod("web"),
    userAgent: "kubectl/v1.35.4 (linux/amd64)",
  });
  expect(objectsAt(body, "metadata", "managedFields")).toMatchObject([
    {
      manager: "kubectl",
      operation: "Update",
      fieldsV1: {
        "f:metadata": { "f:labels": { ".": {}, "f:app": {} } },
        "f:spec": {
          "f:containers": { 'k:{"name":"main"}': { ".": {}, "f:image": {}, "f:name": {} } },
        },
      },
    },
  ]);
});

test("kubectl's server-side apply takes over what its client-side apply set", () => {
  const lab = new Lab();
  const before = policy("deny", { podSelector: {}, policyTypes: ["Ingress"] });
  const annotation = "kubectl.kubernetes.io/last-applied-configuration";
  lab.request("POST", POLICIES, {
    body: {
      ...before,
      metadata: { name: "deny", annotations: { [annotation]: JSON.stringify(before) } },
    },
    query: { fieldManager: "kubectl-client-side-apply" },
  });
  const after = policy("deny", { podSelector: {}, policyTypes: ["Egress"] });
  const applied = lab.patch(`${POLICIES}/deny`, after, "apply", { fieldManager: "kubectl" });
  expect(applied.code).toBe(200);
  expect(at(applied.body, "spec", "policyTypes")).toEqual(["Egress"]);
  expect(JSON.parse(stringAt(applied.body, "metadata", "annotations", annotation))).toEqual(after);
});

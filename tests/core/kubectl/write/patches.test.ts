import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../../src/core/api/json.ts";
import {
  createMergePatch,
  threeWayMergePatch,
} from "../../../../src/core/kubectl/apply/json-merge.ts";
import { threeWayPatch, twoWayPatch } from "../../../../src/core/kubectl/apply/strategic.ts";
import { stringAt } from "../../../../src/core/cluster/values.ts";
import { applyStrategicPatch } from "../../../../src/core/cluster/patch/strategic.ts";
import {
  lastApplied,
  LAST_APPLIED,
  pruneNulls,
  withLastApplied,
} from "../../../../src/core/kubectl/apply/last-applied.ts";

const POD = { kind: "Pod" };
const POLICY = { kind: "NetworkPolicy" };
const DEPLOYMENT = { kind: "Deployment" };

const pod = (...containers: JsonObject[]): JsonObject => ({ spec: { containers } });

describe("threeWayPatch", () => {
  const cases: readonly {
    readonly what: string;
    readonly type: { readonly kind: string };
    readonly original: JsonObject;
    readonly modified: JsonObject;
    readonly current: JsonObject;
    readonly patch: JsonObject;
  }[] = [
    {
      what: "nothing to do when the live object only has more",
      type: POD,
      original: pod({ name: "a", image: "x" }),
      modified: pod({ name: "a", image: "x" }),
      current: pod({ name: "a", image: "x", imagePullPolicy: "Always" }),
      patch: {},
    },
    {
      what: "a changed container is named by its key and the order is told",
      type: POD,
      original: pod({ name: "a", image: "x" }),
      modified: pod({ name: "a", image: "y" }),
      current: pod({ name: "a", image: "x", imagePullPolicy: "Always" }),
      patch: {
        spec: {
          "$setElementOrder/containers": [{ name: "a" }],
          containers: [{ image: "y", name: "a" }],
        },
      },
    },
    {
      what: "a container that was applied once and is gone is deleted",
      type: POD,
      original: pod({ name: "a", image: "x" }, { name: "b", image: "x" }),
      modified: pod({ name: "a", image: "x" }),
      current: pod({ name: "a", image: "x" }, { name: "b", image: "x" }),
      patch: {
        spec: {
          "$setElementOrder/containers": [{ name: "a" }],
          containers: [{ $patch: "delete", name: "b" }],
        },
      },
    },
    {
      what: "lists of a policy are replaced whole, so a defaulted field makes a change",
      type: POLICY,
      original: { spec: { ingress: [{ ports: [{ port: 80 }] }] } },
      modified: { spec: { ingress: [{ ports: [{ port: 80 }] }] } },
      current: { spec: { ingress: [{ ports: [{ port: 80, protocol: "TCP" }] }] } },
      patch: { spec: { ingress: [{ ports: [{ port: 80 }] }] } },
    },
    {
      what: "a field of the last applied configuration that is gone is taken out",
      type: POLICY,
      original: { metadata: { labels: { a: "1", b: "2" } } },
      modified: { metadata: { labels: { a: "1" } } },
      current: { metadata: { labels: { a: "1", b: "2", c: "3" } } },
      patch: { metadata: { labels: { b: null } } },
    },
    {
      what: "a union names the keys that stay",
      type: DEPLOYMENT,
      original: {},
      modified: { spec: { strategy: { type: "Recreate" } } },
      current: { spec: { strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1 } } } },
      patch: { spec: { strategy: { $retainKeys: ["type"], type: "Recreate" } } },
    },
  ];

  test.each(cases)("$what", ({ type, original, modified, current, patch }) => {
    expect(threeWayPatch(type, original, modified, current)).toEqual(patch);
  });

  test("the server makes the wanted object of it", () => {
    const current = pod({ name: "a", image: "x", tty: true }, { name: "b", image: "x" });
    const original = pod({ name: "a", image: "x" }, { name: "b", image: "x" });
    const modified = pod({ name: "c", image: "z" }, { name: "a", image: "y" });
    const patch = threeWayPatch(POD, original, modified, current);
    expect(applyStrategicPatch(POD, current, patch)).toEqual(
      pod({ name: "c", image: "z" }, { name: "a", image: "y", tty: true }),
    );
  });
});

test("twoWayPatch takes out what is gone, also without a last applied configuration", () => {
  const before = { metadata: { finalizers: ["a", "b"] }, spec: { x: 1 } };
  const after = { metadata: { finalizers: ["b"] }, spec: {} };
  expect(twoWayPatch(POD, before, after)).toEqual({
    metadata: {
      "$deleteFromPrimitiveList/finalizers": ["a"],
      "$setElementOrder/finalizers": ["b"],
    },
    spec: { x: null },
  });
});

test("merge patches know no keys of lists", () => {
  expect(createMergePatch({ a: [1, 2], b: 1 }, { a: [1] })).toEqual({ a: [1], b: null });
  expect(threeWayMergePatch({ a: 1, b: 1 }, { a: 2 }, { a: 1, b: 1, c: 1 })).toEqual({
    a: 2,
    b: null,
  });
});

describe("the annotation of apply", () => {
  const object = {
    kind: "ConfigMap",
    apiVersion: "v1",
    metadata: { name: "x" },
    data: { a: "<&>" },
  };

  test("holds the object with sorted keys, empty annotations and Go's escapes", () => {
    expect(stringAt(withLastApplied(object), "metadata", "annotations", LAST_APPLIED)).toBe(
      '{"apiVersion":"v1","data":{"a":"\\u003c\\u0026\\u003e"},"kind":"ConfigMap","metadata":{"annotations":{},"name":"x"}}\n',
    );
  });

  test("is not part of itself and can be read back", () => {
    const once = withLastApplied(object);
    expect(withLastApplied(once)).toEqual(once);
    expect(lastApplied(once)).toEqual({ ...object, metadata: { name: "x", annotations: {} } });
    expect(lastApplied({ metadata: { annotations: { [LAST_APPLIED]: "{" } } })).toBeUndefined();
  });

  test("nulls are left out of what is created, but not out of lists", () => {
    expect(pruneNulls({ a: null, b: { c: null, d: [null, { e: null }] } })).toEqual({
      b: { d: [null, {}] },
    });
  });

  test("a key named __proto__ stays a key", () => {
    const evil = JSON.parse('{"metadata":{"labels":{"__proto__":"x"}}}') as JsonObject;
    const patch = threeWayPatch(POLICY, undefined, evil, { metadata: { labels: {} } });
    expect(JSON.stringify(patch)).toBe('{"metadata":{"labels":{"__proto__":"x"}}}');
    expect(({} as { x?: string }).x).toBeUndefined();
  });
});

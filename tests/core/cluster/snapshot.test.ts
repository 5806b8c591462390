import { describe, expect, test } from "vitest";
import { isObject, type Json, type JsonObject } from "../../../src/core/api/json.ts";
import { Cluster } from "../../../src/core/cluster/cluster.ts";
import { VirtualClock } from "../../../src/core/cluster/clock.ts";
import { fromObjects } from "../../../src/core/cluster/bootstrap/objects.ts";
import { settle } from "../../../src/core/cluster/controllers/run.ts";
import { parse, serialise } from "../../../src/core/cluster/snapshot.ts";
import { deployment, DEPLOYMENTS, Lab, NOW, pod, PODS } from "./lab.ts";

function lived(): Lab {
  const lab = new Lab();
  lab.post(DEPLOYMENTS, deployment("web"));
  lab.cluster.settle();
  lab.post(PODS, pod("young"));
  return lab;
}

/** Through text, as it is stored. */
function round(snapshot: JsonObject): unknown {
  return JSON.parse(JSON.stringify(snapshot));
}

test("a snapshot comes back as it was, and lives on as it would have", () => {
  const lab = lived();
  const parsed = parse(round(serialise(lab.cluster.state)));
  expect(parsed.ok).toBe(true);
  if (!parsed.ok) return;
  expect(serialise(parsed.state)).toEqual(round(serialise(lab.cluster.state)));
  const twin = new Cluster(parsed.state, new VirtualClock(lab.clock.now()));
  twin.settle();
  lab.cluster.settle();
  expect(serialise(twin.state)).toEqual(serialise(lab.cluster.state));
});

describe("what is no snapshot is refused, not thrown", () => {
  const good = round(serialise(lived().cluster.state)) as JsonObject;
  const first = Array.isArray(good["objects"]) ? (good["objects"] as JsonObject[])[0] : undefined;
  const withObject = (change: (object: JsonObject) => Json): JsonObject => ({
    ...good,
    objects: first === undefined ? [] : [change(first)],
  });
  let deep: Json = {};
  for (let i = 0; i < 200; i++) deep = { deep };
  const meta = (object: JsonObject): JsonObject =>
    isObject(object["metadata"]) ? object["metadata"] : {};

  test.each<[string, unknown]>([
    ["null", null],
    ["a list", []],
    ["another version", { ...good, version: 99 }],
    ["no objects", { ...good, objects: undefined }],
    ["a seed that is text", { ...good, seed: "1" }],
    ["too deep", { ...good, deep }],
    ["an unknown kind", withObject((object) => ({ ...object, kind: "Nope" }))],
    ["an object without a name", withObject((object) => ({ ...object, metadata: {} }))],
    [
      "labels that are numbers",
      withObject((object) => ({ ...object, metadata: { ...meta(object), labels: { a: 1 } } })),
    ],
    [
      "a version from the future",
      withObject((object) => ({
        ...object,
        metadata: { ...meta(object), resourceVersion: "999999999" },
      })),
    ],
    [
      "a pod without a namespace",
      {
        ...good,
        objects: [{ ...pod("x"), metadata: { name: "x", uid: "u", resourceVersion: "1" } }],
      },
    ],
    [
      "a time beyond the calendar",
      { ...good, kubelet: { images: {}, pods: [["uid", { since: 9e15, containers: {} }]] } },
    ],
    ["a broken runtime", { ...good, kubelet: { images: {}, pods: [["uid", { since: "now" }]] } }],
  ])("%s", (_, snapshot) => {
    expect(parse(snapshot)).toMatchObject({ ok: false });
  });
});

test("a cluster made of another one's objects is at rest at once", () => {
  const lab = new Lab();
  lab.post(DEPLOYMENTS, deployment("web"));
  lab.cluster.settle();
  const objects = [...lab.cluster.state.objects.values()].flatMap((map) => [...map.values()]);
  const state = fromObjects(objects, { now: NOW });
  const { events } = settle(state, { now: NOW });
  expect(
    events.map(({ type, object }) => `${type} ${object.kind} ${object.metadata.name}`),
  ).toEqual([]);
  const twin = new Cluster(state, new VirtualClock(NOW));
  twin.request({ method: "POST", path: PODS, body: pod("next", { nodeName: "kind-worker" }) });
  const ips = [...(twin.state.objects.get("/Pod")?.values() ?? [])].map(
    (p) => (p as { status?: { podIP?: string } }).status?.podIP,
  );
  expect(new Set(ips.filter((ip) => ip?.startsWith("10.244.1."))).size).toBe(
    ips.filter((ip) => ip?.startsWith("10.244.1.")).length,
  );
});

test("undo: an older state is put back, watchers hear what changed", () => {
  const lab = new Lab();
  const before = lab.cluster.state;
  lab.post(PODS, pod("web"));
  lab.cluster.settle();
  const heard: string[] = [];
  lab.cluster.watch(({ type, object }) => heard.push(`${type} ${object.kind}`));
  lab.cluster.restore(before);
  expect(lab.cluster.state).toBe(before);
  expect(heard).toContain("DELETED Pod");
});

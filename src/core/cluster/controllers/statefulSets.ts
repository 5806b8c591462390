/** StatefulSets keep numbered pods, in order. Source: kubernetes `pkg/controller/statefulset`. */
import type { JsonObject } from "../../api/json.ts";
import type { KubeObject } from "../../api/objects.ts";
import type { Draft } from "../store.ts";
import { at, compact, numberAt, objectsAt, stringAt, stringsAt, withAt } from "../values.ts";
import type { Controller } from "./controller.ts";
import { record } from "./events.ts";
import { adopt, make, owned, setStatus, unmake } from "./owners.ts";
import { isReady, podFromTemplate } from "./pods.ts";
import { currentRevision, REVISION_LABEL } from "./revisions.ts";

export const statefulSets: Controller = {
  name: "statefulset",
  watches: ["apps/StatefulSet", "/Pod"],
  reconcile: (draft) => {
    for (const set of draft.list("apps/StatefulSet")) {
      if (set.metadata.deletionTimestamp === undefined) sync(draft, set);
    }
    return undefined;
  },
};

const MAX_PODS = 1000;

function ordinal(set: KubeObject, pod: KubeObject): number {
  const text = pod.metadata.name.slice(set.metadata.name.length + 1);
  return /^[0-9]{1,6}$/.test(text) ? Number(text) : -1;
}

function sync(draft: Draft, set: KubeObject): void {
  adopt(draft, "/Pod", set);
  const hash = currentRevision(draft, set);
  const start = numberAt(set, 0, "spec", "ordinals", "start");
  const wanted = Math.min(MAX_PODS, numberAt(set, 1, "spec", "replicas"));
  const parallel = at(set, "spec", "podManagementPolicy") === "Parallel";
  const pods = (): ReadonlyMap<number, KubeObject> =>
    new Map(owned(draft, "/Pod", set).map((pod) => [ordinal(set, pod), pod]));
  if (fillUp(draft, set, hash, start, wanted, parallel, pods())) {
    const shrinking = scaleDown(draft, set, start + wanted, parallel, pods());
    if (!shrinking) roll(draft, set, hash, start, wanted, pods());
  }
  writeStatus(draft, set, hash, [...pods().values()]);
}

/** Creates what is missing; false while an earlier pod is awaited. */
function fillUp(
  draft: Draft,
  set: KubeObject,
  hash: string,
  start: number,
  wanted: number,
  parallel: boolean,
  pods: ReadonlyMap<number, KubeObject>,
): boolean {
  let complete = true;
  for (let i = start; i < start + wanted; i++) {
    const pod = pods.get(i);
    if (pod === undefined) createPod(draft, set, hash, i);
    else if (finished(pod)) unmake(draft, pod);
    if (pod === undefined || !isReady(pod) || pod.metadata.deletionTimestamp !== undefined) {
      complete = false;
      if (!parallel) return false;
    }
  }
  return complete;
}

function finished(pod: KubeObject): boolean {
  return ["Failed", "Succeeded"].includes(stringAt(pod, "status", "phase"));
}

function createPod(draft: Draft, set: KubeObject, hash: string, index: number): void {
  const name = `${set.metadata.name}-${index}`;
  const claims = objectsAt(set, "spec", "volumeClaimTemplates");
  for (const claim of claims) createClaim(draft, set, claim, name);
  const body = podFromTemplate(
    set,
    { name },
    {
      [REVISION_LABEL]: `${set.metadata.name}-${hash}`,
      "apps.kubernetes.io/pod-index": String(index),
      "statefulset.kubernetes.io/pod-name": name,
    },
  );
  let pod = withAt(body, ["spec", "hostname"], name);
  const service = stringAt(set, "spec", "serviceName");
  if (service !== "") pod = withAt(pod, ["spec", "subdomain"], service);
  if (claims.length > 0) pod = withClaims(pod, claims, name);
  if (make(draft, pod, set.metadata.namespace) !== undefined) {
    tell(
      draft,
      set,
      "SuccessfulCreate",
      `create Pod ${name} in StatefulSet ${set.metadata.name} successful`,
    );
  }
}

function claimName(claim: JsonObject, pod: string): string {
  return `${stringAt(claim, "metadata", "name")}-${pod}`;
}

function createClaim(draft: Draft, set: KubeObject, claim: JsonObject, pod: string): void {
  const name = claimName(claim, pod);
  if (draft.get("/PersistentVolumeClaim", set.metadata.namespace, name) !== undefined) return;
  make(
    draft,
    {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name, labels: stringsAt(set, "spec", "selector", "matchLabels") },
      spec: claim["spec"],
    },
    set.metadata.namespace,
  );
}

function withClaims(pod: JsonObject, claims: readonly JsonObject[], name: string): JsonObject {
  const mounted = claims.map((claim) => ({
    name: stringAt(claim, "metadata", "name"),
    persistentVolumeClaim: { claimName: claimName(claim, name) },
  }));
  const names = mounted.map((volume) => volume.name);
  const others = objectsAt(pod, "spec", "volumes").filter(
    (volume) => !names.includes(stringAt(volume, "name")),
  );
  return withAt(pod, ["spec", "volumes"], [...others, ...mounted]);
}

function tell(draft: Draft, about: KubeObject, reason: string, message: string): void {
  record(draft, { about, type: "Normal", reason, message, component: "statefulset-controller" });
}

function drop(draft: Draft, set: KubeObject, pod: KubeObject): void {
  unmake(draft, pod);
  tell(
    draft,
    set,
    "SuccessfulDelete",
    `delete Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} successful`,
  );
}

/** Takes surplus pods away from the top, one at a time unless parallel; true while some are left. */
function scaleDown(
  draft: Draft,
  set: KubeObject,
  end: number,
  parallel: boolean,
  pods: ReadonlyMap<number, KubeObject>,
): boolean {
  const surplus = [...pods].filter(([index]) => index >= end).sort(([a], [b]) => b - a);
  const leaving = surplus.some(([, pod]) => pod.metadata.deletionTimestamp !== undefined);
  for (const [, pod] of parallel ? surplus : surplus.slice(0, 1)) {
    if (pod.metadata.deletionTimestamp === undefined && (parallel || !leaving))
      drop(draft, set, pod);
  }
  return surplus.length > 0;
}

/** Replaces one pod of an older template at a time, from the top down to the partition. */
function roll(
  draft: Draft,
  set: KubeObject,
  hash: string,
  start: number,
  wanted: number,
  pods: ReadonlyMap<number, KubeObject>,
): void {
  if (at(set, "spec", "updateStrategy", "type") === "OnDelete") return;
  const partition = numberAt(set, 0, "spec", "updateStrategy", "rollingUpdate", "partition");
  const current = `${set.metadata.name}-${hash}`;
  for (let i = start + wanted - 1; i >= start + partition; i--) {
    const pod = pods.get(i);
    if (pod === undefined) return;
    if (pod.metadata.labels?.[REVISION_LABEL] !== current) {
      if (pod.metadata.deletionTimestamp === undefined) drop(draft, set, pod);
      return;
    }
    if (!isReady(pod)) return;
  }
}

function writeStatus(
  draft: Draft,
  set: KubeObject,
  hash: string,
  pods: readonly KubeObject[],
): void {
  const stored = draft.get("apps/StatefulSet", set.metadata.namespace, set.metadata.name);
  if (stored === undefined) return;
  const update = `${set.metadata.name}-${hash}`;
  const updated = pods.filter((pod) => pod.metadata.labels?.[REVISION_LABEL] === update).length;
  const ready = pods.filter(isReady).length;
  const done = updated === pods.length;
  const positive = (count: number): number | undefined => (count <= 0 ? undefined : count);
  const before = stringAt(stored, "status", "currentRevision");
  setStatus(
    draft,
    stored,
    compact({
      observedGeneration: stored.metadata.generation,
      replicas: pods.length,
      readyReplicas: positive(ready),
      availableReplicas: ready,
      currentReplicas: positive(done ? pods.length : pods.length - updated),
      updatedReplicas: positive(updated),
      currentRevision: done || before === "" ? update : before,
      updateRevision: update,
      collisionCount: 0,
    }),
  );
}

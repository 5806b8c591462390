/** DaemonSets keep one pod on every node that takes it. Source: kubernetes `pkg/controller/daemon`. */
import type { JsonObject } from "../../api/json.ts";
import type { KubeObject } from "../../api/objects.ts";
import type { Draft } from "../store.ts";
import {
  arrayAt,
  at,
  compact,
  kube,
  objectAt,
  objectsAt,
  own,
  stringAt,
  stringsAt,
  withAt,
} from "../values.ts";
import type { Controller } from "./controller.ts";
import { record } from "./events.ts";
import { matchesNodeAffinity } from "./nodeAffinity.ts";
import { adopt, make, owned, setStatus, unmake } from "./owners.ts";
import { isActive, isReady, podFromTemplate, scaled } from "./pods.ts";
import { currentRevision, REVISION_LABEL } from "./revisions.ts";
import { tolerates } from "./scheduler.ts";

export const daemonSets: Controller = {
  name: "daemonset",
  watches: ["apps/DaemonSet", "/Pod", "/Node"],
  reconcile: (draft) => {
    for (const set of draft.list("apps/DaemonSet")) {
      if (set.metadata.deletionTimestamp === undefined) sync(draft, set);
    }
    return undefined;
  },
};

/** Taints that pods of daemons always bear (`AddOrUpdateDaemonPodTolerations`). */
const TOLERATED: readonly (readonly [key: string, effect: string])[] = [
  ["node.kubernetes.io/not-ready", "NoExecute"],
  ["node.kubernetes.io/unreachable", "NoExecute"],
  ["node.kubernetes.io/disk-pressure", "NoSchedule"],
  ["node.kubernetes.io/memory-pressure", "NoSchedule"],
  ["node.kubernetes.io/pid-pressure", "NoSchedule"],
  ["node.kubernetes.io/unschedulable", "NoSchedule"],
];

function tolerations(set: KubeObject): readonly JsonObject[] {
  const hostNetwork = at(set, "spec", "template", "spec", "hostNetwork") === true;
  const all = hostNetwork
    ? [...TOLERATED, ["node.kubernetes.io/network-unavailable", "NoSchedule"] as const]
    : TOLERATED;
  return [
    ...objectsAt(set, "spec", "template", "spec", "tolerations"),
    ...all.map(([key, effect]) => ({ key, operator: "Exists", effect })),
  ];
}

function wants(set: KubeObject, node: KubeObject): boolean {
  const pod = {
    spec: { ...objectAt(set, "spec", "template", "spec"), tolerations: tolerations(set) },
  };
  const labels = node.metadata.labels ?? {};
  const probe = kube({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: set.metadata.name },
    ...pod,
  });
  return (
    Object.entries(stringsAt(pod, "spec", "nodeSelector")).every(([k, v]) => labels[k] === v) &&
    matchesNodeAffinity(probe, node) &&
    objectsAt(node, "spec", "taints").every(
      (taint) => stringAt(taint, "effect") === "PreferNoSchedule" || tolerates(pod, taint),
    )
  );
}

/** The node a daemon's pod is for, bound to it yet or not. */
function nodeOf(pod: KubeObject): string {
  const bound = stringAt(pod, "spec", "nodeName");
  if (bound !== "") return bound;
  const terms = objectsAt(
    objectAt(
      pod,
      "spec",
      "affinity",
      "nodeAffinity",
      "requiredDuringSchedulingIgnoredDuringExecution",
    ),
    "nodeSelectorTerms",
  );
  const [field] = objectsAt(terms[0], "matchFields");
  const [name] = arrayAt(field, "values");
  return typeof name === "string" ? name : "";
}

function sync(draft: Draft, set: KubeObject): void {
  adopt(draft, "/Pod", set);
  const hash = currentRevision(draft, set);
  const nodes = draft.list("/Node").filter((node) => wants(set, node));
  const pods = owned(draft, "/Pod", set).filter(isActive);
  for (const node of nodes) {
    const here = pods.filter((pod) => nodeOf(pod) === node.metadata.name);
    if (here.length === 0) createOn(draft, set, node, hash);
    for (const extra of here.slice(1)) unmake(draft, extra);
  }
  for (const pod of pods) {
    if (!nodes.some((node) => node.metadata.name === nodeOf(pod))) remove(draft, set, pod);
  }
  update(draft, set, hash, nodes.length);
  writeStatus(draft, set, hash, nodes.length);
}

function createOn(draft: Draft, set: KubeObject, node: KubeObject, hash: string): void {
  const generation = String(set.metadata.generation ?? 1);
  const body = podFromTemplate(
    set,
    { generateName: `${set.metadata.name}-` },
    { [REVISION_LABEL]: hash, "pod-template-generation": generation },
  );
  const required = {
    nodeSelectorTerms: [
      { matchFields: [{ key: "metadata.name", operator: "In", values: [node.metadata.name] }] },
    ],
  };
  const placed = withAt(
    withAt(body, ["spec", "tolerations"], tolerations(set)),
    ["spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"],
    required,
  );
  const pod = make(draft, placed, set.metadata.namespace);
  if (pod !== undefined) tell(draft, set, "SuccessfulCreate", `Created pod: ${pod.metadata.name}`);
}

function tell(draft: Draft, about: KubeObject, reason: string, message: string): void {
  record(draft, { about, type: "Normal", reason, message, component: "daemonset-controller" });
}

function remove(draft: Draft, set: KubeObject, pod: KubeObject): void {
  unmake(draft, pod);
  tell(draft, set, "SuccessfulDelete", `Deleted pod: ${pod.metadata.name}`);
}

/** Replaces pods of older templates, no more at a time than may be unavailable. */
function update(draft: Draft, set: KubeObject, hash: string, desired: number): void {
  if (at(set, "spec", "updateStrategy", "type") === "OnDelete") return;
  const pods = owned(draft, "/Pod", set).filter(isActive);
  const maximum = Math.max(
    1,
    scaled(
      at(set, "spec", "updateStrategy", "rollingUpdate", "maxUnavailable") ?? 1,
      desired,
      true,
    ),
  );
  let room = maximum - (desired - pods.filter(isReady).length);
  for (const pod of pods) {
    if (pod.metadata.labels?.[REVISION_LABEL] === hash) continue;
    if (isReady(pod) && room <= 0) continue;
    if (isReady(pod)) room--;
    remove(draft, set, pod);
  }
}

function writeStatus(draft: Draft, set: KubeObject, hash: string, desired: number): void {
  const current = draft.get("apps/DaemonSet", set.metadata.namespace, set.metadata.name);
  if (current === undefined) return;
  const pods = owned(draft, "/Pod", current).filter(isActive);
  const ready = pods.filter(isReady).length;
  const updated = pods.filter((pod) => pod.metadata.labels?.[REVISION_LABEL] === hash).length;
  const positive = (count: number): number | undefined => (count <= 0 ? undefined : count);
  setStatus(
    draft,
    current,
    compact({
      currentNumberScheduled: pods.length,
      desiredNumberScheduled: desired,
      numberMisscheduled: 0,
      numberReady: ready,
      numberAvailable: positive(ready),
      numberUnavailable: positive(desired - ready),
      updatedNumberScheduled: positive(updated),
      observedGeneration: current.metadata.generation,
      collisionCount: own(objectAt(current, "status"), "collisionCount"),
    }),
  );
}

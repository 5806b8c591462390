/**
 * Binds pods to nodes: the workers in turn, in the order in which pods were created; taints,
 * selectors and cordons are kept. The real scheduler scores nodes, a lab wants to be predictable.
 */
import type { JsonObject } from "../../api/json.ts";
import type { KubeObject } from "../../api/objects.ts";
import type { Draft } from "../store.ts";
import {
  at,
  equal,
  json,
  kube,
  objectsAt,
  own,
  stringAt,
  stringsAt,
  timestamp,
  withAt,
} from "../values.ts";
import type { Controller } from "./controller.ts";
import { recordScheduling } from "./events.ts";
import { matchesNodeAffinity } from "./nodeAffinity.ts";

export const scheduler: Controller = {
  name: "scheduler",
  watches: ["/Pod", "/Node"],
  reconcile: (draft) => {
    const waiting = draft
      .list("/Pod")
      .filter((pod) => stringAt(pod, "spec", "nodeName") === "" && isPending(pod))
      .filter((pod) => draft.runtimes.get(pod.metadata.uid ?? "")?.held !== true)
      .toSorted((a, b) => version(a) - version(b));
    for (const pod of waiting) schedule(draft, pod);
    return undefined;
  },
};

function version(pod: KubeObject): number {
  return Number(pod.metadata.resourceVersion ?? 0);
}

function isPending(pod: KubeObject): boolean {
  const phase = stringAt(pod, "status", "phase");
  return (
    pod.metadata.deletionTimestamp === undefined &&
    (phase === "" || phase === "Pending") &&
    objectsAt(pod, "spec", "schedulingGates").length === 0 &&
    ["", "default-scheduler"].includes(stringAt(pod, "spec", "schedulerName"))
  );
}

/** Why a node does not take a pod, in the scheduler's words; undefined when it does. */
function obstacle(pod: KubeObject, node: KubeObject): string | undefined {
  if (at(node, "spec", "unschedulable") === true && !tolerates(pod, UNSCHEDULABLE)) {
    return "node(s) were unschedulable";
  }
  const taint = objectsAt(node, "spec", "taints").find(
    (t) => stringAt(t, "effect") !== "PreferNoSchedule" && !tolerates(pod, t),
  );
  if (taint !== undefined) {
    return `node(s) had untolerated taint(s)`;
  }
  const wanted = stringsAt(pod, "spec", "nodeSelector");
  const labels = node.metadata.labels ?? {};
  const selected = Object.entries(wanted).every(([key, value]) => labels[key] === value);
  return selected && matchesNodeAffinity(pod, node)
    ? undefined
    : "node(s) didn't match Pod's node affinity/selector";
}

const UNSCHEDULABLE: JsonObject = { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" };

/** True when one of the pod's tolerations covers the taint. */
export function tolerates(pod: unknown, taint: JsonObject): boolean {
  return objectsAt(pod, "spec", "tolerations").some((toleration) => {
    const effect = stringAt(toleration, "effect");
    if (effect !== "" && effect !== stringAt(taint, "effect")) return false;
    const key = stringAt(toleration, "key");
    const exists = stringAt(toleration, "operator") === "Exists";
    if (key === "") return exists;
    return (
      key === stringAt(taint, "key") &&
      (exists || stringAt(toleration, "value") === stringAt(taint, "value"))
    );
  });
}

function schedule(draft: Draft, pod: KubeObject): void {
  const nodes = draft.list("/Node");
  const open = nodes.filter((node) => obstacle(pod, node) === undefined);
  const untainted = open.filter((node) => objectsAt(node, "spec", "taints").length === 0);
  const candidates = untainted.length > 0 ? untainted : open;
  const { scheduled } = draft.ipam;
  const node = candidates[scheduled % Math.max(1, candidates.length)];
  if (node === undefined) {
    refuse(draft, pod, nodes);
    return;
  }
  if (candidates.length > 1) draft.setIpam({ ...draft.ipam, scheduled: scheduled + 1 });
  bind(draft, pod, node.metadata.name);
}

/** Writes the node's name into the pod, as the binding subresource does. */
export function bind(draft: Draft, pod: KubeObject, node: string): void {
  const bound = withAt(
    withAt(json(pod), ["spec", "nodeName"], node),
    ["status", "conditions"],
    conditions(pod, {
      type: "PodScheduled",
      status: "True",
      lastProbeTime: null,
      lastTransitionTime: timestamp(draft.env.now),
      observedGeneration: pod.metadata.generation ?? 1,
    }),
  );
  draft.put("/Pod", kube(bound));
  const { namespace = "", name } = pod.metadata;
  recordScheduling(
    draft,
    {
      about: pod,
      type: "Normal",
      reason: "Scheduled",
      message: `Successfully assigned ${namespace}/${name} to ${node}`,
    },
    "Binding",
  );
}

function conditions(pod: KubeObject, condition: JsonObject): readonly JsonObject[] {
  const others = objectsAt(pod, "status", "conditions").filter(
    (other) => other["type"] !== condition["type"],
  );
  return [...others, condition];
}

function refuse(draft: Draft, pod: KubeObject, nodes: readonly KubeObject[]): void {
  const message = explain(pod, nodes);
  const known = objectsAt(pod, "status", "conditions").find((c) => c["type"] === "PodScheduled");
  if (known !== undefined && equal(own(known, "message"), message)) return;
  const refused = withAt(
    json(pod),
    ["status", "conditions"],
    conditions(pod, {
      type: "PodScheduled",
      status: "False",
      reason: "Unschedulable",
      message,
      lastProbeTime: null,
      lastTransitionTime: timestamp(draft.env.now),
      observedGeneration: pod.metadata.generation ?? 1,
    }),
  );
  const stored = draft.put("/Pod", kube(refused));
  recordScheduling(
    draft,
    { about: stored, type: "Warning", reason: "FailedScheduling", message },
    "Scheduling",
  );
}

function explain(pod: KubeObject, nodes: readonly KubeObject[]): string {
  const counts = new Map<string, number>();
  for (const node of nodes) {
    const why = obstacle(pod, node) ?? "";
    counts.set(why, (counts.get(why) ?? 0) + 1);
  }
  const parts = [...counts].map(([why, count]) => `${count} ${why}`).sort();
  const preemption = `preemption: 0/${nodes.length} nodes are available: ${nodes.length} Preemption is not helpful for scheduling.`;
  return nodes.length === 0
    ? "no nodes available to schedule pods"
    : `0/${nodes.length} nodes are available: ${parts.join(", ")}. ${preemption}`;
}

/** ReplicaSets keep a number of pods. Source: kubernetes `pkg/controller/replicaset`. */
import type { KubeObject } from "../../api/objects.ts";
import { selectorMatches } from "../../api/labels.ts";
import type { Draft } from "../store.ts";
import { compact, numberAt, objectAt, own, stringsAt } from "../values.ts";
import type { Controller } from "./controller.ts";
import { record } from "./events.ts";
import { adopt, make, owned, setStatus, unmake } from "./owners.ts";
import { byDispensability, isActive, isReady, isTerminating, podFromTemplate } from "./pods.ts";

/** More than a lab's nodes can hold. */
const MAX_PODS = 1000;

export const replicaSets: Controller = {
  name: "replicaset",
  watches: ["apps/ReplicaSet", "/Pod"],
  reconcile: (draft) => {
    for (const replicaSet of draft.list("apps/ReplicaSet")) {
      adopt(draft, "/Pod", replicaSet);
      if (replicaSet.metadata.deletionTimestamp === undefined) manage(draft, replicaSet);
      writeStatus(draft, replicaSet);
    }
    return undefined;
  },
};

function manage(draft: Draft, replicaSet: KubeObject): void {
  const pods = owned(draft, "/Pod", replicaSet).filter(isActive);
  const wanted = Math.min(MAX_PODS, numberAt(replicaSet, 1, "spec", "replicas"));
  const tell = (reason: string, message: string): void => {
    const component = "replicaset-controller";
    record(draft, { about: replicaSet, type: "Normal", reason, message, component });
  };
  for (let i = pods.length; i < wanted; i++) {
    const body = podFromTemplate(replicaSet, { generateName: `${replicaSet.metadata.name}-` });
    const pod = make(draft, body, replicaSet.metadata.namespace);
    if (pod === undefined) return;
    tell("SuccessfulCreate", `Created pod: ${pod.metadata.name}`);
  }
  const surplus = pods.toSorted(byDispensability).slice(0, Math.max(0, pods.length - wanted));
  for (const pod of surplus) {
    unmake(draft, pod);
    tell("SuccessfulDelete", `Deleted pod: ${pod.metadata.name}`);
  }
}

function writeStatus(draft: Draft, replicaSet: KubeObject): void {
  const pods = owned(draft, "/Pod", replicaSet);
  const active = pods.filter(isActive);
  const ready = active.filter(isReady).length;
  const template = stringsAt(replicaSet, "spec", "template", "metadata", "labels");
  const selector = { matchLabels: template };
  const positive = (count: number): number | undefined => (count === 0 ? undefined : count);
  setStatus(
    draft,
    draft.get("apps/ReplicaSet", replicaSet.metadata.namespace, replicaSet.metadata.name) ??
      replicaSet,
    compact({
      replicas: active.length,
      fullyLabeledReplicas: positive(
        active.filter((pod) => selectorMatches(selector, pod.metadata.labels)).length,
      ),
      readyReplicas: positive(ready),
      availableReplicas: positive(ready),
      terminatingReplicas: pods.filter(isTerminating).length,
      observedGeneration: replicaSet.metadata.generation,
      conditions: own(objectAt(replicaSet, "status"), "conditions"),
    }),
  );
}

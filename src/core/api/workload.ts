/** The workload that a pod belongs to: what a person calls it, whichever replica it is. */
import type { Pod } from "./objects.ts";

/** The name of the Deployment, StatefulSet, DaemonSet or Job behind a pod, else the pod's own. */
export function workloadName(pod: Pod): string {
  const owner = pod.metadata.ownerReferences?.find((reference) => reference.controller === true);
  if (owner === undefined) return pod.metadata.name;
  const hash = pod.metadata.labels?.["pod-template-hash"];
  if (owner.kind === "ReplicaSet" && hash !== undefined && owner.name.endsWith(`-${hash}`)) {
    return owner.name.slice(0, -hash.length - 1);
  }
  return owner.name;
}

/** The workload that a pod belongs to: what a person calls it, whichever replica it is. */
import { labelValue } from "./labels.ts";
import type { Labels, Pod } from "./objects.ts";

/**
 * The name of the Deployment, StatefulSet, DaemonSet or Job behind a pod, else the pod's own. A pod
 * whose owner is not known (a dump often holds pods alone) still carries what its controller wrote:
 * labels that only the controller gives, and a name made of the workload's.
 */
export function workloadName(pod: Pod): string {
  const { name, labels } = pod.metadata;
  const owner = pod.metadata.ownerReferences?.find((reference) => reference.controller === true);
  const hash = labels?.["pod-template-hash"];
  if (owner === undefined) return namedByLabels(name, labels ?? {});
  if (owner.kind === "ReplicaSet" && hash !== undefined && owner.name.endsWith(`-${hash}`)) {
    return owner.name.slice(0, -hash.length - 1);
  }
  return owner.name;
}

/** The five letters and digits that the API server appends to generateName. */
const SUFFIX = /-[a-z0-9]{5}$/;

function namedByLabels(name: string, labels: Labels): string {
  const own = (key: string): string | undefined => labelValue(labels, key);
  const job = own("batch.kubernetes.io/job-name") ?? own("job-name");
  if (job !== undefined && name.startsWith(`${job}-`)) return job;
  if (own("statefulset.kubernetes.io/pod-name") === name) return name.replace(/-\d+$/, "");
  const base = name.replace(SUFFIX, "");
  if (base === name) return name;
  const hash = own("pod-template-hash");
  if (hash !== undefined && base.endsWith(`-${hash}`)) return base.slice(0, -hash.length - 1);
  return own("controller-revision-hash") === undefined ? name : base;
}

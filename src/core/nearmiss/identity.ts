/** The selectors that a good engineer would write for a workload. */
import { labelValue } from "../api/labels.ts";
import type { Labels, LabelSelector } from "../api/objects.ts";
import type { ClusterEndpoints } from "../netpol/endpoints.ts";
import type { PodEndpoint } from "../netpol/types.ts";

/** Labels that controllers and package tools set: not who a pod is, or another with every release. */
const GENERATED: ReadonlySet<string> = new Set([
  "pod-template-hash",
  "pod-template-generation",
  "controller-revision-hash",
  "controller-uid",
  "job-name",
  "batch.kubernetes.io/controller-uid",
  "batch.kubernetes.io/job-name",
  "batch.kubernetes.io/job-completion-index",
  "apps.kubernetes.io/pod-index",
  "statefulset.kubernetes.io/pod-name",
  "app.kubernetes.io/managed-by",
  "app.kubernetes.io/version",
  "helm.sh/chart",
  "chart",
  "heritage",
  "version",
]);

/** Labels that name a workload, the most usual first. */
const NAMING = [
  "app.kubernetes.io/name",
  "app",
  "k8s-app",
  "name",
  "app.kubernetes.io/component",
  "component",
  "role",
  "tier",
  "run",
];

/** Labels that are the workload's own, in the order in which they tell it from others. */
export function stableLabels(labels: Labels): [string, string][] {
  const rank = (key: string): number => {
    const at = NAMING.indexOf(key);
    return at < 0 ? NAMING.length : at;
  };
  return Object.entries(labels)
    .filter(([key]) => !GENERATED.has(key))
    .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/**
 * As few labels as tell the pod's workload from the others of its namespace; pods with the same
 * labels of their own are one workload. `{}` for a pod without labels: every pod.
 */
export function workloadSelector(endpoints: ClusterEndpoints, pod: PodEndpoint): LabelSelector {
  const own = stableLabels(pod.labels);
  const [first, ...more] = own;
  if (first === undefined) return {};
  const range = endpoints.namespaces.find(({ name }) => name === pod.namespace);
  const neighbours = endpoints.pods.slice(range?.start ?? 0, range?.end ?? 0);
  const has = (other: PodEndpoint, [key, value]: readonly [string, string]): boolean =>
    labelValue(other.labels, key) === value;
  const same = (other: PodEndpoint): boolean =>
    own.every((label) => has(other, label)) && stableLabels(other.labels).length === own.length;
  const chosen = [first];
  let strangers = neighbours.filter((other) => has(other, first) && !same(other));
  for (const label of more) {
    const left = strangers.filter((other) => has(other, label));
    if (left.length === strangers.length) continue;
    chosen.push(label);
    strangers = left;
  }
  return { matchLabels: Object.fromEntries(chosen) };
}

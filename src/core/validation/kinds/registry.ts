/** The rules of every kind, by `group/Kind`. Kinds that are not here get metadata checks only. */
import { isSubdomain } from "../content/names.ts";
import { namespace, node, serviceAccount } from "./cluster.ts";
import { configMap, secret } from "./data.ts";
import { endpoints, endpointSlice } from "./endpoints.ts";
import type { KindRules } from "./kindRules.ts";
import { networkPolicy } from "./networkPolicy.ts";
import { pod } from "./pod.ts";
import { service } from "./service.ts";
import { cronJob, daemonSet, deployment, job, replicaSet, statefulSet } from "./workloads.ts";

const RULES: ReadonlyMap<string, KindRules> = new Map([
  ["/ConfigMap", configMap],
  ["/Endpoints", endpoints],
  ["/Namespace", namespace],
  ["/Node", node],
  ["/Pod", pod],
  ["/Secret", secret],
  ["/Service", service],
  ["/ServiceAccount", serviceAccount],
  ["apps/DaemonSet", daemonSet],
  ["apps/Deployment", deployment],
  ["apps/ReplicaSet", replicaSet],
  ["apps/StatefulSet", statefulSet],
  ["batch/CronJob", cronJob],
  ["batch/Job", job],
  ["discovery.k8s.io/EndpointSlice", endpointSlice],
  ["networking.k8s.io/NetworkPolicy", networkPolicy],
]);

const OTHER: KindRules = { name: isSubdomain };

export function rulesFor(group: string, kind: string): KindRules {
  return RULES.get(`${group}/${kind}`) ?? OTHER;
}

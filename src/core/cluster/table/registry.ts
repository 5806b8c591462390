/** The printers by kind. */
import type { ResourceType } from "../../api/scheme.ts";
import * as apps from "./apps.ts";
import * as core from "./core.ts";
import * as network from "./network.ts";
import { pod } from "./pod.ts";
import * as policy from "./policy.ts";
import type { Printer } from "./printer.ts";

/** By group and kind; every version of a kind prints alike. */
const PRINTERS: ReadonlyMap<string, Printer> = new Map([
  ["/Pod", pod],
  ["/Namespace", core.namespace],
  ["/Service", core.service],
  ["/Endpoints", core.endpoints],
  ["/ConfigMap", core.configMap],
  ["/Secret", core.secret],
  ["/ServiceAccount", core.serviceAccount],
  ["/Node", core.node],
  ["/Event", core.event],
  ["events.k8s.io/Event", core.event],
  ["/ComponentStatus", core.componentStatus],
  ["autoscaling/Scale", apps.scale],
  ["/PersistentVolume", core.persistentVolume],
  ["/PersistentVolumeClaim", core.persistentVolumeClaim],
  ["/ReplicationController", core.replicationController],
  ["/ResourceQuota", core.resourceQuota],
  ["apps/Deployment", apps.deployment],
  ["apps/ReplicaSet", apps.replicaSet],
  ["apps/DaemonSet", apps.daemonSet],
  ["apps/StatefulSet", apps.statefulSet],
  ["apps/ControllerRevision", apps.controllerRevision],
  ["batch/Job", apps.job],
  ["batch/CronJob", apps.cronJob],
  ["autoscaling/HorizontalPodAutoscaler", apps.horizontalPodAutoscaler],
  ["networking.k8s.io/NetworkPolicy", network.networkPolicy],
  ["networking.k8s.io/Ingress", network.ingress],
  ["networking.k8s.io/IngressClass", network.ingressClass],
  ["discovery.k8s.io/EndpointSlice", network.endpointSlice],
  ["policy/PodDisruptionBudget", network.podDisruptionBudget],
  ["rbac.authorization.k8s.io/RoleBinding", policy.binding],
  ["rbac.authorization.k8s.io/ClusterRoleBinding", policy.binding],
  ["coordination.k8s.io/Lease", policy.lease],
  ["scheduling.k8s.io/PriorityClass", policy.priorityClass],
  ["storage.k8s.io/StorageClass", policy.storageClass],
]);

export function printerFor(type: Pick<ResourceType, "group" | "kind">): Printer {
  return PRINTERS.get(`${type.group}/${type.kind}`) ?? policy.plain;
}

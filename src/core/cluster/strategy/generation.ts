/**
 * Kinds whose `metadata.generation` counts changes of the desired state: each one's storage
 * strategy sets 1 at creation and adds one when the watched part changes.
 */
import type { JsonObject } from "../../api/json.ts";
import type { GroupKind } from "../types.ts";
import { equal, numberAt, own, withAt } from "../values.ts";

const SPEC = ["spec"];

/** By storage kind: the top-level fields that count. */
const COUNTED: ReadonlyMap<GroupKind, readonly string[]> = new Map<GroupKind, readonly string[]>([
  ["/Pod", SPEC],
  ["/ReplicationController", SPEC],
  ["apps/Deployment", SPEC],
  ["apps/ReplicaSet", SPEC],
  ["apps/DaemonSet", SPEC],
  ["apps/StatefulSet", SPEC],
  ["batch/Job", SPEC],
  ["batch/CronJob", SPEC],
  ["networking.k8s.io/NetworkPolicy", SPEC],
  ["networking.k8s.io/Ingress", SPEC],
  ["networking.k8s.io/IngressClass", SPEC],
  ["policy/PodDisruptionBudget", SPEC],
  ["discovery.k8s.io/EndpointSlice", ["endpoints", "ports", "addressType"]],
  ["scheduling.k8s.io/PriorityClass", ["value", "globalDefault", "description"]],
  ["admissionregistration.k8s.io/ValidatingWebhookConfiguration", ["webhooks"]],
  ["admissionregistration.k8s.io/MutatingWebhookConfiguration", ["webhooks"]],
  ["flowcontrol.apiserver.k8s.io/FlowSchema", SPEC],
  ["flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration", SPEC],
  ["apiextensions.k8s.io/CustomResourceDefinition", SPEC],
]);

const PATH = ["metadata", "generation"];

export function firstGeneration(kind: GroupKind, object: JsonObject): JsonObject {
  return withAt(object, PATH, COUNTED.has(kind) ? 1 : undefined);
}

export function nextGeneration(kind: GroupKind, object: JsonObject, old: JsonObject): JsonObject {
  const fields = COUNTED.get(kind);
  const before = numberAt(old, 0, ...PATH);
  if (fields === undefined) return withAt(object, PATH, before === 0 ? undefined : before);
  const changed = fields.some((field) => !equal(own(object, field), own(old, field)));
  return withAt(object, PATH, changed ? before + 1 : before === 0 ? undefined : before);
}

/**
 * How the lists of the built-in types are merged: the `patchStrategy` and `patchMergeKey` that the
 * Kubernetes types carry (staging/src/k8s.io/api/<group>/<version>/types.go). Types without an
 * entry have only atomic lists; NetworkPolicy is one of them, so its rules are replaced whole.
 */

/** What the patch rules know of one field. */
export interface FieldRule {
  /** The struct behind the field (or behind each item of the list), when it has rules itself. */
  readonly type?: string;
  /** Key by which items of a list of objects are told apart. */
  readonly mergeKey?: string;
  /** Lists of scalars that are merged, not replaced. */
  readonly merge?: true;
  /** The patch names the keys of this object that stay; the others go. */
  readonly retainKeys?: true;
}

/** A struct: its fields by JSON name. Field rules are written `Type`, `Type[key]`, `[key]`, `merge`, `Type!`. */
const STRUCTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ObjectMeta: { finalizers: "merge", ownerReferences: "[uid]" },
  Pod: { metadata: "ObjectMeta", spec: "PodSpec", status: "PodStatus" },
  PodSpec: {
    volumes: "[name]!",
    initContainers: "Container[name]",
    containers: "Container[name]",
    ephemeralContainers: "Container[name]",
    imagePullSecrets: "[name]",
    hostAliases: "[ip]",
    topologySpreadConstraints: "[topologyKey]",
    schedulingGates: "[name]",
    resourceClaims: "[name]!",
  },
  Container: {
    ports: "[containerPort]",
    env: "[name]",
    volumeMounts: "[mountPath]",
    volumeDevices: "[devicePath]",
    resources: "ResourceRequirements",
  },
  ResourceRequirements: {},
  PodStatus: {
    conditions: "[type]",
    podIPs: "[ip]",
    hostIPs: "[ip]",
    resourceClaimStatuses: "[name]!",
  },
  PodTemplateSpec: { metadata: "ObjectMeta", spec: "PodSpec" },
  Workload: { metadata: "ObjectMeta", spec: "WorkloadSpec", status: "WorkloadStatus" },
  WorkloadSpec: { template: "PodTemplateSpec", strategy: "!" },
  WorkloadStatus: { conditions: "[type]" },
  CronJob: { metadata: "ObjectMeta", spec: "CronJobSpec" },
  CronJobSpec: { jobTemplate: "JobTemplateSpec" },
  JobTemplateSpec: { metadata: "ObjectMeta", spec: "WorkloadSpec" },
  Service: { metadata: "ObjectMeta", spec: "ServiceSpec", status: "WorkloadStatus" },
  ServiceSpec: { ports: "[port]" },
  ServiceAccount: { metadata: "ObjectMeta", secrets: "[name]" },
  Node: { metadata: "ObjectMeta", spec: "NodeSpec", status: "NodeStatus" },
  NodeSpec: { podCIDRs: "merge" },
  NodeStatus: { conditions: "[type]", addresses: "[type]" },
  WithConditions: { metadata: "ObjectMeta", status: "WorkloadStatus" },
  Other: { metadata: "ObjectMeta" },
};

/** The struct of each kind; kinds that are not named have only metadata with rules. */
const KINDS: Readonly<Record<string, string>> = {
  "v1/Pod": "Pod",
  "v1/PodTemplate": "WorkloadSpec",
  "v1/ReplicationController": "Workload",
  "v1/Service": "Service",
  "v1/ServiceAccount": "ServiceAccount",
  "v1/Node": "Node",
  "v1/Namespace": "WithConditions",
  "apps/v1/Deployment": "Workload",
  "apps/v1/ReplicaSet": "Workload",
  "apps/v1/DaemonSet": "Workload",
  "apps/v1/StatefulSet": "Workload",
  "batch/v1/Job": "Workload",
  "batch/v1/CronJob": "CronJob",
  "policy/v1/PodDisruptionBudget": "WithConditions",
};

const RULE = /^([A-Za-z]*)(?:\[(\w+)\])?(!?)$/;

function parseRule(text: string): FieldRule {
  if (text === "merge") return { merge: true };
  const [, type = "", mergeKey, bang] = RULE.exec(text) ?? [];
  return {
    ...(type === "" ? {} : { type }),
    ...(mergeKey === undefined ? {} : { mergeKey }),
    ...(bang === "!" ? { retainKeys: true } : {}),
  };
}

const RULES = new Map(
  Object.entries(STRUCTS).map(([name, fields]) => [
    name,
    new Map(Object.entries(fields).map(([field, rule]) => [field, parseRule(rule)])),
  ]),
);

const NO_RULE: FieldRule = {};

/** The struct with which the rules of an object of this apiVersion and kind begin. */
export function structOf(apiVersion: string, kind: string): string {
  const key = `${apiVersion}/${kind}`;
  return Object.hasOwn(KINDS, key) ? (KINDS[key] ?? "Other") : "Other";
}

/** The rule of a field of a struct; a field without one is a plain value or an atomic list. */
export function fieldRule(struct: string | undefined, field: string): FieldRule {
  return (struct === undefined ? undefined : RULES.get(struct)?.get(field)) ?? NO_RULE;
}

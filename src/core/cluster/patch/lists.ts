/**
 * How lists and maps of the API's types are merged: by key, as a set, or as a whole. The tags
 * stand in the Go structs (`patchStrategy`, `patchMergeKey`, `listType`, `listMapKey`, `mapType`).
 * What is not listed is a list that is replaced as a whole, or an object that is merged by field.
 */
import type { ResourceType } from "../../api/scheme.ts";

export interface FieldRule {
  /** Strategic merge by this key; `""` for lists of plain values merged as a set. */
  readonly patchKey?: string;
  /** Keys by which server-side apply tells items apart. */
  readonly mapKeys?: readonly string[];
  /** Server-side apply: a list of plain values, each owned by itself. */
  readonly set?: true;
  /** The object is owned and replaced as a whole in server-side apply. */
  readonly atomic?: true;
  /** Strategic merge keeps only the fields of the patch (`$retainKeys`) when asked. */
  readonly retainKeys?: true;
  /** Name of the type under this field, see TYPES. */
  readonly type?: string;
}

type TypeRules = Readonly<Record<string, FieldRule>>;

const byKey = (key: string, type?: string): FieldRule => ({
  patchKey: key,
  mapKeys: [key],
  ...(type === undefined ? {} : { type }),
});
const inside = (type: string): FieldRule => ({ type });
const ATOMIC: FieldRule = { atomic: true };
const SET: FieldRule = { patchKey: "", set: true };
const CONDITIONS = byKey("type");
const WORKLOAD = {
  selector: ATOMIC,
  template: inside("PodTemplate"),
} as const;

const TYPES: Readonly<Record<string, TypeRules>> = {
  Meta: {
    finalizers: SET,
    ownerReferences: byKey("uid", "Atomic"),
  },
  Atomic: {},
  PodTemplate: { metadata: inside("Meta"), spec: inside("PodSpec") },
  PodSpec: {
    containers: byKey("name", "Container"),
    initContainers: byKey("name", "Container"),
    ephemeralContainers: byKey("name", "Container"),
    volumes: { ...byKey("name", "Volume"), retainKeys: true },
    imagePullSecrets: byKey("name"),
    hostAliases: byKey("ip"),
    topologySpreadConstraints: {
      patchKey: "topologyKey",
      mapKeys: ["topologyKey", "whenUnsatisfiable"],
      type: "SpreadConstraint",
    },
    schedulingGates: byKey("name"),
    resourceClaims: { ...byKey("name"), retainKeys: true },
    nodeSelector: ATOMIC,
    affinity: inside("Affinity"),
  },
  SpreadConstraint: { labelSelector: ATOMIC },
  Affinity: { nodeAffinity: inside("NodeAffinity") },
  NodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: ATOMIC },
  Container: {
    ports: { patchKey: "containerPort", mapKeys: ["containerPort", "protocol"] },
    env: byKey("name", "EnvVar"),
    volumeMounts: byKey("mountPath"),
    volumeDevices: byKey("devicePath"),
    resources: inside("Resources"),
  },
  EnvVar: { valueFrom: inside("EnvVarSource") },
  EnvVarSource: {
    configMapKeyRef: ATOMIC,
    secretKeyRef: ATOMIC,
    fieldRef: ATOMIC,
    resourceFieldRef: ATOMIC,
    fileKeyRef: ATOMIC,
  },
  Resources: { claims: { mapKeys: ["name"] } },
  Volume: {},
  PodStatus: {
    conditions: CONDITIONS,
    podIPs: byKey("ip"),
    hostIPs: { patchKey: "ip" },
    resourceClaimStatuses: { ...byKey("name"), retainKeys: true },
  },
  ServiceSpec: {
    ports: { patchKey: "port", mapKeys: ["port", "protocol"] },
    selector: ATOMIC,
  },
  Conditions: { conditions: CONDITIONS },
  DeploymentSpec: { ...WORKLOAD, strategy: { retainKeys: true } },
  WorkloadSpec: WORKLOAD,
  JobSpec: WORKLOAD,
  CronJobSpec: { jobTemplate: inside("JobTemplate") },
  JobTemplate: { metadata: inside("Meta"), spec: inside("JobSpec") },
  ControllerSpec: { template: inside("PodTemplate"), selector: ATOMIC },
  NodeSpec: { podCIDRs: SET, taints: {} },
  NodeStatus: { conditions: CONDITIONS, addresses: byKey("type") },
  NamespaceSpec: { finalizers: {} },
  NetworkPolicySpec: { podSelector: ATOMIC },
  IngressSpec: { defaultBackend: {} },
  ClaimSpec: { selector: ATOMIC, dataSource: ATOMIC },
  BudgetSpec: { selector: ATOMIC },
};

const KINDS: Readonly<Record<string, TypeRules>> = {
  Pod: { spec: inside("PodSpec"), status: inside("PodStatus") },
  Service: { spec: inside("ServiceSpec"), status: inside("Conditions") },
  Deployment: { spec: inside("DeploymentSpec"), status: inside("Conditions") },
  ReplicaSet: { spec: inside("WorkloadSpec"), status: inside("Conditions") },
  DaemonSet: { spec: inside("WorkloadSpec"), status: inside("Conditions") },
  StatefulSet: { spec: inside("WorkloadSpec"), status: inside("Conditions") },
  ReplicationController: { spec: inside("ControllerSpec"), status: inside("Conditions") },
  Job: { spec: inside("JobSpec") },
  CronJob: { spec: inside("CronJobSpec") },
  PodTemplate: { template: inside("PodTemplate") },
  Node: { spec: inside("NodeSpec"), status: inside("NodeStatus") },
  Namespace: { spec: inside("NamespaceSpec"), status: inside("Conditions") },
  NetworkPolicy: { spec: inside("NetworkPolicySpec") },
  PersistentVolumeClaim: { spec: inside("ClaimSpec"), status: inside("Conditions") },
  PodDisruptionBudget: { spec: inside("BudgetSpec"), status: inside("Conditions") },
  ServiceAccount: {
    secrets: byKey("name"),
    imagePullSecrets: {},
  },
  RoleBinding: { roleRef: ATOMIC },
  ClusterRoleBinding: { roleRef: ATOMIC },
  Event: { involvedObject: ATOMIC, related: ATOMIC },
  ValidatingWebhookConfiguration: { webhooks: byKey("name") },
  MutatingWebhookConfiguration: { webhooks: byKey("name") },
};

const TOP: FieldRule = {};
const NONE: FieldRule = {};

/** Walks the rules from an object's root downwards. */
export interface RuleNode {
  readonly rule: FieldRule;
  readonly child: (field: string) => RuleNode;
}

const LEAF: RuleNode = { rule: NONE, child: () => LEAF };

function node(rule: FieldRule): RuleNode {
  const fields = rule.type === undefined ? undefined : TYPES[rule.type];
  return {
    rule,
    child: (field) =>
      fields !== undefined && Object.hasOwn(fields, field) ? node(fields[field] ?? NONE) : LEAF,
  };
}

/** The rules of a kind's objects. */
export function rulesOf(type: Pick<ResourceType, "kind">): RuleNode {
  const fields = Object.hasOwn(KINDS, type.kind) ? KINDS[type.kind] : undefined;
  return {
    rule: TOP,
    child: (field) => {
      if (field === "metadata") return node(inside("Meta"));
      return fields !== undefined && Object.hasOwn(fields, field)
        ? node(fields[field] ?? NONE)
        : LEAF;
    },
  };
}

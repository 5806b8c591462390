/**
 * The resource types a v1.35 API server serves, in the order of its discovery documents (that
 * order decides which type wins when a name fits several, and the rows of `api-resources`).
 */

export type Verb =
  "create" | "delete" | "deletecollection" | "get" | "list" | "patch" | "update" | "watch";

/** One row of discovery: a resource or, with a slash in its name, a subresource. */
export interface ResourceType {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** Lower-case plural as in URLs, e.g. `networkpolicies`, `pods/log`. */
  readonly name: string;
  readonly kind: string;
  /** Lower-case singular; empty for subresources. */
  readonly singularName: string;
  readonly namespaced: boolean;
  readonly verbs: readonly Verb[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  /** False for a group version that is not the preferred one of its group. */
  readonly preferred: boolean;
}

/** Letters of the verbs in the table, in the order in which the server lists verbs. */
const VERB_LETTERS: readonly (readonly [string, Verb])[] = [
  ["c", "create"],
  ["d", "delete"],
  ["D", "deletecollection"],
  ["g", "get"],
  ["l", "list"],
  ["p", "patch"],
  ["u", "update"],
  ["w", "watch"],
];

/** Group versions that are served beside a preferred one. */
const NOT_PREFERRED: ReadonlySet<string> = new Set(["autoscaling/v1"]);

/**
 * Per group version, one line a resource: name, kind, singular, scope (`ns`, or `-` for the
 * cluster), verbs (`*` for all), short names, categories; `-` and a missing tail are empty.
 */
const TABLE: readonly (readonly [groupVersion: string, rows: readonly string[]])[] = [
  [
    "v1",
    [
      "bindings Binding binding ns c",
      "componentstatuses ComponentStatus componentstatus - gl cs",
      "configmaps ConfigMap configmap ns * cm",
      "endpoints Endpoints endpoints ns * ep",
      "events Event event ns * ev",
      "limitranges LimitRange limitrange ns * limits",
      "namespaces Namespace namespace - cdglpuw ns",
      "namespaces/finalize Namespace - - u",
      "namespaces/status Namespace - - gpu",
      "nodes Node node - * no",
      "nodes/proxy NodeProxyOptions - - cdgpu",
      "nodes/status Node - - gpu",
      "persistentvolumeclaims PersistentVolumeClaim persistentvolumeclaim ns * pvc",
      "persistentvolumeclaims/status PersistentVolumeClaim - ns gpu",
      "persistentvolumes PersistentVolume persistentvolume - * pv",
      "persistentvolumes/status PersistentVolume - - gpu",
      "pods Pod pod ns * po all",
      "pods/attach PodAttachOptions - ns cg",
      "pods/binding Binding - ns c",
      "pods/ephemeralcontainers Pod - ns gpu",
      "pods/eviction Eviction - ns c",
      "pods/exec PodExecOptions - ns cg",
      "pods/log Pod - ns g",
      "pods/portforward PodPortForwardOptions - ns cg",
      "pods/proxy PodProxyOptions - ns cdgpu",
      "pods/resize Pod - ns gpu",
      "pods/status Pod - ns gpu",
      "podtemplates PodTemplate podtemplate ns *",
      "replicationcontrollers ReplicationController replicationcontroller ns * rc all",
      "replicationcontrollers/scale Scale - ns gpu",
      "replicationcontrollers/status ReplicationController - ns gpu",
      "resourcequotas ResourceQuota resourcequota ns * quota",
      "resourcequotas/status ResourceQuota - ns gpu",
      "secrets Secret secret ns *",
      "serviceaccounts ServiceAccount serviceaccount ns * sa",
      "serviceaccounts/token TokenRequest - ns c",
      "services Service service ns * svc all",
      "services/proxy ServiceProxyOptions - ns cdgpu",
      "services/status Service - ns gpu",
    ],
  ],
  [
    "apiregistration.k8s.io/v1",
    [
      "apiservices APIService apiservice - * - api-extensions",
      "apiservices/status APIService - - gpu",
    ],
  ],
  [
    "apps/v1",
    [
      "controllerrevisions ControllerRevision controllerrevision ns *",
      "daemonsets DaemonSet daemonset ns * ds all",
      "daemonsets/status DaemonSet - ns gpu",
      "deployments Deployment deployment ns * deploy all",
      "deployments/scale Scale - ns gpu",
      "deployments/status Deployment - ns gpu",
      "replicasets ReplicaSet replicaset ns * rs all",
      "replicasets/scale Scale - ns gpu",
      "replicasets/status ReplicaSet - ns gpu",
      "statefulsets StatefulSet statefulset ns * sts all",
      "statefulsets/scale Scale - ns gpu",
      "statefulsets/status StatefulSet - ns gpu",
    ],
  ],
  ["events.k8s.io/v1", ["events Event event ns * ev"]],
  [
    "authentication.k8s.io/v1",
    [
      "selfsubjectreviews SelfSubjectReview selfsubjectreview - c",
      "tokenreviews TokenReview tokenreview - c",
    ],
  ],
  [
    "authorization.k8s.io/v1",
    [
      "localsubjectaccessreviews LocalSubjectAccessReview localsubjectaccessreview ns c",
      "selfsubjectaccessreviews SelfSubjectAccessReview selfsubjectaccessreview - c",
      "selfsubjectrulesreviews SelfSubjectRulesReview selfsubjectrulesreview - c",
      "subjectaccessreviews SubjectAccessReview subjectaccessreview - c",
    ],
  ],
  [
    "autoscaling/v2",
    [
      "horizontalpodautoscalers HorizontalPodAutoscaler horizontalpodautoscaler ns * hpa all",
      "horizontalpodautoscalers/status HorizontalPodAutoscaler - ns gpu",
    ],
  ],
  [
    "autoscaling/v1",
    [
      "horizontalpodautoscalers HorizontalPodAutoscaler horizontalpodautoscaler ns * hpa all",
      "horizontalpodautoscalers/status HorizontalPodAutoscaler - ns gpu",
    ],
  ],
  [
    "batch/v1",
    [
      "cronjobs CronJob cronjob ns * cj all",
      "cronjobs/status CronJob - ns gpu",
      "jobs Job job ns * - all",
      "jobs/status Job - ns gpu",
    ],
  ],
  [
    "certificates.k8s.io/v1",
    [
      "certificatesigningrequests CertificateSigningRequest certificatesigningrequest - * csr",
      "certificatesigningrequests/approval CertificateSigningRequest - - gpu",
      "certificatesigningrequests/status CertificateSigningRequest - - gpu",
    ],
  ],
  [
    "networking.k8s.io/v1",
    [
      "ingressclasses IngressClass ingressclass - *",
      "ingresses Ingress ingress ns * ing",
      "ingresses/status Ingress - ns gpu",
      "ipaddresses IPAddress ipaddress - * ip",
      "networkpolicies NetworkPolicy networkpolicy ns * netpol",
      "servicecidrs ServiceCIDR servicecidr - *",
      "servicecidrs/status ServiceCIDR - - gpu",
    ],
  ],
  [
    "policy/v1",
    [
      "poddisruptionbudgets PodDisruptionBudget poddisruptionbudget ns * pdb",
      "poddisruptionbudgets/status PodDisruptionBudget - ns gpu",
    ],
  ],
  [
    "rbac.authorization.k8s.io/v1",
    [
      "clusterrolebindings ClusterRoleBinding clusterrolebinding - *",
      "clusterroles ClusterRole clusterrole - *",
      "rolebindings RoleBinding rolebinding ns *",
      "roles Role role ns *",
    ],
  ],
  [
    "storage.k8s.io/v1",
    [
      "csidrivers CSIDriver csidriver - *",
      "csinodes CSINode csinode - *",
      "csistoragecapacities CSIStorageCapacity csistoragecapacity ns *",
      "storageclasses StorageClass storageclass - * sc",
      "volumeattachments VolumeAttachment volumeattachment - *",
      "volumeattachments/status VolumeAttachment - - gpu",
      "volumeattributesclasses VolumeAttributesClass volumeattributesclass - * vac",
    ],
  ],
  [
    "admissionregistration.k8s.io/v1",
    [
      "mutatingwebhookconfigurations MutatingWebhookConfiguration mutatingwebhookconfiguration - * - api-extensions",
      "validatingadmissionpolicies ValidatingAdmissionPolicy validatingadmissionpolicy - * - api-extensions",
      "validatingadmissionpolicies/status ValidatingAdmissionPolicy - - gpu",
      "validatingadmissionpolicybindings ValidatingAdmissionPolicyBinding validatingadmissionpolicybinding - * - api-extensions",
      "validatingwebhookconfigurations ValidatingWebhookConfiguration validatingwebhookconfiguration - * - api-extensions",
    ],
  ],
  [
    "apiextensions.k8s.io/v1",
    [
      "customresourcedefinitions CustomResourceDefinition customresourcedefinition - * crd,crds api-extensions",
      "customresourcedefinitions/status CustomResourceDefinition - - gpu",
    ],
  ],
  ["scheduling.k8s.io/v1", ["priorityclasses PriorityClass priorityclass - * pc"]],
  ["coordination.k8s.io/v1", ["leases Lease lease ns *"]],
  ["node.k8s.io/v1", ["runtimeclasses RuntimeClass runtimeclass - *"]],
  ["discovery.k8s.io/v1", ["endpointslices EndpointSlice endpointslice ns *"]],
  [
    "resource.k8s.io/v1",
    [
      "deviceclasses DeviceClass deviceclass - *",
      "resourceclaims ResourceClaim resourceclaim ns *",
      "resourceclaims/status ResourceClaim - ns gpu",
      "resourceclaimtemplates ResourceClaimTemplate resourceclaimtemplate ns *",
      "resourceslices ResourceSlice resourceslice - *",
    ],
  ],
  [
    "flowcontrol.apiserver.k8s.io/v1",
    [
      "flowschemas FlowSchema flowschema - *",
      "flowschemas/status FlowSchema - - gpu",
      "prioritylevelconfigurations PriorityLevelConfiguration prioritylevelconfiguration - *",
      "prioritylevelconfigurations/status PriorityLevelConfiguration - - gpu",
    ],
  ],
];

function list(cell: string | undefined): readonly string[] {
  return cell === undefined || cell === "-" ? [] : cell.split(",");
}

function parseRow(groupVersion: string, row: string): ResourceType {
  const { group, version } = parseGroupVersion(groupVersion);
  const [name = "", kind = "", singular = "-", scope, verbs = "", short, categories] =
    row.split(" ");
  return {
    group,
    version,
    name,
    kind,
    singularName: singular === "-" ? "" : singular,
    namespaced: scope === "ns",
    verbs: VERB_LETTERS.filter(([letter]) => verbs === "*" || verbs.includes(letter)).map(
      ([, verb]) => verb,
    ),
    shortNames: list(short),
    categories: list(categories),
    preferred: !NOT_PREFERRED.has(groupVersion),
  };
}

/** `networking.k8s.io/v1` → group and version; `v1` has the empty (core) group. */
export function parseGroupVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf("/");
  return slash < 0
    ? { group: "", version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** The inverse of {@link parseGroupVersion}: what stands in an object's `apiVersion`. */
export function apiVersionOf(type: Pick<ResourceType, "group" | "version">): string {
  return type.group === "" ? type.version : `${type.group}/${type.version}`;
}

/** All resources and subresources in the server's order. */
export const ALL_RESOURCES: readonly ResourceType[] = TABLE.flatMap(([groupVersion, rows]) =>
  rows.map((row) => parseRow(groupVersion, row)),
);

/** The resources without subresources, in the server's order. */
export const RESOURCES: readonly ResourceType[] = ALL_RESOURCES.filter(
  (type) => !type.name.includes("/"),
);

/** The group versions in the server's order, e.g. `v1`, `apps/v1`. */
export const GROUP_VERSIONS: readonly string[] = TABLE.map(([groupVersion]) => groupVersion);

const byName = new Map(ALL_RESOURCES.map((type) => [`${apiVersionOf(type)}/${type.name}`, type]));
const byKind = new Map(RESOURCES.map((type) => [`${apiVersionOf(type)}/${type.kind}`, type]));

/** The type behind a URL's parts, e.g. `("networking.k8s.io", "v1", "networkpolicies")`. */
export function findResource(
  group: string,
  version: string,
  name: string,
): ResourceType | undefined {
  return byName.get(`${apiVersionOf({ group, version })}/${name}`);
}

/** The (main) resource that stores objects of this apiVersion and kind. */
export function findKind(apiVersion: string, kind: string): ResourceType | undefined {
  return byKind.get(`${apiVersion}/${kind}`);
}

/** `networkpolicies.networking.k8s.io`, `pods`: how messages name a resource. */
export function groupResource(type: Pick<ResourceType, "group" | "name">): string {
  return type.group === "" ? type.name : `${type.name}.${type.group}`;
}

/** `NetworkPolicy.networking.k8s.io`, `Pod`: how messages name a kind. */
export function groupKind(type: Pick<ResourceType, "group" | "kind">): string {
  return type.group === "" ? type.kind : `${type.kind}.${type.group}`;
}

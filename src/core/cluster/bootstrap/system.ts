/** What runs in kube-system, and the objects that every cluster of kubeadm has. */
import type { JsonObject } from "../../api/json.ts";
import { SERVER_VERSION } from "../discovery.ts";

export const NAMESPACES = ["default", "kube-node-lease", "kube-public", "kube-system"] as const;

function meta(name: string, labels: JsonObject = {}, namespace = "kube-system"): JsonObject {
  return { name, namespace, ...(Object.keys(labels).length === 0 ? {} : { labels }) };
}

function account(name: string): JsonObject {
  return { apiVersion: "v1", kind: "ServiceAccount", metadata: meta(name) };
}

function priority(name: string, value: number, description: string): JsonObject {
  return {
    apiVersion: "scheduling.k8s.io/v1",
    kind: "PriorityClass",
    metadata: { name },
    value,
    description,
    preemptionPolicy: "PreemptLowerPriority",
  };
}

const RBAC = "rbac.authorization.k8s.io/v1";
const BOOTSTRAPPING = { "kubernetes.io/bootstrapping": "rbac-defaults" };

function clusterRole(
  name: string,
  rules: readonly JsonObject[],
  labels: JsonObject = {},
): JsonObject {
  return {
    apiVersion: RBAC,
    kind: "ClusterRole",
    metadata: { name, labels: { ...BOOTSTRAPPING, ...labels } },
    rules,
  };
}

function binding(
  name: string,
  role: string,
  group: string,
  labels: JsonObject = BOOTSTRAPPING,
): JsonObject {
  return {
    apiVersion: RBAC,
    kind: "ClusterRoleBinding",
    metadata: { name, ...(Object.keys(labels).length === 0 ? {} : { labels }) },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role },
    subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: group }],
  };
}

const READ = ["get", "list", "watch"];
const WRITE = ["create", "delete", "deletecollection", "patch", "update"];
const CORE = [
  "configmaps",
  "endpoints",
  "persistentvolumeclaims",
  "pods",
  "replicationcontrollers",
  "serviceaccounts",
  "services",
];
const APPS = ["daemonsets", "deployments", "deployments/scale", "replicasets", "statefulsets"];

function namespaced(verbs: readonly string[], extra: readonly string[]): readonly JsonObject[] {
  return [
    { apiGroups: [""], resources: [...CORE, ...extra], verbs },
    { apiGroups: ["apps"], resources: APPS, verbs },
    { apiGroups: ["batch"], resources: ["cronjobs", "jobs"], verbs },
    { apiGroups: ["networking.k8s.io"], resources: ["ingresses", "networkpolicies"], verbs },
    { apiGroups: ["policy"], resources: ["poddisruptionbudgets"], verbs },
  ];
}

const VIEW = namespaced(READ, ["events", "namespaces", "pods/log", "pods/status"]);
const EDIT = [
  ...VIEW,
  ...namespaced(WRITE, ["secrets", "pods/attach", "pods/exec", "pods/portforward"]),
  { apiGroups: [""], resources: ["secrets"], verbs: READ },
];
const ROLES = { apiGroups: ["rbac.authorization.k8s.io"], resources: ["rolebindings", "roles"] };

const EVERYTHING: readonly JsonObject[] = [
  { apiGroups: ["*"], resources: ["*"], verbs: ["*"] },
  { nonResourceURLs: ["*"], verbs: ["*"] },
];
const SELF_REVIEWS: readonly JsonObject[] = [
  {
    apiGroups: ["authorization.k8s.io"],
    resources: ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
    verbs: ["create"],
  },
  {
    apiGroups: ["authentication.k8s.io"],
    resources: ["selfsubjectreviews"],
    verbs: ["create"],
  },
];
const DISCOVERY: readonly JsonObject[] = [
  {
    nonResourceURLs: ["/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi"],
    verbs: ["get"],
  },
  { nonResourceURLs: ["/openapi/*", "/readyz", "/version", "/version/"], verbs: ["get"] },
];

const COREFILE = `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30
    loop
    reload
    loadbalance
}
`;

/** Cluster-wide objects and accounts, in the order in which they are made. */
export const FOUNDATIONS: readonly JsonObject[] = [
  priority(
    "system-cluster-critical",
    2000000000,
    "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.",
  ),
  priority(
    "system-node-critical",
    2000001000,
    "Used for system critical pods that must not be moved from their current node.",
  ),
  clusterRole("cluster-admin", EVERYTHING),
  clusterRole("admin", [...EDIT, { ...ROLES, verbs: [...READ, ...WRITE] }]),
  clusterRole("edit", EDIT, { "rbac.authorization.k8s.io/aggregate-to-admin": "true" }),
  clusterRole("view", VIEW, { "rbac.authorization.k8s.io/aggregate-to-edit": "true" }),
  clusterRole("system:basic-user", SELF_REVIEWS),
  clusterRole("system:discovery", DISCOVERY),
  binding("cluster-admin", "cluster-admin", "system:masters"),
  binding("kubeadm:cluster-admins", "cluster-admin", "kubeadm:cluster-admins", {}),
  binding("system:basic-user", "system:basic-user", "system:authenticated"),
  binding("system:discovery", "system:discovery", "system:authenticated"),
  account("coredns"),
  account("kindnet"),
  account("kube-proxy"),
  {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: meta("coredns"),
    data: { Corefile: COREFILE },
  },
];

const DNS_LABELS = { "k8s-app": "kube-dns" };

/** The Services of a new cluster. */
export const SERVICES: readonly JsonObject[] = [
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: meta("kubernetes", { component: "apiserver", provider: "kubernetes" }, "default"),
    spec: {
      clusterIP: "10.96.0.1",
      ports: [{ name: "https", port: 443, protocol: "TCP", targetPort: 6443 }],
    },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: meta("kube-dns", {
      ...DNS_LABELS,
      "kubernetes.io/cluster-service": "true",
      "kubernetes.io/name": "CoreDNS",
    }),
    spec: {
      clusterIP: "10.96.0.10",
      selector: DNS_LABELS,
      ports: [
        { name: "dns", port: 53, protocol: "UDP", targetPort: 53 },
        { name: "dns-tcp", port: 53, protocol: "TCP", targetPort: 53 },
        { name: "metrics", port: 9153, protocol: "TCP", targetPort: 9153 },
      ],
    },
  },
];

/** The API server's own address behind the `kubernetes` Service. */
export const API_ENDPOINTS: readonly JsonObject[] = [
  {
    apiVersion: "v1",
    kind: "Endpoints",
    metadata: meta("kubernetes", { "endpointslice.kubernetes.io/skip-mirror": "true" }, "default"),
    subsets: [
      {
        addresses: [{ ip: "172.18.0.2" }],
        ports: [{ name: "https", port: 6443, protocol: "TCP" }],
      },
    ],
  },
  {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: meta("kubernetes", { "kubernetes.io/service-name": "kubernetes" }, "default"),
    addressType: "IPv4",
    endpoints: [{ addresses: ["172.18.0.2"], conditions: { ready: true } }],
    ports: [{ name: "https", port: 6443, protocol: "TCP" }],
  },
];

function staticPod(component: string, image: string, requests: JsonObject): JsonObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: meta(`${component}-kind-control-plane`, { component, tier: "control-plane" }),
    spec: {
      nodeName: "kind-control-plane",
      hostNetwork: true,
      priorityClassName: "system-node-critical",
      containers: [{ name: component, image, command: [component], resources: { requests } }],
    },
  };
}

const REGISTRY = "registry.k8s.io";

/** The control plane's pods, then its DNS, made while there is no other node yet. */
export const CONTROL_PLANE: readonly JsonObject[] = [
  staticPod("etcd", `${REGISTRY}/etcd:3.6.6-0`, { cpu: "100m", memory: "100Mi" }),
  staticPod("kube-apiserver", `${REGISTRY}/kube-apiserver:${SERVER_VERSION}`, { cpu: "250m" }),
  staticPod("kube-controller-manager", `${REGISTRY}/kube-controller-manager:${SERVER_VERSION}`, {
    cpu: "200m",
  }),
  staticPod("kube-scheduler", `${REGISTRY}/kube-scheduler:${SERVER_VERSION}`, { cpu: "100m" }),
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: meta("coredns", DNS_LABELS),
    spec: {
      replicas: 2,
      selector: { matchLabels: DNS_LABELS },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1, maxSurge: "25%" } },
      template: {
        metadata: { labels: DNS_LABELS },
        spec: {
          serviceAccountName: "coredns",
          priorityClassName: "system-cluster-critical",
          dnsPolicy: "Default",
          nodeSelector: { "kubernetes.io/os": "linux" },
          tolerations: [
            { key: "CriticalAddonsOnly", operator: "Exists" },
            { key: "node-role.kubernetes.io/control-plane", effect: "NoSchedule" },
          ],
          containers: [
            {
              name: "coredns",
              image: `${REGISTRY}/coredns/coredns:v1.13.1`,
              imagePullPolicy: "IfNotPresent",
              args: ["-conf", "/etc/coredns/Corefile"],
              ports: [
                { name: "dns", containerPort: 53, protocol: "UDP" },
                { name: "dns-tcp", containerPort: 53, protocol: "TCP" },
                { name: "metrics", containerPort: 9153, protocol: "TCP" },
              ],
              resources: {
                limits: { memory: "170Mi" },
                requests: { cpu: "100m", memory: "70Mi" },
              },
              volumeMounts: [{ name: "config-volume", mountPath: "/etc/coredns", readOnly: true }],
            },
          ],
          volumes: [
            {
              name: "config-volume",
              configMap: { name: "coredns", items: [{ key: "Corefile", path: "Corefile" }] },
            },
          ],
        },
      },
    },
  },
];

function daemon(
  name: string,
  labels: JsonObject,
  selector: JsonObject,
  container: JsonObject,
  extra: JsonObject,
): JsonObject {
  return {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: meta(name, labels),
    spec: {
      selector: { matchLabels: selector },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: name,
          hostNetwork: true,
          tolerations: [{ operator: "Exists" }],
          containers: [container],
          ...extra,
        },
      },
    },
  };
}

/** What runs on every node. */
export const DAEMONS: readonly JsonObject[] = [
  daemon(
    "kindnet",
    { app: "kindnet", "k8s-app": "kindnet", tier: "node" },
    { app: "kindnet" },
    {
      name: "kindnet-cni",
      image: "docker.io/kindest/kindnetd:v20250512-df8de77b",
      resources: {
        limits: { cpu: "100m", memory: "50Mi" },
        requests: { cpu: "100m", memory: "50Mi" },
      },
    },
    {},
  ),
  daemon(
    "kube-proxy",
    { "k8s-app": "kube-proxy" },
    { "k8s-app": "kube-proxy" },
    {
      name: "kube-proxy",
      image: `${REGISTRY}/kube-proxy:${SERVER_VERSION}`,
      command: ["/usr/local/bin/kube-proxy", "--config=/var/lib/kube-proxy/config.conf"],
    },
    {
      priorityClassName: "system-node-critical",
      nodeSelector: { "kubernetes.io/os": "linux" },
    },
  ),
];

/**
 * The fixed network in which the pod tools were recorded, as objects of a cluster: a client pod, a
 * backend pod behind Services, a DNS server, a host outside; and the filters that were switched on.
 */
import type { KubeObject } from "../../api/objects.ts";
import type { FlowJudge, Ruling } from "../../network/dataplane.ts";
import { createDataPlane, LINUX_TIMES } from "../../network/dataplane.ts";
import { clusterAnswer, type ZoneAnswer } from "../../network/dns.ts";
import { createOutside } from "../../network/outside.ts";
import { roundRobin } from "../../network/services.ts";
import type { NetworkSnapshot } from "../../network/view.ts";
import type { DataPlane } from "../../network/dataplane.ts";

export const CLIENT = { namespace: "default", name: "frontend", ip: "10.244.1.10" } as const;
const BACKEND_IP = "10.244.2.20";
const EXTERNAL_IP = "203.0.113.10";
export const UPSTREAM_IP = "203.0.113.53";

interface PortSpec {
  readonly name?: string;
  readonly port: number;
  readonly protocol?: "TCP" | "UDP";
}

function node(name: string, ip: string, podCIDR: string): KubeObject & Record<string, unknown> {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name },
    spec: { podCIDR, podCIDRs: [podCIDR] },
    status: { addresses: [{ type: "InternalIP", address: ip }] },
  };
}

function pod(
  namespace: string,
  name: string,
  place: { readonly ip: string; readonly nodeName: string },
  containers: readonly object[],
): KubeObject & Record<string, unknown> {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { namespace, name, labels: { app: name } },
    spec: { containers, nodeName: place.nodeName },
    status: { phase: "Running", podIP: place.ip, podIPs: [{ ip: place.ip }] },
  };
}

function service(
  namespace: string,
  name: string,
  clusterIP: string,
  ports: readonly PortSpec[],
): KubeObject & Record<string, unknown> {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { namespace, name },
    spec: {
      clusterIP,
      clusterIPs: [clusterIP],
      ports: ports.map((port) => ({ ...port, targetPort: port.port })),
    },
  };
}

function slice(
  namespace: string,
  name: string,
  addresses: readonly string[],
  ports: readonly PortSpec[],
): KubeObject & Record<string, unknown> {
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: {
      namespace,
      name: `${name}-1`,
      labels: { "kubernetes.io/service-name": name },
    },
    addressType: "IPv4",
    endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true } })),
    ports,
  };
}

const BACKEND_PORTS: readonly PortSpec[] = [
  { name: "http", port: 8080 },
  { name: "web", port: 80 },
  { name: "postgres", port: 5432 },
  { name: "admin", port: 9090 },
  { name: "udp", port: 9000, protocol: "UDP" },
  { name: "udp-closed", port: 9001, protocol: "UDP" },
];
const DNS_PORTS: readonly PortSpec[] = [
  { name: "dns", port: 53, protocol: "UDP" },
  { name: "dns-tcp", port: 53 },
];
const LEGACY_PORTS: readonly PortSpec[] = [{ port: 80 }];
const API_PORTS: readonly PortSpec[] = [{ name: "https", port: 443 }];

const BACKEND_CONTAINERS = [
  { name: "nginx", image: "nginx:1.22.1", ports: [{ containerPort: 80 }, { containerPort: 8080 }] },
  { name: "tcp", image: "listener", command: ["socat", "TCP-LISTEN:5432"] },
  { name: "udp", image: "listener", command: ["socat", "UDP-RECV:9000"] },
];

const OBJECTS: readonly KubeObject[] = [
  ...["default", "production", "kube-system"].map((name) => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name },
  })),
  node("node-0", "192.0.2.10", "10.244.0.0/24"),
  node("node-1", "192.0.2.11", "10.244.1.0/24"),
  node("node-2", "192.0.2.12", "10.244.2.0/24"),
  pod("default", CLIENT.name, { ip: CLIENT.ip, nodeName: "node-1" }, [
    { name: "shell", image: "netshoot", command: ["sleep", "infinity"] },
  ]),
  pod("production", "backend", { ip: BACKEND_IP, nodeName: "node-1" }, BACKEND_CONTAINERS),
  pod("kube-system", "dns", { ip: "10.244.0.5", nodeName: "node-0" }, [
    { name: "coredns", image: "coredns" },
  ]),
  service("default", "kubernetes", "10.96.0.1", API_PORTS),
  service("default", "api", "10.96.45.12", BACKEND_PORTS),
  service("production", "backend", "10.96.45.12", BACKEND_PORTS),
  service("production", "backend-headless", "None", BACKEND_PORTS),
  service("production", "legacy", "10.96.77.7", LEGACY_PORTS),
  service("kube-system", "kube-dns", "10.96.0.10", DNS_PORTS),
  slice("default", "kubernetes", ["192.0.2.10"], API_PORTS),
  slice("default", "api", [BACKEND_IP], BACKEND_PORTS),
  slice("production", "backend", [BACKEND_IP], BACKEND_PORTS),
  slice("production", "backend-headless", [BACKEND_IP], BACKEND_PORTS),
  slice("kube-system", "kube-dns", ["10.244.0.5"], DNS_PORTS),
];

const KIND_KEYS: Readonly<Record<string, string>> = {
  EndpointSlice: "discovery.k8s.io/EndpointSlice",
};

function snapshotOf(objects: readonly KubeObject[]): NetworkSnapshot {
  const byKind = new Map<string, Map<string, KubeObject>>();
  for (const object of objects) {
    const kind = KIND_KEYS[object.kind] ?? `/${object.kind}`;
    const map = byKind.get(kind) ?? new Map<string, KubeObject>();
    map.set(`${object.metadata.namespace ?? ""}/${object.metadata.name}`, object);
    byKind.set(kind, map);
  }
  return { objects: byKind };
}

export const RECORDED_SNAPSHOT: NetworkSnapshot = snapshotOf(OBJECTS);

type Target = "backend" | "external" | "dns" | "all" | "postgres";

const FILTERS: Readonly<
  Record<string, readonly [Target, Exclude<Ruling["action"], "allow"> | "port" | "admin" | "tcp"]>
> = {
  "drop-to-backend": ["backend", "drop"],
  "drop-dns": ["dns", "drop"],
  "drop-all-egress": ["all", "drop"],
  "drop-external": ["external", "drop"],
  "drop-5432-only": ["postgres", "drop"],
  "reject-port-unreachable": ["backend", "port"],
  "reject-admin-prohibited": ["backend", "admin"],
  "reject-tcp-reset": ["backend", "tcp"],
  "reject-dns": ["dns", "port"],
};

/** The packet filter that a record's `policy` names; it stood in front of the client. */
function filterFor(policy: string): FlowJudge {
  const [name = ""] = policy.split(", ");
  const filter = Object.hasOwn(FILTERS, name) ? FILTERS[name] : undefined;
  if (filter === undefined) return () => ({ action: "allow" });
  const [target, action] = filter;
  return (_snapshot, flow) => {
    const { source, destination } = flow;
    const fromClient = source.kind === "pod" && source.name === CLIENT.name;
    const ip = destination.kind === "pod" ? (destination.ips[0] ?? "") : destination.ip;
    const hit: Readonly<Record<Target, boolean>> = {
      all: true,
      backend: ip === BACKEND_IP,
      external: ip === EXTERNAL_IP,
      dns: flow.port === 53 && flow.protocol !== "ICMP",
      postgres: flow.port === 5432 && flow.protocol === "TCP",
    };
    if (!fromClient || ip === CLIENT.ip || !hit[target]) return { action: "allow" };
    if (action === "drop") return { action: "drop" };
    const icmp = action === "admin" ? "icmp-admin-prohibited" : "icmp-port-unreachable";
    if (action === "tcp" && flow.protocol === "TCP") return { action: "reject", kind: "tcp-reset" };
    return { action: "reject", kind: icmp };
  };
}

const OLD_TIMERS = "SYN timers of Linux before 6.5";

export function recordedPlane(policy: string): DataPlane {
  const external = {
    ip: EXTERNAL_IP,
    names: ["www.example.com"],
    hops: 1,
    listeners: [
      { port: 80, protocol: "TCP", service: "http", server: "nginx/1.22.1", site: "nginx" },
    ],
  } as const;
  const upstream = {
    ip: UPSTREAM_IP,
    names: [],
    listeners: [{ port: 53, protocol: "UDP", service: "dns" }],
  } as const;
  return createDataPlane({
    judge: filterFor(policy),
    choose: roundRobin(),
    outside: createOutside([external, upstream], ["servfail.example.com"]),
    times: policy.includes(OLD_TIMERS) ? { ...LINUX_TIMES, synTimeout: 129.5 } : LINUX_TIMES,
  });
}

/** The recorded zone named each address once. */
export const recordedAnswers: typeof clusterAnswer = (snapshot, outside, question): ZoneAnswer => {
  const answer = clusterAnswer(snapshot, outside, question);
  if (question.type !== "PTR" || answer.answers.length < 2) return answer;
  const wanted = answer.answers.find((entry) => entry.data.includes(".backend.production."));
  return { ...answer, answers: wanted === undefined ? answer.answers.slice(0, 1) : [wanted] };
};

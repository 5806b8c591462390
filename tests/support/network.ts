import type {
  Container,
  EndpointSlice,
  KubeObject,
  Labels,
  Namespace,
  NetworkPolicy,
  NetworkPolicySpec,
  Node,
  Pod,
  Service,
} from "../../src/core/api/objects.ts";
import { compileNetwork } from "../../src/core/netpol/compile.ts";
import { evaluate } from "../../src/core/netpol/evaluate.ts";
import {
  createDataPlane,
  type DataPlane,
  type FlowJudge,
} from "../../src/core/network/dataplane.ts";
import { createOutside, type Outside } from "../../src/core/network/outside.ts";
import { roundRobin } from "../../src/core/network/services.ts";
import type { NetworkSnapshot } from "../../src/core/network/view.ts";

/** A cluster for the data plane: objects by kind, without an API server. */
export function snapshot(...objects: readonly KubeObject[]): NetworkSnapshot {
  const byKind = new Map<string, Map<string, KubeObject>>();
  for (const object of objects) {
    const group = object.apiVersion.includes("/") ? (object.apiVersion.split("/")[0] ?? "") : "";
    const kind = `${group}/${object.kind}`;
    const map = byKind.get(kind) ?? new Map<string, KubeObject>();
    map.set(`${object.metadata.namespace ?? ""}/${object.metadata.name}`, object);
    byKind.set(kind, map);
  }
  return { objects: byKind };
}

export function namespace(name: string, labels: Labels = {}): Namespace {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}

export function node(name: string, ip: string, podCIDR: string): Node {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name },
    spec: { podCIDR, podCIDRs: [podCIDR] },
    status: { addresses: [{ type: "InternalIP", address: ip }] },
  };
}

export interface PodOptions {
  readonly labels?: Labels;
  readonly image?: string;
  readonly container?: Partial<Container>;
  readonly node?: string;
  readonly spec?: Partial<Pod["spec"]>;
}

/** `namespace/name` at an address, running. */
export function pod(key: string, ip: string, options: PodOptions = {}): Pod {
  const [space = "default", name = ""] = key.split("/");
  const {
    labels = { app: name },
    image = "nginx",
    container = {},
    node: nodeName = "worker",
  } = options;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { namespace: space, name, labels, uid: `uid-${name}` },
    spec: { containers: [{ name, image, ...container }], nodeName, ...options.spec },
    status: { phase: "Running", podIP: ip, podIPs: [{ ip }] },
  };
}

export function service(key: string, spec: Service["spec"]): Service {
  const [space = "default", name = ""] = key.split("/");
  return { apiVersion: "v1", kind: "Service", metadata: { namespace: space, name }, spec };
}

export function slice(
  key: string,
  addresses: readonly string[],
  ports: NonNullable<EndpointSlice["ports"]>,
  ready = true,
): EndpointSlice {
  const [space = "default", name = ""] = key.split("/");
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: {
      namespace: space,
      name: `${name}-abcde`,
      labels: { "kubernetes.io/service-name": name },
    },
    addressType: "IPv4",
    endpoints: addresses.map((ip) => ({ addresses: [ip], conditions: { ready } })),
    ports,
  };
}

export function policy(key: string, spec: NetworkPolicySpec): NetworkPolicy {
  const [space = "default", name = ""] = key.split("/");
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { namespace: space, name },
    spec,
  };
}

/** DNS as every cluster has it. */
export const DNS_OBJECTS: readonly KubeObject[] = [
  namespace("kube-system"),
  pod("kube-system/coredns", "10.244.0.2", {
    image: "registry.k8s.io/coredns/coredns:v1.13.1",
    labels: { "k8s-app": "kube-dns" },
    node: "control",
  }),
  service("kube-system/kube-dns", {
    clusterIP: "10.96.0.10",
    ports: [
      { name: "dns", port: 53, protocol: "UDP" },
      { name: "dns-tcp", port: 53, protocol: "TCP" },
    ],
  }),
  slice(
    "kube-system/kube-dns",
    ["10.244.0.2"],
    [
      { name: "dns", port: 53, protocol: "UDP" },
      { name: "dns-tcp", port: 53, protocol: "TCP" },
    ],
  ),
  node("control", "172.18.0.2", "10.244.0.0/24"),
  node("worker", "172.18.0.3", "10.244.1.0/24"),
  node("worker2", "172.18.0.4", "10.244.2.0/24"),
];

function all(state: NetworkSnapshot, kind: string): readonly KubeObject[] {
  return [...(state.objects.get(kind)?.values() ?? [])];
}

/** NetworkPolicy by the project's evaluator. */
export const judgePolicies: FlowJudge = (state, flow, { viaService }) => {
  const network = compileNetwork({
    namespaces: all(state, "/Namespace"),
    pods: all(state, "/Pod") as readonly Pod[],
    nodes: all(state, "/Node"),
    policies: all(state, "networking.k8s.io/NetworkPolicy"),
  });
  const verdict = evaluate(network, { ...flow, viaService });
  return { action: verdict.allowed ? "allow" : "drop", verdict };
};

export function plane(
  outside: Outside = createOutside(),
  judge: FlowJudge = judgePolicies,
): DataPlane {
  return createDataPlane({ judge, choose: roundRobin(), outside });
}

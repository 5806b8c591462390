/** The machines of the lab: one control plane and two workers, as kind makes them. */
import type { JsonObject } from "../../api/json.ts";
import { SERVER_VERSION } from "../discovery.ts";
import { timestamp } from "../values.ts";

export interface NodeSpec {
  readonly name: string;
  readonly address: string;
  readonly podCIDR: string;
  readonly controlPlane: boolean;
}

export const NODES: readonly NodeSpec[] = [
  {
    name: "kind-control-plane",
    address: "172.18.0.2",
    podCIDR: "10.244.0.0/24",
    controlPlane: true,
  },
  { name: "kind-worker", address: "172.18.0.3", podCIDR: "10.244.1.0/24", controlPlane: false },
  { name: "kind-worker2", address: "172.18.0.4", podCIDR: "10.244.2.0/24", controlPlane: false },
];

const RESOURCES: JsonObject = {
  cpu: "8",
  "ephemeral-storage": "263112772Ki",
  "hugepages-1Gi": "0",
  "hugepages-2Mi": "0",
  memory: "16000Mi",
  pods: "110",
};

const CONDITIONS: readonly (readonly [
  type: string,
  status: string,
  reason: string,
  text: string,
])[] = [
  [
    "MemoryPressure",
    "False",
    "KubeletHasSufficientMemory",
    "kubelet has sufficient memory available",
  ],
  ["DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"],
  ["PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"],
  ["Ready", "True", "KubeletReady", "kubelet is posting ready status"],
];

function labels(spec: NodeSpec): JsonObject {
  return {
    "beta.kubernetes.io/arch": "amd64",
    "beta.kubernetes.io/os": "linux",
    "kubernetes.io/arch": "amd64",
    "kubernetes.io/hostname": spec.name,
    "kubernetes.io/os": "linux",
    ...(spec.controlPlane
      ? {
          "node-role.kubernetes.io/control-plane": "",
          "node.kubernetes.io/exclude-from-external-load-balancers": "",
        }
      : {}),
  };
}

/** The Node object; `now` in milliseconds. */
export function nodeObject(spec: NodeSpec, now: number): JsonObject {
  const time = timestamp(now);
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name: spec.name,
      labels: labels(spec),
      annotations: {
        "node.alpha.kubernetes.io/ttl": "0",
        "volumes.kubernetes.io/controller-managed-attach-detach": "true",
      },
    },
    spec: {
      podCIDR: spec.podCIDR,
      podCIDRs: [spec.podCIDR],
      providerID: `kind://docker/kind/${spec.name}`,
      ...(spec.controlPlane
        ? { taints: [{ key: "node-role.kubernetes.io/control-plane", effect: "NoSchedule" }] }
        : {}),
    },
    status: {
      addresses: [
        { type: "InternalIP", address: spec.address },
        { type: "Hostname", address: spec.name },
      ],
      allocatable: RESOURCES,
      capacity: RESOURCES,
      conditions: CONDITIONS.map(([type, status, reason, message]) => ({
        type,
        status,
        reason,
        message,
        lastHeartbeatTime: time,
        lastTransitionTime: time,
      })),
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      nodeInfo: {
        architecture: "amd64",
        bootID: "8c7f1e53-52a4-4b0e-9f57-3c1d2a6b9e04",
        containerRuntimeVersion: "containerd://2.1.3",
        kernelVersion: "6.12.48+deb13-amd64",
        kubeProxyVersion: "",
        kubeletVersion: SERVER_VERSION,
        machineID: "4f1c0b7de2a94c53a0d86d1f25e0b7aa",
        operatingSystem: "linux",
        osImage: "Debian GNU/Linux 12 (bookworm)",
        systemUUID: "1d9a3b52-7c7e-4d0f-8a61-4f1c0b7de2a9",
      },
    },
  };
}

/** The lease a kubelet renews. */
export function leaseObject(spec: NodeSpec, uid: string, now: number): JsonObject {
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: {
      name: spec.name,
      namespace: "kube-node-lease",
      ownerReferences: [{ apiVersion: "v1", kind: "Node", name: spec.name, uid }],
    },
    spec: {
      holderIdentity: spec.name,
      leaseDurationSeconds: 40,
      renewTime: `${timestamp(now).slice(0, -1)}.000000Z`,
    },
  };
}

/** A cluster in a few words, compiled and judged by the real evaluator. */
import type {
  KubeObject,
  Namespace,
  NetworkPolicy,
  NetworkPolicySpec,
  Pod,
} from "../../../src/core/api/objects.ts";
import { networkJudge, podAnswers } from "../../../src/core/graph/judge.ts";
import type { AskedFlow, GraphInput } from "../../../src/core/graph/input.ts";
import { buildGraph } from "../../../src/core/graph/model.ts";
import type { GraphModel } from "../../../src/core/graph/types.ts";
import { compileNetwork } from "../../../src/core/netpol/compile.ts";
import { normaliseObjects } from "../../../src/core/netpol/normalise.ts";

const labelsOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split(",")
      .filter((pair) => pair !== "")
      .map((pair): [string, string] => {
        const [key = "", value = ""] = pair.split("=");
        return [key, value];
      }),
  );

export function namespace(name: string, labels = ""): Namespace {
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name, labels: { ...labelsOf(labels), "kubernetes.io/metadata.name": name } },
  };
}

export interface PodExtras {
  readonly metadata?: Partial<Pod["metadata"]>;
  readonly spec?: Partial<Pod["spec"]>;
  readonly status?: Partial<Pod["status"]>;
}

/** @param path `namespace/name` */
export function pod(
  path: string,
  ip: string,
  labels = "",
  ports = "80",
  extras: PodExtras = {},
): Pod {
  const [ns = "default", name = "pod"] = path.split("/");
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: ns, labels: labelsOf(labels), ...extras.metadata },
    spec: {
      containers: [
        {
          name: "main",
          image: "docker.io/library/nginx:1.27",
          ports: ports
            .split(" ")
            .filter((port) => port !== "")
            .map((port) => ({ containerPort: Number(port), protocol: "TCP" as const })),
        },
      ],
      nodeName: "worker",
      ...extras.spec,
    },
    status: { phase: "Running", ...(ip === "" ? {} : { podIP: ip }), ...extras.status },
  };
}

function policy(path: string, spec: NetworkPolicySpec): NetworkPolicy {
  const [ns = "default", name = "policy"] = path.split("/");
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace: ns },
    spec,
  };
}

export const denyIngress = (ns: string): NetworkPolicy =>
  policy(`${ns}/default-deny`, { podSelector: {}, policyTypes: ["Ingress"] });

export const denyEgress = (ns: string): NetworkPolicy =>
  policy(`${ns}/no-egress`, { podSelector: {}, policyTypes: ["Egress"] });

/** `shop/web shop/api 8080` */
export function asked(text: string): AskedFlow {
  const [from = "", to = "", port = "0"] = text.split(" ");
  const end = (name: string): string =>
    name.startsWith("@") ? `outside/${name.slice(1)}` : `pod/${name}`;
  return { source: end(from), destination: end(to), port: Number(port), protocol: "TCP" };
}

export function graph(
  objects: readonly KubeObject[],
  options: Partial<Omit<GraphInput, "judge">> = {},
): GraphModel {
  const pods = objects.filter((o): o is Pod => o.kind === "Pod");
  const network = compileNetwork(normaliseObjects(objects));
  return buildGraph({
    namespaces: objects.filter((o): o is Namespace => o.kind === "Namespace"),
    pods,
    policies: objects.filter((o): o is NetworkPolicy => o.kind === "NetworkPolicy"),
    judge: networkJudge(network, {
      answers: podAnswers(pods),
      addressOf: (card) => options.outside?.find(({ name }) => card === `outside/${name}`)?.address,
    }),
    ...options,
  });
}

/** Two namespaces, five pods, all ingress of `production` guarded, the frontend let in. */
export function day(policies: readonly NetworkPolicy[] = []): readonly KubeObject[] {
  return [
    namespace("production", "env=prod"),
    namespace("dev"),
    pod("production/frontend", "10.244.1.2", "app=frontend", "8080"),
    pod("production/backend", "10.244.2.3", "app=backend", "8080"),
    pod("production/database", "10.244.1.4", "app=database", "5432"),
    pod("dev/attacker", "10.244.2.5", "app=attacker", ""),
    ...policies,
  ];
}

export const allowFrontend = policy("production/allow-frontend", {
  podSelector: { matchLabels: { app: "backend" } },
  policyTypes: ["Ingress"],
  ingress: [
    {
      from: [{ podSelector: { matchLabels: { app: "frontend" } } }],
      ports: [{ protocol: "TCP", port: 8080 }],
    },
  ],
});

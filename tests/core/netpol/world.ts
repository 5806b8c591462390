/** Random small clusters and policies for property tests, and short builders for tables. */
import fc from "fast-check";
import type {
  LabelSelector,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
} from "../../../src/core/api/objects.ts";
import { compileNetwork } from "../../../src/core/netpol/compile.ts";
import type { CompiledNetwork } from "../../../src/core/netpol/compile.ts";
import { flowBetween } from "../../../src/core/netpol/endpoints.ts";
import { evaluate } from "../../../src/core/netpol/evaluate.ts";
import { normaliseObjects } from "../../../src/core/netpol/normalise.ts";
import { SPEC_PROFILE } from "../../../src/core/netpol/profile.ts";
import type { Profile } from "../../../src/core/netpol/profile.ts";
import type { FlowProtocol, Verdict } from "../../../src/core/netpol/types.ts";

export interface Raw {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: object;
  readonly spec?: object;
  readonly status?: object;
}

// ---------------------------------------------------------------------------------------------
// Builders

export function namespace(name: string, labels: Record<string, string> = {}): Raw {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}

export interface PodOptions {
  readonly labels?: Record<string, string>;
  readonly ports?: readonly { name?: string; containerPort: number; protocol?: string }[];
  readonly sidecarPorts?: readonly { name?: string; containerPort: number; protocol?: string }[];
  readonly hostNetwork?: boolean;
  readonly node?: string;
  readonly hostIP?: string;
  readonly phase?: string;
}

/** `pod("shop/web", "10.0.0.1 fd00::1", {…})`; an empty text means no address yet. */
export function pod(path: string, ips: string, options: PodOptions = {}): Raw {
  const [ns = "", name = ""] = path.split("/");
  const list = ips.split(" ").filter((ip) => ip !== "");
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: ns, labels: options.labels ?? {} },
    spec: {
      containers: [{ name: "main", image: "x", ports: options.ports ?? [] }],
      ...(options.sidecarPorts && {
        initContainers: [{ name: "side", restartPolicy: "Always", ports: options.sidecarPorts }],
      }),
      ...(options.hostNetwork && { hostNetwork: true }),
      ...(options.node && { nodeName: options.node }),
    },
    status: {
      phase: options.phase ?? "Running",
      podIP: list[0],
      podIPs: list.map((ip) => ({ ip })),
      ...(options.hostIP && { hostIP: options.hostIP }),
    },
  };
}

export function node(name: string, ip: string): Raw {
  const addresses = [
    { type: "InternalIP", address: ip },
    { type: "Hostname", address: name },
  ];
  return { apiVersion: "v1", kind: "Node", metadata: { name }, status: { addresses } };
}

/** The spec is what a person would write: nothing defaulted. */
export function policy(path: string, spec: object): Raw {
  const [ns = "", name = ""] = path.split("/");
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace: ns },
    spec,
  };
}

export function network(
  objects: readonly unknown[],
  profile: Profile = SPEC_PROFILE,
): CompiledNetwork {
  return compileNetwork(normaliseObjects(objects), profile);
}

/** Judges `FROM -> TO PORT/PROTOCOL`, each end a pod or an address. */
export function judge(
  net: CompiledNetwork,
  from: string,
  to: string,
  port: number,
  protocol: FlowProtocol = "TCP",
): Verdict {
  const source = net.endpoints.resolve(from);
  const destination = net.endpoints.resolve(to);
  if (!source.ok) throw new Error(`${source.text}: ${source.reason}`);
  if (!destination.ok) throw new Error(`${destination.text}: ${destination.reason}`);
  return evaluate(net, flowBetween(source, destination, port, protocol));
}

// ---------------------------------------------------------------------------------------------
// Random worlds

const NAMESPACES = ["alpha", "beta", "gamma"] as const;
const PORTS = [53, 80, 8080, 8085] as const;
const PROTOCOLS: readonly FlowProtocol[] = ["TCP", "UDP", "SCTP", "ICMP"];

const key = fc.constantFrom("app", "tier", "env");
const value = fc.constantFrom("", "a", "b", "c");
const labels = fc.dictionary(key, value, { maxKeys: 3 });
export const anyNamespace = fc.constantFrom(...NAMESPACES);

const requirement = fc.oneof(
  fc.record({
    key,
    operator: fc.constantFrom("In" as const, "NotIn" as const),
    values: fc.array(value, { minLength: 1, maxLength: 2 }),
  }),
  fc.record({ key, operator: fc.constantFrom("Exists" as const, "DoesNotExist" as const) }),
);
const selector: fc.Arbitrary<LabelSelector> = fc.oneof(
  fc.constant({}),
  fc.dictionary(key, value, { minKeys: 1, maxKeys: 2 }).map((matchLabels) => ({ matchLabels })),
  fc
    .array(requirement, { minLength: 1, maxLength: 2 })
    .map((matchExpressions) => ({ matchExpressions })),
);
const namespaceSelector: fc.Arbitrary<LabelSelector> = fc.oneof(
  selector,
  anyNamespace.map((name) => ({ matchLabels: { "kubernetes.io/metadata.name": name } })),
);
const block = fc.oneof(
  fc.constantFrom(
    { cidr: "0.0.0.0/0" },
    { cidr: "0.0.0.0/0", except: ["10.0.0.0/8"] },
    { cidr: "10.0.0.0/24", except: ["10.0.0.0/29", "10.0.0.9/32"] },
    { cidr: "10.0.0.0/30" },
    { cidr: "192.0.2.1/32" },
    { cidr: "::/0" },
    { cidr: "fd00::/124", except: ["fd00::4/127"] },
    { cidr: "203.0.113.0/24" },
  ),
  fc.nat(12).map((host) => ({ cidr: `10.0.0.${host}/32` })),
);
export const peer: fc.Arbitrary<NetworkPolicyPeer> = fc.oneof(
  selector.map((podSelector) => ({ podSelector })),
  namespaceSelector.map((only) => ({ namespaceSelector: only })),
  fc.record({ podSelector: selector, namespaceSelector }),
  block.map((ipBlock) => ({ ipBlock })),
);
const protocol = fc.constantFrom("TCP" as const, "UDP" as const, "SCTP" as const);
export const portEntry: fc.Arbitrary<NetworkPolicyPort> = fc.oneof(
  fc.constantFrom(...PORTS).map((port) => ({ port })),
  fc.record({ port: fc.constantFrom(...PORTS), protocol }),
  fc.record({ port: fc.constantFrom("http", "dns"), protocol }),
  fc.record({ protocol }),
  fc.constant({ port: 8000, endPort: 8080 }),
);
const rule = <K extends "from" | "to">(side: K): fc.Arbitrary<Record<K | "ports", unknown[]>> =>
  fc
    .tuple(fc.array(peer, { maxLength: 2 }), fc.array(portEntry, { maxLength: 2 }))
    .map(([peers, ports]) => ({ [side]: peers, ports }) as Record<K | "ports", unknown[]>);

export const spec: fc.Arbitrary<NetworkPolicySpec> = fc
  .record(
    {
      podSelector: selector,
      ingress: fc.array(rule("from"), { maxLength: 2 }),
      egress: fc.array(rule("to"), { maxLength: 2 }),
      policyTypes: fc.constantFrom(["Ingress"], ["Egress"], ["Ingress", "Egress"]),
    },
    { requiredKeys: ["podSelector"] },
  )
  .map((raw) => raw as NetworkPolicySpec);

const containerPort = fc.record(
  {
    name: fc.constantFrom("http", "dns"),
    containerPort: fc.constantFrom(...PORTS),
    protocol,
  },
  { requiredKeys: ["containerPort"] },
);

/** Families by weight: mostly IPv4 alone. `index` makes the address unique. */
const addresses = (index: number): fc.Arbitrary<string> =>
  fc
    .oneof(
      { weight: 5, arbitrary: fc.constant("4") },
      { weight: 1, arbitrary: fc.constantFrom("6", "4 6", "6 4") },
    )
    .map((families) =>
      families
        .split(" ")
        .map((family) =>
          family === "4" ? `10.0.0.${index + 1}` : `fd00::${(index + 1).toString(16)}`,
        )
        .join(" "),
    );

const randomPod = (index: number): fc.Arbitrary<Raw> =>
  fc
    .record({
      ns: anyNamespace,
      labels,
      ips: addresses(index),
      ports: fc.array(containerPort, { maxLength: 2 }),
      host: fc.nat(5),
      onNode: fc.constantFrom(1, 2),
    })
    .map(({ ns, labels: own, ips, ports, host, onNode }) =>
      pod(`${ns}/p${index}`, host === 0 ? `192.0.2.${onNode}` : ips, {
        labels: own,
        ports,
        hostNetwork: host === 0,
        node: `node-${onNode}`,
      }),
    );

const nodes = [node("node-1", "192.0.2.1"), node("node-2", "192.0.2.2")];

/** Namespaces, nodes and pods, without policies. */
export const cluster: fc.Arbitrary<Raw[]> = fc
  .tuple(
    fc.tuple(labels, labels, labels),
    fc
      .integer({ min: 1, max: 9 })
      .chain((n) => fc.tuple(...Array.from({ length: n }, (_, i) => randomPod(i)))),
  )
  .map(([nsLabels, pods]) => [
    ...NAMESPACES.map((name, i) => namespace(name, nsLabels[i])),
    ...nodes,
    ...pods,
  ]);

export const policies: fc.Arbitrary<Raw[]> = fc
  .array(fc.tuple(anyNamespace, spec), { maxLength: 6 })
  .map((list) => list.map(([ns, own], i) => policy(`${ns}/np${i}`, own)));

export const portAndProtocol = fc.record({
  port: fc.constantFrom(...PORTS),
  protocol: fc.constantFrom(...PROTOCOLS),
});

/** Names of the pods that are ends of connections, and a few addresses that are none. */
export function endsOf(net: CompiledNetwork): string[] {
  const pods = net.endpoints.pods.map((end) => `${end.namespace}/${end.name}`);
  return [...pods, "203.0.113.7", "2001:db8::1", "192.0.2.1", "192.0.2.9"];
}

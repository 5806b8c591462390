/** Random small clusters and policies for property tests, and short builders for tables. */
import fc from "fast-check";
import type {
  LabelSelector,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
  Protocol,
} from "../../../src/core/api/objects.ts";
import { compileNetwork } from "../../../src/core/netpol/compile.ts";
import type { CompiledNetwork } from "../../../src/core/netpol/compile.ts";
import { flowBetween } from "../../../src/core/netpol/endpoints.ts";
import { evaluate } from "../../../src/core/netpol/evaluate.ts";
import type { PortOfInterest } from "../../../src/core/netpol/matrix.ts";
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

export interface RawPolicy extends Raw {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: NetworkPolicySpec;
}

/** The spec is what a person would write: nothing defaulted, nulls where a person leaves them. */
export function policy(path: string, spec: object): RawPolicy {
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
// Random worlds: few labels, values, ports and addresses, so that clauses often meet what they want

export const NAMESPACES = ["alpha", "beta", "gamma"] as const;
export const PORTS = [53, 80, 8080, 8085] as const;
const PROTOCOLS: readonly FlowProtocol[] = ["TCP", "UDP", "SCTP", "ICMP"];

const weighted = <T>(...parts: readonly [weight: number, value: T][]): fc.Arbitrary<T> =>
  fc.oneof(...parts.map(([weight, v]) => ({ weight, arbitrary: fc.constant(v) })));

const key = weighted([3, "app"], [2, "tier"]);
const value = weighted([4, "a"], [3, "b"], [1, ""], [1, "c"]);
const labels: fc.Arbitrary<Record<string, string>> = fc
  .record({ app: value, tier: value }, { requiredKeys: [] })
  .map((some) => ({ ...some }));
export const anyNamespace = weighted<string>([3, "alpha"], [2, "beta"], [1, "gamma"]);

const requirement = fc.oneof(
  fc.record({
    key,
    operator: fc.constantFrom("In" as const, "NotIn" as const),
    values: fc.oneof(
      value.map((one) => [one]),
      fc.constantFrom(["a", "b"], ["b", "c"], ["a", ""]),
    ),
  }),
  fc.record({ key, operator: fc.constantFrom("Exists" as const, "DoesNotExist" as const) }),
);
export const selector: fc.Arbitrary<LabelSelector> = fc.oneof(
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
    { cidr: "0.0.0.0/0", except: ["10.0.0.0/29", "203.0.113.0/24"] },
    { cidr: "10.0.0.0/24", except: ["10.0.0.0/30", "10.0.0.5/32"] },
    { cidr: "10.0.0.0/30", except: ["10.0.0.2/32", "10.0.0.3/32"] },
    { cidr: "192.0.2.1/32" },
    { cidr: "::/0" },
    { cidr: "fd00::/124", except: ["fd00::4/127", "fd00::1/128"] },
    { cidr: "203.0.113.0/24" },
  ),
  fc.nat(7).map((host) => ({ cidr: `10.0.0.${host}/32` })),
);
export const peer: fc.Arbitrary<NetworkPolicyPeer> = fc.oneof(
  selector.map((podSelector) => ({ podSelector })),
  namespaceSelector.map((only) => ({ namespaceSelector: only })),
  fc.record({ podSelector: selector, namespaceSelector }),
  block.map((ipBlock) => ({ ipBlock })),
);
const protocol = weighted<Protocol>([3, "TCP"], [1, "UDP"], [1, "SCTP"]);
export const portEntry: fc.Arbitrary<NetworkPolicyPort> = fc.oneof(
  fc.constantFrom(...PORTS).map((port) => ({ port })),
  fc.record({ port: fc.constantFrom(...PORTS), protocol }),
  fc.record({ port: fc.constantFrom("http", "dns"), protocol }),
  fc.record({ protocol }),
  fc.record({ port: fc.constant(8080), endPort: fc.constantFrom(8084, 8085), protocol }),
);
const rule = <K extends "from" | "to">(side: K): fc.Arbitrary<Record<K | "ports", unknown[]>> =>
  fc
    .tuple(fc.array(peer, { maxLength: 2 }), fc.array(portEntry, { maxLength: 2 }))
    .map(([peers, ports]) => ({ [side]: peers, ports }) as Record<K | "ports", unknown[]>);

export const spec: fc.Arbitrary<NetworkPolicySpec> = fc
  .record(
    {
      podSelector: fc.oneof(fc.constant({}), selector),
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
  weighted([6, "4"], [1, "6"], [1, "4 6"], [1, "6 4"]).map((families) =>
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
      host: fc.nat(6),
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
      .integer({ min: 2, max: 6 })
      .chain((n) => fc.tuple(...Array.from({ length: n }, (_, i) => randomPod(i)))),
  )
  .map(([nsLabels, pods]) => [
    ...NAMESPACES.map((name, i) => namespace(name, nsLabels[i])),
    ...nodes,
    ...pods,
  ]);

export const policies: fc.Arbitrary<RawPolicy[]> = fc
  .array(fc.tuple(anyNamespace, spec), { minLength: 2, maxLength: 6 })
  .map((list) => list.map(([ns, own], i) => policy(`${ns}/np${i}`, own)));

export const portAndProtocol = fc.record({
  port: fc.constantFrom(...PORTS),
  protocol: fc.oneof(
    { weight: 3, arbitrary: fc.constant<FlowProtocol>("TCP") },
    { weight: 2, arbitrary: fc.constantFrom(...PROTOCOLS) },
  ),
});

/** A cluster, its policies, and the port that is asked about. */
export const scene = fc.record({ cluster, policies, at: portAndProtocol });

/** Names of the pods that are ends of connections, and a few addresses that are none. */
export function endsOf(net: CompiledNetwork): string[] {
  const pods = net.endpoints.pods.map((end) => `${end.namespace}/${end.name}`);
  return [...pods, "203.0.113.7", "2001:db8::1", "192.0.2.1"];
}

/** A flow between two ends by name, judged. */
export interface Judged {
  readonly from: string;
  readonly to: string;
  readonly verdict: Verdict;
}

/** Every flow between all ends, judged. */
export function flows(
  net: CompiledNetwork,
  { port, protocol: own }: PortOfInterest,
  ends: readonly string[] = endsOf(net),
): Judged[] {
  const found = ends.map((text) => {
    const end = net.endpoints.resolve(text);
    if (!end.ok) throw new Error(`${end.text}: ${end.reason}`);
    return [text, end] as const;
  });
  return found.flatMap(([from, source]) =>
    found.map(([to, destination]) => ({
      from,
      to,
      verdict: evaluate(net, flowBetween(source, destination, port, own)),
    })),
  );
}

/** Every verdict between all ends: `alpha/p0>beta/p1:e-` is let out and not let in. */
export function verdicts(
  net: CompiledNetwork,
  at: PortOfInterest,
  ends?: readonly string[],
): string[] {
  return flows(net, at, ends).map(({ from, to, verdict: { egress, ingress } }) => {
    return `${from}>${to}:${egress.allowed ? "e" : "-"}${ingress.allowed ? "i" : "-"}`;
  });
}

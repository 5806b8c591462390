/** One gate of a flow that an edit could open or close, with all that generators look at. */
import type {
  LabelSelector,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  Service,
} from "../api/objects.ts";
import { formatIP } from "../net/ip.ts";
import type { CompiledNetwork, CompiledPolicy, CompiledRule } from "../netpol/compile.ts";
import { questionsOf } from "../netpol/evaluate.ts";
import type { DirectionExplanation, Explanation, PolicyTrace } from "../netpol/explain.ts";
import { portText } from "../netpol/match.ts";
import { NAMESPACE_NAME_LABEL } from "../netpol/normalise.ts";
import type {
  Direction,
  Endpoint,
  Flow,
  PodEndpoint,
  PolicyRef,
  RuleTrace,
} from "../netpol/types.ts";
import { workloadSelector } from "./identity.ts";

export interface Gate {
  readonly network: CompiledNetwork;
  readonly flow: Flow;
  readonly services: readonly Service[];
  readonly direction: Direction;
  readonly subject: PodEndpoint;
  readonly peer: Endpoint;
  /** The address by which the subject's policies see the peer. */
  readonly peerIP: string;
  readonly side: DirectionExplanation;
  readonly allowed: boolean;
}

/** The gates that policies guard or could: of pods whose direction is judged, egress first. */
export function gatesOf(
  network: CompiledNetwork,
  { verdict, ...sides }: Explanation,
  services: readonly Service[],
): Gate[] {
  const { flow } = verdict;
  return questionsOf(flow).flatMap(({ direction, peer, peerAddress }) => {
    const side = direction === "Egress" ? sides.egress : sides.ingress;
    const { subject } = side;
    if (subject.kind !== "pod" || side.verdict.reason === "exempt") return [];
    const { allowed } = side.verdict;
    const peerIP = formatIP(peerAddress);
    return { network, flow, services, direction, subject, peer, peerIP, side, allowed };
  });
}

/** One rule of a policy that isolates the subject, as written and as it was tried. */
export interface TriedRule {
  readonly policy: PolicyRef;
  readonly index: number;
  readonly trace: RuleTrace;
  readonly compiled: CompiledRule;
}

export function triedRules({ network, direction, side }: Gate): TriedRule[] {
  return side.policies.flatMap(({ policy, rules }: PolicyTrace) =>
    rules.flatMap((trace): TriedRule[] => {
      const { index } = trace.rule;
      const compiled = compiledPolicy(network, policy)?.rules[direction]?.[index];
      return compiled === undefined ? [] : [{ policy, index, trace, compiled }];
    }),
  );
}

export function compiledPolicy(
  { byNamespace }: CompiledNetwork,
  { namespace, name }: PolicyRef,
): CompiledPolicy | undefined {
  return byNamespace.get(namespace)?.find(({ ref }) => ref.name === name);
}

/** The peer entry that a policy in `namespace` needs to mean the other end's workload. */
export function peerEntry({ network, peer, peerIP }: Gate, namespace: string): NetworkPolicyPeer {
  if (peer.kind !== "pod" || peer.hostNetwork) {
    return { ipBlock: { cidr: `${peerIP}/${peerIP.includes(":") ? 128 : 32}` } };
  }
  const podSelector = workloadSelector(network.endpoints, peer);
  if (peer.namespace === namespace) return { podSelector };
  const namespaceSelector = { matchLabels: { [NAMESPACE_NAME_LABEL]: peer.namespace } };
  return { namespaceSelector, podSelector };
}

/** `pods with app=web`, `pods with app=web of shop`, `address 10.0.0.1`. */
export function peerWords(
  { peer, peerIP }: Gate,
  namespace: string,
  entry: NetworkPolicyPeer,
): string {
  if (peer.kind !== "pod" || entry.ipBlock !== undefined) return `address ${peerIP}`;
  const of = peer.namespace === namespace ? "" : ` of ${peer.namespace}`;
  return `${selectorWords(entry.podSelector)}${of}`;
}

/** `every pod`, `pods with app=web`, `pods with app=web and 2 more labels`. */
export function selectorWords(selector: LabelSelector | undefined): string {
  const labels = Object.entries(selector?.matchLabels ?? {});
  const [first] = labels;
  if (first === undefined) return "every pod";
  const more = labels.length - 1;
  const rest = more === 0 ? "" : ` and ${more} more ${more === 1 ? "label" : "labels"}`;
  return `pods with ${first.join("=")}${rest}`;
}

/** The port of the flow as an entry of `ports`; ICMP has none (S40). */
export function portEntries({ flow }: Gate): NetworkPolicyPort[] {
  const { protocol, port } = flow;
  return protocol === "ICMP" ? [] : [{ protocol, port }];
}

export function portWords(flow: Flow): string {
  return flow.protocol === "ICMP" ? "any port" : portText(flow);
}

/** How a gate lets through: `from` whom, or `to` whom. */
export function way({ direction }: Gate): "from" | "to" {
  return direction === "Ingress" ? "from" : "to";
}

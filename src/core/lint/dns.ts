/** The cluster's name service: which pods answer, on which ports, and who may ask them (S60). */
import type { NetworkPolicyEgressRule, NetworkPolicyPeer, Protocol } from "../api/objects.ts";
import { mapRequirements } from "../api/labels.ts";
import type { CompiledPolicy, CompiledPort, CompiledRule } from "../netpol/compile.ts";
import { NAMESPACE_NAME_LABEL } from "../netpol/normalise.ts";
import { endOf, isolating, peerFits, portsMeet } from "./ends.ts";
import type { End } from "./ends.ts";
import { SYSTEM_NAMESPACE, perWorld } from "./world.ts";
import type { LintPod, LintWorld } from "./world.ts";

export interface NameService {
  /** The pods that are there, else the ones every cluster is said to have. */
  readonly ends: readonly End[];
  /** Are the pods themselves given? */
  readonly known: boolean;
  /** The port of the pods, 53 nearly everywhere. */
  readonly port: number;
  readonly labels: Readonly<Record<string, string>>;
}

const DNS_PORT = 53;
const DNS_LABELS = { "k8s-app": "kube-dns" };

export const nameService = perWorld((world): NameService => {
  const service = world.services.find(
    ({ metadata, spec }) =>
      metadata.namespace === SYSTEM_NAMESPACE &&
      spec.selector !== undefined &&
      (spec.ports ?? []).some(({ port }) => port === DNS_PORT) &&
      world.backing(SYSTEM_NAMESPACE, spec.selector).length > 0,
  );
  const labels = service?.spec.selector ?? DNS_LABELS;
  const pods = world.backing(SYSTEM_NAMESPACE, labels);
  if (pods.length === 0) {
    const requirements = mapRequirements(DNS_LABELS);
    const ends = [{ namespace: SYSTEM_NAMESPACE, requirements }];
    return { ends, known: false, port: DNS_PORT, labels: DNS_LABELS };
  }
  const target = service?.spec.ports?.find(({ port }) => port === DNS_PORT)?.targetPort;
  return { ends: pods.map(endOf), known: true, port: resolved(target, pods), labels };
});

function resolved(target: number | string | undefined, pods: readonly LintPod[]): number {
  if (typeof target === "number") return target === 0 ? DNS_PORT : target;
  const declared = pods.flatMap(({ ports }) => ports).find(({ name }) => name === target);
  return target === undefined ? DNS_PORT : (declared?.port ?? DNS_PORT);
}

export function isNameServer(world: LintWorld, end: End): boolean {
  return nameService(world).ends.some(
    ({ pod, namespace }) => pod !== undefined && pod === end.pod && namespace === end.namespace,
  );
}

function dnsPort(world: LintWorld, protocol: Protocol): readonly CompiledPort[] {
  const { port } = nameService(world);
  return [{ protocol, port: { kind: "numbers", range: { from: port, to: port } } }];
}

/** Does a rule name the port of DNS itself, rather than allow every port? */
function namesPort(world: LintWorld, rule: CompiledRule, protocol: Protocol): boolean {
  return rule.ports.length > 0 && portsMeet(rule.ports, dnsPort(world, protocol), undefined);
}

/**
 * The rule by which an end may ask for names over a protocol. A rule that names the port and a
 * block of addresses is taken for one, whoever has the addresses: a node's cache, a server outside
 * (S61).
 */
export function dnsRule(
  world: LintWorld,
  subject: End,
  protocol: "UDP" | "TCP",
): CompiledRule | undefined {
  for (const policy of isolating(world, subject, "Egress", "some")) {
    const rule = ruleOfPolicy(world, policy)[protocol];
    if (rule !== undefined) return rule;
  }
  return undefined;
}

type DnsRules = Readonly<Record<"UDP" | "TCP", CompiledRule | undefined>>;

const known = perWorld(() => new Map<CompiledPolicy, DnsRules>());

/** The first rule of a policy that lets its pods ask, whichever pods they are. */
function ruleOfPolicy(world: LintWorld, policy: CompiledPolicy): DnsRules {
  const all = known(world);
  let rules = all.get(policy);
  if (rules === undefined) {
    const find = (protocol: Protocol): CompiledRule | undefined =>
      policy.rules.Egress?.find((rule) => letsAsk(world, policy, rule, protocol));
    all.set(policy, (rules = { UDP: find("UDP"), TCP: find("TCP") }));
  }
  return rules;
}

function letsAsk(
  world: LintWorld,
  policy: CompiledPolicy,
  rule: CompiledRule,
  protocol: Protocol,
): boolean {
  const { ends } = nameService(world);
  const ports = dnsPort(world, protocol);
  if (!ends.some(({ pod }) => portsMeet(rule.ports, ports, pod))) return false;
  if (rule.peers.length === 0) return true;
  const explicit = namesPort(world, rule, protocol);
  return rule.peers.some(
    (peer) =>
      (explicit && peer.kind === "ipBlock") ||
      ends.some((end) => peerFits(world, peer, policy.ref.namespace, end, "some")),
  );
}

/** The peer that means the name servers. */
export function dnsPeer(world: LintWorld): NetworkPolicyPeer {
  return {
    namespaceSelector: { matchLabels: { [NAMESPACE_NAME_LABEL]: SYSTEM_NAMESPACE } },
    podSelector: { matchLabels: nameService(world).labels },
  };
}

/** A rule that lets names be asked for, over UDP and TCP. */
export function dnsEgressRule(world: LintWorld): NetworkPolicyEgressRule {
  const { port } = nameService(world);
  return {
    to: [dnsPeer(world)],
    ports: [
      { protocol: "UDP", port },
      { protocol: "TCP", port },
    ],
  };
}

/** Pods on the host's network, and the node's own checks: neither is what policies are about. */
import { requirementsMatch } from "../../api/labels.ts";
import type { Json } from "../../api/json.ts";
import { cidrContains, parseIP } from "../../net/ip.ts";
import type { IPAddress } from "../../net/ip.ts";
import type { CompiledPolicy, CompiledRule, CompiledSelector } from "../../netpol/compile.ts";
import { peersKey, replacing, withRule } from "../change.ts";
import { rulesInForce } from "../peers.ts";
import { inPolicy } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { list, record } from "../sources.ts";
import { namedPods } from "../words.ts";
import { asJson, perWorld } from "../world.ts";
import type { LintNamespace, LintPod, LintWorld } from "../world.ts";

function hostPods(
  { hostPods: pods }: LintNamespace,
  selector: CompiledSelector | undefined,
): LintPod[] {
  return pods.filter(({ labels }) => requirementsMatch(selector?.requirements ?? [], labels));
}

const isEmpty = (selector: CompiledSelector | undefined): boolean =>
  (selector?.requirements.length ?? 0) === 0;

/** S46. */
export const hostnetworkSelected: Rule = {
  code: "hostnetwork-selected",
  severity: "warning",
  title: "A pod on the host's network is selected",
  why: "Most plugins cannot tell a hostNetwork pod from its node: no policy guards it, no podSelector means it.",
  remedy:
    "Guard such pods on the node; to let them in, use an ipBlock with the addresses of the nodes.",
  *check(world) {
    const { hostNetwork } = world.profile;
    if (hostNetwork === "identity") return;
    for (const policy of world.policies) {
      const space = world.namespaces.get(policy.ref.namespace);
      const pods = space === undefined ? [] : hostPods(space, policy.podSelector);
      if (pods.length === 0) continue;
      const message = `${namedPods(pods)} ${pods.length === 1 ? "uses" : "use"} the host's network: this policy does not guard ${pods.length === 1 ? "it" : "them"}.`;
      yield inPolicy(policy, "spec.podSelector", message);
    }
    for (const { policy, direction, rule } of rulesInForce(world)) {
      for (const [index, peer] of rule.peers.entries()) {
        if (peer.kind !== "pods") continue;
        const { namespaceSelector, podSelector } = peer;
        const lets =
          hostNetwork === "node-address-peer" ||
          (hostNetwork === "pod-selector-peer" && podSelector !== undefined);
        if (lets) continue;
        const own = world.namespaces.get(policy.ref.namespace);
        const scope =
          namespaceSelector !== undefined
            ? world.matching(namespaceSelector)
            : own === undefined
              ? []
              : [own];
        const pods = scope.flatMap((space) => hostPods(space, podSelector));
        // a wide entry that means other pods, too, is not about these
        const others = scope.some(({ name }) => world.select(name, podSelector).length > 0);
        if (pods.length === 0 || (isEmpty(podSelector) && others)) continue;
        const path = `${rule.ref.path}.${peersKey(direction)}[${index}]`;
        const message = `${namedPods(pods)} ${pods.length === 1 ? "uses" : "use"} the host's network: this entry does not match ${pods.length === 1 ? "it" : "them"}.`;
        yield inPolicy(policy, path, message);
      }
    }
  },
};

const PROBES = ["livenessProbe", "readinessProbe", "startupProbe"] as const;
const ACTIONS = ["httpGet", "tcpSocket", "grpc"] as const;

/** Ports that the kubelet asks a pod on. */
function probePorts({ pod, ports }: LintPod): ReadonlySet<number> {
  const found = new Set<number>();
  for (const json of list(record(asJson(pod)["spec"])["containers"])) {
    for (const probe of PROBES) {
      const action = record(record(json)[probe]);
      for (const kind of ACTIONS) {
        const port = numberOf(record(action[kind])["port"], ports);
        if (port !== undefined) found.add(port);
      }
    }
  }
  return found;
}

function numberOf(port: Json | undefined, declared: LintPod["ports"]): number | undefined {
  if (typeof port === "number") return port;
  return declared.find(({ name }) => name !== undefined && name === port)?.port;
}

const SAYS_PROBE =
  /(^|[-.])(kubelet|probes?|health|healthz|healthchecks?|liveness|readiness)($|[-.])/;

/** Addresses of the nodes, as far as their objects are given. */
const nodeAddresses = perWorld((world: LintWorld): readonly IPAddress[] =>
  world.nodes.flatMap(({ status }) =>
    (status?.addresses ?? []).flatMap(({ type, address }) =>
      type === "InternalIP" ? (parseIP(address) ?? []) : [],
    ),
  ),
);

/** S43. */
export const probeRuleUnneeded: Rule = {
  code: "probe-rule-unneeded",
  severity: "info",
  title: "A rule for the kubelet's probes",
  why: "Traffic from a pod's own node is always allowed, so probes pass whatever the policies say.",
  remedy: "Remove the rule, unless other nodes are to connect, too.",
  *check(world) {
    if (world.profile.ingressFromLocalNode !== "allowed") return;
    for (const { policy, direction, rule } of rulesInForce(world)) {
      if (direction !== "Ingress" || rule.peers.length === 0 || !isOfNodes(world, rule)) continue;
      if (!SAYS_PROBE.test(policy.ref.name) && !opensProbePorts(world, policy, rule)) continue;
      yield inPolicy(
        policy,
        rule.ref.path,
        "It allows node addresses for probes, but a pod's own node is always allowed.",
        [
          replacing(
            "Remove the rule",
            withRule(policy, direction, rule.ref.index, () => undefined),
          ),
        ],
      );
    }
  },
};

/** Are all peers blocks of nodes: with a node in each, where nodes are known, and with no pod? */
function isOfNodes(world: LintWorld, { peers }: CompiledRule): boolean {
  const nodes = nodeAddresses(world);
  return peers.every((peer) => {
    if (peer.kind !== "ipBlock" || peer.block === undefined || peer.block.prefix === 0)
      return false;
    const { block } = peer;
    if (nodes.length > 0 && !nodes.some((ip) => cidrContains(block, ip))) return false;
    return !world.pods.some(({ addresses }) => addresses.some((ip) => cidrContains(block, ip)));
  });
}

function opensProbePorts(
  world: LintWorld,
  policy: CompiledPolicy,
  { ports }: CompiledRule,
): boolean {
  if (ports.length === 0 || nodeAddresses(world).length === 0) return false;
  const probed = new Set<number>();
  for (const pod of world.select(policy.ref.namespace, policy.podSelector)) {
    for (const port of probePorts(pod)) probed.add(port);
  }
  return ports.every(
    ({ port, protocol }) =>
      protocol === "TCP" &&
      port?.kind === "numbers" &&
      port.range.from === port.range.to &&
      probed.has(port.range.from),
  );
}

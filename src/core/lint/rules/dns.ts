/** Rules about names: egress that forgets DNS, or allows half of it, and DNS itself closed. */
import type { NetworkPolicyPort } from "../../api/objects.ts";
import { portMatches, judgePort } from "../../netpol/match.ts";
import type { CompiledPolicy, CompiledRule } from "../../netpol/compile.ts";
import { replacing, rulesOf, withRule, withRules } from "../change.ts";
import { dnsEgressRule, dnsRule, isNameServer, nameService } from "../dns.ts";
import { subjectsOf } from "../ends.ts";
import type { End } from "../ends.ts";
import { inPolicy } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { perWorld } from "../world.ts";
import type { LintWorld } from "../world.ts";
import { podsText } from "../words.ts";

interface DnsState {
  readonly policy: CompiledPolicy;
  /** Subjects that may not ask at all, over UDP. */
  readonly deaf: readonly End[];
  /** A rule for UDP while TCP is closed, or the other way round. */
  readonly udpOnly: CompiledRule | undefined;
  readonly tcpOnly: CompiledRule | undefined;
}

/** How the pods of each policy with egress rules stand to DNS. */
const dnsStates = perWorld((world): readonly DnsState[] =>
  world.policies
    .filter(({ rules }) => (rules.Egress?.length ?? 0) > 0)
    .map((policy) => stateOf(world, policy)),
);

function stateOf(world: LintWorld, policy: CompiledPolicy): DnsState {
  const deaf: End[] = [];
  let udpOnly: CompiledRule | undefined;
  let tcpOnly: CompiledRule | undefined;
  for (const end of subjectsOf(world, policy)) {
    if (isNameServer(world, end)) continue;
    const udp = dnsRule(world, end, "UDP");
    const tcp = dnsRule(world, end, "TCP");
    if (udp === undefined && tcp === undefined) deaf.push(end);
    else if (tcp === undefined) udpOnly ??= udp;
    else if (udp === undefined) {
      // a rule for every TCP port of somebody is no attempt at DNS
      if (portEntry(world, tcp, "TCP") >= 0) tcpOnly ??= tcp;
      else deaf.push(end);
    }
  }
  return { policy, deaf, udpOnly, tcpOnly };
}

/** The entry of a rule's ports by which DNS passes, when it names the port; -1 otherwise. */
function portEntry(
  world: LintWorld,
  { ports, ref }: CompiledRule,
  protocol: "UDP" | "TCP",
): number {
  const { port } = nameService(world);
  return ports.findIndex(
    (entry) =>
      entry.port !== undefined &&
      (entry.port.kind === "name"
        ? entry.protocol === protocol
        : portMatches(judgePort(entry, ref.direction, undefined, port, protocol, world.profile))),
  );
}

/** S60. */
export const dnsEgressMissing: Rule = {
  code: "dns-egress-missing",
  severity: "warning",
  title: "Egress rules without DNS",
  why: "A pod isolated for egress cannot look up names unless a rule allows it, so even allowed targets fail by name.",
  remedy: "Allow UDP and TCP port 53 to the cluster's DNS pods.",
  *check(world) {
    for (const { policy, deaf } of dnsStates(world)) {
      if (deaf.length === 0) continue;
      const rules = [...rulesOf(policy, "Egress"), ruleOf(world)];
      yield inPolicy(
        policy,
        "spec.egress",
        `${podsText(deaf)} cannot look up names: no egress rule allows port ${nameService(world).port} to the DNS pods.`,
        [replacing("Allow DNS to kube-system", withRules(policy, "Egress", rules))],
      );
    }
  },
};

function ruleOf(world: LintWorld) {
  const { to, ports } = dnsEgressRule(world);
  return { ...(to && { peers: to }), ...(ports && { ports }) };
}

const OTHER = { UDP: "TCP", TCP: "UDP" } as const;

function halfRule(
  protocol: "UDP" | "TCP",
  rule: Omit<Rule, "check" | "severity"> & { readonly message: string },
): Rule {
  const { message, ...about } = rule;
  return {
    ...about,
    severity: "warning",
    *check(world) {
      // the rule may stand in another policy than the one whose pods were asked
      const found = new Map<string, CompiledRule>();
      for (const state of dnsStates(world)) {
        const half = protocol === "UDP" ? state.udpOnly : state.tcpOnly;
        if (half === undefined) continue;
        const { policy, path } = half.ref;
        found.set(`${policy.namespace}/${policy.name} ${path}`, half);
      }
      for (const { ref } of found.values()) {
        const policy = world
          .policiesIn(ref.policy.namespace)
          .find(({ ref: { name } }) => name === ref.policy.name);
        const own = policy?.rules.Egress?.[ref.index];
        if (policy === undefined || own === undefined) continue;
        const entry = portEntry(world, own, protocol);
        const path = entry < 0 ? ref.path : `${ref.path}.ports[${entry}]`;
        const add: NetworkPolicyPort = {
          protocol: OTHER[protocol],
          port: nameService(world).port,
        };
        const fixed = withRule(policy, "Egress", ref.index, (old) => ({
          ...old,
          ports: (old.ports ?? []).toSpliced(
            entry < 0 ? (old.ports ?? []).length : entry + 1,
            0,
            add,
          ),
        }));
        yield inPolicy(policy, path, message, [
          replacing(`Add ${OTHER[protocol]} port ${nameService(world).port}`, fixed),
        ]);
      }
    },
  };
}

export const dnsUdpOnly = halfRule("UDP", {
  code: "dns-udp-only",
  title: "DNS over UDP alone",
  why: "Answers that do not fit a UDP packet are asked for again over TCP, and then wait in vain.",
  remedy: "Allow port 53 over TCP beside UDP.",
  message: "DNS is allowed over UDP but not over TCP: long answers will not arrive.",
});

export const dnsTcpOnly = halfRule("TCP", {
  code: "dns-tcp-only",
  title: "DNS over TCP alone",
  why: "A port without protocol is a TCP port, and lookups begin over UDP: they time out.",
  remedy: "Add an entry with protocol UDP and port 53.",
  message: "DNS is allowed over TCP but not over UDP: lookups time out.",
});

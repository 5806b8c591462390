/** Ports as pods have them: not the Service's, not names nobody gives, not those of answers. */
import { mapRequirements } from "../../api/labels.ts";
import type { IntOrString, Service, ServicePort } from "../../api/objects.ts";
import type { CompiledPolicy, CompiledPort, CompiledRule } from "../../netpol/compile.ts";
import { formatRange } from "../../net/ports.ts";
import type { Direction } from "../../netpol/types.ts";
import { replacing, rulesOf, withPort, withRule } from "../change.ts";
import { peerEnds, subjectsOf } from "../ends.ts";
import type { End } from "../ends.ts";
import { rulesInForce } from "../peers.ts";
import { inPolicy } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { implies } from "../selectors.ts";
import { isSlip } from "../twins.ts";
import { namedPods, podCount } from "../words.ts";
import { perWorld } from "../world.ts";
import type { LintPod, LintWorld } from "../world.ts";

interface PortEntry {
  readonly policy: CompiledPolicy;
  readonly direction: Direction;
  readonly rule: CompiledRule;
  readonly index: number;
  readonly entry: CompiledPort;
  readonly path: string;
  /** Whose port it is; undefined where the peers are not (only) pods. */
  readonly destinations: readonly End[] | undefined;
}

const portEntries = perWorld((world): readonly PortEntry[] => {
  const subjects = new Map<CompiledPolicy, readonly End[]>();
  return [...rulesInForce(world)].flatMap(({ policy, direction, rule }) => {
    if (rule.ports.length === 0) return [];
    let destinations: readonly End[] | undefined;
    if (direction === "Ingress") {
      destinations = subjects.get(policy) ?? subjectsOf(world, policy);
      subjects.set(policy, destinations);
    } else {
      destinations = podsOf(world, policy, rule);
    }
    return rule.ports.map((entry, index): PortEntry => {
      const path = `${rule.ref.path}.ports[${index}]`;
      return { policy, direction, rule, index, entry, path, destinations };
    });
  });
});

function podsOf(
  world: LintWorld,
  policy: CompiledPolicy,
  rule: CompiledRule,
): readonly End[] | undefined {
  if (rule.peers.length === 0) return undefined;
  const ends = rule.peers.map((peer) => peerEnds(world, peer, policy.ref.namespace));
  return ends.every((list) => list !== undefined) ? ends.flat() : undefined;
}

const podsAmong = (ends: readonly End[]): LintPod[] => ends.flatMap(({ pod }) => pod ?? []);

/** The single number of an entry. */
function numberOf({ port }: CompiledPort): number | undefined {
  return port?.kind === "numbers" && port.range.from === port.range.to
    ? port.range.from
    : undefined;
}

/** Services of pods among the ends. */
function servicesOf(world: LintWorld, ends: readonly End[]): readonly Service[] {
  const spaces = new Set(ends.map(({ namespace }) => namespace));
  return world.services.filter(({ metadata, spec }) => {
    const { namespace = "default" } = metadata;
    const { selector } = spec;
    if (selector === undefined || !spaces.has(namespace)) return false;
    const wants = mapRequirements(selector);
    return ends.some((end) => {
      if (end.namespace !== namespace) return false;
      if (end.pod !== undefined) return world.backing(namespace, selector).includes(end.pod);
      return (
        end.requirements.length > 0 &&
        (implies(end.requirements, wants) || implies(wants, end.requirements))
      );
    });
  });
}

/** S51. */
export const servicePortNotPodPort: Rule = {
  code: "service-port-not-pod-port",
  severity: "warning",
  title: "The port of a Service instead of the pod's",
  why: "A policy sees the connection at the pod, after the Service has put its targetPort in place of its port.",
  remedy: "Write the targetPort of the Service.",
  *check(world) {
    if (world.services.length === 0) return;
    for (const at of portEntries(world)) {
      const { policy, direction, rule, index, entry, path, destinations } = at;
      const number = numberOf(entry);
      if (number === undefined || destinations === undefined) continue;
      if (direction === "Egress" && world.profile.egressStage === "pre-dnat") continue;
      const pods = podsAmong(destinations);
      const declares = (port: number): boolean =>
        pods.some(({ ports }) =>
          ports.some((own) => own.port === port && own.protocol === entry.protocol),
        );
      if (declares(number)) continue;
      for (const { metadata, spec } of servicesOf(world, destinations)) {
        const found: ServicePort | undefined = (spec.ports ?? []).find(
          ({ port, protocol = "TCP" }) => port === number && protocol === entry.protocol,
        );
        const target = targetOf(found?.targetPort, entry, pods);
        if (target === undefined || target === number) continue;
        if (rule.ports.some((other) => isTarget(other, entry, target))) continue;
        const old = rulesOf(policy, direction)[rule.ref.index]?.ports?.[index];
        yield inPolicy(
          policy,
          `${path}.port`,
          `${number} is the port of Service ${metadata.name}; its pods listen on ${target}.`,
          [
            replacing(
              `Use port ${target}`,
              withPort(policy, direction, rule.ref.index, index, { ...old, port: target }),
            ),
          ],
        );
        break;
      }
    }
  },
};

/** The pods' port behind a Service's: a number where it is one or the pods tell, else the name. */
function targetOf(
  targetPort: IntOrString | undefined,
  { protocol }: CompiledPort,
  pods: readonly LintPod[],
): IntOrString | undefined {
  if (targetPort === undefined || targetPort === 0 || typeof targetPort === "number") {
    return targetPort === 0 ? undefined : targetPort;
  }
  const numbers = new Set(
    pods.flatMap(({ ports }) =>
      ports
        .filter((own) => own.name === targetPort && own.protocol === protocol)
        .map(({ port }) => port),
    ),
  );
  const [only, ...more] = numbers;
  return only === undefined || more.length > 0 ? targetPort : only;
}

function isTarget(other: CompiledPort, entry: CompiledPort, target: IntOrString): boolean {
  if (other.protocol !== entry.protocol) return false;
  if (other.port === undefined) return true;
  if (other.port.kind === "name") return other.port.name === target;
  return (
    typeof target === "number" && other.port.range.from <= target && target <= other.port.range.to
  );
}

interface Named {
  readonly at: PortEntry;
  readonly name: string;
  readonly pods: readonly LintPod[];
  readonly with: readonly LintPod[];
}

/** Port names, with the destinations that are there and those that know the name (S34). */
const namedEntries = perWorld((world): readonly Named[] =>
  portEntries(world).flatMap((at): Named[] => {
    const { entry, rule } = at;
    if (entry.port?.kind !== "name") return [];
    const { name } = entry.port;
    const anyone = at.direction === "Egress" && rule.peers.length === 0;
    const pods = anyone ? world.pods : podsAmong(at.destinations ?? []);
    const knows = pods.filter(({ ports }) =>
      ports.some((own) => own.name === name && own.protocol === entry.protocol),
    );
    return [{ at, name, pods, with: knows }];
  }),
);

export const namedPortUnknown: Rule = {
  code: "named-port-unknown",
  severity: "warning",
  title: "A port name that no pod gives",
  why: "A port name means a container port of the destination pod; a name that no pod gives matches nothing.",
  remedy: "Use the name or the number from the pod's `ports`; names of Service ports do not count.",
  *check(world) {
    for (const { at, name, pods, with: knows } of namedEntries(world)) {
      if (pods.length === 0 || knows.length > 0) continue;
      const { policy, direction, rule, index, entry, path, destinations } = at;
      const better = betterPort(world, name, entry, pods, destinations ?? []);
      const old = rulesOf(policy, direction)[rule.ref.index]?.ports?.[index];
      const fixes =
        better === undefined
          ? []
          : [
              replacing(
                `Use ${better.text}`,
                withPort(policy, direction, rule.ref.index, index, { ...old, ...better.entry }),
              ),
            ];
      const hint = better === undefined ? "" : ` ${better.why}`;
      const who = pods.length === 1 ? namedPods(pods) : `None of ${podCount(pods.length)}`;
      const verb = pods.length === 1 ? "has no" : "has a";
      const message = `${who} ${verb} ${entry.protocol} port named ${name}.${hint}`;
      yield inPolicy(policy, `${path}.port`, message, fixes);
    }
  },
};

interface Better {
  readonly entry: { readonly port: IntOrString; readonly protocol: CompiledPort["protocol"] };
  readonly text: string;
  readonly why: string;
}

function betterPort(
  world: LintWorld,
  name: string,
  { protocol }: CompiledPort,
  pods: readonly LintPod[],
  ends: readonly End[],
): Better | undefined {
  for (const { metadata, spec } of servicesOf(world, ends)) {
    const port = (spec.ports ?? []).find((candidate) => candidate.name === name);
    const target = port?.targetPort;
    if (target === undefined || target === 0 || target === name) continue;
    return {
      entry: { port: target, protocol: port?.protocol ?? "TCP" },
      text: `port ${target}`,
      why: `It is a port name of Service ${metadata.name}; the pods' port is ${target}.`,
    };
  }
  const declared = pods.flatMap(({ ports }) => ports);
  const other = declared.find((own) => own.name === name);
  if (other !== undefined) {
    return {
      entry: { port: name, protocol: other.protocol },
      text: `protocol ${other.protocol}`,
      why: `The port of that name is a ${other.protocol} port.`,
    };
  }
  const close = declared.find(
    (own) => own.name !== undefined && own.protocol === protocol && isSlip(own.name, name),
  );
  if (close?.name === undefined) return undefined;
  const why = `Did you mean ${close.name}?`;
  return { entry: { port: close.name, protocol }, text: `port ${close.name}`, why };
}

export const namedPortPartial: Rule = {
  code: "named-port-partial",
  severity: "info",
  title: "A port name that only some pods give",
  why: "The rule reaches only those destination pods that give a port this name; the others stay closed.",
  remedy: "Name the port in the other pods, too, or use numbers.",
  *check(world) {
    for (const { at, name, pods, with: knows } of namedEntries(world)) {
      const { policy, direction, rule, entry, path } = at;
      if (knows.length === 0 || (direction === "Egress" && rule.peers.length === 0)) continue;
      // a pod that declares no port at all serves nothing that could be missed
      const without = pods.filter(
        (pod) =>
          !knows.includes(pod) && pod.ports.some(({ protocol }) => protocol === entry.protocol),
      );
      if (without.length === 0) continue;
      const message = `${namedPods(without)} ${without.length === 1 ? "has" : "have"} no port named ${name}; the rule does not open ${without.length === 1 ? "it" : "them"}.`;
      yield inPolicy(policy, `${path}.port`, message);
    }
  },
};

const EPHEMERAL_END = 60_999;
const EPHEMERAL_WIDTH = 10_000;
const FIRST_FREE = 1024;

/** S7. */
export const replyRuleUnneeded: Rule = {
  code: "reply-rule-unneeded",
  severity: "info",
  title: "Ports opened for answers",
  why: "Answers to an allowed connection always pass; a rule for ephemeral ports lets in new connections instead.",
  remedy: "Remove the range: the rule for the first packet is enough.",
  *check(world) {
    for (const { policy, direction, rule, index, entry, path, destinations } of portEntries(
      world,
    )) {
      if (entry.port?.kind !== "numbers") continue;
      const { range } = entry.port;
      const { from, to } = range;
      if (from < FIRST_FREE || to < EPHEMERAL_END || to - from < EPHEMERAL_WIDTH) continue;
      const serves = podsAmong(destinations ?? []).some(({ ports }) =>
        ports.some((own) => own.protocol === entry.protocol && own.port >= from && own.port <= to),
      );
      if (serves) continue;
      const only = rule.ports.length === 1;
      const fixed = only
        ? withRule(policy, direction, rule.ref.index, () => undefined)
        : withPort(policy, direction, rule.ref.index, index);
      yield inPolicy(
        policy,
        path,
        `${entry.protocol} ${formatRange(range)} are the ports that answers go to; answers need no rule.`,
        [replacing(only ? "Remove the rule" : "Remove the range", fixed)],
      );
    }
  },
};

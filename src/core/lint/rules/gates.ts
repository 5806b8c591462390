/** Both ends must allow (S4): rules that open one gate while the other stays closed. */
import type { CompiledPeer, CompiledPolicy, CompiledRule } from "../../netpol/compile.ts";
import type { Direction } from "../../netpol/types.ts";
import type { NetworkPolicy, NetworkPolicyPeer } from "../../api/objects.ts";
import { NAMESPACE_NAME_LABEL } from "../../netpol/normalise.ts";
import { freeName, peersKey, rulesKey, rulesOf } from "../change.ts";
import { dnsEgressRule, dnsRule, isNameServer } from "../dns.ts";
import { closing, peerEnds, subjectsOf } from "../ends.ts";
import type { End } from "../ends.ts";
import type { Fix } from "../finding.ts";
import { isInSplitPair, isJoinedItem, peerSpecs, rulesInForce } from "../peers.ts";
import { inPolicy } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { listed, podsText } from "../words.ts";
import { perWorld } from "../world.ts";
import type { LintPod, LintWorld } from "../world.ts";

interface ClosedGate {
  readonly policy: CompiledPolicy;
  /** Of the rule that opens. */
  readonly direction: Direction;
  readonly rule: CompiledRule;
  readonly index: number;
  readonly peer: CompiledPeer;
  readonly subjects: readonly End[];
  readonly others: readonly End[];
  /** The policies that close the other gate. */
  readonly by: readonly CompiledPolicy[];
}

const signatures = new WeakMap<LintPod, string>();

/** Pods of one signature are alike to every rule but those of address blocks. */
function signature(end: End): string {
  const { pod } = end;
  if (pod === undefined) return "";
  let known = signatures.get(pod);
  if (known === undefined) {
    known = JSON.stringify([pod.namespace, Object.entries(pod.labels).sort(), pod.ports]);
    signatures.set(pod, known);
  }
  return known;
}

/** One end of each signature: replicas are asked once. */
function distinct(ends: readonly End[]): readonly End[] {
  let known = distinctEnds.get(ends);
  if (known === undefined) distinctEnds.set(ends, (known = firstOfEach(ends)));
  return known;
}

const distinctEnds = new WeakMap<readonly End[], readonly End[]>();

function firstOfEach(ends: readonly End[]): readonly End[] {
  const seen = new Map<string, End>();
  for (const end of ends) {
    const key = signature(end);
    if (!seen.has(key)) seen.set(key, end);
  }
  return [...seen.values()];
}

/** Entries of a direction whose peers, all of them, are closed towards the subjects. */
function closedGates(world: LintWorld, direction: Direction): readonly ClosedGate[] {
  const gates: ClosedGate[] = [];
  const subjectsBy = new Map<CompiledPolicy, readonly End[]>();
  for (const { policy, direction: own, rule } of rulesInForce(world)) {
    if (own !== direction || !world.profile.enforces[own]) continue;
    for (const [index, peer] of rule.peers.entries()) {
      if (isInSplitPair(world, rule, index) || isJoinedItem(world, rule, index)) continue;
      const others = peerEnds(world, peer, policy.ref.namespace) ?? [];
      if (others.length === 0) continue;
      let subjects = subjectsBy.get(policy);
      if (subjects === undefined) {
        subjects = distinct(subjectsOf(world, policy));
        subjectsBy.set(policy, subjects);
      }
      const by = allClosed(world, direction, rule, subjects, distinct(others));
      if (by.length > 0) gates.push({ policy, direction, rule, index, peer, subjects, others, by });
    }
  }
  return gates;
}

/** The policies that close every gate to every subject; empty as soon as one may be open. */
function allClosed(
  world: LintWorld,
  direction: Direction,
  rule: CompiledRule,
  subjects: readonly End[],
  others: readonly End[],
): readonly CompiledPolicy[] {
  const by = new Set<CompiledPolicy>();
  const far = direction === "Ingress" ? "Egress" : "Ingress";
  for (const other of others) {
    for (const subject of subjects) {
      // a pod always reaches itself (S41)
      if (other.pod !== undefined && other.pod === subject.pod && others.length > 1) continue;
      if (other.pod !== undefined && other.pod === subject.pod) return [];
      const policies = closing(world, other, far, subject, rule.ports);
      if (policies.length === 0) return [];
      for (const policy of policies) by.add(policy);
    }
  }
  return [...by];
}

const closedCallers = perWorld((world) => closedGates(world, "Ingress"));
const closedTargets = perWorld((world) =>
  closedGates(world, "Egress").filter(
    ({ others }) => !others.some((end) => isNameServer(world, end)),
  ),
);

/** What the entry lets the others do, and which gate of theirs the policies still close. */
function inEach(
  gatesIn: (world: LintWorld) => readonly ClosedGate[],
  may: string,
  closed: string,
): Rule["check"] {
  return function* (world) {
    for (const gate of gatesIn(world)) {
      yield inPolicy(
        gate.policy,
        pathOf(gate),
        `${podsText(gate.others)} ${may}, but ${names(gate.by)} ${closes(gate.by)} their ${closed}.`,
        openingFixes(world, gate),
      );
    }
  };
}

export const callerEgressStillClosed: Rule = {
  code: "caller-egress-still-closed",
  severity: "warning",
  title: "Callers are let in but not out",
  why: "A connection needs both gates: the callers' own egress is isolated, and none of its rules allows this.",
  remedy: "Give the callers an egress rule for these pods and ports.",
  check: inEach(closedCallers, "may come in here", "egress"),
};

export const targetIngressStillClosed: Rule = {
  code: "target-ingress-still-closed",
  severity: "warning",
  title: "Targets may be called but do not let in",
  why: "A connection needs both gates: the targets' own ingress is isolated, and none of its rules allows this.",
  remedy: "Give the targets an ingress rule for these pods and ports.",
  check: inEach(closedTargets, "may be called", "ingress"),
};

const pathOf = ({ rule, direction, index }: ClosedGate): string =>
  `${rule.ref.path}.${peersKey(direction)}[${index}]`;

const names = (policies: readonly CompiledPolicy[]): string =>
  listed(
    policies.map(({ ref }) => ref.name),
    2,
  );

const closes = (policies: readonly CompiledPolicy[]): string =>
  policies.length === 1 ? "closes" : "close";

/** A policy at the other end, for just these pods and ports. */
function openingFixes(world: LintWorld, gate: ClosedGate): readonly Fix[] {
  const { policy, direction, rule, index, peer, others, subjects } = gate;
  const spaces = [...new Set(others.map(({ namespace }) => namespace))];
  const [namespace] = spaces;
  if (namespace === undefined || spaces.length > 1 || peer.kind !== "pods") return [];
  const spec = peerSpecs(policy, direction, rule.ref.index)[index] ?? {};
  const back: NetworkPolicyPeer = {
    ...(namespace !== policy.ref.namespace && {
      namespaceSelector: { matchLabels: { [NAMESPACE_NAME_LABEL]: policy.ref.namespace } },
    }),
    podSelector: policy.source.spec?.podSelector ?? {},
  };
  const { ports } = rulesOf(policy, direction)[rule.ref.index] ?? {};
  const far = direction === "Ingress" ? "Egress" : "Ingress";
  const name = freeName(world, namespace, `${policy.ref.name}-${rulesKey(far)}`);
  if (name === undefined) return [];
  const opening = { [peersKey(far)]: [back], ...(ports && { ports }) };
  // callers that cannot look up names would not find the way
  const deaf = far === "Egress" && others.some((end) => dnsRule(world, end, "UDP") === undefined);
  const asks = deaf && !subjects.some((end) => isNameServer(world, end));
  const created: NetworkPolicy = {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace },
    spec: {
      podSelector: spec.podSelector ?? {},
      policyTypes: [far],
      [rulesKey(far)]: asks ? [opening, dnsEgressRule(world)] : [opening],
    },
  };
  const title =
    far === "Egress"
      ? `Allow the callers' egress${asks ? ", DNS too" : ""}`
      : "Allow ingress at the targets";
  return [{ title, edits: [{ kind: "create-policy", policy: created }] }];
}

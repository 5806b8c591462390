/**
 * What people wrongly believe about NetworkPolicies, as small variations of the real evaluator: a
 * belief either reads the objects in another way, or draws another conclusion from the right trace.
 * A wrong option of a quiz, the signature of a wrong turn and the counterexample all come from here,
 * so that each is what somebody with that belief would really expect.
 */
import type {
  Labels,
  LabelSelector,
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
  PolicyType,
} from "../api/objects.ts";
import { compileNetwork, recompile, type CompiledNetwork } from "../netpol/compile.ts";
import type { ClusterObjects } from "../netpol/endpoints.ts";
import {
  evaluate,
  policiesIsolating,
  questionsOf,
  ruleMatched,
  traceRule,
  type DirectionQuestion,
} from "../netpol/evaluate.ts";
import { policyTypesOf } from "../netpol/normalise.ts";
import type { DirectionVerdict, Endpoint, Flow, PolicyRef } from "../netpol/types.ts";

/** May this connection be opened? `servicePort` is set when a Service's port was dialled. */
export interface Question {
  readonly flow: Flow;
  readonly servicePort?: number;
}

export type Answer = (question: Question) => boolean;

export interface Misconception {
  /** As in `lessons/misconceptions.yaml`, where the words for people are. */
  readonly id: string;
  readonly flag: string;
  /**
   * The objects as somebody with this belief reads them. Policies are as they were written, before
   * the API server filled anything in; two beliefs are about just that.
   */
  readonly reads?: (objects: ClusterObjects) => ClusterObjects;
  /** The conclusion drawn from what was read. */
  readonly concludes?: (network: CompiledNetwork, objects: ClusterObjects) => Answer;
}

const truth = (network: CompiledNetwork): Answer => {
  return ({ flow }) => evaluate(network, flow).allowed;
};

/** What is really so. */
export function rightAnswer(objects: ClusterObjects): Answer {
  return truth(compileNetwork(objects));
}

/**
 * What somebody with the belief expects.
 * @param real the same objects compiled, where they are: what the belief leaves as it is, is taken
 */
export function believedAnswer(
  belief: Misconception,
  objects: ClusterObjects,
  real?: CompiledNetwork,
): Answer {
  const read = belief.reads?.(objects) ?? objects;
  const network = real === undefined ? compileNetwork(read) : recompile(real, read);
  const answer = (belief.concludes ?? truth)(network, read);
  if (real !== undefined && network.endpoints === real.endpoints) return answer;
  return ({ flow, ...question }) => answer({ ...question, flow: asRead(network, flow) });
}

/** The flow between the same pods with the labels that the belief sees on them. */
function asRead({ endpoints }: CompiledNetwork, flow: Flow): Flow {
  const read = (end: Endpoint): Endpoint => {
    if (end.kind !== "pod") return end;
    const found = endpoints.pod(end.namespace, end.name);
    return found.ok ? found.endpoint : end;
  };
  return { ...flow, source: read(flow.source), destination: read(flow.destination) };
}

// ---------------------------------------------------------------------------------------------
// Ways of reading

type Spec = (spec: NetworkPolicySpec, policy: NetworkPolicy) => NetworkPolicySpec;

const specs =
  (change: Spec) =>
  (objects: ClusterObjects): ClusterObjects => ({
    ...objects,
    policies: objects.policies.map((policy) => ({
      ...policy,
      spec: change(policy.spec ?? {}, policy),
    })),
  });

interface AnyRule {
  readonly peers: readonly NetworkPolicyPeer[] | undefined;
  readonly ports: readonly NetworkPolicyPort[] | undefined;
}

/** Changes every rule of both directions; `undefined` takes the rule away. */
const rules = (change: (rule: AnyRule) => AnyRule | undefined) =>
  specs((spec) => {
    const part = <T>(value: T | undefined, make: (value: T) => object): object =>
      value === undefined ? {} : make(value);
    const ingress = spec.ingress?.flatMap(({ from, ports }) => {
      const rule = change({ peers: from, ports });
      if (rule === undefined) return [];
      return [
        { ...part(rule.peers, (to) => ({ from: to })), ...part(rule.ports, (p) => ({ ports: p })) },
      ];
    });
    const egress = spec.egress?.flatMap(({ to, ports }) => {
      const rule = change({ peers: to, ports });
      if (rule === undefined) return [];
      return [
        {
          ...part(rule.peers, (peers) => ({ to: peers })),
          ...part(rule.ports, (p) => ({ ports: p })),
        },
      ];
    });
    return {
      ...spec,
      // what a direction is closed for stays as written, also when its last rule is gone
      policyTypes: policyTypesOf(spec),
      ...part(ingress, (list) => ({ ingress: list })),
      ...part(egress, (list) => ({ egress: list })),
    };
  });

const peers = (change: (peers: readonly NetworkPolicyPeer[]) => readonly NetworkPolicyPeer[]) =>
  rules((rule) => (rule.peers === undefined ? rule : { ...rule, peers: change(rule.peers) }));

const isEmpty = (selector: LabelSelector | undefined): boolean =>
  selector !== undefined &&
  Object.keys(selector.matchLabels ?? {}).length === 0 &&
  (selector.matchExpressions ?? []).length === 0;

/** Two items read as one: a namespaceSelector and the podSelector after or before it. */
function joined(list: readonly NetworkPolicyPeer[]): NetworkPolicyPeer[] {
  const out: NetworkPolicyPeer[] = [];
  for (const peer of list) {
    const last = out.at(-1);
    const fits =
      last !== undefined &&
      last.ipBlock === undefined &&
      peer.ipBlock === undefined &&
      (last.podSelector === undefined) !== (peer.podSelector === undefined) &&
      (last.namespaceSelector === undefined) !== (peer.namespaceSelector === undefined);
    if (fits) out[out.length - 1] = { ...last, ...peer };
    else out.push(peer);
  }
  return out;
}

function split(list: readonly NetworkPolicyPeer[]): NetworkPolicyPeer[] {
  return list.flatMap((peer): NetworkPolicyPeer[] =>
    peer.podSelector === undefined || peer.namespaceSelector === undefined
      ? [peer]
      : [{ namespaceSelector: peer.namespaceSelector }, { podSelector: peer.podSelector }],
  );
}

const lower = (labels: Labels): Labels =>
  Object.fromEntries(
    Object.entries(labels).map(([key, value]) => [key.toLowerCase(), value.toLowerCase()]),
  );

function lowerSelector(selector: LabelSelector): LabelSelector {
  return {
    matchLabels: lower(selector.matchLabels ?? {}),
    matchExpressions: (selector.matchExpressions ?? []).map(({ key, operator, values }) => ({
      key: key.toLowerCase(),
      operator,
      ...(values && { values: values.map((value) => value.toLowerCase()) }),
    })),
  };
}

const lowerPeer = (peer: NetworkPolicyPeer): NetworkPolicyPeer => ({
  ...peer,
  ...(peer.podSelector && { podSelector: lowerSelector(peer.podSelector) }),
  ...(peer.namespaceSelector && { namespaceSelector: lowerSelector(peer.namespaceSelector) }),
});

function caseBlind(objects: ClusterObjects): ClusterObjects {
  const relabel = <T extends { readonly metadata: { readonly labels?: Labels } }>(item: T): T => ({
    ...item,
    metadata: { ...item.metadata, labels: lower(item.metadata.labels ?? {}) },
  });
  const read = {
    ...objects,
    namespaces: objects.namespaces.map(relabel),
    pods: objects.pods.map(relabel),
  };
  const selected = specs((spec) => ({
    ...spec,
    podSelector: lowerSelector(spec.podSelector ?? {}),
  }))(read);
  return peers((list) => list.map(lowerPeer))(selected);
}

function everywhere(objects: ClusterObjects): ClusterObjects {
  return {
    ...objects,
    policies: objects.policies.flatMap((policy) =>
      objects.namespaces.map(({ metadata }) => ({
        ...policy,
        metadata: {
          ...policy.metadata,
          namespace: metadata.name,
          name: `${policy.metadata.namespace ?? ""}.${policy.metadata.name}`,
        },
      })),
    ),
  };
}

const PROTOCOLS = ["TCP", "UDP", "SCTP"] as const;
const BOTH: readonly PolicyType[] = ["Ingress", "Egress"];

// ---------------------------------------------------------------------------------------------
// Ways of concluding

/** A policy that guards a gate, and whether it lets the connection pass. */
interface Guard {
  readonly policy: PolicyRef;
  readonly allows: boolean;
}

/** Each gate by itself: `decide` is asked about gates that policies guard. */
const gates =
  (decide: (guards: readonly Guard[], order: readonly string[]) => boolean) =>
  (network: CompiledNetwork, objects: ClusterObjects): Answer => {
    const order = objects.policies.map(
      ({ metadata }) => `${metadata.namespace ?? "default"}/${metadata.name}`,
    );
    const guardsOf = (question: DirectionQuestion): readonly Guard[] => {
      const { subject, direction } = question;
      if (subject.kind !== "pod") return [];
      return policiesIsolating(network, subject, direction).map(({ ref, rules }) => ({
        policy: ref,
        allows: (rules[direction] ?? []).some((rule) =>
          ruleMatched(traceRule(rule, question, network)),
        ),
      }));
    };
    return ({ flow }) => {
      const { egress, ingress } = evaluate(network, flow);
      const [out, into] = questionsOf(flow);
      const passes = (verdict: DirectionVerdict, question: DirectionQuestion): boolean => {
        const guards = verdict.reason === "exempt" ? [] : guardsOf(question);
        return guards.length === 0 ? verdict.allowed : decide(guards, order);
      };
      return passes(egress, out) && passes(ingress, into);
    };
  };

/** The policy that stands last in the order of the files. */
function lastAllows(guards: readonly Guard[], order: readonly string[]): boolean {
  const place = (ref: PolicyRef): number => order.indexOf(`${ref.namespace}/${ref.name}`);
  return guards.reduce((a, b) => (place(b.policy) > place(a.policy) ? b : a)).allows;
}

/** A port that no rule names: replies go to a port that the caller's kernel picked. */
const REPLY_PORT = 49_152;

const isDns = ({ destination, port, protocol }: Flow): boolean =>
  destination.kind === "pod" &&
  destination.labels["k8s-app"] === "kube-dns" &&
  port === 53 &&
  protocol !== "ICMP";

const withoutNode = (end: Endpoint): Endpoint =>
  end.kind === "address" ? { kind: "address", ip: end.ip } : end;

/** One belief a line; a registry, so that a new one is one entry and its words. */
export const MISCONCEPTIONS: readonly Misconception[] = [
  { id: "M04", flag: "both_dirs", reads: specs((spec) => ({ ...spec, policyTypes: BOTH })) },
  {
    id: "M08",
    flag: "types_default_ingress_only",
    reads: specs((spec) => ({ ...spec, policyTypes: spec.policyTypes ?? ["Ingress"] })),
  },
  {
    id: "M13",
    flag: "intersect",
    concludes: gates((guards) => guards.every(({ allows }) => allows)),
  },
  { id: "M15", flag: "whole_ns", reads: specs((spec) => ({ ...spec, podSelector: {} })) },
  {
    id: "M16",
    flag: "podsel_any_ns",
    reads: peers((list) =>
      list.map((peer) =>
        peer.podSelector === undefined || peer.namespaceSelector !== undefined
          ? peer
          : { ...peer, namespaceSelector: {} },
      ),
    ),
  },
  { id: "M17", flag: "or_as_and", reads: peers(joined) },
  { id: "M18", flag: "and_as_or", reads: peers(split) },
  { id: "M18b", flag: "last_wins", concludes: gates(lastAllows) },
  {
    id: "M19",
    flag: "empty_none",
    reads: (objects) =>
      rules((rule) => {
        const kept = rule.peers?.filter(
          ({ podSelector, namespaceSelector }) =>
            !isEmpty(podSelector) && !isEmpty(namespaceSelector),
        );
        // a list that loses its last item lets nobody in; without items it would let in everybody
        if (rule.peers !== undefined && rule.peers.length > 0 && kept?.length === 0)
          return undefined;
        return { ...rule, peers: kept };
      })({
        ...objects,
        policies: objects.policies.filter(({ spec }) => !isEmpty(spec?.podSelector ?? {})),
      }),
  },
  {
    id: "M20",
    flag: "missing_none",
    reads: rules((rule) => ((rule.peers ?? []).length === 0 ? undefined : rule)),
  },
  {
    id: "M21",
    flag: "empty_list_all",
    reads: specs((spec) => {
      const types = policyTypesOf(spec);
      return {
        ...spec,
        policyTypes: types,
        ...(types.includes("Ingress") && (spec.ingress ?? []).length === 0 && { ingress: [{}] }),
        ...(types.includes("Egress") && (spec.egress ?? []).length === 0 && { egress: [{}] }),
      };
    }),
  },
  {
    id: "M22",
    flag: "service_port",
    concludes: (network) => {
      return ({ flow, servicePort = flow.port }) =>
        evaluate(network, { ...flow, port: servicePort }).allowed;
    },
  },
  {
    id: "M24b",
    flag: "proto_any",
    reads: rules((rule) => ({
      ...rule,
      ports: rule.ports?.flatMap((port) =>
        port.protocol === undefined ? PROTOCOLS.map((protocol) => ({ ...port, protocol })) : [port],
      ),
    })),
  },
  {
    id: "M25",
    flag: "no_egress_gate",
    concludes: (network) => {
      return ({ flow }) => evaluate(network, flow).ingress.allowed;
    },
  },
  {
    id: "M25",
    flag: "no_ingress_gate",
    concludes: (network) => {
      return ({ flow }) => evaluate(network, flow).egress.allowed;
    },
  },
  {
    id: "M26",
    flag: "stateless",
    concludes: (network) => {
      return ({ flow }) => {
        if (!evaluate(network, flow).allowed) return false;
        const { source, destination, viaService: _, ...rest } = flow;
        const reply = { ...rest, source: destination, destination: source, port: REPLY_PORT };
        return evaluate(network, reply).allowed;
      };
    },
  },
  {
    id: "M27",
    flag: "dns_free",
    concludes: (network) => {
      return ({ flow }) => isDns(flow) || evaluate(network, flow).allowed;
    },
  },
  {
    id: "M28",
    flag: "ns_name_label",
    reads: (objects) => ({
      ...objects,
      namespaces: objects.namespaces.map((namespace) => ({
        ...namespace,
        metadata: {
          ...namespace.metadata,
          labels: { name: namespace.metadata.name, ...namespace.metadata.labels },
        },
      })),
    }),
  },
  {
    id: "M33",
    flag: "node_blocked",
    concludes: (network) => {
      return ({ flow }) => evaluate(network, { ...flow, source: withoutNode(flow.source) }).allowed;
    },
  },
  { id: "M38", flag: "cluster_wide", reads: everywhere },
  { id: "M39", flag: "case_blind", reads: caseBlind },
];

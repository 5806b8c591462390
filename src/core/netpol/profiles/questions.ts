/**
 * Questions that the API leaves open, and whether a verdict hinges on one: asked of the flow itself,
 * by judging it again as each of the other plugins would answer that one question.
 */
import { withProfile } from "../compile.ts";
import type { CompiledNetwork, CompiledPolicy, CompiledRule } from "../compile.ts";
import { evaluate, policiesIsolating, questionsOf } from "../evaluate.ts";
import { selects } from "../match.ts";
import type { DecisionId, Profile } from "../profile.ts";
import type { Direction, Endpoint, Flow, Verdict } from "../types.ts";
import { PLUGINS } from "./registry.ts";

export type QuestionId =
  | "ipblock-pod"
  | "host-network"
  | "node"
  | "self"
  | "dual-stack"
  | "ipv6"
  | "icmp"
  | "sctp"
  | "end-port"
  | "named-port"
  | "service-address";

/** What another plugin makes of the same flow, by its answer to one question alone. */
export interface OtherPlugin {
  /** Its id. */
  readonly plugin: string;
  readonly allowed: boolean;
  /** The gates that it judges otherwise; where the other gate is shut, the verdict may be the same. */
  readonly gates: readonly Direction[];
  /** Those of the question's decisions in which it differs. */
  readonly decisions: readonly DecisionId[];
}

export interface OpenQuestion {
  readonly id: QuestionId;
  /** Some answer gives another verdict at one of the gates. */
  readonly hinges: boolean;
  readonly pluginsThatDiffer: readonly OtherPlugin[];
}

interface Question {
  /** Completes "It depends on the plugin …". */
  readonly title: string;
  /** The clause that says what is open. */
  readonly clause: string;
  readonly decisions: readonly DecisionId[];
  /** Can it matter for this flow? Cheap, and never false where it does. */
  concerns(flow: Flow, asked: Asked): boolean;
  /** Named for every flow that it concerns, whether or not the verdict hinges on it. */
  readonly always?: boolean;
  /** The same flow as another answer would have it, where no decision expresses that. */
  other?(flow: Flow): Flow | undefined;
}

/** What the rules that were asked about a flow contain. */
interface Asked {
  readonly isolated: boolean;
  readonly blocks: boolean;
  readonly names: boolean;
  readonly ranges: boolean;
}

const isNode = (end: Endpoint): boolean => end.kind === "address" && end.nodeName !== undefined;
const onHost = (end: Endpoint): boolean => end.kind === "pod" && end.hostNetwork;
const isDual = (end: Endpoint): boolean =>
  end.kind === "pod" &&
  end.ips.some((ip) => ip.includes(":")) &&
  end.ips.some((ip) => !ip.includes(":"));
const ends = ({ source, destination }: Flow): readonly Endpoint[] => [source, destination];

const NODE_DECISIONS = [
  "ingressFromLocalNode",
  "egressToLocalNode",
  "remoteNodes",
  "ipBlockMatchesNodes",
] as const satisfies readonly DecisionId[];

export const QUESTIONS: Readonly<Record<QuestionId, Question>> = {
  "ipblock-pod": {
    title: "whether an ipBlock matches the address of a pod",
    clause: "S29",
    decisions: ["ipBlockMatchesPods"],
    concerns: (_flow, { blocks }) => blocks,
  },
  "host-network": {
    title: "what a pod on the host's network is to policies",
    clause: "S46",
    decisions: ["hostNetwork", ...NODE_DECISIONS],
    concerns: (flow) => ends(flow).some(onHost),
    always: true,
  },
  node: {
    title: "what passes between pods and nodes",
    clause: "S43–S45",
    decisions: ["hostNetwork", ...NODE_DECISIONS],
    concerns: (flow) => ends(flow).some(isNode),
    always: true,
  },
  self: {
    title: "whether a pod reaches itself through its Service",
    clause: "S41",
    decisions: ["selfViaService"],
    concerns: ({ source, destination }) =>
      source.kind === "pod" &&
      destination.kind === "pod" &&
      source.name === destination.name &&
      source.namespace === destination.namespace,
    always: true,
  },
  "dual-stack": {
    title: "which address of a dual-stack pod an ipBlock sees",
    clause: "S28",
    decisions: [],
    concerns: (flow, { blocks }) => blocks && ends(flow).some(isDual),
    always: true,
    other: (flow) => {
      const [family] = questionsOf(flow);
      return { ...flow, family: family.family === 6 ? 4 : 6 };
    },
  },
  ipv6: {
    title: "whether IPv6 is filtered",
    clause: "S28",
    decisions: ["ipv6"],
    concerns: (flow, { isolated }) => isolated && questionsOf(flow)[0].family === 6,
  },
  icmp: {
    title: "what policies mean for ICMP",
    clause: "S63",
    decisions: ["icmp"],
    concerns: ({ protocol }, { isolated }) => isolated && protocol === "ICMP",
  },
  sctp: {
    title: "whether SCTP is filtered",
    clause: "S40",
    decisions: ["sctp"],
    concerns: ({ protocol }, { isolated }) => isolated && protocol === "SCTP",
  },
  "end-port": {
    title: "whether endPort is enforced",
    clause: "S36",
    decisions: ["endPort"],
    concerns: (_flow, { ranges }) => ranges,
  },
  "named-port": {
    title: "how the names of ports are read",
    clause: "S34, S35",
    decisions: ["namedPorts", "unsupportedPolicy"],
    concerns: (_flow, { names }) => names,
  },
  "service-address": {
    title: "whether egress sees the Service or the pod behind it",
    clause: "S31, S52",
    decisions: ["egressStage"],
    concerns: ({ dialled }, { isolated }) => isolated && dialled !== undefined,
  },
};

/**
 * The open questions that a flow raises: those its verdict hinges on, and those that are always
 * worth a word (nodes, the host's network, a pod and itself, two address families).
 */
export function openQuestions(whole: CompiledNetwork, flow: Flow): OpenQuestion[] {
  const network = narrowedTo(whole, flow);
  const asked = askedOf(network, flow);
  const concerned = Object.entries(QUESTIONS).filter(([, question]) =>
    question.concerns(flow, asked),
  ) as [QuestionId, Question][];
  if (concerned.length === 0) return [];
  const verdict = evaluate(network, flow);
  return concerned.flatMap(([id, question]) => {
    const pluginsThatDiffer = otherPlugins(network, flow, question, verdict);
    const other = question.other?.(flow);
    const hinges =
      pluginsThatDiffer.length > 0 ||
      (other !== undefined && gatesThatDiffer(verdict, evaluate(network, other)).length > 0);
    return hinges || question.always === true ? [{ id, hinges, pluginsThatDiffer }] : [];
  });
}

/**
 * The network with the policies that select an end of the flow and no others: judges this flow, and
 * no other, as the whole one does under every plugin.
 */
export function narrowedTo(
  network: CompiledNetwork,
  { source, destination }: Flow,
): CompiledNetwork {
  const byNamespace = new Map<string, CompiledPolicy[]>();
  const leftOut = new Set<CompiledPolicy>();
  for (const end of [source, destination]) {
    if (end.kind !== "pod") continue;
    const own = byNamespace.get(end.namespace) ?? [];
    for (const policy of network.byNamespace.get(end.namespace) ?? []) {
      if (selects(policy.podSelector, end.labels) && !own.includes(policy)) own.push(policy);
    }
    byNamespace.set(end.namespace, own);
    for (const policy of network.leftOut) {
      const { ref, podSelector } = policy;
      if (ref.namespace === end.namespace && selects(podSelector, end.labels)) leftOut.add(policy);
    }
  }
  const policies = [...byNamespace.values()].flat();
  return { ...network, policies, byNamespace, leftOut: [...leftOut] };
}

function otherPlugins(
  network: CompiledNetwork,
  flow: Flow,
  { decisions }: Question,
  verdict: Verdict,
): OtherPlugin[] {
  const { profile } = network;
  /** One judgement for all plugins that give the same answers. */
  const verdicts = new Map<string, Verdict>();
  return PLUGINS.flatMap(({ id, profile: theirs }) => {
    // a plugin that enforces nothing has no answers
    if (!theirs.enforces.Ingress && !theirs.enforces.Egress) return [];
    const different = decisions.filter((decision) => !sameValue(profile, theirs, decision));
    if (different.length === 0) return [];
    const key = different.map((decision) => JSON.stringify(theirs[decision])).join(" ");
    let other = verdicts.get(key);
    if (other === undefined) {
      const asTheirs = withProfile(network, withDecisions(profile, theirs, different));
      other = evaluate(asTheirs, flow);
      verdicts.set(key, other);
    }
    const gates = gatesThatDiffer(verdict, other);
    if (gates.length === 0) return [];
    return [{ plugin: id, allowed: other.allowed, gates, decisions: different }];
  });
}

function gatesThatDiffer(a: Verdict, b: Verdict): Direction[] {
  const gates: Direction[] = [];
  if (a.egress.allowed !== b.egress.allowed) gates.push("Egress");
  if (a.ingress.allowed !== b.ingress.allowed) gates.push("Ingress");
  return gates;
}

/** A profile with some decisions of another. */
export function withDecisions(
  profile: Profile,
  other: Profile,
  decisions: readonly DecisionId[],
): Profile {
  const taken = Object.fromEntries(decisions.map((decision) => [decision, other[decision]]));
  return { ...profile, ...taken, name: `${profile.name} with ${decisions.join(", ")}` };
}

export function sameValue(a: Profile, b: Profile, decision: DecisionId): boolean {
  return JSON.stringify(a[decision]) === JSON.stringify(b[decision]);
}

function askedOf(network: CompiledNetwork, flow: Flow): Asked {
  let isolated = false;
  const rules: CompiledRule[] = [];
  for (const { subject, direction } of questionsOf(flow)) {
    if (subject.kind !== "pod") continue;
    const left = network.leftOut.filter(({ ref }) => ref.namespace === subject.namespace);
    for (const policy of [...policiesIsolating(network, subject, direction), ...left]) {
      isolated = true;
      rules.push(...(policy.rules[direction] ?? []));
    }
  }
  const ports = rules.flatMap((rule) => rule.ports.map(({ port }) => port));
  return {
    isolated,
    blocks: rules.some(({ peers }) => peers.some(({ kind }) => kind === "ipBlock")),
    names: ports.some((port) => port?.kind === "name"),
    ranges: ports.some((port) => port?.kind === "numbers" && port.range.to > port.range.from),
  };
}

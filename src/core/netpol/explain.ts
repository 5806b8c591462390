/**
 * Everything that led to a verdict, as data: for each direction the policies that guard the gate
 * with every rule tried, and the policies of the namespace that do not guard it and why. The
 * sentences are made in `words.ts`; links into YAML are the paths in the comparisons.
 */
import type { CompiledNetwork, CompiledPolicy } from "./compile.ts";
import { evaluate, policiesIsolating, questionsOf, ruleMatched, traceRule } from "./evaluate.ts";
import type { DirectionQuestion } from "./evaluate.ts";
import { compareSelector, selects } from "./match.ts";
import { openQuestions } from "./profiles/questions.ts";
import type { OpenQuestion } from "./profiles/questions.ts";
import type {
  Comparison,
  Direction,
  DirectionVerdict,
  Endpoint,
  Flow,
  PodEndpoint,
  PolicyRef,
  RuleTrace,
  Verdict,
} from "./types.ts";

/** A policy that isolates the subject: its selector, and what each rule says. */
export interface PolicyTrace {
  readonly policy: PolicyRef;
  readonly selector: Comparison;
  /** One of its rules matches. */
  readonly allows: boolean;
  readonly rules: readonly RuleTrace[];
}

/** A policy of the subject's namespace that does not isolate it in this direction. */
export interface Bystander {
  readonly policy: PolicyRef;
  readonly reason: "selects-others" | "other-direction" | "left-out";
  readonly selector: Comparison;
  /** It has rules for this direction that have no effect, as policyTypes leaves it out (S9). */
  readonly idleRules: number;
}

export interface DirectionExplanation {
  readonly direction: Direction;
  readonly subject: Endpoint;
  readonly peer: Endpoint;
  readonly verdict: DirectionVerdict;
  /** Empty where the direction is not judged. */
  readonly policies: readonly PolicyTrace[];
  readonly bystanders: readonly Bystander[];
  /** Policies that would guard the gate, were the direction enforced. */
  readonly unenforced: readonly PolicyRef[];
}

export interface Explanation {
  readonly verdict: Verdict;
  readonly egress: DirectionExplanation;
  readonly ingress: DirectionExplanation;
  /** Id of the network plugin that judged. */
  readonly plugin: string;
  /** What the API leaves open about this flow, and which plugins judge it otherwise. */
  readonly openQuestions: readonly OpenQuestion[];
}

/** The verdict on a flow with all that was asked on the way. */
export function explain(network: CompiledNetwork, flow: Flow): Explanation {
  const verdict = evaluate(network, flow);
  const [out, into] = questionsOf(flow);
  return {
    verdict,
    egress: explainDirection(network, out, verdict.egress),
    ingress: explainDirection(network, into, verdict.ingress),
    plugin: network.profile.name,
    openQuestions: openQuestions(network, flow),
  };
}

function explainDirection(
  network: CompiledNetwork,
  question: DirectionQuestion,
  verdict: DirectionVerdict,
): DirectionExplanation {
  const { direction, subject, peer } = question;
  const asked = { direction, subject, peer, verdict };
  if (subject.kind !== "pod" || verdict.reason === "exempt") {
    const none = { ...asked, policies: [], bystanders: [] };
    const ignored = verdict.reason === "exempt" && verdict.exemption === "not-enforced";
    if (!ignored || subject.kind !== "pod") return { ...none, unenforced: [] };
    const would = (network.byNamespace.get(subject.namespace) ?? []).filter(
      ({ rules, podSelector }) =>
        rules[direction] !== undefined && selects(podSelector, subject.labels),
    );
    return { ...none, unenforced: would.map(({ ref }) => ref) };
  }
  const isolating = policiesIsolating(network, subject, direction);
  const others = [
    ...(network.byNamespace.get(subject.namespace) ?? []),
    ...network.leftOut.filter(({ ref }) => ref.namespace === subject.namespace),
  ].filter((policy) => !isolating.includes(policy));
  return {
    ...asked,
    unenforced: [],
    policies: isolating.map((policy) => {
      const rules = (policy.rules[direction] ?? []).map((rule) =>
        traceRule(rule, question, network),
      );
      const allows = rules.some(ruleMatched);
      return { policy: policy.ref, selector: subjectSelector(policy, subject), allows, rules };
    }),
    bystanders: others.map((policy) =>
      bystanderOf(policy, subject, direction, network.leftOut.includes(policy)),
    ),
  };
}

function bystanderOf(
  policy: CompiledPolicy,
  subject: PodEndpoint,
  direction: Direction,
  leftOut: boolean,
): Bystander {
  const selector = subjectSelector(policy, subject);
  return {
    policy: policy.ref,
    reason: !selector.matched ? "selects-others" : leftOut ? "left-out" : "other-direction",
    selector,
    idleRules: policy.rules[direction] === undefined ? rulesGiven(policy, direction) : 0,
  };
}

/** Rules that the object has for a direction, in effect or not. */
export function rulesGiven({ source }: CompiledPolicy, direction: Direction): number {
  const spec = source.spec ?? {};
  return (direction === "Ingress" ? spec.ingress : spec.egress)?.length ?? 0;
}

function subjectSelector(policy: CompiledPolicy, subject: PodEndpoint): Comparison {
  const { podSelector } = policy;
  return compareSelector(
    "podSelector",
    podSelector,
    "spec.podSelector",
    subject.labels,
    subject.name,
  );
}

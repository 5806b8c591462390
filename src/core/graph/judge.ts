import type { Direction, PolicyRef, Verdict } from "../netpol/types.ts";
import type { FlowRequest, FlowStatus, CardId } from "./types.ts";

export interface Judgement {
  readonly status: FlowStatus;
  /** Policies that isolate either end. */
  readonly policies: readonly PolicyRef[];
}

/**
 * What the graph asks of the evaluator and the data plane. The picture decides nothing itself: it
 * never shows a verdict that is not theirs.
 */
export interface GraphJudge {
  /** Policies that isolate the pod in that direction; empty when its gate is open. */
  guards(pod: CardId, direction: Direction): readonly PolicyRef[];
  /** How this attempt would end now. Ends are pods, outside addresses and nodes, never groups. */
  judge(flow: FlowRequest): Judgement;
}

/** The status of a flow that policies alone decide. */
export function statusOf(verdict: Verdict): FlowStatus {
  if (!verdict.egress.allowed) return verdict.ingress.allowed ? "blocked-egress" : "blocked-both";
  return verdict.ingress.allowed ? "allowed" : "blocked-ingress";
}

/** The policies that isolate either end of a verdict, source first, none twice. */
export function policiesOf(verdict: Verdict): readonly PolicyRef[] {
  const found = new Map<string, PolicyRef>();
  for (const side of [verdict.egress, verdict.ingress]) {
    if (!("isolatedBy" in side)) continue;
    for (const policy of side.isolatedBy) found.set(`${policy.namespace}/${policy.name}`, policy);
  }
  return [...found.values()];
}

/** A judge made of two functions, as the session and tests have them at hand. */
export function verdictJudge(
  guards: GraphJudge["guards"],
  evaluate: (flow: FlowRequest) => Verdict | undefined,
  answers: (flow: FlowRequest) => boolean = () => true,
): GraphJudge {
  return {
    guards,
    judge(flow) {
      const verdict = evaluate(flow);
      if (verdict === undefined) return { status: "no-route", policies: [] };
      const status = statusOf(verdict);
      return {
        status: status === "allowed" && !answers(flow) ? "refused" : status,
        policies: policiesOf(verdict),
      };
    },
  };
}

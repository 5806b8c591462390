/** A gate's verdict in a few words, with the policies that decide. */
import type { Direction, DirectionVerdict, PolicyRef, Verdict } from "../netpol/types.ts";

const EXEMPT = "not asked";

export function policyName({ namespace, name }: PolicyRef): string {
  return `${namespace}/${name}`;
}

/** `open`, `shop/allow-web spec.ingress[0]`, `dropped by shop/deny`. */
export function decidersText(verdict: DirectionVerdict): string {
  switch (verdict.reason) {
    case "exempt":
      return EXEMPT;
    case "not-isolated":
      return "open";
    case "unselected":
      return "dropped, no policy selects it";
    case "matched-rule": {
      const [rule] = verdict.allowedBy;
      return `${policyName(rule.policy)} ${rule.path}`;
    }
    case "no-rule-matched":
      return `dropped by ${verdict.isolatedBy.map(policyName).join(", ")}`;
  }
}

/** A gate that decided, for records. */
export interface DecidingGate {
  readonly direction: Direction;
  readonly allowed: boolean;
  /** Those that drop, or those whose rules let it through. */
  readonly policies: readonly string[];
  /** The rules that let it through, e.g. `shop/web spec.ingress[0]`. */
  readonly rules: readonly string[];
}

/** The gates that drop; of a flow that passes, both. */
export function decidingGates(verdict: Verdict): readonly DecidingGate[] {
  const gates = [gateOf("Egress", verdict.egress), gateOf("Ingress", verdict.ingress)];
  return verdict.allowed ? gates : gates.filter(({ allowed }) => !allowed);
}

function gateOf(direction: Direction, verdict: DirectionVerdict): DecidingGate {
  const rules = verdict.reason === "matched-rule" ? verdict.allowedBy : [];
  const policies =
    verdict.reason === "no-rule-matched" ? verdict.isolatedBy : rules.map((r) => r.policy);
  return {
    direction,
    allowed: verdict.allowed,
    policies: [...new Set(policies.map(policyName))],
    rules: rules.map(({ policy, path }) => `${policyName(policy)} ${path}`),
  };
}

/** `dropped at the ingress gate of shop/db by shop/deny`, `the egress gate of shop/web is open; …`. */
export function decisionText(verdict: Verdict, from: string, to: string): string {
  return decidingGates(verdict)
    .map(({ direction, allowed, policies, rules }) => {
      const gate = `the ${direction.toLowerCase()} gate of ${direction === "Egress" ? from : to}`;
      const by = policies.length === 0 ? "" : ` by ${policies.join(", ")}`;
      if (!allowed) return `dropped at ${gate}${by}`;
      const side = direction === "Egress" ? verdict.egress : verdict.ingress;
      if (side.reason === "exempt") return `${gate} is not asked`;
      return rules.length === 0 ? `${gate} is open` : `${gate} lets it pass by ${rules.join(", ")}`;
    })
    .join("; ");
}

/** Rules about policyTypes: directions that are written but not in force, or in force unwritten. */
import type { PolicyType } from "../../api/objects.ts";
import { policyTypesOf } from "../../netpol/normalise.ts";
import { rulesGiven } from "../../netpol/explain.ts";
import { count } from "../../netpol/phrases.ts";
import { replacing, rulesKey, withSpec } from "../change.ts";
import { inPolicy } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { list, record } from "../sources.ts";
import { asJson } from "../world.ts";

const DIRECTIONS = ["Ingress", "Egress"] as const;

/** S9: a direction that policyTypes leaves out is not isolated, whatever rules it has. */
export const rulesIgnoredByTypes: Rule = {
  code: "rules-ignored-by-types",
  severity: "error",
  title: "Rules that policyTypes switches off",
  why: "Rules of a direction count only when policyTypes lists it; without it they are stored and never asked.",
  remedy: "Add the direction to policyTypes, or remove the rules.",
  *check(world) {
    for (const policy of world.policies) {
      for (const direction of DIRECTIONS) {
        const given = rulesGiven(policy, direction);
        if (policy.rules[direction] !== undefined || given === 0) continue;
        const spec = policy.source.spec ?? {};
        const policyTypes: PolicyType[] = [...policyTypesOf(spec), direction];
        yield inPolicy(
          policy,
          `spec.${rulesKey(direction)}`,
          `${count(given, `${rulesKey(direction)} rule is`, `${rulesKey(direction)} rules are`)} ignored: policyTypes lacks ${direction}.`,
          [
            replacing(
              `Add ${direction} to policyTypes`,
              withSpec(policy, { ...spec, policyTypes }),
            ),
          ],
        );
      }
    }
  },
};

/** S8: missing policyTypes always mean Ingress, also where only egress is written. */
export const egressPolicyAlsoDeniesIngress: Rule = {
  code: "egress-policy-also-denies-ingress",
  severity: "warning",
  title: "An egress policy that closes ingress, too",
  why: "Without policyTypes the API always adds Ingress, so a policy of egress rules alone also lets nothing in.",
  remedy: "Write policyTypes with Egress alone, or both directions if closing ingress is meant.",
  *check(world) {
    for (const policy of world.policies) {
      const spec = record((world.written(policy) ?? asJson(policy.source))["spec"]);
      if (list(spec["policyTypes"]).length > 0 || Object.hasOwn(spec, "ingress")) continue;
      const egress = list(spec["egress"]).length;
      if (egress === 0 || policy.rules.Ingress?.length !== 0) continue;
      const stored = policy.source.spec ?? {};
      yield inPolicy(
        policy,
        "spec",
        "policyTypes is left out, so the API adds Ingress: nothing may connect to these pods.",
        [
          replacing(
            "Set policyTypes to Egress",
            withSpec(policy, { ...stored, policyTypes: ["Egress"] }),
          ),
        ],
      );
    }
  },
};

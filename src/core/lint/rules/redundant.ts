/** What could be taken away and nothing would change, in this cluster or any other (S3). */
import type { CompiledPolicy, CompiledRule } from "../../netpol/compile.ts";
import type { Direction } from "../../netpol/types.ts";
import { replacing, withRule } from "../change.ts";
import { isolatesAllOf, ruleCovered } from "../cover.ts";
import { DIRECTIONS } from "../peers.ts";
import { inPolicy } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { isNamedAllowAll, offendingRule } from "./names.ts";
import { compatible } from "../selectors.ts";
import { listed } from "../words.ts";
import { perWorld } from "../world.ts";
import type { LintWorld } from "../world.ts";

/** Policies that isolate at least the pods of one, in a direction. */
function wider(
  world: LintWorld,
  policy: CompiledPolicy,
  direction: Direction,
  gone: ReadonlySet<CompiledPolicy>,
): CompiledPolicy[] {
  return world.policiesIn(policy.ref.namespace).filter(
    (other) =>
      other !== policy &&
      !gone.has(other) &&
      isolatesAllOf(other, policy, direction) &&
      // its rules are not meant to stay
      offendingRule(other) === undefined,
  );
}

/** Redundant policies, each with those that do its work; all of them could go at once. */
const redundantPolicies = perWorld((world) => {
  const gone = new Map<CompiledPolicy, readonly CompiledPolicy[]>();
  const goneSet = new Set<CompiledPolicy>();
  for (const policy of world.policies.toReversed()) {
    const workers = new Set<CompiledPolicy>();
    const redundant = DIRECTIONS.every((direction) => {
      const rules = policy.rules[direction];
      if (rules === undefined) return true;
      const others = wider(world, policy, direction, goneSet);
      if (others.length === 0) return false;
      const pool = others.flatMap((other) => other.rules[direction] ?? []);
      if (!rules.every((rule) => ruleCovered(rule, pool))) return false;
      for (const other of minimal(rules, others, direction)) workers.add(other);
      return true;
    });
    if (!redundant || workers.size === 0) continue;
    gone.set(policy, [...workers]);
    goneSet.add(policy);
  }
  return gone;
});

/** As few of the policies as do the work: one if one does, else those that each add something. */
function minimal(
  rules: readonly CompiledRule[],
  others: readonly CompiledPolicy[],
  direction: Direction,
): readonly CompiledPolicy[] {
  const coveredBy = (policies: readonly CompiledPolicy[]): readonly CompiledRule[] => {
    const pool = policies.flatMap((other) => other.rules[direction] ?? []);
    return rules.filter((rule) => ruleCovered(rule, pool));
  };
  const one = others.find((other) => coveredBy([other]).length === rules.length);
  if (one !== undefined) return [one];
  let kept = others;
  for (const other of others) {
    const fewer = kept.filter((candidate) => candidate !== other);
    if (coveredBy(fewer).length === rules.length) kept = fewer;
  }
  return kept;
}

export const policyRedundant: Rule = {
  code: "policy-redundant",
  severity: "info",
  title: "A policy that others already contain",
  why: "Policies add up: one that isolates and allows nothing new only makes the rest harder to read.",
  remedy: "Delete it, or give it the rule that it was meant to add.",
  *check(world) {
    for (const [policy, others] of redundantPolicies(world)) {
      const names = listed(
        others.map(({ ref }) => ref.name),
        2,
      );
      const [does, allows] = others.length === 1 ? ["isolates", "allows"] : ["isolate", "allow"];
      yield inPolicy(
        policy,
        "metadata.name",
        `${names} already ${does} these pods and ${allows} all that this policy allows.`,
        [{ title: "Delete the policy", edits: [{ kind: "delete-policy", policy: policy.ref }] }],
      );
    }
  },
};

export const ruleRedundant: Rule = {
  code: "rule-redundant",
  severity: "info",
  title: "A rule that can never add anything",
  why: "Rules add up: what others allow the same pods already, a further rule does not allow again.",
  remedy: "Remove the rule, or correct it if it was to allow something else.",
  *check(world) {
    const goneRules = new Set<CompiledRule>();
    const gonePolicies = redundantPolicies(world);
    const goneSet = new Set(gonePolicies.keys());
    for (const policy of world.policies.toReversed()) {
      if (gonePolicies.has(policy)) continue;
      for (const direction of DIRECTIONS) {
        const rules = policy.rules[direction] ?? [];
        if (rules.length === 0) continue;
        const others = [policy, ...wider(world, policy, direction, goneSet)].flatMap(
          (other) => other.rules[direction] ?? [],
        );
        for (const rule of rules.toReversed()) {
          const counts = (other: CompiledRule): boolean => other !== rule && !goneRules.has(other);
          if (!ruleCovered(rule, others, counts)) continue;
          goneRules.add(rule);
          const by = others.find((other) => counts(other) && ruleCovered(rule, [other]));
          yield inPolicy(policy, rule.ref.path, `${coverage(by, policy)}.`, [
            replacing(
              "Remove the rule",
              withRule(policy, direction, rule.ref.index, () => undefined),
            ),
          ]);
        }
      }
    }
  },
};

function coverage(by: CompiledRule | undefined, policy: CompiledPolicy): string {
  if (by === undefined) return "Other rules together already allow all of this";
  const of = by.ref.policy.name === policy.ref.name ? "" : ` of policy ${by.ref.policy.name}`;
  return `${by.ref.path}${of} already allows all of this`;
}

export const policyWithoutEffect: Rule = {
  code: "policy-without-effect",
  severity: "info",
  title: "A policy that changes nothing",
  why: "A policy that isolates pods and then allows everything leaves them as open as without it.",
  remedy:
    "Delete it, or narrow its rules; keep it only to hold pods open against policies to come.",
  *check(world) {
    const redundant = redundantPolicies(world);
    for (const policy of world.policies) {
      if (redundant.has(policy) || isNamedAllowAll(policy)) continue;
      if (offendingRule(policy) !== undefined) continue;
      const open = DIRECTIONS.every((direction) => {
        const rules = policy.rules[direction];
        if (rules === undefined) return true;
        return (
          rules.some(({ peers, ports }) => peers.length === 0 && ports.length === 0) &&
          !isolatedByOthers(world, policy, direction)
        );
      });
      if (!open) continue;
      yield inPolicy(
        policy,
        "spec",
        "It allows everything that it isolates, and no other policy isolates these pods.",
        [{ title: "Delete the policy", edits: [{ kind: "delete-policy", policy: policy.ref }] }],
      );
    }
  },
};

function isolatedByOthers(world: LintWorld, policy: CompiledPolicy, direction: Direction): boolean {
  return world
    .policiesIn(policy.ref.namespace)
    .some(
      (other) =>
        other !== policy &&
        other.rules[direction] !== undefined &&
        compatible(other.podSelector.requirements, policy.podSelector.requirements),
    );
}

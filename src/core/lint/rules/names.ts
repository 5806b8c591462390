/** Names that promise something else than the rules do. */
import type { CompiledPolicy, CompiledRule } from "../../netpol/compile.ts";
import type { Direction } from "../../netpol/types.ts";
import { replacing, rulesKey, withRules } from "../change.ts";
import { DIRECTIONS } from "../peers.ts";
import { inPolicy } from "../rule.ts";
import type { Rule } from "../rule.ts";

/** `default-deny-all.v2` → `default`, `deny`, `all`, `v2`. */
function wordsOf(name: string): readonly string[] {
  return name.split(/[-.]+/);
}

const has = (words: readonly string[], ...any: readonly string[]): boolean =>
  any.some((word) => words.includes(word));

const DENY = ["deny", "block", "isolate", "denied"] as const;
const ALLOW = ["allow", "allows", "permit"] as const;
/** Words that leave room for rules: "deny from other namespaces", "deny all but DNS". */
const PARTLY = [
  "from",
  "to",
  "except",
  "but",
  "other",
  "others",
  "external",
  "with",
  "without",
  "dns",
  "non",
  "not",
] as const;

/** Directions the name speaks of; both if of none. */
function spokenOf(words: readonly string[]): readonly Direction[] {
  const spoken = DIRECTIONS.filter((direction) => words.includes(rulesKey(direction)));
  return spoken.length === 0 ? DIRECTIONS : spoken;
}

/** Lookups are part of most denials of egress. */
function isDns({ ports, ref }: CompiledRule): boolean {
  return (
    ref.direction === "Egress" &&
    ports.length > 0 &&
    ports.every(({ port }) =>
      port?.kind === "numbers"
        ? (port.range.from === 53 || port.range.from === 5353) && port.range.to === port.range.from
        : port?.kind === "name" && port.name.startsWith("dns"),
    )
  );
}

/** Does a rule let in (or out) whoever it is, on some port at least? */
function allowsAnyone({ peers }: CompiledRule): boolean {
  return (
    peers.length === 0 ||
    peers.some((peer) =>
      peer.kind === "ipBlock"
        ? peer.block?.prefix === 0 && peer.except.length === 0
        : peer.kind === "pods" &&
          peer.namespaceSelector?.requirements.length === 0 &&
          (peer.podSelector?.requirements.length ?? 0) === 0,
    )
  );
}

/** The rule of a policy named for denying that allows what the name denies. */
export function offendingRule(policy: CompiledPolicy): CompiledRule | undefined {
  if (!offenders.has(policy)) offenders.set(policy, findOffending(policy));
  return offenders.get(policy);
}

const offenders = new WeakMap<CompiledPolicy, CompiledRule | undefined>();

function findOffending(policy: CompiledPolicy): CompiledRule | undefined {
  const words = wordsOf(policy.ref.name);
  if (!has(words, ...DENY) || has(words, ...ALLOW)) return undefined;
  const rules = spokenOf(words)
    .flatMap((direction) => policy.rules[direction] ?? [])
    .filter((rule) => !isDns(rule));
  if (has(words, ...PARTLY)) return undefined;
  return has(words, "all", "default", "everything") ? rules[0] : rules.find(allowsAnyone);
}

/** Is a policy called for holding pods open, whatever other policies there are or will be? */
export function isNamedAllowAll({ ref }: CompiledPolicy): boolean {
  const words = wordsOf(ref.name);
  return has(words, ...ALLOW) && has(words, "all", "any", "everything");
}

export const nameSaysDenyButAllows: Rule = {
  code: "name-says-deny-but-allows",
  severity: "warning",
  title: "A name that says deny over rules that allow",
  why: "A policy denies only by what it leaves out; a rule in it allows, whatever the policy is called.",
  remedy: "Remove the rules, or rename the policy.",
  *check(world) {
    for (const policy of world.policies) {
      const rule = offendingRule(policy);
      if (rule === undefined) continue;
      const { direction } = rule.ref;
      const everything = rule.peers.length === 0 && rule.ports.length === 0;
      const what = everything
        ? "allows everything"
        : allowsAnyone(rule)
          ? "allows everyone on its ports"
          : "allows its peers";
      yield inPolicy(
        policy,
        rule.ref.path,
        `The name says deny, but this rule ${what}: ${rulesKey(direction)} is not closed.`,
        [replacing(`Remove the ${rulesKey(direction)} rules`, withRules(policy, direction, []))],
      );
    }
  },
};

export const nameSaysAllowButDenies: Rule = {
  code: "name-says-allow-but-denies",
  severity: "warning",
  title: "A name that says allow without a rule",
  why: "A policy without rules closes the direction; an empty list of rules is not a rule for all.",
  remedy: "Write the rule that was meant: `- {}` allows everything.",
  *check(world) {
    for (const policy of world.policies) {
      const words = wordsOf(policy.ref.name);
      if (!has(words, ...ALLOW) || has(words, ...DENY)) continue;
      const empty = spokenOf(words).filter((d) => policy.rules[d]?.length === 0);
      const allows = spokenOf(words).some((d) => (policy.rules[d]?.length ?? 0) > 0);
      const [direction] = empty;
      if (direction === undefined || allows) continue;
      const key = rulesKey(direction);
      const fixes = has(words, "all", "any", "everything")
        ? [replacing(`Allow all ${key}`, withRules(policy, direction, [{}]))]
        : [];
      yield inPolicy(
        policy,
        Object.hasOwn(policy.source.spec ?? {}, key) ? `spec.${key}` : "spec.policyTypes",
        `The name says allow, but no ${key} rule is there: nothing is allowed.`,
        fixes,
      );
    }
  },
};

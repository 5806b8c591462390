/** The linter: what is likely not meant in the policies of a cluster, or of a folder. */
import { SEVERITIES, type Finding, type Severity } from "./finding.ts";
import type { Rule } from "./rule.ts";
import { RULES } from "./rules.ts";
import { LintWorld } from "./world.ts";
import type { LintInput } from "./world.ts";

/** True when a finding is as grave as the limit, or graver. */
export function isAtLeast(severity: Severity, limit: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(limit);
}

/**
 * All findings: by object as the policies are given, then by place in the object, then by rule.
 * Pure and total: any valid objects, whole clusters or policies alone. What cannot be told from
 * what is given is not found.
 */
export function lint(input: LintInput, rules: readonly Rule[] = RULES): Finding[] {
  const steps = lintSteps(input, rules);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** As {@link lint}, a rule a step: who must not keep others waiting goes on when there is time. */
export function* lintSteps(
  input: LintInput,
  rules: readonly Rule[] = RULES,
): Generator<undefined, Finding[]> {
  const world = new LintWorld(input);
  const found: Finding[] = [];
  for (const rule of rules) {
    yield;
    const { code, severity } = rule;
    for (const { object, path, message, fixes = [] } of rule.check(world)) {
      found.push({ code, severity, message, object, path, fixes });
    }
  }
  return inOrder(world, found);
}

function inOrder(world: LintWorld, found: readonly Finding[]): Finding[] {
  const order = new Map(
    world.policies.map(({ ref }, index) => [`${ref.namespace}/${ref.name}`, index]),
  );
  const rank = ({ object }: Finding): number =>
    object.kind === "NetworkPolicy"
      ? (order.get(`${object.namespace ?? ""}/${object.name}`) ?? order.size)
      : order.size + 1;
  return found
    .map((finding, index) => ({ finding, index, rank: rank(finding) }))
    .sort((a, b) => a.rank - b.rank || comparePaths(a.finding, b.finding) || a.index - b.index)
    .map(({ finding }) => finding);
}

/** In the order of the text, as far as paths tell: numbers by value, `spec` before what is in it. */
function comparePaths(a: Finding, b: Finding): number {
  const left = steps(a.path);
  const right = steps(b.path);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x = "", y = ""] = [left[i], right[i]];
    if (x === y) continue;
    const [n, m] = [Number(x), Number(y)];
    if (!Number.isNaN(n) && !Number.isNaN(m)) return n - m;
    return position(x) - position(y) || (x < y ? -1 : 1);
  }
  return left.length - right.length;
}

function steps(path: string): string[] {
  return path.split(/[.[\]]+/).filter((step) => step !== "");
}

/** The fields of a policy in the order in which people write them. */
const FIELDS = [
  "metadata",
  "spec",
  "podSelector",
  "policyTypes",
  "ingress",
  "egress",
  "from",
  "to",
];

function position(field: string): number {
  const at = FIELDS.indexOf(field);
  return at < 0 ? FIELDS.length : at;
}

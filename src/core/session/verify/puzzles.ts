/** Puzzles: open at the start, solved at par, and no smaller number of policies would do. */
import type { NetworkPolicy } from "../../api/objects.ts";
import { policiesIn } from "../view.ts";
import { enforces, unfair } from "./fairness.ts";
import { proveHints } from "./hints.ts";
import { faultOf } from "./lab.ts";
import type { Puzzle } from "../../lessons/schema/lesson.ts";
import type { Ledger } from "./ledger.ts";
import type { Folder } from "./library.ts";
import { fewestPolicies } from "./par.ts";
import { openAt, type Stage } from "./stage.ts";

const rulesOf = ({ spec }: NetworkPolicy): number =>
  (spec?.ingress ?? []).length + (spec?.egress ?? []).length;

export async function provePuzzle(
  folder: Folder<Puzzle>,
  stage: Stage,
  ledger: Ledger,
): Promise<void> {
  const { content } = folder;
  const { allow, deny, solution, hints, story, par } = content.value;
  const lab = await openAt(folder, stage, ledger);
  if (lab === undefined) return;
  const goal = [
    ...allow.map((flow) => `reach ${flow} allow`),
    ...deny.map((flow) => `reach ${flow} deny`),
  ];
  const where = (index: number): string =>
    index < allow.length ? `allow[${index}]` : `deny[${index - allow.length}]`;
  try {
    const given = policiesIn(lab.state);
    if (lab.run(goal).every(({ holds }) => holds)) {
      ledger.fault(content.problem("allow", "the goal is reached before anything is done"));
      return;
    }
    const fewest = fewestPolicies(lab.world(), { allow, deny });
    await proveHints({ content, path: "hints", task: story, hints, solution, checks: goal }, lab, ledger);
    for (const [i, command] of solution.entries()) {
      const fault = faultOf(await lab.type(command));
      if (fault !== undefined)
        ledger.fault(content.problem(`solution[${i}]`, `cannot be run: ${fault}`));
    }
    const unmet = lab.run(goal).flatMap(({ holds, text }, i) => (holds ? [] : [{ i, text }]));
    for (const { i, text } of unmet)
      ledger.fault(content.problem(where(i), `is not so after the solution: ${text}`));
    if (unmet.length > 0) return;
    const own = policiesIn(lab.state).filter((policy) => !given.includes(policy));
    const used = { policies: own.length, rules: own.reduce((sum, p) => sum + rulesOf(p), 0) };
    for (const what of ["policies", "rules"] as const) {
      if (used[what] !== par[what])
        ledger.fault(content.problem(`par.${what}`, `par is ${par[what]}, the solution takes ${used[what]}`));
    }
    ledger.prove("puzzles");
    if (fewest > par.policies)
      ledger.fault(content.problem("par.policies", `par is ${par.policies}, less than ${fewest} cannot do`));
    else if (fewest === par.policies) ledger.prove("par");
    const world = lab.world();
    if (!enforces(world)) return;
    const { open, shut } = unfair(world, goal);
    ledger.expect("noFree", !open, () => content.problem("deny", "allowing everything solves it"));
    ledger.expect("noWall", !shut, () => content.problem("allow", "denying everything solves it"));
  } finally {
    lab.close();
  }
} // prettier-ignore

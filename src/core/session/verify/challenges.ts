/** Broken clusters: the fault shows at the start, the fix mends it, and every wall stays up. */
import type { CheckSource } from "../../lessons/checks/registry.ts";
import { enforces, unfair } from "./fairness.ts";
import { proveHints } from "./hints.ts";
import { faultOf } from "./lab.ts";
import type { Challenge } from "../../lessons/schema/lesson.ts";
import type { Ledger } from "./ledger.ts";
import type { Folder } from "./library.ts";
import { openAt, type Stage } from "./stage.ts";

export async function proveChallenge(
  folder: Folder<Challenge>,
  stage: Stage,
  ledger: Ledger,
): Promise<void> {
  const { content } = folder;
  const { broken, goal, guard, ticket, hints, solution } = content.value;
  const lab = await openAt(folder, stage, ledger);
  if (lab === undefined) return;
  let fine = true;
  const hold = (list: "broken" | "goal" | "guard", checks: readonly CheckSource[], when: string) => {
    for (const [i, { holds, text }] of lab.run(checks).entries()) {
      if (holds) continue;
      fine = false;
      ledger.fault(content.problem(`${list}[${i}]`, `does not hold ${when}: ${text}`));
    }
  };
  try {
    hold("broken", broken, "at the start");
    hold("guard", guard, "at the start");
    if (lab.run(goal).every(({ holds }) => holds)) {
      ledger.fault(content.problem("goal", "holds at the start: nothing is broken"));
      return;
    }
    const checks = [...goal, ...guard];
    await proveHints({ content, path: "hints", task: ticket, hints, solution, checks }, lab, ledger);
    for (const [i, command] of solution.entries()) {
      const fault = faultOf(await lab.type(command));
      if (fault === undefined) continue;
      fine = false;
      ledger.fault(content.problem(`solution[${i}]`, `cannot be run: ${fault}`));
    }
    hold("goal", goal, "after the solution");
    hold("guard", guard, "after the solution");
    for (const [i, { holds }] of lab.run(broken).entries()) {
      if (!holds) continue;
      fine = false;
      ledger.fault(content.problem(`broken[${i}]`, "still holds after the solution"));
    }
    if (!fine) return;
    ledger.prove("challenges");
    const world = lab.world();
    if (!enforces(world)) return;
    const { open, shut } = unfair(world, checks);
    ledger.expect("noFree", !open, () => content.problem("guard", "allowing everything passes: add a flow that must stay blocked"));
    ledger.expect("noWall", !shut, () => content.problem("guard", "denying everything passes: add a flow that must pass"));
  } finally {
    lab.close();
  }
} // prettier-ignore

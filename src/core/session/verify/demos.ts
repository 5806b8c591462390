/** Demonstrations cannot fail: forwards with their checks, back to the start of every scene, twice. */
import { policiesIn, podsOf } from "../view.ts";
import type { ClusterState } from "../../cluster/types.ts";
import { readCheck } from "../../lessons/checks/registry.ts";
import { faultOf, type Lab } from "./lab.ts";
import type { Demo } from "../../lessons/schema/lesson.ts";
import type { Ledger } from "./ledger.ts";
import type { Folder } from "./library.ts";
import { openAt, type Stage } from "./stage.ts";

const ROUNDS = 2;

export async function proveDemo(
  folder: Folder<Demo>,
  stage: Stage,
  ledger: Ledger,
): Promise<void> {
  const { content } = folder;
  const { scenes } = content.value;
  const lab = await openAt(folder, stage, ledger);
  if (lab === undefined) return;
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const starts: { readonly position: number; readonly state: ClusterState }[] = [];
      for (const [i, scene] of scenes.entries()) {
        starts.push({ position: lab.session.history.position, state: lab.state });
        if (scene.plugin !== undefined) await lab.session.setPlugin(scene.plugin);
        if (scene.command !== undefined) {
          const fault = faultOf(await lab.type(scene.command));
          if (fault !== undefined)
            ledger.fault(content.problem(`scenes[${i}].command`, `cannot be run: ${fault}`));
        }
        const path = `scenes[${i}]`;
        for (const [c, { holds, text }] of lab.run(scene.checks ?? []).entries()) {
          if (holds) continue;
          ledger.fault(content.problem(`${path}.checks[${c}]`, `is not what the room sees: ${text}`));
        }
        const select = scene.camera?.select;
        if (select !== undefined && !selectable(lab, select))
          ledger.fault(content.problem(`${path}.camera.select`, `there is no ${select} to select`));
        if (round === 0) ledger.prove("scenes");
      }
      for (const [i, { position, state }] of [...starts.entries()].reverse()) {
        lab.session.goTo(position);
        const { objects, plugin } = lab.state;
        ledger.expect("undone", objects === state.objects && plugin === state.plugin, () =>
          content.problem(`scenes[${i}]`, "going back does not lead to where the scene began"),
        );
      }
    }
  } finally {
    lab.close();
  }
} // prettier-ignore

/** `NAMESPACE/POD`, `policy NAMESPACE/NAME`, or a flow as checks write it. */
function selectable(lab: Lab, select: string): boolean {
  const named = (list: readonly { metadata: { namespace?: string; name: string } }[], id: string) =>
    list.some(({ metadata }) => `${metadata.namespace ?? ""}/${metadata.name}` === id);
  if (select.startsWith("policy ")) return named(policiesIn(lab.state), select.slice(7));
  if (!select.includes(" -> ")) return named(podsOf(lab.state), select);
  try {
    const { flow } = readCheck(`reach ${select} allow`);
    const world = lab.world();
    return flow !== undefined && world.resolve(flow.from).ok && world.resolve(flow.to).ok;
  } catch {
    return false;
  }
}

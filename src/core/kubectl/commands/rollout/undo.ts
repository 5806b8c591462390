import type { JsonObject } from "../../../api/json.ts";
import { equal, objectAt, stringsAt } from "../../../cluster/values.ts";
import { LAST_APPLIED } from "../../apply/last-applied.ts";
import type { Command, CommandContext } from "../../command.ts";
import { CommandError } from "../../errors.ts";
import { DRY_RUN_FLAG, printFlags } from "../../flagsets.ts";
import { dryRunOf } from "../../write/flags.ts";
import { resultPrinter } from "../../write/output.ts";
import { patchObject } from "../../write/rest.ts";
import type { Loaded } from "../../write/targets.ts";
import {
  completeWorkloads,
  HASH_LABEL,
  historyOf,
  isDeployment,
  kindText,
  REVISION,
  ROLLOUT_FLAGS,
  rolloutTargets,
  templateText,
  type Revision,
} from "./shared.ts";

export const rolloutUndo: Command = {
  name: "undo",
  use: "undo (TYPE NAME | TYPE/NAME) [flags]",
  short: "Undo a previous rollout",
  long: "Go back to the revision before, or to the one that is named.",
  examples: `# To the one before
kubectl rollout undo deployment/web

# To revision 3
kubectl rollout undo deployment/web --to-revision=3`,
  flags: [
    DRY_RUN_FLAG,
    ...ROLLOUT_FLAGS,
    { name: "to-revision", type: "int64", usage: "Revision to go back to; 0 for the one before." },
    ...printFlags(),
  ],
  complete: completeWorkloads,
  run: runUndo,
};

/** Annotations that belong to the deployment and not to a revision of it. */
const OWN_ANNOTATIONS = new Set([
  LAST_APPLIED,
  REVISION,
  "deployment.kubernetes.io/revision-history",
  "deployment.kubernetes.io/desired-replicas",
  "deployment.kubernetes.io/max-replicas",
  "deprecated.deployment.rollback.to",
]);

async function runUndo(context: CommandContext): Promise<number> {
  const dryRun = dryRunOf(context);
  const printer = resultPrinter(context, { dryRun });
  const wanted = context.flags.number("to-revision");
  const targets = await rolloutTargets(context);
  await targets.visitLoaded((target) => {
    const revision = chosen(target, historyOrRefusal(context, target), wanted);
    if (dryRun === "client") {
      printer.print({ type: target.type, object: target.object }, templateText(revision.template));
      return;
    }
    const result = goBack(context, target, revision, wanted, dryRun === "server");
    printer.print({ type: target.type, object: target.object }, result);
  });
  return 0;
}

function historyOrRefusal(context: CommandContext, target: Loaded): readonly Revision[] {
  if (!["Deployment", "DaemonSet", "StatefulSet"].includes(target.type.kind)) {
    throw new CommandError(`no rollbacker has been implemented for "${kindText(target.type)}"`);
  }
  return historyOf(context, target);
}

function chosen(target: Loaded, revisions: readonly Revision[], wanted: number): Revision {
  const found =
    wanted === 0 ? revisions.at(-2) : revisions.find((revision) => revision.number === wanted);
  if (found !== undefined) return found;
  throw new CommandError(
    wanted === 0
      ? `no rollout history found for ${target.type.kind.toLowerCase()} "${target.name}"`
      : `unable to find specified revision ${wanted} in history`,
  );
}

function withoutHash(template: JsonObject): JsonObject {
  const { [HASH_LABEL]: _hash, ...labels } = stringsAt(template, "metadata", "labels");
  return { ...template, metadata: { ...objectAt(template, "metadata"), labels } };
}

function goBack(
  context: CommandContext,
  target: Loaded,
  revision: Revision,
  wanted: number,
  dryRun: boolean,
): string {
  const { object } = target;
  if (isDeployment(target) && objectAt(object, "spec")["paused"] === true) {
    throw new CommandError(
      "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again",
    );
  }
  const template = withoutHash(revision.template);
  if (equal(template, withoutHash(objectAt(object, "spec", "template")))) {
    return `skipped rollback (current template already matches revision ${wanted})`;
  }
  const current = stringsAt(object, "metadata", "annotations");
  const annotations = Object.fromEntries([
    ...Object.entries(current).filter(([key]) => OWN_ANNOTATIONS.has(key)),
    ...Object.entries(revision.annotations).filter(([key]) => !OWN_ANNOTATIONS.has(key)),
  ]);
  const patch = isDeployment(target)
    ? [
        { op: "replace", path: "/spec/template", value: template },
        { op: "replace", path: "/metadata/annotations", value: annotations },
      ]
    : [{ op: "replace", path: "/spec/template", value: template }];
  patchObject(context.kube(), target, "json", patch, { dryRun });
  return "rolled back";
}

import type { JsonObject } from "../../../api/json.ts";
import { lastAppliedText } from "../../apply/last-applied.ts";
import type { Command, CommandContext } from "../../command.ts";
import { CommandError } from "../../errors.ts";
import { marshalJson } from "../../printers/go-values.ts";
import { DRY_RUN_FLAG, filenameFlags, printFlags } from "../../flagsets.ts";
import { dryRunOf } from "../../write/flags.ts";
import { resultPrinter } from "../../write/output.ts";
import { getObject, patchObject, type Place } from "../../write/rest.ts";
import { findTargets, requireFiles } from "../../write/targets.ts";
import { annotationPatch } from "./annotation-patch.ts";

export const setLastApplied: Command = {
  name: "set-last-applied",
  use: "set-last-applied -f FILENAME",
  short:
    "Set the last-applied-configuration annotation on a live object to match the contents of a file",
  long: "Write a file's configuration into the annotation of the live object, as if it had been applied; nothing else of the object changes.",
  examples: `# Take the file as the last applied configuration
kubectl apply set-last-applied -f policy.yaml

# The same for an object that was never applied
kubectl apply set-last-applied -f policy.yaml --create-annotation=true`,
  flags: [
    {
      name: "create-annotation",
      type: "bool",
      usage: "Make the annotation where the object has none.",
    },
    DRY_RUN_FLAG,
    ...filenameFlags("with the last applied configuration.").filter(
      (flag) => flag.name === "filename",
    ),
    ...printFlags(),
  ],
  run: runSet,
};

async function runSet(context: CommandContext): Promise<number> {
  const dryRun = dryRunOf(context);
  const printer = resultPrinter(context, { dryRun });
  const filenames = context.flags.list("filename");
  requireFiles({ filenames, kustomize: "" });
  const targets = await findTargets(context, { filenames, continueOnError: false });
  const pending: { readonly place: Place; readonly patch: JsonObject }[] = [];
  await targets.visitLoaded((target) => {
    const before = lastAppliedText(getObject(context.kube(), target));
    if (before === undefined && !context.flags.bool("create-annotation")) {
      throw new CommandError(
        `no last-applied-configuration annotation found on resource: ${target.name}, to create the annotation, run the command with --create-annotation`,
      );
    }
    if (before === `${marshalJson(target.object)}\n`) {
      context.process.stdout.write(`set-last-applied ${target.name}: no changes required.\n`);
    } else pending.push({ place: target, patch: annotationPatch(target.object) });
  });
  for (const { place, patch } of pending) {
    const object =
      dryRun === "client"
        ? getObject(context.kube(), place)
        : patchObject(context.kube(), place, "merge", patch, { dryRun: dryRun === "server" });
    printer.print({ type: place.type, object }, "configured");
  }
  return 0;
}

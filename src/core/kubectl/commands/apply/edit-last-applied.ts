import { isObject, type JsonObject } from "../../../api/json.ts";
import { lastApplied } from "../../apply/last-applied.ts";
import { completeTypeAndName } from "../../candidates.ts";
import type { Command, CommandContext } from "../../command.ts";
import { CommandError } from "../../errors.ts";
import { fieldManagerFlag, filenameFlags, printFlags, VALIDATE_FLAG } from "../../flagsets.ts";
import {
  editedText,
  editTargets,
  LAST_APPLIED_HEADER,
  LINE_ENDINGS_FLAG,
  nothingToEdit,
} from "../../write/edit-input.ts";
import { runEditSession } from "../../write/edit-session.ts";
import { resultPrinter } from "../../write/output.ts";
import { patchObject } from "../../write/rest.ts";
import type { Loaded } from "../../write/targets.ts";
import { annotationPatch } from "./annotation-patch.ts";

export const editLastApplied: Command = {
  name: "edit-last-applied",
  use: "edit-last-applied (RESOURCE/NAME | -f FILENAME)",
  short: "Edit latest last-applied-configuration annotations of a resource/object",
  long: "Open what was applied last in an editor and write it back into the annotation.",
  examples: `# Of a policy
kubectl apply edit-last-applied networkpolicy/web`,
  flags: [
    fieldManagerFlag("kubectl-client-side-apply"),
    ...filenameFlags("with the objects whose annotation is edited."),
    VALIDATE_FLAG,
    LINE_ENDINGS_FLAG,
    ...printFlags(),
  ],
  complete: completeTypeAndName(),
  run: runEditLastApplied,
};

interface Applied {
  readonly target: Loaded;
  readonly configuration: JsonObject;
}

async function runEditLastApplied(context: CommandContext): Promise<number> {
  const targets = await editTargets(context);
  const found: Applied[] = [];
  await targets.visitLoaded((target) => {
    const configuration = lastApplied(target.object);
    if (configuration !== undefined) found.push({ target, configuration });
  });
  const [first] = found;
  if (first === undefined) throw nothingToEdit();
  const printer = resultPrinter(context, { lineOnly: true });
  await runEditSession({
    context,
    ...editedText(
      context,
      found.map(({ configuration }) => configuration),
      LAST_APPLIED_HEADER,
    ),
    subject: first.target,
    save: (manifest) => {
      const applied = found.find(
        ({ target }) => target.name === manifest.name && target.type === manifest.type,
      );
      if (applied === undefined) {
        throw new CommandError("At least one of apiVersion, kind and name was changed");
      }
      const patch = annotationPatch(manifest.object);
      const object = patchObject(context.kube(), applied.target, "merge", patch, {
        fieldManager: context.flags.string("field-manager"),
      });
      if (isObject(object)) printer.print({ type: applied.target.type, object }, "edited");
    },
  });
  return 0;
}

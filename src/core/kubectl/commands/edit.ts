import { equal, stringAt } from "../../cluster/values.ts";
import { withLastApplied } from "../apply/last-applied.ts";
import { twoWayPatch } from "../apply/strategic.ts";
import { completeTypeAndName } from "../candidates.ts";
import type { Command, CommandContext } from "../command.ts";
import { CommandError } from "../errors.ts";
import { fieldManagerFlag, filenameFlags, printFlags, VALIDATE_FLAG } from "../flagsets.ts";
import { quote } from "../gotext.ts";
import type { Manifest } from "../manifests.ts";
import { marshalJson } from "../printers/go-values.ts";
import { withoutManagedFields } from "../printers/printer.ts";
import {
  editedText,
  editTargets,
  LINE_ENDINGS_FLAG,
  NORMAL_HEADER,
  nothingToEdit,
} from "../write/edit-input.ts";
import { runEditSession } from "../write/edit-session.ts";
import { SAVE_CONFIG_FLAG, validationOf } from "../write/flags.ts";
import { resultPrinter } from "../write/output.ts";
import { patchObject } from "../write/rest.ts";
import type { Loaded } from "../write/targets.ts";

export const edit: Command = {
  name: "edit",
  use: "edit (RESOURCE/NAME | -f FILENAME)",
  short: "Edit a resource on the server",
  long: "Open objects in an editor and send what changed when it is closed. The editor is that of KUBE_EDITOR or EDITOR; here it is the page's own unless one of them is set.",
  examples: `# A policy
kubectl edit networkpolicy/web

# With another editor
KUBE_EDITOR="nano" kubectl edit svc/web`,
  flags: [
    fieldManagerFlag("kubectl-edit"),
    ...filenameFlags("with the objects to edit."),
    { name: "output-patch", type: "bool", usage: "Print the patch that was sent." },
    SAVE_CONFIG_FLAG,
    { name: "subresource", type: "string", usage: "Edit this subresource of the object." },
    VALIDATE_FLAG,
    LINE_ENDINGS_FLAG,
    ...printFlags(),
  ],
  complete: completeTypeAndName(),
  run: runEdit,
};

async function runEdit(context: CommandContext): Promise<number> {
  const fieldValidation = validationOf(context);
  const targets = await editTargets(context);
  const found: Loaded[] = [];
  await targets.visitLoaded((target) => {
    found.push({ ...target, object: withoutManagedFields(target.object) });
  });
  const [first] = found;
  if (first === undefined) throw nothingToEdit();
  await runEditSession({
    context,
    ...editedText(
      context,
      found.map(({ object }) => object),
      NORMAL_HEADER,
    ),
    subject: first,
    save: (manifest) => {
      saveEdited(context, found, manifest, fieldValidation);
    },
  });
  return 0;
}

function saveEdited(
  context: CommandContext,
  originals: readonly Loaded[],
  manifest: Manifest,
  fieldValidation: string,
): void {
  const { flags, process } = context;
  const uid = stringAt(manifest.object, "metadata", "uid");
  const original = originals.find((one) => stringAt(one.object, "metadata", "uid") === uid);
  if (original === undefined) {
    throw new CommandError(`no original object found for ${marshalJson(manifest.object)}`);
  }
  const { namespace } = original;
  if (namespace !== "" && manifest.namespace !== "" && manifest.namespace !== namespace) {
    throw new CommandError(
      `the namespace from the provided object ${quote(manifest.namespace)} does not match the namespace ${quote(namespace)}. You must pass '--namespace=${manifest.namespace}' to perform this operation.`,
    );
  }
  const printer = resultPrinterOf(context);
  const edited = flags.bool("save-config") ? withLastApplied(manifest.object) : manifest.object;
  if (equal(original.object, edited)) {
    printer.print({ type: manifest.type, object: edited }, "skipped");
    return;
  }
  const unchanged = (...path: readonly string[]): boolean =>
    stringAt(original.object, ...path) === stringAt(edited, ...path);
  if (!unchanged("apiVersion") || !unchanged("kind") || !unchanged("metadata", "name")) {
    throw new CommandError("At least one of apiVersion, kind and name was changed");
  }
  const { type } = original;
  const body = twoWayPatch(type, original.object, edited);
  if (flags.bool("output-patch")) process.stdout.write(`Patch: ${marshalJson(body)}\n`);
  const subresource = flags.string("subresource");
  const patched = patchObject(context.kube(), original, "strategic", body, {
    fieldManager: flags.string("field-manager"),
    fieldValidation,
    ...(subresource === "" ? {} : { subresource }),
  });
  printer.print({ type, object: patched }, "edited");
}

/** `-o json` and `-o yaml` tell the form of the file, not of the answer. */
function resultPrinterOf(context: CommandContext): ReturnType<typeof resultPrinter> {
  return resultPrinter(context, { lineOnly: true });
}

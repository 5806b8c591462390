/** `create --edit`: each object goes through the editor before it is created. */
import { withLastApplied } from "../apply/last-applied.ts";
import type { CommandContext } from "../command.ts";
import { editedText, NORMAL_HEADER } from "./edit-input.ts";
import { runEditSession } from "./edit-session.ts";
import { resultPrinter } from "./output.ts";
import { createObject } from "./rest.ts";
import type { Loaded, Targets } from "./targets.ts";

export async function editAndCreate(context: CommandContext, targets: Targets): Promise<number> {
  const printer = resultPrinter(context);
  const all: Loaded[] = [];
  await targets.visitLoaded((target) => {
    all.push(target);
  });
  for (const target of all) {
    await runEditSession({
      context,
      ...editedText(context, [target.object], NORMAL_HEADER),
      subject: target,
      save: (manifest) => {
        const object = context.flags.bool("save-config")
          ? withLastApplied(manifest.object)
          : manifest.object;
        const namespace = manifest.namespace === "" ? target.namespace : manifest.namespace;
        const stored = createObject(context.kube(), { type: manifest.type, namespace }, object, {
          fieldManager: context.flags.string("field-manager"),
        });
        printer.print({ type: manifest.type, object: stored }, "created");
      },
    });
  }
  return 0;
}

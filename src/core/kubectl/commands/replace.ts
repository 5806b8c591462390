import type { JsonObject } from "../../api/json.ts";
import { objectAt, stringAt } from "../../cluster/values.ts";
import { lastAppliedText, withLastApplied } from "../apply/last-applied.ts";
import type { Command, CommandContext } from "../command.ts";
import { CommandError, UsageError, withSource } from "../errors.ts";
import {
  DRY_RUN_FLAG,
  fieldManagerFlag,
  filenameFlags,
  printFlags,
  VALIDATE_FLAG,
} from "../flagsets.ts";
import { deleteTargets } from "../write/deletion.ts";
import { cascadeOf, dryRunOf, SAVE_CONFIG_FLAG, validationOf, waitFlags } from "../write/flags.ts";
import { resultPrinter } from "../write/output.ts";
import { createObject, findObject, replaceObject, type WriteOptions } from "../write/rest.ts";
import { fileQuery, findTargets, requireFiles, type Loaded } from "../write/targets.ts";

export const replace: Command = {
  name: "replace",
  use: "replace -f FILENAME",
  short: "Replace a resource by file name or stdin",
  long: "Put a whole new object in the place of the one that is there. With --force the old one is deleted first.",
  examples: `# By a file
kubectl replace -f ./policy.yaml

# Delete the old one and create it anew
kubectl replace --force -f ./pod.yaml`,
  flags: [
    DRY_RUN_FLAG,
    fieldManagerFlag("kubectl-replace"),
    ...filenameFlags("with the objects to replace."),
    { name: "raw", type: "string", usage: "Path on the server to PUT the file to." },
    SAVE_CONFIG_FLAG,
    { name: "subresource", type: "string", usage: "Replace this subresource of the object." },
    VALIDATE_FLAG,
    ...waitFlags("false"),
    ...printFlags(),
  ],
  run: runReplace,
};

async function runReplace(context: CommandContext): Promise<number> {
  const { flags, args } = context;
  const dryRun = dryRunOf(context);
  const fieldValidation = validationOf(context);
  const printer = resultPrinter(context, { dryRun });
  const files = fileQuery(context);
  const force = flags.bool("force");
  const gracePeriod = flags.number("grace-period");
  if (gracePeriod >= 0 && !force) {
    throw new CommandError("--grace-period must have --force specified");
  }
  if (flags.duration("timeout") !== 0 && !force) {
    throw new CommandError("--timeout must have --force specified");
  }
  if (args.length > 0) {
    throw new UsageError(context.path, `Unexpected args: [${args.join(" ")}]`);
  }
  requireFiles(files);
  if (force && dryRun !== "none") {
    throw new CommandError("--dry-run can not be used when --force is set");
  }
  const propagation = cascadeOf(context);
  const subresource = flags.string("subresource");
  const options: WriteOptions = {
    dryRun: dryRun === "server",
    fieldManager: flags.string("field-manager"),
    fieldValidation,
    ...(subresource === "" ? {} : { subresource }),
  };
  const targets = await findTargets(context, { ...files, validate: fieldValidation !== "Ignore" });
  if (force) {
    await deleteTargets(context, targets, {
      dryRun,
      gracePeriod: gracePeriod === 0 ? 1 : gracePeriod,
      propagation,
      ignoreNotFound: true,
      wait: true,
      timeout: flags.duration("timeout") || 300_000,
      output: flags.string("output") === "name" ? "name" : "",
    });
    await targets.visitLoaded((target) => {
      const { subresource: _none, ...creation } = options;
      const object = annotated(context, target);
      const collection = { type: target.type, namespace: target.namespace };
      try {
        const stored = createObject(context.kube(), collection, object, creation);
        printer.print({ type: target.type, object: stored }, "replaced");
      } catch (error) {
        throw withSource("creating", target.source, error);
      }
    });
    return 0;
  }
  await targets.visitLoaded((target) => {
    const object = annotated(context, target);
    if (dryRun === "client") {
      printer.print({ type: target.type, object }, "replaced");
      return;
    }
    try {
      const stored = replaceObject(
        context.kube(),
        target,
        current(context, target, object),
        options,
      );
      printer.print({ type: target.type, object: stored }, "replaced");
    } catch (error) {
      throw withSource("replacing", target.source, error);
    }
  });
  return 0;
}

function annotated(context: CommandContext, target: Loaded): JsonObject {
  const wanted = context.flags.bool("save-config") || lastAppliedText(target.object) !== undefined;
  return wanted ? withLastApplied(target.object) : target.object;
}

/** An object without version takes over the one that the server has. */
function current(context: CommandContext, target: Loaded, object: JsonObject): JsonObject {
  const metadata = objectAt(object, "metadata");
  if (stringAt(metadata, "resourceVersion") !== "") return object;
  const live = findObject(context.kube(), target);
  if (live === undefined) return object;
  const resourceVersion = stringAt(live, "metadata", "resourceVersion");
  return { ...object, metadata: { ...metadata, resourceVersion } };
}

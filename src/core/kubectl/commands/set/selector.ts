import { stringsAt } from "../../../cluster/values.ts";
import type { Command, CommandContext } from "../../command.ts";
import { CommandError } from "../../errors.ts";
import { DRY_RUN_FLAG, fieldManagerFlag, filenameFlags, printFlags } from "../../flagsets.ts";
import { ALL_FLAG, dryRunOf, LOCAL_FLAG } from "../../write/flags.ts";
import { labelSelectorOf } from "../../write/label-selector.ts";
import { resultPrinter } from "../../write/output.ts";
import { patchObject } from "../../write/rest.ts";
import { findTargets } from "../../write/targets.ts";

export const setSelector: Command = {
  name: "selector",
  use: "selector (-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]",
  short: "Set the selector on a resource",
  long: "Give a service another selector; the one it had is replaced whole.",
  examples: `# Lead a service to other pods
kubectl set selector service web app=web,env=prod`,
  flags: [
    ALL_FLAG,
    DRY_RUN_FLAG,
    fieldManagerFlag("kubectl-set"),
    ...filenameFlags("with the objects to change.", true).filter(
      (flag) => flag.name !== "kustomize",
    ),
    LOCAL_FLAG,
    { name: "resource-version", type: "string", usage: "Only when the object has this version." },
    ...printFlags(),
  ],
  run: runSetSelector,
};

async function runSetSelector(context: CommandContext): Promise<number> {
  const { flags, args } = context;
  const dryRun = dryRunOf(context);
  const printer = resultPrinter(context, { dryRun });
  const last = args.at(-1);
  if (last === undefined || !/[=!]| in | notin /.test(last)) {
    throw new CommandError("selector is required");
  }
  const selector = labelSelectorOf(last);
  const labels = stringsAt(selector, "matchLabels");
  const local = flags.bool("local");
  const targets = await findTargets(context, {
    filenames: flags.list("filename"),
    recursive: flags.bool("recursive"),
    args: args.slice(0, -1),
    all: flags.bool("all"),
    latest: true,
    local,
  });
  await targets.visitLoaded((target) => {
    if (target.type.kind !== "Service") {
      throw new CommandError("setting a selector is only supported for Services");
    }
    if (selector["matchExpressions"] !== undefined) {
      throw new CommandError(
        "set-based selectors are not supported for Services: only key=value pairs are",
      );
    }
    const version = flags.string("resource-version");
    const body = {
      ...(version === "" ? {} : { metadata: { resourceVersion: version } }),
      spec: { selector: replaced(stringsAt(target.object, "spec", "selector"), labels) },
    };
    const object =
      local || dryRun === "client"
        ? target.object
        : patchObject(context.kube(), target, "strategic", body, {
            dryRun: dryRun === "server",
            fieldManager: flags.string("field-manager"),
          });
    printer.print({ type: target.type, object }, "selector updated");
  });
  return 0;
}

/** A patch for a map that is to become another: what is not wanted is taken out. */
function replaced(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): Record<string, string | null> {
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  return { ...Object.fromEntries(gone.map((key) => [key, null])), ...after };
}

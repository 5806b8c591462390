import { isObject, type JsonObject } from "../../../api/json.ts";
import { stringAt } from "../../../cluster/values.ts";
import { applyObject, type ApplyPlan } from "../../apply/apply-object.ts";
import { prune } from "../../apply/prune.ts";
import type { Command, CommandContext } from "../../command.ts";
import { asError, CommandError, isFailure, throwGathered, UsageError } from "../../errors.ts";
import {
  DRY_RUN_FLAG,
  fieldManagerFlag,
  filenameFlags,
  printFlags,
  SELECTOR_FLAG,
  VALIDATE_FLAG,
} from "../../flagsets.ts";
import { cascadeOf, dryRunOf, validationOf, waitFlags } from "../../write/flags.ts";
import { resultPrinter, type Printed } from "../../write/output.ts";
import { fileQuery, findTargets, requireFiles } from "../../write/targets.ts";
import { editLastApplied } from "./edit-last-applied.ts";
import { setLastApplied } from "./set-last-applied.ts";
import { viewLastApplied } from "./view-last-applied.ts";

export const apply: Command = {
  name: "apply",
  use: "apply (-f FILENAME | -k DIRECTORY)",
  short: "Apply a configuration to a resource by file name or stdin",
  long: "Bring objects to the state that files describe: those that are missing are created, the others are changed where the file, and what was applied before, differ from them.",
  examples: `# The policy in a file
kubectl apply -f policy.yaml

# All manifests of a folder and the folders in it
kubectl apply -R -f manifests/

# From stdin
cat policy.yaml | kubectl apply -f -

# Only show what the server would make of it
kubectl apply -f policy.yaml --dry-run=server -o yaml`,
  flags: [
    { name: "all", type: "bool", usage: "Select all objects of the pruned types (with --prune)." },
    DRY_RUN_FLAG,
    fieldManagerFlag("kubectl-client-side-apply"),
    ...filenameFlags("with the configuration to apply."),
    {
      name: "force-conflicts",
      type: "bool",
      usage: "Take over fields that others own; only with --server-side.",
    },
    {
      name: "openapi-patch",
      type: "bool",
      default: "true",
      usage: "Work the patch out with the server's OpenAPI document where it describes the type.",
    },
    {
      name: "overwrite",
      type: "bool",
      default: "true",
      usage: "Settle differences between the file and the live object in favour of the file.",
    },
    {
      name: "prune",
      type: "bool",
      usage:
        "Delete objects that were applied once and are in none of the files; with -l or --all.",
    },
    {
      name: "prune-allowlist",
      type: "array",
      usage: "GROUP/VERSION/KIND that --prune may delete, in place of the default types.",
    },
    SELECTOR_FLAG,
    {
      name: "server-side",
      type: "bool",
      usage: "Let the server merge: send the whole configuration as an apply patch.",
    },
    {
      name: "subresource",
      type: "string",
      usage: "Apply to this subresource; with --server-side.",
    },
    VALIDATE_FLAG,
    ...waitFlags("false"),
    ...printFlags(),
  ],
  subcommands: [editLastApplied, setLastApplied, viewLastApplied],
  run: runApply,
};

async function runApply(context: CommandContext): Promise<number> {
  const { flags, args } = context;
  if (args.length > 0) {
    throw new UsageError(context.path, `Unexpected args: [${args.join(" ")}]`);
  }
  const selector = flags.string("selector");
  const pruning = flags.bool("prune");
  if (pruning && !flags.bool("all") && selector === "") {
    throw new CommandError(
      "all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector",
    );
  }
  const plan = applyPlan(context);
  const files = fileQuery(context);
  requireFiles(files);
  checkCombinations(context, plan);
  const printer = resultPrinter(context, { dryRun: plan.dryRun });
  const found = await findTargets(context, {
    ...files,
    selector,
    validate: plan.fieldValidation !== "Ignore",
  });
  const { targets, error } = await found.collect();
  const errors = error === undefined ? [] : [error];
  if (targets.length === 0 && errors.length === 0) {
    throw new CommandError("no objects passed to apply");
  }
  const applied: Printed[] = [];
  for (const target of targets) {
    try {
      const { object, operation } = applyObject(context, target, plan);
      const printed = { type: target.type, object };
      applied.push(printed);
      if (!printer.wholeObjects) printer.print(printed, operation);
    } catch (failure) {
      if (!isFailure(failure)) throw failure;
      errors.push(asError(failure));
    }
  }
  throwGathered(errors);
  if (printer.wholeObjects) printer.printAll(applied, "");
  if (pruning) {
    const namespaces = targets.map((target) => target.namespace).filter((name) => name !== "");
    prune(context, {
      printer,
      dryRun: plan.dryRun,
      selector,
      allowlist: flags.list("prune-allowlist"),
      kept: new Set(applied.map(({ object }) => uidOf(object))),
      namespaces: [...new Set(namespaces)].sort(),
      propagation: cascadeOf(context),
      gracePeriod: flags.number("grace-period"),
    });
  }
  return 0;
}

function uidOf(object: JsonObject): string {
  return isObject(object) ? stringAt(object, "metadata", "uid") : "";
}

function applyPlan(context: CommandContext): ApplyPlan {
  const { flags } = context;
  const dryRun = dryRunOf(context);
  const serverSide = flags.bool("server-side");
  const fieldManager =
    serverSide && !flags.changed("field-manager") ? "kubectl" : flags.string("field-manager");
  return {
    dryRun,
    fieldManager,
    fieldValidation: validationOf(context),
    serverSide,
    forceConflicts: flags.bool("force-conflicts"),
    force: flags.bool("force"),
    subresource: flags.string("subresource"),
  };
}

function checkCombinations(context: CommandContext, plan: ApplyPlan): void {
  const { flags } = context;
  if (plan.forceConflicts && !plan.serverSide) {
    throw new CommandError("--force-conflicts only works with --server-side");
  }
  if (plan.dryRun === "client" && plan.serverSide) {
    throw new CommandError(
      "--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)",
    );
  }
  if (plan.serverSide && plan.force) {
    throw new CommandError("--force cannot be used with --server-side");
  }
  if (plan.dryRun === "server" && plan.force) {
    throw new CommandError("--dry-run=server cannot be used with --force");
  }
  if (flags.bool("all") && flags.string("selector") !== "") {
    throw new CommandError("cannot set --all and --selector at the same time");
  }
}

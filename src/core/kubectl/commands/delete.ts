import { completeTypeAndName } from "../candidates.ts";
import type { Command, CommandContext } from "../command.ts";
import { CommandError } from "../errors.ts";
import {
  ALL_NAMESPACES_FLAG,
  DRY_RUN_FLAG,
  FIELD_SELECTOR_FLAG,
  filenameFlags,
  SELECTOR_FLAG,
} from "../flagsets.ts";
import { deleteTargets, kindWord } from "../write/deletion.ts";
import { ALL_FLAG, cascadeOf, dryRunOf, waitFlags } from "../write/flags.ts";
import { readLine } from "../write/input.ts";
import { fileQuery, findTargets, type Target, type Targets } from "../write/targets.ts";

export const IMMEDIATE_DELETION =
  "Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.";

export const deleteCommand: Command = {
  name: "delete",
  use: "delete ([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)])",
  short:
    "Delete resources by file names, stdin, resources and names, or by resources and label selector",
  long: "Delete objects that files describe, that are named, or that a label selector finds. By default the command waits until they are gone; a pod gets time to end in.",
  examples: `# The objects of a file
kubectl delete -f ./pod.yaml

# One pod by its name
kubectl delete pod web

# Pods and services with a label
kubectl delete pods,services -l app=web

# All policies of the namespace
kubectl delete networkpolicy --all`,
  flags: [
    ALL_FLAG,
    ALL_NAMESPACES_FLAG,
    DRY_RUN_FLAG,
    FIELD_SELECTOR_FLAG,
    SELECTOR_FLAG,
    ...filenameFlags("with the objects to delete."),
    ...waitFlags("true"),
    {
      name: "ignore-not-found",
      type: "bool",
      usage: "Take an object that is not there as deleted; the default with --all and selectors.",
    },
    {
      name: "interactive",
      shorthand: "i",
      type: "bool",
      usage: "Ask before anything is deleted.",
    },
    { name: "now", type: "bool", usage: "Let pods end within a second (as --grace-period=1)." },
    {
      name: "output",
      shorthand: "o",
      type: "string",
      usage: 'Only "name" is known: print names alone.',
    },
    { name: "raw", type: "string", usage: "Path on the server to send the DELETE to." },
  ],
  complete: completeTypeAndName(),
  run: runDelete,
};

async function runDelete(context: CommandContext): Promise<number> {
  const { flags, args } = context;
  const connection = context.kube();
  const selector = flags.string("selector");
  const fieldSelector = flags.string("field-selector");
  const all = flags.bool("all");
  const force = flags.bool("force");
  let gracePeriod = flags.number("grace-period");
  if (flags.bool("now")) {
    if (gracePeriod !== -1) {
      throw new CommandError("--now and --grace-period cannot be specified together");
    }
    gracePeriod = 1;
  }
  if (gracePeriod === 0 && !force) gracePeriod = 1;
  if (force && gracePeriod < 0) gracePeriod = 0;
  const propagation = cascadeOf(context);
  const dryRun = dryRunOf(context);
  const raw = flags.string("raw");
  if (raw !== "") return deleteRaw(context, raw);
  const targets = await findTargets(context, {
    ...fileQuery(context),
    args,
    selector,
    fieldSelector,
    all,
    allNamespaces: flags.bool("all-namespaces"),
    fetch: false,
  });
  const output = flags.string("output");
  if (output !== "" && output !== "name") {
    throw new CommandError(`unexpected -o output mode: ${output}. We only support '-o name'`);
  }
  if (force && gracePeriod > 0) {
    throw new CommandError(
      "--force and --grace-period greater than 0 cannot be specified together",
    );
  }
  if (force) connection.warn(IMMEDIATE_DELETION);
  const filtered = all || selector !== "" || fieldSelector !== "";
  const ignoreNotFound = flags.changed("ignore-not-found")
    ? flags.bool("ignore-not-found")
    : filtered;
  if (flags.bool("interactive") && !(await confirmed(context, targets))) return 0;
  return deleteTargets(context, targets, {
    dryRun,
    gracePeriod,
    propagation,
    ignoreNotFound,
    wait: flags.bool("wait"),
    timeout: flags.duration("timeout"),
    output,
    warnClusterScope: connection.enforceNamespace && !flags.bool("all-namespaces"),
  });
}

/** `--raw` sends the DELETE as it is and prints what comes back. */
function deleteRaw(context: CommandContext, path: string): number {
  const body = context.kube().request({ method: "DELETE", path });
  context.process.stdout.write(`${JSON.stringify(body)}\n`);
  return 0;
}

async function confirmed(context: CommandContext, targets: Targets): Promise<boolean> {
  const { stdout } = context.process;
  const found: Target[] = [];
  await targets.visit((target) => {
    found.push(target);
  });
  if (found.length === 0) {
    stdout.write("No resources found\n");
    return false;
  }
  stdout.write(`You are about to delete the following ${found.length} resource(s):\n`);
  for (const target of found) stdout.write(`${kindWord(target)}/${target.name}\n`);
  stdout.write("Do you want to continue? (y/N): ");
  const answer = (await readLine(context.process))?.trim().split(/\s+/)[0] ?? "";
  if (answer.toLowerCase() === "y") return true;
  stdout.write("deletion is cancelled\n");
  return false;
}

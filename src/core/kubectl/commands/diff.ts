import type { JsonObject } from "../../api/json.ts";
import { objectAt, stringAt } from "../../cluster/values.ts";
import { clientPatch, describeInfo, warnIfDeleting } from "../apply/apply-object.ts";
import { lastApplied, withLastApplied, LAST_APPLIED } from "../apply/last-applied.ts";
import type { Command, CommandContext } from "../command.ts";
import {
  CommandError,
  describeFailure,
  ExitError,
  isFailure,
  UsageError,
  withSource,
} from "../errors.ts";
import { fieldManagerFlag, filenameFlags, SELECTOR_FLAG } from "../flagsets.ts";
import { withoutManagedFields } from "../printers/printer.ts";
import { marshalJson } from "../printers/go-values.ts";
import { spawnQuietly, temporaryPath } from "../write/editor.ts";
import { maskSecrets } from "../write/mask.ts";
import { createObject, findObject, patchObject } from "../write/rest.ts";
import { fileQuery, findTargets, requireFiles, type Loaded } from "../write/targets.ts";
import { dumpYaml } from "../yaml.ts";

export const diff: Command = {
  name: "diff",
  use: "diff -f FILENAME",
  short: "Diff the live version against a would-be applied version",
  long: "Show what apply would change: the live objects against those the server would make of the files. The program is `diff -u -N`, or the one that KUBECTL_EXTERNAL_DIFF names. The exit status is 0 when nothing would change, 1 when something would, more when it failed.",
  examples: `# The policy in a file against the live one
kubectl diff -f policy.yaml

# From stdin
cat policy.yaml | kubectl diff -f -`,
  flags: [
    {
      name: "concurrency",
      type: "int",
      default: "1",
      usage: "How many objects to look at at once.",
    },
    fieldManagerFlag("kubectl-client-side-apply"),
    ...filenameFlags("with the configuration to compare."),
    {
      name: "force-conflicts",
      type: "bool",
      usage: "Take over fields that others own; only with --server-side.",
    },
    { name: "prune", type: "bool", usage: "Count objects that apply --prune would delete too." },
    { name: "prune-allowlist", type: "array", usage: "GROUP/VERSION/KIND that may be pruned." },
    SELECTOR_FLAG,
    {
      name: "server-side",
      type: "bool",
      usage: "Compare with what a server-side apply would give.",
    },
    { name: "show-managed-fields", type: "bool", usage: "Keep managedFields in the comparison." },
  ],
  run: async (context) => {
    try {
      return await runDiff(context);
    } catch (error) {
      if (!isFailure(error) || error instanceof ExitError) throw error;
      const { text, exitCode } = describeFailure(error);
      context.process.stderr.write(text);
      return exitCode + 1;
    }
  },
};

interface Pair {
  readonly name: string;
  readonly live: JsonObject | undefined;
  readonly merged: JsonObject;
}

async function runDiff(context: CommandContext): Promise<number> {
  const { flags, args, path } = context;
  if (args.length > 0) throw new UsageError(path, `Unexpected args: [${args.join(" ")}]`);
  const files = fileQuery(context);
  requireFiles(files);
  if (flags.bool("force-conflicts") && !flags.bool("server-side")) {
    throw new CommandError("--force-conflicts only works with --server-side");
  }
  const targets = await findTargets(context, {
    ...files,
    selector: flags.string("selector"),
    continueOnError: false,
  });
  const pairs: Pair[] = [];
  await targets.visitLoaded((target) => {
    pairs.push(compare(context, target));
  });
  return showDifferences(context, pairs);
}

function compare(context: CommandContext, target: Loaded): Pair {
  const { group, version, kind } = target.type;
  const live = findObject(context.kube(), target);
  const merged = mergedObject(context, target, live);
  if (live !== undefined) warnIfDeleting(context, live);
  const prefix = group === "" ? "" : `${group}.`;
  const shown = (object: JsonObject): JsonObject =>
    context.flags.bool("show-managed-fields") ? object : withoutManagedFields(object);
  const [before, after] = maskSecrets(live === undefined ? undefined : shown(live), shown(merged));
  return {
    name: `${prefix}${version}.${kind}.${target.namespace}.${target.name}`,
    live: before,
    merged: after,
  };
}

/** What the server would store. */
function mergedObject(
  context: CommandContext,
  target: Loaded,
  live: JsonObject | undefined,
): JsonObject {
  const { flags } = context;
  const connection = context.kube();
  const options = { dryRun: true, fieldManager: flags.string("field-manager") };
  if (flags.bool("server-side")) {
    const fieldManager = flags.changed("field-manager") ? options.fieldManager : "kubectl";
    const force = flags.bool("force-conflicts");
    return patchObject(connection, target, "apply", target.object, {
      dryRun: true,
      fieldManager,
      force,
    });
  }
  if (live === undefined)
    return createObject(connection, collectionOf(target), target.object, options);
  const modified = withoutAnnotation(withLastApplied(target.object));
  const patch = clientPatch(target.type, lastApplied(live), modified, live);
  if (Object.keys(patch).length === 0) return live;
  const resourceVersion = stringAt(live, "metadata", "resourceVersion");
  const body = { ...patch, metadata: { ...objectAt(patch, "metadata"), resourceVersion } };
  try {
    return patchObject(connection, target, "strategic", body, options);
  } catch (error) {
    const what = `applying patch:\n${marshalJson(body)}\nto:\n${describeInfo(target)}\nfor:`;
    throw withSource(what, target.source, error);
  }
}

function collectionOf({ type, namespace }: Loaded): Pick<Loaded, "type" | "namespace"> {
  return { type, namespace };
}

/** The configuration as it is compared: with annotations, without kubectl's own. */
function withoutAnnotation(object: JsonObject): JsonObject {
  const { [LAST_APPLIED]: _own, ...annotations } = objectAt(object, "metadata", "annotations");
  return { ...object, metadata: { ...objectAt(object, "metadata"), annotations } };
}

async function showDifferences(context: CommandContext, pairs: readonly Pair[]): Promise<number> {
  const { process } = context;
  const live = temporaryPath(context, "LIVE-");
  const merged = temporaryPath(context, "MERGED-");
  process.fs.mkdir(live, { parents: true });
  process.fs.mkdir(merged, { parents: true });
  for (const pair of pairs) {
    process.fs.write(`${live}/${pair.name}`, pair.live === undefined ? "" : dumpYaml(pair.live));
    process.fs.write(`${merged}/${pair.name}`, dumpYaml(pair.merged));
  }
  try {
    const external = process.env.get("KUBECTL_EXTERNAL_DIFF") ?? "";
    return external === ""
      ? await compareFiles(context, live, merged, pairs)
      : await runExternal(context, external, live, merged);
  } finally {
    process.fs.remove(live, { recursive: true });
    process.fs.remove(merged, { recursive: true });
  }
}

/** What `diff -u -N LIVE MERGED` prints of two folders: file by file, in the order of names. */
async function compareFiles(
  context: CommandContext,
  live: string,
  merged: string,
  pairs: readonly Pair[],
): Promise<number> {
  const { process } = context;
  const names = [...new Set(pairs.map((pair) => pair.name))].sort();
  let status = 0;
  for (const name of names) {
    const argv = ["diff", "-u", "-N", `${live}/${name}`, `${merged}/${name}`];
    let begun = false;
    const code = await spawnQuietly(context, argv, {
      stdout: {
        write: (text) => {
          if (!begun) process.stdout.write(`${argv.join(" ")}\n`);
          begun = true;
          process.stdout.write(text);
        },
      },
    });
    status = Math.max(status, code);
  }
  if (status === 127)
    throw new CommandError('failed to run "diff": executable file not found in $PATH');
  return status;
}

/** Words of KUBECTL_EXTERNAL_DIFF that are neither names nor flags are left out, as kubectl does. */
async function runExternal(
  context: CommandContext,
  external: string,
  live: string,
  merged: string,
): Promise<number> {
  const [program = "diff", ...words] = external.split(" ");
  const args = words.filter((word) => /^[a-zA-Z0-9-=]+$/.test(word));
  const status = await spawnQuietly(context, [program, ...args, live, merged]);
  if (status === 127) {
    throw new CommandError(
      `failed to run "${program}": exec: "${program}": executable file not found in $PATH`,
    );
  }
  if (status > 1) throw new CommandError(`failed to run "${program}": exit status ${status}`);
  return status;
}

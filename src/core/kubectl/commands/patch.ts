import { isObject, type Json, type JsonObject } from "../../api/json.ts";
import { applyJsonPatch } from "../../cluster/patch/json.ts";
import { applyMergePatch } from "../../cluster/patch/merge.ts";
import { applyStrategicPatch } from "../../cluster/patch/strategic.ts";
import { equal } from "../../cluster/values.ts";
import { completeTypeAndName } from "../candidates.ts";
import type { Command, CommandContext } from "../command.ts";
import { CommandError } from "../errors.ts";
import { DRY_RUN_FLAG, fieldManagerFlag, filenameFlags, printFlags } from "../flagsets.ts";
import { quote } from "../gotext.ts";
import { readFileOr } from "../manifests.ts";
import { dryRunOf, LOCAL_FLAG, type DryRun } from "../write/flags.ts";
import { parsePatchText } from "../write/patch-text.ts";
import { resultPrinter } from "../write/output.ts";
import { getObject, patchObject, type PatchKind } from "../write/rest.ts";
import { fileQuery, findTargets, type Loaded } from "../write/targets.ts";

const KINDS = ["json", "merge", "strategic"] as const;

export const patch: Command = {
  name: "patch",
  use: "patch (-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]",
  short: "Update fields of a resource",
  long: "Change single fields of an object by a strategic merge patch, a JSON merge patch or a JSON patch, written as JSON or YAML.",
  examples: `# Change one field
kubectl patch node worker -p '{"spec":{"unschedulable":true}}'

# With the patch in a file
kubectl patch pod web --patch-file patch.yaml

# By a JSON patch
kubectl patch netpol web --type=json -p='[{"op":"remove","path":"/spec/egress"}]'`,
  flags: [
    DRY_RUN_FLAG,
    fieldManagerFlag("kubectl-patch"),
    ...filenameFlags("with the object to patch."),
    LOCAL_FLAG,
    { name: "patch", shorthand: "p", type: "string", usage: "The patch, JSON or YAML." },
    { name: "patch-file", type: "string", usage: "File with the patch." },
    { name: "subresource", type: "string", usage: "Patch this subresource of the object." },
    {
      name: "type",
      type: "string",
      default: "strategic",
      usage: "Kind of patch: json, merge or strategic.",
    },
    ...printFlags(),
  ],
  complete: completeTypeAndName(),
  run: runPatch,
};

async function runPatch(context: CommandContext): Promise<number> {
  const { flags, args } = context;
  const dryRun = dryRunOf(context);
  const text = flags.string("patch");
  const file = flags.string("patch-file");
  const local = flags.bool("local");
  const files = fileQuery(context);
  if (text !== "" && file !== "") {
    throw new CommandError("cannot specify --patch and --patch-file together");
  }
  if (text === "" && file === "") {
    throw new CommandError(
      "must specify --patch or --patch-file containing the contents of the patch",
    );
  }
  if (local && args.length > 0) {
    throw new CommandError("cannot specify --local and server resources");
  }
  const kind = patchKind(flags.string("type"));
  // what was done replaces kubectl's "(dry run)" here
  const printer = resultPrinter(context);
  const raw =
    file === ""
      ? text
      : readFileOr(context.process, file, (why) => `unable to read patch file: ${why}`);
  const body = parsePatchText(raw, kind);
  const targets = await findTargets(context, { ...files, args, fetch: false, local });
  let count = 0;
  await targets.visit((target) => {
    count++;
    if (local || dryRun === "client") {
      const object = local
        ? { ...target, object: target.object ?? {} }
        : { ...target, object: getObject(context.kube(), target) };
      const patched = patchLocally(object, kind, body.value());
      printer.print({ type: target.type, object: patched }, operationOf(object.object, patched));
      return;
    }
    const before = getObject(context.kube(), target);
    const after = patchObject(context.kube(), target, kind, body.value(), options(context, dryRun));
    printer.print({ type: target.type, object: after }, operationOf(before, after));
  });
  if (count === 0) throw new CommandError("no objects passed to patch");
  return 0;
}

function operationOf(before: JsonObject, after: JsonObject): string {
  return equal(before, after) ? "patched (no change)" : "patched";
}

function options(context: CommandContext, dryRun: DryRun): Parameters<typeof patchObject>[4] {
  const subresource = context.flags.string("subresource");
  return {
    dryRun: dryRun === "server",
    fieldManager: context.flags.string("field-manager"),
    ...(subresource === "" ? {} : { subresource }),
  };
}

function patchKind(text: string): PatchKind {
  const found = KINDS.find((kind) => kind === text.toLowerCase());
  if (found === undefined) {
    throw new CommandError(`--type must be one of [${KINDS.join(" ")}], not ${quote(text)}`);
  }
  return found;
}

/** What a client dry run shows: patched without the server's help. */
function patchLocally(target: Loaded, kind: PatchKind, body: Json): JsonObject {
  if (kind === "json") return applyJsonPatch(target.object, body);
  if (!isObject(body)) return target.object;
  return kind === "merge"
    ? applyMergePatch(target.object, body)
    : applyStrategicPatch(target.type, target.object, body);
}

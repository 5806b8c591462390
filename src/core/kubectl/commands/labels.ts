/** What `label` and `annotate` have in common (kubectl `pkg/cmd/label`, `pkg/cmd/annotate`). */
import type { Json, JsonObject } from "../../api/json.ts";
import { objectAt, stringsAt } from "../../cluster/values.ts";
import { createMergePatch } from "../apply/json-merge.ts";
import type { CommandContext } from "../command.ts";
import { CommandError, throwGathered } from "../errors.ts";
import { marshalJson } from "../printers/go-values.ts";
import { dryRunOf } from "../write/flags.ts";
import { resultPrinter } from "../write/output.ts";
import { patchObject } from "../write/rest.ts";
import { fileQuery, findTargets, type Loaded } from "../write/targets.ts";

/** What sets the two commands apart. */
export interface MetadataVerb {
  readonly field: "labels" | "annotations";
  readonly word: "label" | "annotation";
  /** @throws CommandError for a value that cannot be one */
  readonly checkValue: (key: string, value: string) => void;
  /** The refusals to overwrite; none when nothing stands in the way. */
  readonly overwriting: (
    current: Readonly<Record<string, string>>,
    wanted: ReadonlyMap<string, string>,
  ) => readonly string[];
  /** What was done, as printed; JSON before and after, and whether overwriting was asked for. */
  readonly operation: (before: string, after: string, overwrite: boolean) => string;
}

interface Edits {
  readonly resources: readonly string[];
  readonly set: ReadonlyMap<string, string>;
  readonly remove: readonly string[];
}

/** Parts the arguments into resources and changes. @throws CommandError */
function readEdits(context: CommandContext, verb: MetadataVerb): Edits {
  const { word } = verb;
  const resources: string[] = [];
  const changes: string[] = [];
  for (const arg of context.args) {
    const isChange = arg.includes("=") || arg.endsWith("-");
    if (isChange) changes.push(arg);
    else if (changes.length > 0) {
      throw new CommandError(`all resources must be specified before ${word} changes: ${arg}`);
    } else resources.push(arg);
  }
  const set = new Map<string, string>();
  const remove: string[] = [];
  for (const change of changes) {
    const equals = change.indexOf("=");
    if (equals > 0) {
      const key = change.slice(0, equals);
      const value = change.slice(equals + 1);
      verb.checkValue(key, value);
      set.set(key, value);
    } else if (equals < 0) remove.push(change.slice(0, -1));
  }
  if (remove.some((key) => set.has(key))) {
    throw new CommandError(
      `can not both modify and remove ${word === "label" ? "a label" : "an annotation"} in the same command`,
    );
  }
  return { resources, set, remove };
}

export async function runMetadataVerb(
  context: CommandContext,
  verb: MetadataVerb,
): Promise<number> {
  const { flags } = context;
  const { word, field } = verb;
  const list = flags.bool("list");
  const all = flags.bool("all");
  const selector = flags.string("selector");
  const fieldSelector = flags.string("field-selector");
  const files = fileQuery(context);
  const edits = readEdits(context, verb);
  const dryRun = dryRunOf(context);
  const local = flags.bool("local");
  const printer = resultPrinter(context, { dryRun });
  if (list && flags.string("output") !== "" && word === "label") {
    throw new CommandError("--list and --output may not be specified together");
  }
  if (all && selector !== "") {
    throw new CommandError("cannot set --all and --selector at the same time");
  }
  if (all && fieldSelector !== "") {
    throw new CommandError("cannot set --all and --field-selector at the same time");
  }
  const noFiles = files.filenames.length === 0 && files.kustomize === "";
  if (local && noFiles) {
    throw new CommandError(
      "can only use local files by -f pod.yaml or --filename=pod.json when --local=true is set",
    );
  }
  if (edits.resources.length === 0 && noFiles) {
    throw new CommandError(
      "one or more resources must be specified as <resource> <name> or <resource>/<name>",
    );
  }
  if (edits.set.size === 0 && edits.remove.length === 0 && !list) {
    throw new CommandError(`at least one ${word} update is required`);
  }
  const targets = await findTargets(context, {
    ...files,
    args: edits.resources,
    selector,
    fieldSelector,
    all,
    allNamespaces: flags.bool("all-namespaces"),
    latest: true,
    local,
  });
  const { stdout } = context.process;
  await targets.visitLoaded((target) => {
    if (list) {
      const entries = stringsAt(target.object, "metadata", field);
      const indent = targets.single ? "" : " ";
      if (!targets.single) {
        const { kind, group } = target.type;
        stdout.write(`Listing ${field} for ${kind}.${group}/${target.name}:\n`);
      }
      for (const [key, value] of Object.entries(entries)) {
        stdout.write(`${indent}${key}=${value}\n`);
      }
      return;
    }
    const send = !local && dryRun !== "client";
    const { object, operation } = applyEdits(
      context,
      verb,
      edits,
      target,
      send,
      dryRun === "server",
    );
    printer.print({ type: target.type, object }, operation);
  });
  return 0;
}

function applyEdits(
  context: CommandContext,
  verb: MetadataVerb,
  edits: Edits,
  target: Loaded,
  send: boolean,
  serverDryRun: boolean,
): { readonly object: JsonObject; readonly operation: string } {
  const { field, word } = verb;
  const { flags, process } = context;
  const before = target.object;
  const current = stringsAt(before, "metadata", field);
  const overwrite = flags.bool("overwrite");
  if (!overwrite) {
    throwGathered(verb.overwriting(current, edits.set).map((text) => new CommandError(text)));
  }
  const missing = edits.remove.filter((key) => !Object.hasOwn(current, key));
  if (word === "label") {
    for (const key of missing) process.stdout.write(`label ${JSON.stringify(key)} not found.\n`);
  }
  const next = new Map<string, Json>(Object.entries(current));
  for (const [key, value] of edits.set) next.set(key, value);
  for (const key of edits.remove) next.delete(key);
  const version = flags.string("resource-version");
  const { [field]: _replaced, ...others } = objectAt(before, "metadata");
  const metadata = {
    ...others,
    ...(next.size === 0 ? {} : { [field]: Object.fromEntries(next) }),
    ...(version === "" ? {} : { resourceVersion: version }),
  };
  const after: JsonObject = { ...before, metadata };
  const operation = verb.operation(marshalJson(before), marshalJson(after), overwrite);
  if (!send) return { object: after, operation };
  const object = patchObject(context.kube(), target, "merge", createMergePatch(before, after), {
    dryRun: serverDryRun,
    fieldManager: flags.string("field-manager"),
  });
  return { object, operation };
}

/** What the `set` commands that change pod specs do alike: patches, dry runs, words. */
import { isObject, type JsonObject } from "../../../api/json.ts";
import { objectsAt, stringAt } from "../../../cluster/values.ts";
import { twoWayPatch } from "../../apply/strategic.ts";
import { completeTypeAndName } from "../../candidates.ts";
import type { CommandContext, FlagSpec } from "../../command.ts";
import { CommandError, isFailure, AggregateFailure } from "../../errors.ts";
import {
  DRY_RUN_FLAG,
  fieldManagerFlag,
  filenameFlags,
  printFlags,
  SELECTOR_FLAG,
} from "../../flagsets.ts";
import { ALL_FLAG, dryRunOf, LOCAL_FLAG } from "../../write/flags.ts";
import { resultPrinter } from "../../write/output.ts";
import { patchObject } from "../../write/rest.ts";
import { fileQuery, findTargets, type Loaded } from "../../write/targets.ts";
import { podSpecOf, withPodSpec } from "../../write/workloads.ts";

export const SET_FLAGS: readonly FlagSpec[] = [
  ALL_FLAG,
  DRY_RUN_FLAG,
  fieldManagerFlag("kubectl-set"),
  ...filenameFlags("with the objects to change."),
  LOCAL_FLAG,
  SELECTOR_FLAG,
  ...printFlags(),
];

export const CONTAINERS_FLAG: FlagSpec = {
  name: "containers",
  shorthand: "c",
  type: "string",
  default: "*",
  usage: "Names of the containers to change; * stands for anything.",
};

export const completePodOwners = completeTypeAndName([
  "daemonsets",
  "deployments",
  "pods",
  "cronjobs",
  "replicasets",
  "replicationcontrollers",
  "statefulsets",
]);

/** Arguments parted into resources and `KEY=VALUE` pairs. @throws CommandError */
export function resourcesAndPairs(
  args: readonly string[],
  pairType: string,
): { readonly resources: readonly string[]; readonly pairs: readonly string[] } {
  const resources: string[] = [];
  const pairs: string[] = [];
  for (const arg of args) {
    if (arg.includes("=") || arg.endsWith("-")) pairs.push(arg);
    else if (pairs.length > 0) {
      throw new CommandError(`all resources must be specified before ${pairType} changes: ${arg}`);
    } else resources.push(arg);
  }
  return { resources, pairs };
}

/** The objects the command is about. @throws what went wrong when they were fetched */
export async function setTargets(
  context: CommandContext,
  resources: readonly string[],
): Promise<readonly Loaded[]> {
  const { flags } = context;
  const targets = await findTargets(context, {
    ...fileQuery(context),
    args: resources,
    selector: flags.has("selector") ? flags.string("selector") : "",
    all: flags.bool("all"),
    latest: true,
    local: flags.bool("local"),
  });
  const { targets: found, error } = await targets.collect();
  if (error !== undefined) throw error;
  return found;
}

export interface Change {
  /** What was done, as printed: `image updated`. */
  readonly operation: string;
  /** `failed to patch image update to pod template: `. */
  readonly refusal: string;
  /** The changed object; throws CommandError for one that cannot be changed so. */
  readonly apply: (target: Loaded) => JsonObject;
}

/** Changes all targets, going on after a failure. @throws the failures */
export function changeAll(
  context: CommandContext,
  targets: readonly Loaded[],
  change: Change,
): number {
  const dryRun = dryRunOf(context);
  const printer = resultPrinter(context, { dryRun });
  const local = context.flags.bool("local");
  const errors: Error[] = [];
  for (const target of targets) {
    try {
      const after = change.apply(target);
      const body = twoWayPatch(target.type, target.object, after);
      if (Object.keys(body).length === 0 && !local) continue;
      const object =
        local || dryRun === "client"
          ? after
          : send(context, target, body, dryRun === "server", change);
      printer.print({ type: target.type, object }, change.operation);
    } catch (error) {
      if (!isFailure(error)) throw error;
      errors.push(error);
    }
  }
  const [first] = errors;
  if (first !== undefined) throw errors.length === 1 ? first : new AggregateFailure(errors);
  return 0;
}

function send(
  context: CommandContext,
  target: Loaded,
  body: JsonObject,
  dryRun: boolean,
  change: Change,
): JsonObject {
  try {
    return patchObject(context.kube(), target, "strategic", body, {
      dryRun,
      fieldManager: context.flags.string("field-manager"),
    });
  } catch (error) {
    if (!isFailure(error)) throw error;
    throw new CommandError(`${change.refusal}${error.message}`);
  }
}

/** The object with its pod spec changed. @throws CommandError for kinds without one */
export function changePodSpec(
  target: Loaded,
  change: (spec: JsonObject) => JsonObject,
): JsonObject {
  const spec = podSpecOf(target.type, target.object);
  if (spec === undefined) {
    throw new CommandError(
      `error: ${target.type.name}/${target.name} the object is not a pod or does not have a pod template: ${target.type.kind}\n`,
    );
  }
  return withPodSpec(target.type, target.object, change(spec));
}

/** The spec with `change` done to the containers of a field whose names `wanted` accepts. */
export function changeContainers(
  spec: JsonObject,
  field: "containers" | "initContainers",
  wanted: (name: string) => boolean,
  change: (container: JsonObject) => JsonObject,
): { readonly spec: JsonObject; readonly found: boolean } {
  const containers = objectsAt(spec, field);
  const found = containers.some((container) => wanted(stringAt(container, "name")));
  if (!found) return { spec, found };
  const changed = containers.map((container) =>
    wanted(stringAt(container, "name")) && isObject(container) ? change(container) : container,
  );
  return { spec: { ...spec, [field]: changed }, found };
}

/** Whether a name fits a pattern of `-c`: `*` stands for anything. */
export function containerMatcher(pattern: string): (name: string) => boolean {
  if (pattern === "*") return () => true;
  const parts = pattern.split("*");
  return (name) => {
    const [first = ""] = parts;
    if (parts.length === 1) return name === pattern;
    if (!name.startsWith(first)) return false;
    let at = first.length;
    for (const part of parts.slice(1, -1)) {
      const next = name.indexOf(part, at);
      if (next < 0) return false;
      at = next + part.length;
    }
    const last = parts.at(-1) ?? "";
    return name.length - last.length >= at && name.endsWith(last);
  };
}

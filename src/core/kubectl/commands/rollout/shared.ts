/** What the `rollout` commands share: their targets and the history of a workload. */
import { isArray, isObject, type JsonObject } from "../../../api/json.ts";
import { groupResource } from "../../../api/scheme.ts";
import { objectAt, objectsAt, stringAt, stringsAt, withAt } from "../../../cluster/values.ts";
import { twoWayPatch } from "../../apply/strategic.ts";
import { completeTypeAndName } from "../../candidates.ts";
import type { CommandContext, FlagSpec } from "../../command.ts";
import { AggregateFailure, CommandError, isFailure } from "../../errors.ts";
import { filenameFlags, SELECTOR_FLAG } from "../../flagsets.ts";
import { resourcePath } from "../../paths.ts";
import { DescribeWriter } from "../../describe/writer.ts";
import { writeTemplate } from "../../describe/workloads.ts";
import { requireType } from "../../types.ts";
import { resultPrinter } from "../../write/output.ts";
import { patchObject } from "../../write/rest.ts";
import { fileQuery, findTargets, type Loaded, type Targets } from "../../write/targets.ts";

export const CHANGE_CAUSE = "kubernetes.io/change-cause";
export const REVISION = "deployment.kubernetes.io/revision";
export const HASH_LABEL = "pod-template-hash";

export const ROLLOUT_FLAGS: readonly FlagSpec[] = [
  ...filenameFlags("with the objects."),
  SELECTOR_FLAG,
];

export const completeWorkloads = completeTypeAndName(["deployment", "daemonset", "statefulset"]);

/** @throws CommandError when nothing was named */
export function rolloutTargets(context: CommandContext): Promise<Targets> {
  const files = fileQuery(context);
  const { args, flags } = context;
  if (args.length === 0 && files.filenames.length === 0 && files.kustomize === "") {
    throw new CommandError("required resource not specified");
  }
  return findTargets(context, {
    ...files,
    args,
    selector: flags.string("selector"),
    typeAloneSelectsAll: true,
    latest: true,
  });
}

export function isDeployment(target: Loaded): boolean {
  return target.type.group === "apps" && target.type.kind === "Deployment";
}

/** One state a workload was in. */
export interface Revision {
  readonly number: number;
  readonly cause: string;
  readonly template: JsonObject;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The revisions that are kept, oldest first. @throws CommandError for kinds without history */
export function historyOf(context: CommandContext, target: Loaded): Revision[] {
  const { type } = target;
  const key = `${type.group}/${type.kind}`;
  if (key === "apps/Deployment") return fromReplicaSets(context, target);
  if (key === "apps/DaemonSet" || key === "apps/StatefulSet") {
    return fromControllerRevisions(context, target);
  }
  throw new CommandError(`no history viewer has been implemented for "${kindText(type)}"`);
}

/** `Pod`, `ReplicaSet.apps`. */
export function kindText(type: Loaded["type"]): string {
  return type.group === "" ? type.kind : `${type.kind}.${type.group}`;
}

function owned(context: CommandContext, target: Loaded, word: string): JsonObject[] {
  const uid = stringAt(target.object, "metadata", "uid");
  const path = resourcePath(requireType(word), target.namespace);
  const items = context.kube().request({ method: "GET", path })["items"];
  return (isArray(items) ? items.filter(isObject) : []).filter((item) =>
    objectsAt(item, "metadata", "ownerReferences").some((owner) => owner["uid"] === uid),
  );
}

function fromReplicaSets(context: CommandContext, target: Loaded): Revision[] {
  return owned(context, target, "replicasets.apps")
    .flatMap((set): Revision[] => {
      const annotations = stringsAt(set, "metadata", "annotations");
      const number = Number(annotations[REVISION] ?? "");
      if (!Number.isInteger(number) || number <= 0) return [];
      const cause = annotations[CHANGE_CAUSE] ?? "";
      return [{ number, cause, template: objectAt(set, "spec", "template"), annotations }];
    })
    .sort((a, b) => a.number - b.number);
}

function fromControllerRevisions(context: CommandContext, target: Loaded): Revision[] {
  return owned(context, target, "controllerrevisions.apps")
    .flatMap((one): Revision[] => {
      const number = Number(one["revision"]);
      if (!Number.isInteger(number)) return [];
      const annotations = stringsAt(one, "metadata", "annotations");
      const data = objectAt(one, "data", "spec", "template");
      const template =
        Object.keys(data).length > 0 ? data : objectAt(target.object, "spec", "template");
      return [{ number, cause: annotations[CHANGE_CAUSE] ?? "", template, annotations }];
    })
    .sort((a, b) => a.number - b.number);
}

/** The template as `history --revision` and `undo --dry-run` show it. */
export function templateText(template: JsonObject): string {
  const out = new DescribeWriter();
  writeTemplate(out, template);
  return out.raw();
}

export interface SpecChange {
  /** What was done, as printed. */
  readonly operation: string;
  /** The changed object; throws CommandError with the reason, which is put behind the name. */
  readonly apply: (target: Loaded) => JsonObject;
  /** The refusal when nothing would change. */
  readonly noChange?: (target: Loaded) => string;
}

/** Patches all targets, going on after failures, which name the object. @throws them */
export async function changeTargets(context: CommandContext, change: SpecChange): Promise<number> {
  const printer = resultPrinter(context);
  const targets = await rolloutTargets(context);
  const { targets: found, error } = await targets.collect();
  const errors: Error[] = error === undefined ? [] : [error];
  for (const target of found) {
    const name = `${groupResource(target.type)} "${target.name}"`;
    let after: JsonObject;
    try {
      after = change.apply(target);
    } catch (failure) {
      if (!isFailure(failure)) throw failure;
      errors.push(new CommandError(`error: ${name} ${failure.message}`));
      continue;
    }
    const body = twoWayPatch(target.type, target.object, after);
    if (Object.keys(body).length === 0) {
      const text = change.noChange?.(target);
      if (text !== undefined) errors.push(new CommandError(text));
      continue;
    }
    try {
      const object = patchObject(context.kube(), target, "strategic", body, {
        fieldManager: context.flags.string("field-manager"),
      });
      printer.print({ type: target.type, object }, change.operation);
    } catch (failure) {
      if (!isFailure(failure)) throw failure;
      errors.push(new CommandError(`failed to patch: ${failure.message}`));
    }
  }
  const [first] = errors;
  if (first !== undefined) throw errors.length === 1 ? first : new AggregateFailure(errors);
  return 0;
}

/** The object with `spec.paused` set or taken out. */
export function withPaused(object: JsonObject, paused: boolean): JsonObject {
  return withAt(object, ["spec", "paused"], paused ? true : undefined);
}

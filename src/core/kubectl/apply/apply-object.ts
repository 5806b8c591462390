/** How one object is applied, by the client's three-way patch or by the server. */
import type { JsonObject } from "../../api/json.ts";
import type { ResourceType } from "../../api/scheme.ts";
import { ApiStatusError } from "../../api/status.ts";
import { own, stringAt } from "../../cluster/values.ts";
import type { CommandContext } from "../command.ts";
import { asError, CommandError, isNotFound, withSource } from "../errors.ts";
import { quote } from "../gotext.ts";
import { marshalJson } from "../printers/go-values.ts";
import type { DryRun } from "../write/flags.ts";
import {
  createObject,
  deleteObject,
  getObject,
  patchObject,
  type Place,
  type WriteOptions,
} from "../write/rest.ts";
import type { Loaded } from "../write/targets.ts";
import {
  lastApplied,
  lastAppliedText,
  LAST_APPLIED,
  pruneNulls,
  withLastApplied,
} from "./last-applied.ts";
import { threeWayMergePatch } from "./json-merge.ts";
import { threeWayPatch } from "./strategic.ts";

export interface ApplyPlan {
  readonly dryRun: DryRun;
  readonly fieldManager: string;
  readonly fieldValidation: string;
  readonly serverSide: boolean;
  readonly forceConflicts: boolean;
  /** Delete and create anew where the server refuses a patch. */
  readonly force: boolean;
  readonly subresource: string;
}

export interface Applied {
  readonly object: JsonObject;
  readonly operation: "created" | "configured" | "unchanged" | "serverside-applied";
}

/** Kinds that kubectl's own scheme does not have: their patches know no merge keys. */
const UNREGISTERED = new Set(["apiextensions.k8s.io", "apiregistration.k8s.io"]);

/** `Resource: "…", GroupVersionKind: "…"` and name and namespace, as errors show an object. */
export function describeInfo(place: Place): string {
  const { group, version, name, kind } = place.type;
  return `Resource: ${quote(`${group}/${version}, Resource=${name}`)}, GroupVersionKind: ${quote(`${group}/${version}, Kind=${kind}`)}\nName: ${quote(place.name)}, Namespace: ${quote(place.namespace)}`;
}

/** @throws ApiStatusError and CommandError with the file's name */
export function applyObject(context: CommandContext, target: Loaded, plan: ApplyPlan): Applied {
  const generateName = stringAt(target.object, "metadata", "generateName");
  if (target.name === "" && generateName !== "") {
    throw new CommandError(`from ${generateName}: cannot use generate name with apply`);
  }
  return plan.serverSide
    ? applyOnServer(context, target, plan)
    : applyByPatch(context, target, plan);
}

function writeOptions(plan: ApplyPlan): WriteOptions {
  return {
    dryRun: plan.dryRun === "server",
    fieldManager: plan.fieldManager,
    fieldValidation: plan.fieldValidation,
    ...(plan.subresource === "" ? {} : { subresource: plan.subresource }),
  };
}

const CONFLICT_ADVICE = `Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

function applyOnServer(context: CommandContext, target: Loaded, plan: ApplyPlan): Applied {
  try {
    const object = patchObject(context.kube(), target, "apply", target.object, {
      ...writeOptions(plan),
      force: plan.forceConflicts,
    });
    return { object, operation: "serverside-applied" };
  } catch (error) {
    if (!(error instanceof ApiStatusError) || error.status.reason !== "Conflict") throw error;
    throw new CommandError(`${error.message}\n${CONFLICT_ADVICE}`);
  }
}

function applyByPatch(context: CommandContext, target: Loaded, plan: ApplyPlan): Applied {
  const current = currentObject(context, target);
  if (current === undefined) return create(context, target, plan);
  if (plan.dryRun === "client") return { object: current, operation: "configured" };
  if (lastAppliedText(current) === undefined) {
    context.process.stderr.write(
      `Warning: resource ${target.type.name}/${target.name} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n`,
    );
  }
  const modified = withLastApplied(target.object);
  const patch = clientPatch(target.type, lastApplied(current), modified, current);
  if (Object.keys(patch).length === 0) return { object: current, operation: "unchanged" };
  try {
    const kind = UNREGISTERED.has(target.type.group) ? "merge" : "strategic";
    const object = patchObject(context.kube(), target, kind, patch, writeOptions(plan));
    warnIfDeleting(context, object);
    return { object, operation: "configured" };
  } catch (error) {
    if (plan.force && canForce(error)) return replaceByForce(context, target, modified, plan);
    const what = `applying patch:\n${marshalJson(patch)}\nto:\n${describeInfo(target)}\nfor:`;
    throw withSource(what, target.source, error);
  }
}

function currentObject(context: CommandContext, target: Loaded): JsonObject | undefined {
  try {
    return getObject(context.kube(), target);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    const what = `retrieving current configuration of:\n${describeInfo(target)}\nfrom server for:`;
    throw withSource(what, target.source, error);
  }
}

function create(context: CommandContext, target: Loaded, plan: ApplyPlan): Applied {
  const object = pruneNulls(withLastApplied(target.object));
  if (plan.dryRun === "client") return { object, operation: "created" };
  try {
    const { subresource: _none, ...options } = writeOptions(plan);
    const place = { type: target.type, namespace: target.namespace };
    return { object: createObject(context.kube(), place, object, options), operation: "created" };
  } catch (error) {
    throw withSource("creating", target.source, error);
  }
}

/** The patch that `apply` and `diff` send: strategic for the types kubectl knows. */
export function clientPatch(
  type: ResourceType,
  original: JsonObject | undefined,
  modified: JsonObject,
  current: JsonObject,
): JsonObject {
  return UNREGISTERED.has(type.group)
    ? threeWayMergePatch(original, modified, current)
    : threeWayPatch(type, original, modified, current);
}

function canForce(error: unknown): boolean {
  const reason = error instanceof ApiStatusError ? error.status.reason : undefined;
  return reason === "Conflict" || reason === "Invalid";
}

function replaceByForce(
  context: CommandContext,
  target: Loaded,
  modified: JsonObject,
  plan: ApplyPlan,
): Applied {
  const connection = context.kube();
  try {
    deleteObject(connection, target, { propagationPolicy: "Background", gracePeriodSeconds: 0 });
    const object = createObject(connection, collectionOf(target), modified, writeOptions(plan));
    return { object, operation: "configured" };
  } catch (error) {
    throw withSource("applying patch", target.source, asError(error));
  }
}

function collectionOf(target: Loaded): Omit<Place, "name"> {
  return { type: target.type, namespace: target.namespace };
}

/** Says that an object is on its way out, when it is. */
export function warnIfDeleting(context: CommandContext, object: JsonObject): void {
  const metadata = own(object, "metadata");
  if (stringAt(metadata, "deletionTimestamp") === "") return;
  context.process.stderr.write(
    `Warning: Detected changes to resource ${stringAt(metadata, "name")} which is currently being deleted.\n`,
  );
}

/**
 * The verbs delete and deletecollection: preconditions, grace, propagation, finalizers.
 * Source: apiserver `pkg/registry/rest/delete.go`, `pkg/registry/generic/registry/store.go`.
 */
import { isObject, type Json, type JsonObject } from "../api/json.ts";
import type { KubeObject } from "../api/objects.ts";
import { IMMORTAL } from "./admission.ts";
import { badRequest, conflict, forbidden, success } from "./errors.ts";
import { storageKind, toServed } from "./kinds.ts";
import { existing, list, listBody } from "./read.ts";
import type { Target } from "./routes.ts";
import type { Draft } from "./store.ts";
import {
  arrayAt,
  at,
  json,
  kube,
  numberAt,
  objectAt,
  stringAt,
  timestamp,
  withAt,
} from "./values.ts";

export type Propagation = "Background" | "Foreground" | "Orphan";

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagation?: Propagation;
  readonly uid?: string;
  readonly resourceVersion?: string;
}

const PROPAGATIONS: readonly string[] = ["Background", "Foreground", "Orphan"];
/** Finalizers that the garbage collector works off. */
export const ORPHAN = "orphan";
export const FOREGROUND = "foregroundDeletion";

/** Options of the body, then of the query. Throws BadRequest. */
export function parseDeleteOptions(
  body: Json | undefined,
  query: Readonly<Record<string, string>>,
): DeleteOptions {
  const given = isObject(body) ? body : {};
  const grace = at(given, "gracePeriodSeconds") ?? parseGrace(query["gracePeriodSeconds"]);
  const propagation = stringAt(given, "propagationPolicy") || query["propagationPolicy"] || "";
  if (propagation !== "" && !PROPAGATIONS.includes(propagation)) {
    throw badRequest(
      `DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "${propagation}": supported values: "Foreground", "Background", "Orphan", "nil"`,
    );
  }
  const preconditions = objectAt(given, "preconditions");
  const uid = stringAt(preconditions, "uid");
  const resourceVersion = stringAt(preconditions, "resourceVersion");
  const orphan = at(given, "orphanDependents") === true;
  return {
    ...(typeof grace === "number" ? { gracePeriodSeconds: Math.max(0, Math.trunc(grace)) } : {}),
    ...(propagation === "" && !orphan
      ? {}
      : { propagation: orphan ? "Orphan" : (propagation as Propagation) }),
    ...(uid === "" ? {} : { uid }),
    ...(resourceVersion === "" ? {} : { resourceVersion }),
  };
}

function parseGrace(text: string | undefined): number | undefined {
  if (text === undefined || text === "") return undefined;
  if (!/^-?[0-9]{1,9}$/.test(text)) {
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  }
  return Number(text);
}

export interface Deleted {
  /** The object as it now is, or as it last was. */
  readonly object: KubeObject;
  /** False: it waits for a finalizer, its grace period, or its dependents. */
  readonly gone: boolean;
}

/** Deletes one stored object, or marks it for deletion. Throws Conflict, Forbidden. */
export function remove(
  draft: Draft,
  target: Target,
  stored: KubeObject,
  options: DeleteOptions,
): Deleted {
  check(target, stored, options);
  const kind = storageKind(target.parent);
  const marked = mark(draft, target, stored, options);
  if (marked === undefined) return { object: draft.remove(kind, stored), gone: true };
  return { object: draft.put(kind, marked), gone: false };
}

function check(target: Target, stored: KubeObject, options: DeleteOptions): void {
  const { name, uid = "", resourceVersion = "" } = stored.metadata;
  if (stored.kind === "Namespace" && IMMORTAL.has(name)) {
    throw forbidden(target.parent, name, "this namespace may not be deleted");
  }
  if (options.uid !== undefined && options.uid !== uid) {
    throw conflict(
      target.parent,
      name,
      `Precondition failed: UID in precondition: ${options.uid}, UID in object meta: ${uid}`,
    );
  }
  if (options.resourceVersion !== undefined && options.resourceVersion !== resourceVersion) {
    throw conflict(
      target.parent,
      name,
      `Precondition failed: ResourceVersion in precondition: ${options.resourceVersion}, ResourceVersion in object meta: ${resourceVersion}`,
    );
  }
}

/** The object marked for deletion, or undefined when nothing holds it. */
function mark(
  draft: Draft,
  target: Target,
  stored: KubeObject,
  options: DeleteOptions,
): KubeObject | undefined {
  const grace = gracePeriod(stored, options);
  const finalizers = finalizersAfter(stored, options);
  const held = finalizers.length > 0 || grace > 0 || stored.kind === "Namespace";
  if (!held) return undefined;
  let object: JsonObject = withAt(
    json(stored),
    ["metadata", "finalizers"],
    finalizers.length === 0 ? undefined : finalizers,
  );
  const already = stored.metadata.deletionTimestamp !== undefined;
  const shorter = grace < numberAt(stored, Infinity, "metadata", "deletionGracePeriodSeconds");
  if (!already || shorter) {
    object = withAt(
      object,
      ["metadata", "deletionTimestamp"],
      timestamp(draft.env.now + grace * 1000),
    );
    object = withAt(object, ["metadata", "deletionGracePeriodSeconds"], grace);
    if (stored.metadata.generation !== undefined && !already) {
      object = withAt(object, ["metadata", "generation"], stored.metadata.generation + 1);
    }
  }
  if (stored.kind === "Namespace") {
    object = withAt(object, ["metadata", "deletionGracePeriodSeconds"], undefined);
    object = withAt(object, ["status", "phase"], "Terminating");
  }
  const { group, name } = target.parent;
  return group === "" && name === "pods" && grace === 0 && finalizers.length === 0
    ? undefined
    : kube(object);
}

/** Seconds a pod gets to end; everything else goes at once. */
function gracePeriod(stored: KubeObject, options: DeleteOptions): number {
  if (stored.kind !== "Pod") return 0;
  const phase = stringAt(stored, "status", "phase");
  if (stringAt(stored, "spec", "nodeName") === "") return 0;
  if (phase === "Succeeded" || phase === "Failed") return 0;
  const asked =
    options.gracePeriodSeconds ?? numberAt(stored, 30, "spec", "terminationGracePeriodSeconds");
  const left = numberAt(stored, Infinity, "metadata", "deletionGracePeriodSeconds");
  return Math.max(0, Math.min(asked, left));
}

function finalizersAfter(stored: KubeObject, options: DeleteOptions): readonly string[] {
  const now = arrayAt(stored, "metadata", "finalizers").filter(
    (finalizer): finalizer is string => typeof finalizer === "string",
  );
  const asked = { Orphan: ORPHAN, Foreground: FOREGROUND, Background: undefined };
  if (options.propagation === undefined) return now;
  const wanted = asked[options.propagation];
  const rest = now.filter((finalizer) => finalizer !== ORPHAN && finalizer !== FOREGROUND);
  return wanted === undefined ? rest : [...rest, wanted];
}

/** DELETE of one object: the object while it waits, a Status when it is gone. */
export function deleteOne(draft: Draft, target: Target, options: DeleteOptions): JsonObject {
  const stored = existing(draft, target);
  const { object, gone } = remove(draft, target, stored, options);
  if (!gone || ANSWERS_OBJECT.has(storageKind(target.parent))) {
    return json(toServed(target.parent, object));
  }
  return json(success(target.parent, object.metadata.name, object.metadata.uid ?? ""));
}

/** Kinds whose deletion answers the object even when it is gone at once. */
const ANSWERS_OBJECT: ReadonlySet<string> = new Set([
  "/Pod",
  "/Service",
  "/ServiceAccount",
  "/PersistentVolume",
  "/PersistentVolumeClaim",
  "/PodTemplate",
  "/ResourceQuota",
  "storage.k8s.io/StorageClass",
]);

/** DELETE of a collection: the objects that were selected, as a List. */
export function deleteCollection(
  draft: Draft,
  target: Target,
  query: Readonly<Record<string, string>>,
  options: DeleteOptions,
): JsonObject {
  const listed = list(draft, target, query);
  const kind = storageKind(target.parent);
  const items = listed.items.flatMap((item) => {
    const stored = draft.get(kind, item.metadata.namespace, item.metadata.name);
    return stored === undefined
      ? []
      : [toServed(target.parent, remove(draft, target, stored, options).object)];
  });
  return listBody(target, { items, metadata: listed.metadata });
}

/**
 * The verbs create, update and delete. All work on a draft, so that a refusal leaves nothing.
 * Source: apiserver `pkg/registry/rest/{create,update,delete}.go`, `pkg/registry/generic/registry/store.go`.
 */
import type { Json, JsonObject } from "../api/json.ts";
import type { KubeObject } from "../api/objects.ts";
import { apiVersionOf, findResource } from "../api/scheme.ts";
import { admitNamespace, admitPod, checkNamespace } from "./admission.ts";
import { alreadyExists, badRequest, conflict, MODIFIED, notFound } from "./errors.ts";
import { checkCreate, checkUpdate, decode, objectWarnings } from "./gate.ts";
import { storageKind, toServed, toStored } from "./kinds.ts";
import { trackUpdate } from "./managed/track.ts";
import { generateName, uuid } from "./names.ts";
import { existing } from "./read.ts";
import type { Target } from "./routes.ts";
import { firstGeneration, nextGeneration } from "./strategy/generation.ts";
import { strategyOf } from "./strategy/registry.ts";
import type { Draft } from "./store.ts";
import { at, equal, json, kube, own, stringAt, timestamp, withAt, withField } from "./values.ts";

export interface WriteOptions {
  readonly fieldValidation: string;
  readonly fieldManager: string;
}

export interface Written {
  readonly object: KubeObject;
  readonly warnings: readonly string[];
  readonly created: boolean;
}

/** True when the status is a subresource of its own: the main resource then does not write it. */
export function hasStatus(target: Target): boolean {
  const { group, version, name } = target.parent;
  return findResource(group, version, `${name}/status`) !== undefined;
}

/** POST: stores a new object. */
export function create(
  draft: Draft,
  target: Target,
  body: Json | undefined,
  options: WriteOptions,
): Written {
  const decoded = decode(target.parent, body, options.fieldValidation);
  const created = insert(draft, target, decoded.object, options);
  return { ...created, warnings: [...decoded.warnings, ...created.warnings] };
}

/** Stores a decoded object as a new one. */
export function insert(
  draft: Draft,
  target: Target,
  decoded: JsonObject,
  options: WriteOptions,
  track = true,
): Written {
  const type = target.parent;
  const kind = storageKind(type);
  const strategy = strategyOf(kind);
  let object = place(target, decoded);
  if (stringAt(object, "metadata", "resourceVersion") !== "") {
    throw badRequest("resourceVersion should not be set on objects to be created");
  }
  object = identify(draft, object);
  const name = stringAt(object, "metadata", "name");
  admitNamespace(draft, target, name);
  if (hasStatus(target) && strategy.keepsStatus !== true) {
    object = withField(object, "status", strategy.status ?? {});
  }
  object = firstGeneration(kind, object);
  object = strategy.prepareCreate?.(object) ?? object;
  if (kind === "/Pod") object = admitPod(draft, target, object);
  checkCreate(type, object);
  object = strategy.allocate?.(draft, object) ?? object;
  if (draft.get(kind, target.namespace, name) !== undefined) throw alreadyExists(type, name);
  if (track) {
    object = trackUpdate(object, undefined, options.fieldManager, draft.env.now, "");
  }
  const stored = draft.put(kind, toStored(type, kube(object)));
  return {
    object: toServed(type, stored),
    warnings: objectWarnings(object),
    created: true,
  };
}

/** Namespace of the URL, apiVersion and kind of the resource. */
function place(target: Target, decoded: JsonObject): JsonObject {
  const given = stringAt(decoded, "metadata", "namespace");
  if (given !== "") checkNamespace(target, given);
  const namespace = target.parent.namespaced ? (target.namespace ?? "") : undefined;
  return {
    ...withAt(decoded, ["metadata", "namespace"], namespace),
    apiVersion: apiVersionOf(target.parent),
    kind: target.parent.kind,
  };
}

/** What the server fills in: name, uid, time of creation; what clients cannot set goes. */
function identify(draft: Draft, object: JsonObject): JsonObject {
  const base = stringAt(object, "metadata", "generateName");
  const name =
    stringAt(object, "metadata", "name") || (base === "" ? "" : generateName(draft.random, base));
  let result = withAt(object, ["metadata", "name"], name);
  result = withAt(result, ["metadata", "uid"], uuid(draft.random));
  result = withAt(result, ["metadata", "creationTimestamp"], timestamp(draft.env.now));
  for (const field of [
    "resourceVersion",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "selfLink",
  ]) {
    result = withAt(result, ["metadata", field], undefined);
  }
  return result;
}

/** PUT: replaces an object (or its status). */
export function replace(
  draft: Draft,
  target: Target,
  body: Json | undefined,
  options: WriteOptions,
): Written {
  const decoded = decode(target.parent, body, options.fieldValidation);
  const kind = storageKind(target.parent);
  const name = target.name ?? "";
  const stored = draft.get(kind, target.namespace, name);
  if (stored === undefined) {
    if (strategyOf(kind).createsOnUpdate === true && target.subresource === "") {
      checkName(target, decoded.object);
      return create(draft, target, body, options);
    }
    throw notFound(target.parent, name);
  }
  checkName(target, decoded.object);
  const uid = stringAt(decoded.object, "metadata", "uid");
  if (uid !== "" && uid !== stored.metadata.uid) {
    throw conflict(
      target.parent,
      name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${stored.metadata.uid ?? ""}`,
    );
  }
  const written = update(draft, target, decoded.object, options);
  return { ...written, warnings: [...decoded.warnings, ...written.warnings] };
}

function checkName(target: Target, object: JsonObject): void {
  const given = stringAt(object, "metadata", "name");
  const name = target.name ?? "";
  if (given !== name) {
    throw badRequest(
      given === ""
        ? "the name of the object (based on metadata) was undeterminable"
        : `the name of the object (${given}) does not match the name on the URL (${name})`,
    );
  }
}

/** Metadata that an update may leave out; what the server wrote stays. */
const KEPT = ["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"];

/**
 * Writes a decoded object over the stored one: what an update of this (sub)resource may not touch
 * is taken from the old one, then the change is checked. Throws Conflict, Invalid.
 */
export function update(
  draft: Draft,
  target: Target,
  decoded: JsonObject,
  options: WriteOptions,
  track = true,
): Written {
  const type = target.parent;
  const kind = storageKind(type);
  const strategy = strategyOf(kind);
  const stored = existing(draft, target);
  const old = json(toServed(type, stored));
  const name = stored.metadata.name;
  checkName(target, decoded);
  const version = stringAt(decoded, "metadata", "resourceVersion");
  if (version !== "" && version !== stored.metadata.resourceVersion) {
    throw conflict(type, name, MODIFIED);
  }
  let object = place(target, decoded);
  for (const field of KEPT) {
    if (at(object, "metadata", field) === undefined) {
      object = withAt(object, ["metadata", field], at(old, "metadata", field));
    }
  }
  if (target.subresource === "status") {
    object = withField(keepAllBut(object, old, ["status"]), "status", own(object, "status"));
  } else if (hasStatus(target)) {
    object = withField(object, "status", own(old, "status"));
  }
  object = nextGeneration(kind, object, old);
  if (target.subresource !== "status") object = strategy.prepareUpdate?.(object, old) ?? object;
  if (target.subresource !== "status") checkUpdate(type, object, old);
  object = strategy.allocate?.(draft, object, old) ?? object;
  object = withAt(object, ["metadata", "resourceVersion"], stored.metadata.resourceVersion);
  if (track) {
    object = trackUpdate(object, old, options.fieldManager, draft.env.now, target.subresource);
  }
  if (finished(object)) {
    return { object: toServed(type, draft.remove(kind, stored)), warnings: [], created: false };
  }
  const changed = draft.put(kind, toStored(type, kube(object)));
  return {
    object: toServed(type, changed),
    warnings: equal(json(changed), json(stored)) ? [] : objectWarnings(object, old),
    created: false,
  };
}

/** The old object with the named fields left to the new one; labels may change with the status. */
function keepAllBut(object: JsonObject, old: JsonObject, fields: readonly string[]): JsonObject {
  const kept = Object.fromEntries(Object.entries(old).filter(([key]) => !fields.includes(key)));
  const managed = at(object, "metadata", "managedFields");
  return withAt(kept, ["metadata", "managedFields"], managed);
}

/** An object that waits for its deletion goes when its last finalizer goes. */
function finished(object: JsonObject): boolean {
  if (at(object, "metadata", "deletionTimestamp") === undefined) return false;
  const grace = at(object, "metadata", "deletionGracePeriodSeconds");
  const finalizers = at(object, "metadata", "finalizers");
  const spec = stringAt(object, "kind") === "Namespace" ? at(object, "spec", "finalizers") : [];
  const none = (list: unknown): boolean => !Array.isArray(list) || list.length === 0;
  return (grace === undefined || grace === 0) && none(finalizers) && none(spec);
}

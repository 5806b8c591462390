/** Objects that controllers make and own. */
import { isObject, type JsonObject } from "../../api/json.ts";
import { selectorMatches } from "../../api/labels.ts";
import type { KubeObject, LabelSelector, OwnerReference } from "../../api/objects.ts";
import { findKind } from "../../api/scheme.ts";
import { ApiStatusError } from "../../api/status.ts";
import { remove } from "../delete.ts";
import { decode } from "../gate.ts";
import { storageKind } from "../kinds.ts";
import type { Target } from "../routes.ts";
import type { Draft } from "../store.ts";
import type { GroupKind } from "../types.ts";
import { at, json, kube, withAt } from "../values.ts";
import { insert } from "../write.ts";

/** The reference a controller sets on what it makes. */
export function controllerReference(owner: KubeObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid ?? "",
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** The controller among an object's owners. */
export function controllerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((owner) => owner.controller === true);
}

/** The objects of a kind that the owner controls, in the order of their keys. */
export function owned(draft: Draft, kind: GroupKind, owner: KubeObject): readonly KubeObject[] {
  return draft
    .list(kind, owner.metadata.namespace)
    .filter((object) => controllerOf(object)?.uid === owner.metadata.uid);
}

/** The label selector under a path. */
export function selectorAt(
  object: KubeObject,
  ...path: readonly string[]
): LabelSelector | undefined {
  const found = at(object, ...path);
  return isObject(found) ? found : undefined;
}

/** Takes in orphans that match the owner's selector (`PodControllerRefManager`). */
export function adopt(draft: Draft, kind: GroupKind, owner: KubeObject): void {
  if (owner.metadata.deletionTimestamp !== undefined) return;
  const selector = selectorAt(owner, "spec", "selector");
  for (const object of draft.list(kind, owner.metadata.namespace)) {
    const controller = controllerOf(object);
    const matches = selectorMatches(selector, object.metadata.labels);
    if (controller === undefined && matches && object.metadata.deletionTimestamp === undefined) {
      const others = object.metadata.ownerReferences ?? [];
      const references = [...others, controllerReference(owner)].map(json);
      draft.put(kind, kube(withAt(json(object), ["metadata", "ownerReferences"], references)));
    } else if (controller?.uid === owner.metadata.uid && !matches) {
      release(draft, kind, object, owner);
    }
  }
}

/** Takes the owner's reference off. */
export function release(
  draft: Draft,
  kind: GroupKind,
  object: KubeObject,
  owner: KubeObject,
): void {
  const rest = (object.metadata.ownerReferences ?? []).filter((o) => o.uid !== owner.metadata.uid);
  const references = rest.length === 0 ? undefined : rest.map(json);
  draft.put(kind, kube(withAt(json(object), ["metadata", "ownerReferences"], references)));
}

function targetOf(
  object: { readonly apiVersion: string; readonly kind: string },
  namespace: string | undefined,
): Target | undefined {
  const parent = findKind(object.apiVersion, object.kind);
  return parent === undefined
    ? undefined
    : { resource: parent, parent, namespace, name: undefined, subresource: "" };
}

const MANAGER = { fieldValidation: "Ignore", fieldManager: "kube-controller-manager" };

/** Creates an object through the API server's own door; undefined when it refuses. */
export function make(
  draft: Draft,
  body: JsonObject,
  namespace: string | undefined,
): KubeObject | undefined {
  const apiVersion = at(body, "apiVersion");
  const kind = at(body, "kind");
  if (typeof apiVersion !== "string" || typeof kind !== "string") return undefined;
  const target = targetOf({ apiVersion, kind }, namespace);
  if (target === undefined) return undefined;
  try {
    return insert(draft, target, decode(target.parent, body, "Ignore").object, MANAGER).object;
  } catch (error) {
    if (error instanceof ApiStatusError) return undefined;
    throw error;
  }
}

/** Deletes an object as a controller does: in the background. */
export function unmake(draft: Draft, object: KubeObject): void {
  const target = targetOf(object, object.metadata.namespace);
  if (target === undefined || object.metadata.deletionTimestamp !== undefined) return;
  remove(draft, target, object, { propagation: "Background" });
}

/** Writes the status of an object; nothing happens when it is the same. */
export function setStatus(draft: Draft, object: KubeObject, status: JsonObject): void {
  const type = findKind(object.apiVersion, object.kind);
  if (type === undefined) return;
  draft.put(storageKind(type), kube({ ...json(object), status }));
}

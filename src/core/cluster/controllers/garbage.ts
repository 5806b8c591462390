/**
 * Dependents go with their owners: in the background, before them (foreground), or not at all
 * (orphan). Source: kubernetes `pkg/controller/garbagecollector`.
 */
import type { KubeObject } from "../../api/objects.ts";
import { RESOURCES } from "../../api/scheme.ts";
import { FOREGROUND, ORPHAN } from "../delete.ts";
import { storageKind } from "../kinds.ts";
import type { Draft } from "../store.ts";
import type { GroupKind } from "../types.ts";
import { json, kube, withAt } from "../values.ts";
import type { Controller } from "./controller.ts";
import { release, unmake } from "./owners.ts";

/** Kinds that come in numbers and have no dependents. */
const IGNORED: ReadonlySet<GroupKind> = new Set(["/Event"]);
const KINDS: readonly GroupKind[] = [
  ...new Set(RESOURCES.filter((type) => type.verbs.includes("delete")).map(storageKind)),
].filter((kind) => !IGNORED.has(kind));

export const garbageCollector: Controller = {
  name: "garbage-collector",
  watches: KINDS,
  reconcile: (draft) => {
    const live = new Set<string>();
    const dependents: [GroupKind, KubeObject][] = [];
    const finalizing: [GroupKind, KubeObject][] = [];
    for (const kind of KINDS) {
      for (const object of draft.objects(kind).values()) {
        live.add(object.metadata.uid ?? "");
        if ((object.metadata.ownerReferences ?? []).length > 0) dependents.push([kind, object]);
        if (isFinalizing(object)) finalizing.push([kind, object]);
      }
    }
    for (const [kind, owner] of finalizing) finalize(draft, kind, owner, dependents);
    for (const [, dependent] of dependents) {
      const owners = dependent.metadata.ownerReferences ?? [];
      if (owners.every((owner) => !live.has(owner.uid)))
        unmakeCurrent(draft, dependent, dependents);
    }
    return undefined;
  },
};

function isFinalizing({ metadata }: KubeObject): boolean {
  const finalizers = metadata.finalizers ?? [];
  return (
    metadata.deletionTimestamp !== undefined &&
    (finalizers.includes(ORPHAN) || finalizers.includes(FOREGROUND))
  );
}

/** The dependent as it now is: another step may just have let go of it. */
function unmakeCurrent(
  draft: Draft,
  dependent: KubeObject,
  dependents: readonly [GroupKind, KubeObject][],
): void {
  const kind = dependents.find(([, object]) => object === dependent)?.[0];
  if (kind === undefined) return;
  const { namespace, name, uid } = dependent.metadata;
  const current = draft.get(kind, namespace, name);
  if (current === undefined || current.metadata.uid !== uid) return;
  if ((current.metadata.ownerReferences ?? []).length > 0) unmake(draft, current);
}

function finalize(
  draft: Draft,
  kind: GroupKind,
  owner: KubeObject,
  dependents: readonly [GroupKind, KubeObject][],
): void {
  const { uid } = owner.metadata;
  const mine = dependents.filter(([, object]) =>
    (object.metadata.ownerReferences ?? []).some((reference) => reference.uid === uid),
  );
  const orphan = (owner.metadata.finalizers ?? []).includes(ORPHAN);
  for (const [dependentKind, object] of mine) {
    if (orphan) release(draft, dependentKind, object, owner);
    else unmake(draft, object);
  }
  const left = orphan
    ? 0
    : mine.filter(([dependentKind, { metadata }]) => {
        const current = draft.get(dependentKind, metadata.namespace, metadata.name);
        return current !== undefined && current.metadata.uid === metadata.uid;
      }).length;
  if (left > 0) return;
  const rest = (owner.metadata.finalizers ?? []).filter((f) => f !== ORPHAN && f !== FOREGROUND);
  if (rest.length === 0) draft.remove(kind, owner);
  else draft.put(kind, kube(withAt(json(owner), ["metadata", "finalizers"], rest)));
}

/**
 * States as differences from one another, for saving: the moments of a lab share nearly everything.
 * A delta is plain JSON; applying one that is malformed fails, it never half-applies.
 */
import { isArray, isObject, type Json, type JsonObject } from "../api/json.ts";
import type { KubeObject } from "../api/objects.ts";
import { parse, serialise } from "../cluster/snapshot.ts";
import type { ClusterState, GroupKind, NamespacedKey } from "../cluster/types.ts";

/** What leads from one state to another. */
export interface StateDelta {
  /** Objects that are new or different. */
  readonly set: readonly KubeObject[];
  /** Kind and key of objects that are gone, also where another of that name came after. */
  readonly gone: readonly (readonly [kind: GroupKind, key: NamespacedKey])[];
  /** Everything but the objects, as the snapshot of an empty cluster. */
  readonly rest: JsonObject;
}

const NONE: ReadonlyMap<NamespacedKey, KubeObject> = new Map();

export function diffStates(from: ClusterState, to: ClusterState): StateDelta {
  const set: KubeObject[] = [];
  const gone: (readonly [GroupKind, NamespacedKey])[] = [];
  for (const kind of new Set([...from.objects.keys(), ...to.objects.keys()])) {
    const before = from.objects.get(kind) ?? NONE;
    const after = to.objects.get(kind) ?? NONE;
    if (before === after) continue;
    for (const [key, object] of after) if (before.get(key) !== object) set.push(object);
    for (const [key, { metadata }] of before)
      if (after.get(key)?.metadata.uid !== metadata.uid) gone.push([kind, key]);
  }
  return { set, gone, rest: serialise({ ...to, objects: new Map() }) };
}

/** Reads a delta and applies it; undefined when it is not one. */
export function applyDelta(from: ClusterState, delta: Json | undefined): ClusterState | undefined {
  if (!isObject(delta)) return undefined;
  const { set, gone, rest } = delta;
  if (!isArray(set) || !isArray(gone) || !isObject(rest)) return undefined;
  const changed = parse({ ...rest, objects: set });
  if (!changed.ok) return undefined;
  const removed = new Map<string, Set<string>>();
  for (const entry of gone) {
    const [kind, key] = isArray(entry) ? entry : [];
    if (typeof kind !== "string" || typeof key !== "string") return undefined;
    removed.set(kind, (removed.get(kind) ?? new Set()).add(key));
  }
  const objects = new Map(from.objects);
  for (const [kind, keys] of removed) {
    const left = [...(from.objects.get(kind as GroupKind) ?? NONE)].filter(
      ([key]) => !keys.has(key),
    );
    objects.set(kind as GroupKind, new Map(left));
  }
  for (const [kind, added] of changed.state.objects)
    objects.set(kind, new Map([...(objects.get(kind) ?? NONE), ...added]));
  return { ...changed.state, objects };
}

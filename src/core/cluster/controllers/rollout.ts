/** The arithmetic of a rolling update. Source: kubernetes `pkg/controller/deployment/rolling.go`. */
import type { KubeObject } from "../../api/objects.ts";
import { at, numberAt } from "../values.ts";
import { scaled } from "./pods.ts";

export function replicasOf(replicaSet: KubeObject): number {
  return numberAt(replicaSet, 0, "spec", "replicas");
}

export function availableOf(replicaSet: KubeObject): number {
  return numberAt(replicaSet, 0, "status", "availableReplicas");
}

export function total(
  replicaSets: readonly KubeObject[],
  of: (replicaSet: KubeObject) => number,
): number {
  return replicaSets.reduce((sum, replicaSet) => sum + of(replicaSet), 0);
}

export interface Limits {
  readonly surge: number;
  readonly unavailable: number;
}

/** Both limits in pods; they are never both zero (`ResolveFenceposts`). */
export function limits(deployment: KubeObject): Limits {
  const replicas = replicasOf(deployment);
  const rolling = at(deployment, "spec", "strategy", "rollingUpdate");
  if (at(deployment, "spec", "strategy", "type") === "Recreate")
    return { surge: 0, unavailable: 0 };
  const surge = scaled(at(rolling, "maxSurge") ?? "25%", replicas, true);
  const unavailable = scaled(at(rolling, "maxUnavailable") ?? "25%", replicas, false);
  return {
    surge,
    unavailable: Math.min(replicas, surge === 0 && unavailable === 0 ? 1 : unavailable),
  };
}

/** How many pods the new ReplicaSet may have now. */
export function newReplicas(
  deployment: KubeObject,
  all: readonly KubeObject[],
  current: number,
): number {
  const wanted = replicasOf(deployment);
  if (at(deployment, "spec", "strategy", "type") === "Recreate") return wanted;
  if (current > wanted) return wanted;
  const room = wanted + limits(deployment).surge - total(all, replicasOf);
  return room <= 0 ? current : current + Math.min(room, wanted - current);
}

/** New sizes of the old ReplicaSets, oldest first; only those that change. */
export function shrinkOld(
  deployment: KubeObject,
  newest: KubeObject | undefined,
  old: readonly KubeObject[],
): ReadonlyMap<KubeObject, number> {
  const all = newest === undefined ? old : [...old, newest];
  const minimum = replicasOf(deployment) - limits(deployment).unavailable;
  const newUnavailable = newest === undefined ? 0 : replicasOf(newest) - availableOf(newest);
  const sizes = new Map<KubeObject, number>(old.map((set) => [set, replicasOf(set)]));
  let room = total(all, replicasOf) - minimum - newUnavailable;
  if (room <= 0) return new Map();
  for (const set of old) {
    const unhealthy = Math.max(0, replicasOf(set) - availableOf(set));
    const down = Math.min(room, unhealthy);
    sizes.set(set, replicasOf(set) - down);
    room -= down;
  }
  let spare = total(all, availableOf) - minimum;
  for (const set of old) {
    if (spare <= 0) break;
    const size = sizes.get(set) ?? 0;
    const down = Math.min(size, spare);
    sizes.set(set, size - down);
    spare -= down;
  }
  return new Map([...sizes].filter(([set, size]) => size !== replicasOf(set)));
}

/** Runs the controllers until none of them changes anything more at this instant. */
import { findKind } from "../../api/scheme.ts";
import { storageKind } from "../kinds.ts";
import { Draft } from "../store.ts";
import type { ClusterEnv, ClusterState, GroupKind, WatchEvent } from "../types.ts";
import { earlier, type Controller, type Wake } from "./controller.ts";
import { CONTROLLERS } from "./registry.ts";

/** Controllers that feed one another come to rest in a few rounds; this stops those that do not. */
const MAX_ROUNDS = 200;

/** What the controllers have yet to look at. */
export interface Pending {
  /** Kinds that changed since they ran; undefined: look at everything. */
  readonly dirty: ReadonlySet<GroupKind> | undefined;
  /** By controller, when it wants to look again. */
  readonly wakes: ReadonlyMap<string, Wake>;
}

export const EVERYTHING: Pending = { dirty: undefined, wakes: new Map() };

export interface Reconciled {
  readonly state: ClusterState;
  readonly events: readonly WatchEvent[];
  readonly pending: Pending;
}

/** The kinds that events are about. */
export function kindsOf(events: readonly WatchEvent[]): ReadonlySet<GroupKind> {
  return new Set(
    events.map(({ object }): GroupKind => {
      const type = findKind(object.apiVersion, object.kind);
      return type === undefined ? `/${object.kind}` : storageKind(type);
    }),
  );
}

/** One pure step of all controllers at `env.now`. */
export function reconcile(state: ClusterState, env: ClusterEnv, pending: Pending): Reconciled {
  let current = state;
  let dirty = pending.dirty;
  const wakes = new Map(pending.wakes);
  const events: WatchEvent[] = [];
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const changed = new Set<GroupKind>();
    for (const controller of CONTROLLERS) {
      if (!isDue(controller, dirty, changed, wakes, env.now)) continue;
      const draft = new Draft(current, env);
      const wake = controller.reconcile(draft);
      if (wake === undefined) wakes.delete(controller.name);
      else wakes.set(controller.name, wake);
      if (draft.events.length > 0) {
        events.push(...draft.events);
        for (const kind of kindsOf(draft.events)) changed.add(kind);
      }
      current = draft.commit();
    }
    dirty = changed;
    if (changed.size === 0) break;
  }
  return { state: current, events, pending: { dirty: new Set(), wakes } };
}

function isDue(
  controller: Controller,
  dirty: ReadonlySet<GroupKind> | undefined,
  changed: ReadonlySet<GroupKind>,
  wakes: ReadonlyMap<string, Wake>,
  now: number,
): boolean {
  if (dirty === undefined) return true;
  const wake = wakes.get(controller.name);
  if (wake !== undefined && wake.at <= now) return true;
  return controller.watches.some((kind) => dirty.has(kind) || changed.has(kind));
}

/** When the controllers next want to run; only what keeps the cluster from rest when asked so. */
export function nextWake(pending: Pending, settlingOnly: boolean): number | undefined {
  let next: Wake | undefined;
  for (const wake of pending.wakes.values()) {
    if (wake.settles || !settlingOnly) next = earlier(next, wake);
  }
  return next?.at;
}

/** More wake-ups than any roll-out needs; keeps settling finite. */
const MAX_WAKES = 10_000;

/**
 * Lets lab time pass until nothing more happens by itself, save retries of what fails for good.
 * Answers the time at which that was.
 */
export function settle(
  state: ClusterState,
  env: ClusterEnv,
  pending: Pending = EVERYTHING,
): Reconciled & { readonly now: number } {
  let now = env.now;
  let result = reconcile(state, { now }, pending);
  const events = [...result.events];
  for (let i = 0; i < MAX_WAKES; i++) {
    const at = nextWake(result.pending, true);
    if (at === undefined) break;
    now = Math.max(now, at);
    result = reconcile(result.state, { now }, result.pending);
    events.push(...result.events);
  }
  return { ...result, events, now };
}

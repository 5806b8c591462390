/**
 * A living cluster: the state, the API server in front of it, the controllers behind it, and the
 * clock that wakes them. Everything it does to the state goes through the pure steps.
 */
import { handle } from "./apiserver.ts";
import { CancelSource, Cancelled, VirtualClock, type Clock } from "./clock.ts";
import {
  EVERYTHING,
  kindsOf,
  nextWake,
  reconcile,
  settle,
  type Pending,
} from "./controllers/run.ts";
import { reportExit, runningContainers, type RunningContainer } from "./controllers/kubelet.ts";
import { Draft } from "./store.ts";
import type {
  ApiRequest,
  ApiResponse,
  ClusterState,
  ContainerExit,
  ProcessRef,
  KubeClient,
  WatchEvent,
} from "./types.ts";

export class Cluster implements KubeClient {
  readonly #clock: Clock;
  readonly #listeners = new Set<(event: WatchEvent) => void>();
  #state: ClusterState;
  #pending: Pending = EVERYTHING;
  /** The cluster's own time: never behind the clock, ahead of it after settle(). */
  #now: number;
  #sleep: CancelSource | undefined;
  #sleepUntil: number | undefined;
  #closed = false;
  #batching = false;

  constructor(state: ClusterState, clock: Clock) {
    this.#state = state;
    this.#clock = clock;
    this.#now = clock.now();
    this.#reconcile();
  }

  get state(): ClusterState {
    return this.#state;
  }

  /** Lab time as the cluster sees it, in milliseconds since the epoch. */
  get now(): number {
    return Math.max(this.#now, this.#clock.now());
  }

  /** Answers a request; what follows from it at this instant has happened when it returns. */
  request(request: ApiRequest): ApiResponse {
    this.#now = this.now;
    const { state, response, events } = handle(this.#state, request, { now: this.#now });
    if (state !== this.#state) {
      this.#adopt(state, events);
      if (!this.#batching || kindsOf(events).has("/Namespace")) this.#reconcile();
    }
    return response;
  }

  /**
   * Answers many requests and lets the controllers look once, at the end. They look after changes
   * of namespaces too: what these get at once (a service account) is asked for by admission.
   */
  batch<T>(work: () => T): T {
    const outermost = !this.#batching;
    this.#batching = true;
    try {
      return work();
    } finally {
      if (outermost) {
        this.#batching = false;
        this.#reconcile();
      }
    }
  }

  watch(listener: (event: WatchEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** True when nothing more will happen by itself, save retries of what fails for good. */
  get atRest(): boolean {
    return nextWake(this.#pending, true) === undefined;
  }

  /**
   * Lets the time pass that the cluster needs to come to rest, at once. A virtual clock moves
   * along; another clock stays behind and is caught up with by itself.
   */
  settle(): void {
    const { state, events, pending, now } = settle(this.#state, { now: this.now }, this.#pending);
    this.#state = state;
    this.#pending = pending;
    this.#now = now;
    this.#tell(events);
    this.#schedule();
    if (this.#clock instanceof VirtualClock) {
      while (this.#clock.now() < this.#now) this.#clock.advanceTo(this.#now);
    }
  }

  /** The containers whose main process should run now; another `id` after every restart. */
  runningContainers(): readonly RunningContainer[] {
    return runningContainers(new Draft(this.#state, { now: this.now }));
  }

  /**
   * Tells the kubelet that a container's main process ended. What follows (restart, back-off,
   * Completed) shows in the pod. False when that container (or that `id` of it) was not running.
   */
  containerExited(ref: ProcessRef, exit: ContainerExit): boolean {
    this.#now = this.now;
    const draft = new Draft(this.#state, { now: this.#now });
    if (!reportExit(draft, ref, exit)) return false;
    this.#adopt(draft.commit(), draft.events);
    this.#reconcile();
    return true;
  }

  /** Replaces the whole state (undo, load). Watchers are told what is different. */
  restore(state: ClusterState): void {
    const before = this.#state;
    this.#state = state;
    this.#now = this.#clock.now();
    this.#pending = EVERYTHING;
    this.#tell(difference(before, state));
    this.#reconcile();
  }

  /** Puts another network plugin on the nodes; no object changes. */
  setPlugin(plugin: string): void {
    if (plugin !== this.#state.plugin) this.#state = { ...this.#state, plugin };
  }

  /** Stops waking up; the state stays readable. */
  close(): void {
    this.#closed = true;
    this.#sleep?.cancel("SIGTERM");
    this.#listeners.clear();
  }

  #adopt(state: ClusterState, events: readonly WatchEvent[]): void {
    const { dirty, wakes } = this.#pending;
    this.#state = state;
    if (dirty !== undefined) {
      this.#pending = { dirty: new Set([...dirty, ...kindsOf(events)]), wakes };
    }
    this.#tell(events);
  }

  #reconcile(): void {
    this.#now = this.now;
    const { state, events, pending } = reconcile(this.#state, { now: this.#now }, this.#pending);
    this.#state = state;
    this.#pending = pending;
    this.#tell(events);
    this.#schedule();
  }

  #tell(events: readonly WatchEvent[]): void {
    for (const event of events) {
      for (const listener of [...this.#listeners]) listener(event);
    }
  }

  /** Sleeps until the controllers want to run next. */
  #schedule(): void {
    const at = this.#closed ? undefined : nextWake(this.#pending, false);
    if (at === this.#sleepUntil) return;
    this.#sleep?.cancel("SIGTERM");
    this.#sleep = undefined;
    this.#sleepUntil = at;
    if (at === undefined) return;
    const sleep = new CancelSource();
    this.#sleep = sleep;
    this.#clock.sleep(Math.max(0, at - this.#clock.now()), sleep).then(
      () => {
        if (this.#sleep !== sleep) return;
        this.#sleep = undefined;
        this.#sleepUntil = undefined;
        this.#reconcile();
      },
      (error: unknown) => {
        if (!(error instanceof Cancelled)) throw error;
      },
    );
  }
}

/** What a watcher would have seen on the way from one state to the other. */
function difference(before: ClusterState, after: ClusterState): readonly WatchEvent[] {
  const events: WatchEvent[] = [];
  for (const [kind, objects] of before.objects) {
    const now = after.objects.get(kind);
    if (now === objects) continue;
    for (const [key, object] of objects) {
      if (now?.has(key) !== true) events.push({ type: "DELETED", object });
    }
  }
  for (const [kind, objects] of after.objects) {
    const then = before.objects.get(kind);
    if (then === objects) continue;
    for (const [key, object] of objects) {
      const old = then?.get(key);
      if (old === undefined) events.push({ type: "ADDED", object });
      else if (old !== object) events.push({ type: "MODIFIED", object });
    }
  }
  return events;
}

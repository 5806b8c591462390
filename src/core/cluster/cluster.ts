/**
 * A living cluster: the state, the API server in front of it, the controllers behind it, and the
 * clock that wakes them. Everything it does to the state goes through the pure steps.
 */
import { handle } from "./apiserver.ts";
import { CancelSource, Cancelled, VirtualClock, type Clock } from "./clock.ts";
import { EVERYTHING, kindsOf, nextWake, reconcile, type Pending } from "./controllers/run.ts";
import type { ApiRequest, ApiResponse, ClusterState, KubeClient, WatchEvent } from "./types.ts";

/** More wake-ups than any real roll-out needs; keeps settle() finite. */
const MAX_WAKES = 10_000;

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
      this.#reconcile();
    }
    return response;
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
    for (let i = 0; i < MAX_WAKES; i++) {
      const at = nextWake(this.#pending, true);
      if (at === undefined) break;
      this.#now = Math.max(this.now, at);
      this.#reconcile();
    }
    if (this.#clock instanceof VirtualClock) {
      while (this.#clock.now() < this.#now) this.#clock.advanceTo(this.#now);
    }
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

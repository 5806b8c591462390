/**
 * Time and cancellation, injected: nothing in the core reads a clock or sets a timer of the host.
 * The page gives a clock that follows the wall (×1, ×4, instant); tests, the verifier and the
 * command give a {@link VirtualClock} whose time jumps to whatever is awaited next.
 */

/** Why something is being cancelled; the names are those of the signals a terminal sends. */
export type CancelReason = "SIGINT" | "SIGTERM" | "SIGKILL" | "SIGHUP" | "SIGPIPE" | "SIGALRM";

/** Thrown out of a wait that was cancelled. Programs let it pass; the shell turns it into 128+n. */
export class Cancelled extends Error {
  override readonly name = "Cancelled";
  readonly reason: CancelReason;
  constructor(reason: CancelReason) {
    super(`cancelled by ${reason}`);
    this.reason = reason;
  }
}

/** The read side of a cancellation. */
export interface Cancel {
  /** Set once cancelled. */
  readonly reason: CancelReason | undefined;
  /** Calls back once when cancelled (at once if it already is); returns a function that unsubscribes. */
  onCancel(listener: (reason: CancelReason) => void): () => void;
  /** Throws {@link Cancelled} if cancelled. */
  throwIfCancelled(): void;
}

/** The write side of a cancellation. */
export class CancelSource implements Cancel {
  #reason: CancelReason | undefined;
  readonly #listeners = new Set<(reason: CancelReason) => void>();
  readonly #detach: (() => void) | undefined;

  /** @param parent when it is cancelled, so is this one. */
  constructor(parent?: Cancel) {
    this.#detach = parent?.onCancel((reason) => {
      this.cancel(reason);
    });
  }

  get reason(): CancelReason | undefined {
    return this.#reason;
  }

  cancel(reason: CancelReason): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener(reason);
  }

  /** Stops listening to the parent; call when the work is over. */
  dispose(): void {
    this.#detach?.();
    this.#listeners.clear();
  }

  onCancel(listener: (reason: CancelReason) => void): () => void {
    if (this.#reason !== undefined) {
      listener(this.#reason);
      return () => undefined;
    }
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  throwIfCancelled(): void {
    if (this.#reason !== undefined) throw new Cancelled(this.#reason);
  }
}

export interface Clock {
  /** Lab time in milliseconds since the Unix epoch. */
  now(): number;
  /** Resolves after `ms` of lab time; rejects with {@link Cancelled} when `cancel` fires first. */
  sleep(ms: number, cancel?: Cancel): Promise<void>;
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Who waits for which hour, the earliest first, those of one hour in the order they came. */
export class Sleepers {
  #waiting: Sleeper[] = [];

  /** The hour of the first, or undefined when nobody sleeps. */
  next(): number | undefined {
    return this.#waiting[0]?.at;
  }

  /** Resolves when woken; rejects with {@link Cancelled} when `cancel` fires first. */
  sleepUntil(at: number, cancel?: Cancel): Promise<void> {
    return new Promise((resolve, reject) => {
      if (cancel?.reason !== undefined) {
        reject(new Cancelled(cancel.reason));
        return;
      }
      const sleeper: Sleeper = {
        at,
        wake: () => {
          off?.();
          resolve();
        },
      };
      const off = cancel?.onCancel((reason) => {
        this.#waiting = this.#waiting.filter((s) => s !== sleeper);
        reject(new Cancelled(reason));
      });
      const after = this.#waiting.findIndex((s) => s.at > at);
      this.#waiting.splice(after < 0 ? this.#waiting.length : after, 0, sleeper);
    });
  }

  /** Wakes the first. */
  wakeFirst(): void {
    this.#waiting.shift()?.wake();
  }

  /** Wakes all whose hour has come by `time`; those who lie down meanwhile wait for the next call. */
  wakeDue(time: number): void {
    const due = this.#waiting.filter((s) => s.at <= time);
    this.#waiting = this.#waiting.filter((s) => s.at > time);
    for (const sleeper of due) sleeper.wake();
  }
}

/** A clock that stands still until told to move. */
export class VirtualClock implements Clock {
  #now: number;
  readonly #sleepers = new Sleepers();

  /** @param start milliseconds since the epoch. */
  constructor(start: number) {
    this.#now = start;
  }

  /** Whole milliseconds; waits may be shorter than one. */
  now(): number {
    return Math.round(this.#now);
  }

  /** When the next sleeper wants to wake, or undefined when nobody sleeps. */
  next(): number | undefined {
    return this.#sleepers.next();
  }

  sleep(ms: number, cancel?: Cancel): Promise<void> {
    return this.#sleepers.sleepUntil(this.#now + Math.max(0, ms), cancel);
  }

  /** Moves to `time` (never back) and wakes those whose hour has come, in order. */
  advanceTo(time: number): void {
    const first = this.#sleepers.next();
    if (first !== undefined && first <= time) {
      this.#now = Math.max(this.#now, first);
      this.#sleepers.wakeFirst(); // one at a time: what it starts may sleep shorter than the next
      return;
    }
    this.#now = Math.max(this.#now, time);
  }

  /**
   * Runs until `done()` is true or nobody sleeps any more. Between two wake-ups `settle` lets all
   * pending promises run (the host passes one that yields to its event loop).
   */
  async run(done: () => boolean, settle: () => Promise<void>): Promise<void> {
    await settle();
    while (!done()) {
      const next = this.next();
      if (next === undefined) return;
      this.advanceTo(next);
      await settle();
    }
  }
}

/**
 * The page's clock: lab time follows the wall at ×1 or ×4, or jumps ("instant") to whatever a
 * foreground command waits for. Background waits never make time jump.
 */
import { Cancelled, type Cancel, type Clock } from "../core/cluster/clock.ts";

export type Speed = "1" | "4" | "instant";

interface Sleeper {
  readonly at: number;
  readonly order: number;
  readonly wake: () => void;
}

export class LabClock implements Clock {
  #base: number;
  #wall: number;
  #speed: Speed = "1";
  #order = 0;
  #sleepers: Sleeper[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #foreground = 0;
  readonly #wallNow: () => number;

  /**
   * @param start lab time to begin with, milliseconds since the epoch
   * @param wallNow the host's clock, milliseconds
   */
  constructor(start: number, wallNow: () => number = Date.now) {
    this.#base = start;
    this.#wallNow = wallNow;
    this.#wall = wallNow();
  }

  get #factor(): number {
    return this.#speed === "4" ? 4 : 1;
  }

  get speed(): Speed {
    return this.#speed;
  }

  setSpeed(speed: Speed): void {
    this.#base = this.now();
    this.#wall = this.#wallNow();
    this.#speed = speed;
    this.#arm();
  }

  now(): number {
    return Math.round(this.#base + (this.#wallNow() - this.#wall) * this.#factor);
  }

  /** While a foreground command runs, "instant" may jump. Returns the function that ends it. */
  foreground(): () => void {
    this.#foreground++;
    this.#arm();
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      this.#foreground--;
      this.#arm();
    };
  }

  sleep(ms: number, cancel?: Cancel): Promise<void> {
    return new Promise((resolve, reject) => {
      if (cancel?.reason !== undefined) {
        reject(new Cancelled(cancel.reason));
        return;
      }
      if (!Number.isFinite(ms)) {
        cancel?.onCancel((reason) => {
          reject(new Cancelled(reason));
        });
        return;
      }
      const sleeper: Sleeper = {
        at: this.now() + Math.max(0, ms),
        order: this.#order++,
        wake: () => {
          off?.();
          resolve();
        },
      };
      const off = cancel?.onCancel((reason) => {
        this.#sleepers = this.#sleepers.filter((s) => s !== sleeper);
        reject(new Cancelled(reason));
      });
      this.#sleepers.push(sleeper);
      this.#sleepers.sort((a, b) => a.at - b.at || a.order - b.order);
      this.#arm();
    });
  }

  #arm(): void {
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    this.#timer = undefined;
    const first = this.#sleepers[0];
    if (first === undefined) return;
    const jump = this.#speed === "instant" && this.#foreground > 0;
    const wait = jump ? 0 : Math.max(0, (first.at - this.now()) / this.#factor);
    // browsers hold a timer's delay in 31 bits
    this.#timer = setTimeout(
      () => {
        this.#fire(jump);
      },
      Math.min(wait, 2 ** 30),
    );
  }

  #fire(jump: boolean): void {
    const first = this.#sleepers[0];
    if (first === undefined) return;
    if (jump && first.at > this.now()) {
      this.#base = first.at;
      this.#wall = this.#wallNow();
    }
    const now = this.now();
    const due = this.#sleepers.filter((s) => s.at <= now);
    this.#sleepers = this.#sleepers.filter((s) => s.at > now);
    for (const sleeper of due) sleeper.wake();
    this.#arm();
  }
}

/**
 * The page's clock: lab time follows the wall at ×1 or ×4, or jumps ("instant") to whatever a
 * foreground command waits for. Background waits never make time jump.
 */
import { Sleepers, type Cancel, type Clock } from "../core/cluster/clock.ts";

export type Speed = "1" | "4" | "instant";

export class LabClock implements Clock {
  #base: number;
  #wall: number;
  #speed: Speed = "1";
  readonly #sleepers = new Sleepers();
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

  /** @param ms lab time; Infinity waits for the cancellation */
  sleep(ms: number, cancel?: Cancel): Promise<void> {
    const sleeping = this.#sleepers.sleepUntil(this.now() + Math.max(0, ms), cancel);
    this.#arm();
    return sleeping;
  }

  #arm(): void {
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    this.#timer = undefined;
    const first = this.#sleepers.next();
    if (first === undefined || first === Infinity) return;
    const jump = this.#speed === "instant" && this.#foreground > 0;
    const wait = jump ? 0 : Math.max(0, (first - this.now()) / this.#factor);
    // browsers hold a timer's delay in 31 bits
    this.#timer = setTimeout(
      () => {
        this.#fire(jump);
      },
      Math.min(wait, 2 ** 30),
    );
  }

  #fire(jump: boolean): void {
    const first = this.#sleepers.next();
    if (first === undefined) return;
    if (jump && first > this.now()) {
      this.#base = first;
      this.#wall = this.#wallNow();
    }
    this.#sleepers.wakeDue(this.now());
    this.#arm();
  }
}

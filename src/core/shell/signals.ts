/** Signals: their numbers, where they come from, and what runs in a terminal's foreground. */
import { CancelSource, type Cancel, type CancelReason } from "../cluster/clock.ts";
import type { SignalSource } from "./process.ts";

export const SIGNAL_NUMBERS: Readonly<Record<CancelReason, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGKILL: 9,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
};

/** The signals that `kill` and `trap` know, by name without SIG. */
export const SIGNALS: readonly (readonly [string, number])[] = [
  ["HUP", 1],
  ["INT", 2],
  ["QUIT", 3],
  ["ILL", 4],
  ["TRAP", 5],
  ["ABRT", 6],
  ["BUS", 7],
  ["FPE", 8],
  ["KILL", 9],
  ["USR1", 10],
  ["SEGV", 11],
  ["USR2", 12],
  ["PIPE", 13],
  ["ALRM", 14],
  ["TERM", 15],
  ["STKFLT", 16],
  ["CHLD", 17],
  ["CONT", 18],
  ["STOP", 19],
  ["TSTP", 20],
  ["TTIN", 21],
  ["TTOU", 22],
];

/** The exit status of a process that a signal ended. */
export function signalStatus(reason: CancelReason): number {
  return 128 + SIGNAL_NUMBERS[reason];
}

/** The signal that a cancellation stands for when `kill` sends number `n`; others end like TERM. */
export function cancelReasonOf(n: number): CancelReason {
  for (const [reason, number] of Object.entries(SIGNAL_NUMBERS)) {
    if (number === n) return reason as CancelReason;
  }
  return "SIGTERM";
}

/** A place from which signals are sent to whoever listens. */
export class SignalHub implements SignalSource {
  readonly #listeners = new Set<(reason: CancelReason) => void>();

  onSignal(listener: (reason: CancelReason) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(reason: CancelReason): void {
    for (const listener of [...this.#listeners]) listener(reason);
  }
}

/**
 * What runs in the foreground of one shell. A SIGINT cancels the job of the moment; when the job
 * took it and went on (kubectl often does), the shell renews the cancellation for the next one.
 */
export class Foreground {
  #current = new CancelSource();
  #interrupted = false;
  #terminated: CancelReason | undefined;
  readonly #detach: (() => void)[] = [];

  /**
   * @param parent ends everything when it fires; its SIGINT counts only when there is no `signals`.
   */
  constructor(parent: Cancel, signals?: SignalSource) {
    if (signals !== undefined) {
      this.#detach.push(
        signals.onSignal((reason) => {
          this.send(reason);
        }),
      );
    }
    this.#detach.push(
      parent.onCancel((reason) => {
        if (reason !== "SIGINT" || signals === undefined) this.send(reason);
      }),
    );
  }

  send(reason: CancelReason): void {
    if (reason === "SIGINT") this.#interrupted = true;
    else this.#terminated ??= reason;
    this.#current.cancel(reason);
  }

  /** The cancellation of the job of the moment. */
  get cancel(): Cancel {
    return this.#current;
  }

  get interrupted(): boolean {
    return this.#interrupted;
  }

  get terminated(): CancelReason | undefined {
    return this.#terminated;
  }

  /** After a SIGINT that the job survived. */
  renew(): void {
    if (this.#terminated !== undefined) return;
    this.#interrupted = false;
    this.#current = new CancelSource();
  }

  dispose(): void {
    for (const off of this.#detach) off();
  }
}

/** A host without a page: virtual time that jumps to whatever is awaited. */
import { VirtualClock } from "../cluster/clock.ts";
import type { TextTools } from "../shell/world.ts";

/** Lab milliseconds that work is given to end after its limit. */
const GRACE = 60_000;

/** What a headless lab stands on. */
export interface HeadlessParts {
  /** Resolves once everything has run that waits for no time. */
  readonly turn: () => Promise<void>;
  readonly textTools: TextTools;
}

export class HeadlessHost {
  readonly clock: VirtualClock;
  readonly textTools: TextTools;
  readonly #turn: () => Promise<void>;
  #busy = 0;

  /** @param start lab time to begin with, milliseconds since the epoch */
  constructor(start: number, { turn, textTools }: HeadlessParts) {
    this.clock = new VirtualClock(start);
    this.#turn = turn;
    this.textTools = {
      names: textTools.names,
      run: async (request) => {
        this.#busy++;
        try {
          return await textTools.run(request);
        } finally {
          this.#busy--;
        }
      },
    };
  }

  /** Lets everything run that does not wait for lab time. */
  readonly settle = async (): Promise<void> => {
    do {
      await this.#turn();
    } while (this.#busy > 0);
    await this.#turn();
  };

  /**
   * Runs work to its end; waiting takes no time. Fails when it waits for nothing that can come.
   * @param limit lab milliseconds after which `onLimit` is called, once; it should end the work
   */
  async finish<T>(work: Promise<T>, limit = Infinity, onLimit = (): void => undefined): Promise<T> {
    const deadline = this.clock.now() + limit;
    const progress = { done: false };
    const ended = work.finally(() => {
      progress.done = true;
    });
    ended.catch(() => undefined); // awaited below
    await this.clock.run(() => progress.done || this.clock.now() > deadline, this.settle);
    if (!progress.done && this.clock.now() > deadline) {
      onLimit();
      await this.clock.run(() => progress.done || this.clock.now() > deadline + GRACE, this.settle);
    }
    if (!progress.done) throw new Error("the command waits for something that never comes");
    return ended;
  }
}

/** The host of a lab without a page: virtual time that jumps to whatever is awaited. */
import { VirtualClock } from "../core/cluster/clock.ts";
import { createTextTools, type JustBashModule } from "../core/shell/justBash.ts";
import type { TextTools } from "../core/shell/world.ts";

const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

/** Lab milliseconds that work is given to end after its limit. */
const GRACE = 60_000;

export class HeadlessHost {
  readonly clock: VirtualClock;
  readonly textTools: TextTools;
  #busy = 0;

  /** @param start lab time to begin with, milliseconds since the epoch */
  constructor(start: number) {
    this.clock = new VirtualClock(start);
    const tools = createTextTools(() => import("just-bash") as Promise<JustBashModule>);
    this.textTools = {
      names: tools.names,
      run: async (request) => {
        this.#busy++;
        try {
          return await tools.run(request);
        } finally {
          this.#busy--;
        }
      },
    };
  }

  /** Lets everything run that does not wait for lab time. */
  readonly settle = async (): Promise<void> => {
    do {
      await turn();
    } while (this.#busy > 0);
    await turn();
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

/** The host of a lab without a page: virtual time that jumps to whatever is awaited. */
import { VirtualClock } from "../core/cluster/clock.ts";
import { createTextTools, type JustBashModule } from "../core/shell/justBash.ts";
import type { TextTools } from "../core/shell/world.ts";

const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

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

  /** Runs work to its end; waiting takes no time. Fails when it waits for nothing that can come. */
  async finish<T>(work: Promise<T>): Promise<T> {
    const progress = { done: false };
    const ended = work.finally(() => {
      progress.done = true;
    });
    ended.catch(() => undefined); // awaited below
    await this.clock.run(() => progress.done, this.settle);
    if (!progress.done) throw new Error("the command waits for something that never comes");
    return ended;
  }
}

/** A recorded session in progress: one lab, its host, and the folder that steps run in. */
import { CancelSource } from "../core/cluster/clock.ts";
import { HOME } from "../core/session/home.ts";
import type { Session } from "../core/session/session.ts";
import { TextOutput } from "../core/shell/streams.ts";
import type { HeadlessHost } from "../core/session/headless.ts";

export const LAB = `${HOME}/lab`;

/** How a recorded step ran. */
export const OPTIONS = { cwd: LAB, env: { TMPDIR: `${HOME}/.tmp` } } as const;

/** A step that takes longer, in lab milliseconds, is ended as `timeout` would. */
const STEP_LIMIT = 600_000;
/** Lab milliseconds between two recorded steps. */
const BETWEEN_STEPS = 1000;

/** One session being played. */
export class Play {
  readonly session: Session;
  readonly host: HeadlessHost;

  constructor(session: Session, host: HeadlessHost) {
    this.session = session;
    this.host = host;
  }

  async run(command: string): Promise<{ stdout: string; stderr: string; exitCode: number }> {
    const stdout = new TextOutput();
    const stderr = new TextOutput();
    const cancel = new CancelSource();
    let exitCode: number;
    try {
      exitCode = await this.host.finish(
        this.session.run(command, { stdout, stderr, cancel }, OPTIONS),
        STEP_LIMIT,
        () => {
          cancel.cancel("SIGTERM");
        },
      );
    } catch (error) {
      // a fault of ours is an answer that does not match, never the end of the run
      stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      exitCode = 255;
    }
    await this.rest();
    return { stdout: stdout.text, stderr: stderr.text, exitCode };
  }

  /** Lets the cluster come to rest, as it was before each recorded step; that took a while. */
  async rest(): Promise<void> {
    const { clock } = this.host;
    const until = clock.now() + BETWEEN_STEPS;
    while (clock.now() < until) {
      clock.advanceTo(until);
      await this.host.settle();
    }
    for (let i = 0; i < 20; i++) {
      this.session.cluster.settle();
      await this.host.settle();
      if (this.session.cluster.atRest) return;
    }
  }
}

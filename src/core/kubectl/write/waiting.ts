/** Waiting for the cluster to change, on the injected clock, until a deadline or Ctrl-C. */
import { Cancelled, CancelSource } from "../../cluster/clock.ts";
import type { CommandContext } from "../command.ts";
import { ExitError } from "../errors.ts";

/**
 * Waits until `look` answers something, asking it now and after each change in the cluster.
 * @param timeout milliseconds; undefined waits for ever
 * @returns the answer, or undefined when the time is over
 * @throws Cancelled
 */
export async function waitUntil<T>(
  context: CommandContext,
  look: () => T | undefined,
  timeout: number | undefined,
): Promise<T | undefined> {
  const { clock, cancel } = context.process;
  const deadline = timeout === undefined ? undefined : clock.now() + timeout;
  const seen = { changes: 0 };
  let wake: (() => void) | undefined;
  const off = context.kube().watch(() => {
    seen.changes++;
    wake?.();
  });
  try {
    for (;;) {
      cancel.throwIfCancelled();
      const before = seen.changes;
      const answer = look();
      if (answer !== undefined) return answer;
      const left = deadline === undefined ? undefined : deadline - clock.now();
      if (left !== undefined && left <= 0) return undefined;
      if (seen.changes !== before) continue;
      await pause(context, left, (listener) => {
        wake = listener;
      });
      wake = undefined;
    }
  } finally {
    off();
  }
}

/** Resolves at the first of: a wake-up, the time, a cancellation (which rejects). */
async function pause(
  context: CommandContext,
  left: number | undefined,
  onWake: (listener: () => void) => void,
): Promise<void> {
  const { clock, cancel } = context.process;
  const stop = new CancelSource(cancel);
  try {
    await new Promise<void>((resolve, reject) => {
      onWake(resolve);
      stop.onCancel((reason) => {
        if (cancel.reason !== undefined) reject(new Cancelled(reason));
      });
      if (left !== undefined) clock.sleep(left, stop).then(resolve, () => undefined);
    });
  } finally {
    stop.cancel("SIGTERM");
    stop.dispose();
  }
}

/** Runs `work`; a Ctrl-C during it ends the command with status 1 and no word. */
export async function interruptible<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Cancelled && error.reason === "SIGINT") throw new ExitError(1);
    throw error;
  }
}

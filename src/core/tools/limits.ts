/** Time limits and tickers of tools: one wait that may be ended by the tool's own alarm. */
import { CancelSource, Cancelled, type Cancel } from "../cluster/clock.ts";
import type { Run } from "./tool.ts";

/** A limit was reached before the work was done. */
export const DEADLINE = Symbol("deadline");

/**
 * Runs the work for at most so many seconds. The work gets a context whose waits end at the limit.
 * @param seconds undefined for no limit.
 */
export async function within<T>(
  run: Run,
  seconds: number | undefined,
  work: (run: Run) => Promise<T>,
): Promise<T | typeof DEADLINE> {
  if (seconds === undefined) return work(run);
  const source = new CancelSource(run.context.cancel);
  const alarm = new CancelSource(source);
  const rung = ring(run, seconds, alarm).then((reached) => {
    if (reached) source.cancel("SIGALRM");
  });
  try {
    return await work({ ...run, context: { ...run.context, cancel: source } });
  } catch (error) {
    if (error instanceof Cancelled && error.reason === "SIGALRM") return DEADLINE;
    throw error;
  } finally {
    alarm.cancel("SIGTERM");
    await rung;
    source.dispose();
  }
}

async function ring(run: Run, seconds: number, cancel: Cancel): Promise<boolean> {
  try {
    await run.context.clock.sleep(seconds * 1000, cancel);
    return true;
  } catch (error) {
    if (error instanceof Cancelled) return false;
    throw error;
  }
}

/** Calls back every so many seconds while the work goes on. */
export async function ticking<T>(
  run: Run,
  seconds: number,
  tick: () => void,
  work: () => Promise<T>,
): Promise<T> {
  const source = new CancelSource(run.context.cancel);
  const ticker = (async () => {
    while (await ring(run, seconds, source)) tick();
  })();
  try {
    return await work();
  } finally {
    source.cancel("SIGTERM");
    await ticker;
    source.dispose();
  }
}

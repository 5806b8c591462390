/** The escape of telnet clients: a key that leaves the session and opens a small menu. */
import { CancelSource, Cancelled } from "../cluster/clock.ts";
import type { Run } from "./tool.ts";

export interface Escape {
  /** Printed when Ctrl-C comes on a terminal. */
  readonly menu: string;
  /** What ends the program at the menu. */
  readonly leave: string;
}

/** Runs a session; on a terminal Ctrl-C opens the menu, whose answer ends it or goes on. */
export async function withEscape<T>(
  run: Run,
  escape: Escape,
  session: (run: Run) => Promise<T>,
): Promise<T | "left"> {
  const { tty, signals, stdin, stdout, cancel } = run.context;
  if (tty.stdin === undefined || signals === undefined) return session(run);
  for (;;) {
    const source = new CancelSource();
    const off = signals.onSignal((reason) => {
      source.cancel(reason);
    });
    try {
      return await session({ ...run, context: { ...run.context, cancel: source } });
    } catch (error) {
      if (!(error instanceof Cancelled) || error.reason !== "SIGINT") throw error;
      tty.stdin.setRaw(true);
      stdout.write(escape.menu);
      const answer = await stdin.read();
      tty.stdin.setRaw(false);
      if (answer === undefined || answer.trim() === escape.leave) return "left";
      cancel.throwIfCancelled();
    } finally {
      off();
      source.dispose();
    }
  }
}

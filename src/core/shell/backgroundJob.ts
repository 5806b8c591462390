/** `command &`: a subshell that the terminal's Ctrl-C does not reach. */
import { Cancelled } from "../cluster/clock.ts";
import type { AndOr } from "./ast.ts";
import type { Interpreter } from "./interpreter.ts";
import { openNull } from "./openFiles.ts";
import { Foreground, signalStatus } from "./signals.ts";

export function startJob(shell: Interpreter, item: AndOr): void {
  const { state } = shell;
  const foreground = new Foreground(shell.world.background);
  const child = shell.fork(foreground);
  child.state.signals = undefined;
  child.state.files.set(0, openNull());
  const pid = shell.world.nextPid();
  const job = state.jobs.add((id) => ({
    id,
    pid,
    source: item.source,
    status: undefined,
    signal: (reason) => {
      foreground.send(reason);
    },
    done: Promise.resolve(0),
  }));
  const done = child
    .subshell(() => child.lists([[{ ...item, background: false }]]))
    .catch((error: unknown) => (error instanceof Cancelled ? signalStatus(error.reason) : 1))
    .then((status) => {
      job.status = status;
      foreground.dispose();
      return status;
    });
  Object.assign(job, { done });
  state.lastBackground = pid;
  state.status = 0;
  if (state.source === "interactive" && !state.subshell) {
    state.files.output(2).write(`[${job.id}] ${pid}\n`);
  }
}

/** Runs text in a fresh shell on a clock that jumps. */
import { CancelSource, VirtualClock } from "../../../src/core/cluster/clock.ts";
import {
  createInterpreter,
  type InterpreterOptions,
} from "../../../src/core/shell/createInterpreter.ts";
import { MemoryFileSystem } from "../../../src/core/shell/memoryFiles.ts";
import { TextOutput, textInput } from "../../../src/core/shell/streams.ts";

export const START = Date.UTC(2026, 10, 21, 10, 0, 0);

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
  /** Lab milliseconds that passed. */
  readonly elapsed: number;
  readonly fs: MemoryFileSystem;
}

/** Lets the host's event loop turn: pending promises run. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Moves the clock to the next sleeper until `work` is done. */
export async function drive<T>(clock: VirtualClock, work: Promise<T>): Promise<T> {
  const progress = { done: false };
  const finished = work.finally(() => {
    progress.done = true;
  });
  finished.catch(() => undefined);
  for (let idle = 0; idle < 5000;) {
    await settle();
    if (progress.done) break;
    const next = clock.next();
    if (next === undefined) {
      // nobody sleeps: a library may be loading, which takes time of the host's
      idle += 1;
      if (idle > 50) await new Promise((resolve) => setTimeout(resolve, 2));
      continue;
    }
    idle = 0;
    clock.advanceTo(next);
  }
  if (!progress.done) throw new Error("nothing moves any more");
  return finished;
}

export interface RunOptions extends Partial<InterpreterOptions> {
  readonly stdin?: string;
  readonly files?: Readonly<Record<string, string>>;
  /** Lab milliseconds after which Ctrl-C comes. */
  readonly interruptAfter?: number;
}

export async function run(source: string, options: RunOptions = {}): Promise<Ran> {
  const clock = new VirtualClock(START);
  const fs = new MemoryFileSystem(() => clock.now());
  for (const [path, text] of Object.entries(options.files ?? {})) {
    const full = path.startsWith("/") ? path : `/home/learner/${path}`;
    fs.mkdir(full.slice(0, full.lastIndexOf("/")), { parents: true });
    fs.write(full, text);
  }
  const shell = createInterpreter({
    fs,
    clock,
    env: new Map([
      ["HOME", "/home/learner"],
      ["USER", "learner"],
    ]),
    programs: () => undefined,
    ...options,
  });
  const stdout = new TextOutput();
  const stderr = new TextOutput();
  const cancel = new CancelSource();
  if (options.interruptAfter !== undefined) {
    clock.sleep(options.interruptAfter, cancel).then(
      () => {
        cancel.cancel("SIGINT");
      },
      () => undefined,
    );
  }
  const before = clock.now();
  const status = await drive(
    clock,
    shell.run(source, { stdin: textInput(options.stdin ?? ""), stdout, stderr }, cancel),
  );
  return { stdout: stdout.text, stderr: stderr.text, status, elapsed: clock.now() - before, fs };
}

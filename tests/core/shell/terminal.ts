/** A shell at a terminal: types like a person, when what is awaited has come. */
import { CancelSource, VirtualClock } from "../../../src/core/cluster/clock.ts";
import {
  createInterpreter,
  type InterpreterOptions,
} from "../../../src/core/shell/createInterpreter.ts";
import { MemoryFileSystem } from "../../../src/core/shell/memoryFiles.ts";
import { TerminalDevice } from "../../../src/core/shell/tty.ts";
import { settle, START } from "./support.ts";

export interface TerminalRun {
  /** All that the screen got. */
  readonly output: string;
  readonly status: number;
  readonly fs: MemoryFileSystem;
}

export interface TerminalOptions extends Partial<InterpreterOptions> {
  readonly argv?: readonly string[];
  readonly columns?: number;
  readonly files?: Readonly<Record<string, string>>;
}

/** Each piece is typed one lab second after the last; the shell's end (or hanging up) ends it. */
export async function typeAt(
  pieces: readonly (string | { readonly resize: number })[],
  options: TerminalOptions = {},
): Promise<TerminalRun> {
  const clock = new VirtualClock(START);
  const fs = new MemoryFileSystem(() => clock.now());
  for (const [name, text] of Object.entries(options.files ?? {}))
    fs.write(`/home/learner/${name}`, text);
  let output = "";
  const device = new TerminalDevice(
    (text) => {
      output += text;
    },
    { columns: options.columns ?? 80, rows: 24 },
  );
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
  const cancel = new CancelSource();
  let status: number | undefined;
  const done = shell
    .exec(
      options.argv ?? ["bash"],
      {
        stdin: device.stdin,
        stdout: device.stdout,
        stderr: device.stdout,
        tty: device.tty,
        signals: device.signals,
      },
      cancel,
    )
    .then((result) => {
      status = result;
    });
  const advance = async (until: number): Promise<void> => {
    await settle();
    for (let next = clock.next(); next !== undefined && next <= until; next = clock.next()) {
      clock.advanceTo(next);
      await settle();
    }
    clock.advanceTo(until);
    await settle();
  };
  for (const piece of pieces) {
    await advance(clock.now() + 1000);
    if (typeof piece === "string") device.input(piece);
    else device.resize(piece.resize, 24);
  }
  await advance(clock.now() + 1000);
  device.hangUp();
  cancel.cancel("SIGHUP");
  await advance(clock.now() + 1000);
  await done;
  return { output, status: status ?? -1, fs };
}

/**
 * The door to the shell: `createInterpreter(options).run(source, streams, cancel)` is
 * `bash -c source`. The state (variables, folder, functions) lives on from run to run.
 */
import { Cancelled, CancelSource, type Cancel, type Clock } from "../cluster/clock.ts";
import { createRandom } from "../cluster/random.ts";
import { COREUTILS } from "./coreutils/registry.ts";
import type { Dialect } from "./dialect.ts";
import type { FileSystem } from "./files.ts";
import { createInteractive } from "./interactive.ts";
import { initialState } from "./initialState.ts";
import { Interpreter } from "./interpreter.ts";
import type {
  InputStream,
  OutputStream,
  ProcessContext,
  Program,
  SignalSource,
  Tty,
} from "./process.ts";
import { createShellProgram, openStandardFiles, type Interactive } from "./shellProgram.ts";
import { Foreground, signalStatus } from "./signals.ts";
import type { ShellState } from "./state.ts";
import { NULL_INPUT } from "./streams.ts";
import { textToolProgram } from "./textTools.ts";
import {
  DEFAULT_SHELL_LIMITS,
  LimitError,
  type Device,
  type ShellLimits,
  type TextTools,
  type World,
} from "./world.ts";

export interface InterpreterOptions {
  readonly fs: FileSystem;
  readonly clock: Clock;
  /** The environment: HOME, PATH, USER … */
  readonly env: ReadonlyMap<string, string>;
  /** Absolute; the home by default. */
  readonly cwd?: string;
  /** The host's own programs (kubectl, curl); they go before the standard ones. */
  readonly programs: (name: string) => Program | undefined;
  /** Names that `programs` answers to, for completion and `which`. */
  readonly programNames?: readonly string[];
  /** sed, awk, jq …; absent: they are not installed. */
  readonly textTools?: TextTools | undefined;
  /** Which of the standard programs there are (an image has few); all by default. */
  readonly available?: (name: string) => boolean;
  readonly dialect?: Dialect;
  /** $0; `bash` or `sh` by default. */
  readonly name?: string;
  /** $1 … */
  readonly args?: readonly string[];
  readonly hostname?: string;
  readonly limits?: Partial<ShellLimits>;
  /** Opens `/dev/tcp/HOST/PORT` and the like; undefined for a path that is no device. */
  readonly openDevice?: (path: string, cancel: Cancel) => Promise<Device> | undefined;
  /** Runs the prompt when a shell is started on a terminal; a plain one by default. */
  readonly interactive?: Interactive;
}

export interface RunStreams {
  /** Absent: /dev/null. */
  readonly stdin?: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Which of the three are a terminal. */
  readonly tty?: ProcessContext["tty"];
  /** Present when a terminal can send Ctrl-C more than once. */
  readonly signals?: SignalSource;
}

export interface ShellInterpreter {
  readonly world: World;
  readonly state: ShellState;
  /**
   * Runs text to its end and resolves with the exit status. Never rejects for what the text does:
   * a signal through `cancel` gives 128 + its number.
   */
  run(source: string, streams: RunStreams, cancel: Cancel): Promise<number>;
  /** Runs one program by its words, without parsing. */
  exec(argv: readonly string[], streams: RunStreams, cancel: Cancel): Promise<number>;
  /** Ends what still runs in the background. */
  dispose(): void;
}

/** After so many commands the shell lets the host breathe … */
const STEPS_PER_PAUSE = 200;
/** … for so many milliseconds of lab time: about what the commands would have taken. */
const PAUSE = 4;

export function createWorld(options: InterpreterOptions): World {
  const limits = { ...DEFAULT_SHELL_LIMITS, ...options.limits };
  const dialect = options.dialect ?? "bash";
  const background = new CancelSource();
  const available = options.available ?? (() => true);
  const { textTools } = options;
  const interactive = options.interactive ?? createInteractive();
  let pid = 1000;
  let steps = 0;
  const random = createRandom(Math.trunc(options.clock.now() / 1000));
  const world: World = {
    fs: options.fs,
    clock: options.clock,
    dialect,
    limits,
    background,
    hostname: options.hostname ?? "lab",
    openDevice: options.openDevice,
    programs: (name) => {
      const own = options.programs(name);
      if (own !== undefined) return own;
      if (!available(name)) return undefined;
      if (SHELLS.has(name)) {
        return createShellProgram(
          { ...world, dialect: name === "bash" ? "bash" : dialect },
          interactive,
        );
      }
      const program = COREUTILS.get(name);
      if (program !== undefined) return program;
      return textTools?.names.has(name) === true ? textToolProgram(textTools, name) : undefined;
    },
    programNames: () =>
      [
        ...(options.programNames ?? []),
        ...SHELLS,
        ...COREUTILS.keys(),
        ...(textTools?.names ?? []),
      ].filter((name, i, all) => all.indexOf(name) === i && world.programs(name) !== undefined),
    nextPid: () => pid++,
    step: () => {
      steps += 1;
      if (steps > limits.commands)
        throw new LimitError(`stopped after ${limits.commands} commands`);
      return steps % STEPS_PER_PAUSE === 0 ? options.clock.sleep(PAUSE) : undefined;
    },
    resetSteps: () => {
      steps = 0;
    },
    random: () => random.int(32768),
  };
  return world;
}

const SHELLS: ReadonlySet<string> = new Set(["bash", "sh", "dash", "ash"]);

export function createInterpreter(options: InterpreterOptions): ShellInterpreter {
  const world = createWorld(options);
  const cwd = options.cwd ?? options.env.get("HOME") ?? "/";
  const state = initialState(world, {
    name: options.name ?? (world.dialect === "bash" ? "bash" : "sh"),
    cwd,
    env: options.env,
    source: "command",
  });
  state.positional = options.args ?? [];
  const run = async (
    streams: RunStreams,
    cancel: Cancel,
    work: (shell: Interpreter) => Promise<number>,
  ): Promise<number> => {
    const tty: { stdin?: Tty; stdout?: Tty; stderr?: Tty } = streams.tty ?? {};
    openStandardFiles(state, {
      stdin: streams.stdin ?? NULL_INPUT,
      stdout: streams.stdout,
      stderr: streams.stderr,
      tty,
      ...(streams.signals === undefined ? {} : { signals: streams.signals }),
    });
    const foreground = new Foreground(cancel, streams.signals);
    const shell = new Interpreter(world, state, foreground);
    world.resetSteps();
    try {
      return await shell.finish(() => work(shell));
    } catch (error) {
      if (error instanceof Cancelled) return signalStatus(error.reason);
      throw error;
    } finally {
      foreground.dispose();
      state.files.closeAll();
    }
  };
  return {
    world,
    state,
    run: (source, streams, cancel) => run(streams, cancel, (shell) => shell.execute(source)),
    exec: (argv, streams, cancel) => {
      // no shell stands between: its own variables do not reach the program
      for (const name of ["SHLVL", "PWD", "OLDPWD"]) {
        if (!options.env.has(name)) state.variables.unset(name);
      }
      return run(streams, cancel, (shell) => shell.runProgram(argv));
    },
    dispose: () => {
      world.background.cancel("SIGHUP");
    },
  };
}

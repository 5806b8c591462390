/** What a shell lives in: given by the session (the learner's shell) or by a pod's runtime. */
import type { Cancel, CancelSource, Clock } from "../cluster/clock.ts";
import type { Dialect } from "./dialect.ts";
import type { FileSystem } from "./files.ts";
import type { InputStream, OutputStream, Program } from "./process.ts";

/** A program that is run whole: text in, text out, files changed underway. */
export interface TextToolRequest {
  readonly name: string;
  /** Without the name. */
  readonly args: readonly string[];
  readonly stdin: string;
  readonly fs: FileSystem;
  readonly env: ReadonlyMap<string, string>;
  readonly cwd: string;
  /** Lab time in milliseconds. */
  readonly now: number;
  /** Runs a program of the surrounding shell (`find -exec kubectl …`). */
  spawn(argv: readonly string[], stdin: string): Promise<TextToolResult>;
}

export interface TextToolResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** sed, awk, jq and the like, loaded when one is first used. */
export interface TextTools {
  readonly names: ReadonlySet<string>;
  run(request: TextToolRequest): Promise<TextToolResult>;
}

/** A device beyond the file system (`/dev/tcp/HOST/PORT`), opened by a redirection. */
export interface Device {
  readonly input?: InputStream;
  readonly output?: OutputStream;
  readonly close?: () => void;
}

/**
 * A device that cannot be opened. `text` is all that the shell says, each line to be prefixed as
 * its `prefix` tells: with the shell's name only, or with the line number too.
 */
export class DeviceError extends Error {
  override readonly name = "DeviceError";
  readonly lines: readonly { readonly text: string; readonly withLine: boolean }[];
  constructor(lines: readonly { readonly text: string; readonly withLine: boolean }[]) {
    super(lines.map((line) => line.text).join("\n"));
    this.lines = lines;
  }
}

/** A run that went on and on was stopped. */
export class LimitError extends Error {
  override readonly name = "LimitError";
}

export interface ShellLimits {
  /** Commands that one run may execute. */
  readonly commands: number;
  /** Nested function calls, sourced files and evals. */
  readonly depth: number;
  /** Characters that `$(…)` may collect. */
  readonly output: number;
}

export const DEFAULT_SHELL_LIMITS: ShellLimits = {
  commands: 1_000_000,
  depth: 500,
  output: 4 * 1024 * 1024,
};

/** Shared by a shell, its subshells and the scripts they run. */
export interface World {
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly dialect: Dialect;
  /** Programs by name: the host's own first, then the standard ones that are available. */
  readonly programs: (name: string) => Program | undefined;
  /** All names that `programs` answers to, as far as they are known; for completion. */
  readonly programNames: () => readonly string[];
  readonly limits: ShellLimits;
  readonly openDevice: ((path: string, cancel: Cancel) => Promise<Device> | undefined) | undefined;
  readonly hostname: string;
  /** Ends what was left running in the background. */
  readonly background: CancelSource;
  /** Numbers for processes, ever growing. */
  nextPid(): number;
  /** Counts a command; throws {@link LimitError} past the limit, waits a moment now and then. */
  step(): Promise<void> | undefined;
  /** Starts the count anew: a new command line. */
  resetSteps(): void;
  /** A pseudo-random number 0–32767 for $RANDOM. */
  random(): number;
}

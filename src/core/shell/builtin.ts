/** What a builtin is and what it sees of the shell. */
import type { Cancel } from "../cluster/clock.ts";
import type { Assignment } from "./ast.ts";
import type { Dialect } from "./dialect.ts";
import type { OutputStream, ProcessContext } from "./process.ts";
import type { ShellState } from "./state.ts";
import type { PushbackInput } from "./streams.ts";
import type { World } from "./world.ts";

/** The shell as its builtins use it. */
export interface BuiltinShell {
  readonly world: World;
  readonly state: ShellState;
  /** `/dev/fd/63` of the command's `<(…)`, by path. */
  readonly extraFiles: Map<string, string>;
  /** The cancellation of the command that runs. */
  readonly cancel: Cancel;
  /** Parses and runs text in this shell (`eval`, `source`, traps). */
  evaluate(
    source: string,
    options?: { readonly name?: string; readonly file?: boolean },
  ): Promise<number>;
  /** Runs a command by its words: builtins and programs, functions only when asked. */
  runWords(words: readonly string[], options: { readonly functions: boolean }): Promise<number>;
  /** Runs a program and nothing else; resolves with 127 after the message when there is none. */
  runProgram(words: readonly string[], extra?: Partial<ProcessContext>): Promise<number>;
  /** What a name stands for, in the order in which it is looked up. */
  describe(name: string): readonly CommandMeaning[];
  assign(assignment: Assignment): Promise<void>;
  /** Assigns `name=value` or `name[index]=value` as `read` and `printf -v` do. */
  assignText(target: string, value: string): void;
  arithmetic(expression: string): bigint;
  /** The lines the shell prints before a message of its own: `bash: line 3: `. */
  prefix(): string;
}

export type CommandMeaning =
  | { readonly type: "alias"; readonly text: string }
  | { readonly type: "keyword" }
  | { readonly type: "function"; readonly source: string }
  | { readonly type: "builtin" }
  | { readonly type: "file"; readonly path: string };

export interface BuiltinContext {
  readonly shell: BuiltinShell;
  readonly state: ShellState;
  readonly dialect: Dialect;
  readonly name: string;
  /** Without the name. */
  readonly args: readonly string[];
  /** Arguments written as assignments (`declare a=(1 2)`), by their place among `args`. */
  readonly assignments: ReadonlyMap<number, Assignment>;
  readonly stdin: PushbackInput;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Prints a message after the shell's prefix and the builtin's name. */
  readonly complain: (message: string) => void;
}

export interface Builtin {
  readonly names: readonly string[];
  /** POSIX special builtins: found before functions, assignments before them stay. */
  readonly special?: boolean;
  run(context: BuiltinContext): number | Promise<number>;
}

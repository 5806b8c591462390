/** Finds what a command's name stands for outside the shell, and runs it. */
import { Cancelled } from "../cluster/clock.ts";
import { FileError, type FileSystem } from "./files.ts";
import type { Interpreter } from "./interpreter.ts";
import { cannotRun, errorText, NOT_FOUND } from "./messages.ts";
import { withExtraFiles } from "./openFiles.ts";
import { resolvePath } from "./paths.ts";
import type { ProcessContext, Program } from "./process.ts";
import { signalStatus } from "./signals.ts";
import type { ShellState } from "./state.ts";
import { NULL_INPUT, readAll } from "./streams.ts";
import type { World } from "./world.ts";

export type FoundProgram =
  | { readonly type: "program"; readonly program: Program; readonly path: string }
  /** A text file with the x bit. */
  | { readonly type: "script"; readonly path: string; readonly text: string };

export interface NotRunnable {
  readonly message: string;
  readonly status: 126 | 127;
}

const SYSTEM_FOLDERS = [
  "/usr/local/sbin",
  "/usr/local/bin",
  "/usr/sbin",
  "/usr/bin",
  "/sbin",
  "/bin",
];

/** Programs that are not part of the system lie here. */
const LOCAL: ReadonlySet<string> = new Set(["kubectl", "netpol", "k9s", "helm", "kind"]);

/** Where `which` finds a program by that name. */
export function programPath(name: string): string {
  return (LOCAL.has(name) ? "/usr/local/bin/" : "/usr/bin/") + name;
}

/** Looks along PATH for scripts and programs, or at the path given. */
export function findProgram(
  world: World,
  state: ShellState,
  name: string,
  env?: ReadonlyMap<string, string>,
): FoundProgram | NotRunnable {
  if (name.includes("/")) return findByPath(world, state, name);
  const path = env?.get("PATH") ?? state.variables.text("PATH") ?? SYSTEM_FOLDERS.join(":");
  for (const folder of path.split(":")) {
    if (SYSTEM_FOLDERS.includes(folder)) {
      const program = name === "" ? undefined : world.programs(name);
      if (program !== undefined) return { type: "program", program, path: programPath(name) };
    }
    const file = resolvePath(state.cwd, `${folder === "" ? "." : folder}/${name}`);
    const stat = name === "" ? undefined : world.fs.stat(file);
    if (stat?.type === "file" && (stat.mode & 0o111) !== 0) {
      return { type: "script", path: file, text: world.fs.read(file) };
    }
  }
  return { message: NOT_FOUND[world.dialect](name), status: 127 };
}

function findByPath(world: World, state: ShellState, name: string): FoundProgram | NotRunnable {
  const path = resolvePath(state.cwd, name);
  const stat = world.fs.stat(path);
  const slash = path.lastIndexOf("/");
  if (stat === undefined && SYSTEM_FOLDERS.includes(path.slice(0, slash))) {
    const program = world.programs(path.slice(slash + 1));
    if (program !== undefined) return { type: "program", program, path };
  }
  if (stat === undefined)
    return { message: cannotRun(world.dialect, name, "missing"), status: 127 };
  if (stat.type === "directory") {
    return { message: cannotRun(world.dialect, name, "directory"), status: 126 };
  }
  if ((stat.mode & 0o111) === 0) {
    return { message: cannotRun(world.dialect, name, "permission"), status: 126 };
  }
  return { type: "script", path: name, text: world.fs.read(path) };
}

/** Runs what was found; resolves with its status. A cancellation of the terminal's passes. */
export async function runFound(
  shell: Interpreter,
  found: FoundProgram,
  argv: readonly string[],
  extra: Partial<ProcessContext>,
): Promise<number> {
  if (found.type === "script") return runScript(shell, found, argv, extra);
  const context = await processContext(shell, argv, extra);
  try {
    const status = await found.program(context);
    return status & 0xff;
  } catch (error) {
    return ended(shell, error, argv[0] ?? "", context);
  }
}

function ended(shell: Interpreter, error: unknown, name: string, context: ProcessContext): number {
  if (error instanceof Cancelled) {
    // the terminal's signal ends the shell's list too; one sent to the program alone does not
    if (shell.foreground.cancel.reason !== undefined && error.reason !== "SIGPIPE") throw error;
    return signalStatus(error.reason);
  }
  if (error instanceof FileError) {
    const what =
      error.code === "ENOSPC" && !error.path.startsWith("/") ? "write error" : error.path;
    context.stderr.write(`${name}: ${what}: ${errorText(error)}\n`);
    return 1;
  }
  throw error;
}

async function runScript(
  shell: Interpreter,
  script: Extract<FoundProgram, { type: "script" }>,
  argv: readonly string[],
  extra: Partial<ProcessContext>,
): Promise<number> {
  const args = argv.slice(1);
  const first = /^#![ \t]*([^\n\r]*)/.exec(script.text)?.[1]?.trim();
  if (first === undefined || first === "") {
    return runOwn(
      shell,
      [shell.world.dialect === "bash" ? "bash" : "sh", script.path, ...args],
      extra,
    );
  }
  const blank = first.search(/[ \t]/);
  const interpreter = blank < 0 ? first : first.slice(0, blank);
  const argument = blank < 0 ? [] : [first.slice(blank).trim()];
  const found = findProgram(shell.world, shell.state, interpreter);
  if ("message" in found || found.type === "script") {
    shell.say(cannotRun(shell.world.dialect, argv[0] ?? "", "interpreter"));
    return 127;
  }
  return runFound(shell, found, [interpreter, ...argument, script.path, ...args], extra);
}

function runOwn(
  shell: Interpreter,
  argv: readonly string[],
  extra: Partial<ProcessContext>,
): Promise<number> {
  const found = findProgram(shell.world, shell.state, argv[0] ?? "");
  if (!("message" in found)) return runFound(shell, found, argv, extra);
  shell.say(found.message);
  return Promise.resolve(found.status);
}

async function processContext(
  shell: Interpreter,
  argv: readonly string[],
  extra: Partial<ProcessContext>,
): Promise<ProcessContext> {
  const { state, world } = shell;
  const { files } = state;
  const stdin = files.get(0)?.tty;
  const stdout = files.get(1)?.tty;
  const stderr = files.get(2)?.tty;
  let fs: FileSystem = extra.fs ?? world.fs;
  const input = extra.stdin ?? files.input;
  if (argv.includes("/dev/stdin") || argv.includes("/dev/fd/0")) {
    const text = await readAll(input, shell.cancel);
    shell.extraFiles.set("/dev/stdin", text).set("/dev/fd/0", text);
  }
  if (shell.extraFiles.size > 0) fs = withExtraFiles(fs, shell.extraFiles);
  const base: ProcessContext = {
    argv,
    env: state.variables.environment(),
    cwd: state.cwd,
    fs,
    stdin: files.get(0) === undefined ? NULL_INPUT : files.input,
    stdout: files.output(1),
    stderr: files.output(2),
    tty: {
      ...(stdin === undefined ? {} : { stdin }),
      ...(stdout === undefined ? {} : { stdout }),
      ...(stderr === undefined ? {} : { stderr }),
    },
    cancel: shell.cancel,
    ...(state.signals === undefined ? {} : { signals: state.signals }),
    clock: world.clock,
    spawn: (words, overrides) => spawn(shell, context, words, overrides ?? {}),
  };
  const context: ProcessContext = { ...base, ...extra, argv, fs };
  return context;
}

/** Runs another program for a program; its own signals become its status. */
async function spawn(
  shell: Interpreter,
  parent: ProcessContext,
  argv: readonly string[],
  overrides: Partial<ProcessContext>,
): Promise<number> {
  const name = argv[0] ?? "";
  const found = findProgram(shell.world, shell.state, name, overrides.env ?? parent.env);
  const context: ProcessContext = { ...parent, ...overrides, argv };
  if ("message" in found) {
    const why = found.status === 127 ? "No such file or directory" : "Permission denied";
    context.stderr.write(`${parent.argv[0] ?? ""}: failed to run command '${name}': ${why}\n`);
    return found.status;
  }
  const full: ProcessContext = {
    ...context,
    spawn: (words, more) => spawn(shell, full, words, more ?? {}),
  };
  try {
    if (found.type === "script") return await runScript(shell, found, argv, full);
    return (await found.program(full)) & 0xff;
  } catch (error) {
    if (error instanceof Cancelled && parent.cancel.reason === undefined) {
      return signalStatus(error.reason);
    }
    return ended(shell, error, name, full);
  }
}

/** Builtins that steer: loops, functions, exit, eval, source, trap, exec. */
import type { Builtin, BuiltinContext } from "../builtin.ts";
import { BreakSignal, ExitSignal, ReturnSignal } from "../control.ts";
import { FileError } from "../files.ts";
import { errorText } from "../messages.ts";
import { withExtraFiles } from "../openFiles.ts";
import { resolvePath } from "../paths.ts";
import { SIGNALS } from "../signals.ts";
import { readAll } from "../streams.ts";

/** The argument as a status; undefined after the complaint when it is no number. */
function statusArgument(context: BuiltinContext): number | undefined {
  const { args, state, dialect } = context;
  const text = args[0];
  if (text === undefined) return state.status;
  if (!/^[-+]?[0-9]+$/.test(text)) {
    context.complain(
      dialect === "bash" ? `${text}: numeric argument required` : `Illegal number: ${text}`,
    );
    return undefined;
  }
  return Number(text) & 0xff;
}

function leaveLoops(kind: "break" | "continue"): Builtin["run"] {
  return (context) => {
    const { state, args } = context;
    if (state.loops === 0) {
      if (context.dialect === "bash") {
        context.complain("only meaningful in a `for', `while', or `until' loop");
      }
      return 0;
    }
    const levels = Number(args[0] ?? 1);
    if (!Number.isInteger(levels) || levels < 1) {
      context.complain(`${args[0] ?? ""}: loop count out of range`);
      return 1;
    }
    throw new BreakSignal(kind, Math.min(levels, state.loops));
  };
}

function runReturn(context: BuiltinContext): number {
  const { state } = context;
  if (!state.variables.inFunction && state.sourced === 0) {
    if (context.dialect === "bash") {
      context.complain("can only `return' from a function or sourced script");
      return 2;
    }
    throw new ExitSignal(statusArgument(context) ?? 2);
  }
  throw new ReturnSignal(statusArgument(context) ?? 2);
}

function runExit(context: BuiltinContext): number {
  const { state, stderr, args } = context;
  if (state.source === "interactive" && !state.subshell && context.dialect === "bash")
    stderr.write("exit\n");
  const status = statusArgument(context);
  if (status !== undefined && args.length > 1) {
    context.complain("too many arguments");
    return 1;
  }
  throw new ExitSignal(status ?? 2);
}

async function runSource(context: BuiltinContext): Promise<number> {
  const { shell, state, args, dialect } = context;
  const [name, ...rest] = args;
  if (name === undefined) {
    context.complain("filename argument required");
    context.stderr.write(`${context.name}: usage: ${context.name} filename [arguments]\n`);
    return 2;
  }
  let text: string;
  try {
    text =
      name === "/dev/stdin" || name === "/dev/fd/0"
        ? await readAll(context.stdin, shell.cancel)
        : withExtraFiles(shell.world.fs, shell.extraFiles).read(resolvePath(state.cwd, name));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const why =
      dialect === "bash"
        ? `${name}: ${errorText(error)}`
        : `can't open '${name}': ${errorText(error)}`;
    context.stderr.write(
      `${shell.prefix()}${error.code === "EISDIR" ? `${context.name}: ${name}: is a directory` : why}\n`,
    );
    if (dialect !== "bash") throw new ExitSignal(2);
    return 1;
  }
  const { positional } = state;
  if (rest.length > 0) state.positional = rest;
  try {
    return await shell.evaluate(text, { name, file: true });
  } finally {
    if (rest.length > 0) state.positional = positional;
  }
}

async function runExec(context: BuiltinContext): Promise<number> {
  const words = context.args[0] === "--" ? context.args.slice(1) : context.args;
  if (words.length === 0) return 0;
  const status = await context.shell.runProgram(words);
  if (status !== 0 && context.state.source === "interactive" && status >= 126) return status;
  throw new ExitSignal(status);
}

function signalName(text: string): string | undefined {
  const upper = text.toUpperCase().replace(/^SIG/, "");
  if (upper === "0" || upper === "EXIT") return "EXIT";
  if (["ERR", "DEBUG", "RETURN"].includes(upper)) return upper;
  return SIGNALS.find(([name, number]) => name === upper || number.toString() === upper)?.[0];
}

function runTrap(context: BuiltinContext): number {
  const { state, stdout } = context;
  let args = context.args;
  if (args[0] === "-l") {
    stdout.write(
      SIGNALS.map(([name, number]) => `${number.toString().padStart(2)}) SIG${name}`).join("\n") +
        "\n",
    );
    return 0;
  }
  if (args[0] === "--") args = args.slice(1);
  if (args.length === 0 || args[0] === "-p") {
    for (const [name, source] of state.traps) {
      const full = ["EXIT", "ERR", "DEBUG", "RETURN"].includes(name) ? name : `SIG${name}`;
      stdout.write(`trap -- '${source.replaceAll("'", "'\\''")}' ${full}\n`);
    }
    return 0;
  }
  const reset = args[0] === "-" || (args.length === 1 && signalName(args[0] ?? "") !== undefined);
  const names = args.length === 1 ? args : args.slice(1);
  let status = 0;
  for (const name of names) {
    const signal = signalName(name);
    if (signal === undefined) {
      context.complain(
        context.dialect === "bash"
          ? `${name}: invalid signal specification`
          : `${name}: invalid signal specification`,
      );
      status = 1;
    } else if (reset) state.traps.delete(signal);
    else state.traps.set(signal, args[0] ?? "");
  }
  return status;
}

export const FLOW_BUILTINS: readonly Builtin[] = [
  { names: [":"], special: true, run: () => 0 },
  { names: ["true"], run: () => 0 },
  { names: ["false"], run: () => 1 },
  { names: ["break"], special: true, run: leaveLoops("break") },
  { names: ["continue"], special: true, run: leaveLoops("continue") },
  { names: ["return"], special: true, run: runReturn },
  { names: ["exit", "logout"], special: true, run: runExit },
  {
    names: ["eval"],
    special: true,
    run: ({ shell, args }) => (args.length === 0 ? 0 : shell.evaluate(args.join(" "))),
  },
  { names: ["source", "."], special: true, run: runSource },
  { names: ["exec"], special: true, run: runExec },
  { names: ["trap"], special: true, run: runTrap },
];

/** `bash` and `sh` as programs: `-c TEXT`, a script, commands from standard input. */
import { Interpreter } from "./interpreter.ts";
import { OpenFile } from "./openFiles.ts";
import { FileError } from "./files.ts";
import { errorText } from "./messages.ts";
import { resolvePath } from "./paths.ts";
import type { ProcessContext, Program } from "./process.ts";
import { Foreground } from "./signals.ts";
import { initialState } from "./initialState.ts";
import type { ShellState } from "./state.ts";
import { runInput } from "./standardInput.ts";
import type { World } from "./world.ts";

/** Runs a prompt loop on the program's terminal; given by the interactive shell. */
export type Interactive = (
  world: World,
  state: ShellState,
  context: ProcessContext,
) => Promise<number>;

interface Invocation {
  readonly command?: string;
  readonly options: readonly string[];
  readonly script?: string;
  readonly args: readonly string[];
  readonly interactive: boolean;
}

const LETTERS: ReadonlyMap<string, string> = new Map([
  ["e", "errexit"],
  ["u", "nounset"],
  ["x", "xtrace"],
  ["f", "noglob"],
  ["v", "verbose"],
  ["n", "noexec"],
]);

function readInvocation(argv: readonly string[]): Invocation | { readonly error: string } {
  const options: string[] = [];
  let command = false;
  let stdin = false;
  let interactive = false;
  let i = 1;
  for (; i < argv.length; i++) {
    const arg = argv[i] ?? "";
    if (arg === "--") {
      i += 1;
      break;
    }
    if (!/^[-+]./.test(arg)) break;
    if (arg.startsWith("--")) continue; // --norc, --login, --posix: nothing of theirs differs here
    for (const letter of arg.slice(1)) {
      if (letter === "c") command = true;
      else if (letter === "s") stdin = true;
      else if (letter === "i") interactive = true;
      else if (letter === "l") continue;
      else if (letter === "o") options.push(argv[++i] ?? "");
      else {
        const option = LETTERS.get(letter);
        if (option === undefined) return { error: `-${letter}: invalid option` };
        options.push(option);
      }
    }
  }
  const rest = argv.slice(i);
  if (command) {
    const text = rest[0];
    if (text === undefined) return { error: "-c: option requires an argument" };
    return { command: text, options, args: rest.slice(1), interactive };
  }
  if (stdin || rest[0] === undefined) return { options, args: rest, interactive };
  return { options, script: rest[0], args: rest.slice(1), interactive };
}

export function createShellProgram(world: World, interactive?: Interactive): Program {
  return async (context) => {
    const called = context.argv[0] ?? "sh";
    const invocation = readInvocation(context.argv);
    if ("error" in invocation) {
      context.stderr.write(`${called}: ${invocation.error}\n`);
      return 2;
    }
    const { command, script, args } = invocation;
    const inner: World = { ...world, fs: context.fs };
    const named = command === undefined ? undefined : args[0];
    const prompt =
      command === undefined &&
      script === undefined &&
      (invocation.interactive ||
        (context.tty.stdin !== undefined && context.tty.stdout !== undefined));
    const state = initialState(inner, {
      name: named ?? script ?? called,
      cwd: context.cwd,
      env: context.env,
      source: prompt
        ? "interactive"
        : command !== undefined
          ? "command"
          : script !== undefined
            ? "file"
            : "stdin",
    });
    state.positional = command === undefined ? args : args.slice(1);
    for (const option of invocation.options) state.options.add(option);
    openStandardFiles(state, context);
    if (prompt && interactive !== undefined) return interactive(inner, state, context);
    let source: string;
    if (command !== undefined) source = command;
    else if (script === undefined) return runShell(inner, state, context, runInput);
    else {
      try {
        source = context.fs.read(resolvePath(context.cwd, script));
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        const directory = error.code === "EISDIR";
        const text =
          world.dialect === "bash"
            ? `${directory ? `${script}: ${script}` : script}: ${errorText(error)}`
            : world.dialect === "dash"
              ? `0: cannot open ${script}: No such file`
              : `can't open '${script}': ${errorText(error)}`;
        context.stderr.write(`${called}: ${text}\n`);
        return directory ? 126 : world.dialect === "bash" ? 127 : 2;
      }
    }
    return runShell(inner, state, context, (shell) => shell.execute(source));
  };
}

/** Descriptors 0 to 2 on the streams of a process. */
export function openStandardFiles(
  state: ShellState,
  context: Pick<ProcessContext, "stdin" | "stdout" | "stderr" | "tty" | "signals">,
): void {
  const { tty } = context;
  state.files.set(
    0,
    new OpenFile({
      input: context.stdin,
      tty: tty.stdin,
      ...(tty.stdin === undefined ? {} : { output: context.stdout }),
    }),
  );
  state.files.set(1, new OpenFile({ output: context.stdout, tty: tty.stdout }));
  state.files.set(2, new OpenFile({ output: context.stderr, tty: tty.stderr }));
  state.signals = context.signals;
}

/** Runs one shell from start to exit. */
async function runShell(
  world: World,
  state: ShellState,
  context: Pick<ProcessContext, "cancel" | "signals">,
  work: (shell: Interpreter) => Promise<number>,
): Promise<number> {
  const foreground = new Foreground(context.cancel, context.signals);
  const shell = new Interpreter(world, state, foreground);
  try {
    return await shell.finish(() => work(shell));
  } finally {
    foreground.dispose();
    state.files.closeAll();
  }
}

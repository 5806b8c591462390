/** Runs a text tool as a program: all of its input first, then all of its output. */
import type { ProcessContext, Program } from "./process.ts";
import { resolvePath } from "./paths.ts";
import { readAll, TextOutput, textInput } from "./streams.ts";
import type { TextTools } from "./world.ts";

interface Operands {
  /** Operands before the files: the program text of sed, awk, jq. */
  readonly script: number;
  /** Options that hold the program text instead. */
  readonly scriptOptions: string;
  /** Letters of options that take a value. */
  readonly values: string;
}

/** How each tool reads its arguments, as far as it decides whether standard input is read. */
const OPERANDS: Readonly<Record<string, Operands>> = {
  sed: { script: 1, scriptOptions: "ef", values: "efl" },
  awk: { script: 1, scriptOptions: "f", values: "Fvf" },
  jq: { script: 1, scriptOptions: "f", values: "fL" },
  cut: { script: 0, scriptOptions: "", values: "bcdf" },
  column: { script: 0, scriptOptions: "", values: "cosN" },
  nl: { script: 0, scriptOptions: "", values: "bdfhilnsvw" },
  paste: { script: 0, scriptOptions: "", values: "d" },
  fold: { script: 0, scriptOptions: "", values: "w" },
  base64: { script: 0, scriptOptions: "", values: "w" },
  split: { script: 0, scriptOptions: "", values: "lbn" },
  od: { script: 0, scriptOptions: "", values: "AjNtw" },
};

const PLAIN: Operands = { script: 0, scriptOptions: "", values: "" };

/** These never read standard input. */
const NO_INPUT: ReadonlySet<string> = new Set([
  "find",
  "du",
  "stat",
  "tree",
  "file",
  "expr",
  "readlink",
]);

/** Whether the tool would read standard input with these arguments. */
export function readsStandardInput(name: string, args: readonly string[]): boolean {
  if (NO_INPUT.has(name)) return false;
  if (name === "tr") return true;
  const tool = Object.hasOwn(OPERANDS, name) ? (OPERANDS[name] ?? PLAIN) : PLAIN;
  let { script } = tool;
  let files = 0;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? "";
    if (arg === "-") return true;
    if (arg === "--arg" || arg === "--argjson" || arg === "--slurpfile" || arg === "--rawfile")
      i += 2;
    else if (arg === "--indent") i += 1;
    else if (name === "jq" && /^--(?:null-input|args|jsonargs|help|version)$/.test(arg)) {
      if (arg === "--null-input") return false;
      if (arg !== "--args" && arg !== "--jsonargs") return false;
      script = Infinity; // what follows are no files
    } else if (arg.startsWith("--")) continue;
    else if (/^-./.test(arg)) {
      const letter = Array.from(arg.slice(1)).find((c) => tool.values.includes(c));
      if (letter === undefined) {
        if (name === "jq" && arg.includes("n")) return false;
        continue;
      }
      if (tool.scriptOptions.includes(letter)) script = 0;
      if (arg.endsWith(letter)) i += 1;
    } else if (script > 0) script -= 1;
    else files += 1;
  }
  return files === 0;
}

export function textToolProgram(tools: TextTools, name: string): Program {
  return async (context) => {
    const args = context.argv.slice(1);
    const stdin = readsStandardInput(name, args)
      ? await readAll(context.stdin, context.cancel)
      : "";
    const result = await tools.run({
      name,
      args,
      stdin,
      fs: context.fs,
      env: context.env,
      cwd: resolvePath("/", context.cwd),
      now: context.clock.now(),
      spawn: (argv, input) => spawnCollected(context, argv, input),
    });
    context.cancel.throwIfCancelled();
    if (result.stderr !== "") context.stderr.write(result.stderr);
    if (result.stdout !== "") context.stdout.write(result.stdout);
    return result.exitCode;
  };
}

async function spawnCollected(
  context: ProcessContext,
  argv: readonly string[],
  input: string,
): Promise<{ stdout: string; stderr: string; exitCode: number }> {
  const stdout = new TextOutput();
  const stderr = new TextOutput();
  const exitCode = await context.spawn(argv, { stdin: textInput(input), stdout, stderr, tty: {} });
  return { stdout: stdout.text, stderr: stderr.text, exitCode };
}

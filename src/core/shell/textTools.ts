/** Runs a text tool as a program: all of its input first, then all of its output. */
import type { ProcessContext, Program } from "./process.ts";
import { readAll, TextOutput, textInput } from "./streams.ts";
import type { TextTools } from "./world.ts";

/** Tools that read standard input only when no file is named, by the first argument that is one. */
export function textToolProgram(tools: TextTools, name: string): Program {
  return async (context) => {
    const stdin = await readAll(context.stdin, context.cancel);
    const result = await tools.run({
      name,
      args: context.argv.slice(1),
      stdin,
      fs: context.fs,
      env: context.env,
      cwd: context.cwd,
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

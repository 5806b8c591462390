/** `a | b`: each command a subshell, all at once, a pipe between neighbours. */
import type { Pipeline } from "./ast.ts";
import type { Interpreter } from "./interpreter.ts";
import { openPipe, type OpenFile } from "./openFiles.ts";

export async function runPipe(shell: Interpreter, pipeline: Pipeline): Promise<number> {
  const { commands, pipeStderr } = pipeline;
  const children: Promise<number>[] = [];
  let input: OpenFile | undefined;
  commands.forEach((command, i) => {
    const child = shell.fork();
    if (input !== undefined) child.state.files.set(0, input);
    input = undefined;
    if (i < commands.length - 1) {
      const { reader, writer } = openPipe();
      if (pipeStderr[i] === true) child.state.files.set(2, writer.retain());
      child.state.files.set(1, writer);
      input = reader;
    }
    children.push(child.subshell(() => child.command(command)));
  });
  const results = await Promise.allSettled(children);
  const statuses = results.map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
  shell.state.variables.setArray(
    "PIPESTATUS",
    new Map(statuses.map((status, i) => [i.toString(), status.toString()])),
    false,
  );
  if (shell.state.options.has("pipefail")) return statuses.findLast((status) => status !== 0) ?? 0;
  return statuses.at(-1) ?? 0;
}

/** A shell that reads its commands from standard input: each runs as soon as it is complete. */
import type { List } from "./ast.ts";
import type { Interpreter } from "./interpreter.ts";
import { ShellSyntaxError } from "./syntaxError.ts";

interface Found {
  readonly list: List;
  /** What follows the command, and the number of its first line. */
  readonly rest: string;
  readonly line: number;
}

/**
 * Runs until the input ends. What bash has not come to yet it leaves in the input, where the
 * commands themselves can read it; the others keep what they took.
 */
export async function runInput(shell: Interpreter): Promise<number> {
  const { state } = shell;
  const shared = shell.world.dialect === "bash";
  let text = "";
  let line = 1;
  let ended = false;
  for (;;) {
    const found = text === "" ? undefined : firstCommand(shell, text, line, ended);
    if (found === undefined) {
      if (ended) return state.status;
      const more = await state.files.input.read(shell.cancel);
      if (more === undefined) ended = true;
      else text += more;
      continue;
    }
    ({ line } = found);
    text = found.rest;
    if (shared && !ended) {
      state.files.input.unread(text);
      text = "";
    }
    await shell.lists([found.list]);
  }
}

/** The first complete command of a text; undefined when there is none (yet). */
function firstCommand(
  shell: Interpreter,
  text: string,
  line: number,
  ended: boolean,
): Found | undefined {
  const lines = ended ? text : text.slice(0, text.lastIndexOf("\n") + 1);
  const parser = shell.parser(lines, { line, partial: !ended });
  try {
    const list = parser.next();
    if (list === undefined) return undefined;
    const { lexer } = parser;
    return {
      list,
      rest: lexer.source.slice(lexer.pos) + text.slice(lines.length),
      line: lexer.line,
    };
  } catch (error) {
    if (!ended && error instanceof ShellSyntaxError && error.incomplete) return undefined;
    throw error;
  }
}

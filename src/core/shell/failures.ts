/** What a shell says when a command cannot be run as written, and whether it goes on. */
import { ArithmeticError } from "./arithmetic.ts";
import { DiscardSignal, ExitSignal } from "./control.ts";
import { ExpansionError } from "./expansionError.ts";
import { FileError } from "./files.ts";
import type { Interpreter } from "./interpreter.ts";
import { errorText } from "./messages.ts";
import { RedirectError } from "./redirects.ts";
import { RegexError } from "./regex.ts";
import { ReadonlyVariableError, SubscriptError } from "./variables.ts";

/** Turns errors of a command into message and status; lets control flow pass. */
export function reportFailure(shell: Interpreter, error: unknown): number {
  const { state } = shell;
  if (error instanceof RedirectError) {
    for (const { text, withLine } of error.lines) {
      if (withLine) shell.say(text);
      else state.files.output(2).write(`${state.name}: ${text}\n`);
    }
    return shell.world.dialect === "bash" ? 1 : 2;
  }
  if (error instanceof ExpansionError) {
    shell.say(error.message);
    if (state.source === "interactive") throw new DiscardSignal(1);
    if (error.status === 127) throw new ExitSignal(shell.world.dialect === "bash" ? 127 : 2);
    throw new DiscardSignal(error.status);
  }
  if (error instanceof ArithmeticError || error instanceof SubscriptError) {
    shell.say(error.message);
    throw new DiscardSignal(shell.world.dialect === "bash" ? 1 : 2);
  }
  if (error instanceof ReadonlyVariableError) {
    shell.say(
      `${error.variable}: ${shell.world.dialect === "bash" ? "readonly variable" : "is read only"}`,
    );
    throw new DiscardSignal(shell.world.dialect === "bash" ? 1 : 2);
  }
  if (error instanceof RegexError) return 2;
  if (error instanceof FileError) {
    shell.say(`write error: ${errorText(error)}`);
    return 1;
  }
  throw error;
}

import type { CommandContext } from "../../command.ts";
import { CommandError } from "../../errors.ts";
import { formatSlice } from "../../gotext.ts";

/**
 * Takes exactly so many arguments; with another number the help is printed above the error.
 * @throws CommandError `Unexpected args: [a b]`
 */
export function exactArguments(context: CommandContext, count: number): readonly string[] {
  if (context.args.length !== count) wrongArguments(context);
  return context.args;
}

export function wrongArguments(context: CommandContext): never {
  context.process.stdout.write(context.help());
  throw new CommandError(`Unexpected args: ${formatSlice(context.args)}`);
}

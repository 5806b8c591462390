import type { Command } from "../command.ts";
import { globalOptionsText } from "../help.ts";

export const options: Command = {
  name: "options",
  use: "options",
  short: "Print the list of flags inherited by all commands",
  long: "Show the flags that every command takes.",
  examples: "# The flags of all commands\nkubectl options",
  flags: [],
  run: ({ process }) => {
    process.stdout.write(globalOptionsText(process.env.get("HOME") ?? ""));
    return Promise.resolve(0);
  },
};

/** Listed for completion; the root answers `kubectl help` itself. */
export const help: Command = {
  name: "help",
  use: "help [command]",
  short: "Help about any command",
  flags: [],
};

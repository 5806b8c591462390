import type { Command } from "../command.ts";
import { CommandError } from "../errors.ts";

/** Programs named kubectl-* on the PATH; the lab's shell has none. */
export const plugin: Command = {
  name: "plugin",
  use: "plugin [flags]",
  short: "Provides utilities for interacting with plugins",
  long: "Work with plugins: programs on the PATH whose names begin with kubectl-.",
  flags: [],
  subcommands: [
    {
      name: "list",
      use: "list [flags]",
      short: "List all visible plugin executables on a user's PATH",
      long: "Show all programs on the PATH whose names begin with kubectl-.",
      examples: "# The plugins that are installed\nkubectl plugin list",
      flags: [{ name: "name-only", type: "bool", usage: "Names only, without their folders." }],
      run: () => {
        throw new CommandError("unable to find any kubectl plugins in your PATH");
      },
    },
  ],
};

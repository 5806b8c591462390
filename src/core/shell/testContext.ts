/** What `test` and `[[` see of the shell. */
import type { TestContext } from "./conditional.ts";
import type { ShellState } from "./state.ts";
import type { World } from "./world.ts";

export function evaluateTestOptions(world: World, state: ShellState): TestContext {
  return {
    fs: world.fs,
    cwd: state.cwd,
    isSet: (name) => {
      const item = /^([A-Za-z_]\w*)\[(.*)\]$/.exec(name);
      if (item?.[1] !== undefined)
        return state.variables.get(item[1])?.items?.has(item[2] ?? "") ?? false;
      return state.variables.text(name) !== undefined;
    },
    option: (name) => state.options.has(name),
    isTerminal: (fd) => state.files.get(fd)?.tty !== undefined,
  };
}

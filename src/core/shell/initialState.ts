/** A shell as it starts: its variables from the environment, its options. */
import type { MessageContext } from "./messages.ts";
import { ShellState } from "./state.ts";
import type { World } from "./world.ts";

const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

export function initialState(
  world: World,
  start: {
    readonly name: string;
    readonly cwd: string;
    readonly env: ReadonlyMap<string, string>;
    readonly source: MessageContext["source"];
  },
): ShellState {
  const state = new ShellState({
    name: start.name,
    cwd: start.cwd,
    pid: world.nextPid(),
    source: start.source,
    startTime: world.clock.now(),
  });
  const { variables } = state;
  for (const [name, value] of start.env) {
    if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) variables.mark(name, { value, exported: true });
  }
  const defaults: (readonly [string, string])[] = [
    ["PATH", DEFAULT_PATH],
    ["IFS", " \t\n"],
    ["OPTIND", "1"],
    ["PPID", "1"],
    ["PS4", "+ "],
  ];
  if (world.dialect === "bash") {
    defaults.push(
      ["BASH", "/bin/bash"],
      ["BASH_VERSION", "5.2.15(1)-release"],
      ["HOSTNAME", world.hostname],
      ["HOSTTYPE", "x86_64"],
      ["MACHTYPE", "x86_64-pc-linux-gnu"],
      ["OSTYPE", "linux-gnu"],
      ["UID", "1000"],
      ["EUID", "1000"],
      ["SHELL", "/bin/bash"],
    );
  }
  for (const [name, value] of defaults) {
    if (!variables.isSet(name)) variables.mark(name, { value });
  }
  const level = Number(variables.text("SHLVL") ?? "0");
  variables.mark("SHLVL", {
    value: ((Number.isFinite(level) ? level : 0) + 1).toString(),
    exported: true,
  });
  variables.mark("PWD", { value: start.cwd, exported: true });
  variables.mark("OLDPWD", { exported: true });
  return state;
}

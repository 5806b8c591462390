/** The working folder. */
import type { Builtin, BuiltinContext } from "../builtin.ts";
import { ERROR_TEXTS } from "../messages.ts";
import { resolvePath } from "../paths.ts";

function change(context: BuiltinContext, target: string, shown: string): boolean {
  const { shell, state, dialect } = context;
  const path = resolvePath(state.cwd, target);
  const stat = shell.world.fs.stat(path);
  if (stat?.type !== "directory") {
    const why = stat === undefined ? ERROR_TEXTS.ENOENT : ERROR_TEXTS.ENOTDIR;
    context.complain(
      dialect === "bash"
        ? `${shown}: ${why}`
        : dialect === "dash"
          ? `can't cd to ${shown}`
          : `can't cd to ${shown}: ${why}`,
    );
    return false;
  }
  state.variables.mark("OLDPWD", { value: state.cwd, exported: true });
  state.variables.mark("PWD", { value: path, exported: true });
  state.cwd = path;
  return true;
}

function runCd(context: BuiltinContext): number {
  const { state, stdout } = context;
  const args = context.args.filter((arg) => arg !== "-L" && arg !== "-P" && arg !== "--");
  if (args.length > 1) {
    if (context.dialect !== "dash") context.complain("too many arguments");
    return 1;
  }
  const target = args[0] ?? state.variables.text("HOME");
  if (target === undefined) {
    context.complain("HOME not set");
    return 1;
  }
  if (target === "-") {
    const old = state.variables.text("OLDPWD");
    if (old === undefined) {
      context.complain("OLDPWD not set");
      return 1;
    }
    if (!change(context, old, old)) return context.dialect === "dash" ? 2 : 1;
    stdout.write(state.cwd + "\n");
    return 0;
  }
  if (target === "") return 0;
  return change(context, target, target) ? 0 : context.dialect === "dash" ? 2 : 1;
}

function tilde(context: BuiltinContext, path: string): string {
  const home = context.state.variables.text("HOME");
  return home !== undefined && (path === home || path.startsWith(home + "/"))
    ? "~" + path.slice(home.length)
    : path;
}

function printStack(context: BuiltinContext): void {
  const { state, stdout } = context;
  stdout.write([state.cwd, ...state.folders].map((path) => tilde(context, path)).join(" ") + "\n");
}

function runPushd(context: BuiltinContext): number {
  const { state, args } = context;
  const before = state.cwd;
  const target = args[0] ?? state.folders[0];
  if (target === undefined) {
    context.complain("no other directory");
    return 1;
  }
  if (!change(context, target, target)) return 1;
  state.folders = [before, ...(args[0] === undefined ? state.folders.slice(1) : state.folders)];
  printStack(context);
  return 0;
}

function runPopd(context: BuiltinContext): number {
  const { state } = context;
  const [target, ...rest] = state.folders;
  if (target === undefined) {
    context.complain("directory stack empty");
    return 1;
  }
  if (!change(context, target, target)) return 1;
  state.folders = rest;
  printStack(context);
  return 0;
}

export const PLACE_BUILTINS: readonly Builtin[] = [
  { names: ["cd"], run: runCd },
  {
    names: ["pwd"],
    run: ({ state, stdout }) => {
      stdout.write(state.cwd + "\n");
      return 0;
    },
  },
  { names: ["pushd"], run: runPushd },
  { names: ["popd"], run: runPopd },
  {
    names: ["dirs"],
    run: (context) => {
      if (context.args[0] === "-c") context.state.folders = [];
      else printStack(context);
      return 0;
    },
  },
];

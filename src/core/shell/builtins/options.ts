/** set, shopt, and small ones about the process. */
import type { Builtin, BuiltinContext } from "../builtin.ts";
import { quoteForShell } from "../parameterExpansion.ts";

const OPTIONS: readonly (readonly [string, string])[] = [
  ["allexport", "a"],
  ["braceexpand", "B"],
  ["errexit", "e"],
  ["errtrace", "E"],
  ["functrace", "T"],
  ["hashall", "h"],
  ["monitor", "m"],
  ["noclobber", "C"],
  ["noexec", "n"],
  ["noglob", "f"],
  ["nounset", "u"],
  ["pipefail", ""],
  ["posix", ""],
  ["verbose", "v"],
  ["vi", ""],
  ["emacs", ""],
  ["xtrace", "x"],
];

function listOptions({ state, stdout }: BuiltinContext, asCommands: boolean): void {
  for (const [name] of OPTIONS) {
    const on = state.options.has(name);
    stdout.write(
      asCommands
        ? `set ${on ? "-" : "+"}o ${name}\n`
        : `${name.padEnd(15)}\t${on ? "on" : "off"}\n`,
    );
  }
}

function runSet(context: BuiltinContext): number {
  const { args, state, stdout, dialect } = context;
  if (args.length === 0) {
    for (const name of state.variables.names()) {
      const variable = state.variables.get(name);
      if (variable?.items !== undefined) {
        const items = [...variable.items].map(([key, value]) => `[${key}]="${value}"`);
        stdout.write(`${name}=(${items.join(" ")})\n`);
      } else if (variable?.value !== undefined) {
        const plain = dialect === "bash" && /^[\w@%+=:,./-]*$/.test(variable.value);
        stdout.write(`${name}=${plain ? variable.value : quoteForShell(variable.value)}\n`);
      }
    }
    return 0;
  }
  let i = 0;
  for (; i < args.length; i++) {
    const arg = args[i] ?? "";
    if (arg === "--") {
      state.positional = args.slice(i + 1);
      return 0;
    }
    if (arg === "-" || !/^[-+]/.test(arg)) break;
    const on = arg.startsWith("-");
    for (const letter of arg.slice(1)) {
      let name = OPTIONS.find(([, short]) => short === letter)?.[0];
      if (letter === "o") {
        name = args[i + 1];
        if (name === undefined) {
          listOptions(context, !on);
          return 0;
        }
        i += 1;
        if (!OPTIONS.some(([option]) => option === name)) {
          context.complain(
            dialect === "bash" ? `${name}: invalid option name` : `Illegal option -o ${name}`,
          );
          return dialect === "bash" ? 1 : 2;
        }
      }
      if (name === undefined) {
        context.complain(
          dialect === "bash" ? `-${letter}: invalid option` : `Illegal option -${letter}`,
        );
        if (dialect === "bash") {
          context.stderr.write(
            "set: usage: set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]\n",
          );
        }
        return 2;
      }
      if (on) state.options.add(name);
      else state.options.delete(name);
    }
  }
  if (i < args.length) state.positional = args.slice(args[i] === "-" ? i + 1 : i);
  return 0;
}

const SHOPT = [
  "autocd", "cdspell", "checkwinsize", "cmdhist", "dotglob", "expand_aliases", "extglob", "failglob",
  "globstar", "histappend", "inherit_errexit", "lastpipe", "nocaseglob", "nocasematch", "nullglob",
  "promptvars", "sourcepath",
]; // prettier-ignore

function runShopt(context: BuiltinContext): number {
  const { args, state, stdout } = context;
  const set = args.includes("-s");
  const unset = args.includes("-u");
  const quiet = args.includes("-q");
  const names = args.filter((arg) => !arg.startsWith("-"));
  let status = 0;
  for (const name of names.length === 0 && !set && !unset ? SHOPT : names) {
    if (!SHOPT.includes(name)) {
      context.complain(`${name}: invalid shell option name`);
      status = 1;
    } else if (set) state.shellOptions.add(name);
    else if (unset) state.shellOptions.delete(name);
    else {
      const on = state.shellOptions.has(name);
      if (names.length > 0 && !on) status = 1;
      if (!quiet) stdout.write(`${name.padEnd(15)}\t${on ? "on" : "off"}\n`);
    }
  }
  return status;
}

export const OPTION_BUILTINS: readonly Builtin[] = [
  { names: ["set"], special: true, run: runSet },
  { names: ["shopt"], run: runShopt },
  {
    names: ["umask"],
    run: ({ stdout, args }) => {
      if (args.length === 0) stdout.write("0022\n");
      return 0;
    },
  },
  {
    names: ["ulimit"],
    run: ({ stdout }) => {
      stdout.write("unlimited\n");
      return 0;
    },
  },
  {
    names: ["times"],
    special: true,
    run: ({ stdout }) => {
      stdout.write("0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n");
      return 0;
    },
  },
];

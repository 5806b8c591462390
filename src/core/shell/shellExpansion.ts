/** Ties word expansion to a running shell: special parameters, substitutions, file names. */
import type { List } from "./ast.ts";
import { FEATURES } from "./dialect.ts";
import type { ExpansionContext } from "./expand.ts";
import { globFiles } from "./globFiles.ts";
import type { Interpreter } from "./interpreter.ts";
import { openForReading, OpenFile } from "./openFiles.ts";
import { resolvePath } from "./paths.ts";
import { readAll, textInput } from "./streams.ts";
import { FileError } from "./files.ts";

/** Letters of `$-` by option name. */
const FLAGS: readonly (readonly [string, string])[] = [
  ["errexit", "e"],
  ["noglob", "f"],
  ["nounset", "u"],
  ["xtrace", "x"],
];

export function shellExpansion(shell: Interpreter): ExpansionContext {
  const { state, world } = shell;
  let nextFile = 63;
  return {
    get variables() {
      return state.variables;
    },
    braces: FEATURES[world.dialect].braces,
    get noGlob() {
      return state.options.has("noglob");
    },
    get nullGlob() {
      return state.shellOptions.has("nullglob");
    },
    get noUnset() {
      return state.options.has("nounset");
    },
    get positional() {
      return state.positional;
    },
    special: (name) => special(shell, name),
    substitute: (body) => substitute(shell, body),
    substituteSource: (source, line) => shell.capture((child) => child.execute(source, { line })),
    arithmetic: (expression) => shell.arithmetic(expression).toString(),
    processSubstitution: async (direction, body) => {
      const path = `/dev/fd/${nextFile}`;
      nextFile = nextFile > 30 ? nextFile - 1 : 63;
      if (direction === "<") {
        const status = state.substitutionStatus;
        const kept = state.status;
        // read whole by the program, so the newlines at the end count: capture takes them off
        const text = await shell.capture(async (child) => {
          const result = await child.lists(body);
          child.state.files.output(1).write("\u0004");
          return result;
        });
        state.substitutionStatus = status;
        state.status = kept;
        shell.extraFiles.set(path, text.endsWith("\u0004") ? text.slice(0, -1) : text);
      } else {
        const { extraFiles } = shell;
        extraFiles.set(path, "");
        shell.afterCommand.push(async () => {
          const child = shell.fork();
          child.state.files.set(0, new OpenFile({ input: textInput(extraFiles.get(path) ?? "") }));
          await child.subshell(() => child.lists(body));
        });
      }
      return path;
    },
    glob: (pattern) => globFiles(world.fs, state.cwd, pattern),
  };
}

/** `$(…)`; `$(< file)` reads the file without a program. */
async function substitute(shell: Interpreter, body: readonly List[]): Promise<string> {
  const only = body.length === 1 && body[0]?.length === 1 ? body[0][0] : undefined;
  const command =
    only?.rest.length === 0 && only.first.commands.length === 1
      ? only.first.commands[0]
      : undefined;
  if (
    command?.type === "simple" &&
    command.words.length === 0 &&
    command.assignments.length === 0
  ) {
    const redirect = command.redirects.length === 1 ? command.redirects[0] : undefined;
    if (redirect?.operator === "<" && redirect.fd === undefined) {
      const path = resolvePath(shell.state.cwd, await shell.expander.text(redirect.target));
      try {
        const text = await readAll(openForReading(shell.world.fs, path).input ?? textInput(""));
        shell.state.substitutionStatus = 0;
        return text.replace(/\n+$/, "");
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
      }
    }
  }
  return shell.substitute(body);
}

function special(shell: Interpreter, name: string): string | undefined {
  const { state, world } = shell;
  switch (name) {
    case "?":
      return state.status.toString();
    case "$":
    case "BASHPID":
      return state.pid.toString();
    case "!":
      return state.lastBackground?.toString() ?? "";
    case "0":
      return state.name;
    case "#":
      return state.positional.length.toString();
    case "-":
      return (
        FLAGS.filter(([option]) => state.options.has(option))
          .map(([, letter]) => letter)
          .join("") +
        (state.source === "interactive" ? "himBHs" : state.source === "command" ? "hBc" : "hB")
      );
    case "FUNCNAME":
      return world.dialect === "bash" ? state.calls[0] : undefined;
    case "LINENO":
      return state.line.toString();
    case "RANDOM":
      return world.dialect === "dash" ? undefined : world.random().toString();
    case "SECONDS":
      return Math.floor((world.clock.now() - state.startTime) / 1000).toString();
    case "EPOCHSECONDS":
      return Math.floor(world.clock.now() / 1000).toString();
    default:
      return undefined;
  }
}

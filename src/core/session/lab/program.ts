/** `lab` as a program of the learner's shell: from argv to a sub-command, its errors as kubectl's. */
import { FlagError, FlagSet, HelpRequested, parseFlags } from "../../kubectl/flags.ts";
import type { ProgramCompleter } from "../../shell/completion.ts";
import type { Program } from "../../shell/process.ts";
import { labCommandHelp, labHelp } from "./help.ts";
import { didYouMeanThis } from "./words.ts";
import { LabError, type LabCommand, type LabWorld } from "./world.ts";

const HELP = ["-h", "--help"];

/** `lab` with these sub-commands; the status is 0, or 1 after an error, as kubectl's. */
export function labProgram(commands: readonly LabCommand[], world: LabWorld): Program {
  return async (process) => {
    try {
      await dispatch(commands, world, process);
      return 0;
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      process.stderr.write(`error: ${error.message}\n`);
      return 1;
    }
  };
}

/** Tab: sub-commands, then what each takes. */
export function labCompleter(commands: readonly LabCommand[], world: LabWorld): ProgramCompleter {
  return ([, name, ...before], current) => {
    if (current.startsWith("-")) return { candidates: ["--help"] };
    const names = commands.map((command) => command.name);
    if (name === undefined) return { candidates: [...names, "help"] };
    if (name === "help") return { candidates: before.length === 0 ? names : [] };
    const command = commands.find((candidate) => candidate.name === name);
    return { candidates: command?.complete?.(world, before) ?? [] };
  };
}

async function dispatch(
  commands: readonly LabCommand[],
  world: LabWorld,
  process: Parameters<Program>[0],
): Promise<void> {
  const [first, ...rest] = process.argv.slice(1);
  const asked = first === "help" ? rest : undefined;
  const name = asked === undefined ? first : asked[0];
  if (name === undefined || HELP.includes(name)) {
    process.stdout.write(labHelp(commands));
    return;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) {
    const known = commands.map((candidate) => candidate.name);
    throw new LabError(`unknown command "${name}" for "lab"${didYouMeanThis(name, known)}`);
  }
  const args = asked === undefined ? argumentsOf(command, rest) : "help";
  if (args === "help") process.stdout.write(labCommandHelp(command));
  else await command.run(world, args, process);
}

/** The arguments, none of which may be a flag, or the wish for help. */
function argumentsOf(command: LabCommand, words: readonly string[]): readonly string[] | "help" {
  const see = `\nSee 'lab ${command.name} --help' for usage.`;
  try {
    const { args } = parseFlags(new FlagSet([]), words);
    const { min, max } = command.takes;
    if (args.length < min) throw new LabError(`lab ${command.use}: an argument is missing${see}`);
    if (args.length > max)
      throw new LabError(`unexpected arguments: [${args.slice(max).join(" ")}]${see}`);
    return args;
  } catch (error) {
    if (error instanceof HelpRequested) return "help";
    if (!(error instanceof FlagError)) throw error;
    throw new LabError(`${error.message}${see}`);
  }
}

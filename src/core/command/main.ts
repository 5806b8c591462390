/** `netpol` as a program: from argv to a sub-command, its output and its exit status. */
import {
  FlagError,
  FlagSet,
  HelpRequested,
  parseFlags,
  type ParseResult,
} from "../kubectl/flags.ts";
import type { ProcessContext, Program } from "../shell/process.ts";
import { commandHelp, rootHelp } from "./help.ts";
import {
  CommandError,
  EXIT,
  UsageError,
  type Invocation,
  type SubCommand,
  type World,
} from "./subcommand.ts";
import { didYouMean } from "./suggest.ts";

/** `netpol` with these sub-commands. */
export function netpol(commands: readonly SubCommand[], world: World): Program {
  return async (process) => {
    try {
      return await dispatch(commands, world, process);
    } catch (error) {
      return report(process, error);
    }
  };
}

/** One line for what the person did; what is wrong in files stands as it is, for editors. */
function report(process: ProcessContext, error: unknown): number {
  if (error instanceof UsageError) {
    process.stderr.write(`netpol: ${error.message.replace(/\s*\n\s*/g, " ")}\n`);
    return EXIT.usage;
  }
  if (!(error instanceof CommandError)) throw error;
  const mark = error.exitCode === EXIT.input && error.lines.every(isPlace) ? "" : "netpol: ";
  for (const line of error.lines) process.stderr.write(`${mark}${line}\n`);
  return error.exitCode;
}

/** `FILE:LINE:COLUMN: …` */
function isPlace(line: string): boolean {
  return /^[^\n]*?:\d+:\d+: /.test(line);
}

async function dispatch(
  commands: readonly SubCommand[],
  world: World,
  process: ProcessContext,
): Promise<number> {
  const [name, ...words] = process.argv.slice(1);
  if (name === undefined || name === "--help" || name === "-h") {
    process.stdout.write(rootHelp(commands, world.live !== undefined));
    return name === undefined ? EXIT.usage : EXIT.ok;
  }
  if (name === "help") return printTopic(commands, world, process, words);
  const command = named(commands, name);
  const parsed = parse(command, words);
  if (parsed === "help") {
    process.stdout.write(commandHelp(command));
    return EXIT.ok;
  }
  const { flags, args } = parsed;
  const { min, max, what } = command.takes;
  if (args.length < min || args.length > max) throw new UsageError(`${command.name} takes ${what}`);
  checkFormat(command, flags);
  const given = flags.has("namespace") ? flags.string("namespace") : "";
  const invocation: Invocation = {
    process,
    world,
    flags,
    args,
    namespace: given === "" ? world.namespace(process) : given,
  };
  return command.run(invocation);
}

function printTopic(
  commands: readonly SubCommand[],
  world: World,
  process: ProcessContext,
  [topic, ...more]: readonly string[],
): number {
  if (more.length > 0) throw new UsageError("help takes one COMMAND");
  process.stdout.write(
    topic === undefined
      ? rootHelp(commands, world.live !== undefined)
      : commandHelp(named(commands, topic)),
  );
  return EXIT.ok;
}

function named(commands: readonly SubCommand[], name: string): SubCommand {
  const command = commands.find((candidate) => candidate.name === name);
  if (command !== undefined) return command;
  const names = commands.map((candidate) => candidate.name);
  const hint = didYouMean(name, names);
  throw new UsageError(
    hint === ""
      ? `unknown command "${name}" (one of ${names.join(", ")})`
      : `unknown command "${name}"${hint}`,
  );
}

function parse(command: SubCommand, words: readonly string[]): ParseResult | "help" {
  try {
    return parseFlags(new FlagSet(command.flags), words);
  } catch (error) {
    if (error instanceof HelpRequested) return "help";
    if (!(error instanceof FlagError)) throw error;
    const unknown = /^unknown flag: --(.+)$/.exec(error.message)?.[1];
    const names = command.flags.map(({ name }) => name);
    const hint = unknown === undefined ? "" : didYouMean(unknown, names).replace('"', '"--');
    throw new UsageError(`${error.message}${hint} (see netpol ${command.name} --help)`);
  }
}

/** The value of a flag that takes one of a few is one of them. */
function checkFormat(command: SubCommand, flags: Invocation["flags"]): void {
  for (const { name, choices } of command.flags) {
    if (choices === undefined) continue;
    const value = flags.string(name);
    if (choices.includes(value)) continue;
    throw new UsageError(
      `unknown ${name} "${value}" (one of ${choices.join(", ")})${didYouMean(value, choices)}`,
    );
  }
}

/** kubectl as a program: from argv to a command, its output and its exit status. */
import type { ProcessContext, Program } from "../shell/process.ts";
import type { Command, CommandContext, KubectlWorld } from "./command.ts";
import { completeWords, directiveText } from "./completion.ts";
import { resolveClientConfig } from "./config/client-config.ts";
import { Connection } from "./connection.ts";
import { asError, CommandError, describeFailure, isFailure } from "./errors.ts";
import { FlagError, FlagSet, HelpRequested, missingRequired, parseFlags } from "./flags.ts";
import type { FlagValues } from "./flag-values.ts";
import { GLOBAL_FLAGS } from "./globals.ts";
import { commandHelp, rootHelp } from "./help.ts";
import { COMMAND_GROUPS, ROOT } from "./registry.ts";
import { commandPath, findCommand, UnknownCommand } from "./tree.ts";
import type { FoundCommand } from "./tree.ts";

/** kubectl, connected to a cluster. */
export function kubectl(world: KubectlWorld): Program {
  return async (process) => {
    const words = process.argv.slice(1);
    const [first] = words;
    if (first === "__complete" || first === "__completeNoDesc") {
      return complete(world, process, words.slice(1), first === "__complete");
    }
    try {
      return await execute(world, process, words);
    } catch (error) {
      if (!isFailure(error)) throw error;
      const { text, exitCode } = describeFailure(asError(error));
      if (text !== "") process.stderr.write(text);
      return exitCode;
    }
  };
}

/** The way to the API server that the flags and the kubeconfig lead to. */
export function connect(
  world: KubectlWorld,
  process: ProcessContext,
  flags: FlagValues,
  userAgent = "kubectl",
): Connection {
  return new Connection({
    client: world.client,
    config: resolveClientConfig(process, flags),
    stderr: process.stderr,
    stderrTty: process.tty.stderr,
    clock: process.clock,
    userAgent,
  });
}

async function execute(
  world: KubectlWorld,
  process: ProcessContext,
  words: readonly string[],
): Promise<number> {
  if (words[0] === "help") return printTopic(process, words.slice(1));
  const found = findCommand(ROOT, words);
  if (found instanceof UnknownCommand) throw new CommandError(found.message());
  const { command, lineage, rest } = found;
  const path = commandPath(lineage);
  const set = new FlagSet(command.flags, GLOBAL_FLAGS);
  let parsed;
  try {
    parsed = parseFlags(set, rest);
  } catch (error) {
    if (error instanceof HelpRequested) {
      process.stdout.write(helpOf(found));
      return 0;
    }
    if (!(error instanceof FlagError)) throw error;
    throw new CommandError(`${error.message}\nSee '${path} --help' for usage.`);
  }
  for (const notice of parsed.notices) process.stderr.write(`${notice}\n`);
  const missing = missingRequired(parsed.flags);
  if (missing.length > 0) {
    const names = missing.map((name) => `"${name}"`).join(", ");
    throw new CommandError(`required flag(s) ${names} not set`);
  }
  if (command === ROOT) {
    process.stdout.write(helpOf(found));
    return 0;
  }
  if (command.run === undefined) return printGroupHelp(process, found, parsed.args);
  let connection: Connection | undefined;
  const context: CommandContext = {
    process,
    world,
    command,
    path,
    flags: parsed.flags,
    args: parsed.args,
    dashAt: parsed.dashAt,
    help: () => helpOf(found),
    kube: () =>
      (connection ??= connect(world, process, parsed.flags, `kubectl-${topName(lineage)}`)),
  };
  const status = await command.run(context);
  return status === 0 ? warningStatus(context, connection) : status;
}

function topName(lineage: readonly Command[]): string {
  return lineage[1]?.name ?? "kubectl";
}

/** `--warnings-as-errors` turns the server's warnings into a failure at the end. */
function warningStatus(context: CommandContext, connection: Connection | undefined): number {
  const count = connection?.warnings ?? 0;
  if (count === 0 || !context.flags.bool("warnings-as-errors")) return 0;
  throw new CommandError(`${count} warning${count === 1 ? "" : "s"} received`);
}

function helpOf(found: FoundCommand): string {
  return found.command === ROOT ? rootHelp(ROOT, COMMAND_GROUPS) : commandHelp(found.lineage);
}

/** A command that only has sub-commands: its help and a failure, or a word it does not know. */
function printGroupHelp(
  process: ProcessContext,
  found: FoundCommand,
  args: readonly string[],
): number {
  const [word] = args;
  const path = commandPath(found.lineage);
  if (word !== undefined) {
    throw new CommandError(
      `unknown command ${JSON.stringify(args.join(" "))}\nSee '${path} -h' for help and examples`,
    );
  }
  process.stderr.write(helpOf(found));
  return 1;
}

/** `kubectl help WORDS`: a word that names nothing gets the root's help. */
function printTopic(process: ProcessContext, words: readonly string[]): number {
  const found = findCommand(ROOT, words);
  if (found instanceof UnknownCommand) {
    process.stdout.write(`Unknown help topic [\`${words.join("` `")}\`]\n`);
    process.stdout.write(rootHelp(ROOT, COMMAND_GROUPS));
    return 0;
  }
  process.stdout.write(helpOf(found));
  return 0;
}

function complete(
  world: KubectlWorld,
  process: ProcessContext,
  words: readonly string[],
  descriptions: boolean,
): number {
  const silent = { write: () => undefined };
  const result = completeWords(
    {
      root: ROOT,
      process,
      world,
      connect: (flags) => connect(world, { ...process, stderr: silent }, flags),
    },
    words,
  );
  if (result.problem !== undefined) {
    process.stderr.write("[Debug] Cleared global flags for plugin completion\n");
    process.stderr.write(`[Debug] [Error] ${result.problem}\n`);
  }
  for (const candidate of result.candidates) {
    const line = descriptions ? candidate : candidate.replace(/\t.*$/s, "");
    process.stdout.write(`${line}\n`);
  }
  process.stdout.write(`:${result.directive}\n`);
  process.stderr.write(`Completion ended with directive: ${directiveText(result.directive)}\n`);
  return 0;
}

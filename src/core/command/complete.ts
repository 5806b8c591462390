/** Tab for `netpol`: sub-commands, flags and their values, pods, files. */
import { HELP_FLAG, locateFlag } from "../kubectl/completion.ts";
import { FlagError, FlagSet, HelpRequested, parseFlags } from "../kubectl/flags.ts";
import type { FlagValues } from "../kubectl/flag-values.ts";
import type { ProgramCompletion } from "../shell/completion.ts";
import type { ProcessContext } from "../shell/process.ts";
import { Cluster } from "./cluster.ts";
import type { Completing, Flag, SubCommand, World } from "./subcommand.ts";

const NOTHING: ProgramCompletion = { candidates: [] };

/** Candidates for the last word of a line of `netpol`; total. */
export function completeNetpol(
  commands: readonly SubCommand[],
  world: World,
  process: ProcessContext,
  words: readonly string[],
  current: string,
): ProgramCompletion {
  const [name, ...rest] = words;
  const names = commands.map((command) => command.name);
  if (name === undefined) return { candidates: [...names, "help", "--help"] };
  if (name === "help") return rest.length === 0 ? { candidates: names } : NOTHING;
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) return NOTHING;
  const set = new FlagSet(command.flags, [HELP_FLAG]);
  const cursor = locateFlag(set, rest, current);
  let parsed;
  try {
    parsed = parseFlags(set, cursor.args);
  } catch (error) {
    if (error instanceof FlagError || error instanceof HelpRequested) return NOTHING;
    throw error;
  }
  const { flags, args } = parsed;
  const context: Completing = {
    args,
    prefix: cursor.prefix,
    flags,
    namespace: namespaceOf(world, process, flags),
    cluster: clusterOf(world, flags),
  };
  if (cursor.flag !== undefined) {
    const flag = command.flags.find((candidate) => candidate.name === cursor.flag?.name);
    return flagValue(flag, context, current);
  }
  if (current.startsWith("-")) return { candidates: flagNames(command, flags) };
  if (command.filesAsArguments === true) return { candidates: [], files: "all" };
  const candidates = command.complete?.(context) ?? [];
  return {
    candidates,
    // a port or a name may follow
    noSpace: candidates.some((word) => word.startsWith(current) && /[:/]$/.test(word)),
  };
}

function namespaceOf(world: World, process: ProcessContext, flags: FlagValues): string {
  const given = flags.has("namespace") ? flags.string("namespace") : "";
  return given === "" ? world.namespace(process) : given;
}

/** With -f the names are those of files that nobody reads at a keystroke. */
function clusterOf(world: World, flags: FlagValues): Cluster | undefined {
  if (world.live === undefined || (flags.has("filename") && flags.changed("filename")))
    return undefined;
  const state = world.live();
  return new Cluster(state, world.networkOf(state));
}

function flagValue(
  flag: Flag | undefined,
  context: Completing,
  current: string,
): ProgramCompletion {
  if (flag === undefined) return NOTHING;
  if (flag.fileExtensions !== undefined)
    return { candidates: [], files: { endings: flag.fileExtensions } };
  // the candidates stand behind the sign of `--output=`
  const sign = /^-[^=]*=/.exec(current)?.[0] ?? "";
  return { candidates: (flag.values?.(context) ?? []).map((word) => sign + word) };
}

function flagNames(command: SubCommand, flags: FlagValues): readonly string[] {
  return [...command.flags, HELP_FLAG]
    .filter(({ name, type }) => type === "array" || name === "help" || !flags.changed(name))
    .flatMap(({ name, shorthand }) => [
      `--${name}`,
      ...(shorthand === undefined ? [] : [`-${shorthand}`]),
    ]);
}

/** Pods as `NS/NAME`, those of the namespace of bare names by their name alone. */
export function podNames({ cluster, namespace }: Completing): readonly string[] {
  return (cluster?.pods ?? []).flatMap((pod) =>
    pod.namespace === namespace
      ? [pod.name, `${pod.namespace}/${pod.name}`]
      : [`${pod.namespace}/${pod.name}`],
  );
}

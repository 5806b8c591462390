/**
 * kubectl's own completion, `kubectl __complete WORDS… PREFIX`: what a shell runs at Tab, and what
 * the lab's terminal runs too. After spf13/cobra `completions.go`.
 */
import type {
  Command,
  CompletionContext,
  CompletionResult,
  FlagSpec,
  KubectlWorld,
} from "./command.ts";
import type { Connection } from "./connection.ts";
import { FlagError, FlagSet, noOptDefault, parseFlags, HelpRequested } from "./flags.ts";
import { Directive, NOTHING } from "./directive.ts";
import type { FlagValues } from "./flag-values.ts";
import { GLOBAL_FLAGS } from "./globals.ts";
import type { ProcessContext } from "../shell/process.ts";
import { availableSubcommands, findCommand, UnknownCommand } from "./tree.ts";

const FILES: CompletionResult = { candidates: [], directive: Directive.default };

const DIRECTIVE_NAMES: readonly (readonly [number, string])[] = [
  [Directive.error, "ShellCompDirectiveError"],
  [Directive.noSpace, "ShellCompDirectiveNoSpace"],
  [Directive.noFiles, "ShellCompDirectiveNoFileComp"],
  [Directive.fileExtensions, "ShellCompDirectiveFilterFileExt"],
  [Directive.directories, "ShellCompDirectiveFilterDirs"],
  [Directive.keepOrder, "ShellCompDirectiveKeepOrder"],
];

/** `ShellCompDirectiveNoSpace, ShellCompDirectiveNoFileComp`. */
export function directiveText(directive: number): string {
  const names = DIRECTIVE_NAMES.filter(([bit]) => (directive & bit) !== 0).map(([, name]) => name);
  return names.length === 0 ? "ShellCompDirectiveDefault" : names.join(", ");
}

export interface Completer {
  readonly root: Command;
  readonly process: ProcessContext;
  readonly world: KubectlWorld;
  readonly connect: (flags: FlagValues) => Connection;
}

export interface Completion extends CompletionResult {
  /** What cobra logs: the words that name no command, or flags that do not parse. */
  readonly problem?: string;
}

/**
 * The candidates for the last of `words` (possibly empty), the words before it being complete.
 * Total: a cluster that does not answer means no candidates.
 */
export function completeWords(completer: Completer, words: readonly string[]): Completion {
  const before = words.slice(0, -1);
  const typed = words.at(-1) ?? "";
  const found = findCommand(completer.root, before);
  if (found instanceof UnknownCommand) {
    return { ...FILES, problem: `unable to find a command for arguments: [${before.join(" ")}]` };
  }
  const { command } = found;
  const set = new FlagSet(command.flags, GLOBAL_FLAGS, [HELP_FLAG]);
  const cursor = locateFlag(set, found.rest, typed);
  const flagsAllowed = !cursor.args.includes("--");
  let parsed;
  try {
    parsed = parseFlags(set, [...cursor.args, "--"]);
  } catch (error) {
    if (error instanceof HelpRequested) return NOTHING;
    if (!(error instanceof FlagError)) throw error;
    return {
      ...FILES,
      problem: `Error while parsing flags from args [${cursor.args.join(" ")}]: ${error.message}`,
    };
  }
  const { flags, args } = parsed;
  const context: CompletionContext = {
    process: completer.process,
    world: completer.world,
    flags,
    args,
    prefix: cursor.prefix,
    kube: () => completer.connect(flags),
  };
  if (cursor.flag !== undefined && flagsAllowed) {
    const { fileExtensions, complete } = cursor.flag;
    if (fileExtensions !== undefined) {
      return { candidates: fileExtensions, directive: Directive.fileExtensions };
    }
    return complete === undefined ? FILES : guarded(complete, context);
  }
  if (typed.startsWith("-") && !typed.includes("=") && flagsAllowed) {
    return { candidates: flagNames(command, flags, typed), directive: Directive.noFiles };
  }
  return completeArgument(command, context);
}

export const HELP_FLAG: FlagSpec = {
  name: "help",
  shorthand: "h",
  type: "bool",
  usage: "Show this help.",
};

/** The flag whose value is under the cursor, what was typed of it, and the words before. */
export function locateFlag(
  set: FlagSet,
  args: readonly string[],
  typed: string,
): { readonly flag?: FlagSpec; readonly args: readonly string[]; readonly prefix: string } {
  if (typed.startsWith("-")) {
    const equals = typed.indexOf("=");
    if (equals < 0) return { args, prefix: typed };
    const flag = typed.startsWith("--")
      ? set.lookup(typed.slice(2, equals))
      : set.lookupShorthand(typed.charAt(equals - 1));
    return flag === undefined
      ? { args, prefix: typed }
      : { flag, args, prefix: typed.slice(equals + 1) };
  }
  const previous = args.at(-1) ?? "";
  if (!/^-(?:[^-]|-.)/.test(previous) || previous.includes("=")) return { args, prefix: typed };
  const flag = previous.startsWith("--")
    ? set.lookup(previous.slice(2))
    : set.lookupShorthand(previous.slice(-1));
  if (flag === undefined || noOptDefault(flag) !== undefined) return { args, prefix: typed };
  return { flag, args: args.slice(0, -1), prefix: typed };
}

/** Flag names that begin with what was typed: required ones alone, else global before own. */
function flagNames(command: Command, flags: FlagValues, typed: string): string[] {
  const required = requiredFlagNames(command, flags, typed);
  if (required.length > 0) return required;
  const own = [...command.flags, HELP_FLAG].sort((a, b) => (a.name < b.name ? -1 : 1));
  const names = new Set(own.map((spec) => spec.name));
  const inherited = GLOBAL_FLAGS.filter((spec) => !names.has(spec.name));
  return [...inherited, ...own]
    .filter((spec) => !flags.changed(spec.name) || spec.type === "strings" || spec.type === "array")
    .flatMap((spec) => namesOf(spec, typed));
}

function requiredFlagNames(command: Command, flags: FlagValues, typed: string): string[] {
  return command.flags
    .filter((spec) => spec.required === true && !flags.changed(spec.name))
    .flatMap((spec) => namesOf(spec, typed));
}

function namesOf(spec: FlagSpec, typed: string): string[] {
  if (spec.hidden === true || spec.deprecated !== undefined) return [];
  const names = [`--${spec.name}`, ...(spec.shorthand === undefined ? [] : [`-${spec.shorthand}`])];
  return names.filter((name) => name.startsWith(typed)).map((name) => `${name}\t${spec.usage}`);
}

function completeArgument(command: Command, context: CompletionContext): CompletionResult {
  const { args, flags, prefix } = context;
  const candidates: string[] = [];
  let directive: number = Directive.default;
  const ownFlagGiven = command.flags.some((spec) => flags.changed(spec.name));
  if (args.length === 0 && !ownFlagGiven) {
    for (const sub of availableSubcommands(command)) {
      directive = Directive.noFiles;
      if (sub.name.startsWith(prefix)) candidates.push(`${sub.name}\t${sub.short}`);
    }
  }
  candidates.push(...requiredFlagNames(command, flags, prefix));
  if (command.complete !== undefined) {
    const result = guarded(command.complete, context);
    candidates.push(...result.candidates);
    directive = result.directive;
  }
  return { candidates, directive };
}

/** A server or a kubeconfig that cannot be asked means no candidates. */
function guarded(
  complete: (context: CompletionContext) => CompletionResult,
  context: CompletionContext,
): CompletionResult {
  try {
    return complete(context);
  } catch {
    return NOTHING;
  }
}

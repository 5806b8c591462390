/** Finding a command among the words of a command line (spf13/cobra `command.go`, Find). */
import { FlagSet, noOptDefault } from "./flags.ts";
import type { Command, FlagSpec } from "./command.ts";
import { editDistance, quote } from "./gotext.ts";
import { GLOBAL_FLAGS } from "./globals.ts";

export interface FoundCommand {
  readonly command: Command;
  /** The command and its parents, from the root. */
  readonly lineage: readonly Command[];
  /** The words without the commands' names: flags and arguments. */
  readonly rest: readonly string[];
}

/** The word names no command of the root. */
export class UnknownCommand {
  readonly word: string;
  readonly suggestions: readonly string[];
  constructor(word: string, suggestions: readonly string[]) {
    this.word = word;
    this.suggestions = suggestions;
  }

  /** What kubectl says, without `error: `. */
  message(): string {
    const hint =
      this.suggestions.length === 0
        ? ""
        : `\n\nDid you mean this?\n${this.suggestions.map((name) => `\t${name}\n`).join("")}`;
    return `unknown command ${quote(this.word)} for "kubectl"${hint}`;
  }
}

/** `kubectl create service`. */
export function commandPath(lineage: readonly Command[]): string {
  return lineage.map((command) => command.name).join(" ");
}

/** Sub-commands a learner may see, in the order of the alphabet. */
export function availableSubcommands(command: Command): readonly Command[] {
  return (command.subcommands ?? [])
    .filter((sub) => sub.hidden !== true)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

export function findSubcommand(command: Command, word: string): Command | undefined {
  return command.subcommands?.find(
    (sub) => sub.name === word || sub.aliases?.includes(word) === true,
  );
}

/** Walks down the tree as far as the words lead. */
export function findCommand(
  root: Command,
  words: readonly string[],
): FoundCommand | UnknownCommand {
  const lineage = [root];
  let command = root;
  let rest = words;
  for (;;) {
    const set = new FlagSet(command.flags, GLOBAL_FLAGS);
    const [next] = wordsWithoutFlags(set, rest);
    const sub = next === undefined ? undefined : findSubcommand(command, next);
    if (sub === undefined || next === undefined) {
      if (next !== undefined && command === root) {
        return new UnknownCommand(next, suggestions(root, next));
      }
      return { command, lineage, rest };
    }
    rest = withoutFirst(set, rest, next);
    command = sub;
    lineage.push(sub);
  }
}

/** True when the word is a flag that takes the next word as its value. */
function takesNext(set: FlagSet, word: string): boolean {
  if (word.includes("=")) return false;
  let spec: FlagSpec | undefined;
  if (word.startsWith("--")) spec = set.lookup(word.slice(2));
  else if (word.length === 2) spec = set.lookupShorthand(word.slice(1));
  else return false;
  if (spec === undefined) return word !== "--help" && word !== "-h";
  return noOptDefault(spec) === undefined;
}

function wordsWithoutFlags(set: FlagSet, words: readonly string[]): string[] {
  const out: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    if (word === "--") break;
    if (word.startsWith("-") && word !== "-" && takesNext(set, word)) {
      if (words.length - i - 1 <= 1) break;
      i++;
    } else if (word !== "" && !word.startsWith("-")) out.push(word);
  }
  return out;
}

/** Takes the first occurrence of a sub-command's name away, not one that is a flag's value. */
function withoutFirst(set: FlagSet, words: readonly string[], name: string): readonly string[] {
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    if (word === "--") break;
    if (word.startsWith("-") && word !== "-") {
      if (takesNext(set, word)) i++;
    } else if (word === name) return [...words.slice(0, i), ...words.slice(i + 1)];
  }
  return words;
}

/** Commands at most two letters away, or that begin so, in the order of registration. */
function suggestions(root: Command, word: string): string[] {
  return (root.subcommands ?? [])
    .filter((command) => command.hidden !== true)
    .filter(
      ({ name }) =>
        editDistance(word, name) <= 2 || name.toLowerCase().startsWith(word.toLowerCase()),
    )
    .map((command) => command.name);
}

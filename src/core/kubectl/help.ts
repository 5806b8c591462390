/** Help texts in kubectl's layout (kubectl `pkg/util/templates`). */
import { defaultText } from "./flags.ts";
import type { Command, FlagSpec } from "./command.ts";
import { GLOBAL_FLAGS } from "./globals.ts";
import { availableSubcommands, commandPath } from "./tree.ts";

/** Sub-commands of the root under one heading. */
export interface CommandGroup {
  readonly title: string;
  readonly commands: readonly Command[];
}

const OPTIONS_HINT =
  'Use "kubectl options" for a list of global command-line options (applies to all commands).\n';

function commandList(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2;
  return commands.map(({ name, short }) => `  ${name.padEnd(width)}${short}\n`).join("");
}

/** Help of `kubectl` itself. */
export function rootHelp(root: Command, groups: readonly CommandGroup[]): string {
  const intro = root.long ?? root.short;
  const sections = groups.map(
    ({ title, commands }) =>
      `${title}:\n${commandList(commands.filter((command) => command.hidden !== true))}\n`,
  );
  return `${intro}\n\n${sections.join("")}Usage:\n  kubectl [flags] [options]\n\nUse "kubectl <command> --help" for more information about a given command.\n${OPTIONS_HINT}`;
}

/** Help of a command below the root: description, aliases, examples, sub-commands, options, usage. */
export function commandHelp(lineage: readonly Command[]): string {
  const command = lineage.at(-1);
  if (command === undefined) return "";
  return `${command.long ?? command.short}\n\n${usageText(lineage, command)}`;
}

/** The same without the description: what stands below an error. */
export function usageText(lineage: readonly Command[], command: Command): string {
  const parts: string[] = [];
  const path = commandPath(lineage);
  if (command.aliases !== undefined && command.aliases.length > 0) {
    parts.push(`Aliases:\n${[command.name, ...command.aliases].join(", ")}\n\n`);
  }
  if (command.examples !== undefined) {
    const lines = command.examples.trim().split("\n");
    parts.push(
      `Examples:\n${lines.map((line) => (line === "" ? "" : `  ${line}`)).join("\n")}\n\n`,
    );
  }
  const subcommands = availableSubcommands(command);
  if (subcommands.length > 0) parts.push(`Available Commands:\n${commandList(subcommands)}\n`);
  const options = optionsText(command.flags);
  if (options !== "") parts.push(`Options:\n${options}`);
  const usage = `${commandPath(lineage.slice(0, -1))} ${command.use}`;
  parts.push(`Usage:\n  ${usage.includes("[options]") ? usage : `${usage} [options]`}\n\n`);
  if (subcommands.length > 0) {
    parts.push(`Use "${path} <command> --help" for more information about a given command.\n`);
  }
  parts.push(OPTIONS_HINT);
  return parts.join("");
}

/** `kubectl options`. */
export function globalOptionsText(home: string): string {
  const flags = GLOBAL_FLAGS.map((flag) =>
    flag.name === "cache-dir" ? { ...flag, default: `${home}/.kube/cache` } : flag,
  );
  return `The following options can be passed to any command:\n\n${optionsText(flags)}`;
}

/** The Options section's entries, in the order of the alphabet. */
export function optionsText(flags: readonly FlagSpec[]): string {
  return [...flags]
    .filter((flag) => flag.hidden !== true && flag.deprecated === undefined)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((flag) => `${flagLine(flag)}\n${wrap(flag.usage, 92, " ".repeat(8))}\n\n`)
    .join("");
}

function flagLine(flag: FlagSpec): string {
  const short = flag.shorthand === undefined ? "" : `-${flag.shorthand}, `;
  return `    ${short}--${flag.name}=${shownDefault(flag)}:`;
}

/** Flags whose default prints bare although they are kept as text. */
const BARE = new Set(["vmodule"]);

function shownDefault(flag: FlagSpec): string {
  const value = defaultText(flag);
  if (flag.type === "string") return BARE.has(flag.name) ? value : `'${value}'`;
  return flag.type === "strings" || flag.type === "array" ? `[${value}]` : value;
}

/** Lines of at most `width` characters where words allow it. */
export function wrap(text: string, width: number, indent: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + word.length + 1 > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((l) => indent + l).join("\n");
}

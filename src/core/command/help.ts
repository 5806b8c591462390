/** Help in kubectl's layout: what it does, examples, options, usage. */
import { optionsText, wrap } from "../kubectl/help.ts";
import { EXIT, type SubCommand } from "./subcommand.ts";

const WIDTH = 96;

/** The exit statuses in words, for help and docs. */
export const EXIT_TEXTS: readonly (readonly [status: number, text: string])[] = [
  [EXIT.ok, "answered, and nothing to complain of"],
  [EXIT.failure, "findings, failed checks or differences; or the question has no answer"],
  [EXIT.usage, "a mistake in how it was called"],
  [EXIT.input, "the input cannot be read or is not valid; nothing was answered"],
];

/** Help of `netpol` itself. */
export function rootHelp(commands: readonly SubCommand[], live: boolean): string {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2;
  const rows = commands.map(({ name, short }) => `  ${name.padEnd(width)}${short}\n`);
  const about = live
    ? "Without -f the questions are about the cluster of this lab."
    : "FILES are manifests or the output of kubectl get -o yaml: a file, a folder, a pattern, or - for standard input; -f may be given several times.";
  return [
    `${wrap(`netpol answers questions about Kubernetes NetworkPolicies. ${about}`, WIDTH, "")}\n\n`,
    `Commands:\n${rows.join("")}\n`,
    `Exit status:\n${EXIT_TEXTS.map(([status, text]) => `  ${status}  ${text}\n`).join("")}\n`,
    "Usage:\n  netpol COMMAND [options]\n\n",
    'Use "netpol COMMAND --help" for more information about a command.\n',
  ].join("");
}

/** Help of a sub-command. */
export function commandHelp(command: SubCommand): string {
  const paragraphs = command.long.split("\n\n").map((text) => `${paragraph(text)}\n\n`);
  const examples = command.examples
    .trim()
    .split("\n")
    .map((line) => (line === "" ? "\n" : `  ${line}\n`));
  return [
    ...paragraphs,
    `Examples:\n${examples.join("")}\n`,
    `Options:\n${optionsText(command.flags)}`,
    `Usage:\n  netpol ${command.use} [options]\n`,
  ].join("");
}

/** Lines that begin with a blank are set as they are. */
function paragraph(text: string): string {
  return /^ /m.test(text) ? text : wrap(text.replace(/\s+/g, " "), WIDTH, "");
}

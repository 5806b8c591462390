/** Help of `lab`, in kubectl's layout. */
import { wrap } from "../../kubectl/help.ts";
import type { LabCommand } from "./world.ts";

const WIDTH = 92;

export function labHelp(commands: readonly LabCommand[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2;
  return [
    "lab does from the prompt what the buttons of the page do.\n\n",
    `Commands:\n${commands.map(({ name, short }) => `  ${name.padEnd(width)}${short}\n`).join("")}\n`,
    "Usage:\n  lab [command]\n\n",
    'Use "lab COMMAND --help" for more information about a given command.\n',
  ].join("");
}

export function labCommandHelp({ use, long, examples }: LabCommand): string {
  const lines = examples.split("\n").map((line) => (line === "" ? "\n" : `  ${line}\n`));
  return `${wrap(long, WIDTH, "")}\n\nExamples:\n${lines.join("")}\nUsage:\n  lab ${use}\n`;
}

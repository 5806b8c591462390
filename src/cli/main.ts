/** `netpol`: the lab's engine without a browser. One object a sub-command, listed here. */
import { parseArgs } from "node:util";
import { CommandError, UsageError } from "./input.ts";
import { reach } from "./reach.ts";
import { shell } from "./shell.ts";
import type { SubCommand } from "./subcommand.ts";
import { verify } from "./verify.ts";
import { why } from "./why.ts";

const COMMANDS: readonly SubCommand[] = [reach, why, shell, verify];

function help(): string {
  const rows = COMMANDS.map((command) => `  ${command.usage.padEnd(58)}${command.summary}`);
  return [
    "netpol answers questions about Kubernetes NetworkPolicies without a cluster.",
    "",
    "Usage:",
    ...rows,
    "",
    "FILES are manifests or the output of kubectl get -o yaml: a file, a folder, or - for standard",
    "input; -f may be given several times. FROM and TO are NAMESPACE/POD, POD or an address.",
    "",
  ].join("\n");
}

async function dispatch(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    process.stdout.write(help());
    return name === undefined ? 2 : 0;
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined)
    throw new UsageError(
      `unknown command "${name}" (one of ${COMMANDS.map((c) => c.name).join(", ")})`,
    );
  let parsed;
  try {
    parsed = parseArgs({
      args: [...rest],
      allowPositionals: true,
      options: {
        file: { type: "string", short: "f", multiple: true },
        command: { type: "string", short: "c" },
        files: { type: "string" },
        output: { type: "string", short: "o" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split("\n")[0] ?? "") : "");
  }
  const { values, positionals } = parsed;
  if (values.help === true) {
    process.stdout.write(`Usage: netpol ${command.usage}\n${command.summary}\n`);
    return 0;
  }
  return command.run({
    positionals,
    manifests: values.file ?? [],
    command: values.command,
    files: values.files,
    output: values.output,
    write: (text) => {
      process.stdout.write(text);
    },
    writeError: (text) => {
      process.stderr.write(text);
    },
  });
}

/** Runs one sub-command; resolves with the exit status: 0, 1 for a failure, 2 for wrong usage. */
export async function main(argv: readonly string[]): Promise<number> {
  // a reader that stops early (`| head`) is no failure of ours
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  try {
    return await dispatch(argv);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof CommandError)) throw error;
    process.stderr.write(`netpol: ${error.message.replaceAll("\n", " ")}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

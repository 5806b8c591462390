/** `netpol` on a person's machine: the lab's own program over the machine's files and streams. */
import { readFileSync } from "node:fs";
import { CancelSource } from "../core/cluster/clock.ts";
import { netpol } from "../core/command/main.ts";
import { COMMANDS } from "../core/command/registry.ts";
import type { SubCommand } from "../core/command/subcommand.ts";
import { netpolWorld } from "../core/session/netpolWorld.ts";
import type { InputStream, ProcessContext } from "../core/shell/process.ts";
import { machineFiles, textOf } from "./files.ts";
import { nodeHost } from "./host.ts";
import { lessons } from "./lessons/command.ts";
import { NOW } from "./now.ts";
import { shell } from "./shell.ts";
import { verify } from "./verify.ts";

/** Those of the lab's terminal, and those that need a machine. */
export const MACHINE_COMMANDS: readonly SubCommand[] = [...COMMANDS, shell, verify, lessons];

const standardInput = (): InputStream => {
  let ended = false;
  return {
    read: () => {
      if (ended) return Promise.resolve(undefined);
      ended = true;
      return Promise.resolve(textOf(readFileSync(0)));
    },
  };
};

/** Without a kubeconfig, as manifests have none. */
const NAMESPACE = "default";

/** Runs one sub-command; resolves with the exit status (see `EXIT`). */
export async function main(argv: readonly string[]): Promise<number> {
  // a reader that stops early (`| head`) is no failure of ours
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  const context: ProcessContext = {
    argv: ["netpol", ...argv],
    env: new Map(
      Object.entries(process.env).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])),
    ),
    cwd: process.cwd(),
    fs: machineFiles,
    stdin: standardInput(),
    stdout: { write: (text) => void process.stdout.write(text) },
    stderr: { write: (text) => void process.stderr.write(text) },
    tty: {},
    cancel: new CancelSource(),
    clock: nodeHost(NOW).clock,
    spawn: () => Promise.resolve(127),
  };
  const world = netpolWorld({ now: () => NOW, namespace: () => NAMESPACE });
  return netpol(MACHINE_COMMANDS, world)(context);
}

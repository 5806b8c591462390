import { completePodOrOwner } from "../candidates.ts";
import type { Command, CommandContext } from "../command.ts";
import { CommandError } from "../errors.ts";
import { attachablePod } from "../write/pods.ts";
import { attachToContainer } from "../write/streams.ts";
import { oneTarget, STREAM_FLAGS } from "./exec.ts";

export const attach: Command = {
  name: "attach",
  use: "attach (POD | TYPE/NAME) -c CONTAINER",
  short: "Attach to a running container",
  long: "Connect to the program that a container runs already.",
  examples: `# See what the first container of a pod prints
kubectl attach web

# Type into it, with its terminal
kubectl attach web -c app -i -t`,
  flags: STREAM_FLAGS,
  complete: completePodOrOwner,
  run: runAttach,
};

async function runAttach(context: CommandContext): Promise<number> {
  const { flags, args } = context;
  if (args.length === 0) throw new CommandError("at least 1 argument is required for attach");
  if (args.length > 2) {
    throw new CommandError(
      `expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${args.length}: [${args.join(" ")}]`,
    );
  }
  const target = await oneTarget(context, args);
  const pod = await attachablePod(context, target, flags.duration("pod-running-timeout"));
  await attachToContainer(context, {
    pod,
    container: flags.string("container"),
    wishes: { stdin: flags.bool("stdin"), tty: flags.bool("tty"), quiet: flags.bool("quiet") },
  });
  return 0;
}

import { stringAt } from "../../cluster/values.ts";
import { completeContainers, completePodOrOwner } from "../candidates.ts";
import type { Command, CommandContext, FlagSpec } from "../command.ts";
import { CommandError, UsageError } from "../errors.ts";
import { filenameFlags } from "../flagsets.ts";
import {
  attachablePod,
  defaultContainer,
  findContainer,
  invalidContainer,
  isCompleted,
  phaseOf,
} from "../write/pods.ts";
import { finishExec, setUpStreams, withStreams } from "../write/streams.ts";
import { findTargets, type Loaded } from "../write/targets.ts";

/** `-c`, `-i`, `-t`, `-q` and the time to wait for the pod. */
export const STREAM_FLAGS: readonly FlagSpec[] = [
  {
    name: "container",
    shorthand: "c",
    type: "string",
    usage: "Container to go into; the default one, or the first, unless given.",
    complete: completeContainers,
  },
  {
    name: "pod-running-timeout",
    type: "duration",
    default: "1m0s",
    usage: "How long to wait until a pod runs.",
  },
  { name: "quiet", shorthand: "q", type: "bool", usage: "Print no more than the output." },
  { name: "stdin", shorthand: "i", type: "bool", usage: "Pass stdin to the container." },
  { name: "tty", shorthand: "t", type: "bool", usage: "Stdin is a terminal." },
];

export const exec: Command = {
  name: "exec",
  use: "exec (POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]",
  short: "Execute a command in a container",
  long: "Run a program in a container beside its own. Its exit status becomes kubectl's.",
  examples: `# In the first container of a pod
kubectl exec web -- date

# A shell
kubectl exec -it web -c app -- sh

# In a pod of a deployment
kubectl exec deploy/web -- date`,
  flags: [
    ...STREAM_FLAGS,
    ...filenameFlags("with the pod to go into.").filter((flag) => flag.name === "filename"),
  ],
  complete: completePodOrOwner,
  run: runExec,
};

async function runExec(context: CommandContext): Promise<number> {
  const { flags, args, dashAt, process, world } = context;
  const filenames = flags.list("filename");
  const name = dashAt === 0 ? undefined : args[0];
  let command: readonly string[] = [];
  if (dashAt !== undefined) command = args.slice(dashAt);
  else if (args.length > 1 || (args.length > 0 && filenames.length > 0)) {
    throw new UsageError(
      context.path,
      "exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead",
    );
  }
  if (name === undefined && filenames.length === 0) {
    throw new CommandError("pod, type/name or --filename must be specified");
  }
  if (command.length === 0) {
    throw new CommandError("you must specify at least one command for the container");
  }
  const target = await oneTarget(context, name === undefined ? [] : [name], filenames);
  const pod = await attachablePod(context, target, flags.duration("pod-running-timeout"));
  if (isCompleted(pod)) {
    throw new CommandError(
      `cannot exec into a container in a completed pod; current phase is ${phaseOf(pod)}`,
    );
  }
  const quiet = flags.bool("quiet");
  const container = flags.string("container") || defaultContainer(context, pod, quiet);
  const wishes = { stdin: flags.bool("stdin"), tty: flags.bool("tty"), quiet };
  const streams = setUpStreams(context, wishes);
  const podName = stringAt(pod, "metadata", "name");
  if (findContainer(pod, container) === undefined) throw invalidContainer(container, podName);
  const ref = { namespace: stringAt(pod, "metadata", "namespace"), pod: podName, container };
  process.cancel.throwIfCancelled();
  const outcome = await withStreams(context, wishes, streams, (given) =>
    world.kubelet.exec(ref, command, given),
  );
  return finishExec(outcome);
}

/** The one object that `POD`, `TYPE/NAME`, `TYPE NAME` or a file means. */
export async function oneTarget(
  context: CommandContext,
  args: readonly string[],
  filenames: readonly string[] = [],
): Promise<Loaded> {
  const [only = "", ...more] = args;
  const bare = more.length === 0 && !only.includes("/");
  const targets = await findTargets(context, {
    filenames,
    args: filenames.length > 0 ? [] : bare ? ["pods", only] : args,
    continueOnError: false,
    latest: true,
  });
  const found: Loaded[] = [];
  await targets.visitLoaded((target) => {
    found.push(target);
  });
  const [first] = found;
  if (first === undefined) throw new CommandError("no objects found");
  return first;
}

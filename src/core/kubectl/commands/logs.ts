import type { JsonObject } from "../../api/json.ts";
import { Cancelled } from "../../cluster/clock.ts";
import { json, objectsAt, stringAt } from "../../cluster/values.ts";
import { completePodAndContainer } from "../candidates.ts";
import type { Command, CommandContext } from "../command.ts";
import {
  asError,
  CommandError,
  isFailure,
  isNotFound,
  throwGathered,
  UsageError,
} from "../errors.ts";
import { SELECTOR_FLAG } from "../flagsets.ts";
import { quote } from "../gotext.ts";
import { readWindow } from "../logs/options.ts";
import { printLog } from "../logs/stream.ts";
import type { LogSource } from "../logs/stream.ts";
import { fetchInfos, planRequests } from "../resources.ts";
import type { Info } from "../resources.ts";
import { requireType } from "../types.ts";
import {
  defaultContainer,
  findContainer,
  goTypeName,
  podSelectorText,
  podsOf,
} from "../write/pods.ts";

const USAGE =
  "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command";

interface Wanted {
  readonly resource: string;
  readonly container: string;
  readonly selector: string;
}

function readArguments(context: CommandContext): Wanted {
  const { args, flags, path } = context;
  const selector = flags.string("selector");
  const [resource = "", second] = args;
  if (args.length > 2 || (args.length === 0 && selector === "")) throw new UsageError(path, USAGE);
  if (args.length === 1 && selector !== "") {
    throw new UsageError(path, "only a selector (-l) or a POD name is allowed");
  }
  if (second !== undefined && flags.string("container") !== "") {
    throw new UsageError(path, "only one of -c or an inline [CONTAINER] arg is allowed");
  }
  return { resource, container: second ?? flags.string("container"), selector };
}

function findObjects(context: CommandContext, wanted: Wanted): readonly Info[] {
  const connection = context.kube();
  const { namespace } = connection;
  try {
    if (wanted.selector !== "") {
      return fetchInfos(connection, {
        type: requireType("pods"),
        namespace,
        labelSelector: wanted.selector,
      });
    }
    const args = wanted.resource.includes("/") ? [wanted.resource] : ["pods", wanted.resource];
    const { requests } = planRequests(connection, { args, singleResourceType: true });
    return requests.flatMap((request) => fetchInfos(connection, request));
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw new CommandError(
      `error from server (NotFound): ${error.message} in namespace ${quote(namespace)}`,
    );
  }
}

/** The pods behind an object: one of several unless all are wanted. */
function podsBehind(context: CommandContext, info: Info): readonly JsonObject[] {
  const { process, flags } = context;
  const object = json(info.object);
  if (info.type.kind === "Pod") return [object];
  let selector: string;
  try {
    selector = podSelectorText({ type: info.type, object, name: info.name });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError(`cannot get the logs from ${goTypeName(info.type)}: ${error.message}`);
  }
  const pods = podsOf(context, info.namespace, selector);
  if (flags.bool("all-pods")) return pods;
  const [first] = pods;
  if (first === undefined) throw new CommandError("timed out waiting for the condition");
  if (pods.length > 1) {
    process.stderr.write(
      `Found ${pods.length} pods, using pod/${stringAt(first, "metadata", "name")}\n`,
    );
  }
  return [first];
}

function sourcesOf(context: CommandContext, pod: JsonObject, wanted: Wanted): LogSource[] {
  const { flags } = context;
  const name = stringAt(pod, "metadata", "name");
  const withPrefix = flags.bool("prefix") || flags.bool("all-pods");
  const source = (container: string): LogSource => ({
    pod,
    container,
    prefix: withPrefix ? `[pod/${name}/${container}] ` : "",
  });
  if (flags.bool("all-containers")) {
    return ["initContainers", "containers", "ephemeralContainers"]
      .flatMap((field) => objectsAt(pod, "spec", field))
      .map((container) => source(stringAt(container, "name")));
  }
  if (wanted.container === "") return [source(defaultContainer(context, pod, false))];
  if (findContainer(pod, wanted.container) === undefined) {
    throw new CommandError(`container ${wanted.container} is not valid for pod ${name}`);
  }
  return [source(wanted.container)];
}

async function printAll(context: CommandContext, sources: readonly LogSource[]): Promise<void> {
  const { flags, process } = context;
  const window = readWindow(flags, process.clock.now());
  const follow = flags.bool("follow");
  const limit = flags.number("max-log-requests");
  if (follow && sources.length > 1) {
    if (sources.length > limit) {
      throw new CommandError(
        `you are attempting to follow ${sources.length} log streams, but maximum allowed concurrency is ${limit}, use --max-log-requests to increase the limit`,
      );
    }
    await Promise.all(sources.map((source) => printLog(context, source, window, true)));
    return;
  }
  const errors: Error[] = [];
  for (const source of sources) {
    try {
      await printLog(context, source, window, follow);
    } catch (error) {
      if (!isFailure(error) || !flags.bool("ignore-errors")) throw error;
      errors.push(asError(error));
      process.stderr.write(`error: ${asError(error).message}\n`);
    }
  }
  if (!flags.bool("ignore-errors")) throwGathered(errors);
}

async function run(context: CommandContext): Promise<number> {
  const wanted = readArguments(context);
  const { process } = context;
  readWindow(context.flags, process.clock.now());
  const infos = findObjects(context, wanted);
  if (infos.length === 0) {
    process.stderr.write(`No resources found in ${context.kube().namespace} namespace.\n`);
    return 0;
  }
  const pods = infos.flatMap((info) => podsBehind(context, info));
  const sources = pods.flatMap((pod) => sourcesOf(context, pod, wanted));
  try {
    await printAll(context, sources);
  } catch (error) {
    if (error instanceof Cancelled && error.reason !== "SIGPIPE") return 1;
    throw error;
  }
  return 0;
}

export const logs: Command = {
  name: "logs",
  use: "logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]",
  short: "Print the logs for a container in a pod",
  long: "Print what a container of a pod (or of what has pods) has logged. With one container only its name may be left out.",
  examples: `# The log of a pod with one container
kubectl logs web

# The last 20 lines of one container, and what follows
kubectl logs web -c sidecar --tail=20 -f

# All pods with a label
kubectl logs -l app=web --all-containers --prefix

# The run before the last restart
kubectl logs web -p`,
  flags: [
    { name: "all-containers", type: "bool", usage: "Print the logs of all containers." },
    { name: "all-pods", type: "bool", usage: "Print the logs of all pods, with --prefix." },
    {
      name: "container",
      shorthand: "c",
      type: "string",
      usage: "The container.",
    },
    { name: "follow", shorthand: "f", type: "bool", usage: "Go on printing as lines come." },
    { name: "ignore-errors", type: "bool", usage: "Go on after an error while following." },
    {
      name: "insecure-skip-tls-verify-backend",
      type: "bool",
      usage: "Do not check the kubelet's certificate.",
    },
    { name: "limit-bytes", type: "int64", usage: "At most so many bytes; 0 is no limit." },
    {
      name: "max-log-requests",
      type: "int",
      default: "5",
      usage: "At most so many logs at once when following a selector.",
    },
    {
      name: "pod-running-timeout",
      type: "duration",
      default: "20s",
      usage: "How long to wait for a running pod.",
    },
    { name: "prefix", type: "bool", usage: "Put pod and container before each line." },
    {
      name: "previous",
      shorthand: "p",
      type: "bool",
      usage: "The log of the run before this one.",
    },
    SELECTOR_FLAG,
    {
      name: "since",
      type: "duration",
      default: "0s",
      usage: "Only lines younger than this, e.g. 5s, 2m, 3h.",
    },
    { name: "since-time", type: "string", usage: "Only lines after this time (RFC3339)." },
    {
      name: "tail",
      type: "int64",
      default: "-1",
      usage: "Only so many of the last lines; -1 is all, or 10 with a selector.",
    },
    { name: "timestamps", type: "bool", usage: "Put the time before each line." },
  ],
  complete: completePodAndContainer,
  run,
};

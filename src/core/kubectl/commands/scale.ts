import { numberAt, objectAt, stringAt } from "../../cluster/values.ts";
import { completeScalable } from "../candidates.ts";
import type { Command, CommandContext } from "../command.ts";
import { CommandError } from "../errors.ts";
import { DRY_RUN_FLAG, filenameFlags, printFlags, SELECTOR_FLAG } from "../flagsets.ts";
import { ALL_FLAG, dryRunOf } from "../write/flags.ts";
import { resultPrinter } from "../write/output.ts";
import { getObject, patchObject, replaceObject, type Place } from "../write/rest.ts";
import { fileQuery, findTargets } from "../write/targets.ts";
import { waitUntil } from "../write/waiting.ts";

export const scale: Command = {
  name: "scale",
  use: "scale [--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME)",
  short: "Set a new size for a deployment, replica set, or replication controller",
  long: "Change how many pods a deployment, replica set, replication controller or stateful set keeps; with preconditions, only when they hold.",
  examples: `# Three pods
kubectl scale --replicas=3 deployment/web

# Only when there are two now
kubectl scale --current-replicas=2 --replicas=3 deployment/web`,
  flags: [
    ALL_FLAG,
    {
      name: "current-replicas",
      type: "int",
      default: "-1",
      usage: "Only when this is the present size; -1 for whatever it is.",
    },
    DRY_RUN_FLAG,
    ...filenameFlags("with the objects to scale."),
    { name: "replicas", type: "int", required: true, usage: "The size to have." },
    { name: "resource-version", type: "string", usage: "Only when the object has this version." },
    SELECTOR_FLAG,
    {
      name: "timeout",
      type: "duration",
      usage: "How long to wait for the size to be reached; 0 does not wait.",
    },
    ...printFlags(),
  ],
  complete: completeScalable,
  run: runScale,
};

async function runScale(context: CommandContext): Promise<number> {
  const { flags, args } = context;
  const dryRun = dryRunOf(context);
  const printer = resultPrinter(context, { dryRun });
  const replicas = flags.number("replicas");
  if (replicas < 0) {
    throw new CommandError(
      "The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0",
    );
  }
  if (flags.number("current-replicas") < -1) {
    throw new CommandError("The --current-replicas must specify an integer of -1 or greater");
  }
  const targets = await findTargets(context, {
    ...fileQuery(context),
    args,
    selector: flags.string("selector"),
    all: flags.bool("all"),
    latest: true,
  });
  let count = 0;
  await targets.visitLoaded(async (target) => {
    count++;
    if (dryRun !== "client") {
      resize(context, target, replicas, dryRun === "server");
      await waitForSize(context, target, replicas);
    }
    printer.print({ type: target.type, object: target.object }, "scaled");
  });
  if (count === 0) throw new CommandError("no objects passed to scale");
  return 0;
}

function resize(context: CommandContext, place: Place, replicas: number, dryRun: boolean): void {
  const { flags } = context;
  const connection = context.kube();
  const expected = flags.number("current-replicas");
  const version = flags.string("resource-version");
  if (expected === -1 && version === "") {
    const options = { dryRun, subresource: "scale" };
    patchObject(connection, place, "merge", { spec: { replicas } }, options);
    return;
  }
  const current = getObject(connection, place, "scale");
  const size = numberAt(current, 0, "spec", "replicas");
  if (expected !== -1 && size !== expected) {
    throw new CommandError(`Expected replicas to be ${expected}, was ${size}`);
  }
  const found = stringAt(current, "metadata", "resourceVersion");
  if (version !== "" && found !== version) {
    throw new CommandError(`Expected resource version to be ${version}, was ${found}`);
  }
  const spec = { ...objectAt(current, "spec"), replicas };
  replaceObject(connection, place, { ...current, spec }, { dryRun, subresource: "scale" });
}

async function waitForSize(context: CommandContext, place: Place, replicas: number): Promise<void> {
  const timeout = context.flags.duration("timeout");
  if (timeout === 0) return;
  const reached = await waitUntil(
    context,
    () => {
      const object = getObject(context.kube(), place);
      return numberAt(object, 0, "status", "replicas") === replicas ? true : undefined;
    },
    timeout,
  );
  if (reached === undefined) throw new CommandError("timed out waiting for the condition");
}

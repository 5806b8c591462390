import type { Command, CommandContext } from "../command.ts";
import { completeTypeAndName } from "../candidates.ts";
import { DescribeContext } from "../describe/context.ts";
import { describerFor } from "../describe/registry.ts";
import { asError, CommandError, isFailure, isNotFound, throwGathered } from "../errors.ts";
import { ALL_NAMESPACES_FLAG, CHUNK_SIZE_FLAG, filenameFlags, SELECTOR_FLAG } from "../flagsets.ts";
import { planFiles } from "../get/plan.ts";
import type { GetPlan } from "../get/plan.ts";
import { json } from "../../cluster/values.ts";
import { fetchAll, planRequests } from "../resources.ts";
import type { Info } from "../resources.ts";

function describeInfo(context: CommandContext, info: Info): string {
  const { flags, process } = context;
  const lookAround = new DescribeContext(
    context.kube(),
    process.clock.now(),
    flags.bool("show-events"),
  );
  const { type } = info;
  const object = { ...json(info.object), kind: type.kind };
  return describerFor(type.group, type.kind)(object, lookAround, type);
}

async function plan(context: CommandContext): Promise<GetPlan> {
  const { flags, args } = context;
  if (flags.list("filename").length > 0 || flags.string("kustomize") !== "") {
    return planFiles(context);
  }
  if (args.length === 0) {
    throw new CommandError(
      'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.',
    );
  }
  const requests = planRequests(context.kube(), {
    args,
    allNamespaces: flags.bool("all-namespaces"),
    labelSelector: flags.string("selector").trim() || undefined,
    typeAloneSelectsAll: true,
  });
  return { ...requests, errors: [] };
}

/** `describe TYPE PREFIX`: when nothing has that name, everything whose name begins so. */
function describeMatching(context: CommandContext, original: Error): number {
  const [type = "", prefix = ""] = context.args;
  const connection = context.kube();
  let infos: readonly Info[];
  try {
    const { requests } = planRequests(connection, {
      args: [type],
      typeAloneSelectsAll: true,
      singleResourceType: true,
    });
    infos = fetchAll(connection, requests).infos;
  } catch (error) {
    if (!isFailure(error)) throw error;
    throw original;
  }
  const matching = infos.filter((info) => info.name.startsWith(prefix));
  if (matching.length === 0) throw original;
  for (const info of matching) context.process.stdout.write(`${describeInfo(context, info)}\n`);
  return 0;
}

async function run(context: CommandContext): Promise<number> {
  const { flags, process } = context;
  const connection = context.kube();
  const { requests, errors: fileErrors } = await plan(context);
  const fetched = fetchAll(connection, requests);
  const errors = [...fileErrors, ...fetched.errors];
  const [first] = errors;
  if (first !== undefined && isNotFound(first) && context.args.length === 2) {
    try {
      throwGathered(errors);
    } catch (error) {
      return describeMatching(context, asError(error));
    }
  }
  fetched.infos.forEach((info, i) => {
    process.stdout.write(`${i === 0 ? "" : "\n\n"}${describeInfo(context, info)}`);
  });
  if (fetched.infos.length === 0 && errors.length === 0) {
    process.stderr.write(
      flags.bool("all-namespaces")
        ? "No resources found\n"
        : `No resources found in ${connection.namespace} namespace.\n`,
    );
  }
  throwGathered(errors);
  return 0;
}

export const describe: Command = {
  name: "describe",
  use: "describe (-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)",
  short: "Show details of a specific resource or group of resources",
  long: `Show details of a resource or of a group of resources.

 Prints what is known of the objects and of what belongs to them, events and controllers for instance. With TYPE and the beginning of a name, all objects whose names begin so are shown when none has exactly that name.

Use "kubectl api-resources" for a complete list of supported resources.`,
  examples: `# One pod
kubectl describe pods/web

# All pods whose names begin with web
kubectl describe pods web

# A NetworkPolicy in words
kubectl describe networkpolicy default-deny

# The pods with a label
kubectl describe pods -l app=web`,
  flags: [
    ALL_NAMESPACES_FLAG,
    CHUNK_SIZE_FLAG,
    ...filenameFlags("Files, folders or URLs that name the resources to describe."),
    SELECTOR_FLAG,
    {
      name: "show-events",
      type: "bool",
      default: "true",
      usage: "Show the events about the object.",
    },
  ],
  complete: completeTypeAndName(),
  run,
};

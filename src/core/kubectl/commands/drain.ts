import { isArray, isObject, type JsonObject } from "../../api/json.ts";
import { objectsAt, stringAt, stringsAt } from "../../cluster/values.ts";
import { completeNames } from "../candidates.ts";
import type { Command, CommandContext } from "../command.ts";
import { CommandError, ExitError, isFailure } from "../errors.ts";
import { CHUNK_SIZE_FLAG } from "../flagsets.ts";
import { resourcePath } from "../paths.ts";
import { requireType } from "../types.ts";
import { waitForDeletion } from "../write/deletion.ts";
import { dryRunOf } from "../write/flags.ts";
import { podPlace } from "../write/pods.ts";
import { createObject, deleteObject } from "../write/rest.ts";
import type { Loaded } from "../write/targets.ts";
import { interruptible } from "../write/waiting.ts";
import { NODE_FLAGS, nodesOf, setUnschedulable } from "./cordon.ts";

export const drain: Command = {
  name: "drain",
  use: "drain NODE",
  short: "Drain node in preparation for maintenance",
  long: "Close a node for new pods and evict those that are on it.",
  examples: `# Even pods that nobody will make again
kubectl drain kind-worker --ignore-daemonsets --force`,
  flags: [
    ...NODE_FLAGS,
    CHUNK_SIZE_FLAG,
    {
      name: "delete-emptydir-data",
      type: "bool",
      usage: "Go on when pods would lose emptyDir data.",
    },
    { name: "disable-eviction", type: "bool", usage: "Delete the pods in place of evicting them." },
    { name: "force", type: "bool", usage: "Go on when pods have no controller." },
    {
      name: "grace-period",
      type: "int",
      default: "-1",
      usage: "Seconds for pods to end in; negative leaves it to them.",
    },
    { name: "ignore-daemonsets", type: "bool", usage: "Leave the pods of daemon sets." },
    { name: "pod-selector", type: "string", usage: "Only pods with these labels." },
    {
      name: "skip-wait-for-delete-timeout",
      type: "int",
      usage: "Do not wait for pods that have been on their way out for more seconds than this.",
    },
    { name: "timeout", type: "duration", usage: "How long to wait; 0 for as long as it takes." },
  ],
  complete: completeNames("node"),
  run: (context) => interruptible(() => runDrain(context)),
};

async function runDrain(context: CommandContext): Promise<number> {
  const dryRun = dryRunOf(context);
  const nodes = await nodesOf(context, "drain");
  for (const node of nodes) setUnschedulable(context, node, true, dryRun);
  const pending: string[] = [];
  let failure: Error | undefined;
  for (const node of nodes) {
    try {
      await evictAll(context, node, dryRun !== "none");
      const tail =
        dryRun === "none" ? "" : dryRun === "client" ? " (dry run)" : " (server dry run)";
      context.process.stdout.write(`node/${node.name} drained${tail}\n`);
    } catch (error) {
      if (!isFailure(error)) throw error;
      failure = error;
      pending.push(node.name);
      context.process.stderr.write(
        `error: unable to drain node "${node.name}" due to error: ${error.message}, continuing command...\n`,
      );
    }
  }
  if (failure === undefined) return 0;
  const { stderr } = context.process;
  stderr.write("There are pending nodes to be drained:\n");
  for (const name of pending) stderr.write(` ${name}\n`);
  stderr.write(`error: ${failure.message}\n`);
  throw new ExitError(1);
}

interface Obstacle {
  readonly why: string;
  readonly warning: string;
  readonly blocks: boolean;
}

/** What stands in the way of evicting a pod; `skip` leaves it where it is. */
function obstacleOf(context: CommandContext, pod: JsonObject): Obstacle | "skip" | undefined {
  const { flags } = context;
  if (stringsAt(pod, "metadata", "annotations")["kubernetes.io/config.mirror"] !== undefined) {
    return "skip";
  }
  const owner = objectsAt(pod, "metadata", "ownerReferences").find(
    (one) => one["controller"] === true,
  );
  const done = ["Succeeded", "Failed"].includes(stringAt(pod, "status", "phase"));
  if (owner?.["kind"] === "DaemonSet" && !done) {
    return {
      why: "cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)",
      warning: "ignoring DaemonSet-managed Pods",
      blocks: !flags.bool("ignore-daemonsets"),
    };
  }
  const local = objectsAt(pod, "spec", "volumes").some((one) => one["emptyDir"] !== undefined);
  if (local && !done && !flags.bool("delete-emptydir-data")) {
    return {
      why: "cannot delete Pods with local storage (use --delete-emptydir-data to override)",
      warning: "",
      blocks: true,
    };
  }
  if (owner === undefined && !done) {
    return {
      why: "cannot delete Pods that declare no controller (use --force to override)",
      warning: "deleting Pods that declare no controller",
      blocks: !flags.bool("force"),
    };
  }
  return undefined;
}

async function evictAll(context: CommandContext, node: Loaded, dryRun: boolean): Promise<void> {
  const { flags, process } = context;
  const connection = context.kube();
  const selector = flags.string("pod-selector");
  const body = connection.request({
    method: "GET",
    path: resourcePath(requireType("pods"), ""),
    query: {
      fieldSelector: `spec.nodeName=${node.name}`,
      ...(selector === "" ? {} : { labelSelector: selector }),
    },
  });
  const items = body["items"];
  const pods = isArray(items) ? items.filter(isObject) : [];
  const blocked = new Map<string, string[]>();
  const warned = new Map<string, string[]>();
  const leaving: JsonObject[] = [];
  const note = (map: Map<string, string[]>, key: string, pod: JsonObject): void => {
    map.set(key, [...(map.get(key) ?? []), label(pod)]);
  };
  for (const pod of pods) {
    const obstacle = obstacleOf(context, pod);
    if (obstacle === "skip") continue;
    if (obstacle?.blocks === true) note(blocked, obstacle.why, pod);
    else if (obstacle !== undefined) note(warned, obstacle.warning, pod);
    if (obstacle === undefined || obstacle.warning.startsWith("deleting")) leaving.push(pod);
  }
  if (blocked.size > 0) {
    const reasons = [...blocked].map(([why, names]) => `${why}: ${names.join(", ")}`).sort();
    throw new CommandError(reasons.length === 1 ? (reasons[0] ?? "") : `[${reasons.join(", ")}]`);
  }
  const warnings = [...warned].map(([why, names]) => `${why}: ${names.join(", ")}`).sort();
  if (warnings.length > 0) process.stderr.write(`Warning: ${warnings.join("; ")}\n`);
  const gone = leaving.map((pod) => ({
    ...podPlace(stringAt(pod, "metadata", "namespace"), stringAt(pod, "metadata", "name")),
    uid: stringAt(pod, "metadata", "uid"),
    source: "",
  }));
  const verb = flags.bool("disable-eviction") ? "deleting" : "evicting";
  for (const place of gone) {
    const tail = dryRun ? " (dry run)" : "";
    process.stderr.write(`${verb} pod ${place.namespace}/${place.name}${tail}\n`);
    if (!dryRun) evict(context, place);
  }
  if (dryRun) return;
  const timeout = flags.duration("timeout");
  for (const place of gone) {
    await waitForDeletion(context, [place], timeout === 0 ? WEEK : timeout);
    const word = flags.bool("disable-eviction") ? "deleted" : "evicted";
    process.stdout.write(`pod/${place.name} ${word}\n`);
  }
}

const WEEK = 168 * 3_600_000;

function label(pod: JsonObject): string {
  return `${stringAt(pod, "metadata", "namespace")}/${stringAt(pod, "metadata", "name")}`;
}

function evict(context: CommandContext, place: ReturnType<typeof podPlace>): void {
  const { flags } = context;
  const gracePeriodSeconds = flags.number("grace-period");
  if (flags.bool("disable-eviction")) {
    deleteObject(context.kube(), place, { gracePeriodSeconds });
    return;
  }
  const eviction = {
    apiVersion: "policy/v1",
    kind: "Eviction",
    metadata: { name: place.name, namespace: place.namespace },
    ...(gracePeriodSeconds < 0 ? {} : { deleteOptions: { gracePeriodSeconds } }),
  };
  createObject(context.kube(), place, eviction, { subresource: "eviction" });
}

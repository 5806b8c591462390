/** Pods for the verbs that reach into containers: which pod, which container, in which state. */
import { isArray, isObject, type JsonObject } from "../../api/json.ts";
import type { ResourceType } from "../../api/scheme.ts";
import { ApiStatusError } from "../../api/status.ts";
import { numberAt, objectAt, objectsAt, stringAt, stringsAt } from "../../cluster/values.ts";
import { formatLabelSelector, formatLabels } from "../../api/labels.ts";
import type { CommandContext } from "../command.ts";
import { CommandError } from "../errors.ts";
import { quote } from "../gotext.ts";
import { resourcePath } from "../paths.ts";
import { requireType } from "../types.ts";
import { findObject, getObject, type Place } from "./rest.ts";
import type { Loaded } from "./targets.ts";
import { waitUntil } from "./waiting.ts";

export function podPlace(namespace: string, name: string): Place {
  return { type: requireType("pods"), namespace, name };
}

export function phaseOf(pod: JsonObject): string {
  return stringAt(pod, "status", "phase");
}

export function isCompleted(pod: JsonObject): boolean {
  const phase = phaseOf(pod);
  return phase === "Succeeded" || phase === "Failed";
}

export function isReady(pod: JsonObject): boolean {
  return objectsAt(pod, "status", "conditions").some(
    (condition) => condition["type"] === "Ready" && condition["status"] === "True",
  );
}

/** All containers with what messages say of each: ordinary, ephemeral, init. */
export function containerNames(pod: JsonObject): readonly { name: string; label: string }[] {
  const named = (field: string, tail: string) =>
    objectsAt(pod, "spec", field).map((container) => {
      const name = stringAt(container, "name");
      return { name, label: `${name}${tail}` };
    });
  return [
    ...named("containers", ""),
    ...named("ephemeralContainers", " (ephem)"),
    ...named("initContainers", " (init)"),
  ];
}

export function findContainer(pod: JsonObject, name: string): JsonObject | undefined {
  return ["containers", "initContainers", "ephemeralContainers"]
    .flatMap((field) => objectsAt(pod, "spec", field))
    .find((container) => stringAt(container, "name") === name);
}

/** The container meant when none is named; says so on stderr when there are several. */
export function defaultContainer(context: CommandContext, pod: JsonObject, quiet: boolean): string {
  const annotated = stringsAt(pod, "metadata", "annotations")[
    "kubectl.kubernetes.io/default-container"
  ];
  if (annotated !== undefined && findContainer(pod, annotated) !== undefined) return annotated;
  const all = containerNames(pod);
  const first = all[0]?.name ?? "";
  if (!quiet && all.length > 1) {
    const labels = all.map(({ label }) => label).join(", ");
    context.process.stderr.write(`Defaulted container ${quote(first)} out of: ${labels}\n`);
  }
  return first;
}

/** The server's refusal of a container that the pod does not have. */
export function invalidContainer(container: string, pod: string): ApiStatusError {
  return new ApiStatusError({
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message: `container ${container} is not valid for pod ${pod}`,
    reason: "BadRequest",
    code: 400,
  });
}

const SELECTING: ReadonlySet<string> = new Set([
  "apps/Deployment",
  "apps/ReplicaSet",
  "apps/StatefulSet",
  "apps/DaemonSet",
  "batch/Job",
]);

/** The label selector of an object's pods, as text. @throws CommandError for what selects none */
export function podSelectorText(target: Pick<Loaded, "type" | "object" | "name">): string {
  const { type, object } = target;
  const key = `${type.group}/${type.kind}`;
  if (SELECTING.has(key)) {
    return formatLabelSelector(objectAt(object, "spec", "selector"));
  }
  if (key === "/Service" || key === "/ReplicationController") {
    const labels = stringsAt(object, "spec", "selector");
    if (Object.keys(labels).length === 0) {
      throw new CommandError(
        `invalid service '${target.name}': Service is defined without a selector`,
      );
    }
    return formatLabels(labels);
  }
  throw new CommandError(`selector for ${goTypeName(type)} not implemented`);
}

/** `*v1.Node`: Go's name for the type of an object. */
export function goTypeName(type: Pick<ResourceType, "version" | "kind">): string {
  return `*${type.version}.${type.kind}`;
}

const PHASES: readonly string[] = ["Running", "Unknown", "Pending"];

/** Bound, running, ready and old pods first (podutils.ActivePods, reversed). */
function byActivity(a: JsonObject, b: JsonObject): number {
  const bound = (pod: JsonObject): number => (stringAt(pod, "spec", "nodeName") === "" ? 1 : 0);
  const phase = (pod: JsonObject): number => {
    const rank = PHASES.indexOf(phaseOf(pod));
    return rank < 0 ? PHASES.length : rank;
  };
  const ready = (pod: JsonObject): number => (isReady(pod) ? 0 : 1);
  const restarts = (pod: JsonObject): number =>
    Math.max(
      0,
      ...objectsAt(pod, "status", "containerStatuses").map((one) =>
        numberAt(one, 0, "restartCount"),
      ),
    );
  const created = (pod: JsonObject): string => stringAt(pod, "metadata", "creationTimestamp");
  return (
    bound(a) - bound(b) ||
    phase(a) - phase(b) ||
    ready(a) - ready(b) ||
    restarts(a) - restarts(b) ||
    (created(a) < created(b) ? -1 : created(a) > created(b) ? 1 : 0)
  );
}

/** The pods a selector finds, the most active first. */
export function podsOf(context: CommandContext, namespace: string, selector: string): JsonObject[] {
  const body = context.kube().request({
    method: "GET",
    path: resourcePath(requireType("pods"), namespace),
    query: { labelSelector: selector },
  });
  const items = body["items"];
  return (isArray(items) ? items.filter(isObject) : []).sort(byActivity);
}

/**
 * The pod behind an object: itself, or the first of those it selects, waited for.
 * @param timeout milliseconds
 * @throws CommandError when there is none in time
 */
export async function attachablePod(
  context: CommandContext,
  target: Loaded,
  timeout: number,
): Promise<JsonObject> {
  if (target.type.group === "" && target.type.kind === "Pod") return target.object;
  let selector: string;
  try {
    selector = podSelectorText(target);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError(`cannot attach to ${goTypeName(target.type)}: ${error.message}`);
  }
  const pod = await waitUntil(
    context,
    () => podsOf(context, target.namespace, selector)[0],
    timeout,
  );
  if (pod === undefined) throw new CommandError("timed out waiting for the condition");
  return pod;
}

/**
 * Waits until a pod is as asked for.
 * @throws CommandError when the time is over, ApiStatusError when the pod goes away
 */
export async function waitForPod(
  context: CommandContext,
  place: Place,
  timeout: number | undefined,
  condition: (pod: JsonObject) => boolean,
): Promise<JsonObject> {
  const connection = context.kube();
  const pod = await waitUntil(
    context,
    () => {
      const found = findObject(connection, place) ?? getObject(connection, place);
      return condition(found) ? found : undefined;
    },
    timeout,
  );
  if (pod === undefined) throw new CommandError("timed out waiting for the condition");
  return pod;
}

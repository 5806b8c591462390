/** The status a kubelet writes for a pod, out of the pod and where its containers stand. */
import type { Json, JsonArray, JsonObject } from "../../api/json.ts";
import type { KubeObject } from "../../api/objects.ts";
import type { ContainerEnd, ContainerRuntime, PodRuntime } from "../types.ts";
import {
  arrayAt,
  compact,
  equal,
  json,
  objectAt,
  objectsAt,
  own,
  stringAt,
  timestamp,
} from "../values.ts";
import { fullImage, imageID, pullError } from "./images.ts";
import { qosClass } from "../../validation/kinds/pod/qos.ts";

export type ContainerField = "initContainers" | "containers" | "ephemeralContainers";

export const STATUS_FIELDS: readonly (readonly [field: ContainerField, status: string])[] = [
  ["initContainers", "initContainerStatuses"],
  ["containers", "containerStatuses"],
  ["ephemeralContainers", "ephemeralContainerStatuses"],
];

export function containersOf(pod: KubeObject, field: ContainerField): readonly JsonObject[] {
  return objectsAt(pod, "spec", field);
}

/** Whether a container that ended is started again. */
export function restarts(
  pod: KubeObject,
  field: ContainerField,
  container: JsonObject,
  exitCode: number,
): boolean {
  if (field === "ephemeralContainers") return false;
  const given = stringAt(container, "restartPolicy");
  const policy = given || stringAt(pod, "spec", "restartPolicy") || "Always";
  if (field === "initContainers" && given !== "Always") {
    return exitCode !== 0 && policy !== "Never";
  }
  return policy === "Always" || (policy === "OnFailure" && exitCode !== 0);
}

export function isSidecar(container: JsonObject): boolean {
  return stringAt(container, "restartPolicy") === "Always";
}

/** True when an init container lets the next one begin. */
export function initPassed(container: JsonObject, runtime: ContainerRuntime | undefined): boolean {
  if (runtime === undefined) return false;
  return isSidecar(container)
    ? runtime.phase === "running"
    : runtime.phase === "done" && runtime.exit?.exitCode === 0;
}

export function initialised(pod: KubeObject, runtime: PodRuntime): boolean {
  return containersOf(pod, "initContainers").every((container) =>
    initPassed(container, runtime.containers[stringAt(container, "name")]),
  );
}

const BACKOFF_STEP_MS = 10_000;
const BACKOFF_MAX_MS = 300_000;

/** Milliseconds until the next start after that many restarts. */
export function crashBackoff(restartCount: number): number {
  return Math.min(BACKOFF_MAX_MS, BACKOFF_STEP_MS * 2 ** Math.max(0, restartCount - 1));
}

function ended(end: ContainerEnd): JsonObject {
  return compact({
    containerID: `containerd://${end.id}`,
    exitCode: end.exitCode,
    reason: end.reason ?? (end.exitCode === 0 ? "Completed" : "Error"),
    message: end.message,
    startedAt: timestamp(end.startedAt),
    finishedAt: timestamp(end.finishedAt),
  });
}

function stateOf(
  pod: KubeObject,
  name: string,
  runtime: ContainerRuntime | undefined,
  ready: boolean,
): JsonObject {
  if (runtime === undefined) {
    return { waiting: { reason: ready ? "ContainerCreating" : "PodInitializing" } };
  }
  const { phase, image } = runtime;
  switch (phase) {
    case "pulling":
      return { waiting: { reason: "ContainerCreating" } };
    case "starting":
      return runtime.last === undefined
        ? { waiting: { reason: "ContainerCreating" } }
        : { terminated: ended(runtime.last) };
    case "pull-failed":
      return { waiting: { reason: "ErrImagePull", message: pullError(image) } };
    case "pull-backoff":
      return {
        waiting: {
          reason: "ImagePullBackOff",
          message: `Back-off pulling image "${image}": ErrImagePull: ${pullError(image)}`,
        },
      };
    case "running":
      return { running: { startedAt: timestamp(runtime.startedAt ?? 0) } };
    case "crash-backoff":
      return {
        waiting: { reason: "CrashLoopBackOff", message: backoffMessage(pod, name, runtime) },
      };
    case "done":
      return runtime.exit === undefined ? {} : { terminated: ended(runtime.exit) };
  }
}

function backoffMessage(pod: KubeObject, name: string, runtime: ContainerRuntime): string {
  const { namespace = "", name: podName, uid = "" } = pod.metadata;
  const seconds = crashBackoff(runtime.restarts) / 1000;
  const span = seconds >= 60 ? `${Math.floor(seconds / 60)}m${seconds % 60}s` : `${seconds}s`;
  return `back-off ${span} restarting failed container=${name} pod=${podName}_${namespace}(${uid})`;
}

function containerStatus(
  pod: KubeObject,
  field: ContainerField,
  container: JsonObject,
  runtime: ContainerRuntime | undefined,
  podInitialised: boolean,
): JsonObject {
  const name = stringAt(container, "name");
  const image = runtime?.image ?? stringAt(container, "image");
  const id = runtime?.id ?? "";
  const made = id !== "" && runtime?.phase !== "starting";
  const running = runtime?.phase === "running";
  const resources = own(container, "resources");
  const requests = own(objectAt(container, "resources"), "requests");
  const passed = field === "initContainers" && initPassed(container, runtime);
  return compact({
    name,
    state: stateOf(pod, name, runtime, podInitialised || field === "initContainers"),
    lastState: runtime?.last === undefined ? {} : { terminated: ended(runtime.last) },
    ready: field === "ephemeralContainers" ? false : running || passed,
    restartCount: runtime?.restarts ?? 0,
    image: made ? fullImage(image) : image,
    imageID: made ? knownImageID(pod, id, image) : "",
    containerID: made ? `containerd://${id}` : undefined,
    started: field === "ephemeralContainers" ? undefined : running,
    allocatedResources: made ? requests : undefined,
    resources: field === "ephemeralContainers" ? undefined : resources,
    user: made ? { linux: { uid: 0, gid: 0, supplementalGroups: [0] } } : undefined,
    volumeMounts: mounts(container),
  });
}

/** The digest that the status already gives for this very container, or one for the image. */
function knownImageID(pod: KubeObject, id: string, image: string): string {
  for (const [, status] of STATUS_FIELDS) {
    for (const known of objectsAt(pod, "status", status)) {
      const digest = stringAt(known, "imageID");
      if (digest !== "" && stringAt(known, "containerID") === `containerd://${id}`) return digest;
    }
  }
  return imageID(image);
}

function mounts(container: JsonObject): Json | undefined {
  const all = objectsAt(container, "volumeMounts");
  if (all.length === 0) return undefined;
  return all.map((mount) =>
    compact({
      name: own(mount, "name"),
      mountPath: own(mount, "mountPath"),
      readOnly: own(mount, "readOnly"),
      recursiveReadOnly: own(mount, "readOnly") === true ? "Disabled" : undefined,
    }),
  );
}

/** Pending until every container was made, then Running until the last one is done. */
function phaseOf(pod: KubeObject, runtime: PodRuntime): string {
  const mains = containersOf(pod, "containers").map(
    (container) => runtime.containers[stringAt(container, "name")],
  );
  const inits = containersOf(pod, "initContainers");
  const failedInit = inits.some((container) => {
    const init = runtime.containers[stringAt(container, "name")];
    return init?.phase === "done" && init.exit?.exitCode !== 0;
  });
  if (failedInit) return "Failed";
  if (mains.every((main) => main?.phase === "done")) {
    return mains.every((main) => main?.exit?.exitCode === 0) ? "Succeeded" : "Failed";
  }
  const waits = mains.some(
    (main) => main?.id === undefined || (main.phase === "starting" && main.last === undefined),
  );
  return waits ? "Pending" : "Running";
}

interface Verdict {
  readonly type: string;
  readonly holds: boolean;
  readonly reason?: string;
  readonly message?: string;
}

function verdicts(
  pod: KubeObject,
  runtime: PodRuntime,
  statuses: readonly JsonObject[],
  phase: string,
): readonly Verdict[] {
  const unready = statuses.filter((s) => own(s, "ready") !== true).map((s) => stringAt(s, "name"));
  const finished = phase === "Succeeded" || phase === "Failed";
  const notReady = {
    reason: finished
      ? `Pod${phase === "Succeeded" ? "Completed" : "Failed"}`
      : "ContainersNotReady",
    ...(finished ? {} : { message: `containers with unready status: [${unready.join(" ")}]` }),
  };
  const ready = unready.length === 0 ? {} : notReady;
  const incomplete = containersOf(pod, "initContainers")
    .map((container) => stringAt(container, "name"))
    .filter((name, index) => {
      const container = containersOf(pod, "initContainers")[index];
      return container !== undefined && !initPassed(container, runtime.containers[name]);
    });
  return [
    { type: "PodReadyToStartContainers", holds: !finished },
    {
      type: "Initialized",
      holds: incomplete.length === 0,
      ...(incomplete.length === 0
        ? finished
          ? { reason: "PodCompleted" }
          : {}
        : {
            reason: "ContainersNotInitialized",
            message: `containers with incomplete status: [${incomplete.join(" ")}]`,
          }),
    },
    { type: "Ready", holds: unready.length === 0, ...ready },
    { type: "ContainersReady", holds: unready.length === 0, ...ready },
    { type: "PodScheduled", holds: true },
  ];
}

/** The whole status. Times of conditions that did not change are kept. */
export function podStatus(
  pod: KubeObject,
  runtime: PodRuntime,
  hostIP: string,
  now: number,
): JsonObject {
  const podInitialised = initialised(pod, runtime);
  const byField = STATUS_FIELDS.map(([field, status]) => {
    const statuses = containersOf(pod, field).map((container) =>
      containerStatus(
        pod,
        field,
        container,
        runtime.containers[stringAt(container, "name")],
        podInitialised,
      ),
    );
    return [status, statuses] as const;
  }).filter(([, statuses]) => statuses.length > 0);
  const main = byField.find(([status]) => status === "containerStatuses")?.[1] ?? [];
  const phase = phaseOf(pod, runtime);
  const generation = pod.metadata.generation ?? 1;
  const before = objectsAt(pod, "status", "conditions");
  const conditions = verdicts(pod, runtime, main, phase).map(({ type, holds, reason, message }) => {
    const status = holds ? "True" : "False";
    const old = before.find((condition) => condition["type"] === type);
    const kept = old !== undefined && equal(old["status"], status);
    return compact({
      type,
      status,
      reason,
      message,
      lastProbeTime: null,
      lastTransitionTime: kept ? old["lastTransitionTime"] : timestamp(now),
      observedGeneration: generation,
    });
  });
  const ip = runtime.ip;
  return compact({
    phase,
    conditions,
    hostIP,
    hostIPs: addresses(pod, "hostIPs", hostIP),
    podIP: ip,
    podIPs: addresses(pod, "podIPs", ip),
    startTime: timestamp(runtime.since),
    observedGeneration: generation,
    qosClass: stringAt(pod, "status", "qosClass") || qosClass(objectAt(json(pod), "spec")),
    ...Object.fromEntries(byField),
  });
}

/** All addresses of a family pair: a dual-stack pod that was imported keeps its second one. */
function addresses(pod: KubeObject, field: "podIPs" | "hostIPs", first: string): JsonArray {
  const known = arrayAt(pod, "status", field);
  return stringAt(known[0], "ip") === first ? known : [{ ip: first }];
}

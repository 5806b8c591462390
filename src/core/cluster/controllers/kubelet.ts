/**
 * The stand-in for the kubelets: takes bound pods through sandbox, image, start, end and restart
 * on lab time. What runs inside the containers is not its business: processes that end are
 * reported to it (see `reportExit`).
 */
import type { JsonObject } from "../../api/json.ts";
import type { KubeObject } from "../../api/objects.ts";
import { hex } from "../names.ts";
import type { Draft } from "../store.ts";
import type {
  ContainerEnd,
  ContainerExit,
  ProcessRef,
  ContainerRuntime,
  PodRuntime,
} from "../types.ts";
import { at, json, kube, numberAt, objectsAt, stringAt, withAt } from "../values.ts";
import { earlier, type Controller, type Wake } from "./controller.ts";
import { record } from "./events.ts";
import { cannotBePulled, pulledMessage, pullError, pullTime } from "./images.ts";
import { controllerOf } from "./owners.ts";
import {
  containersOf,
  crashBackoff,
  initialised,
  initPassed,
  podStatus,
  restarts,
  STATUS_FIELDS,
  type ContainerField,
} from "./podStatus.ts";

/** A process that began shows as running at kubelet's next look. */
const RUNNING_AFTER_MS = 800;
const PULL_FAILED_MS = 600;
const STOP_MS = 400;

export const kubelet: Controller = {
  name: "kubelet",
  watches: ["/Pod", "/Node"],
  reconcile: (draft) => {
    let wake: Wake | undefined;
    const nodes = new Map(draft.list("/Node").map((node) => [node.metadata.name, node]));
    const pods = draft.list("/Pod");
    const seen = new Set(pods.map((pod) => pod.metadata.uid ?? ""));
    for (const uid of draft.runtimes.keys()) if (!seen.has(uid)) draft.setRuntime(uid, undefined);
    for (const pod of inOrder(draft, pods)) {
      const node = nodes.get(stringAt(pod, "spec", "nodeName"));
      if (node !== undefined) wake = earlier(wake, syncPod(draft, pod, node));
    }
    return wake;
  },
};

/** Pods that are new to their node come in the order in which they were written. */
function inOrder(draft: Draft, pods: readonly KubeObject[]): readonly KubeObject[] {
  const known = pods.filter((pod) => draft.runtimes.has(pod.metadata.uid ?? ""));
  const fresh = pods
    .filter((pod) => !draft.runtimes.has(pod.metadata.uid ?? ""))
    .toSorted((a, b) => numeric(a) - numeric(b));
  return [...known, ...fresh];
}

function numeric(pod: KubeObject): number {
  return Number(pod.metadata.resourceVersion ?? 0);
}

function syncPod(draft: Draft, pod: KubeObject, node: KubeObject): Wake | undefined {
  const uid = pod.metadata.uid ?? "";
  const before = draft.runtimes.get(uid);
  if (pod.metadata.deletionTimestamp !== undefined) return stopPod(draft, pod, before);
  if (before?.held === true) return undefined;
  const phase = stringAt(pod, "status", "phase");
  if (before === undefined && (phase === "Succeeded" || phase === "Failed")) return undefined;
  if (before !== undefined && synced.get(pod) === before && !isDue(before, draft.env.now)) {
    return wakeOf(before);
  }
  const hostIP = nodeAddress(node);
  const runtime = advance(draft, pod, before ?? sandbox(draft, pod, node, hostIP));
  if (runtime !== before) draft.setRuntime(uid, runtime);
  const status = podStatus(pod, runtime, hostIP, draft.env.now);
  synced.set(draft.put("/Pod", kube({ ...json(pod), status })), runtime);
  return wakeOf(runtime);
}

/** Pods whose status was written from this runtime: nothing to do until either is another one. */
const synced = new WeakMap<KubeObject, PodRuntime>();

function isDue(runtime: PodRuntime, now: number): boolean {
  return Object.values(runtime.containers).some(({ until }) => until !== undefined && until <= now);
}

function wakeOf(runtime: PodRuntime): Wake | undefined {
  let wake: Wake | undefined;
  for (const { until, phase } of Object.values(runtime.containers)) {
    if (until !== undefined) {
      wake = earlier(wake, { at: until, settles: phase !== "crash-backoff" });
    }
  }
  return wake;
}

export function nodeAddress(node: KubeObject): string {
  const internal = objectsAt(node, "status", "addresses").find((a) => a["type"] === "InternalIP");
  return stringAt(internal, "address");
}

// ---------------------------------------------------------------------------------------------
// Sandbox

function sandbox(draft: Draft, pod: KubeObject, node: KubeObject, hostIP: string): PodRuntime {
  const known = stringAt(pod, "status", "podIP");
  const hostNetwork = at(pod, "spec", "hostNetwork") === true;
  const ip = known !== "" ? known : hostNetwork ? hostIP : allocateIP(draft, node);
  return { ip, since: draft.env.now, containers: {} };
}

/** Addresses .0 and .1 of a node's range are the network and its gateway. */
const FIRST_HOST = 2;
const LAST_HOST = 254;

/** The next address of the node's range; none is ever given out twice. */
export function allocateIP(draft: Draft, node: KubeObject): string {
  const cidr = stringAt(node, "spec", "podCIDR") || "10.244.250.0/24";
  const [a = "10", b = "244", c = "0"] = cidr.split(/[./]/);
  const host = draft.ipam.nextPodHost[cidr] ?? FIRST_HOST;
  draft.setIpam({
    ...draft.ipam,
    nextPodHost: { ...draft.ipam.nextPodHost, [cidr]: host + 1 },
  });
  const span = LAST_HOST - FIRST_HOST + 1;
  const block = Math.floor((host - FIRST_HOST) / span);
  return `${a}.${b}.${(Number(c) + block * 4) % 256}.${FIRST_HOST + ((host - FIRST_HOST) % span)}`;
}

// ---------------------------------------------------------------------------------------------
// Containers

function advance(draft: Draft, pod: KubeObject, before: PodRuntime): PodRuntime {
  let runtime = before;
  for (const [field] of STATUS_FIELDS) {
    for (const container of containersOf(pod, field)) {
      const name = stringAt(container, "name");
      const old = runtime.containers[name];
      const next = step(draft, pod, field, container, old, mayBegin(pod, field, name, runtime));
      if (next !== undefined && next !== old) {
        runtime = { ...runtime, containers: { ...runtime.containers, [name]: next } };
      }
    }
  }
  return runtime;
}

/** Init containers begin one after the other, the others when all init containers are through. */
function mayBegin(
  pod: KubeObject,
  field: ContainerField,
  name: string,
  runtime: PodRuntime,
): boolean {
  if (field !== "initContainers") return initialised(pod, runtime);
  for (const container of containersOf(pod, "initContainers")) {
    if (stringAt(container, "name") === name) return true;
    if (!initPassed(container, runtime.containers[stringAt(container, "name")])) return false;
  }
  return true;
}

function step(
  draft: Draft,
  pod: KubeObject,
  field: ContainerField,
  container: JsonObject,
  old: ContainerRuntime | undefined,
  mayStart: boolean,
): ContainerRuntime | undefined {
  const image = stringAt(container, "image");
  const tell = teller(draft, pod, field, stringAt(container, "name"));
  if (old === undefined) {
    return mayStart ? pull(draft, pod, container, { image, restarts: 0 }, tell) : undefined;
  }
  if (old.image !== image && old.phase !== "done") {
    return replaceContainer(draft, pod, container, old, tell);
  }
  if (old.until === undefined || old.until > draft.env.now) return old;
  switch (old.phase) {
    case "pulling":
      return pulled(draft, pod, container, old, tell);
    case "pull-failed":
      tell("Normal", "BackOff", `Back-off pulling image "${image}"`);
      tell("Warning", "Failed", "Error: ImagePullBackOff");
      return { phase: "pull-backoff", image, restarts: old.restarts };
    case "starting":
      return began(draft, pod, field, container, old);
    case "crash-backoff":
      return pull(draft, pod, container, { ...old, restarts: old.restarts + 1 }, tell);
    default:
      return old;
  }
}

type Tell = (type: "Normal" | "Warning", reason: string, message: string) => void;

function teller(draft: Draft, pod: KubeObject, field: ContainerField, name: string): Tell {
  return (type, reason, message) => {
    record(draft, {
      about: pod,
      type,
      reason,
      message,
      component: "kubelet",
      host: stringAt(pod, "spec", "nodeName"),
      fieldPath: `spec.${field}{${name}}`,
    });
  };
}

type Restarting = Pick<ContainerRuntime, "image" | "restarts" | "last">;

/** Begins a container: asks for its image, which is there or is pulled. */
function pull(
  draft: Draft,
  pod: KubeObject,
  container: JsonObject,
  of: Restarting,
  tell: Tell,
): ContainerRuntime {
  const pulls = mustPull(draft, pod, container);
  if (pulls) tell("Normal", "Pulling", `Pulling image "${of.image}"`);
  return {
    phase: "pulling",
    image: of.image,
    restarts: of.restarts,
    until: draft.env.now + pullTime(of.image, pulls, isPresent(draft, pod, of.image)),
    ...(of.last === undefined ? {} : { last: of.last }),
  };
}

function mustPull(draft: Draft, pod: KubeObject, container: JsonObject): boolean {
  const policy = stringAt(container, "imagePullPolicy");
  if (policy === "Never") return false;
  return policy === "Always" || !isPresent(draft, pod, stringAt(container, "image"));
}

function isPresent(draft: Draft, pod: KubeObject, image: string): boolean {
  return (draft.images[stringAt(pod, "spec", "nodeName")] ?? []).includes(image);
}

function pulled(
  draft: Draft,
  pod: KubeObject,
  container: JsonObject,
  old: ContainerRuntime,
  tell: Tell,
): ContainerRuntime {
  const { image, restarts: count } = old;
  if (cannotBePulled(image)) {
    tell("Warning", "Failed", `Failed to pull image "${image}": ${pullError(image)}`);
    tell("Warning", "Failed", "Error: ErrImagePull");
    return {
      phase: "pull-failed",
      image,
      restarts: count,
      until: draft.env.now + PULL_FAILED_MS,
      ...(old.last === undefined ? {} : { last: old.last }),
    };
  }
  if (mustPull(draft, pod, container)) {
    tell("Normal", "Pulled", pulledMessage(image));
    remember(draft, stringAt(pod, "spec", "nodeName"), image);
  } else tellPresent(image, tell);
  tellStarted(tell);
  return startProcess(draft, old);
}

function tellPresent(image: string, tell: Tell): void {
  tell(
    "Normal",
    "Pulled",
    `Container image "${image}" already present on machine and can be accessed by the pod`,
  );
}

function tellStarted(tell: Tell): void {
  tell("Normal", "Created", "Container created");
  tell("Normal", "Started", "Container started");
}

function remember(draft: Draft, node: string, image: string): void {
  const present = draft.images[node] ?? [];
  if (!present.includes(image)) {
    draft.setImages({ ...draft.images, [node]: [...present, image] });
  }
}

function startProcess(draft: Draft, of: Restarting): ContainerRuntime {
  return {
    phase: "starting",
    image: of.image,
    restarts: of.restarts,
    until: draft.env.now + RUNNING_AFTER_MS,
    id: hex(draft.random, 64),
    startedAt: draft.env.now,
    ...(of.last === undefined ? {} : { last: of.last }),
  };
}

/** Kubelet's next look at a process: it runs on, or belongs to something that ends by itself. */
function began(
  draft: Draft,
  pod: KubeObject,
  field: ContainerField,
  container: JsonObject,
  old: ContainerRuntime,
): ContainerRuntime {
  const ofJob = controllerOf(pod)?.kind === "Job" && field === "containers";
  const init = field === "initContainers" && stringAt(container, "restartPolicy") !== "Always";
  if (ofJob || init) return ends(draft, pod, field, container, old, { exitCode: 0 });
  return {
    phase: "running",
    image: old.image,
    restarts: old.restarts,
    ...(old.id === undefined ? {} : { id: old.id }),
    ...(old.startedAt === undefined ? {} : { startedAt: old.startedAt }),
    ...(old.last === undefined ? {} : { last: old.last }),
  };
}

function endOf(draft: Draft, of: ContainerRuntime, exit: ContainerExit): ContainerEnd {
  return {
    ...exit,
    id: of.id ?? "",
    startedAt: of.startedAt ?? draft.env.now,
    finishedAt: draft.env.now,
  };
}

/** What becomes of a container whose process ended: done, started again, or left to back off. */
function ends(
  draft: Draft,
  pod: KubeObject,
  field: ContainerField,
  container: JsonObject,
  old: ContainerRuntime,
  exit: ContainerExit,
): ContainerRuntime {
  const end = endOf(draft, old, exit);
  if (!restarts(pod, field, container, exit.exitCode)) {
    return {
      phase: "done",
      image: old.image,
      restarts: old.restarts,
      exit: end,
      ...(old.id === undefined ? {} : { id: old.id }),
      ...(old.last === undefined ? {} : { last: old.last }),
    };
  }
  const tell = teller(draft, pod, field, stringAt(container, "name"));
  if (old.restarts === 0) {
    tellPresent(old.image, tell);
    tellStarted(tell);
    return startProcess(draft, { image: old.image, restarts: 1, last: end });
  }
  const { namespace = "", name, uid = "" } = pod.metadata;
  const named = `${stringAt(container, "name")} in pod ${name}_${namespace}(${uid})`;
  tell("Warning", "BackOff", `Back-off restarting failed container ${named}`);
  return {
    phase: "crash-backoff",
    image: old.image,
    restarts: old.restarts,
    until: draft.env.now + crashBackoff(old.restarts),
    last: end,
    ...(old.id === undefined ? {} : { id: old.id }),
  };
}

/** Another image in the spec: the running container is killed and made anew. */
function replaceContainer(
  draft: Draft,
  pod: KubeObject,
  container: JsonObject,
  old: ContainerRuntime,
  tell: Tell,
): ContainerRuntime {
  const image = stringAt(container, "image");
  const ran = old.phase === "running" || old.phase === "starting";
  if (ran) {
    const name = stringAt(container, "name");
    tell("Normal", "Killing", `Container ${name} definition changed, will be restarted`);
  }
  const last = ran ? endOf(draft, old, { exitCode: 0, reason: "Completed" }) : old.last;
  const counted = ran || old.phase === "crash-backoff" ? old.restarts + 1 : old.restarts;
  const next = { image, restarts: counted, ...(last === undefined ? {} : { last }) };
  return pull(draft, pod, container, next, tell);
}

// ---------------------------------------------------------------------------------------------
// End

function stopPod(draft: Draft, pod: KubeObject, before: PodRuntime | undefined): Wake | undefined {
  const { now } = draft.env;
  const uid = pod.metadata.uid ?? "";
  if (before !== undefined && before.stopping === undefined) {
    for (const [field] of STATUS_FIELDS) {
      for (const container of containersOf(pod, field)) {
        const name = stringAt(container, "name");
        const phase = before.containers[name]?.phase;
        if (phase === "running" || phase === "starting") {
          teller(draft, pod, field, name)("Normal", "Killing", `Stopping container ${name}`);
        }
      }
    }
    draft.setRuntime(uid, { ...before, stopping: now });
    return { at: now + STOP_MS, settles: true };
  }
  const since = before?.stopping;
  if (since !== undefined && since + STOP_MS > now) return { at: since + STOP_MS, settles: true };
  draft.setRuntime(uid, undefined);
  // deleting once more, now without grace, is an update of its own before the end
  const last =
    numberAt(pod, 0, "metadata", "deletionGracePeriodSeconds") === 0
      ? pod
      : draft.put("/Pod", kube(withAt(json(pod), ["metadata", "deletionGracePeriodSeconds"], 0)));
  if ((pod.metadata.finalizers ?? []).length === 0) draft.remove("/Pod", last);
  return undefined;
}

// ---------------------------------------------------------------------------------------------
// Seen from the runtime

export interface RunningContainer extends ProcessRef {
  readonly uid: string;
  readonly id: string;
  readonly restarts: number;
  /** Lab time in milliseconds. */
  readonly startedAt: number;
}

/** The containers whose process should run now. */
export function runningContainers(draft: Draft): readonly RunningContainer[] {
  return draft.list("/Pod").flatMap((pod) => {
    const { namespace = "", name, uid = "" } = pod.metadata;
    const runtime = draft.runtimes.get(uid);
    if (runtime === undefined || runtime.stopping !== undefined) return [];
    return Object.entries(runtime.containers)
      .filter(([, { phase }]) => phase === "running" || phase === "starting")
      .map(([container, { id = "", restarts: count, startedAt = 0 }]) => ({
        namespace,
        pod: name,
        container,
        uid,
        id,
        restarts: count,
        startedAt,
      }));
  });
}

/** Notes the end of a container's process; false when no such process was running. */
export function reportExit(draft: Draft, ref: ProcessRef, exit: ContainerExit): boolean {
  const pod = draft.get("/Pod", ref.namespace, ref.pod);
  const uid = pod?.metadata.uid ?? "";
  const runtime = draft.runtimes.get(uid);
  const old = runtime?.containers[ref.container];
  if (pod === undefined || runtime === undefined || old === undefined) return false;
  if (old.phase !== "running" && old.phase !== "starting") return false;
  if (ref.id !== undefined && ref.id !== old.id) return false;
  for (const [field] of STATUS_FIELDS) {
    const container = containersOf(pod, field).find((c) => stringAt(c, "name") === ref.container);
    if (container === undefined) continue;
    const next = ends(draft, pod, field, container, old, exit);
    const changed = { ...runtime, containers: { ...runtime.containers, [ref.container]: next } };
    draft.setRuntime(uid, changed);
    const hostIP = stringAt(pod, "status", "hostIP");
    draft.put(
      "/Pod",
      kube({ ...json(pod), status: podStatus(pod, changed, hostIP, draft.env.now) }),
    );
    return true;
  }
  return false;
}

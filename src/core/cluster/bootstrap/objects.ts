/** Makes a state out of objects that have lived elsewhere: a dump, a recording, a snapshot. */
import type { JsonObject } from "../../api/json.ts";
import type { KubeObject } from "../../api/objects.ts";
import { findKind } from "../../api/scheme.ts";
import { storageKind, toStored } from "../kinds.ts";
import { hex, uuid } from "../names.ts";
import { createRandom } from "../random.ts";
import { containersOf, STATUS_FIELDS } from "../controllers/podStatus.ts";
import { emptyState, keyOf } from "../store.ts";
import type {
  ClusterEnv,
  ClusterState,
  ContainerRuntime,
  GroupKind,
  NamespacedKey,
  PodRuntime,
} from "../types.ts";
import {
  json,
  kube,
  numberAt,
  objectAt,
  objectsAt,
  stringAt,
  timestamp,
  withAt,
} from "../values.ts";

/**
 * A cluster of exactly these objects: uids, addresses, times and versions are kept, missing ones
 * are made up. Kinds that the API does not serve are left out.
 * @param pending what becomes of pods that wait: they are started, or held as they are
 */
export function fromObjects(
  objects: readonly KubeObject[],
  env: ClusterEnv,
  { seed = 1, pending = "start" }: { seed?: number; pending?: "start" | "hold" } = {},
): ClusterState {
  const random = createRandom(seed);
  let version = Math.max(1, ...objects.map((o) => Number(o.metadata.resourceVersion) || 0));
  const kinds = new Map<GroupKind, Map<NamespacedKey, KubeObject>>();
  for (const object of objects) {
    const type = findKind(object.apiVersion, object.kind);
    if (type === undefined) continue;
    let value: JsonObject = json(toStored(type, object));
    if (object.metadata.uid === undefined) value = withAt(value, ["metadata", "uid"], uuid(random));
    if (object.metadata.creationTimestamp === undefined) {
      value = withAt(value, ["metadata", "creationTimestamp"], timestamp(env.now));
    }
    if (object.metadata.resourceVersion === undefined) {
      version += 1;
      value = withAt(value, ["metadata", "resourceVersion"], String(version));
    }
    const kind = storageKind(type);
    const map = kinds.get(kind) ?? new Map<NamespacedKey, KubeObject>();
    kinds.set(kind, map.set(keyOf(object.metadata.namespace, object.metadata.name), kube(value)));
  }
  const pods = [...(kinds.get("/Pod")?.values() ?? [])];
  const nodes = [...(kinds.get("/Node")?.values() ?? [])];
  const runtimes = pods.flatMap((pod) => {
    const runtime =
      runtimeOf(pod, env.now) ?? (pending === "hold" ? heldRuntime(pod, env.now) : undefined);
    return runtime === undefined ? [] : [[pod.metadata.uid ?? "", runtime] as const];
  });
  return {
    ...emptyState(random.seed),
    resourceVersion: version,
    objects: kinds,
    ipam: { nextPodHost: nextHosts(nodes, pods), scheduled: 0 },
    kubelet: { images: imagesOf(pods), pods: new Map(runtimes) },
  };
}

/** The next free address per pod range: behind the highest that is in use. */
function nextHosts(
  nodes: readonly KubeObject[],
  pods: readonly KubeObject[],
): Record<string, number> {
  const ips = pods.map((pod) => stringAt(pod, "status", "podIP"));
  return Object.fromEntries(
    nodes.map((node) => {
      const cidr = stringAt(node, "spec", "podCIDR");
      const prefix = cidr.slice(0, cidr.lastIndexOf(".") + 1);
      const hosts = ips
        .filter((ip) => prefix !== "" && ip.startsWith(prefix))
        .map((ip) => Number(ip.slice(prefix.length)) || 0);
      return [cidr, Math.max(1, ...hosts) + 1];
    }),
  );
}

/** Images of containers that run are on their node. */
function imagesOf(pods: readonly KubeObject[]): Record<string, readonly string[]> {
  const images = new Map<string, Set<string>>();
  for (const pod of pods) {
    const node = stringAt(pod, "spec", "nodeName");
    if (node === "" || stringAt(pod, "status", "podIP") === "") continue;
    const present = images.get(node) ?? new Set<string>();
    images.set(node, present);
    for (const [field, status] of STATUS_FIELDS) {
      for (const container of containersOf(pod, field)) {
        const name = stringAt(container, "name");
        const made = objectsAt(pod, "status", status).some(
          (s) => stringAt(s, "name") === name && stringAt(s, "containerID") !== "",
        );
        if (made) present.add(stringAt(container, "image"));
      }
    }
  }
  return Object.fromEntries([...images].map(([node, present]) => [node, [...present]]));
}

function heldRuntime(pod: KubeObject, now: number): PodRuntime | undefined {
  if (stringAt(pod, "status", "phase") !== "Pending") return undefined;
  return { ip: "", since: now, containers: {}, held: true };
}

/** Where a pod stands, read back from its status; undefined when no kubelet has touched it. */
function runtimeOf(pod: KubeObject, now: number): PodRuntime | undefined {
  const ip = stringAt(pod, "status", "podIP");
  if (ip === "" || stringAt(pod, "spec", "nodeName") === "") return undefined;
  const containers = STATUS_FIELDS.flatMap(([field, statusField]) =>
    containersOf(pod, field).flatMap((container) => {
      const name = stringAt(container, "name");
      const status = objectsAt(pod, "status", statusField).find((s) => s["name"] === name);
      const runtime = status === undefined ? undefined : containerRuntime(container, status, now);
      return runtime === undefined ? [] : [[name, runtime] as const];
    }),
  );
  const since = Date.parse(stringAt(pod, "status", "startTime"));
  return {
    ip,
    since: Number.isNaN(since) ? now : since,
    containers: Object.fromEntries(containers),
  };
}

function containerRuntime(
  container: JsonObject,
  status: JsonObject,
  now: number,
): ContainerRuntime | undefined {
  const image = stringAt(container, "image");
  const restarts = numberAt(status, 0, "restartCount");
  const id = stringAt(status, "containerID").replace(/^.*:\/\//, "");
  const named = id === "" ? {} : { id };
  const running = objectAt(status, "state", "running");
  if (Object.keys(running).length > 0) {
    const startedAt = Date.parse(stringAt(running, "startedAt"));
    return {
      phase: "running",
      image,
      restarts,
      id: id === "" ? hex(createRandom(restarts), 64) : id,
      startedAt: Number.isNaN(startedAt) ? now : startedAt,
    };
  }
  const ended = objectAt(status, "state", "terminated");
  if (Object.keys(ended).length > 0) {
    const time = (field: string): number => Date.parse(stringAt(ended, field)) || now;
    const reason = stringAt(ended, "reason");
    const exit = {
      exitCode: numberAt(ended, 0, "exitCode"),
      ...(reason === "" ? {} : { reason }),
      id,
      startedAt: time("startedAt"),
      finishedAt: time("finishedAt"),
    };
    return { phase: "done", image, restarts, exit, ...named };
  }
  switch (stringAt(status, "state", "waiting", "reason")) {
    case "ImagePullBackOff":
    case "ErrImagePull":
      return { phase: "pull-backoff", image, restarts };
    case "CrashLoopBackOff":
      return { phase: "crash-backoff", image, restarts, until: now, ...named };
    default:
      return undefined;
  }
}

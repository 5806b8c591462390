/**
 * States as JSON and back. What comes back may have been tampered with: it is checked as bodies
 * from the network are, and capped in size.
 */
import { isArray, isObject, type Json, type JsonObject } from "../api/json.ts";
import type { KubeObject } from "../api/objects.ts";
import { findKind } from "../api/scheme.ts";
import { ApiStatusError } from "../api/status.ts";
import { decodeBare } from "./gate.ts";
import { storageKind } from "./kinds.ts";
import { keyOf } from "./store.ts";
import { DEFAULT_PLUGIN } from "./types.ts";
import type {
  ClusterState,
  ContainerEnd,
  ContainerPhase,
  ContainerRuntime,
  GroupKind,
  NamespacedKey,
  PodRuntime,
} from "./types.ts";
import { arrayAt, isKubeObject, json, objectAt, own, stringAt } from "./values.ts";

/** Of the format; another one is refused. */
export const SNAPSHOT_VERSION = 1;
const MAX_OBJECTS = 20_000;
const MAX_DEPTH = 64;
const MAX_VALUES = 4_000_000;

/** The state as plain JSON. */
export function serialise(state: ClusterState): JsonObject {
  const objects = [...state.objects.values()].flatMap((map) => [...map.values()].map(json));
  const pods = [...state.kubelet.pods].map(([uid, runtime]): Json => [uid, json(runtime)]);
  return {
    version: SNAPSHOT_VERSION,
    resourceVersion: state.resourceVersion,
    seed: state.seed,
    ipam: json(state.ipam),
    kubelet: { images: json(state.kubelet.images), pods },
    plugin: state.plugin,
    objects,
  };
}

export type Parsed =
  | { readonly ok: true; readonly state: ClusterState }
  /** Why it is no snapshot, for a person. */
  | { readonly ok: false; readonly error: string };

class BadSnapshot extends Error {}

function bad(message: string): never {
  throw new BadSnapshot(message);
}

/** Reads a snapshot back. Total: anything else than a sound snapshot is an error. */
export function parse(snapshot: unknown): Parsed {
  try {
    checkSize(snapshot);
    if (!isObject(snapshot)) bad("a snapshot is an object");
    if (own(snapshot, "version") !== SNAPSHOT_VERSION) bad("unknown version of the snapshot");
    return { ok: true, state: readState(snapshot) };
  } catch (error) {
    if (error instanceof BadSnapshot) return { ok: false, error: error.message };
    if (error instanceof ApiStatusError) return { ok: false, error: error.message };
    throw error;
  }
}

/** Bounds depth and number of values before anything recursive looks at them. */
function checkSize(value: unknown): void {
  let count = 0;
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) bad("the snapshot is nested too deeply");
    const next: unknown[] = [];
    for (const item of level) {
      if (typeof item !== "object" || item === null) continue;
      const children: readonly unknown[] = Array.isArray(item) ? item : Object.values(item);
      count += children.length;
      if (count > MAX_VALUES) bad("the snapshot is too large");
      for (const child of children) next.push(child);
    }
    level = next;
  }
}

function readState(snapshot: JsonObject): ClusterState {
  const objects = new Map<GroupKind, Map<NamespacedKey, KubeObject>>();
  const list = own(snapshot, "objects");
  if (!isArray(list) || list.length > MAX_OBJECTS) bad("objects must be a list of sensible length");
  const version = integer(snapshot, "resourceVersion");
  for (const item of list) {
    const { kind, object } = readObject(item, version);
    const map = objects.get(kind) ?? new Map<NamespacedKey, KubeObject>();
    objects.set(kind, map.set(keyOf(object.metadata.namespace, object.metadata.name), object));
  }
  const ipam = objectAt(snapshot, "ipam");
  return {
    resourceVersion: version,
    objects,
    seed: integer(snapshot, "seed"),
    ipam: { nextPodHost: readHosts(ipam), scheduled: integer(ipam, "scheduled") },
    kubelet: {
      images: readImages(objectAt(snapshot, "kubelet", "images")),
      pods: new Map(readPods(objectAt(snapshot, "kubelet"))),
    },
    plugin: readPlugin(own(snapshot, "plugin")),
  };
}

const PLUGIN_ID = /^[a-z0-9-]{1,40}$/;

/** Snapshots from before clusters had plugins name none. Whether there is such a plugin is for others. */
function readPlugin(value: Json | undefined): string {
  if (value === undefined) return DEFAULT_PLUGIN;
  return typeof value === "string" && PLUGIN_ID.test(value)
    ? value
    : bad("plugin must be the id of a plugin");
}

function integer(value: JsonObject, key: string): number {
  const found = own(value, key);
  if (typeof found !== "number" || !Number.isSafeInteger(found)) bad(`${key} must be an integer`);
  return found;
}

/** The end of the year 9999, in milliseconds: what RFC 3339 can write. */
const LAST_TIME = 253_402_300_799_999;

function time(value: JsonObject, key: string): number {
  const found = integer(value, key);
  if (found < 0 || found > LAST_TIME) bad(`${key} must be a time`);
  return found;
}

const RESOURCE_VERSION = /^[0-9]{1,15}$/;

/** An object of a served kind, with fields of the right types. */
function readObject(item: Json, version: number): { kind: GroupKind; object: KubeObject } {
  if (!isKubeObject(item)) bad("an object lacks apiVersion, kind or name");
  const type = findKind(item.apiVersion, item.kind);
  if (type === undefined) bad(`no kind ${item.kind} in ${item.apiVersion}`);
  const { object } = decodeBare(type, json(item), "Strict");
  if (!isKubeObject(object)) bad(`a ${item.kind} lacks its name`);
  const where = `${item.kind} ${keyOf(object.metadata.namespace, object.metadata.name)}`;
  if (type.namespaced !== (object.metadata.namespace !== undefined)) {
    bad(`${where} has the wrong scope`);
  }
  const { resourceVersion = "", uid = "" } = object.metadata;
  if (!RESOURCE_VERSION.test(resourceVersion) || Number(resourceVersion) > version) {
    bad(`${where} has no valid resourceVersion`);
  }
  if (uid === "") bad(`${where} has no uid`);
  return { kind: storageKind(type), object };
}

function readHosts(ipam: JsonObject): Record<string, number> {
  const hosts = objectAt(ipam, "nextPodHost");
  return Object.fromEntries(Object.keys(hosts).map((cidr) => [cidr, integer(hosts, cidr)]));
}

function readImages(images: JsonObject): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.keys(images).map((node) => [
      node,
      arrayAt(images, node).filter((image) => typeof image === "string"),
    ]),
  );
}

function readPods(kubelet: JsonObject): readonly (readonly [string, PodRuntime])[] {
  return arrayAt(kubelet, "pods").map((entry) => {
    if (!isArray(entry)) bad("kubelet.pods must be pairs");
    const [uid, runtime] = entry;
    if (typeof uid !== "string" || !isObject(runtime)) bad("kubelet.pods must be pairs");
    const containers = objectAt(runtime, "containers");
    const stopping = own(runtime, "stopping");
    return [
      uid,
      {
        ip: stringAt(runtime, "ip"),
        since: time(runtime, "since"),
        containers: Object.fromEntries(
          Object.keys(containers).map((name) => [name, readContainer(objectAt(containers, name))]),
        ),
        ...(own(runtime, "held") === true ? { held: true as const } : {}),
        ...(stopping === undefined ? {} : { stopping: time(runtime, "stopping") }),
      },
    ] as const;
  });
}

const PHASES: readonly ContainerPhase[] = [
  "pulling",
  "pull-failed",
  "pull-backoff",
  "starting",
  "running",
  "crash-backoff",
  "done",
];

function optionalTime<K extends string>(value: JsonObject, key: K): Partial<Record<K, number>> {
  const found: Partial<Record<K, number>> = {};
  if (own(value, key) !== undefined) found[key] = time(value, key);
  return found;
}

function readContainer(value: JsonObject): ContainerRuntime {
  const phase = PHASES.find((known) => known === own(value, "phase"));
  if (phase === undefined) bad("a container has no known phase");
  const id = stringAt(value, "id");
  const exit = own(value, "exit");
  const last = own(value, "last");
  return {
    phase,
    image: stringAt(value, "image"),
    restarts: integer(value, "restarts"),
    ...optionalTime(value, "until"),
    ...optionalTime(value, "startedAt"),
    ...(id === "" ? {} : { id }),
    ...(isObject(exit) ? { exit: readEnd(exit) } : {}),
    ...(isObject(last) ? { last: readEnd(last) } : {}),
  };
}

function readEnd(value: JsonObject): ContainerEnd {
  const reason = stringAt(value, "reason");
  const message = stringAt(value, "message");
  return {
    exitCode: integer(value, "exitCode"),
    ...(reason === "" ? {} : { reason }),
    ...(message === "" ? {} : { message }),
    id: stringAt(value, "id"),
    startedAt: time(value, "startedAt"),
    finishedAt: time(value, "finishedAt"),
  };
}

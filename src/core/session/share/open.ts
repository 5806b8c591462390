/** From a description back to a lab: objects are admitted as the API server admits a dump. */
import { isObject, type Json, type JsonObject } from "../../api/json.ts";
import type { KubeObject } from "../../api/objects.ts";
import { findKind, type ResourceType } from "../../api/scheme.ts";
import { isStatus } from "../../api/status.ts";
import { fromObjects } from "../../cluster/bootstrap/objects.ts";
import { VirtualClock } from "../../cluster/clock.ts";
import { Cluster } from "../../cluster/cluster.ts";
import { storageKind } from "../../cluster/kinds.ts";
import { uuid } from "../../cluster/names.ts";
import { createRandom } from "../../cluster/random.ts";
import { keyOf } from "../../cluster/store.ts";
import type { ClusterState } from "../../cluster/types.ts";
import { json, numberAt, objectsAt, stringAt, timestamp, withAt } from "../../cluster/values.ts";
import { withLastApplied } from "../../kubectl/apply/last-applied.ts";
import { pluginNamed } from "../../netpol/profiles/registry.ts";
import { FileError } from "../../shell/files.ts";
import { MemoryFileSystem, type FileSnapshot } from "../../shell/memoryFiles.ts";
import { applyDefaults, decodeObject, validateCreate } from "../../validation/admit.ts";
import { formatFieldError } from "../../validation/fieldError.ts";
import { nameOf } from "../documents.ts";
import { HOME } from "../home.ts";
import { readScenario, ScenarioError, type Scenario } from "../scenario.ts";
import type { SessionStart } from "../session.ts";
import { textIn, Unsound, unsound } from "../untrusted.ts";
import type { ObjectRef, SharedLab } from "./format.ts";
import { mergePatched, portable, withoutServerParts } from "./objects.ts";

export type OpenedShared =
  | { readonly ok: true; readonly start: SessionStart }
  /** Why it cannot be opened, as the end of a sentence. */
  | { readonly ok: false; readonly error: string };

/**
 * The lab of a description.
 * @param base as `shared.base` names it, just begun; the empty cluster when it names none
 * @param now lab time, milliseconds since the epoch
 */
export function openShared(shared: SharedLab, base: SessionStart, now: number): OpenedShared {
  try {
    const cluster = clusterOf(shared, base.cluster, now);
    const start: SessionStart = {
      scenario: shared.scenario === undefined ? base.scenario : scenarioOf(shared.scenario),
      cluster,
      files: filesOf(shared, base.files, now),
      ...(shared.log !== undefined && { log: shared.log }),
    };
    return { ok: true, start };
  } catch (error) {
    if (error instanceof Unsound) return { ok: false, error: error.message };
    throw error;
  }
}

function scenarioOf({ id, ...document }: JsonObject): Scenario {
  try {
    const found = readScenario(textIn(id, "the scenario's id", 64), document);
    return /^[A-Za-z0-9-]+$/.test(found.id) ? found : unsound("the scenario has a strange id");
  } catch (error) {
    if (error instanceof ScenarioError)
      return unsound(`its scenario has a fault at ${error.message}`);
    throw error;
  }
}

function filesOf({ files, removed }: SharedLab, base: FileSnapshot, now: number): FileSnapshot {
  const fs = new MemoryFileSystem(() => now, { home: HOME, snapshot: base });
  try {
    for (const path of removed ?? [])
      if (fs.stat(`${HOME}/${path}`)?.type === "file") fs.remove(`${HOME}/${path}`);
    for (const [path, file] of Object.entries(files ?? {})) {
      const [text, mode] = typeof file === "string" ? [file, 0o644] : file;
      const full = `${HOME}/${path}`;
      fs.mkdir(full.slice(0, full.lastIndexOf("/")), { parents: true });
      if (fs.stat(full) !== undefined) fs.chmod(full, 0o644);
      fs.write(full, text);
      fs.chmod(full, mode);
    }
  } catch (error) {
    if (error instanceof FileError) return unsound(`its files do not fit (${error.code})`);
    throw error;
  }
  return fs.snapshot();
}

/** An object on its way into the cluster. */
interface Entry {
  readonly type: ResourceType;
  readonly value: JsonObject;
  /** The object of the base that it was, or replaces. */
  readonly base?: KubeObject;
}

function clusterOf(shared: SharedLab, base: ClusterState, now: number): ClusterState {
  const gone = new Set(shared.gone ?? []);
  const entries = entriesOf(shared, base, gone);
  const kept = [...base.objects].flatMap(([kind, map]) =>
    [...map].flatMap(([key, object]) => {
      const ref = `${kind} ${key}`;
      return gone.has(ref) || entries.has(ref) ? [] : [object];
    }),
  );
  const made = admitAll(entries, kept, shared, base, now);
  const asked = made.reduce((sum, object) => sum + podsAskedBy(object, made), 0);
  if (asked > MAX_PODS) unsound("it asks for more pods than the lab can run");
  const plugin = shared.plugin ?? base.plugin;
  if (pluginNamed(plugin) === undefined) unsound(`there is no network plugin named “${plugin}”`);
  const joined = fromObjects([...kept, ...made], { now }, { seed: base.seed });
  const runtimes = new Map(joined.kubelet.pods);
  const ipam = joined.ipam.nextPodHost;
  // what was running in the base is known better there than its status tells
  for (const { metadata } of [...kept, ...made]) {
    const runtime = base.kubelet.pods.get(metadata.uid ?? "");
    if (runtime !== undefined) runtimes.set(metadata.uid ?? "", runtime);
  }
  const nextPodHost = Object.entries(base.ipam.nextPodHost).map(
    ([cidr, host]): [string, number] => [
      cidr,
      Math.max(host, Object.hasOwn(ipam, cidr) ? (ipam[cidr] ?? 0) : 0),
    ],
  );
  const state: ClusterState = {
    ...joined,
    plugin,
    ipam: { ...base.ipam, nextPodHost: { ...ipam, ...Object.fromEntries(nextPodHost) } },
    kubelet: { images: joined.kubelet.images, pods: runtimes },
  };
  const cluster = new Cluster(state, new VirtualClock(now));
  cluster.settle();
  cluster.close();
  return cluster.state;
}

/** Pods that the objects of a link may lead to, counted generously. */
const MAX_PODS = 4000;

function podsAskedBy({ kind, ...object }: KubeObject, all: readonly KubeObject[]): number {
  if (kind === "Pod") return 1;
  if (kind === "DaemonSet") return 3 + all.filter((other) => other.kind === "Node").length;
  const value = json(object);
  return numberAt(value, 0, "spec", "replicas") + numberAt(value, 0, "spec", "parallelism");
}

function entriesOf(
  shared: SharedLab,
  base: ClusterState,
  gone: ReadonlySet<ObjectRef>,
): Map<ObjectRef, Entry> {
  const moved = new Set([
    ...Object.keys(shared.addresses ?? {}),
    ...Object.keys(shared.ended ?? {}),
  ]);
  const entries = new Map<ObjectRef, Entry>();
  const add = (object: JsonObject): void => {
    const { apiVersion, kind } = object;
    const type =
      typeof apiVersion === "string" && typeof kind === "string"
        ? findKind(apiVersion, kind)
        : undefined;
    if (type === undefined)
      return unsound("it holds an object of a kind that the lab does not know");
    const { namespace, name } = nameOf(object);
    const group = storageKind(type);
    const key = keyOf(type.namespaced ? namespace : undefined, name);
    const ref = `${group} ${key}`;
    if (entries.has(ref)) return unsound(`it holds two objects named ${ref}`);
    // a pod with another address is another pod
    const isOther = gone.has(ref) || (group === "/Pod" && moved.has(key));
    const before = isOther ? undefined : base.objects.get(group)?.get(key);
    const value = withoutServerParts(object);
    entries.set(ref, { type, value, ...(before !== undefined && { base: before }) });
  };
  for (const object of shared.applied ?? []) add(withLastApplied(object));
  for (const object of shared.objects ?? []) add(object);
  for (const [ref, patch] of shared.patches ?? []) {
    const before = objectOf(base, ref);
    if (before === undefined) return unsound(`it changes ${ref}, which is not there`);
    const changed = mergePatched(portable(before), patch);
    if (isObject(changed)) add({ ...changed, apiVersion: before.apiVersion, kind: before.kind });
  }
  // also where nothing else of it is different
  for (const key of moved) {
    const ref = `/Pod ${key}`;
    const before = objectOf(base, ref);
    if (before !== undefined && !entries.has(ref)) add(portable(before));
  }
  return entries;
}

function objectOf(state: ClusterState, ref: ObjectRef): KubeObject | undefined {
  const space = ref.indexOf(" ");
  for (const [kind, map] of state.objects)
    if (kind === ref.slice(0, space))
      for (const [key, object] of map) if (key === ref.slice(space + 1)) return object;
  return undefined;
}

/** Gives uids, ties owners, decodes, defaults and validates; all or nothing. */
function admitAll(
  entries: ReadonlyMap<ObjectRef, Entry>,
  kept: readonly KubeObject[],
  shared: SharedLab,
  base: ClusterState,
  now: number,
): readonly KubeObject[] {
  const random = createRandom(base.seed);
  const uids = new Map<string, string>();
  const address = (kind: string, namespace: string, name: string): string =>
    `${kind} ${namespace}/${name}`;
  for (const { kind, metadata } of kept)
    uids.set(address(kind, metadata.namespace ?? "", metadata.name), metadata.uid ?? "");
  for (const { type, value, base: before } of entries.values()) {
    const { namespace, name } = nameOf(value);
    const place = type.namespaced ? namespace : "";
    uids.set(address(type.kind, place, name), before?.metadata.uid ?? uuid(random));
  }
  const namespaces = new Set([...uids.keys()].filter((key) => key.startsWith("Namespace /")));
  return [...entries.values()].map((entry) => {
    const { namespace, name } = nameOf(entry.value);
    const place = entry.type.namespaced ? namespace : "";
    if (place !== "" && !namespaces.has(address("Namespace", "", place)))
      unsound(`it has objects in a namespace “${place}” that it does not have`);
    const uidOf = (kind: string, owner: string): string | undefined =>
      uids.get(address(kind, place, owner)) ?? uids.get(address(kind, "", owner));
    const uid = uidOf(entry.type.kind, name) ?? "";
    return admit(entry, uid, uidOf, (pod) => standing(pod, `${place}/${name}`, shared, base, now));
  });
}

type UidOf = (kind: string, name: string) => string | undefined;

function admit(
  { type, value, base }: Entry,
  uid: string,
  uidOf: UidOf,
  withStatus: (pod: JsonObject) => JsonObject,
): KubeObject {
  const owned = withOwners(value, uidOf);
  const namespace = type.namespaced ? nameOf(value).namespace : undefined;
  const decoded = decodeObject(type, withAt(owned, ["metadata", "namespace"], namespace), "Ignore");
  if (isStatus(decoded))
    return unsound(`the API server refuses an object of it: ${decoded.message ?? ""}`);
  const complete = applyDefaults(decoded.object);
  const errors = validateCreate(complete);
  if (errors.length > 0) {
    const text = errors.map(formatFieldError).join(", ");
    return unsound(`the API server refuses ${type.kind} “${complete.metadata.name}”: ${text}`);
  }
  const metadata = { ...complete.metadata, uid };
  const withUid = { ...complete, metadata };
  if (base === undefined)
    return type.kind === "Pod" ? { ...withUid, ...withStatus(json(withUid)) } : withUid;
  // the same object, changed: its age, its status and what it counts go on
  const { creationTimestamp, generation, managedFields } = base.metadata;
  const { status } = json(base);
  const grown = {
    ...(creationTimestamp !== undefined && { creationTimestamp }),
    ...(generation !== undefined && { generation: generation + 1 }),
    ...(managedFields !== undefined && { managedFields }),
  };
  return {
    ...withUid,
    metadata: { ...metadata, ...grown },
    ...(status !== undefined && { status }),
  };
}

/** Owners are known by name; one that is not there is nobody's. */
function withOwners(value: JsonObject, uidOf: UidOf): JsonObject {
  const owners = objectsAt(value, "metadata", "ownerReferences").flatMap((owner): Json[] => {
    const uid = uidOf(stringAt(owner, "kind"), stringAt(owner, "name"));
    return uid === undefined ? [] : [{ ...owner, uid }];
  });
  return withAt(value, ["metadata", "ownerReferences"], owners.length > 0 ? owners : undefined);
}

/** The status of a pod that ran, or has ended, when the lab was shared; else its node starts it. */
function standing(
  pod: JsonObject,
  key: string,
  { addresses, ended }: SharedLab,
  base: ClusterState,
  now: number,
): JsonObject {
  const own = <T>(map: Readonly<Record<string, T>> | undefined): T | undefined =>
    map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined;
  const ip = own(addresses);
  const exitCode = own(ended);
  const node = stringAt(pod, "spec", "nodeName");
  if (node === "" || (ip === undefined && exitCode === undefined)) return {};
  const time = timestamp(now);
  const state: JsonObject =
    exitCode === undefined
      ? { running: { startedAt: time } }
      : {
          terminated: {
            exitCode,
            reason: exitCode === 0 ? "Completed" : "Error",
            startedAt: time,
            finishedAt: time,
          },
        };
  const statuses = objectsAt(pod, "spec", "containers").map((container): Json => {
    const name = stringAt(container, "name");
    const image = stringAt(container, "image");
    return {
      name,
      image,
      imageID: image,
      containerID: `containerd://${stringAt(pod, "metadata", "name")}-${name}`,
      ready: exitCode === undefined,
      started: exitCode === undefined,
      restartCount: 0,
      state,
    };
  });
  const machine = base.objects.get("/Node")?.get(`/${node}`);
  const hostIP = objectsAt(machine, "status", "addresses").find((a) => a["type"] === "InternalIP");
  return {
    status: {
      phase: exitCode === undefined ? "Running" : exitCode === 0 ? "Succeeded" : "Failed",
      startTime: time,
      ...(hostIP !== undefined && { hostIP: stringAt(hostIP, "address") }),
      ...(ip !== undefined && { podIP: ip, podIPs: [{ ip }] }),
      containerStatuses: statuses,
    },
  };
}

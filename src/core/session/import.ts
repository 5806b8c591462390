/**
 * A person's own cluster: manifests, or what `kubectl get -o yaml` printed of a real one. Objects
 * with a life of their own (a status, an address) keep it; the rest is run as if it was applied.
 */
import { isObject, type JsonObject } from "../api/json.ts";
import type { KubeObject, Pod } from "../api/objects.ts";
import { isStatus } from "../api/status.ts";
import { fromObjects } from "../cluster/bootstrap/objects.ts";
import { freshCluster } from "../cluster/bootstrap/fresh.ts";
import { VirtualClock } from "../cluster/clock.ts";
import { Cluster } from "../cluster/cluster.ts";
import type { ClusterState } from "../cluster/types.ts";
import { pluginNamed } from "../netpol/profiles/registry.ts";
import { utf8Length } from "../shell/text.ts";
import { applyDefaults, decodeObject, validateCreate } from "../validation/admit.ts";
import { formatFieldError } from "../validation/fieldError.ts";
import {
  createObjects,
  kindOf,
  nameOf,
  placeOf,
  readFiles,
  resourceOf,
  unknownKind,
  type Problem,
  type SourceFile,
  type SourceObject,
} from "./documents.ts";
import { detectPlugin, type DetectedPlugin } from "./detectPlugin.ts";
import type { SessionStart } from "./session.ts";
import { startFiles } from "./start.ts";

export interface Imported {
  /** Absent when nothing could be taken. */
  readonly start?: SessionStart;
  readonly created: number;
  /** Kinds that the lab does not know, with how many were left out. */
  readonly skipped: ReadonlyMap<string, number>;
  readonly problems: readonly Problem[];
  /** The network plugin whose agent is among the objects; the lab runs it from the start. */
  readonly plugin?: DetectedPlugin;
  /** All that was read, whatever became of it. */
  readonly sources: readonly SourceObject[];
}

const textAt = (object: JsonObject, part: string, key: string): string | undefined => {
  const parent = object[part];
  const value = isObject(parent) ? parent[key] : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
};

/** A pod that has run: it has an address of its own, or has ended (evicted ones have none, S68). */
function isLive({ object }: SourceObject): boolean {
  if (object["kind"] !== "Pod") return false;
  return (
    textAt(object, "status", "podIP") !== undefined ||
    ENDED.has(textAt(object, "status", "phase") ?? "")
  );
}

const ENDED = new Set(["Succeeded", "Failed"]);

/** Dumped as it is; what lacks its address is made as if it was applied. */
function isKept(source: SourceObject): boolean {
  const { kind } = source.object;
  if (kind === "Pod")
    return isLive(source) || textAt(source.object, "status", "phase") === "Pending";
  if (kind === "Service") return textAt(source.object, "spec", "clusterIP") !== undefined;
  return KEPT.has(kindOf(source.object));
}

/** Controllers would make pods of their own beside the dumped ones. */
const MAKES_PODS = new Set([
  "CronJob",
  "DaemonSet",
  "Deployment",
  "Job",
  "ReplicaSet",
  "ReplicationController",
  "StatefulSet",
]);
/** Kept as they are in a dump; the rest goes through the API server. */
const KEPT = new Set(["Namespace", "Node", "Endpoints", "EndpointSlice"]);

/** Builds a lab from files; what is wrong is named with file, line and the API server's words. */
export function importCluster(files: readonly SourceFile[], now: number): Imported {
  const read = readFiles(files);
  const objects = read.objects;
  const skipped = new Map<string, number>();
  const problems = [...read.problems];
  const known = objects.filter((source) => {
    if (resourceOf(source.object) !== undefined) return true;
    const kind = unknownKind(source.object);
    skipped.set(kind, (skipped.get(kind) ?? 0) + 1);
    return false;
  });
  if (known.length === 0) return { created: 0, skipped, problems, sources: objects };
  const live = known.some(isLive);
  const begin = now - 60_000;
  const clock = new VirtualClock(begin);
  const kept = live ? known.filter(isKept) : [];
  const admitted = kept.flatMap((source) => admit(source, problems));
  const state = live ? dumped(admitted, begin) : freshCluster({ now: begin });
  const cluster = new Cluster(state, clock);
  const plugin = detectPlugin(objects.map(({ object }) => object));
  if (plugin !== undefined) cluster.setPlugin(plugin.id);
  cluster.settle();
  const rest = known.filter(
    (source) => !kept.includes(source) && !(live && MAKES_PODS.has(kindOf(source.object))),
  );
  const applied = cluster.batch(() => createObjects(cluster, rest.map(withoutServerFields)));
  cluster.settle();
  cluster.close();
  const created = applied.created + admitted.length;
  problems.push(...applied.problems);
  return {
    created,
    skipped,
    problems,
    sources: objects,
    ...(plugin !== undefined && { plugin }),
    start: {
      scenario: {
        id: "import",
        title: titleOf(files),
        summary: "Your own objects.",
        level: "Your cluster",
        story: [
          summary(created, skipped, problems),
          ...(plugin === undefined ? [] : [pluginFound(plugin)]),
        ],
        steps: [
          { text: "Everything that was taken over.", command: "kubectl get pods,svc,netpol -A" },
          {
            text: "How the API server reads the policies.",
            command: "kubectl describe netpol -A",
          },
        ],
        watch: [],
        outside: [],
      },
      cluster: cluster.state,
      files: startFiles(homeFiles(files), now),
    },
  };
}

function titleOf(files: readonly SourceFile[]): string {
  const name = files.length === 1 ? files[0]?.name.trim() : `${files.length} files`;
  return name === undefined || name === "" ? "Import" : name;
}

/** What was recognised, in a sentence for a person. */
export function pluginFound({ id, by }: DetectedPlugin): string {
  const title = pluginNamed(id)?.title ?? id;
  return `The network plugin is ${title}, as ${by} says; the header has a menu of others.`;
}

function summary(
  created: number,
  skipped: ReadonlyMap<string, number>,
  problems: readonly Problem[],
): string {
  const left = [...skipped].map(([kind, count]) => `${count} × ${kind}`);
  return [
    `${created} objects were taken over.`,
    left.length === 0 ? "" : ` Left out, as the lab does not know them: ${left.join(", ")}.`,
    problems.length === 0 ? "" : ` ${problems.length} were refused or could not be read.`,
  ].join("");
}

/** Decodes, defaults and validates as the API server would; status and addresses stay. */
function admit(source: SourceObject, problems: Problem[]): readonly KubeObject[] {
  const { object, file } = source;
  const type = resourceOf(object);
  if (type === undefined) return [];
  const decoded = decodeObject(type, object, "Ignore");
  if (isStatus(decoded)) {
    const message = decoded.message ?? "refused";
    problems.push({ file, ...placeOf(source), message, source });
    return [];
  }
  const { namespace } = nameOf(object);
  const { metadata } = decoded.object;
  const placed = type.namespaced
    ? { ...decoded.object, metadata: { ...metadata, namespace } }
    : decoded.object;
  const complete = applyDefaults(placed);
  const errors = validateCreate(complete);
  if (errors.length === 0) return [running(complete)];
  const text = errors.map(formatFieldError).join(", ");
  const message = `${type.kind} "${metadata.name}" is invalid: ${text}`;
  problems.push({ file, ...placeOf(source, errors[0]?.path), message, source });
  return [];
}

const READY = [
  "PodReadyToStartContainers",
  "Initialized",
  "Ready",
  "ContainersReady",
  "PodScheduled",
].map((type) => ({ type, status: "True" as const }));

/** A pod with an address runs, also where a shortened dump says nothing of its containers. */
function running(object: KubeObject): KubeObject {
  if (object.kind !== "Pod") return object;
  const pod = object as Pod;
  const { status } = pod;
  if (status?.podIP === undefined || status.containerStatuses !== undefined) return pod;
  if (status.phase !== undefined && status.phase !== "Running") return pod;
  const startedAt = pod.metadata.creationTimestamp ?? "2026-01-01T00:00:00Z";
  const containerStatuses = pod.spec.containers.map(({ name, image = "" }) => ({
    name,
    image,
    imageID: image,
    containerID: `containerd://${pod.metadata.name}-${name}`,
    ready: true,
    started: true,
    restartCount: 0,
    state: { running: { startedAt } },
  }));
  const conditions = status.conditions ?? READY;
  const dumpedStatus = { ...status, phase: "Running" as const, containerStatuses, conditions };
  return { ...pod, status: dumpedStatus } as Pod;
}

/** A cluster of dumped objects, with the namespaces, nodes and DNS that a dump may lack. */
function dumped(own: readonly KubeObject[], now: number): ClusterState {
  const placeOf = ({ metadata }: KubeObject): string => metadata.namespace ?? "";
  const keyOf = (o: KubeObject): string => `${o.kind}/${placeOf(o)}/${o.metadata.name}`;
  const given = new Set(own.map(keyOf));
  const hasNodes = own.some((o) => o.kind === "Node");
  const hasSystem = own.some((o) => o.kind === "Pod" && placeOf(o) === "kube-system");
  const namespaces = new Set(own.map(placeOf).filter((name) => name !== ""));
  const missing = [...namespaces]
    .filter((name) => !given.has(`Namespace//${name}`))
    .map((name) => applyDefaults({ apiVersion: "v1", kind: "Namespace", metadata: { name } }));
  const standIn = [...freshCluster({ now }).objects.values()].flatMap((map) => [...map.values()]);
  const filled = standIn.filter((object) => {
    if (given.has(keyOf(object)) || namespaces.has(object.metadata.name)) return false;
    if (object.kind === "Node") return !hasNodes;
    // a dump with kube-system has its own DNS; the stand-in's would only be in the way
    return !(hasSystem && placeOf(object) === "kube-system");
  });
  return fromObjects(
    [...filled, ...missing, ...own.map(withoutLostOwners(own))],
    { now },
    { pending: "hold" },
  );
}

/** Workloads stay out of a dump: what they own would be collected as garbage without them. */
function withoutLostOwners(own: readonly KubeObject[]): (object: KubeObject) => KubeObject {
  const here = new Set(own.map(({ metadata }) => metadata.uid));
  return (object) => {
    const { ownerReferences, ...metadata } = object.metadata;
    if (ownerReferences === undefined) return object;
    const left = ownerReferences.filter(({ uid }) => here.has(uid));
    return left.length === 0
      ? { ...object, metadata }
      : { ...object, metadata: { ...metadata, ownerReferences: left } };
  };
}

const SERVER_METADATA = [
  "uid",
  "resourceVersion",
  "creationTimestamp",
  "managedFields",
  "ownerReferences",
  "generation",
  "selfLink",
];

/** What a create must not carry. */
function withoutServerFields(source: SourceObject): SourceObject {
  const { metadata } = source.object;
  if (!isObject(metadata)) return source;
  const kept = Object.entries(metadata).filter(([key]) => !SERVER_METADATA.includes(key));
  const { status: _, ...rest } = source.object;
  return { ...source, object: { ...rest, metadata: Object.fromEntries(kept) } };
}

/** Of the home folder, for dropped files; the rest is the person's. */
const HOME_SHARE = 2 * 1024 * 1024;

/** The dropped files stay at hand in the home folder, if they fit there. */
/** `a.yaml`, `a-2.yaml`, …: files of one name from several folders are all kept. */
function numbered(name: string, taken: ReadonlyMap<string, string>): string {
  const dot = name.lastIndexOf(".");
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
  let free = name;
  for (let i = 2; taken.has(free); i++) free = `${stem}-${i}${ending}`;
  return free;
}

function homeFiles(files: readonly SourceFile[]): Readonly<Record<string, string>> {
  const kept = new Map<string, string>();
  let left = HOME_SHARE;
  for (const { name, text } of files.slice(0, 200)) {
    const own = name
      .replace(/^.*[\\/]/, "")
      .replace(/[^\w.-]/g, "_")
      .slice(0, 200);
    const size = utf8Length(text);
    // hidden names may be the lab's own
    if (own === "" || own.startsWith(".") || size > Math.min(left, 512 * 1024)) continue;
    kept.set(numbered(own, kept), text);
    left -= size;
  }
  return Object.fromEntries(kept);
}

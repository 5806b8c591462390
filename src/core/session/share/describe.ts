/** The smallest description of a lab that a link can carry. */
import { isObject, type JsonObject } from "../../api/json.ts";
import type { KubeObject } from "../../api/objects.ts";
import { findKind } from "../../api/scheme.ts";
import { json, numberAt, objectAt, objectsAt, stringAt } from "../../cluster/values.ts";
import type { ClusterState, GroupKind, NamespacedKey } from "../../cluster/types.ts";
import { LAST_APPLIED, lastApplied, withLastApplied } from "../../kubectl/apply/last-applied.ts";
import type { FileSnapshot } from "../../shell/memoryFiles.ts";
import { HOME } from "../home.ts";
import { same } from "../jsonPatch.ts";
import type { Scenario } from "../scenario.ts";
import type { SessionStart } from "../session.ts";
import {
  MAX_LOG,
  SHARE_VERSION,
  type ObjectRef,
  type SharedLab,
  type SharedView,
} from "./format.ts";
import { isDerived, meansTheSame, mergePatch, portable, withoutDefaults } from "./objects.ts";

export interface DescribedLab {
  readonly scenario: Scenario;
  readonly cluster: ClusterState;
  readonly files: FileSnapshot;
  /** Commands to be sent along. */
  readonly log?: readonly string[];
  readonly view?: SharedView;
}

/** What the description says differences from: a scenario as it begins, or an empty cluster. */
export interface ShareBase {
  /** Absent for the empty cluster. */
  readonly id?: string;
  readonly start: SessionStart;
}

/**
 * Describes a lab as differences from its base. Opening the description gives the same objects, the
 * same addresses, the same plugin and files; times, uids and what controllers derive are made anew.
 */
export function describeLab(lab: DescribedLab, base: ShareBase): SharedLab {
  const { cluster } = lab;
  const { id, ...scenario } = lab.scenario;
  const from = base.start;
  const objects = objectDifferences(from.cluster, cluster);
  const files = fileDifferences(from.files, lab.files);
  const log = (lab.log ?? []).slice(-MAX_LOG).filter((line) => line.length <= 4000);
  const described: SharedLab = {
    version: SHARE_VERSION,
    ...(base.id !== undefined && { base: base.id }),
    ...(!same(json(lab.scenario), json(from.scenario)) && { scenario: { id, ...json(scenario) } }),
    ...(cluster.plugin !== from.cluster.plugin && { plugin: cluster.plugin }),
    ...objects,
    ...files,
    ...(log.length > 0 && { log }),
    ...(lab.view !== undefined && Object.keys(lab.view).length > 0 && { view: lab.view }),
  };
  return withoutEmpty(described);
}

/** Without lists and maps that say nothing. */
function withoutEmpty(described: SharedLab): SharedLab {
  const kept = Object.entries(described).filter(
    ([, value]: [string, unknown]) =>
      typeof value !== "object" || value === null || Object.keys(value).length > 0,
  );
  return { ...Object.fromEntries(kept), version: SHARE_VERSION };
}

const NONE: ReadonlyMap<NamespacedKey, KubeObject> = new Map();

/** Minimising is quadratic in an object's fields; of a large import it would not help. */
const MINIMISED = 150;

type ObjectDifferences = Pick<
  SharedLab,
  "objects" | "applied" | "patches" | "gone" | "addresses" | "ended"
>;

function objectDifferences(from: ClusterState, to: ClusterState): ObjectDifferences {
  const fresh: KubeObject[] = [];
  const patches: [ObjectRef, JsonObject][] = [];
  const gone: ObjectRef[] = [];
  for (const kind of new Set([...from.objects.keys(), ...to.objects.keys()])) {
    const before = from.objects.get(kind) ?? NONE;
    const after = to.objects.get(kind) ?? NONE;
    const isThere = (object: KubeObject): boolean =>
      object.metadata.deletionTimestamp === undefined && !isDerived(kind, object);
    for (const [key, object] of after) {
      if (!isThere(object)) continue;
      const old = before.get(key);
      const isOther = kind === "/Pod" && old !== undefined && hasLostAddress(old, object);
      const patch =
        old === undefined || isOther ? undefined : mergePatch(portable(old), portable(object));
      if (isOther) gone.push(refOf(kind, key));
      if (patch === undefined) fresh.push(object);
      else if (Object.keys(patch).length > 0) patches.push([refOf(kind, key), patch]);
    }
    for (const [key, object] of before) {
      const now = after.get(key);
      if (!isDerived(kind, object) && (now === undefined || !isThere(now)))
        gone.push(refOf(kind, key));
    }
  }
  const written = fresh.map((object) => writtenAs(object, fresh.length <= MINIMISED));
  return {
    objects: written.filter(({ applied }) => !applied).map(({ object }) => object),
    applied: written.filter(({ applied }) => applied).map(({ object }) => object),
    patches,
    gone,
    ...podsThatDiffer(from, to),
  };
}

const refOf = (kind: GroupKind, key: NamespacedKey): ObjectRef => `${kind} ${key}`;

interface Written {
  readonly object: JsonObject;
  /** `kubectl apply` keeps that it applied just this. */
  readonly applied: boolean;
}

const texts = new WeakMap<KubeObject, Written>();

/** An object as short as it can be written. */
function writtenAs(object: KubeObject, minimise: boolean): Written {
  const known = texts.get(object);
  if (known !== undefined) return known;
  const whole = portable(object);
  const type = findKind(object.apiVersion, object.kind);
  if (type === undefined || !minimise) return { object: whole, applied: false };
  const last = lastApplied(json(object));
  const applied = last === undefined ? undefined : withoutEmptyAnnotations(last);
  const isWhole =
    applied !== undefined && meansTheSame(type, lastAppliedOf(applied, object), whole);
  const written = isWhole
    ? { object: applied, applied: true }
    : { object: withoutDefaults(type, whole), applied: false };
  texts.set(object, written);
  return written;
}

/** What apply would have stored; the text of the annotation is what it really stored. */
function lastAppliedOf(applied: JsonObject, object: KubeObject): JsonObject {
  const again = withLastApplied(applied);
  const text = stringAt(again, "metadata", "annotations", LAST_APPLIED);
  return text === stringAt(json(object), "metadata", "annotations", LAST_APPLIED) ? again : {};
}

function withoutEmptyAnnotations(object: JsonObject): JsonObject {
  const { metadata } = object;
  if (!isObject(metadata) || !isObject(metadata["annotations"])) return object;
  if (Object.keys(metadata["annotations"]).length > 0) return object;
  const { annotations: _, ...rest } = metadata;
  return { ...object, metadata: rest };
}

/** Where pods stand, as far as a fresh start would not lead there. */
function podsThatDiffer(from: ClusterState, to: ClusterState): ObjectDifferences {
  const before = from.objects.get("/Pod") ?? NONE;
  const addresses: [string, string][] = [];
  const ended: [string, number][] = [];
  for (const [key, pod] of to.objects.get("/Pod") ?? NONE) {
    if (pod.metadata.deletionTimestamp !== undefined) continue;
    const { ip, exitCode } = standing(pod);
    const old = before.get(key);
    const was = old === undefined ? {} : standing(old);
    if (ip === was.ip && exitCode === was.exitCode) continue;
    if (ip !== undefined) addresses.push([key, ip]);
    if (exitCode !== undefined) ended.push([key, exitCode]);
  }
  return { addresses: Object.fromEntries(addresses), ended: Object.fromEntries(ended) };
}

/** A pod of a name that was another's, and that does not run (yet). */
function hasLostAddress(old: KubeObject, now: KubeObject): boolean {
  return standing(old).ip !== undefined && stringAt(json(now), "status", "podIP") === "";
}

interface Standing {
  readonly ip?: string;
  readonly exitCode?: number;
}

/** The address of a pod that runs or ran, and the exit code when it has ended. */
function standing(pod: KubeObject): Standing {
  const value = json(pod);
  const phase = stringAt(value, "status", "phase");
  const statuses = objectsAt(value, "status", "containerStatuses");
  const ip = stringAt(value, "status", "podIP");
  const at = ip === "" ? {} : { ip };
  if (phase === "Succeeded" || phase === "Failed") {
    const codes = statuses.map((s) => numberAt(s, 0, "state", "terminated", "exitCode"));
    return { ...at, exitCode: Math.max(phase === "Failed" ? 1 : 0, ...codes) };
  }
  const runs = statuses.every((s) => Object.keys(objectAt(s, "state", "running")).length > 0);
  return phase === "Running" && runs ? at : {};
}

/** Files that the shell and kubectl keep for themselves. */
const OWN_FILES = /^(\.kube\/cache\/|\.bash_history$|\.cache\/)/;

/** A file's mode unless it is made special (`chmod`). */
const PLAIN_MODE = 0o644;

function fileDifferences(
  from: FileSnapshot,
  to: FileSnapshot,
): Pick<SharedLab, "files" | "removed"> {
  const home = (path: string): string | undefined =>
    path.startsWith(`${HOME}/`) && !OWN_FILES.test(path.slice(HOME.length + 1))
      ? path.slice(HOME.length + 1)
      : undefined;
  const files = Object.entries(to).flatMap(([path, { text, mode }]) => {
    const name = home(path);
    const old = Object.hasOwn(from, path) ? from[path] : undefined;
    if (name === undefined || text === undefined) return [];
    if (old?.text === text && old.mode === mode) return [];
    return [[name, mode === PLAIN_MODE ? text : ([text, mode] as const)] as const];
  });
  const removed = Object.entries(from).flatMap(([path, { text }]) => {
    const name = home(path);
    const left = Object.hasOwn(to, path) && to[path]?.text !== undefined;
    return name === undefined || text === undefined || left ? [] : [name];
  });
  return { files: Object.fromEntries(files), removed };
}

/**
 * managedFields: who wrote what, kept for every write.
 * Source: apimachinery `pkg/util/managedfields`, structured-merge-diff `merge/update.go`.
 */
import { isObject, type Json, type JsonObject } from "../../api/json.ts";
import { rulesOf } from "../patch/lists.ts";
import { compact, equal, objectsAt, own, stringAt, timestamp, withAt } from "../values.ts";
import {
  compare,
  difference,
  EMPTY,
  fromFieldsV1,
  isEmpty,
  recursiveDifference,
  toFieldsV1,
  union,
  type FieldSet,
} from "./fields.ts";

export interface Manager {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly apiVersion: string;
  readonly subresource: string;
  readonly time: string;
  readonly fields: FieldSet;
}

/** More writers than these: the oldest updates are folded into one. */
const MAX_UPDATERS = 10;
const FOLDED = "ancient-changes";
/** Fields nobody owns (`stripSet`). */
const STRIPPED = [
  "creationTimestamp",
  "deletionGracePeriodSeconds",
  "deletionTimestamp",
  "generation",
  "managedFields",
  "name",
  "namespace",
  "resourceVersion",
  "selfLink",
  "uid",
];

/** Structs that exist in an object of the kind even when nothing is in them. */
const SKELETON: Readonly<Record<string, JsonObject>> = {
  Deployment: { spec: { strategy: {}, template: { metadata: {}, spec: {} } } },
  StatefulSet: { spec: { updateStrategy: {}, template: { metadata: {}, spec: {} } } },
  DaemonSet: { spec: { updateStrategy: {}, template: { metadata: {}, spec: {} } } },
  ReplicaSet: { spec: { template: { metadata: {}, spec: {} } } },
  Job: { spec: { template: { metadata: {}, spec: {} } } },
  CronJob: {
    spec: { jobTemplate: { metadata: {}, spec: { template: { metadata: {}, spec: {} } } } },
  },
};
const TOP_STRUCTS = ["metadata", "spec", "status"];

function skeleton(object: JsonObject): JsonObject {
  const kind = stringAt(object, "kind");
  const tops = TOP_STRUCTS.filter((field) => isObject(own(object, field))).map(
    (field) => [field, {}] as const,
  );
  return {
    ...Object.fromEntries(tops),
    ...(Object.hasOwn(SKELETON, kind) ? SKELETON[kind] : {}),
  };
}

/** The object as its fields are counted: without what the server itself keeps. */
export function countable(object: JsonObject): JsonObject {
  const metadata = own(object, "metadata");
  const rest = Object.fromEntries(
    Object.entries(object).filter(([key]) => key !== "apiVersion" && key !== "kind"),
  );
  if (!isObject(metadata)) return rest;
  const kept = Object.entries(metadata).filter(([key]) => !STRIPPED.includes(key));
  return { ...rest, metadata: Object.fromEntries(kept) };
}

/** The status belongs to its subresource, everything else to the main resource. */
function writable(object: JsonObject, subresource: string): JsonObject {
  return Object.fromEntries(
    Object.entries(object).filter(([key]) => (key === "status") === (subresource === "status")),
  );
}

export function managersOf(object: JsonObject): readonly Manager[] {
  return objectsAt(object, "metadata", "managedFields").map((entry) => ({
    manager: stringAt(entry, "manager"),
    operation: stringAt(entry, "operation") === "Apply" ? "Apply" : "Update",
    apiVersion: stringAt(entry, "apiVersion"),
    subresource: stringAt(entry, "subresource"),
    time: stringAt(entry, "time"),
    fields: fromFieldsV1(own(entry, "fieldsV1")),
  }));
}

/** Writes the managers into the object: applied ones first, then by time and name. */
export function withManagers(object: JsonObject, managers: readonly Manager[]): JsonObject {
  const kept = managers
    .filter((manager) => !isEmpty(manager.fields))
    .toSorted(
      (a, b) =>
        compareText(a.operation, b.operation) ||
        compareText(a.time, b.time) ||
        compareText(a.manager, b.manager) ||
        compareText(a.subresource, b.subresource),
    )
    .map((manager): Json =>
      compact({
        manager: manager.manager,
        operation: manager.operation,
        apiVersion: manager.apiVersion,
        time: manager.time,
        fieldsType: "FieldsV1",
        fieldsV1: toFieldsV1(manager.fields),
        subresource: manager.subresource === "" ? undefined : manager.subresource,
      }),
    );
  return withAt(object, ["metadata", "managedFields"], kept.length === 0 ? undefined : kept);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** An applier is the same whichever version of the API it uses. */
export function isSameManager(a: Manager, b: Omit<Manager, "fields" | "time">): boolean {
  return (
    a.manager === b.manager &&
    a.operation === b.operation &&
    (a.operation === "Apply" || a.apiVersion === b.apiVersion) &&
    a.subresource === b.subresource
  );
}

/**
 * Notes a create (no `old`) or an update by a manager: what changed is its own from now on, and
 * nobody else's. An update that changes nothing changes no entry.
 */
export function trackUpdate(
  object: JsonObject,
  old: JsonObject | undefined,
  manager: string,
  now: number,
  subresource: string,
): JsonObject {
  const cleared = objectsAt(object, "metadata", "managedFields").length === 0;
  const before = old ?? skeleton(object);
  const known = old === undefined || (cleared && hasManagers(object)) ? [] : managersOf(old);
  const rules = rulesOf({ kind: stringAt(object, "kind") });
  const part = (value: JsonObject): JsonObject => writable(countable(value), subresource);
  const { changed, removed } = compare(part(before), part(object), rules);
  const identity = {
    manager,
    operation: "Update" as const,
    apiVersion: stringAt(object, "apiVersion"),
    subresource,
  };
  const lost = union(changed, removed);
  const others = known
    .filter((entry) => !isSameManager(entry, identity))
    .map((entry) => ({
      ...entry,
      fields: difference(recursiveDifference(entry.fields, removed), lost),
    }));
  const mine = known.find((entry) => isSameManager(entry, identity));
  const fields = union(recursiveDifference(mine?.fields ?? EMPTY, removed), changed);
  const same = mine !== undefined && equal(toFieldsV1(fields), toFieldsV1(mine.fields));
  const time = same && isEmpty(changed) ? mine.time : timestamp(now);
  return withManagers(object, fold([...others, { ...identity, fields, time }]));
}

/** True when the client sent an empty list on purpose, which resets the tracking. */
function hasManagers(object: JsonObject): boolean {
  const metadata = own(object, "metadata");
  return isObject(metadata) && Object.hasOwn(metadata, "managedFields");
}

function fold(managers: readonly Manager[]): readonly Manager[] {
  const updaters = managers.filter((m) => m.operation === "Update" && m.subresource === "");
  if (updaters.length <= MAX_UPDATERS) return managers;
  const oldest = updaters
    .toSorted((a, b) => compareText(a.time, b.time))
    .slice(0, updaters.length - MAX_UPDATERS + 1);
  const rest = managers.filter((manager) => !oldest.includes(manager));
  const [first] = oldest;
  if (first === undefined) return managers;
  const fields = oldest.reduce((set, manager) => union(set, manager.fields), EMPTY);
  return [...rest, { ...first, manager: FOLDED, fields }];
}

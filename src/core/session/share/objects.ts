/** Objects as they travel: what a person would write, and the differences between two of them. */
import { isArray, isObject, type Json, type JsonObject } from "../../api/json.ts";
import type { KubeObject } from "../../api/objects.ts";
import type { ResourceType } from "../../api/scheme.ts";
import { isStatus } from "../../api/status.ts";
import { json, stringsAt } from "../../cluster/values.ts";
import { applyDefaults, decodeObject } from "../../validation/admit.ts";
import { same } from "../jsonPatch.ts";

/** Given by the server, or true only of this moment. */
const SERVER_METADATA = new Set([
  "creationTimestamp",
  "deletionGracePeriodSeconds",
  "deletionTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "selfLink",
  "uid",
]);

const portables = new WeakMap<KubeObject, JsonObject>();

/** An object without status and what the server gave it; owners are known by name, not by uid. */
export function portable(object: KubeObject): JsonObject {
  let found = portables.get(object);
  if (found === undefined) {
    found = withoutServerParts(json(object));
    portables.set(object, found);
  }
  return found;
}

/** The same of JSON from elsewhere. */
export function withoutServerParts(object: JsonObject): JsonObject {
  const { status: _, metadata, ...rest } = object;
  if (!isObject(metadata)) return { ...rest, metadata: {} };
  const entries = Object.entries(metadata)
    .filter(([key]) => !SERVER_METADATA.has(key))
    .map(([key, value]): [string, Json | undefined] => [
      key,
      key === "ownerReferences" && isArray(value) ? value.map(withoutUid) : value,
    ]);
  const { apiVersion, kind, ...body } = rest;
  return { apiVersion, kind, metadata: Object.fromEntries(entries), ...body };
}

function withoutUid(owner: Json): Json {
  if (!isObject(owner)) return owner;
  const { uid: _, ...rest } = owner;
  return rest;
}

const SLICES = "discovery.k8s.io/EndpointSlice";

/** Kinds that tell what happened, and nothing of how things are. */
const PASSING: ReadonlySet<string> = new Set(["/Event", "coordination.k8s.io/Lease"]);

/** True for what the cluster makes by itself out of the other objects. */
export function isDerived(kind: string, object: KubeObject): boolean {
  if (PASSING.has(kind)) return true;
  const { name } = object.metadata;
  if (kind === "/ServiceAccount") return name === "default";
  if (kind === "/ConfigMap") return name === "kube-root-ca.crt";
  const labels = stringsAt(json(object), "metadata", "labels");
  if (kind === "/Endpoints") return Object.hasOwn(labels, "endpoints.kubernetes.io/managed-by");
  const manager = labels["endpointslice.kubernetes.io/managed-by"] ?? "";
  return kind === SLICES && manager.endsWith(".k8s.io");
}

/** The object as the API server would store it; undefined when it cannot be read. */
function completed(type: ResourceType, object: JsonObject): JsonObject | undefined {
  const decoded = decodeObject(type, object, "Ignore");
  return isStatus(decoded) ? undefined : json(applyDefaults(decoded.object));
}

/** True when the API server fills both up to the same object. */
export function meansTheSame(type: ResourceType, a: JsonObject, b: JsonObject): boolean {
  return same(completed(type, a), completed(type, b));
}

/** The object without the fields that the API's defaults give back. */
export function withoutDefaults(type: ResourceType, object: JsonObject): JsonObject {
  const whole = completed(type, object);
  if (whole === undefined) return object;
  const isEnough = (candidate: Json): boolean =>
    isObject(candidate) &&
    candidate["kind"] === object["kind"] &&
    candidate["apiVersion"] === object["apiVersion"] &&
    same(completed(type, candidate), whole);
  const short = shortened(object, isEnough);
  return isObject(short) ? short : object;
}

function shortened(value: Json, isEnough: (candidate: Json) => boolean): Json {
  if (isArray(value)) {
    return value.reduce<readonly Json[]>(
      (list, item, i) =>
        list.with(
          i,
          shortened(item, (other) => isEnough(list.with(i, other))),
        ),
      value,
    );
  }
  if (!isObject(value)) return value;
  let rest: JsonObject = value;
  for (const [key, inner] of Object.entries(value)) {
    const without = Object.fromEntries(Object.entries(rest).filter(([name]) => name !== key));
    if (isEnough(without)) rest = without;
    else if (typeof inner === "object" && inner !== null) {
      const before = rest;
      const short = shortened(inner, (other) => isEnough({ ...before, [key]: other }));
      rest = { ...before, [key]: short };
    }
  }
  return rest;
}

/** The JSON merge patch from one object to another; undefined when none can say it. */
export function mergePatch(from: JsonObject, to: JsonObject): JsonObject | undefined {
  const entries: [string, Json][] = [];
  for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const before = Object.hasOwn(from, key) ? from[key] : undefined;
    const after = Object.hasOwn(to, key) ? to[key] : undefined;
    if (after === undefined) {
      if (before !== undefined) entries.push([key, null]);
    } else if (isObject(before) && isObject(after)) {
      const inner = mergePatch(before, after);
      if (inner === undefined) return undefined;
      if (Object.keys(inner).length > 0) entries.push([key, inner]);
    } else if (!same(before, after)) {
      if (holdsNull(after)) return undefined;
      entries.push([key, after]);
    }
  }
  return Object.fromEntries(entries);
}

function holdsNull(value: Json | undefined): boolean {
  if (value === null) return true;
  return isObject(value) && Object.values(value).some(holdsNull);
}

/** Applies a JSON merge patch (RFC 7386). */
export function mergePatched(value: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const result = new Map(Object.entries(isObject(value) ? value : {}));
  for (const [key, change] of Object.entries(patch)) {
    if (change === null || change === undefined) result.delete(key);
    else result.set(key, mergePatched(result.get(key), change));
  }
  return Object.fromEntries(result);
}

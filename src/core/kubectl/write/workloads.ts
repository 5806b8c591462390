/** Pod templates, containers and selectors inside objects of any kind that has them. */
import { isObject, type JsonObject } from "../../api/json.ts";
import type { ResourceType } from "../../api/scheme.ts";
import { at, objectAt, objectsAt, stringsAt, withAt } from "../../cluster/values.ts";

/** Where the pod spec of a kind lies; undefined for kinds without one. */
const POD_SPEC_PATHS: Readonly<Record<string, readonly string[]>> = {
  "/Pod": ["spec"],
  "/PodTemplate": ["template", "spec"],
  "/ReplicationController": ["spec", "template", "spec"],
  "apps/Deployment": ["spec", "template", "spec"],
  "apps/DaemonSet": ["spec", "template", "spec"],
  "apps/ReplicaSet": ["spec", "template", "spec"],
  "apps/StatefulSet": ["spec", "template", "spec"],
  "batch/Job": ["spec", "template", "spec"],
  "batch/CronJob": ["spec", "jobTemplate", "spec", "template", "spec"],
};

export function podSpecPath(
  type: Pick<ResourceType, "group" | "kind">,
): readonly string[] | undefined {
  const key = `${type.group}/${type.kind}`;
  return Object.hasOwn(POD_SPEC_PATHS, key) ? POD_SPEC_PATHS[key] : undefined;
}

export function podSpecOf(
  type: Pick<ResourceType, "group" | "kind">,
  object: JsonObject,
): JsonObject | undefined {
  const path = podSpecPath(type);
  if (path === undefined) return undefined;
  const spec = at(object, ...path);
  return isObject(spec) ? spec : {};
}

/** The object with its pod spec replaced. */
export function withPodSpec(
  type: Pick<ResourceType, "group" | "kind">,
  object: JsonObject,
  spec: JsonObject,
): JsonObject {
  const path = podSpecPath(type);
  return path === undefined ? object : withAt(object, path, spec);
}

/** The containers of a pod spec, ordinary ones first as kubectl goes through them. */
export const CONTAINER_FIELDS = ["containers", "initContainers"] as const;

export function containersOf(spec: JsonObject): readonly JsonObject[] {
  return objectsAt(spec, "containers");
}

/**
 * Labels that select an object's pods; undefined for kinds that select none, and for selectors
 * with expressions `text` says what cannot be turned into labels.
 */
export function mapSelectorOf(
  type: Pick<ResourceType, "group" | "kind">,
  object: JsonObject,
): Readonly<Record<string, string>> | { readonly error: string } | undefined {
  switch (`${type.group}/${type.kind}`) {
    case "/Pod":
      return stringsAt(object, "metadata", "labels");
    case "/Service":
    case "/ReplicationController":
      return stringsAt(object, "spec", "selector");
    case "apps/Deployment":
    case "apps/ReplicaSet": {
      const selector = objectAt(object, "spec", "selector");
      if (objectsAt(selector, "matchExpressions").length > 0) {
        return { error: 'couldn\'t convert expressions - "%v" to map-based selector format' };
      }
      return stringsAt(selector, "matchLabels");
    }
  }
  return undefined;
}

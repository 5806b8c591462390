/** What the workload controllers ask of pods. */
import type { JsonObject } from "../../api/json.ts";
import type { KubeObject } from "../../api/objects.ts";
import { fnv32a, safeEncode } from "../names.ts";
import { conditionOf } from "../table/printer.ts";
import { at, compact, json, objectAt, stringAt, stringsAt, own } from "../values.ts";
import { controllerReference } from "./owners.ts";

/** True while the pod counts: neither on its way out nor finished. */
export function isActive(pod: KubeObject): boolean {
  const phase = stringAt(pod, "status", "phase");
  return (
    pod.metadata.deletionTimestamp === undefined && phase !== "Succeeded" && phase !== "Failed"
  );
}

export function isTerminating(pod: KubeObject): boolean {
  const phase = stringAt(pod, "status", "phase");
  return (
    pod.metadata.deletionTimestamp !== undefined && phase !== "Succeeded" && phase !== "Failed"
  );
}

export function isReady(pod: KubeObject): boolean {
  return conditionOf(pod, "Ready")?.["status"] === "True";
}

/** Which pods go first: unbound, pending, not ready, then the youngest (`ActivePods`). */
export function byDispensability(a: KubeObject, b: KubeObject): number {
  const rank = (pod: KubeObject): number =>
    (stringAt(pod, "spec", "nodeName") === "" ? 0 : 4) +
    (stringAt(pod, "status", "phase") === "Running" ? 2 : 0) +
    (isReady(pod) ? 1 : 0);
  const created = (pod: KubeObject): string => pod.metadata.creationTimestamp ?? "";
  return (
    rank(a) - rank(b) ||
    (created(a) < created(b) ? 1 : created(a) > created(b) ? -1 : 0) ||
    Number(b.metadata.resourceVersion ?? 0) - Number(a.metadata.resourceVersion ?? 0)
  );
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => [key, canonical(field)]),
  );
}

/** The hash of a template in the letters of generated names. */
export function templateHash(template: unknown, collisions = 0): string {
  const text = JSON.stringify(canonical(template));
  return safeEncode(fnv32a(collisions === 0 ? text : `${text}${collisions}`));
}

/** A pod out of an owner's template. */
export function podFromTemplate(
  owner: KubeObject,
  name: { readonly name: string } | { readonly generateName: string },
  labels: Readonly<Record<string, string>> = {},
): JsonObject {
  const template = objectAt(owner, "spec", "template");
  const annotations = stringsAt(template, "metadata", "annotations");
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: compact({
      ...name,
      labels: { ...stringsAt(template, "metadata", "labels"), ...labels },
      annotations: Object.keys(annotations).length === 0 ? undefined : annotations,
      finalizers: at(template, "metadata", "finalizers"),
      ownerReferences: [json(controllerReference(owner))],
    }),
    spec: own(template, "spec"),
  };
}

/** A number, or a percentage of a total. */
export function scaled(value: unknown, total: number, roundUp: boolean): number {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return 0;
  const percentage = Number(value.replace(/%$/, ""));
  if (Number.isNaN(percentage)) return 0;
  const exact = (percentage * total) / 100;
  return roundUp ? Math.ceil(exact) : Math.floor(exact);
}

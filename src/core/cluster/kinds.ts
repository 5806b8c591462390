/**
 * Storage of kinds: where objects of a resource lie, and how a kind that is served in two shapes
 * is turned from one to the other.
 */
import type { JsonObject } from "../api/json.ts";
import type { KubeObject } from "../api/objects.ts";
import { apiVersionOf, type ResourceType } from "../api/scheme.ts";
import type { GroupKind } from "./types.ts";
import { compact, json, kube, objectAt, own } from "./values.ts";

/** Kinds that several groups serve, by the group that stores them. */
const STORED_IN: ReadonlyMap<string, string> = new Map([["events.k8s.io/Event", ""]]);

export function storageKind(type: Pick<ResourceType, "group" | "kind">): GroupKind {
  const served: GroupKind = `${type.group}/${type.kind}`;
  const group = STORED_IN.get(served);
  return group === undefined ? served : `${group}/${type.kind}`;
}

/** Field names of an Event: core/v1 on the left, events.k8s.io/v1 on the right. */
const EVENT_FIELDS: readonly (readonly [core: string, events: string])[] = [
  ["involvedObject", "regarding"],
  ["message", "note"],
  ["source", "deprecatedSource"],
  ["firstTimestamp", "deprecatedFirstTimestamp"],
  ["lastTimestamp", "deprecatedLastTimestamp"],
  ["count", "deprecatedCount"],
  ["reportingComponent", "reportingController"],
];

function rename(object: JsonObject, names: ReadonlyMap<string, string>): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [names.get(key) ?? key, value]),
  );
}

const TO_EVENTS = new Map(EVENT_FIELDS);
const FROM_EVENTS = new Map(EVENT_FIELDS.map(([core, events]) => [events, core] as const));

function scalerToV1(object: JsonObject): JsonObject {
  const spec = objectAt(object, "spec");
  const cpu = Array.isArray(spec["metrics"])
    ? spec["metrics"]
        .map((metric) => objectAt(metric, "resource"))
        .find((resource) => resource["name"] === "cpu")
    : undefined;
  const target = own(objectAt(cpu, "target"), "averageUtilization");
  const rest = Object.fromEntries(
    Object.entries(spec).filter(([key]) => key !== "metrics" && key !== "behavior"),
  );
  return {
    ...object,
    spec: compact({ ...rest, targetCPUUtilizationPercentage: target }),
  };
}

function scalerToV2(object: JsonObject): JsonObject {
  const spec = objectAt(object, "spec");
  const percentage = own(spec, "targetCPUUtilizationPercentage");
  const rest = Object.fromEntries(
    Object.entries(spec).filter(([key]) => key !== "targetCPUUtilizationPercentage"),
  );
  if (percentage === undefined) return { ...object, spec: rest };
  const target = { type: "Utilization", averageUtilization: percentage };
  return {
    ...object,
    spec: { ...rest, metrics: [{ type: "Resource", resource: { name: "cpu", target } }] },
  };
}

interface Conversion {
  readonly toServed: (stored: JsonObject) => JsonObject;
  readonly toStored: (served: JsonObject) => JsonObject;
  readonly storedVersion: string;
}

const CONVERSIONS: ReadonlyMap<string, Conversion> = new Map([
  [
    "events.k8s.io/v1/Event",
    {
      toServed: (object: JsonObject) => rename(object, TO_EVENTS),
      toStored: (object: JsonObject) => rename(object, FROM_EVENTS),
      storedVersion: "v1",
    },
  ],
  [
    "autoscaling/v1/HorizontalPodAutoscaler",
    { toServed: scalerToV1, toStored: scalerToV2, storedVersion: "autoscaling/v2" },
  ],
]);

/** A stored object as the resource's group and version show it. */
export function toServed(type: ResourceType, stored: KubeObject): KubeObject {
  const apiVersion = apiVersionOf(type);
  if (stored.apiVersion === apiVersion) return stored;
  const conversion = CONVERSIONS.get(`${apiVersion}/${type.kind}`);
  const converted = conversion === undefined ? json(stored) : conversion.toServed(json(stored));
  return kube({ ...converted, apiVersion });
}

/** An object in the shape in which it is stored. */
export function toStored(type: ResourceType, served: KubeObject): KubeObject {
  const conversion = CONVERSIONS.get(`${apiVersionOf(type)}/${type.kind}`);
  if (conversion === undefined) return served;
  return kube({ ...conversion.toStored(json(served)), apiVersion: conversion.storedVersion });
}

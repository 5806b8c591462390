/** Events, as the components of a cluster record them. Source: client-go `tools/record`. */
import type { JsonObject } from "../../api/json.ts";
import type { KubeObject } from "../../api/objects.ts";
import { uuid } from "../names.ts";
import { keyOf, type Draft } from "../store.ts";
import type { NamespacedKey } from "../types.ts";
import { at, compact, json, kube, microTime, numberAt, timestamp, withAt } from "../values.ts";

export interface EventRecord {
  readonly about: KubeObject;
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly message: string;
  readonly component: string;
  /** The node, for events of a kubelet. */
  readonly host?: string;
  /** e.g. `spec.containers{web}` */
  readonly fieldPath?: string;
}

/** The oldest go when there are more. */
const MAX_EVENTS = 2000;

/** Records an event; the same one again only counts up. */
export function record(draft: Draft, event: EventRecord): void {
  const namespace = event.about.metadata.namespace ?? "default";
  const now = timestamp(draft.env.now);
  const before = same(draft, event, namespace);
  if (before !== undefined) {
    const counted = withAt(json(before), ["count"], numberAt(before, 1, "count") + 1);
    draft.put("/Event", kube(withAt(counted, ["lastTimestamp"], now)));
    return;
  }
  add(
    draft,
    kube({
      ...base(draft, event, namespace),
      count: 1,
      eventTime: null,
      firstTimestamp: now,
      lastTimestamp: now,
      reportingComponent: event.component,
      reportingInstance: event.host ?? "",
      source: compact({ component: event.component, host: event.host }),
    }),
  );
}

/** The scheduler records with the newer events API: one time, no count. */
export function recordScheduling(
  draft: Draft,
  event: Omit<EventRecord, "component">,
  action: string,
): void {
  const namespace = event.about.metadata.namespace ?? "default";
  if (same(draft, event, namespace) !== undefined) return;
  add(
    draft,
    kube({
      ...base(draft, event, namespace),
      action,
      eventTime: microTime(draft.env.now),
      firstTimestamp: null,
      lastTimestamp: null,
      reportingComponent: "default-scheduler",
      reportingInstance: "default-scheduler-kind-control-plane",
      source: {},
    }),
  );
}

function base(draft: Draft, event: Omit<EventRecord, "component">, namespace: string): JsonObject {
  const { about } = event;
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: {
      name: newName(draft, about),
      namespace,
      uid: uuid(draft.random),
      creationTimestamp: timestamp(draft.env.now),
    },
    involvedObject: compact({
      apiVersion: about.apiVersion,
      kind: about.kind,
      name: about.metadata.name,
      namespace: about.metadata.namespace,
      uid: about.metadata.uid,
      resourceVersion: about.metadata.resourceVersion,
      fieldPath: event.fieldPath,
    }),
    reason: event.reason,
    message: event.message,
    type: event.type,
  };
}

/** Name of the object and the time in nanoseconds: a list by name is one by time. */
function newName(draft: Draft, about: KubeObject): string {
  const nanoseconds =
    BigInt(draft.env.now) * 1_000_000n + BigInt(draft.resourceVersion % 1_000_000);
  return `${about.metadata.name}.${nanoseconds.toString(16).padStart(16, "0")}`;
}

/** Keys of events by the object that they are about, as far as a draft has seen them. */
const namesakes = new WeakMap<Draft, Map<string, Set<NamespacedKey>>>();

/** `NAMESPACE/OBJECT` of a key `NAMESPACE/OBJECT.TIME`. */
function aboutOf(key: NamespacedKey): string {
  return key.slice(0, key.lastIndexOf("."));
}

function note(draft: Draft, key: NamespacedKey): void {
  const about = aboutOf(key);
  const index = namesakes.get(draft);
  const keys = index?.get(about);
  if (keys === undefined) index?.set(about, new Set([key]));
  else keys.add(key);
}

function keysAbout(draft: Draft, about: string): Iterable<NamespacedKey> {
  if (!namesakes.has(draft)) {
    namesakes.set(draft, new Map());
    for (const key of draft.objects("/Event").keys()) note(draft, key);
  }
  return namesakes.get(draft)?.get(about) ?? [];
}

/** The event of the same kind about the same object that is already there. */
function same(
  draft: Draft,
  event: Omit<EventRecord, "component">,
  namespace: string,
): KubeObject | undefined {
  const events = draft.objects("/Event");
  for (const key of keysAbout(draft, `${namespace}/${event.about.metadata.name}`)) {
    const other = events.get(key);
    if (
      other !== undefined &&
      at(other, "involvedObject", "uid") === event.about.metadata.uid &&
      at(other, "reason") === event.reason &&
      at(other, "message") === event.message &&
      at(other, "involvedObject", "fieldPath") === event.fieldPath
    ) {
      return other;
    }
  }
  return undefined;
}

/** Stores an event that is new. */
function add(draft: Draft, event: KubeObject): void {
  const { namespace, name } = draft.put("/Event", event).metadata;
  if (namesakes.has(draft)) note(draft, keyOf(namespace, name));
  trim(draft);
}

function trim(draft: Draft): void {
  const all = draft.objects("/Event");
  if (all.size <= MAX_EVENTS) return;
  const byAge = [...all.values()].sort(
    (a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion),
  );
  for (const event of byAge.slice(0, MAX_EVENTS / 10)) draft.remove("/Event", event);
}

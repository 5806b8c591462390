/** Events, as the components of a cluster record them. Source: client-go `tools/record`. */
import type { JsonObject } from "../../api/json.ts";
import type { KubeObject } from "../../api/objects.ts";
import { uuid } from "../names.ts";
import type { Draft } from "../store.ts";
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
  draft.put(
    "/Event",
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
  trim(draft);
}

/** The scheduler records with the newer events API: one time, no count. */
export function recordScheduling(
  draft: Draft,
  event: Omit<EventRecord, "component">,
  action: string,
): void {
  const namespace = event.about.metadata.namespace ?? "default";
  if (same(draft, event, namespace) !== undefined) return;
  draft.put(
    "/Event",
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
  trim(draft);
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

/** The event of the same kind about the same object that is already there. */
function same(
  draft: Draft,
  event: Omit<EventRecord, "component">,
  namespace: string,
): KubeObject | undefined {
  const prefix = `${namespace}/${event.about.metadata.name}.`;
  for (const [key, other] of draft.objects("/Event")) {
    if (
      key.startsWith(prefix) &&
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

function trim(draft: Draft): void {
  const all = draft.objects("/Event");
  if (all.size <= MAX_EVENTS) return;
  const byAge = [...all.values()].sort(
    (a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion),
  );
  for (const event of byAge.slice(0, MAX_EVENTS / 10)) draft.remove("/Event", event);
}

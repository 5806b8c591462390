/** Deployment, ReplicaSet, DaemonSet, StatefulSet: what runs pods from a template. */
import type { JsonObject } from "../../api/json.ts";
import { isObject } from "../../api/json.ts";
import { formatLabelSelector } from "../../api/labels.ts";
import {
  at,
  equal,
  numberAt,
  objectAt,
  objectsAt,
  stringAt,
  stringsAt,
} from "../../cluster/values.ts";
import { formatValue } from "../printers/go-values.ts";
import {
  controllerOf,
  longTime,
  orNone,
  writeAnnotations,
  writeEvents,
  writeLabels,
  writeTolerations,
} from "./common.ts";
import { writeContainers } from "./containers.ts";
import type { DescribeContext } from "./context.ts";
import { writeVolumes } from "./volumes.ts";
import { DescribeWriter } from "./writer.ts";

export function selectorOf(object: JsonObject): string {
  const selector = at(object, "spec", "selector");
  return formatLabelSelector(isObject(selector) ? selector : undefined);
}

export function writeTemplate(out: DescribeWriter, template: JsonObject): void {
  const spec = objectAt(template, "spec");
  out.line(0, "Pod Template:");
  writeLabels(out, "Labels", stringsAt(template, "metadata", "labels"), "  ");
  const annotations = stringsAt(template, "metadata", "annotations");
  if (Object.keys(annotations).length > 0) {
    writeAnnotations(out, "Annotations", annotations, "  ");
  }
  const account = stringAt(spec, "serviceAccountName");
  if (account !== "") out.line(0, `  Service Account:\t${account}`);
  const initial = objectsAt(spec, "initContainers");
  if (initial.length > 0) {
    writeContainers(out, "Init Containers", { containers: initial, indent: "  " });
  }
  writeContainers(out, "Containers", { containers: objectsAt(spec, "containers"), indent: "  " });
  writeVolumes(out, objectsAt(spec, "volumes"), "  ");
  const priority = stringAt(spec, "priorityClassName");
  if (priority !== "") out.line(0, `  Priority Class Name:\t${priority}`);
  writeLabels(out, "Node-Selectors", stringsAt(spec, "nodeSelector"), "  ");
  writeTolerations(out, spec, "  ");
}

export function describeDeployment(deployment: JsonObject, context: DescribeContext): string {
  const out = new DescribeWriter();
  const spec = objectAt(deployment, "spec");
  const status = (field: string): number => numberAt(deployment, 0, "status", field);
  out.line(0, `Name:\t${stringAt(deployment, "metadata", "name")}`);
  out.line(0, `Namespace:\t${stringAt(deployment, "metadata", "namespace")}`);
  out.line(
    0,
    `CreationTimestamp:\t${longTime(stringAt(deployment, "metadata", "creationTimestamp"))}`,
  );
  writeLabels(out, "Labels", stringsAt(deployment, "metadata", "labels"));
  writeAnnotations(out, "Annotations", stringsAt(deployment, "metadata", "annotations"));
  out.line(0, `Selector:\t${selectorOf(deployment)}`);
  out.line(
    0,
    `Replicas:\t${numberAt(spec, 1, "replicas")} desired | ${status("updatedReplicas")} updated | ${status("replicas")} total | ${status("availableReplicas")} available | ${status("unavailableReplicas")} unavailable`,
  );
  out.line(0, `StrategyType:\t${stringAt(spec, "strategy", "type")}`);
  out.line(0, `MinReadySeconds:\t${numberAt(spec, 0, "minReadySeconds")}`);
  const rolling = objectAt(spec, "strategy", "rollingUpdate");
  if (Object.keys(rolling).length > 0) {
    out.line(
      0,
      `RollingUpdateStrategy:\t${formatValue(at(rolling, "maxUnavailable"))} max unavailable, ${formatValue(at(rolling, "maxSurge"))} max surge`,
    );
  }
  writeTemplate(out, objectAt(spec, "template"));
  const conditions = objectsAt(deployment, "status", "conditions");
  if (conditions.length > 0) {
    out.line(0, "Conditions:\n  Type\tStatus\tReason");
    out.line(1, "----\t------\t------");
    for (const condition of conditions) {
      out.line(
        1,
        `${stringAt(condition, "type")} \t${stringAt(condition, "status")}\t${stringAt(condition, "reason")}`,
      );
    }
  }
  const { newest, old } = replicaSetsOf(deployment, context);
  out.line(0, `OldReplicaSets:\t${orNone(old.map(replicaText).join(", "))}`);
  out.line(0, `NewReplicaSet:\t${newest === undefined ? "<none>" : replicaText(newest)}`);
  writeEvents(out, deployment, context);
  return out.finish();
}

/** `web-6c8976 (2/2 replicas created)`. */
function replicaText(set: JsonObject): string {
  return `${stringAt(set, "metadata", "name")} (${numberAt(set, 0, "status", "replicas")}/${numberAt(set, 0, "spec", "replicas")} replicas created)`;
}

const HASH_LABEL = "pod-template-hash";

/** The template without the hash that the controller adds. */
function plainTemplate(object: JsonObject): JsonObject {
  const template = objectAt(object, "spec", "template");
  const labels = Object.fromEntries(
    Object.entries(stringsAt(template, "metadata", "labels")).filter(([key]) => key !== HASH_LABEL),
  );
  return { ...template, metadata: { ...objectAt(template, "metadata"), labels } };
}

export function replicaSetsOf(
  deployment: JsonObject,
  context: DescribeContext,
): { readonly newest: JsonObject | undefined; readonly old: readonly JsonObject[] } {
  const uid = stringAt(deployment, "metadata", "uid");
  const namespace = stringAt(deployment, "metadata", "namespace");
  const sets = context
    .list("apps", "v1", "replicasets", namespace, { labelSelector: selectorOf(deployment) })
    .filter((set) =>
      objectsAt(set, "metadata", "ownerReferences").some((owner) => stringAt(owner, "uid") === uid),
    )
    .sort((a, b) => (created(a) < created(b) ? -1 : 1));
  const wanted = plainTemplate(deployment);
  const newest = sets.find((set) => equal(plainTemplate(set), wanted));
  return { newest, old: sets.filter((set) => set !== newest) };
}

function created(object: JsonObject): string {
  return stringAt(object, "metadata", "creationTimestamp");
}

/** `2 Running / 0 Waiting / 0 Succeeded / 0 Failed`. */
function podsStatus(object: JsonObject, context: DescribeContext): string {
  const uid = stringAt(object, "metadata", "uid");
  const pods = context
    .list("", "v1", "pods", stringAt(object, "metadata", "namespace"), {
      labelSelector: selectorOf(object),
    })
    .filter((pod) =>
      objectsAt(pod, "metadata", "ownerReferences").some((owner) => stringAt(owner, "uid") === uid),
    );
  const phase = (name: string): number =>
    pods.filter((pod) => stringAt(pod, "status", "phase") === name).length;
  return `${phase("Running")} Running / ${phase("Pending")} Waiting / ${phase("Succeeded")} Succeeded / ${phase("Failed")} Failed`;
}

export function describeReplicaSet(set: JsonObject, context: DescribeContext): string {
  const out = new DescribeWriter();
  out.line(0, `Name:\t${stringAt(set, "metadata", "name")}`);
  out.line(0, `Namespace:\t${stringAt(set, "metadata", "namespace")}`);
  out.line(0, `Selector:\t${selectorOf(set)}`);
  writeLabels(out, "Labels", stringsAt(set, "metadata", "labels"));
  writeAnnotations(out, "Annotations", stringsAt(set, "metadata", "annotations"));
  const owner = controllerOf(set);
  if (owner !== "") out.line(0, `Controlled By:\t${owner}`);
  out.line(
    0,
    `Replicas:\t${numberAt(set, 0, "status", "replicas")} current / ${numberAt(set, 1, "spec", "replicas")} desired`,
  );
  out.line(0, `Pods Status:\t${podsStatus(set, context)}`);
  writeTemplate(out, objectAt(set, "spec", "template"));
  writeConditions(out, set);
  writeEvents(out, set, context);
  return out.finish();
}

function writeConditions(out: DescribeWriter, object: JsonObject): void {
  const conditions = objectsAt(object, "status", "conditions");
  if (conditions.length === 0) return;
  out.line(0, "Conditions:\n  Type\tStatus\tReason");
  out.line(1, "----\t------\t------");
  for (const condition of conditions) {
    out.line(
      1,
      `${stringAt(condition, "type")} \t${stringAt(condition, "status")}\t${stringAt(condition, "reason")}`,
    );
  }
}

export function describeDaemonSet(set: JsonObject, context: DescribeContext): string {
  const out = new DescribeWriter();
  const status = (field: string): number => numberAt(set, 0, "status", field);
  out.line(0, `Name:\t${stringAt(set, "metadata", "name")}`);
  out.line(0, `Namespace:\t${stringAt(set, "metadata", "namespace")}`);
  out.line(0, `Selector:\t${selectorOf(set)}`);
  const nodeSelector = stringsAt(set, "spec", "template", "spec", "nodeSelector");
  writeLabels(out, "Node-Selector", nodeSelector);
  writeLabels(out, "Labels", stringsAt(set, "metadata", "labels"));
  writeAnnotations(out, "Annotations", stringsAt(set, "metadata", "annotations"));
  out.line(0, `Desired Number of Nodes Scheduled: ${status("desiredNumberScheduled")}`);
  out.line(0, `Current Number of Nodes Scheduled: ${status("currentNumberScheduled")}`);
  out.line(
    0,
    `Number of Nodes Scheduled with Up-to-date Pods: ${status("updatedNumberScheduled")}`,
  );
  out.line(0, `Number of Nodes Scheduled with Available Pods: ${status("numberAvailable")}`);
  out.line(0, `Number of Nodes Misscheduled: ${status("numberMisscheduled")}`);
  out.line(0, `Pods Status:\t${podsStatus(set, context)}`);
  writeTemplate(out, objectAt(set, "spec", "template"));
  writeEvents(out, set, context);
  return out.finish();
}

export function describeStatefulSet(set: JsonObject, context: DescribeContext): string {
  const out = new DescribeWriter();
  out.line(0, `Name:\t${stringAt(set, "metadata", "name")}`);
  out.line(0, `Namespace:\t${stringAt(set, "metadata", "namespace")}`);
  out.line(0, `CreationTimestamp:\t${longTime(created(set))}`);
  out.line(0, `Selector:\t${selectorOf(set)}`);
  writeLabels(out, "Labels", stringsAt(set, "metadata", "labels"));
  writeAnnotations(out, "Annotations", stringsAt(set, "metadata", "annotations"));
  out.line(
    0,
    `Replicas:\t${numberAt(set, 1, "spec", "replicas")} desired | ${numberAt(set, 0, "status", "replicas")} total`,
  );
  out.line(0, `Update Strategy:\t${stringAt(set, "spec", "updateStrategy", "type")}`);
  const rolling = objectAt(set, "spec", "updateStrategy", "rollingUpdate");
  if (at(rolling, "partition") !== undefined) {
    out.line(1, `Partition:\t${numberAt(rolling, 0, "partition")}`);
  }
  out.line(0, `Pods Status:\t${podsStatus(set, context)}`);
  writeTemplate(out, objectAt(set, "spec", "template"));
  writeClaims(out, objectsAt(set, "spec", "volumeClaimTemplates"));
  writeEvents(out, set, context);
  return out.finish();
}

function writeClaims(out: DescribeWriter, claims: readonly JsonObject[]): void {
  if (claims.length === 0) {
    out.line(0, "Volume Claims:\t<none>");
    return;
  }
  out.line(0, "Volume Claims:");
  for (const claim of claims) {
    out.line(1, `Name:\t${stringAt(claim, "metadata", "name")}`);
    out.line(1, `StorageClass:\t${stringAt(claim, "spec", "storageClassName")}`);
    writeLabels(out, "Labels", stringsAt(claim, "metadata", "labels"), "  ");
    writeAnnotations(out, "Annotations", stringsAt(claim, "metadata", "annotations"), "  ");
    const size = stringAt(claim, "spec", "resources", "requests", "storage");
    out.line(1, `Capacity:\t${size === "" ? "<default>" : size}`);
    const modes = formatValue(at(claim, "spec", "accessModes") ?? []);
    out.line(1, `Access Modes:\t${modes}`);
  }
}

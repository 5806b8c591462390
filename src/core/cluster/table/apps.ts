/** Printers of workloads. Source: kubernetes `printers.go`. */
import type { KubeObject } from "../../api/objects.ts";
import { formatLabels } from "../../api/labels.ts";
import { arrayAt, at, numberAt, objectsAt, stringAt, stringsAt } from "../values.ts";
import {
  AGE,
  age,
  conditionOf,
  containersAndImages,
  humanDuration,
  integer,
  NAME,
  selectorText,
  since,
  text,
  type Column,
  type Printer,
} from "./printer.ts";

const WIDE: readonly Column[] = [text("Containers", 1), text("Images", 1), text("Selector", 1)];
const status = (object: KubeObject, field: string): number => numberAt(object, 0, "status", field);
const template = (object: KubeObject): readonly [string, string] =>
  containersAndImages(object, "spec", "template", "spec");

export const deployment: Printer = {
  columns: [NAME, text("Ready"), text("Up-to-date"), text("Available"), AGE, ...WIDE],
  cells: (object, now) => [
    object.metadata.name,
    `${status(object, "readyReplicas")}/${numberAt(object, 0, "spec", "replicas")}`,
    status(object, "updatedReplicas"),
    status(object, "availableReplicas"),
    age(object, now),
    ...template(object),
    selectorText(object, "spec", "selector"),
  ],
};

export const replicaSet: Printer = {
  columns: [NAME, integer("Desired"), integer("Current"), integer("Ready"), AGE, ...WIDE],
  cells: (object, now) => [
    object.metadata.name,
    numberAt(object, 0, "spec", "replicas"),
    status(object, "replicas"),
    status(object, "readyReplicas"),
    age(object, now),
    ...template(object),
    selectorText(object, "spec", "selector"),
  ],
};

export const daemonSet: Printer = {
  columns: [
    NAME,
    ...["Desired", "Current", "Ready", "Up-to-date", "Available"].map(integer),
    text("Node Selector"),
    AGE,
    ...WIDE,
  ],
  cells: (object, now) => [
    object.metadata.name,
    status(object, "desiredNumberScheduled"),
    status(object, "currentNumberScheduled"),
    status(object, "numberReady"),
    status(object, "updatedNumberScheduled"),
    status(object, "numberAvailable"),
    formatLabels(stringsAt(object, "spec", "template", "spec", "nodeSelector")),
    age(object, now),
    ...template(object),
    selectorText(object, "spec", "selector"),
  ],
};

export const statefulSet: Printer = {
  columns: [NAME, text("Ready"), AGE, text("Containers", 1), text("Images", 1)],
  cells: (object, now) => [
    object.metadata.name,
    `${status(object, "readyReplicas")}/${numberAt(object, 0, "spec", "replicas")}`,
    age(object, now),
    ...template(object),
  ],
};

/** The scale subresource. */
export const scale: Printer = {
  columns: [NAME, integer("Desired"), integer("Available"), AGE],
  cells: (object, now) => [
    object.metadata.name,
    numberAt(object, 0, "spec", "replicas"),
    status(object, "replicas"),
    age(object, now),
  ],
};

export const controllerRevision: Printer = {
  columns: [NAME, text("Controller"), text("Revision"), AGE],
  cells: (object, now) => {
    const owner = (object.metadata.ownerReferences ?? []).find((o) => o.controller === true);
    const group = owner?.apiVersion.includes("/") === true ? owner.apiVersion.split("/")[0] : "";
    const kind = (owner?.kind ?? "").toLowerCase();
    return [
      object.metadata.name,
      owner === undefined
        ? "<none>"
        : `${kind}${group === "" ? "" : `.${group ?? ""}`}/${owner.name}`,
      numberAt(object, 0, "revision"),
      age(object, now),
    ];
  },
};

export const job: Printer = {
  columns: [NAME, text("Status"), text("Completions"), text("Duration"), AGE, ...WIDE],
  cells: (object, now) => [
    object.metadata.name,
    jobStatus(object),
    completions(object),
    duration(object, now),
    age(object, now),
    ...template(object),
    selectorText(object, "spec", "selector"),
  ],
};

function jobStatus(object: KubeObject): string {
  for (const [type, word] of [
    ["Complete", "Complete"],
    ["Failed", "Failed"],
  ] as const) {
    if (conditionOf(object, type)?.["status"] === "True") return word;
  }
  if (object.metadata.deletionTimestamp !== undefined) return "Terminating";
  if (conditionOf(object, "Suspended")?.["status"] === "True") return "Suspended";
  if (conditionOf(object, "FailureTarget")?.["status"] === "True") return "FailureTarget";
  if (conditionOf(object, "SuccessCriteriaMet")?.["status"] === "True") return "SuccessCriteriaMet";
  return "Running";
}

function completions(object: KubeObject): string {
  const wanted = at(object, "spec", "completions");
  const done = status(object, "succeeded");
  if (typeof wanted === "number") return `${done}/${wanted}`;
  const parallelism = numberAt(object, 0, "spec", "parallelism");
  return parallelism > 1 ? `${done}/1 of ${parallelism}` : `${done}/1`;
}

function duration(object: KubeObject, now: number): string {
  const start = stringAt(object, "status", "startTime");
  if (start === "") return "";
  const end = stringAt(object, "status", "completionTime");
  return humanDuration((end === "" ? now : Date.parse(end)) - Date.parse(start));
}

export const cronJob: Printer = {
  columns: [
    NAME,
    text("Schedule"),
    text("Timezone"),
    ["Suspend", "boolean", "", 0],
    integer("Active"),
    text("Last Schedule"),
    AGE,
    ...WIDE,
  ],
  cells: (object, now) => {
    const last = stringAt(object, "status", "lastScheduleTime");
    return [
      object.metadata.name,
      stringAt(object, "spec", "schedule"),
      stringAt(object, "spec", "timeZone") || "<none>",
      at(object, "spec", "suspend") === true ? "True" : "False",
      arrayAt(object, "status", "active").length,
      last === "" ? "<none>" : since(last, now),
      age(object, now),
      ...containersAndImages(object, "spec", "jobTemplate", "spec", "template", "spec"),
      selectorText(object, "spec", "jobTemplate", "spec", "selector"),
    ];
  },
};

export const horizontalPodAutoscaler: Printer = {
  columns: [
    NAME,
    ...["Reference", "Targets", "MinPods", "MaxPods", "Replicas"].map((n) => text(n)),
    AGE,
  ],
  cells: (object, now) => {
    const minimum = at(object, "spec", "minReplicas");
    return [
      object.metadata.name,
      `${stringAt(object, "spec", "scaleTargetRef", "kind")}/${stringAt(object, "spec", "scaleTargetRef", "name")}`,
      targets(object),
      typeof minimum === "number" ? String(minimum) : "<unset>",
      numberAt(object, 0, "spec", "maxReplicas"),
      numberAt(object, 0, "status", "currentReplicas"),
      age(object, now),
    ];
  },
};

/** Without a metrics server nothing is known of the present value. */
function targets(object: KubeObject): string {
  const metrics = objectsAt(object, "spec", "metrics");
  if (metrics.length === 0) {
    const percentage = at(object, "spec", "targetCPUUtilizationPercentage");
    return typeof percentage === "number" ? `cpu: <unknown>/${percentage}%` : "<none>";
  }
  const shown = metrics.slice(0, 2).map((metric) => {
    const name = stringAt(metric, "resource", "name");
    const utilization = at(metric, "resource", "target", "averageUtilization");
    const value = stringAt(metric, "resource", "target", "averageValue");
    const target = typeof utilization === "number" ? `${utilization}%` : value || "<auto>";
    return name === "" ? "<unknown>" : `${name}: <unknown>/${target}`;
  });
  const more = metrics.length - shown.length;
  return more > 0 ? `${shown.join(", ")} + ${more} more...` : shown.join(", ");
}

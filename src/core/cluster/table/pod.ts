/** Source: kubernetes `printers.go`, printPod. */
import type { JsonObject } from "../../api/json.ts";
import type { KubeObject } from "../../api/objects.ts";
import { arrayAt, at, numberAt, objectAt, objectsAt, own, stringAt } from "../values.ts";
import { AGE, age, conditionOf, NAME, since, text, type Printer } from "./printer.ts";

export const pod: Printer = {
  columns: [
    NAME,
    text("Ready"),
    text("Status"),
    text("Restarts"),
    AGE,
    text("IP", 1),
    text("Node", 1),
    text("Nominated Node", 1),
    text("Readiness Gates", 1),
  ],
  cells: (object, now) => {
    const summary = summarise(object);
    const ip = podIP(object);
    return [
      object.metadata.name,
      `${summary.ready}/${summary.total}`,
      summary.reason,
      restarts(summary, now),
      age(object, now),
      ip === "" ? "<none>" : ip,
      stringAt(object, "spec", "nodeName") || "<none>",
      stringAt(object, "status", "nominatedNodeName") || "<none>",
      readinessGates(object),
    ];
  },
};

interface Summary {
  readonly ready: number;
  readonly total: number;
  readonly reason: string;
  readonly restarts: number;
  /** RFC 3339, `""` when nothing ever restarted. */
  readonly lastRestart: string;
}

function podIP(object: KubeObject): string {
  const [first] = objectsAt(object, "status", "podIPs");
  return stringAt(first, "ip") || stringAt(object, "status", "podIP");
}

function restarts(summary: Summary, now: number): string {
  return summary.restarts > 0 && summary.lastRestart !== ""
    ? `${summary.restarts} (${since(summary.lastRestart, now)} ago)`
    : String(summary.restarts);
}

const lastEnd = (status: JsonObject): string =>
  stringAt(status, "lastState", "terminated", "finishedAt");
const later = (a: string, b: string): string => (a > b ? a : b);
const restartCount = (status: JsonObject): number => numberAt(status, 0, "restartCount");

/** What the Status column says: the phase, refined by what the containers say. */
export function summarise(object: KubeObject): Summary {
  const init = summariseInit(object);
  const base = init ?? summariseMain(object);
  let reason = base.reason;
  if (object.metadata.deletionTimestamp !== undefined) {
    const podReason = stringAt(object, "status", "reason");
    const phase = stringAt(object, "status", "phase");
    if (podReason === "NodeLost") reason = "Unknown";
    else if (phase !== "Succeeded" && phase !== "Failed") reason = "Terminating";
  }
  return { ...base, reason };
}

function initialReason(object: KubeObject): string {
  const phase = stringAt(object, "status", "phase") || "Unknown";
  const reason = stringAt(object, "status", "reason") || phase;
  const gated = conditionOf(object, "PodScheduled");
  return gated?.["reason"] === "SchedulingGated" ? "SchedulingGated" : reason;
}

function sidecars(object: KubeObject): ReadonlySet<string> {
  return new Set(
    objectsAt(object, "spec", "initContainers")
      .filter((container) => stringAt(container, "restartPolicy") === "Always")
      .map((container) => stringAt(container, "name")),
  );
}

/** Set while the pod is still initialising; then the main containers do not count. */
function summariseInit(object: KubeObject): Summary | undefined {
  const always = sidecars(object);
  const declared = objectsAt(object, "spec", "initContainers");
  const total = objectsAt(object, "spec", "containers").length + always.size;
  let ready = 0;
  let count = 0;
  let lastRestart = "";
  const statuses = objectsAt(object, "status", "initContainerStatuses");
  for (const [index, status] of statuses.entries()) {
    count += restartCount(status);
    lastRestart = later(lastRestart, lastEnd(status));
    const sidecar = always.has(stringAt(status, "name"));
    const ended = objectAt(status, "state", "terminated");
    if (own(ended, "exitCode") === 0) continue;
    if (sidecar && own(status, "started") === true) {
      if (own(status, "ready") === true) ready++;
      continue;
    }
    const reason = initReason(status, index, declared.length);
    return { ready, total, reason: `Init:${reason}`, restarts: count, lastRestart };
  }
  return undefined;
}

function initReason(status: JsonObject, index: number, total: number): string {
  const ended = objectAt(status, "state", "terminated");
  if (Object.keys(ended).length > 0) return endReason(ended);
  const waiting = stringAt(status, "state", "waiting", "reason");
  return waiting !== "" && waiting !== "PodInitializing" ? waiting : `${index}/${total}`;
}

function endReason(ended: JsonObject): string {
  const reason = stringAt(ended, "reason");
  if (reason !== "") return reason;
  const signal = numberAt(ended, 0, "signal");
  return signal !== 0 ? `Signal:${signal}` : `ExitCode:${numberAt(ended, 0, "exitCode")}`;
}

function summariseMain(object: KubeObject): Summary {
  const always = sidecars(object);
  const total = objectsAt(object, "spec", "containers").length + always.size;
  const inits = objectsAt(object, "status", "initContainerStatuses").filter((status) =>
    always.has(stringAt(status, "name")),
  );
  let ready = inits.filter((status) => own(status, "ready") === true).length;
  let count = inits.reduce((sum, status) => sum + restartCount(status), 0);
  let lastRestart = inits.reduce((last, status) => later(last, lastEnd(status)), "");
  let reason = initialReason(object);
  let running = false;
  for (const status of objectsAt(object, "status", "containerStatuses").toReversed()) {
    count += restartCount(status);
    lastRestart = later(lastRestart, lastEnd(status));
    const waiting = stringAt(status, "state", "waiting", "reason");
    const ended = at(status, "state", "terminated");
    if (waiting !== "") reason = waiting;
    else if (ended !== undefined) reason = endReason(objectAt(status, "state", "terminated"));
    else if (own(status, "ready") === true && at(status, "state", "running") !== undefined) {
      running = true;
      ready++;
    }
  }
  if (reason === "Completed" && running) {
    reason = conditionOf(object, "Ready")?.["status"] === "True" ? "Running" : "NotReady";
  }
  return { ready, total, reason, restarts: count, lastRestart };
}

function readinessGates(object: KubeObject): string {
  const gates = objectsAt(object, "spec", "readinessGates");
  if (arrayAt(object, "spec", "readinessGates").length === 0) return "<none>";
  const passed = gates.filter(
    (gate) => conditionOf(object, stringAt(gate, "conditionType"))?.["status"] === "True",
  );
  return `${passed.length}/${gates.length}`;
}

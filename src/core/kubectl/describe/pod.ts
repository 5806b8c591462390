import type { JsonObject } from "../../api/json.ts";
import { since } from "../../cluster/table/printer.ts";
import { at, numberAt, objectAt, objectsAt, stringAt, stringsAt } from "../../cluster/values.ts";
import {
  controllerOf,
  longTime,
  writeAnnotations,
  writeEvents,
  writeLabels,
  writeTolerations,
} from "./common.ts";
import { writeContainers } from "./containers.ts";
import type { DescribeContext } from "./context.ts";
import { writeVolumes } from "./volumes.ts";
import { DescribeWriter } from "./writer.ts";

export function describePod(pod: JsonObject, context: DescribeContext): string {
  const out = new DescribeWriter();
  const spec = objectAt(pod, "spec");
  const status = objectAt(pod, "status");
  writeIdentity(out, pod, context);
  const groups = [
    ["Init Containers", "initContainers", "initContainerStatuses"],
    ["Containers", "containers", "containerStatuses"],
    ["Ephemeral Containers", "ephemeralContainers", "ephemeralContainerStatuses"],
  ] as const;
  for (const [title, field, statuses] of groups) {
    const containers = objectsAt(spec, field);
    if (containers.length === 0 && field !== "containers") continue;
    writeContainers(out, title, {
      containers,
      statuses: objectsAt(status, statuses),
      pod,
      indent: "",
    });
  }
  writeReadinessGates(out, spec, status);
  const conditions = objectsAt(status, "conditions");
  if (conditions.length > 0) {
    out.line(0, "Conditions:\n  Type\tStatus");
    for (const condition of conditions) {
      out.line(1, `${stringAt(condition, "type")} \t${stringAt(condition, "status")} `);
    }
  }
  writeVolumes(out, objectsAt(spec, "volumes"), "");
  out.line(0, `QoS Class:\t${stringAt(status, "qosClass") || "BestEffort"}`);
  writeLabels(out, "Node-Selectors", stringsAt(spec, "nodeSelector"));
  writeTolerations(out, spec);
  writeEvents(out, pod, context);
  return out.finish();
}

function writeIdentity(out: DescribeWriter, pod: JsonObject, context: DescribeContext): void {
  const spec = objectAt(pod, "spec");
  const status = objectAt(pod, "status");
  const field = (label: string, text: string): void => {
    if (text !== "") out.line(0, `${label}:\t${text}`);
  };
  out.line(0, `Name:\t${stringAt(pod, "metadata", "name")}`);
  out.line(0, `Namespace:\t${stringAt(pod, "metadata", "namespace")}`);
  if (at(spec, "priority") !== undefined) {
    out.line(0, `Priority:\t${numberAt(spec, 0, "priority")}`);
  }
  field("Priority Class Name", stringAt(spec, "priorityClassName"));
  field("Runtime Class Name", stringAt(spec, "runtimeClassName"));
  field("Service Account", stringAt(spec, "serviceAccountName"));
  const node = stringAt(spec, "nodeName");
  out.line(0, `Node:\t${node === "" ? "<none>" : `${node}/${stringAt(status, "hostIP")}`}`);
  const start = stringAt(status, "startTime");
  if (start !== "") out.line(0, `Start Time:\t${longTime(start)}`);
  writeLabels(out, "Labels", stringsAt(pod, "metadata", "labels"));
  writeAnnotations(out, "Annotations", stringsAt(pod, "metadata", "annotations"));
  const phase = stringAt(status, "phase");
  const deleted = stringAt(pod, "metadata", "deletionTimestamp");
  if (deleted !== "" && phase !== "Failed" && phase !== "Succeeded") {
    out.line(0, `Status:\tTerminating (lasts ${since(deleted, context.now)})`);
    const grace = numberAt(pod, 0, "metadata", "deletionGracePeriodSeconds");
    out.line(0, `Termination Grace Period:\t${grace}s`);
  } else out.line(0, `Status:\t${phase}`);
  field("Reason", stringAt(status, "reason"));
  field("Message", stringAt(status, "message"));
  const profile = objectAt(spec, "securityContext", "seccompProfile");
  if (Object.keys(profile).length > 0) {
    out.line(0, `SeccompProfile:\t${stringAt(profile, "type")}`);
    if (stringAt(profile, "type") === "Localhost") {
      out.line(0, `LocalhostProfile:\t${stringAt(profile, "localhostProfile")}`);
    }
  }
  out.line(0, `IP:\t${stringAt(status, "podIP")}`);
  const addresses = objectsAt(status, "podIPs");
  out.line(0, `IPs:${addresses.length === 0 ? "\t<none>" : ""}`);
  for (const address of addresses) out.line(1, `IP:\t${stringAt(address, "ip")}`);
  field("Controlled By", controllerOf(pod));
  field("NominatedNodeName", stringAt(status, "nominatedNodeName"));
}

function writeReadinessGates(out: DescribeWriter, spec: JsonObject, status: JsonObject): void {
  const gates = objectsAt(spec, "readinessGates");
  if (gates.length === 0) return;
  out.line(0, "Readiness Gates:\n  Type\tStatus");
  for (const gate of gates) {
    const type = stringAt(gate, "conditionType");
    const condition = objectsAt(status, "conditions").find(
      (item) => stringAt(item, "type") === type,
    );
    const shown = condition === undefined ? "<none>" : stringAt(condition, "status");
    out.line(1, `${type} \t${shown} `);
  }
}

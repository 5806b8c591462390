import type { JsonObject } from "../../api/json.ts";
import { since } from "../../cluster/table/printer.ts";
import { arrayAt, at, objectAt, objectsAt, stringAt, stringsAt } from "../../cluster/values.ts";
import { formatValue } from "../printers/go-values.ts";
import { longTime, quantities, writeAnnotations, writeEvents, writeLabels } from "./common.ts";
import type { DescribeContext } from "./context.ts";
import { addAmounts, formatAmount, parseAmount, percentOf, ZERO_AMOUNT } from "./quantity.ts";
import type { Amount } from "./quantity.ts";
import { DescribeWriter } from "./writer.ts";

const ROLE_PREFIX = "node-role.kubernetes.io/";

function rolesOf(labels: Readonly<Record<string, string>>): string {
  const roles = Object.keys(labels)
    .flatMap((key) => {
      if (key.startsWith(ROLE_PREFIX)) return [key.slice(ROLE_PREFIX.length)];
      return key === "kubernetes.io/role" ? [labels[key] ?? ""] : [];
    })
    .filter((role) => role !== "");
  return [...new Set(roles)].sort().join(",") || "<none>";
}

export function describeNode(node: JsonObject, context: DescribeContext): string {
  const out = new DescribeWriter();
  const labels = stringsAt(node, "metadata", "labels");
  out.line(0, `Name:\t${stringAt(node, "metadata", "name")}`);
  out.line(0, `Roles:\t${rolesOf(labels)}`);
  writeLabels(out, "Labels", labels);
  writeAnnotations(out, "Annotations", stringsAt(node, "metadata", "annotations"));
  out.line(0, `CreationTimestamp:\t${longTime(stringAt(node, "metadata", "creationTimestamp"))}`);
  writeTaints(out, objectsAt(node, "spec", "taints"));
  out.line(0, `Unschedulable:\t${at(node, "spec", "unschedulable") === true ? "true" : "false"}`);
  writeLease(out, node, context);
  writeConditions(out, objectsAt(node, "status", "conditions"));
  out.line(0, "Addresses:");
  for (const address of objectsAt(node, "status", "addresses")) {
    out.line(1, `${stringAt(address, "type")}:\t${stringAt(address, "address")}`);
  }
  for (const [title, field] of [
    ["Capacity", "capacity"],
    ["Allocatable", "allocatable"],
  ] as const) {
    const values = quantities(objectAt(node, "status", field));
    if (values.length === 0) continue;
    out.line(0, `${title}:`);
    for (const [name, value] of values) out.line(1, `${name}:\t${value}`);
  }
  writeSystemInfo(out, objectAt(node, "status", "nodeInfo"));
  const cidrs = arrayAt(node, "spec", "podCIDRs").map((cidr) => formatValue(cidr));
  const cidr = stringAt(node, "spec", "podCIDR");
  if (cidr !== "") out.line(0, `PodCIDR:\t${cidr}`);
  if (cidrs.length > 0) out.line(0, `PodCIDRs:\t${cidrs.join(",")}`);
  const provider = stringAt(node, "spec", "providerID");
  if (provider !== "") out.line(0, `ProviderID:\t${provider}`);
  writePods(out, node, context);
  writeEvents(out, node, context);
  return out.finish();
}

function writeTaints(out: DescribeWriter, taints: readonly JsonObject[]): void {
  const texts = taints.map((taint) => {
    const value = stringAt(taint, "value");
    return `${stringAt(taint, "key")}${value === "" ? "" : `=${value}`}:${stringAt(taint, "effect")}`;
  });
  out.line(0, `Taints:\t${texts.length === 0 ? "<none>" : texts.sort().join("\n\t")}`);
}

function writeLease(out: DescribeWriter, node: JsonObject, context: DescribeContext): void {
  const name = stringAt(node, "metadata", "name");
  const lease = context.get("coordination.k8s.io", "v1", "leases", "kube-node-lease", name);
  if (lease === undefined) return;
  const time = (field: string): string => {
    const value = stringAt(lease, "spec", field);
    return value === "" ? "<unset>" : longTime(value);
  };
  out.line(0, "Lease:");
  out.line(1, `HolderIdentity:\t${stringAt(lease, "spec", "holderIdentity") || "<unset>"}`);
  out.line(1, `AcquireTime:\t${time("acquireTime")}`);
  out.line(1, `RenewTime:\t${time("renewTime")}`);
}

function writeConditions(out: DescribeWriter, conditions: readonly JsonObject[]): void {
  if (conditions.length === 0) return;
  out.line(
    0,
    "Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage",
  );
  out.line(1, "----\t------\t-----------------\t------------------\t------\t-------");
  for (const condition of conditions) {
    const time = (field: string): string => longTime(stringAt(condition, field));
    out.line(
      1,
      `${stringAt(condition, "type")} \t${stringAt(condition, "status")} \t${time("lastHeartbeatTime")} \t${time("lastTransitionTime")} \t${stringAt(condition, "reason")} \t${stringAt(condition, "message")}`,
    );
  }
}

const SYSTEM_INFO: readonly (readonly [string, string])[] = [
  ["Machine ID", "machineID"],
  ["System UUID", "systemUUID"],
  ["Boot ID", "bootID"],
  ["Kernel Version", "kernelVersion"],
  ["OS Image", "osImage"],
  ["Operating System", "operatingSystem"],
  ["Architecture", "architecture"],
  ["Container Runtime Version", "containerRuntimeVersion"],
  ["Kubelet Version", "kubeletVersion"],
  ["Kube-Proxy Version", "kubeProxyVersion"],
];

function writeSystemInfo(out: DescribeWriter, info: JsonObject): void {
  out.line(0, "System Info:");
  for (const [label, field] of SYSTEM_INFO) out.line(1, `${label}:\t${stringAt(info, field)}`);
}

/** What a pod asks for: its containers together, or its largest init container. */
function podAmount(pod: JsonObject, kind: "requests" | "limits", resource: string): Amount {
  const of = (container: JsonObject): Amount => {
    const found = new Map(quantities(objectAt(container, "resources", kind))).get(resource);
    return parseAmount(found ?? "0");
  };
  let total = ZERO_AMOUNT;
  for (const container of objectsAt(pod, "spec", "containers"))
    total = addAmounts(total, of(container));
  for (const container of objectsAt(pod, "spec", "initContainers")) {
    const one = of(container);
    if (stringAt(container, "restartPolicy") === "Always") total = addAmounts(total, one);
    else if (one.milli > total.milli) total = one;
  }
  return total;
}

function writePods(out: DescribeWriter, node: JsonObject, context: DescribeContext): void {
  const name = stringAt(node, "metadata", "name");
  const pods = context
    .list("", "v1", "pods", "", { fieldSelector: `spec.nodeName=${name}` })
    .filter((pod) => !["Succeeded", "Failed"].includes(stringAt(pod, "status", "phase")));
  const allocatable = new Map(quantities(objectAt(node, "status", "allocatable")));
  const share = (amount: Amount, resource: string): string => {
    const whole = parseAmount(allocatable.get(resource) ?? "0");
    return `${formatAmount(amount)} (${percentOf(amount, whole)}%)`;
  };
  out.line(0, `Non-terminated Pods:\t(${pods.length} in total)`);
  out.line(1, "Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge");
  out.line(1, "---------\t----\t\t------------\t----------\t---------------\t-------------\t---");
  for (const pod of pods) {
    const cells = (["cpu", "memory"] as const).flatMap((resource) =>
      (["requests", "limits"] as const).map((kind) =>
        share(podAmount(pod, kind, resource), resource),
      ),
    );
    const identity = `${stringAt(pod, "metadata", "namespace")}\t${stringAt(pod, "metadata", "name")}`;
    const age = since(at(pod, "metadata", "creationTimestamp"), context.now);
    out.line(1, `${identity}\t\t${cells.join("\t")}\t${age}`);
  }
  out.line(
    0,
    "Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)",
  );
  out.line(1, "Resource\tRequests\tLimits");
  out.line(1, "--------\t--------\t------");
  const extended = [...allocatable.keys()].filter((key) => key.startsWith("hugepages-")).sort();
  for (const resource of ["cpu", "memory", "ephemeral-storage", ...extended]) {
    const total = (kind: "requests" | "limits"): Amount =>
      pods.reduce((sum, pod) => addAmounts(sum, podAmount(pod, kind, resource)), ZERO_AMOUNT);
    out.line(
      1,
      `${resource}\t${share(total("requests"), resource)}\t${share(total("limits"), resource)}`,
    );
  }
}

/** The containers of a pod or a template. */
import type { JsonObject } from "../../api/json.ts";
import { arrayAt, at, numberAt, objectAt, objectsAt, stringAt } from "../../cluster/values.ts";
import { formatValue } from "../printers/go-values.ts";
import { capitalBool, longTime, orNone, quantities } from "./common.ts";
import type { DescribeWriter } from "./writer.ts";

export interface ContainerSource {
  readonly containers: readonly JsonObject[];
  /** Absent for templates. */
  readonly statuses?: readonly JsonObject[];
  /** The pod itself, for values out of its fields. */
  readonly pod?: JsonObject;
  /** Before the title and the names: two spaces in templates. */
  readonly indent: string;
}

export function writeContainers(out: DescribeWriter, title: string, source: ContainerSource): void {
  const { containers, indent } = source;
  out.line(0, `${indent}${title}:${containers.length === 0 ? " <none>" : ""}`);
  for (const container of containers) {
    const name = stringAt(container, "name");
    const status = source.statuses?.find((item) => stringAt(item, "name") === name);
    out.line(1, `${indent === "" ? "" : " "}${name}:`);
    writeBasics(out, container, status);
    writeCommand(out, "Command", container, "command");
    writeCommand(out, "Args", container, "args");
    if (status !== undefined) writeStatus(out, status);
    writeResources(out, container);
    for (const [label, field] of PROBES) {
      const probe = at(container, field);
      if (probe !== undefined) out.line(2, `${label}:\t${probeText(objectAt(container, field))}`);
    }
    writeEnvironment(out, container, source.pod);
    writeMounts(out, container);
  }
}

const PROBES: readonly (readonly [string, string])[] = [
  ["Liveness", "livenessProbe"],
  ["Readiness", "readinessProbe"],
  ["Startup", "startupProbe"],
];

function writeBasics(
  out: DescribeWriter,
  container: JsonObject,
  status: JsonObject | undefined,
): void {
  if (status !== undefined) out.line(2, `Container ID:\t${stringAt(status, "containerID")}`);
  out.line(2, `Image:\t${stringAt(container, "image")}`);
  if (status !== undefined) out.line(2, `Image ID:\t${stringAt(status, "imageID")}`);
  const ports = objectsAt(container, "ports");
  const listed = (field: string): string =>
    ports
      .map((port) => {
        const name = stringAt(port, "name");
        const protocol = stringAt(port, "protocol") || "TCP";
        return `${numberAt(port, 0, field)}/${protocol}${name === "" ? "" : ` (${name})`}`;
      })
      .join(", ");
  const plural = ports.length > 1 ? "s" : "";
  out.line(2, `Port${plural}:\t${orNone(listed("containerPort"))}`);
  out.line(2, `Host Port${plural}:\t${orNone(listed("hostPort"))}`);
}

function writeCommand(
  out: DescribeWriter,
  title: string,
  container: JsonObject,
  field: string,
): void {
  const words = arrayAt(container, field);
  if (words.length === 0) return;
  out.line(2, `${title}:`);
  for (const word of words) {
    for (const line of formatValue(word).split("\n")) out.line(3, line);
  }
}

function writeStatus(out: DescribeWriter, status: JsonObject): void {
  writeState(out, "State", objectAt(status, "state"));
  const last = objectAt(status, "lastState");
  if (at(last, "terminated") !== undefined) writeState(out, "Last State", last);
  out.line(2, `Ready:\t${capitalBool(at(status, "ready") === true)}`);
  out.line(2, `Restart Count:\t${numberAt(status, 0, "restartCount")}`);
}

function writeState(out: DescribeWriter, title: string, state: JsonObject): void {
  const terminated = objectAt(state, "terminated");
  const field = (label: string, text: string): void => {
    if (text !== "") out.line(3, `${label}:\t${text}`);
  };
  if (at(state, "running") !== undefined) {
    out.line(2, `${title}:\tRunning`);
    out.line(3, `Started:\t${longTime(stringAt(state, "running", "startedAt"))}`);
  } else if (at(state, "terminated") === undefined) {
    out.line(2, `${title}:\tWaiting`);
    field("Reason", stringAt(state, "waiting", "reason"));
  } else {
    out.line(2, `${title}:\tTerminated`);
    field("Reason", stringAt(terminated, "reason"));
    field("Message", stringAt(terminated, "message"));
    out.line(3, `Exit Code:\t${numberAt(terminated, 0, "exitCode")}`);
    const signal = numberAt(terminated, 0, "signal");
    if (signal > 0) out.line(3, `Signal:\t${signal}`);
    out.line(3, `Started:\t${goTime(stringAt(terminated, "startedAt"))}`);
    out.line(3, `Finished:\t${goTime(stringAt(terminated, "finishedAt"))}`);
  }
}

/** A missing time is Go's zero time. */
function goTime(text: string): string {
  return text === "" ? "Mon, 01 Jan 0001 00:00:00 +0000" : longTime(text);
}

function writeResources(out: DescribeWriter, container: JsonObject): void {
  for (const [title, field] of [
    ["Limits", "limits"],
    ["Requests", "requests"],
  ] as const) {
    const values = quantities(objectAt(container, "resources", field));
    if (values.length === 0) continue;
    out.line(2, `${title}:`);
    for (const [name, value] of values) out.line(3, `${name}:\t${value}`);
  }
}

/** `http-get http://:80/ delay=0s timeout=1s period=10s #success=1 #failure=3`. */
export function probeText(probe: JsonObject): string {
  const attributes = `delay=${numberAt(probe, 0, "initialDelaySeconds")}s timeout=${numberAt(probe, 0, "timeoutSeconds")}s period=${numberAt(probe, 0, "periodSeconds")}s #success=${numberAt(probe, 0, "successThreshold")} #failure=${numberAt(probe, 0, "failureThreshold")}`;
  const http = objectAt(probe, "httpGet");
  if (at(probe, "exec") !== undefined) {
    return `exec ${formatValue(arrayAt(probe, "exec", "command"))} ${attributes}`;
  }
  if (at(probe, "httpGet") !== undefined) {
    const scheme = (stringAt(http, "scheme") || "HTTP").toLowerCase();
    const port = formatValue(at(http, "port") ?? "");
    return `http-get ${scheme}://${stringAt(http, "host")}:${port}${stringAt(http, "path")} ${attributes}`;
  }
  if (at(probe, "tcpSocket") !== undefined) {
    const port = formatValue(at(probe, "tcpSocket", "port") ?? "");
    return `tcp-socket ${stringAt(probe, "tcpSocket", "host")}:${port} ${attributes}`;
  }
  if (at(probe, "grpc") !== undefined) {
    return `grpc <pid>:${numberAt(probe, 0, "grpc", "port")} ${stringAt(probe, "grpc", "service")} ${attributes}`;
  }
  return `unknown ${attributes}`;
}

function writeEnvironment(
  out: DescribeWriter,
  container: JsonObject,
  pod: JsonObject | undefined,
): void {
  const sources = objectsAt(container, "envFrom");
  if (sources.length > 0) out.line(2, "Environment Variables from:");
  for (const source of sources) {
    const isMap = at(source, "configMapRef") !== undefined;
    const reference = objectAt(source, isMap ? "configMapRef" : "secretRef");
    const prefix = stringAt(source, "prefix");
    const kind = isMap ? "ConfigMap" : "Secret";
    const from = prefix === "" ? kind : `${kind} with prefix '${prefix}'`;
    const optional = at(reference, "optional") === true;
    out.line(
      3,
      `${stringAt(reference, "name")}\t${from}\tOptional: ${optional ? "true" : "false"}`,
    );
  }
  const variables = objectsAt(container, "env");
  out.line(2, `Environment:${variables.length === 0 ? "\t<none>" : ""}`);
  for (const variable of variables) {
    const name = stringAt(variable, "name");
    const from = objectAt(variable, "valueFrom");
    if (at(variable, "valueFrom") === undefined) {
      stringAt(variable, "value")
        .split("\n")
        .forEach((line, i) => {
          out.line(3, `${i === 0 ? `${name}:` : ""}\t${line}`);
        });
    } else out.line(3, `${name}:\t${sourceText(from, pod)}`);
  }
}

function sourceText(from: JsonObject, pod: JsonObject | undefined): string {
  const optional = (field: string): string =>
    `Optional: ${at(from, field, "optional") === true ? "true" : "false"}`;
  if (at(from, "fieldRef") !== undefined) {
    const path = stringAt(from, "fieldRef", "fieldPath");
    const value = pod === undefined ? "" : formatValue(at(pod, ...path.split(".")) ?? "");
    return `${value} (${stringAt(from, "fieldRef", "apiVersion") || "v1"}:${path})`;
  }
  if (at(from, "secretKeyRef") !== undefined) {
    return `<set to the key '${stringAt(from, "secretKeyRef", "key")}' in secret '${stringAt(from, "secretKeyRef", "name")}'>\t${optional("secretKeyRef")}`;
  }
  if (at(from, "configMapKeyRef") !== undefined) {
    return `<set to the key '${stringAt(from, "configMapKeyRef", "key")}' of config map '${stringAt(from, "configMapKeyRef", "name")}'>\t${optional("configMapKeyRef")}`;
  }
  return ` (${stringAt(from, "resourceFieldRef", "resource")})`;
}

function writeMounts(out: DescribeWriter, container: JsonObject): void {
  const mounts = [...objectsAt(container, "volumeMounts")].sort((a, b) =>
    stringAt(a, "mountPath") < stringAt(b, "mountPath") ? -1 : 1,
  );
  out.line(2, `Mounts:${mounts.length === 0 ? "\t<none>" : ""}`);
  for (const mount of mounts) {
    const sub = stringAt(mount, "subPath");
    const flags = [
      at(mount, "readOnly") === true ? "ro" : "rw",
      ...(sub === "" ? [] : [`path="${sub}"`]),
    ];
    out.line(
      3,
      `${stringAt(mount, "mountPath")} from ${stringAt(mount, "name")} (${flags.join(",")})`,
    );
  }
}

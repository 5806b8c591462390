/** The volumes of a pod or a template. */
import type { JsonObject } from "../../api/json.ts";
import { at, numberAt, objectAt, objectsAt, stringAt } from "../../cluster/values.ts";
import { formatValue, sortedKeys } from "../printers/go-values.ts";
import type { DescribeWriter } from "./writer.ts";

type Field = readonly [label: string, value: (source: JsonObject) => string];

const text =
  (field: string, empty = ""): ((source: JsonObject) => string) =>
  (source) => {
    const value = at(source, field);
    return value === undefined || value === "" ? empty : formatValue(value);
  };
const flag =
  (field: string): ((source: JsonObject) => string) =>
  (source) =>
    at(source, field) === true ? "true" : "false";

/** Per kind of source: what it is, and its fields. */
const SOURCES: Readonly<Record<string, readonly [description: string, fields: readonly Field[]]>> =
  {
    emptyDir: [
      "EmptyDir (a temporary directory that shares a pod's lifetime)",
      [
        ["Medium", text("medium")],
        ["SizeLimit", text("sizeLimit", "<unset>")],
      ],
    ],
    hostPath: [
      "HostPath (bare host directory volume)",
      [
        ["Path", text("path")],
        ["HostPathType", (source) => formatValue(at(source, "type") ?? "<none>")],
      ],
    ],
    secret: [
      "Secret (a volume populated by a Secret)",
      [
        ["SecretName", text("secretName")],
        ["Optional", flag("optional")],
      ],
    ],
    configMap: [
      "ConfigMap (a volume populated by a ConfigMap)",
      [
        ["Name", text("name")],
        ["Optional", flag("optional")],
      ],
    ],
    persistentVolumeClaim: [
      "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)",
      [
        ["ClaimName", text("claimName")],
        ["ReadOnly", flag("readOnly")],
      ],
    ],
    nfs: [
      "NFS (an NFS mount that lasts the lifetime of a pod)",
      [
        ["Server", text("server")],
        ["Path", text("path")],
        ["ReadOnly", flag("readOnly")],
      ],
    ],
  };

export function writeVolumes(
  out: DescribeWriter,
  volumes: readonly JsonObject[],
  indent: string,
): void {
  out.line(0, `${indent}Volumes:${volumes.length === 0 ? "\t<none>" : ""}`);
  for (const volume of volumes) {
    out.line(1, `${indent === "" ? "" : " "}${stringAt(volume, "name")}:`);
    const kind = sortedKeys(volume).find((key) => key !== "name") ?? "";
    const source = objectAt(volume, kind);
    const known = Object.hasOwn(SOURCES, kind) ? SOURCES[kind] : undefined;
    if (known !== undefined) {
      out.line(2, `Type:\t${known[0]}`);
      for (const [label, value] of known[1]) out.line(2, `${label}:\t${value(source)}`);
    } else if (kind === "projected") writeProjected(out, source);
    else if (kind === "downwardAPI") {
      out.line(2, "Type:\tDownwardAPI (a volume populated by information about the pod)");
      out.line(2, "Items:");
      for (const item of objectsAt(source, "items")) {
        const from =
          stringAt(item, "fieldRef", "fieldPath") || stringAt(item, "resourceFieldRef", "resource");
        out.line(3, `${from} -> ${stringAt(item, "path")}`);
      }
    } else out.line(2, "<unknown>");
  }
}

function writeProjected(out: DescribeWriter, source: JsonObject): void {
  out.line(2, "Type:\tProjected (a volume that contains injected data from multiple sources)");
  for (const part of objectsAt(source, "sources")) {
    for (const [field, label] of [
      ["secret", "SecretName"],
      ["configMap", "ConfigMapName"],
    ] as const) {
      if (at(part, field) === undefined) continue;
      out.line(2, `${label}:\t${stringAt(part, field, "name")}`);
      out.line(2, `Optional:\t${at(part, field, "optional") === true ? "true" : "false"}`);
    }
    if (at(part, "downwardAPI") !== undefined) out.line(2, "DownwardAPI:\ttrue");
    if (at(part, "serviceAccountToken") !== undefined) {
      const seconds = numberAt(part, 3600, "serviceAccountToken", "expirationSeconds");
      out.line(2, `TokenExpirationSeconds:\t${seconds}`);
    }
  }
}

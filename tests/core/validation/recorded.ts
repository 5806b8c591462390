/** What a recorded `kubectl apply -f manifest.yaml` should have printed, as far as this layer decides it. */
import { isArray, isObject, type Json, type JsonObject } from "../../../src/core/api/json.ts";
import type { KubeObject } from "../../../src/core/api/objects.ts";
import { kindSchema, type StructSchema } from "../../../src/core/api/schema/schema.ts";
import { findKind } from "../../../src/core/api/scheme.ts";
import { isStatus } from "../../../src/core/api/status.ts";
import {
  applyDefaults,
  decodeObject,
  validateCreate,
  warningsFor,
} from "../../../src/core/validation/admit.ts";
import { decodeStruct } from "../../../src/core/validation/decode/decode.ts";
import { errorBody } from "../../../src/core/validation/fieldError.ts";
import { splitDocuments } from "../../../src/core/yaml/documents.ts";
import { parseYaml } from "../../../src/core/yaml/parse.ts";

export interface ValidationRecord {
  readonly id: string;
  readonly manifest: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  readonly result: JsonObject | readonly JsonObject[] | null;
}

export interface Outcome {
  readonly stderr: string;
  readonly stored: readonly KubeObject[];
}

const METADATA_ONLY: StructSchema = {
  name: "metadataOnlyObject",
  goType: "resource.metadataOnlyObject",
  fields: new Map([
    [
      "metadata",
      {
        name: "metadata",
        type: { kind: "struct", id: "meta.ObjectMeta", goType: "v1.ObjectMeta" },
        emit: "omitempty",
      },
    ],
  ]),
};

/** Undefined where kubectl itself decides (missing kind, unknown kinds, JSON, namespaces). */
export function apply(manifest: string): Outcome | undefined {
  const stored: KubeObject[] = [];
  let stderr = "";
  for (const document of splitDocuments(manifest).documents) {
    const parsed = parseYaml(document.text);
    if (!parsed.ok) {
      const text = `error: error parsing manifest.yaml: error converting YAML to JSON: ${parsed.error.message}\n`;
      return { stderr: stderr + text, stored };
    }
    if (parsed.value === null) continue;
    for (const item of itemsOf(parsed.value)) {
      const outcome = create(item);
      if (outcome === undefined) return undefined;
      stderr += outcome.stderr;
      if (outcome.object !== undefined) stored.push(outcome.object);
      if (outcome.fatal) return { stderr, stored };
    }
  }
  return { stderr, stored };
}

function itemsOf(value: Json): readonly Json[] {
  if (!isObject(value) || !isArray(value["items"])) return [value];
  return value["items"];
}

function create(value: Json): { stderr: string; object?: KubeObject; fatal: boolean } | undefined {
  if (!isObject(value)) return undefined;
  const { apiVersion, kind, metadata } = value;
  if (typeof apiVersion !== "string" || typeof kind !== "string") return undefined;
  const type = findKind(apiVersion, kind);
  if (type === undefined) return undefined;
  const metadataError =
    metadata === undefined ? undefined : decodeStruct(METADATA_ONLY, { metadata }).error;
  if (metadataError !== undefined) {
    return { stderr: `error: unable to decode "manifest.yaml": ${metadataError}\n`, fatal: true };
  }
  if (!isObject(metadata) || typeof metadata["name"] !== "string") return undefined;
  const decoded = decodeObject(type, value);
  if (isStatus(decoded)) {
    const text = `Error from server (BadRequest): error when creating "manifest.yaml": ${decoded.message ?? ""}\n`;
    return { stderr: text, fatal: false };
  }
  const named = {
    ...decoded.object,
    metadata: {
      ...decoded.object.metadata,
      ...(type.namespaced ? { namespace: decoded.object.metadata.namespace ?? "default" } : {}),
    },
  };
  const object = applyDefaults(named);
  const errors = validateCreate(object);
  if (errors.length > 0) {
    const lines = [...new Set(errors.map((error) => `${error.path}: ${errorBody(error)}`))];
    const body =
      lines.length === 1 ? (lines[0] ?? "") : lines.map((line) => `\n* ${line}`).join("");
    const name = object.metadata.name;
    return { stderr: `The ${kind} "${name}" is invalid: ${body}\n`, fatal: false };
  }
  const warnings = [...decoded.warnings, ...warningsFor(object)];
  return { stderr: warnings.map((text) => `Warning: ${text}\n`).join(""), object, fatal: false };
}

/** Both sides without what is drawn at random, allocated, or done by controllers and admission. */
export function comparable(object: JsonObject): JsonObject {
  const spec = without(object["spec"], [
    "clusterIP",
    "clusterIPs",
    "ipFamilies",
    "ipFamilyPolicy",
    "nodeName",
    "tolerations",
    "priority",
    "preemptionPolicy",
    "serviceAccount",
    "serviceAccountName",
    "volumes",
    "finalizers",
  ]);
  const metadata = without(object["metadata"], [
    "uid",
    "resourceVersion",
    "creationTimestamp",
    "annotations",
    "managedFields",
  ]);
  const { apiVersion = "", kind = "" } = object as { apiVersion?: string; kind?: string };
  const schema = kindSchema(apiVersion, kind);
  const bare = { ...object, metadata, ...(spec === undefined ? {} : { spec }), status: null };
  const value = schema === undefined ? bare : decodeStruct(schema, bare).value;
  return JSON.parse(
    JSON.stringify(value, (key, member: unknown) =>
      ["volumeMounts", "nodePort", "generation"].includes(key) ? undefined : member,
    ),
  ) as JsonObject;
}

function without(value: Json | undefined, keys: readonly string[]): JsonObject | undefined {
  if (!isObject(value)) return undefined;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
}

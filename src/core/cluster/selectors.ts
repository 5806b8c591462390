/**
 * Which objects a list request asks for: label and field selectors of the query.
 * Sources: apimachinery `pkg/fields/selector.go`, `pkg/apis/core/v1/conversion.go` (supported
 * fields per kind), apimachinery `pkg/runtime/conversion.go` (the default).
 */
import { parseLabelSelector, requirementsMatch, type Requirement } from "../api/labels.ts";
import type { KubeObject } from "../api/objects.ts";
import type { ResourceType } from "../api/scheme.ts";
import { badRequest } from "./errors.ts";
import { at } from "./values.ts";

export interface FieldRequirement {
  readonly field: string;
  readonly operator: "=" | "!=";
  readonly value: string;
}

const META = ["metadata.name", "metadata.namespace"];
const EVENT = [
  ...["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"].map(
    (field) => `involvedObject.${field}`,
  ),
  ...["reason", "reportingComponent", "source", "type"],
];

/** Fields beyond name and namespace, of the kinds that register their own (by plural). */
const FIELDS: ReadonlyMap<string, readonly string[]> = new Map([
  [
    "pods",
    [
      "spec.nodeName",
      "spec.restartPolicy",
      "spec.schedulerName",
      "spec.serviceAccountName",
      "spec.hostNetwork",
      "status.phase",
      "status.podIP",
      "status.podIPs",
      "status.nominatedNodeName",
    ],
  ],
  ["nodes", ["spec.unschedulable"]],
  ["replicationcontrollers", ["status.replicas"]],
  ["events", EVENT],
  ["namespaces", ["status.phase"]],
  ["secrets", ["type"]],
  ["services", ["spec.clusterIP", "spec.type"]],
  ["jobs", ["status.successful"]],
  ["certificatesigningrequests", ["spec.signerName"]],
]);
/** These word their refusal with the label in quotes. */
const QUOTED: ReadonlySet<string> = new Set(["jobs", "certificatesigningrequests"]);

function unsupported(type: ResourceType, field: string): string {
  if (!FIELDS.has(type.name)) {
    const known = META.map((name) => `"${name}"`).join(", ");
    return `"${field}" is not a known field selector: only ${known}`;
  }
  return QUOTED.has(type.name)
    ? `field label "${field}" not supported for ${type.kind}`
    : `field label not supported: ${field}`;
}

/** Splits at commas that no backslash guards. */
function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === ",") {
      terms.push(text.slice(start, i));
      start = i + 1;
    }
  }
  terms.push(text.slice(start));
  return terms.filter((term) => term !== "").sort();
}

function unescapeValue(value: string): string {
  return value.replace(/\\([\\,=])/g, "$1");
}

/**
 * Parses a field selector for a kind. Throws BadRequest in the server's words for bad syntax and
 * for fields that the kind does not support.
 */
export function parseFieldSelector(type: ResourceType, text: string): readonly FieldRequirement[] {
  const requirements = splitTerms(text).map((term): FieldRequirement => {
    const found = /^([^=!]*)(!=|==|=)(.*)$/s.exec(term);
    if (found === null) {
      throw badRequest(`invalid selector: '${text}'; can't understand '${term}'`);
    }
    const [, field = "", operator = "", value = ""] = found;
    return { field, operator: operator === "!=" ? "!=" : "=", value: unescapeValue(value) };
  });
  const known = [...META, ...(FIELDS.get(type.name) ?? [])];
  for (const { field } of requirements) {
    if (!known.includes(field)) throw badRequest(unsupported(type, field));
  }
  return requirements;
}

/** Fields whose selectable value is not simply what stands at the path. */
const COMPUTED: ReadonlyMap<string, (object: KubeObject) => string> = new Map([
  ["spec.unschedulable", (object) => String(at(object, "spec", "unschedulable") === true)],
  ["spec.hostNetwork", (object) => String(at(object, "spec", "hostNetwork") === true)],
  [
    "source",
    (object) => {
      const component = at(object, "source", "component") ?? at(object, "reportingComponent");
      return typeof component === "string" ? component : "";
    },
  ],
]);

function fieldValue(object: KubeObject, field: string): string {
  const computed = COMPUTED.get(field);
  if (computed !== undefined) return computed(object);
  const value = at(object, ...field.split("."));
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : "";
}

export interface Selection {
  readonly labels: readonly Requirement[];
  readonly fields: readonly FieldRequirement[];
}

/** The selection a query asks for. Throws BadRequest when a selector cannot be read. */
export function parseSelection(
  type: ResourceType,
  query: Readonly<Record<string, string>>,
): Selection {
  const labels = parseLabelSelector(query["labelSelector"] ?? "");
  if (!labels.ok) throw badRequest(labels.error);
  return {
    labels: labels.requirements,
    fields: parseFieldSelector(type, query["fieldSelector"] ?? ""),
  };
}

export function isSelected(object: KubeObject, selection: Selection): boolean {
  return (
    requirementsMatch(selection.labels, object.metadata.labels) &&
    selection.fields.every(
      ({ field, operator, value }) => (fieldValue(object, field) === value) === (operator === "="),
    )
  );
}

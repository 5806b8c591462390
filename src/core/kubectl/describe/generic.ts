/** Any other kind: its fields by their names (describe.go, genericDescriber). */
import type { Json, JsonObject } from "../../api/json.ts";
import { isArray, isObject } from "../../api/json.ts";
import { stringAt, stringsAt } from "../../cluster/values.ts";
import { formatValue, sortedKeys } from "../printers/go-values.ts";
import { writeAnnotations, writeEvents, writeLabels } from "./common.ts";
import type { DescribeContext } from "./context.ts";
import { DescribeWriter } from "./writer.ts";

const SKIPPED: readonly string[] = [
  ".metadata.name",
  ".metadata.namespace",
  ".metadata.labels",
  ".metadata.annotations",
  ".metadata.managedFields",
];
const ACRONYMS = new Set(["API", "URL", "UID", "OSB", "GUID"]);
const MAX_DEPTH = 50;

/** `clusterIP` → `Cluster IP`, `apiVersion` → `API Version`. */
export function smartLabel(field: string): string {
  const words = field.match(/[A-Z]+(?![a-z])|[A-Z]?[^A-Z]+|[A-Z]/g) ?? [field];
  return words
    .map((word) => {
      const upper = word.toUpperCase();
      if (ACRONYMS.has(upper)) return upper;
      return word.charAt(0).toUpperCase() + word.slice(1);
    })
    .join(" ");
}

export function describeGeneric(object: JsonObject, context: DescribeContext): string {
  const out = new DescribeWriter();
  out.line(0, `Name:\t${stringAt(object, "metadata", "name")}`);
  out.line(0, `Namespace:\t${stringAt(object, "metadata", "namespace")}`);
  writeLabels(out, "Labels", stringsAt(object, "metadata", "labels"));
  writeAnnotations(out, "Annotations", stringsAt(object, "metadata", "annotations"));
  writeFields(out, 0, object, "");
  writeEvents(out, object, context);
  return out.finish();
}

function writeFields(out: DescribeWriter, level: number, object: JsonObject, path: string): void {
  if (level > MAX_DEPTH) return;
  for (const key of sortedKeys(object)) {
    const here = `${path}.${key}`;
    if (SKIPPED.includes(here)) continue;
    writeField(out, level, smartLabel(key), object[key], here);
  }
}

function writeField(
  out: DescribeWriter,
  level: number,
  label: string,
  value: Json | undefined,
  path: string,
): void {
  if (isObject(value)) {
    out.line(level, `${label}:`);
    writeFields(out, level + 1, value, path);
  } else if (isArray(value)) {
    out.line(level, `${label}:`);
    for (const item of value) {
      if (isObject(item)) writeFields(out, level + 1, item, path);
      else out.line(level + 1, formatValue(item));
    }
  } else out.line(level, `${label}:\t${formatValue(value)}`);
}

/** Lines that most descriptions share (kubectl `pkg/describe/describe.go`). */
import type { JsonObject } from "../../api/json.ts";
import { formatLabels } from "../../api/labels.ts";
import { since } from "../../cluster/table/printer.ts";
import { at, numberAt, objectAt, objectsAt, stringAt, stringsAt } from "../../cluster/values.ts";
import { sortedKeys } from "../printers/go-values.ts";
import type { DescribeContext } from "./context.ts";
import type { DescribeWriter } from "./writer.ts";

/** Longer annotations are put on lines of their own. */
const MAX_ANNOTATION = 140;
const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** `Sat, 21 Nov 2026 09:52:00 +0000` (RFC 1123 with a numeric zone). */
export function longTime(text: string): string {
  const time = Date.parse(text);
  if (Number.isNaN(time)) return "<unset>";
  const date = new Date(time);
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = DAYS[date.getUTCDay()] ?? "";
  const month = MONTHS[date.getUTCMonth()] ?? "";
  const clock = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  return `${day}, ${two(date.getUTCDate())} ${month} ${date.getUTCFullYear()} ${clock} +0000`;
}

/** `2026-11-21 10:01:11 +0000 UTC` (Go's time.Time as text). */
export function plainTime(text: string): string {
  return Number.isNaN(Date.parse(text))
    ? "0001-01-01 00:00:00 +0000 UTC"
    : `${text.slice(0, 10)} ${text.slice(11, 19)} +0000 UTC`;
}

/** `key=value` lines under a title, in the order of the keys. */
export function writeLabels(
  out: DescribeWriter,
  title: string,
  labels: Readonly<Record<string, string>>,
  indent = "",
): void {
  const keys = Object.keys(labels).sort();
  out.write(0, `${indent}${title}:\t`);
  if (keys.length === 0) out.write(0, "<none>\n");
  keys.forEach((key, i) => {
    out.write(0, `${i === 0 ? "" : "\t"}${key}=${labels[key] ?? ""}\n`);
  });
}

/** `key: value` lines, without what apply keeps for itself. */
export function writeAnnotations(
  out: DescribeWriter,
  title: string,
  annotations: Readonly<Record<string, string>>,
  indent = "",
): void {
  const keys = Object.keys(annotations)
    .filter((key) => key !== LAST_APPLIED)
    .sort();
  out.write(0, `${indent}${title}:\t`);
  if (keys.length === 0) out.write(0, "<none>\n");
  keys.forEach((key, i) => {
    if (i > 0) out.write(0, `${indent}\t`);
    const value = (annotations[key] ?? "").replace(/\n$/, "");
    if (value.length + key.length + 2 <= MAX_ANNOTATION && !value.includes("\n")) {
      out.write(0, `${key}: ${value}\n`);
      return;
    }
    out.write(0, `${key}:\n`);
    for (const line of value.split("\n")) {
      const cut = MAX_ANNOTATION - 2;
      out.write(0, `${indent}\t  ${line.length > cut ? `${line.slice(0, cut)}...` : line}\n`);
    }
  });
}

export interface HeadOptions {
  readonly namespace?: boolean;
}

/** Name, namespace, labels and annotations. */
export function writeHead(
  out: DescribeWriter,
  object: JsonObject,
  options: HeadOptions = {},
): void {
  out.line(0, `Name:\t${stringAt(object, "metadata", "name")}`);
  if (options.namespace !== false) {
    out.line(0, `Namespace:\t${stringAt(object, "metadata", "namespace")}`);
  }
  writeLabels(out, "Labels", stringsAt(object, "metadata", "labels"));
  writeAnnotations(out, "Annotations", stringsAt(object, "metadata", "annotations"));
}

/** `Deployment/web`, or empty. */
export function controllerOf(object: JsonObject): string {
  const owner = objectsAt(object, "metadata", "ownerReferences").find(
    (reference) => at(reference, "controller") === true,
  );
  return owner === undefined ? "" : `${stringAt(owner, "kind")}/${stringAt(owner, "name")}`;
}

/** The Events section at the end, when events are asked for. */
export function writeEvents(
  out: DescribeWriter,
  object: JsonObject,
  context: DescribeContext,
): void {
  if (!context.showEvents) return;
  const events = context.events(object);
  if (events.length === 0) {
    out.line(0, "Events:\t<none>");
    return;
  }
  out.flush();
  out.line(0, "Events:\n  Type\tReason\tAge\tFrom\tMessage");
  out.line(1, "----\t------\t----\t----\t-------");
  for (const event of sortEvents(events)) {
    const from = stringAt(event, "source", "component") || stringAt(event, "reportingComponent");
    const path = stringAt(event, "involvedObject", "fieldPath");
    const message = stringAt(event, "message").trim();
    const about = path === "" ? "" : `${path}: `;
    out.line(
      1,
      `${stringAt(event, "type")}\t${stringAt(event, "reason")}\t${eventAge(event, context.now)}\t${from}\t${about}${message}`,
    );
  }
}

/** By the last time; those that only have an event time come first. */
function sortEvents(events: readonly JsonObject[]): readonly JsonObject[] {
  const last = (event: JsonObject): number => {
    const time = Date.parse(stringAt(event, "lastTimestamp"));
    return Number.isNaN(time) ? -Infinity : time;
  };
  return [...events].sort((a, b) => {
    const [x, y] = [last(a), last(b)];
    return x === y ? 0 : x - y;
  });
}

/** `2s`, `2s (x3 over 4s)`. */
export function eventAge(event: JsonObject, now: number): string {
  const first = since(at(event, "eventTime") ?? at(event, "firstTimestamp"), now);
  const series = objectAt(event, "series");
  if (Object.keys(series).length > 0) {
    return `${since(at(series, "lastObservedTime"), now)} (x${numberAt(series, 0, "count")} over ${first})`;
  }
  const count = numberAt(event, 1, "count");
  if (count <= 1) return first;
  return `${since(at(event, "lastTimestamp"), now)} (x${count} over ${first})`;
}

/** `app=web,tier=x`, `<none>`. */
export function selectorLine(labels: Readonly<Record<string, string>>): string {
  return formatLabels(labels);
}

/** `key=value:Effect op=Exists for 300s` lines. */
export function writeTolerations(out: DescribeWriter, spec: JsonObject, indent = ""): void {
  const tolerations = [...objectsAt(spec, "tolerations")].sort((a, b) =>
    stringAt(a, "key") < stringAt(b, "key") ? -1 : 1,
  );
  out.write(0, `${indent}Tolerations:\t`);
  if (tolerations.length === 0) out.write(0, "<none>\n");
  tolerations.forEach((toleration, i) => {
    const key = stringAt(toleration, "key");
    const value = stringAt(toleration, "value");
    const effect = stringAt(toleration, "effect");
    const seconds = at(toleration, "tolerationSeconds");
    const target = `${key}${value === "" ? "" : `=${value}`}${effect === "" ? "" : `:${effect}`}`;
    const exists = stringAt(toleration, "operator") === "Exists" && value === "";
    const words = [
      ...(target === "" ? [] : [target]),
      ...(exists ? ["op=Exists"] : []),
      ...(typeof seconds === "number" ? [`for ${seconds}s`] : []),
    ];
    out.write(0, `${i === 0 ? "" : `${indent}\t`}${words.join(" ")}\n`);
  });
}

export function capitalBool(value: boolean): string {
  return value ? "True" : "False";
}

export function orNone(text: string): string {
  return text === "" ? "<none>" : text;
}

/** Own string-or-number fields as text, in order of key. */
export function quantities(object: JsonObject): readonly (readonly [string, string])[] {
  return sortedKeys(object).map((key) => {
    const value = object[key];
    return [key, typeof value === "string" || typeof value === "number" ? String(value) : ""];
  });
}

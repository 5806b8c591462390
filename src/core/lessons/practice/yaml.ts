/**
 * Objects as a person writes them: keys in the order in which they were put together, short maps of
 * texts on one line. An item of a list keeps its indent when a dash is added or taken away, so that
 * such an edit changes one line.
 */
import { isArray, isObject, type Json } from "../../api/json.ts";
import { staysString } from "../../yaml/resolve.ts";

const FLOW_KEYS = new Set(["matchLabels", "labels", "selector"]);

/** One document, without a newline at its end. */
export function writeYaml(object: object): string {
  return mapLines(object as Json).join("\n");
}

/** Several documents, one after the other. */
export function writeDocuments(objects: readonly object[]): string {
  return objects.map((object) => `${writeYaml(object)}\n`).join("---\n");
}

function mapLines(value: Json): string[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    inner === undefined ? [] : entryLines(key, inner),
  );
}

function entryLines(key: string, value: Json): string[] {
  if (isArray(value)) {
    if (value.length === 0) return [`${key}: []`];
    return [`${key}:`, ...value.flatMap(itemLines).map((line) => `  ${line}`)];
  }
  if (!isObject(value)) return [`${key}: ${scalar(value)}`];
  if (Object.keys(value).length === 0) return [`${key}: {}`];
  if (FLOW_KEYS.has(key) && !Object.values(value).some(isObject)) return [`${key}: ${flow(value)}`];
  return [`${key}:`, ...mapLines(value).map((line) => `  ${line}`)];
}

function itemLines(value: Json): string[] {
  if (!isObject(value)) return [`- ${scalar(value)}`];
  const [first, ...rest] = mapLines(value);
  if (first === undefined) return ["- {}"];
  return [`- ${first}`, ...rest.map((line) => `  ${line}`)];
}

function flow(value: Json): string {
  const entries = Object.entries(isObject(value) ? value : {});
  return `{ ${entries.map(([key, inner]) => `${key}: ${scalar(inner ?? null)}`).join(", ")} }`;
}

/** Texts of the vocabulary need quotes only where they would be read as something else. */
function scalar(value: Json): string {
  if (typeof value !== "string") return JSON.stringify(value);
  return staysString(value) ? value : JSON.stringify(value);
}

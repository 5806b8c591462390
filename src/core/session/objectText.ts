/** A live object as the YAML a person would write: without what the server added. */
import { isObject, type Json, type JsonObject } from "../api/json.ts";
import type { KubeObject } from "../api/objects.ts";
import { dumpYaml } from "../yaml/dump.ts";
import type { YamlNode } from "../yaml/nodes.ts";
import { parseYaml } from "../yaml/parse.ts";
import { locate } from "../yaml/positions.ts";

const SERVER_METADATA = new Set([
  "creationTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "selfLink",
  "uid",
]);
const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

function authored(object: JsonObject): JsonObject {
  const metadata = isObject(object["metadata"]) ? object["metadata"] : {};
  const kept = Object.entries(metadata).flatMap(([key, value]): [string, Json | undefined][] => {
    if (SERVER_METADATA.has(key)) return [];
    if (key !== "annotations" || !isObject(value)) return [[key, value]];
    const annotations = Object.entries(value).filter(([name]) => name !== LAST_APPLIED);
    return annotations.length === 0 ? [] : [[key, Object.fromEntries(annotations)]];
  });
  const { status: _, ...rest } = object;
  return { ...rest, metadata: Object.fromEntries(kept) };
}

/** A live object without what the server added. */
export function authoredJson(object: KubeObject): JsonObject {
  // a KubeObject is JSON: it came through the API server
  return authored(object as KubeObject & JsonObject);
}

const texts = new WeakMap<KubeObject, string>();

export function objectText(object: KubeObject): string {
  let text = texts.get(object);
  if (text === undefined) {
    text = dumpYaml(authoredJson(object));
    texts.set(object, text);
  }
  return text;
}

/** The 1-based line of a path in {@link objectText}; the nearest ancestor's when it is not there. */
export function lineOf(object: KubeObject, path: string): number {
  const root = rootOf(object);
  if (root === undefined) return 1;
  const { key, value } = locate(root, path);
  return (key ?? value).line;
}

const roots = new WeakMap<KubeObject, YamlNode>();

function rootOf(object: KubeObject): YamlNode | undefined {
  const known = roots.get(object);
  if (known !== undefined) return known;
  const parsed = parseYaml(objectText(object));
  if (!parsed.ok || parsed.root === undefined) return undefined;
  roots.set(object, parsed.root);
  return parsed.root;
}

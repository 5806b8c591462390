/**
 * A kubeconfig as data: clusters, users and contexts by name, each entry plain JSON so that fields
 * this program does not know survive a rewrite (client-go `tools/clientcmd/api/v1`).
 */
import { isArray, isObject } from "../../api/json.ts";
import type { Json, JsonObject } from "../../api/json.ts";

export type Section = "clusters" | "users" | "contexts";

export interface KubeConfig {
  readonly clusters: ReadonlyMap<string, JsonObject>;
  readonly users: ReadonlyMap<string, JsonObject>;
  readonly contexts: ReadonlyMap<string, JsonObject>;
  readonly currentContext: string;
}

export const EMPTY_CONFIG: KubeConfig = {
  clusters: new Map(),
  users: new Map(),
  contexts: new Map(),
  currentContext: "",
};

/** The key that holds an entry's body beside its name. */
export const BODY_KEY: Readonly<Record<Section, string>> = {
  clusters: "cluster",
  users: "user",
  contexts: "context",
};

function readSection(document: JsonObject, section: Section): Map<string, JsonObject> {
  const entries = new Map<string, JsonObject>();
  const list = document[section];
  if (!isArray(list)) return entries;
  for (const item of list) {
    if (!isObject(item) || typeof item["name"] !== "string") continue;
    const body = item[BODY_KEY[section]];
    if (!entries.has(item["name"])) entries.set(item["name"], isObject(body) ? body : {});
  }
  return entries;
}

/** Reads a parsed kubeconfig document; what is missing or of the wrong type counts as empty. */
export function readKubeConfig(document: JsonObject): KubeConfig {
  const current = document["current-context"];
  return {
    clusters: readSection(document, "clusters"),
    users: readSection(document, "users"),
    contexts: readSection(document, "contexts"),
    currentContext: typeof current === "string" ? current : "",
  };
}

function writeSection(config: KubeConfig, section: Section): Json {
  const names = [...config[section].keys()].sort();
  return names.map((name) => ({ name, [BODY_KEY[section]]: config[section].get(name) ?? {} }));
}

/**
 * The document to print or to write, keys in the order of kubectl's own types
 * (`config view -o json` shows it); YAML sorts them again.
 */
export function writeKubeConfig(config: KubeConfig): JsonObject {
  return {
    kind: "Config",
    apiVersion: "v1",
    clusters: orNull(writeSection(config, "clusters")),
    users: orNull(writeSection(config, "users")),
    contexts: orNull(writeSection(config, "contexts")),
    "current-context": config.currentContext,
  };
}

function orNull(list: Json): Json {
  return isArray(list) && list.length === 0 ? null : list;
}

/** Replaces or removes (undefined) one entry. */
export function withEntry(
  config: KubeConfig,
  section: Section,
  name: string,
  body: JsonObject | undefined,
): KubeConfig {
  const entries = new Map(config[section]);
  if (body === undefined) entries.delete(name);
  else entries.set(name, body);
  return { ...config, [section]: entries };
}

/** Merges files: the first that has an entry, or a current context, wins. */
export function mergeKubeConfigs(configs: readonly KubeConfig[]): KubeConfig {
  const merge = (section: Section): Map<string, JsonObject> => {
    const entries = new Map<string, JsonObject>();
    for (const config of configs) {
      for (const [name, body] of config[section]) {
        if (!entries.has(name)) entries.set(name, body);
      }
    }
    return entries;
  };
  return {
    clusters: merge("clusters"),
    users: merge("users"),
    contexts: merge("contexts"),
    currentContext: configs.find((config) => config.currentContext !== "")?.currentContext ?? "",
  };
}

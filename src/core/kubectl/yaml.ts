import { dump, load } from "js-yaml";
import type { Json } from "../api/json.ts";
import type { Parsed } from "./gotext.ts";

/** One YAML document as JSON. */
export function parseYaml(text: string): Parsed<Json> {
  try {
    return { ok: true, value: load(text) as Json };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
}

export function dumpYaml(value: Json): string {
  return dump(value, { sortKeys: true, noArrayIndent: true } as object);
}

import type { Json } from "../api/json.ts";
import { parseYaml as parse } from "../yaml/parse.ts";
import type { Parsed } from "./gotext.ts";

export { dumpYaml } from "../yaml/dump.ts";

/** One YAML document as JSON, or go-yaml's words. */
export function parseYaml(text: string): Parsed<Json> {
  const result = parse(text);
  return result.ok ? { ok: true, value: result.value } : { ok: false, error: result.error.message };
}

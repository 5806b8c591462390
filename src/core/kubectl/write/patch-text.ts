/** The text of `-p`: JSON, or YAML that is turned into it. */
import type { Json } from "../../api/json.ts";
import { isArray, isObject } from "../../api/json.ts";
import { badRequest } from "../../cluster/errors.ts";
import { CommandError } from "../errors.ts";
import { quote } from "../gotext.ts";
import { parseYaml } from "../yaml.ts";
import { parseGoJson } from "./go-json.ts";
import type { PatchKind } from "./rest.ts";

export interface PatchText {
  /** @throws ApiStatusError where the text is no JSON: the server is the first to find out */
  value(): Json;
}

/** @throws CommandError for YAML that does not parse */
export function parsePatchText(text: string, kind: PatchKind): PatchText {
  if (/^\s*\{/.test(text)) {
    const result = parseGoJson(text);
    if ("error" in result) {
      return {
        value: () => {
          throw badRequest(
            kind === "json" ? `error decoding patch: ${result.error}` : result.error,
          );
        },
      };
    }
    return bodyOf(result.value, kind);
  }
  const yaml = parseYaml(text);
  if (!yaml.ok) throw new CommandError(`unable to parse ${quote(text)}: ${yaml.error}`);
  return bodyOf(yaml.value, kind);
}

function bodyOf(value: Json, kind: PatchKind): PatchText {
  return {
    value: () => {
      if (kind !== "json" && !isObject(value)) {
        const found = isArray(value) ? "array" : value === null ? "null" : typeof value;
        throw badRequest(
          `json: cannot unmarshal ${found === "boolean" ? "bool" : found} into Go value of type map[string]interface {}`,
        );
      }
      return value;
    },
  };
}

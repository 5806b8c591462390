/** `--overrides`: JSON merged into a generated object (kubectl `pkg/cmd/util/override_options.go`). */
import { isArray, isObject, type JsonObject } from "../../api/json.ts";
import { applyJsonPatch } from "../../cluster/patch/json.ts";
import { applyMergePatch } from "../../cluster/patch/merge.ts";
import { applyStrategicPatch } from "../../cluster/patch/strategic.ts";
import { stringAt } from "../../cluster/values.ts";
import type { CommandContext } from "../command.ts";
import { CommandError } from "../errors.ts";
import { quote } from "../gotext.ts";
import { parseYaml } from "../yaml.ts";

/** @throws CommandError for text that is no JSON, and for an unknown type of patch */
export function applyOverrides(context: CommandContext, object: JsonObject): JsonObject {
  const text = context.flags.string("overrides");
  if (text === "") return object;
  const type = context.flags.string("override-type");
  const parsed = parseYaml(text);
  const value = parsed.ok ? parsed.value : undefined;
  switch (type) {
    case "json":
      if (isArray(value)) return applyJsonPatch(object, value);
      break;
    case "merge":
      if (isObject(value)) return applyMergePatch(object, value);
      break;
    case "strategic":
      if (isObject(value)) {
        return applyStrategicPatch({ kind: stringAt(object, "kind") }, object, value);
      }
      break;
    default:
      throw new CommandError(`invalid override type: ${quote(type)}`);
  }
  throw new CommandError("Invalid JSON Patch");
}

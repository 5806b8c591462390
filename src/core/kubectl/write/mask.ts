/** `kubectl diff` does not show what secrets hold, only whether it differs. */
import { isObject, type JsonObject } from "../../api/json.ts";
import { LAST_APPLIED } from "../apply/last-applied.ts";
import { objectAt, stringsAt, withAt } from "../../cluster/values.ts";

const SAME = "***";
const BEFORE = "*** (before)";
const AFTER = "*** (after)";

function isSecret(object: JsonObject | undefined): boolean {
  return object?.["kind"] === "Secret" && object["apiVersion"] === "v1";
}

/** Both versions with the values of secrets covered; other objects as they are. */
export function maskSecrets(
  live: JsonObject | undefined,
  merged: JsonObject,
): [JsonObject | undefined, JsonObject] {
  if (!isSecret(live) && !isSecret(merged)) return [live, merged];
  const before = stringsAt(live, "data");
  const after = stringsAt(merged, "data");
  const cover = (
    data: Readonly<Record<string, string>>,
    other: Readonly<Record<string, string>>,
    otherwise: string,
  ): JsonObject =>
    Object.fromEntries(
      Object.entries(data).map(([key, value]) => {
        const differs = Object.hasOwn(other, key) && other[key] !== value;
        return [key, differs ? otherwise : SAME];
      }),
    );
  return [
    live === undefined ? undefined : covered(live, cover(before, after, BEFORE)),
    covered(merged, cover(after, before, AFTER)),
  ];
}

function covered(object: JsonObject, data: JsonObject): JsonObject {
  const result = isObject(object["data"]) ? { ...object, data } : object;
  const annotations = objectAt(result, "metadata", "annotations");
  if (annotations[LAST_APPLIED] === undefined) return result;
  return withAt(result, ["metadata", "annotations"], { ...annotations, [LAST_APPLIED]: SAME });
}

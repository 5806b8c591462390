import type { JsonObject } from "../../api/json.ts";

export function trackUpdate(
  object: JsonObject,
  _old: JsonObject | undefined,
  _manager: string,
  _now: number,
  _subresource: string,
): JsonObject {
  return object;
}

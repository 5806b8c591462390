/** Label selectors of the command line, applied to objects that lie in files. */
import { isObject, type JsonObject } from "../../api/json.ts";
import { parseLabelSelector, requirementsMatch } from "../../api/labels.ts";
import { stringsAt } from "../../cluster/values.ts";
import { CommandError } from "../errors.ts";
import { quote } from "../gotext.ts";

/** @throws CommandError for a selector that does not parse */
export function selectorMatchesText(selector: string, object: JsonObject): boolean {
  const parsed = parseLabelSelector(selector);
  if (!parsed.ok) {
    throw new CommandError(
      `the provided selector ${quote(selector)} is not valid: ${parsed.error}`,
    );
  }
  return (
    isObject(object) &&
    requirementsMatch(parsed.requirements, stringsAt(object, "metadata", "labels"))
  );
}

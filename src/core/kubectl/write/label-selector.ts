/** A selector as the command line writes it, as the API's LabelSelector. */
import type { JsonObject } from "../../api/json.ts";
import { parseLabelSelector } from "../../api/labels.ts";
import { CommandError } from "../errors.ts";
import { fields, someOf } from "../generators/fields.ts";

const OPERATORS: ReadonlyMap<string, string> = new Map([
  ["in", "In"],
  ["notin", "NotIn"],
  ["!=", "NotIn"],
  ["exists", "Exists"],
  ["!", "DoesNotExist"],
]);

/** metav1.ParseToLabelSelector. @throws CommandError when it does not parse */
export function labelSelectorOf(text: string): JsonObject {
  const parsed = parseLabelSelector(text);
  if (!parsed.ok) {
    throw new CommandError(`couldn't parse the selector string "${text}": ${parsed.error}`);
  }
  const labels: [string, string][] = [];
  const expressions: JsonObject[] = [];
  for (const { key, operator, values } of parsed.requirements) {
    const named = OPERATORS.get(operator);
    if (operator === "=" || operator === "==") labels.push([key, values[0] ?? ""]);
    else if (named !== undefined) {
      expressions.push(fields({ key, operator: named, values: someOf(values) }));
    } else throw new CommandError(`"${operator}" isn't supported in label selectors`);
  }
  return fields({
    matchLabels: labels.length === 0 ? undefined : Object.fromEntries(labels),
    matchExpressions: someOf(expressions),
  });
}

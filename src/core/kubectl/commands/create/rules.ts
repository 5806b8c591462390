import type { JsonObject } from "../../../api/json.ts";
import type { CommandContext, FlagSpec } from "../../command.ts";
import { CommandError, PlainError } from "../../errors.ts";
import { policyRules } from "../../generators/access.ts";
import { quote } from "../../gotext.ts";
import { matchType } from "../../types.ts";

/** `--verb`, `--resource`, `--resource-name`. */
export const RULE_FLAGS: readonly FlagSpec[] = [
  { name: "resource", type: "strings", usage: "Types the rule is about, RESOURCE[.GROUP][/SUB]." },
  { name: "resource-name", type: "array", usage: "Name of an object the rule is limited to." },
  { name: "verb", type: "strings", usage: "What may be done with them." },
];

/** Verbs that a rule may name without a warning. */
export const STANDARD_VERBS: readonly string[] = [
  "get",
  "list",
  "watch",
  "create",
  "update",
  "patch",
  "delete",
  "deletecollection",
  "use",
  "bind",
  "escalate",
  "impersonate",
  "*",
];

/** The rules that the flags ask for. @throws CommandError, PlainError for an unknown type */
export function rulesOf(context: CommandContext): JsonObject[] {
  const { flags, process } = context;
  const verbs = flags.list("verb");
  const words = flags.list("resource");
  const resourceNames = flags.list("resource-name");
  if (verbs.length === 0) throw new CommandError("at least one verb must be specified");
  if (words.length === 0) throw new CommandError("at least one resource must be specified");
  if (resourceNames.length > 0 && words.length > 1) {
    throw new CommandError("resourceName(s) can not be applied to multiple resources");
  }
  for (const verb of verbs) {
    if (STANDARD_VERBS.includes(verb)) continue;
    process.stderr.write(`Warning: '${verb}' is not a standard resource verb\n`);
  }
  const resources = words.map((word) => {
    const [name = "", sub] = word.split("/");
    if (name === "*") return { group: "", name: sub === undefined ? "*" : `*/${sub}` };
    const type = matchType(name)?.type;
    if (type === undefined) {
      const [resource = "", ...group] = name.split(".");
      const where = group.length === 0 ? "" : ` in group ${quote(group.join("."))}`;
      throw new PlainError(`the server doesn't have a resource type ${quote(resource)}${where}`);
    }
    return { group: type.group, name: sub === undefined ? type.name : `${type.name}/${sub}` };
  });
  return policyRules({ verbs, resources, resourceNames });
}

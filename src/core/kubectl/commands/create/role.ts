import { role } from "../../generators/access.ts";
import { RULE_FLAGS, rulesOf } from "./rules.ts";
import { createSubcommand } from "./subcommand.ts";

export const createRole = createSubcommand({
  name: "role",
  use: "role NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none]",
  short: "Create a role with single rule",
  examples: `# May read pods
kubectl create role reader --verb=get,list,watch --resource=pods`,
  flags: RULE_FLAGS,
  build: ({ context, name, namespace }) => role("Role", name, namespace, rulesOf(context)),
});

import { CommandError } from "../../errors.ts";
import { role } from "../../generators/access.ts";
import { parseLabels } from "../../generators/fields.ts";
import { RULE_FLAGS, rulesOf } from "./rules.ts";
import { createSubcommand } from "./subcommand.ts";

export const createClusterRole = createSubcommand({
  name: "clusterrole",
  use: "clusterrole NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none]",
  short: "Create a cluster role",
  examples: `# May read pods in all namespaces
kubectl create clusterrole reader --verb=get,list,watch --resource=pods`,
  flags: [
    ...RULE_FLAGS,
    {
      name: "aggregation-rule",
      type: "string",
      usage: "Labels, KEY=VALUE,…, of the cluster roles to gather rules from.",
    },
    {
      name: "non-resource-url",
      type: "strings",
      usage: "Path that is no resource, with a / first.",
    },
  ],
  build: ({ context, name }) => {
    const { flags } = context;
    const aggregation = flags.string("aggregation-rule");
    const urls = flags.list("non-resource-url");
    if (aggregation !== "") {
      if (flags.list("verb").length + flags.list("resource").length + urls.length > 0) {
        throw new CommandError(
          "aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames",
        );
      }
      return role("ClusterRole", name, undefined, [], parseLabels(aggregation));
    }
    const verbs = flags.list("verb");
    if (urls.length > 0 && flags.list("resource").length === 0) {
      if (verbs.length === 0) throw new CommandError("at least one verb must be specified");
      return role("ClusterRole", name, undefined, [{ verbs, nonResourceURLs: urls }]);
    }
    const rules = rulesOf(context);
    const extra = urls.length === 0 ? [] : [{ verbs, nonResourceURLs: urls }];
    return role("ClusterRole", name, undefined, [...rules, ...extra]);
  },
});

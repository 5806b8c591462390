import { quota } from "../../generators/simple.ts";
import { createSubcommand } from "./subcommand.ts";

export const createQuota = createSubcommand({
  name: "quota",
  aliases: ["resourcequota"],
  use: "quota NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none]",
  short: "Create a quota with the specified name",
  examples: `# At most three pods
kubectl create quota small --hard=pods=3`,
  flags: [
    { name: "hard", type: "string", usage: "Resources and their limits, RESOURCE=QUANTITY,…" },
    { name: "scopes", type: "string", usage: "Scopes that the quota counts, with commas." },
  ],
  build: ({ context: { flags }, name, namespace }) =>
    quota(name, namespace, flags.string("hard"), flags.string("scopes")),
  refusal: "failed to create quota: ",
});

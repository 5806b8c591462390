import { serviceAccount } from "../../generators/simple.ts";
import { createSubcommand } from "./subcommand.ts";

export const createServiceAccount = createSubcommand({
  name: "serviceaccount",
  aliases: ["sa"],
  use: "serviceaccount NAME [--dry-run=server|client|none]",
  short: "Create a service account with the specified name",
  examples: `# A service account named robot
kubectl create serviceaccount robot`,
  flags: [],
  build: ({ name, namespace }) => serviceAccount(name, namespace),
  refusal: "failed to create serviceaccount: ",
});

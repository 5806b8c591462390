import { namespace } from "../../generators/simple.ts";
import { createSubcommand } from "./subcommand.ts";

export const createNamespace = createSubcommand({
  name: "namespace",
  aliases: ["ns"],
  use: "namespace NAME [--dry-run=server|client|none]",
  short: "Create a namespace with the specified name",
  examples: `# A namespace named shop
kubectl create namespace shop`,
  flags: [],
  build: ({ name }) => namespace(name),
});

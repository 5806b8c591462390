import type { FlagSpec } from "../../command.ts";
import { configMap } from "../../generators/config.ts";
import { dataReader, dataSources } from "./data.ts";
import { createSubcommand } from "./subcommand.ts";

/** `--from-file`, `--from-literal`, `--from-env-file`. */
export const DATA_FLAGS: readonly FlagSpec[] = [
  { name: "append-hash", type: "bool", usage: "Add a hash of the content to the name." },
  { name: "from-env-file", type: "strings", usage: "File of KEY=VALUE lines; each is a key." },
  {
    name: "from-file",
    type: "strings",
    usage:
      "File whose content is the value; its name, or KEY before =, is the key. A folder gives its files.",
  },
  { name: "from-literal", type: "array", usage: "Key and value, KEY=VALUE." },
];

export const createConfigMap = createSubcommand({
  name: "configmap",
  aliases: ["cm"],
  use: "configmap NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]",
  short: "Create a config map from a local file, directory or literal value",
  examples: `# From a file; its name is the key
kubectl create configmap settings --from-file=app.properties

# From two values
kubectl create configmap settings --from-literal=mode=dev --from-literal=level=3

# From a file of variables
kubectl create configmap settings --from-env-file=vars.env`,
  flags: DATA_FLAGS,
  build: ({ context, name, namespace }) =>
    configMap(name, namespace, dataSources(context), dataReader(context)),
  refusal: "failed to create configmap: ",
});

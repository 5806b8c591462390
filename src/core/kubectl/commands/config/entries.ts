/** `config set`, `unset`, `set-cluster`, `set-credentials`: single values. */
import type { Json } from "../../../api/json.ts";
import type { Command, CommandContext, FlagSpec } from "../../command.ts";
import { completeConfigEntries } from "../../candidates.ts";
import type { Section } from "../../config/kubeconfig.ts";
import { currentConfig, storeCurrentContext, storeEntry } from "../../config/modify.ts";
import { parseProperty, propertyValue } from "../../config/property.ts";
import { CommandError } from "../../errors.ts";
import { quote } from "../../gotext.ts";
import { exactArguments } from "./arguments.ts";

export const set: Command = {
  name: "set",
  use: "set PROPERTY_NAME PROPERTY_VALUE",
  short: "Set an individual value in a kubeconfig file",
  long: `Set one value of the kubeconfig.

 PROPERTY_NAME is a path with dots: a section, the name of an entry, a field. PROPERTY_VALUE is the new value; fields ending in -data take base64 unless --set-raw-bytes is given.`,
  examples: `# The server of a cluster
kubectl config set clusters.my-cluster.server https://1.2.3.4

# The namespace of a context
kubectl config set contexts.my-context.namespace team-a`,
  flags: [
    {
      name: "set-raw-bytes",
      type: "bool",
      usage: "Take the value of a -data field as it is instead of as base64.",
    },
  ],
  run: (context) => {
    const [path = "", value = ""] = exactArguments(context, 2);
    const config = currentConfig(context);
    const property = parseProperty(path, config);
    if (property.kind === "current-context") storeCurrentContext(context, value);
    else if (property.kind === "section" || property.field === undefined) {
      throw new CommandError(`can't set a map to a value: ${path}`);
    } else {
      const { section, name, field } = property;
      const body = { ...config[section].get(name), [field]: propertyValue(field, value) };
      storeEntry(context, section, name, body);
    }
    context.process.stdout.write(`Property ${quote(path)} set.\n`);
    return Promise.resolve(0);
  },
};

export const unset: Command = {
  name: "unset",
  use: "unset PROPERTY_NAME",
  short: "Unset an individual value in a kubeconfig file",
  long: `Take one value out of the kubeconfig.

 PROPERTY_NAME is a path with dots: a section, the name of an entry, a field.`,
  examples: `# No current context any more
kubectl config unset current-context

# The namespace of a context
kubectl config unset contexts.foo.namespace`,
  flags: [],
  run: (context) => {
    const [path = ""] = exactArguments(context, 1);
    const config = currentConfig(context);
    const property = parseProperty(path, config);
    if (property.kind === "current-context") storeCurrentContext(context, "");
    else if (property.kind === "section") {
      for (const name of config[property.section].keys()) {
        storeEntry(context, property.section, name, undefined);
      }
    } else {
      const { section, name, field } = property;
      const body = config[section].get(name);
      if (body === undefined) {
        throw new CommandError(`current map key \`${name}\` is invalid`);
      }
      const rest =
        field === undefined
          ? undefined
          : Object.fromEntries(Object.entries(body).filter(([key]) => key !== field));
      storeEntry(context, section, name, rest);
    }
    context.process.stdout.write(`Property ${quote(path)} unset.\n`);
    return Promise.resolve(0);
  },
};

/** Writes the given flags into an entry; a bool is written as such. */
function storeFlags(
  context: CommandContext,
  section: Section,
  noun: string,
  fields: readonly FlagSpec[],
): Promise<number> {
  const { flags, process } = context;
  const [name = ""] = exactArguments(context, 1);
  const body: Record<string, Json | undefined> = { ...currentConfig(context)[section].get(name) };
  for (const { name: field, type } of fields) {
    if (!flags.changed(field) || field === "embed-certs") continue;
    const value = flags.string(field);
    if (value === "" || (type === "bool" && !flags.bool(field))) {
      Reflect.deleteProperty(body, field);
    } else body[field] = type === "bool" ? true : value;
  }
  storeEntry(context, section, name, body);
  process.stdout.write(`${noun} ${quote(name)} set.\n`);
  return Promise.resolve(0);
}

const CLUSTER_FLAGS: readonly FlagSpec[] = [
  {
    name: "certificate-authority",
    type: "string",
    usage: "File with the authority's certificate.",
  },
  { name: "embed-certs", type: "bool", usage: "Copy the certificate into the kubeconfig." },
  {
    name: "insecure-skip-tls-verify",
    type: "bool",
    usage: "Do not check the server's certificate.",
  },
  { name: "proxy-url", type: "string", usage: "Proxy to reach the cluster through." },
  { name: "server", type: "string", usage: "Address of the API server." },
  { name: "tls-server-name", type: "string", usage: "Name to check the certificate for." },
];

export const setCluster: Command = {
  name: "set-cluster",
  use: "set-cluster NAME [--server=server] [--certificate-authority=path/to/certificate/authority] [--insecure-skip-tls-verify=true] [--tls-server-name=example.com]",
  short: "Set a cluster entry in kubeconfig",
  long: "Write a cluster into the kubeconfig. Fields that are not named keep their value.",
  examples: "# The address of a cluster\nkubectl config set-cluster e2e --server=https://1.2.3.4",
  flags: CLUSTER_FLAGS,
  complete: completeConfigEntries("clusters", { once: true }),
  run: (context) => storeFlags(context, "clusters", "Cluster", CLUSTER_FLAGS),
};

const USER_FLAGS: readonly FlagSpec[] = [
  { name: "client-certificate", type: "string", usage: "File with the client certificate." },
  { name: "client-key", type: "string", usage: "File with the client key." },
  { name: "embed-certs", type: "bool", usage: "Copy certificate and key into the kubeconfig." },
  { name: "password", type: "string", usage: "Password of the user." },
  { name: "token", type: "string", usage: "Token of the user." },
  { name: "username", type: "string", usage: "Name of the user." },
];

export const setCredentials: Command = {
  name: "set-credentials",
  use: "set-credentials NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] [--token=bearer_token] [--username=basic_user] [--password=basic_password]",
  short: "Set a user entry in kubeconfig",
  long: "Write a user into the kubeconfig. Fields that are not named keep their value.",
  examples:
    "# The key of a user\nkubectl config set-credentials admin --client-key=~/.kube/admin.key",
  flags: USER_FLAGS,
  complete: completeConfigEntries("users", { once: true }),
  run: (context) => storeFlags(context, "users", "User", USER_FLAGS),
};

import type { Command } from "../../command.ts";
import { CommandError } from "../../errors.ts";
import { dockerConfig, secret, secretOf } from "../../generators/config.ts";
import { readFileOr } from "../../manifests.ts";
import { DATA_FLAGS } from "./configmap.ts";
import { dataReader, dataSources } from "./data.ts";
import { createSubcommand } from "./subcommand.ts";

const APPEND_HASH = DATA_FLAGS.filter((flag) => flag.name === "append-hash");
const FROM_FILE = DATA_FLAGS.filter((flag) => flag.name === "from-file");

const generic = createSubcommand({
  name: "generic",
  use: "generic NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]",
  short: "Create a secret from a local file, directory, or literal value",
  examples: `# From two values
kubectl create secret generic login --from-literal=user=admin --from-literal=password=s3cret

# From a file; its name is the key
kubectl create secret generic key --from-file=id_rsa`,
  flags: [...DATA_FLAGS, { name: "type", type: "string", usage: "Type of the secret." }],
  build: ({ context, name, namespace }) =>
    secret(
      name,
      namespace,
      context.flags.string("type"),
      dataSources(context),
      dataReader(context),
    ),
  refusal: "failed to create secret ",
});

const dockerRegistry = createSubcommand({
  name: "docker-registry",
  use: "docker-registry NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] [--from-file=[key=]source] [--dry-run=server|client|none]",
  short: "Create a secret for use with a Docker registry",
  examples: `# With what a registry asks for
kubectl create secret docker-registry pull --docker-server=registry.example.com --docker-username=me --docker-password=s3cret`,
  flags: [
    ...APPEND_HASH,
    ...FROM_FILE,
    { name: "docker-email", type: "string", usage: "E-mail address for the registry." },
    { name: "docker-password", type: "string", usage: "Password for the registry." },
    {
      name: "docker-server",
      type: "string",
      default: "https://index.docker.io/v1/",
      usage: "Address of the registry.",
    },
    { name: "docker-username", type: "string", usage: "User name for the registry." },
  ],
  build: ({ context, name, namespace }) => {
    const { flags } = context;
    const type = "kubernetes.io/dockerconfigjson";
    const files = flags.list("from-file");
    if (files.length > 0) {
      const sources = { files, literals: [], envFiles: [] };
      return secret(name, namespace, type, sources, dataReader(context));
    }
    const username = flags.string("docker-username");
    const password = flags.string("docker-password");
    const server = flags.string("docker-server");
    if (username === "" || password === "" || server === "") {
      throw new CommandError(
        "either --from-file or the combination of --docker-username, --docker-password and --docker-server is required",
      );
    }
    const text = dockerConfig({ server, username, password, email: flags.string("docker-email") });
    return secretOf(name, namespace, type, new Map([[".dockerconfigjson", text]]));
  },
  refusal: "failed to create secret ",
});

const tls = createSubcommand({
  name: "tls",
  use: "tls NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none]",
  short: "Create a TLS secret",
  examples: `# From a certificate and its key
kubectl create secret tls web --cert=web.crt --key=web.key`,
  flags: [
    ...APPEND_HASH,
    { name: "cert", type: "string", usage: "File with the certificate, PEM." },
    { name: "key", type: "string", usage: "File with the private key, PEM." },
  ],
  build: ({ context, name, namespace }) => {
    const key = context.flags.string("key");
    const cert = context.flags.string("cert");
    if (key === "" || cert === "") throw new CommandError("key and cert must be specified");
    const read = (path: string): string => readFileOr(context.process, path, (why) => why);
    const certText = read(cert);
    const keyText = read(key);
    if (!certText.includes("-----BEGIN CERTIFICATE-----")) {
      throw new CommandError("tls: failed to find any PEM data in certificate input");
    }
    if (!/-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/.test(keyText)) {
      throw new CommandError("tls: failed to find any PEM data in key input");
    }
    const data = new Map([
      ["tls.crt", certText],
      ["tls.key", keyText],
    ]);
    return secretOf(name, namespace, "kubernetes.io/tls", data);
  },
  refusal: "failed to create secret ",
});

export const createSecret: Command = {
  name: "secret",
  use: "secret (docker-registry | generic | tls)",
  short: "Create a secret using a specified subcommand",
  long: "Create a secret: docker-registry for pulling images, generic for any data, tls for a certificate and its key.",
  flags: [],
  subcommands: [dockerRegistry, generic, tls],
};

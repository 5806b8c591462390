/** Commands that need what the lab has not: plugins, a kustomization, an HTTP front, signers. */
import type { Command, CommandContext } from "../command.ts";
import { CommandError, UsageError } from "../errors.ts";
import { filenameFlags, printFlags } from "../flagsets.ts";
import { requireType } from "../types.ts";
import { resultPrinter } from "../write/output.ts";
import { replaceObject } from "../write/rest.ts";
import { findTargets, kustomizeFailure, type Loaded } from "../write/targets.ts";
import { isArray, isObject, type JsonObject } from "../../api/json.ts";
import { objectAt } from "../../cluster/values.ts";

export const kustomize: Command = {
  name: "kustomize",
  use: "kustomize DIR",
  short: "Build a kustomization target from a directory or URL",
  long: "Print what a folder with a kustomization makes.",
  examples: `# Of the current folder
kubectl kustomize`,
  flags: [
    { name: "as-current-user", type: "bool", usage: "Run functions as the current user." },
    { name: "enable-alpha-plugins", type: "bool", usage: "Allow kustomize plugins." },
    { name: "enable-helm", type: "bool", usage: "Allow the Helm chart inflator." },
    { name: "env", shorthand: "e", type: "array", usage: "Variable for functions." },
    { name: "load-restrictor", type: "string", default: "LoadRestrictionsRootOnly", usage: "What may be loaded." },
    { name: "network", type: "bool", usage: "Give functions the network." },
    { name: "output", shorthand: "o", type: "string", usage: "File or folder to write to." },
  ],
  run: (context) => {
    throw kustomizeFailure(context, context.args[0] ?? ".");
  },
};

const pluginList: Command = {
  name: "list",
  use: "list [flags]",
  short: "List all visible plugin executables on a user's PATH",
  long: "List the programs on PATH whose name begins with kubectl-.",
  examples: `# All of them
kubectl plugin list`,
  flags: [{ name: "name-only", type: "bool", usage: "Print names without their folders." }],
  run: () => {
    throw new CommandError("unable to find any kubectl plugins in your PATH");
  },
};

export const plugin: Command = {
  name: "plugin",
  use: "plugin [flags]",
  short: "Provides utilities for interacting with plugins",
  long: "Plugins are programs on PATH whose name begins with kubectl-.",
  examples: `# All of them
kubectl plugin list`,
  flags: [],
  subcommands: [pluginList],
};

export const proxy: Command = {
  name: "proxy",
  use: "proxy [--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]",
  short: "Run a proxy to the Kubernetes API server",
  long: "Listen on a port of this machine and pass requests on to the API server, until Ctrl-C.",
  examples: `# On port 8011
kubectl proxy --port=8011`,
  flags: [
    { name: "accept-hosts", type: "string", default: "^localhost$,^127\\.0\\.0\\.1$,^\\[::1\\]$", usage: "Hosts that may ask." },
    { name: "accept-paths", type: "string", default: "^.*", usage: "Paths that may be asked for." },
    { name: "address", type: "string", default: "127.0.0.1", usage: "Address to listen on." },
    { name: "api-prefix", type: "string", default: "/", usage: "Prefix of the API." },
    { name: "append-server-path", type: "bool", usage: "Use the path of the kubeconfig's server." },
    { name: "disable-filter", type: "bool", usage: "Let every request through." },
    { name: "keepalive", type: "duration", default: "0s", usage: "Keep-alive of connections." },
    { name: "port", shorthand: "p", type: "int", default: "8001", usage: "Port to listen on; 0 draws one." },
    { name: "reject-methods", type: "string", default: "^$", usage: "Methods that are refused." },
    {
      name: "reject-paths",
      type: "string",
      default: "^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach",
      usage: "Paths that are refused.",
    },
    { name: "unix-socket", shorthand: "u", type: "string", usage: "Socket to listen on." },
    { name: "www", shorthand: "w", type: "string", usage: "Folder of files to serve." },
    { name: "www-prefix", shorthand: "P", type: "string", default: "/static/", usage: "Prefix of the files." },
  ],
  run: (context) => {
    const port = context.flags.number("port");
    const address = context.flags.string("address");
    throw new CommandError(`listen tcp ${address}:${port}: bind: permission denied`);
  },
};

function certificateCommand(name: "approve" | "deny", condition: string): Command {
  return {
    name,
    use: `${name} (-f FILENAME | NAME)`,
    short: `${name === "approve" ? "Approve" : "Deny"} a certificate signing request`,
    long: `Mark a certificate signing request as ${condition.toLowerCase()}.`,
    examples: `# By its name\nkubectl certificate ${name} csr-sqgzp`,
    flags: [
      ...filenameFlags("with the requests."),
      { name: "force", type: "bool", usage: "Mark it again when it is marked already." },
      ...printFlags(),
    ],
    run: (context) => mark(context, name, condition),
  };
}

async function mark(context: CommandContext, name: string, condition: string): Promise<number> {
  const { args, flags, path } = context;
  const filenames = flags.list("filename");
  if (args.length === 0 && filenames.length === 0) {
    throw new UsageError(path, "one or more CSRs must be specified as <name> or -f <filename>");
  }
  const printer = resultPrinter(context);
  const type = requireType("certificatesigningrequests");
  const targets = await findTargets(context, {
    filenames,
    args: filenames.length > 0 ? [] : [type.name, ...args],
    latest: true,
  });
  await targets.visitLoaded((target) => {
    const object = withCondition(target, condition, name);
    const stored = replaceObject(context.kube(), target, object, { subresource: "approval" });
    printer.print({ type, object: stored }, condition.toLowerCase());
  });
  return 0;
}

function withCondition(target: Loaded, type: string, verb: string): JsonObject {
  const status = objectAt(target.object, "status");
  const before = status["conditions"];
  const kept = isArray(before) ? before.filter((one) => !isObject(one) || one["type"] !== type) : [];
  const added = {
    type,
    status: "True",
    reason: verb === "approve" ? "KubectlApprove" : "KubectlDeny",
    message: `This CSR was ${verb === "approve" ? "approved" : "denied"} by kubectl certificate ${verb}.`,
  };
  return { ...target.object, status: { ...status, conditions: [...kept, added] } };
}

export const certificate: Command = {
  name: "certificate",
  use: "certificate SUBCOMMAND",
  short: "Modify certificate resources",
  long: "Approve or deny certificate signing requests.",
  flags: [],
  subcommands: [certificateCommand("approve", "Approved"), certificateCommand("deny", "Denied")],
};

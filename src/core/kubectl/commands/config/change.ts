/** The sub-commands of `config` that change contexts, clusters and users by name. */
import type { JsonObject } from "../../../api/json.ts";
import type { Command, CommandContext } from "../../command.ts";
import { completeConfigEntries } from "../../candidates.ts";
import { CommandError } from "../../errors.ts";
import type { Section } from "../../config/kubeconfig.ts";
import {
  configFileName,
  currentConfig,
  storeCurrentContext,
  storeEntry,
} from "../../config/modify.ts";
import { quote } from "../../gotext.ts";
import { exactArguments, wrongArguments } from "./arguments.ts";

export const useContext: Command = {
  name: "use-context",
  aliases: ["use"],
  use: "use-context CONTEXT_NAME",
  short: "Set the current-context in a kubeconfig file",
  long: "Make a context the current one.",
  examples: "# Work with the minikube cluster from now on\nkubectl config use-context minikube",
  flags: [],
  complete: completeConfigEntries("contexts", { once: true }),
  run: (context) => {
    const [name = ""] = exactArguments(context, 1);
    if (name === "") throw new CommandError("empty context names are not allowed");
    if (!currentConfig(context).contexts.has(name)) {
      throw new CommandError(`no context exists with the name: ${quote(name)}`);
    }
    storeCurrentContext(context, name);
    context.process.stdout.write(`Switched to context ${quote(name)}.\n`);
    return Promise.resolve(0);
  },
};

function setContextRun(context: CommandContext): Promise<number> {
  const { flags, args, process } = context;
  if (args.length > 1) wrongArguments(context);
  const config = currentConfig(context);
  const current = flags.bool("current");
  const [given = ""] = args;
  if (given === "" && !current) {
    throw new CommandError("you must specify a non-empty context name or --current");
  }
  if (given !== "" && current) {
    throw new CommandError("you cannot specify both a context name and --current");
  }
  const name = current ? config.currentContext : given;
  if (name === "") throw new CommandError("no current context is set");
  const before = config.contexts.get(name);
  const changes = (["cluster", "user", "namespace"] as const)
    .filter((field) => flags.changed(field))
    .map((field): [string, string] => [field, flags.string(field)]);
  const body = withoutEmpty({ ...before, ...Object.fromEntries(changes) });
  storeEntry(context, "contexts", name, body);
  process.stdout.write(
    `Context ${quote(name)} ${before === undefined ? "created" : "modified"}.\n`,
  );
  return Promise.resolve(0);
}

function withoutEmpty(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== ""));
}

export const setContext: Command = {
  name: "set-context",
  use: "set-context [NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace]",
  short: "Set a context entry in kubeconfig",
  long: "Write a context into the kubeconfig. Fields that are not named keep their value.",
  examples: `# The user of a context, everything else kept
kubectl config set-context gce --user=cluster-admin

# The namespace that commands without -n work in
kubectl config set-context --current --namespace=team-a`,
  flags: [
    { name: "cluster", type: "string", usage: "Cluster of the context." },
    { name: "current", type: "bool", usage: "Change the current context." },
    { name: "namespace", shorthand: "n", type: "string", usage: "Namespace of the context." },
    { name: "user", type: "string", usage: "User of the context." },
  ],
  complete: completeConfigEntries("contexts", { once: true }),
  run: setContextRun,
};

export const renameContext: Command = {
  name: "rename-context",
  use: "rename-context CONTEXT_NAME NEW_NAME",
  short: "Rename a context from the kubeconfig file",
  long: "Give a context another name. When it is the current one it stays so.",
  examples: "# Call it by its new name\nkubectl config rename-context old-name new-name",
  flags: [],
  complete: completeConfigEntries("contexts", { once: true }),
  run: (context) => {
    const [from = "", to = ""] = exactArguments(context, 2);
    const config = currentConfig(context);
    const file = configFileName(context);
    const body = config.contexts.get(from);
    if (body === undefined) {
      throw new CommandError(`cannot rename the context ${quote(from)}, it's not in ${file}`);
    }
    if (config.contexts.has(to)) {
      throw new CommandError(
        `cannot rename the context ${quote(from)}, the context ${quote(to)} already exists in ${file}`,
      );
    }
    storeEntry(context, "contexts", to, body);
    storeEntry(context, "contexts", from, undefined);
    if (config.currentContext === from) storeCurrentContext(context, to);
    context.process.stdout.write(`Context ${quote(from)} renamed to ${quote(to)}.\n`);
    return Promise.resolve(0);
  },
};

function deletion(section: Section, noun: string): (context: CommandContext) => Promise<number> {
  return (context) => {
    const [name = ""] = exactArguments(context, 1);
    const { process } = context;
    const config = currentConfig(context);
    const file = configFileName(context);
    if (!config[section].has(name)) {
      throw new CommandError(`cannot delete ${noun} ${name}, not in ${file}`);
    }
    if (section === "contexts" && config.currentContext === name) {
      process.stderr.write(
        'warning: this removed your active context, use "kubectl config use-context" to select a different one\n',
      );
    }
    storeEntry(context, section, name, undefined);
    process.stdout.write(`deleted ${noun} ${name} from ${file}\n`);
    return Promise.resolve(0);
  };
}

export const deleteContext: Command = {
  name: "delete-context",
  use: "delete-context NAME",
  short: "Delete the specified context from the kubeconfig",
  long: "Take a context out of the kubeconfig.",
  examples: "# Forget the minikube context\nkubectl config delete-context minikube",
  flags: [],
  complete: completeConfigEntries("contexts", { once: true }),
  run: deletion("contexts", "context"),
};

export const deleteCluster: Command = {
  name: "delete-cluster",
  use: "delete-cluster NAME",
  short: "Delete the specified cluster from the kubeconfig",
  long: "Take a cluster out of the kubeconfig.",
  examples: "# Forget the minikube cluster\nkubectl config delete-cluster minikube",
  flags: [],
  complete: completeConfigEntries("clusters", { once: true }),
  run: deletion("clusters", "cluster"),
};

export const deleteUser: Command = {
  name: "delete-user",
  use: "delete-user NAME",
  short: "Delete the specified user from the kubeconfig",
  long: "Take a user out of the kubeconfig.",
  examples: "# Forget the minikube user\nkubectl config delete-user minikube",
  flags: [],
  complete: completeConfigEntries("users", { once: true }),
  run: deletion("users", "user"),
};

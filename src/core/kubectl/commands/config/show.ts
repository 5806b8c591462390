/** The sub-commands of `config` that only show. */
import type { Command, CommandContext } from "../../command.ts";
import { completeConfigEntries } from "../../candidates.ts";
import { stringAt } from "../../../cluster/values.ts";
import { CommandError, throwGathered } from "../../errors.ts";
import { printFlags } from "../../flagsets.ts";
import { currentConfig } from "../../config/modify.ts";
import { minified, viewDocument } from "../../config/view.ts";
import { toPrinter } from "../../printers/printer.ts";
import { alignTabs, GET_LAYOUT } from "../../printers/tabwriter.ts";
import { exactArguments, wrongArguments } from "./arguments.ts";

export const currentContext: Command = {
  name: "current-context",
  use: "current-context [flags]",
  short: "Display the current-context",
  long: "Display the name of the current context.",
  examples: "# Where commands go now\nkubectl config current-context",
  flags: [],
  run: (context) => {
    const config = currentConfig(context);
    if (config.currentContext === "") throw new CommandError("current-context is not set");
    context.process.stdout.write(`${config.currentContext}\n`);
    return Promise.resolve(0);
  },
};

function listContexts(context: CommandContext): Promise<number> {
  const { flags, args, process } = context;
  const output = flags.string("output");
  if (output !== "" && output !== "name" && output !== "wide") {
    throw new CommandError(`output must be one of '' or 'name': ${output}`);
  }
  const config = currentConfig(context);
  const known = [...config.contexts.keys()].sort();
  const names = args.length === 0 ? known : args.filter((name) => config.contexts.has(name)).sort();
  if (output === "name") {
    process.stdout.write(names.map((name) => `${name}\n`).join(""));
  } else {
    const rows = names.map((name) => {
      const body = config.contexts.get(name);
      const mark = name === config.currentContext ? "*" : "";
      const fields = ["cluster", "user", "namespace"].map((field) => stringAt(body, field));
      return [mark, name, ...fields];
    });
    const header = ["CURRENT", "NAME", "CLUSTER", "AUTHINFO", "NAMESPACE"];
    const lines = flags.bool("no-headers") ? rows : [header, ...rows];
    process.stdout.write(alignTabs(lines.map((row) => `${row.join("\t")}\n`).join(""), GET_LAYOUT));
  }
  throwGathered(
    args
      .filter((name) => !config.contexts.has(name))
      .map((name) => new CommandError(`context ${name} not found`)),
  );
  return Promise.resolve(0);
}

export const getContexts: Command = {
  name: "get-contexts",
  use: "get-contexts [(-o|--output=)name)]",
  short: "Describe one or many contexts",
  long: "Show one or many contexts of the kubeconfig file.",
  examples:
    "# All contexts\nkubectl config get-contexts\n\n# One of them\nkubectl config get-contexts my-context",
  flags: [
    { name: "no-headers", type: "bool", usage: "Leave the headers away." },
    { name: "output", shorthand: "o", type: "string", usage: "Output format. One of: (name)." },
  ],
  complete: completeConfigEntries("contexts"),
  run: listContexts,
};

function nameList(section: "clusters" | "users"): (context: CommandContext) => Promise<number> {
  return (context) => {
    const names = [...currentConfig(context)[section].keys()].sort();
    context.process.stdout.write(["NAME", ...names].map((name) => `${name}\n`).join(""));
    return Promise.resolve(0);
  };
}

export const getClusters: Command = {
  name: "get-clusters",
  use: "get-clusters [flags]",
  short: "Display clusters defined in the kubeconfig",
  long: "Show the clusters of the kubeconfig.",
  examples: "# The clusters that kubectl knows\nkubectl config get-clusters",
  flags: [],
  run: nameList("clusters"),
};

export const getUsers: Command = {
  name: "get-users",
  use: "get-users [flags]",
  short: "Display users defined in the kubeconfig",
  long: "Show the users of the kubeconfig.",
  examples: "# The users that kubectl knows\nkubectl config get-users",
  flags: [],
  run: nameList("users"),
};

export const view: Command = {
  name: "view",
  use: "view [flags]",
  short: "Display merged kubeconfig settings or a specified kubeconfig file",
  long: `Show the kubeconfig: all files merged, or the one that --kubeconfig names.

 -o jsonpath={...} picks single values out of it.`,
  examples: `# Everything, certificates left out
kubectl config view

# The same with certificates and secrets
kubectl config view --raw

# The user's name of the first user
kubectl config view -o jsonpath='{.users[0].name}'`,
  flags: [
    { name: "flatten", type: "bool", usage: "Put the contents of files in place of their names." },
    {
      name: "merge",
      type: "bool",
      default: "true",
      usage: "Merge the whole hierarchy of kubeconfig files.",
    },
    {
      name: "minify",
      type: "bool",
      usage: "Leave away what the current context does not use.",
    },
    { name: "raw", type: "bool", usage: "Show certificates and secrets." },
    ...printFlags({ default: "yaml" }),
  ],
  run: (context) => {
    const { flags, process } = context;
    if (context.args.length > 0) wrongArguments(context);
    exactArguments(context, 0);
    const printer = toPrinter({ process, flags, keepOrder: true });
    const merged = currentConfig(context);
    const chosen = flags.string("context");
    const config = chosen === "" ? merged : { ...merged, currentContext: chosen };
    const shown = flags.bool("minify") ? minified(config) : config;
    printer.print(viewDocument(shown, flags.bool("raw") || flags.bool("flatten")), (text) => {
      process.stdout.write(text);
    });
    return Promise.resolve(0);
  },
};

import type { Command, CommandContext } from "../command.ts";
import { completeTypeAndName } from "../candidates.ts";
import { CommandError, UsageError } from "../errors.ts";
import {
  ALL_NAMESPACES_FLAG,
  CHUNK_SIZE_FLAG,
  FIELD_SELECTOR_FLAG,
  filenameFlags,
  OUTPUT_FORMATS,
  printFlags,
  SELECTOR_FLAG,
} from "../flagsets.ts";
import { completeWordsOf } from "../candidates.ts";
import { printObjects } from "../get/objects.ts";
import { readGetOptions } from "../get/options.ts";
import type { GetOptions } from "../get/options.ts";
import { printRaw } from "../get/raw.ts";
import { printTables } from "../get/tables.ts";
import { watchObjects } from "../get/watch.ts";

const FORMATS = [...OUTPUT_FORMATS, "custom-columns", "custom-columns-file", "wide"];

const NO_TYPE =
  'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n';

function checkArguments(context: CommandContext, options: GetOptions): void {
  const { flags, args, process } = context;
  if (options.raw !== "") {
    if (args.length > 0)
      throw new CommandError("arguments may not be passed when --raw is specified");
    if (options.watch || options.labelSelector !== undefined) {
      throw new CommandError(
        "--raw may not be specified with other flags that filter the server request or alter the output",
      );
    }
    if (options.format !== "") throw new CommandError("--raw and --output are mutually exclusive");
    return;
  }
  if (options.watch) {
    if (options.sortBy !== "") {
      process.stderr.write(
        "warning: --watch or --watch-only requested, --sort-by will be ignored\n",
      );
    }
  } else if (args.length === 0 && !options.fromFiles) {
    process.stderr.write(NO_TYPE);
    throw new UsageError(
      context.path,
      'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).',
    );
  }
  if (flags.bool("show-labels") && options.format !== "" && options.format !== "wide") {
    throw new CommandError(`--show-labels option cannot be used with ${options.format} printer`);
  }
  if (flags.bool("output-watch-events") && !options.watch) {
    throw new CommandError(
      "--output-watch-events option can only be used with --watch or --watch-only",
    );
  }
}

async function run(context: CommandContext): Promise<number> {
  const options = readGetOptions(context.flags);
  checkArguments(context, options);
  if (options.raw !== "") return printRaw(context, options.raw);
  if (options.watch) return watchObjects(context, options);
  return options.human ? printTables(context, options) : printObjects(context, options);
}

export const get: Command = {
  name: "get",
  use: `get [(-o|--output=)${FORMATS.join("|")}] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags]`,
  short: "Display one or many resources",
  long: `Display one or many resources.

 Prints a table of what matters most about the objects. A label selector with --selector narrows the list; without --all-namespaces only the current namespace is looked at.

 A template with -o go-template or -o jsonpath prints just the fields you ask for.

Use "kubectl api-resources" for a complete list of supported resources.`,
  examples: `# The pods of the current namespace
kubectl get pods

# The same with addresses and nodes
kubectl get pods -o wide

# One NetworkPolicy as YAML
kubectl get networkpolicy default-deny -o yaml

# Addresses of all pods with a label
kubectl get pods -l app=web -o jsonpath='{.items[*].status.podIP}'

# Pods and services of all namespaces
kubectl get pods,services -A`,
  flags: [
    ALL_NAMESPACES_FLAG,
    CHUNK_SIZE_FLAG,
    FIELD_SELECTOR_FLAG,
    ...filenameFlags("Files, folders or URLs that name the resources to get."),
    {
      name: "ignore-not-found",
      type: "bool",
      usage: "Exit with status 0 and say nothing when an object is not there.",
    },
    {
      name: "label-columns",
      shorthand: "L",
      type: "strings",
      usage: "Labels to show as columns, comma-separated; may be given several times.",
    },
    { name: "no-headers", type: "bool", usage: "Leave the headers away." },
    ...printFlags({ formats: FORMATS }).map((flag) =>
      flag.name === "output" ? { ...flag, complete: completeWordsOf(FORMATS) } : flag,
    ),
    {
      name: "output-watch-events",
      type: "bool",
      usage: "Print the event's kind too while watching: ADDED, MODIFIED, DELETED.",
    },
    {
      name: "raw",
      type: "string",
      usage: "Ask the server for this URI and print the answer as it is.",
    },
    SELECTOR_FLAG,
    {
      name: "server-print",
      type: "bool",
      default: "true",
      usage: "Let the server choose the columns of the table.",
    },
    { name: "show-kind", type: "bool", usage: "Print the type before each name." },
    { name: "show-labels", type: "bool", usage: "Show all labels as the last column." },
    {
      name: "sort-by",
      type: "string",
      usage: "Sort a list by a field, given as a JSONPath expression, e.g. '{.metadata.name}'.",
    },
    { name: "subresource", type: "string", usage: "Act on this subresource of the object." },
    {
      name: "watch",
      shorthand: "w",
      type: "bool",
      usage: "Go on printing changes after the list.",
    },
    { name: "watch-only", type: "bool", usage: "Print changes only, without the list first." },
  ],
  complete: completeTypeAndName(),
  run,
};

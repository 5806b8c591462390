import { apiVersionOf, groupResource, RESOURCES } from "../../api/scheme.ts";
import type { ResourceType } from "../../api/scheme.ts";
import type { Command, CommandContext } from "../command.ts";
import { CommandError, UsageError } from "../errors.ts";
import { formatSlice } from "../gotext.ts";
import { toPrinter, unknownFormat } from "../printers/printer.ts";
import { alignTabs, GET_LAYOUT } from "../printers/tabwriter.ts";

const FORMATS = ["json", "yaml", "kyaml", "name", "wide"];

/** The preferred types in the order asked for: by group and name, or by name or kind alone. */
function select(context: CommandContext): readonly ResourceType[] {
  const { flags } = context;
  const verbs = flags.list("verbs");
  const categories = flags.list("categories");
  const group = flags.string("api-group");
  const chosen = RESOURCES.filter(
    (type) =>
      type.preferred &&
      (!flags.changed("api-group") || type.group === group) &&
      (!flags.changed("namespaced") || type.namespaced === flags.bool("namespaced")) &&
      verbs.every((verb) => type.verbs.some((known) => known === verb)) &&
      categories.every((category) => type.categories.includes(category)),
  );
  const sortBy = flags.string("sort-by");
  const key = (type: ResourceType): readonly string[] => {
    if (sortBy === "name") return [type.name];
    if (sortBy === "kind") return [type.kind];
    return [type.group, type.name];
  };
  return chosen.sort((a, b) => compareKeys(key(a), key(b)));
}

function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length; i++) {
    const [x = "", y = ""] = [a[i], b[i]];
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

function row(type: ResourceType, wide: boolean): string {
  const cells = [
    type.name,
    type.shortNames.join(","),
    apiVersionOf(type),
    type.namespaced ? "true" : "false",
    type.kind,
    ...(wide ? [type.verbs.join(","), type.categories.join(",")] : []),
  ];
  return `${cells.join("\t")}\n`;
}

function printStructured(context: CommandContext, types: readonly ResourceType[]): void {
  const printer = toPrinter({ ...context, formats: FORMATS, keepOrder: true });
  const resources = types.map((type) => ({
    ...(type.categories.length === 0 ? {} : { categories: type.categories }),
    ...(type.group === "" ? {} : { group: type.group }),
    kind: type.kind,
    name: type.name,
    namespaced: type.namespaced,
    ...(type.shortNames.length === 0 ? {} : { shortNames: type.shortNames }),
    singularName: type.singularName,
    verbs: type.verbs,
    version: type.version,
  }));
  printer.print(
    { kind: "APIResourceList", apiVersion: "v1", groupVersion: "", resources },
    (text) => {
      context.process.stdout.write(text);
    },
  );
}

function run(context: CommandContext): Promise<number> {
  const { flags, args, process, path } = context;
  if (args.length > 0) throw new UsageError(path, `unexpected arguments: ${formatSlice(args)}`);
  const format = flags.string("output");
  if (!["", ...FORMATS].includes(format)) throw unknownFormat(format, FORMATS);
  if (!["", "name", "kind"].includes(flags.string("sort-by"))) {
    throw new CommandError("--sort-by accepts only name or kind");
  }
  context.kube().discover();
  const types = select(context);
  if (format === "name") {
    process.stdout.write(types.map((type) => `${groupResource(type)}\n`).join(""));
    return Promise.resolve(0);
  }
  if (format !== "" && format !== "wide") {
    printStructured(context, types);
    return Promise.resolve(0);
  }
  const wide = format === "wide";
  const header = `NAME\tSHORTNAMES\tAPIVERSION\tNAMESPACED\tKIND${wide ? "\tVERBS\tCATEGORIES" : ""}\n`;
  const rows = types.map((type) => row(type, wide)).join("");
  process.stdout.write(alignTabs(flags.bool("no-headers") ? rows : header + rows, GET_LAYOUT));
  return Promise.resolve(0);
}

export const apiResources: Command = {
  name: "api-resources",
  use: "api-resources [flags]",
  short: "Print the supported API resources on the server",
  long: "Show the types of resources that the server serves.",
  examples: `# All types
kubectl api-resources

# With verbs and categories
kubectl api-resources -o wide

# Those of one group
kubectl api-resources --api-group=networking.k8s.io`,
  flags: [
    { name: "api-group", type: "string", usage: "Only the types of this API group." },
    { name: "cached", type: "bool", usage: "Use the cached list when there is one." },
    { name: "categories", type: "strings", usage: "Only the types of these categories." },
    {
      name: "namespaced",
      type: "bool",
      default: "true",
      usage: "Only types that are (or are not) in namespaces.",
    },
    { name: "no-headers", type: "bool", usage: "Leave the headers away." },
    {
      name: "output",
      shorthand: "o",
      type: "string",
      usage: "Output format. One of: (json, yaml, kyaml, name, wide).",
    },
    {
      name: "show-managed-fields",
      type: "bool",
      usage: "Keep metadata.managedFields when printing JSON or YAML.",
    },
    { name: "sort-by", type: "string", usage: "Sort by name or by kind." },
    { name: "verbs", type: "strings", usage: "Only types that know these verbs." },
  ],
  run,
};

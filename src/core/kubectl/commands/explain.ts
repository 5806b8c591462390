import {
  apiVersionOf,
  findResource,
  groupResource,
  parseGroupVersion,
  RESOURCES,
} from "../../api/scheme.ts";
import type { ResourceType } from "../../api/scheme.ts";
import type { Command, CommandContext } from "../command.ts";
import { CommandError, PlainError } from "../errors.ts";
import { quote } from "../gotext.ts";
import { renderExplain, renderOldExplain } from "../explain/render.ts";
import { loadSchemas } from "../explain/schema.ts";
import { matchType } from "../types.ts";

/** Splits `netpol.spec.ingress` at dots. @throws CommandError for brackets */
function splitPath(text: string): readonly string[] {
  const path = text.replace(/\.$/, "").split(".");
  if (path.some((part) => part.includes("["))) {
    throw new CommandError("invalid jsonpath syntax, first node must be field node");
  }
  return path;
}

/**
 * The type and the fields behind it. Only a plural name may be followed by its group
 * (`deployments.apps.spec`).
 */
function resolve(words: readonly string[]): {
  readonly type: ResourceType;
  readonly fields: readonly string[];
} {
  const [first = "", ...rest] = words;
  const match = matchType(first);
  const text = words.join(".");
  const qualified = RESOURCES.find((type) => {
    const name = groupResource(type);
    return type.name === first && type.group !== "" && `${text}.`.startsWith(`${name}.`);
  });
  if (qualified !== undefined) {
    return { type: qualified, fields: rest.slice(qualified.group.split(".").length) };
  }
  if (match === undefined) {
    throw new PlainError(`the server doesn't have a resource type ${quote(first)}`);
  }
  return { type: match.type, fields: rest };
}

/** The same resource in the version of `--api-version`. @throws CommandError */
function inVersion(type: ResourceType, apiVersion: string): ResourceType {
  if (apiVersion === "") return type;
  const { group, version } = parseGroupVersion(apiVersion);
  const found = findResource(group, version, type.name);
  if (found === undefined) {
    throw new CommandError(
      `couldn't find resource for ${quote(`${group}/${version}, Resource=${type.name}`)}`,
    );
  }
  return found;
}

async function run(context: CommandContext): Promise<number> {
  const { args, flags, process } = context;
  const [target] = args;
  if (target === undefined) {
    throw new CommandError(
      'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.',
    );
  }
  if (args.length > 1) throw new CommandError("We accept only this format: explain RESOURCE");
  context.kube().discover();
  const { type: named, fields } = resolve(splitPath(target));
  const type = inVersion(named, flags.string("api-version"));
  const output = flags.string("output");
  if (output !== "plaintext" && output !== "plaintext-openapiv2") {
    throw new CommandError(`unrecognized format: ${output}`);
  }
  const library = await loadSchemas();
  const name = library.kinds[`${apiVersionOf(type)}/${type.kind}`];
  const what = {
    group: type.group,
    version: type.version,
    kind: type.kind,
    root: name === undefined ? undefined : library.schemas[name],
    path: fields,
    recursive: flags.bool("recursive"),
  };
  const result =
    output === "plaintext" ? renderExplain(library, what) : renderOldExplain(library, what);
  process.stdout.write(result.text);
  if (result.missing !== undefined) {
    throw new CommandError(`field ${quote(result.missing)} does not exist`);
  }
  return 0;
}

export const explain: Command = {
  name: "explain",
  use: "explain TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2]",
  short: "Get documentation for a resource",
  long: `Describe fields and structure of resource types.

 Fields are named with dots: <type>.<fieldName>[.<fieldName>]. What is known of them comes from the server's OpenAPI documents.

Use "kubectl api-resources" for a complete list of supported resources.`,
  examples: `# A type and its fields
kubectl explain networkpolicy

# All fields below one
kubectl explain networkpolicy.spec --recursive

# One field
kubectl explain networkpolicy.spec.ingress.ports.endPort`,
  flags: [
    { name: "api-version", type: "string", usage: "Explain this version, group/version." },
    {
      name: "output",
      shorthand: "o",
      type: "string",
      default: "plaintext",
      usage: "Layout of the text: plaintext or plaintext-openapiv2.",
    },
    {
      name: "recursive",
      type: "bool",
      usage: "Print the names of all fields below, one level deeper each.",
    },
  ],
  run,
};

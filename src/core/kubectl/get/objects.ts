/** `get` with a format for whole objects: JSON, YAML, names, templates, custom columns. */
import type { JsonObject } from "../../api/json.ts";
import { isArray, isObject } from "../../api/json.ts";
import { FileError } from "../../shell/files.ts";
import type { CommandContext } from "../command.ts";
import {
  asError,
  CommandError,
  errnoText,
  isFailure,
  isNotFound,
  throwGathered,
} from "../errors.ts";
import { absolutePath } from "../files.ts";
import { CustomColumns } from "../printers/custom-columns.ts";
import { toPrinter, unknownFormat } from "../printers/printer.ts";
import { sortByField } from "../printers/sorting.ts";
import { ask } from "../resources.ts";
import type { GetOptions } from "./options.ts";
import { planGet } from "./plan.ts";

const FORMATS = [
  "custom-columns",
  "custom-columns-file",
  "go-template",
  "go-template-file",
  "json",
  "jsonpath",
  "jsonpath-as-json",
  "jsonpath-file",
  "kyaml",
  "name",
  "template",
  "templatefile",
  "wide",
  "yaml",
];

export type PrintObject = (object: JsonObject, items: readonly JsonObject[]) => void;

/** Fetches everything and prints one object, or one List of them. */
export async function printObjects(context: CommandContext, options: GetOptions): Promise<number> {
  const connection = context.kube();
  const plan = await planGet(context, options);
  const print = objectPrinter(context, options);
  const errors: Error[] = [...plan.errors];
  const objects: JsonObject[] = [];
  for (const request of plan.requests) {
    try {
      const body = ask(connection, request, { subresource: options.subresource });
      objects.push(...(request.name === undefined ? itemsOf(body) : [body]));
    } catch (error) {
      if (!isFailure(error)) throw error;
      if (isNotFound(error) && options.ignoreNotFound) continue;
      if (plan.single) throw error;
      errors.push(asError(error));
    }
  }
  if (objects.length === 0 && options.ignoreNotFound) {
    throwGathered(errors);
    return 0;
  }
  const [only] = objects;
  if (plan.single && only !== undefined) print(only, [only]);
  else {
    const sorted =
      options.sortBy === "" ? objects : sortByField(objects, options.sortBy, (object) => object);
    const list = {
      apiVersion: "v1",
      items: [...sorted],
      kind: "List",
      metadata: { resourceVersion: "" },
    };
    print(list, sorted);
  }
  throwGathered(errors);
  return 0;
}

/** The items of a list, with the kind and apiVersion that the list says for all. */
function itemsOf(body: JsonObject): JsonObject[] {
  const { items, kind, apiVersion } = body;
  if (!isArray(items)) return [];
  const itemKind = typeof kind === "string" ? kind.replace(/List$/, "") : undefined;
  return items.filter(isObject).map((item) => ({
    ...(apiVersion === undefined ? {} : { apiVersion }),
    ...(itemKind === undefined ? {} : { kind: itemKind }),
    ...item,
  }));
}

/** The printer of the format; `items` are the objects of a List. @throws CommandError */
export function objectPrinter(context: CommandContext, options: GetOptions): PrintObject {
  const { process, flags } = context;
  const write = (text: string): void => {
    process.stdout.write(text);
  };
  const columns = customColumns(context, options);
  if (columns !== undefined) {
    let headers = true;
    return (_object, items) => {
      write(columns.print(items, headers));
      headers = false;
    };
  }
  const printer = toPrinter({ process, flags, formats: FORMATS });
  if (options.format === "name") {
    return (_object, items) => {
      for (const item of items) printer.print(item, write);
    };
  }
  return (object) => {
    printer.print(object, write);
  };
}

function customColumns(context: CommandContext, options: GetOptions): CustomColumns | undefined {
  const { format } = options;
  const template = context.flags.string("template");
  const equals = format.indexOf("=");
  const name = equals < 0 || template !== "" ? format : format.slice(0, equals);
  if (name !== "custom-columns" && name !== "custom-columns-file") {
    if (format.startsWith("custom-columns")) throw unknownFormat(format, FORMATS);
    return undefined;
  }
  const spec = template === "" && equals >= 0 ? format.slice(equals + 1) : template;
  if (spec === "") {
    throw new CommandError("custom-columns format specified but no custom columns given");
  }
  if (name === "custom-columns") return CustomColumns.fromSpec(spec, options.headers);
  let text: string;
  try {
    text = context.process.fs.read(absolutePath(context.process, spec));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new CommandError(`error reading template ${spec}, open ${spec}: ${errnoText(error)}\n`);
  }
  return CustomColumns.fromTemplate(text, options.headers);
}

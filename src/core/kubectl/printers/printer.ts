/** `-o FORMAT` for whole objects: which printer a format means, and how objects come out. */
import { isArray, isObject } from "../../api/json.ts";
import type { Json, JsonObject } from "../../api/json.ts";
import { FileError } from "../../shell/files.ts";
import type { ProcessContext } from "../../shell/process.ts";
import { findKind } from "../../api/scheme.ts";
import { CommandError, errnoText } from "../errors.ts";
import { absolutePath } from "../files.ts";
import type { FlagValues } from "../flag-values.ts";
import { quote } from "../gotext.ts";
import { dumpYaml } from "../yaml.ts";
import { GoTemplate } from "./go-template.ts";
import { formatValue, goSyntax, marshalIndent, marshalJson } from "./go-values.ts";
import { JsonPath } from "./jsonpath.ts";
import { dumpKyaml } from "./kyaml.ts";

/** Prints objects one after the other; what it keeps between them (`---`) is its own affair. */
export interface ObjectPrinter {
  /** @throws CommandError for templates that fail; what they printed before stays */
  print(object: JsonObject, write: (text: string) => void): void;
}

export interface PrinterOptions {
  readonly process: ProcessContext;
  readonly flags: FlagValues;
  /**
   * What was done, for the printer without a format and for `-o name`: `created`, `configured`
   * (printed as `pod/x created`). Absent: `pod/x`.
   */
  readonly operation?: string;
  /** ` (dry run)`, ` (server dry run)`. */
  readonly suffix?: string;
  /** Formats this command knows, as the error lists them; the usual ones unless told. */
  readonly formats?: readonly string[];
  /** Printed by struct types: JSON keys keep their order. */
  readonly keepOrder?: boolean;
}

const TEMPLATE_FORMATS = ["template", "go-template", "go-template-file", "templatefile"];
const JSONPATH_FORMATS = ["jsonpath", "jsonpath-file", "jsonpath-as-json"];
const STRUCTURED = ["json", "yaml", "kyaml"];
const USUAL_FORMATS = [...STRUCTURED, "name", ...TEMPLATE_FORMATS, ...JSONPATH_FORMATS];

/** The error for a format that no printer takes. */
export function unknownFormat(format: string, allowed: readonly string[]): CommandError {
  return new CommandError(
    `unable to match a printer suitable for the output format ${quote(format)}, allowed formats are: ${[...allowed].sort().join(",")}`,
  );
}

/** The value of `-o`; `--template` alone means a Go template. */
export function outputFormat(flags: FlagValues): string {
  const format = flags.has("output") ? flags.string("output") : "";
  if (format === "" && flags.has("template") && flags.string("template") !== "") {
    return "go-template";
  }
  return format;
}

/**
 * The printer for `-o` of a command that prints whole objects.
 * @throws CommandError for an unknown format or a template that does not parse
 */
export function toPrinter(options: PrinterOptions): ObjectPrinter {
  const { flags } = options;
  const format = outputFormat(flags);
  const allowed = options.formats ?? USUAL_FORMATS;
  const template = templatePrinter(options, format, allowed);
  if (template !== undefined) return template;
  const lower = format.toLowerCase();
  if (STRUCTURED.includes(lower) && allowed.includes(lower))
    return structuredPrinter(options, lower);
  if (lower === "" || (lower === "name" && allowed.includes("name")))
    return namePrinter(options, lower);
  throw unknownFormat(format, allowed);
}

function structuredPrinter(options: PrinterOptions, format: string): ObjectPrinter {
  const managed = options.flags.has("show-managed-fields")
    ? options.flags.bool("show-managed-fields")
    : false;
  let printed = 0;
  return {
    print: (object, write) => {
      const shown = managed ? object : withoutManagedFields(object);
      printed++;
      if (format === "json") {
        write(`${marshalIndent(shown, { sort: options.keepOrder !== true })}\n`);
      } else if (format === "kyaml") write(dumpKyaml(shown));
      else write(`${printed > 1 ? "---\n" : ""}${dumpYaml(shown)}`);
    },
  };
}

/** An object, or the items of a List, without metadata.managedFields. */
export function withoutManagedFields(object: JsonObject): JsonObject {
  const { metadata, items } = object;
  const copy: Record<string, Json | undefined> = { ...object };
  if (isObject(metadata) && metadata["managedFields"] !== undefined) {
    const { managedFields: _dropped, ...rest } = metadata;
    copy["metadata"] = rest;
  }
  if (isArray(items)) {
    copy["items"] = items.map((item) => (isObject(item) ? withoutManagedFields(item) : item));
  }
  return copy;
}

/** `pod/web`, `deployment.apps/web`; `config/<unknown>` for what has no name. */
export function objectLabel(object: JsonObject): string {
  const { kind, apiVersion, metadata } = object;
  const name = isObject(metadata) && typeof metadata["name"] === "string" ? metadata["name"] : "";
  const shown = name === "" ? "<unknown>" : name;
  if (typeof kind !== "string" || typeof apiVersion !== "string") return `<unknown>/${shown}`;
  const group = findKind(apiVersion, kind)?.group ?? groupOf(apiVersion);
  const label = group === "" ? kind.toLowerCase() : `${kind.toLowerCase()}.${group}`;
  return `${label}/${shown}`;
}

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}

function namePrinter(options: PrinterOptions, format: string): ObjectPrinter {
  const operation =
    format === "name" || options.operation === undefined
      ? ""
      : ` ${options.operation}${options.suffix ?? ""}`;
  return {
    print: (object, write) => {
      const { items } = object;
      const objects = isArray(items) && isListKind(object) ? items.filter(isObject) : [object];
      for (const item of objects) write(`${objectLabel(item)}${operation}\n`);
    },
  };
}

function isListKind(object: JsonObject): boolean {
  const { kind } = object;
  return typeof kind === "string" && kind.endsWith("List");
}

/** The part of `-o` before and after `=`; `--template` stands in for what follows. */
function splitTemplate(
  flags: FlagValues,
  format: string,
  formats: readonly string[],
): { readonly name: string; readonly text: string } | undefined {
  const given = flags.has("template") ? flags.string("template") : "";
  if (given !== "") return formats.includes(format) ? { name: format, text: given } : undefined;
  for (const name of formats) {
    if (format.startsWith(`${name}=`)) return { name, text: format.slice(name.length + 1) };
  }
  return formats.includes(format) ? { name: format, text: "" } : undefined;
}

function templatePrinter(
  options: PrinterOptions,
  format: string,
  allowed: readonly string[],
): ObjectPrinter | undefined {
  const { flags, process } = options;
  const missing = flags.has("allow-missing-template-keys")
    ? flags.bool("allow-missing-template-keys")
    : true;
  const go = splitTemplate(
    flags,
    format,
    TEMPLATE_FORMATS.filter((f) => allowed.includes(f)),
  );
  if (go !== undefined) {
    const text = templateText(process, go, ["templatefile", "go-template-file"]);
    return goTemplatePrinter(text, missing);
  }
  const path = splitTemplate(
    flags,
    format,
    JSONPATH_FORMATS.filter((f) => allowed.includes(f)),
  );
  if (path === undefined) return undefined;
  const text = templateText(process, path, ["jsonpath-file"]);
  return jsonPathPrinter(text, missing, path.name === "jsonpath-as-json");
}

function templateText(
  process: ProcessContext,
  { name, text }: { readonly name: string; readonly text: string },
  fileFormats: readonly string[],
): string {
  if (text === "") throw new CommandError("template format specified but no template given");
  if (!fileFormats.includes(name)) return text;
  try {
    return process.fs.read(absolutePath(process, text));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new CommandError(`error reading --template ${text}, open ${text}: ${errnoText(error)}\n`);
  }
}

function goTemplatePrinter(text: string, allowMissing: boolean): ObjectPrinter {
  const template = parsed(() => new GoTemplate(text, allowMissing), "template", text);
  return {
    print: (object, write) => {
      const result = template.execute(object);
      write(result.text);
      if (result.error === undefined) return;
      const reason = result.error.message;
      write(
        `Error executing template: ${reason}. Printing more information for debugging the template:\n`,
      );
      write(`\ttemplate was:\n\t\t${text}\n\traw data was:\n\t\t${marshalJson(object)}\n`);
      write(`\tobject given to template engine was:\n\t\t${formatValue(object)}\n\n`);
      throw new CommandError(`error executing template ${quote(text)}: ${reason}`);
    },
  };
}

function jsonPathPrinter(text: string, allowMissing: boolean, asJson: boolean): ObjectPrinter {
  const path = parsed(() => new JsonPath(text, allowMissing), "jsonpath", text);
  return {
    print: (object, write) => {
      let out: string;
      try {
        out = path.execute(object, asJson);
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        throw new CommandError(
          `error executing jsonpath ${quote(text)}: Error executing template: ${error.message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${text}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(object)}\n\n\n`,
        );
      }
      write(out);
    },
  };
}

function parsed<T>(parse: () => T, what: string, text: string): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError(`error parsing ${what} ${text}, ${error.message}\n`);
  }
}

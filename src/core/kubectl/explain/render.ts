/** The layout of `kubectl explain` (kubectl `pkg/explain/v2/templates/plaintext.tmpl`). */
import type { FieldSchema, SchemaLibrary, TypeSchema, TypeText } from "./schema.ts";
import { schemaOf, typeLabel } from "./schema.ts";

const WIDTH = 80;
/** Recursive types (JSONSchemaProps) end here. */
const MAX_DEPTH = 30;

/** Wraps each line of a text for itself, double spaces kept; an empty one keeps its indent. */
export function wrapText(text: string, indent: string, width = WIDTH): string {
  const room = width - indent.length;
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    for (const [all, spaces = "", word = ""] of paragraph.matchAll(/( *)([^ ]+)/g)) {
      if (line !== "" && line.length + all.length > room) {
        lines.push(line);
        line = word;
      } else line += spaces + word;
    }
    lines.push(line);
  }
  return lines.map((line) => indent + line).join("\n");
}

export interface Explained {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly root: TypeSchema | undefined;
  /** Field names from the object on. */
  readonly path: readonly string[];
  readonly recursive: boolean;
}

export interface ExplainResult {
  readonly text: string;
  /** The last field of the path, when it leads nowhere (kubectl names that one). */
  readonly missing?: string;
}

interface Found {
  readonly name: string;
  readonly field: FieldSchema;
}

function follow(
  library: SchemaLibrary,
  root: TypeSchema | undefined,
  path: readonly string[],
): { readonly found?: Found; readonly missing?: string } {
  let schema = root;
  let found: Found | undefined;
  for (const name of path) {
    const fields = schema?.fields;
    const field = fields !== undefined && Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined) return { missing: path.at(-1) ?? name };
    found = { name, field };
    schema = schemaOf(library, field.type);
  }
  return found === undefined ? {} : { found };
}

/** The whole text; up to the field that is missing when one is. */
export function renderExplain(library: SchemaLibrary, what: Explained): ExplainResult {
  const head =
    (what.group === "" ? "" : `GROUP:      ${what.group}\n`) +
    `KIND:       ${what.kind}\nVERSION:    ${what.version}\n\n`;
  const { found, missing } = follow(library, what.root, what.path);
  if (missing !== undefined) return { text: head, missing };
  const schema = found === undefined ? what.root : schemaOf(library, found.field.type);
  const parts = [head];
  if (found !== undefined) {
    const choices = found.field.enum ?? [];
    parts.push(`FIELD: ${found.name} <${typeLabel(library, found.field.type)}>\n`);
    parts.push(
      choices.length === 0 ? "\n" : `ENUM:\n${choices.map((one) => `    ${one}\n`).join("")}`,
    );
    parts.push("\n");
  }
  const descriptions = [found?.field.description, schema?.description].filter(
    (text) => text !== undefined && text !== "",
  );
  const description = descriptions.length === 0 ? "<empty>" : descriptions.join("\n");
  parts.push(`DESCRIPTION:\n${wrapText(description, "    ")}\n    \n`);
  if (schema?.fields !== undefined) {
    parts.push("FIELDS:\n");
    parts.push(
      what.recursive ? fieldTree(library, schema, 1, "  ", fieldLine) : fieldList(library, schema),
    );
  }
  parts.push("\n");
  return { text: parts.join("") };
}

function sortedFields(schema: TypeSchema): (readonly [string, FieldSchema])[] {
  return Object.entries(schema.fields ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}

function fieldLine(
  library: SchemaLibrary,
  schema: TypeSchema,
  name: string,
  field: FieldSchema,
  indent: string,
): string {
  const required = schema.required?.includes(name) === true ? " -required-" : "";
  const choices = field.enum === undefined ? "" : `${indent}enum: ${field.enum.join(", ")}\n`;
  return `${indent}${name}\t<${typeLabel(library, field.type)}>${required}\n${choices}`;
}

function fieldList(library: SchemaLibrary, schema: TypeSchema): string {
  return sortedFields(schema)
    .map(([name, field]) => {
      const text = field.description ?? "";
      const description = wrapText(text === "" ? "<no description>" : text, "    ");
      return `${fieldLine(library, schema, name, field, "  ")}${description}\n\n`;
    })
    .join("");
}

type FieldLine = typeof fieldLine;

/** The fields and those below them, one line each. @param step the indent of one level */
function fieldTree(
  library: SchemaLibrary,
  schema: TypeSchema,
  depth: number,
  step: string,
  line: FieldLine,
): string {
  if (depth > MAX_DEPTH) return "";
  return sortedFields(schema)
    .map(([name, field]) => {
      const inner = schemaOf(library, field.type);
      const below =
        inner === undefined || inner === schema
          ? ""
          : fieldTree(library, inner, depth + 1, step, line);
      return line(library, schema, name, field, step.repeat(depth)) + below;
    })
    .join("");
}

function oldTypeLabel(library: SchemaLibrary, type: TypeText): string {
  const schema = schemaOf(library, type);
  if (schema === undefined) return typeLabel(library, type);
  const shape = schema.fields === undefined ? "string" : "Object";
  return `${type.slice(0, type.indexOf("#"))}${shape}`;
}

/** `--output=plaintext-openapiv2`: the layout of former versions. */
export function renderOldExplain(library: SchemaLibrary, what: Explained): ExplainResult {
  const version = what.group === "" ? what.version : `${what.group}/${what.version}`;
  const head = `KIND:     ${what.kind}\nVERSION:  ${version}\n\n`;
  const { found, missing } = follow(library, what.root, what.path);
  if (missing !== undefined) return { text: "", missing };
  const schema = found === undefined ? what.root : schemaOf(library, found.field.type);
  const isObject = schema?.fields !== undefined;
  const title =
    found === undefined
      ? ""
      : `${isObject ? "RESOURCE" : "FIELD"}: ${found.name} <${oldTypeLabel(library, found.field.type)}>\n\n`;
  const descriptions = [found?.field.description, schema?.description].filter(
    (text) => text !== undefined && text !== "",
  );
  const description = descriptions.length === 0 ? "<empty>" : descriptions.join("\n\n");
  const body = `DESCRIPTION:\n${wrapText(description, "     ").replace(/^ +$/gm, "")}\n`;
  if (!isObject) return { text: head + title + body };
  const fields = what.recursive
    ? fieldTree(library, schema, 1, "   ", oldLine)
    : oldList(library, schema);
  return { text: `${head}${title}${body}\nFIELDS:\n${fields}` };
}

function oldLine(
  library: SchemaLibrary,
  schema: TypeSchema,
  name: string,
  field: FieldSchema,
  indent: string,
): string {
  const required = schema.required?.includes(name) === true ? " -required-" : "";
  return `${indent}${name}\t<${oldTypeLabel(library, field.type)}>${required}\n`;
}

function oldList(library: SchemaLibrary, schema: TypeSchema): string {
  return sortedFields(schema)
    .map(([name, field]) => {
      const text = wrapText(field.description ?? "<no description>", "     ");
      return `${oldLine(library, schema, name, field, "   ")}${text.replace(/^ +$/gm, "")}\n\n`;
    })
    .join("");
}

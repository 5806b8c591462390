/**
 * The shapes of the API types: which fields a struct has, of which Go type, and which of them are
 * left out of the output when empty. They drive decoding, its error texts, and completion.
 *
 * Notation of data.ts, one line a struct: id (group's first word and Go name), then its fields in
 * Go's order as `name`, a mark, a type. Marks: `!` always printed, `?` omitempty, `%` omitzero.
 * Types: s string, b bool, i int32, l int64, B bytes, Q Quantity, I IntOrString, T Time,
 * M MicroTime, D Duration, R any JSON; `:x.Y` names the Go type of a scalar; `*` pointer,
 * `[` slice, `{` map of strings (`<k>` its key type, `~x.Y` its name), else the id of a struct;
 * `@X` at the end: the field comes from the embedded struct X.
 */
import { KINDS, STRUCTS } from "./data.ts";

export type ScalarKind =
  | "string"
  | "bool"
  | "int32"
  | "int64"
  | "bytes"
  | "quantity"
  | "intOrString"
  | "time"
  | "microTime"
  | "duration"
  | "any";

/** A Go type; `goType` is how `encoding/json` prints it in messages. */
export type TypeSchema =
  | { readonly kind: ScalarKind; readonly goType: string }
  | { readonly kind: "pointer"; readonly to: TypeSchema; readonly goType: string }
  | { readonly kind: "array"; readonly items: TypeSchema; readonly goType: string }
  | { readonly kind: "map"; readonly values: TypeSchema; readonly goType: string }
  | { readonly kind: "struct"; readonly id: string; readonly goType: string };

export interface FieldSchema {
  readonly name: string;
  readonly type: TypeSchema;
  readonly emit: "always" | "omitempty" | "omitzero";
  /** Go names of the embedded structs it comes from; messages about types show them. */
  readonly embeddedIn?: string;
}

export interface StructSchema {
  /** The Go name without package, e.g. `NetworkPolicyPort`. */
  readonly name: string;
  readonly goType: string;
  /** By JSON name, in Go's order. */
  readonly fields: ReadonlyMap<string, FieldSchema>;
}

const SCALARS: ReadonlyMap<string, { kind: ScalarKind; goType: string }> = new Map([
  ["s", { kind: "string", goType: "string" }],
  ["b", { kind: "bool", goType: "bool" }],
  ["i", { kind: "int32", goType: "int32" }],
  ["l", { kind: "int64", goType: "int64" }],
  ["B", { kind: "bytes", goType: "[]uint8" }],
  ["Q", { kind: "quantity", goType: "resource.Quantity" }],
  ["I", { kind: "intOrString", goType: "intstr.IntOrString" }],
  ["T", { kind: "time", goType: "v1.Time" }],
  ["M", { kind: "microTime", goType: "v1.MicroTime" }],
  ["D", { kind: "duration", goType: "v1.Duration" }],
  ["R", { kind: "any", goType: "runtime.RawExtension" }],
]);

const EMIT: ReadonlyMap<string, FieldSchema["emit"]> = new Map([
  ["!", "always"],
  ["?", "omitempty"],
  ["%", "omitzero"],
]);

/** First cell (the struct's id and, after `=`, its Go package if not v1) → its line. */
const lines = new Map<string, { goType: string; line: string }>();
const structs = new Map<string, StructSchema>();
const kinds = new Map<string, string>();

function load(): void {
  for (const line of STRUCTS.trim().split("\n")) {
    const [id = "", goPackage = "v1"] = (line.split(" ", 1)[0] ?? "").split("=");
    lines.set(id, { goType: `${goPackage}.${bareName(id)}`, line });
  }
  for (const line of KINDS.trim().split("\n")) {
    const [groupVersion = "", kind = "", id = ""] = line.split(" ");
    kinds.set(`${groupVersion}/${kind}`, id);
  }
}

function bareName(id: string): string {
  return id.slice(id.indexOf(".") + 1);
}

function parseType(code: string): TypeSchema {
  switch (code[0]) {
    case "*": {
      const to = parseType(code.slice(1));
      return { kind: "pointer", to, goType: to.goType };
    }
    case "[": {
      const items = parseType(code.slice(1));
      return { kind: "array", items, goType: `[]${items.goType}` };
    }
    case "{":
      return parseMap(code.slice(1));
  }
  const [letter = "", goType] = code.split(":");
  const scalar = SCALARS.get(letter);
  if (scalar !== undefined) return { kind: scalar.kind, goType: goType ?? scalar.goType };
  return { kind: "struct", id: code, goType: lines.get(code)?.goType ?? code };
}

function parseMap(code: string): TypeSchema {
  const [body = "", name] = code.split("~");
  const keyEnd = body.startsWith("<") ? body.indexOf(">") + 1 : 0;
  const key = keyEnd === 0 ? "string" : body.slice(1, keyEnd - 1);
  const values = parseType(body.slice(keyEnd));
  return { kind: "map", values, goType: name ?? `map[${key}]${values.goType}` };
}

/** The struct of an id out of this module's data; ids come from nowhere else. */
export function structOf(id: string): StructSchema {
  if (lines.size === 0) load();
  const known = structs.get(id);
  if (known !== undefined) return known;
  const { goType, line } = lines.get(id) ?? { goType: id, line: id };
  const fields = new Map<string, FieldSchema>();
  for (const cell of line.split(" ").slice(1)) {
    const [, name = "", mark = "", code = "", embeddedIn] =
      /^([A-Za-z0-9]+)([!?%])([^@]*)(?:@(.*))?$/.exec(cell) ?? [];
    fields.set(name, {
      name,
      type: parseType(code),
      emit: EMIT.get(mark) ?? "always",
      ...(embeddedIn === undefined ? {} : { embeddedIn }),
    });
  }
  const schema: StructSchema = { name: bareName(id), goType, fields };
  structs.set(id, schema);
  return schema;
}

/** The struct by which bodies of this apiVersion and kind are decoded; undefined: any JSON goes. */
export function kindSchema(apiVersion: string, kind: string): StructSchema | undefined {
  if (lines.size === 0) load();
  const id = kinds.get(`${apiVersion}/${kind}`);
  return id === undefined ? undefined : structOf(id);
}

/**
 * What `kubectl explain` knows of the API types: descriptions, types and enums of the fields, read
 * off the server's OpenAPI v3 documents (Kubernetes v1.35, Apache License 2.0).
 */

/** `string`, `[]#Container`, `map[string]string`, `#PodSpec`; `#` refers to a schema by name. */
export type TypeText = string;

export interface FieldSchema {
  readonly type: TypeText;
  readonly description?: string;
  readonly enum?: readonly string[];
}

export interface TypeSchema {
  readonly description?: string;
  /** Set for types that are plain values on the wire (`Time` is a string). */
  readonly primitive?: string;
  readonly required?: readonly string[];
  readonly fields?: Readonly<Record<string, FieldSchema>>;
}

export interface SchemaLibrary {
  /** `apps/v1/Deployment` → name of a schema. */
  readonly kinds: Readonly<Record<string, string>>;
  readonly schemas: Readonly<Record<string, TypeSchema>>;
}

/** Loads the library; it is large, so only the first `explain` reads it. */
export async function loadSchemas(): Promise<SchemaLibrary> {
  const module: { readonly default: SchemaLibrary } = await import("./schemas.json");
  return module.default;
}

/** The schema a type leads to, through lists and maps. */
export function schemaOf(library: SchemaLibrary, type: TypeText): TypeSchema | undefined {
  const hash = type.indexOf("#");
  if (hash < 0) return undefined;
  const name = type.slice(hash + 1);
  return Object.hasOwn(library.schemas, name) ? library.schemas[name] : undefined;
}

/** `[]#Container` → `[]Container`, `#Time` → `string`. A group that tells two schemas apart is left out. */
export function typeLabel(library: SchemaLibrary, type: TypeText): string {
  const primitive = schemaOf(library, type)?.primitive;
  return primitive === undefined
    ? type.replace(/#(?:[a-z]+\.)?/, "")
    : `${type.slice(0, type.indexOf("#"))}${primitive}`;
}

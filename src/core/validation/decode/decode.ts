/**
 * Decoding as the API server does it (sigs.k8s.io/json into Go structs): type mismatches in Go's
 * words (V31), unknown fields collected (V39), nulls dropped, and the outcome written back as the
 * server would: fields marked omitempty vanish when empty, the others are always there.
 */
import { isArray, isObject, type Json, type JsonObject } from "../../api/json.ts";
import { structOf, type StructSchema, type TypeSchema } from "../../api/schema/schema.ts";
import { byteOrder } from "../goText.ts";
import { base64Error } from "./base64.ts";
import { DecodeAbort, typeMismatch, type GoContext } from "./goError.ts";
import { formatQuantity, parseQuantity } from "./quantity.ts";
import { decodeMicroTime, decodeTime } from "./time.ts";

export interface DecodeResult {
  readonly value: JsonObject;
  /** Go's message; the value is then of no use. */
  readonly error: string | undefined;
  /** Paths with indexes of fields that the type does not have, in order. */
  readonly unknownFields: readonly string[];
}

/** Go gives up at this depth, too. */
const MAX_DEPTH = 10_000;
/** The server reports no more than so many. */
const MAX_UNKNOWN = 100;

interface Run {
  firstError: string | undefined;
  readonly unknown: string[];
}

/** Decodes a body by its type's schema. Total: whatever the JSON, it answers. */
export function decodeStruct(schema: StructSchema, json: JsonObject): DecodeResult {
  const run: Run = { firstError: undefined, unknown: [] };
  try {
    const value = decodeObject(schema, json, undefined, "", run, 0);
    return { value, error: run.firstError, unknownFields: run.unknown };
  } catch (error) {
    if (!(error instanceof DecodeAbort)) throw error;
    return { value: {}, error: error.message, unknownFields: [] };
  }
}

function decodeObject(
  schema: StructSchema,
  json: JsonObject,
  outer: GoContext | undefined,
  strictPath: string,
  run: Run,
  depth: number,
): JsonObject {
  if (depth > MAX_DEPTH) throw new DecodeAbort("exceeded max depth");
  const out = emptyObject();
  for (const key of Object.keys(json).sort(byteOrder)) {
    const value = json[key];
    if (value === undefined) continue;
    const path = strictPath === "" ? key : `${strictPath}.${key}`;
    const field = schema.fields.get(key);
    if (field === undefined) {
      if (run.unknown.length < MAX_UNKNOWN) run.unknown.push(path);
      continue;
    }
    const goPath = field.embeddedIn === undefined ? key : `${field.embeddedIn}.${key}`;
    const context = {
      struct: schema.name,
      path: outer === undefined ? goPath : `${outer.path}.${goPath}`,
    };
    const decoded = decodeValue(field.type, value, context, path, run, depth + 1);
    if (decoded !== undefined) out[key] = decoded;
  }
  return emit(schema, out);
}

/** Undefined where nothing was set: a null, or a value of a wrong type. */
function decodeValue(
  type: TypeSchema,
  value: Json,
  context: GoContext,
  path: string,
  run: Run,
  depth: number,
): Json | undefined {
  const mismatch = (wantsNumber = false): Json | undefined => {
    run.firstError ??= typeMismatch(value, type.goType, context, wantsNumber);
    return undefined;
  };
  if (value === null && type.kind !== "any") return undefined;
  switch (type.kind) {
    case "pointer":
      return decodeValue(type.to, value, context, path, run, depth);
    case "struct":
      if (!isObject(value)) return mismatch();
      return decodeObject(structOf(type.id), value, context, path, run, depth);
    case "array":
      if (!isArray(value)) return mismatch();
      return value.map(
        (item, index) =>
          decodeValue(type.items, item, context, `${path}[${index}]`, run, depth + 1) ??
          zero(type.items),
      );
    case "map": {
      if (!isObject(value)) return mismatch();
      const out = emptyObject();
      for (const key of Object.keys(value).sort(byteOrder)) {
        const item = decodeValue(
          type.values,
          value[key] ?? null,
          context,
          `${path}.${key}`,
          run,
          depth + 1,
        );
        out[key] = item ?? zero(type.values);
      }
      return out;
    }
    case "string":
      return typeof value === "string" ? value : mismatch();
    case "bool":
      return typeof value === "boolean" ? value : mismatch();
    case "int32":
    case "int64":
      return fitsInteger(value, type.kind) ? value : mismatch(typeof value === "number");
    case "bytes": {
      if (isArray(value)) {
        const bad = value.find((item) => typeof item !== "number");
        if (bad !== undefined) run.firstError ??= typeMismatch(bad, "uint8", context);
      }
      if (typeof value !== "string") return mismatch();
      run.firstError ??= base64Error(value);
      return value.replace(/[\r\n]/g, "");
    }
    default:
      return decodeSpecial(type.kind, value, context);
  }
}

/** Types with an UnmarshalJSON of their own; what they refuse ends the decoding. */
function decodeSpecial(
  kind: "quantity" | "intOrString" | "time" | "microTime" | "duration" | "any",
  value: Json,
  context: GoContext,
): Json {
  switch (kind) {
    case "any":
      return value;
    case "intOrString":
      if (typeof value === "string" || fitsInteger(value, "int32")) return value;
      throw new DecodeAbort(typeMismatch(value, "int32", context, true));
    case "quantity": {
      const text = typeof value === "string" ? value : JSON.stringify(value);
      return formatQuantity(parseQuantity(text.trim()));
    }
  }
  if (typeof value !== "string") throw new DecodeAbort(typeMismatch(value, "string", context));
  if (kind === "duration") return value;
  return kind === "time" ? decodeTime(value) : decodeMicroTime(value);
}

function fitsInteger(value: Json, kind: "int32" | "int64"): value is number {
  const limit = kind === "int32" ? 2 ** 31 : 2 ** 63;
  return typeof value === "number" && Number.isInteger(value) && value >= -limit && value < limit;
}

/** What Go leaves where nothing was decoded. */
function zero(type: TypeSchema): Json {
  switch (type.kind) {
    case "struct":
      return emit(structOf(type.id), {});
    case "string":
    case "duration":
      return "";
    case "bool":
      return false;
    case "int32":
    case "int64":
    case "intOrString":
      return 0;
    case "quantity":
      return "0";
    default:
      return null;
  }
}

function isEmpty(value: Json): boolean {
  if (isArray(value)) return value.length === 0;
  if (isObject(value)) return Object.keys(value).length === 0;
  return value === null || value === false || value === 0 || value === "";
}

/** Writes a struct as `json.Marshal` does. */
function emit(schema: StructSchema, decoded: JsonObject): JsonObject {
  const out = emptyObject();
  for (const [name, { type, emit: mark }] of schema.fields) {
    const value = Object.hasOwn(decoded, name) ? decoded[name] : undefined;
    if (value === undefined) {
      if (mark === "always" || (mark === "omitempty" && isStructLike(type))) out[name] = zero(type);
    } else if (mark !== "omitempty" || type.kind === "pointer" || isStructLike(type)) {
      out[name] = value;
    } else if (!isEmpty(value)) {
      out[name] = value;
    }
  }
  return out;
}

/** Go structs are never "empty" to omitempty. */
function isStructLike(type: TypeSchema): boolean {
  return ["struct", "quantity", "intOrString", "time", "microTime", "duration"].includes(type.kind);
}

function emptyObject(): Record<string, Json> {
  return Object.create(null) as Record<string, Json>;
}

/**
 * A pod's spec as the API server holds it inside, in JSON with Go's field names: what it compares
 * and prints when an update changes what may not change.
 *
 * Notation of shapeData.ts, one line a struct: name, then `GoField=jsonName:type` in Go's order;
 * `^` before the JSON name: a field that v1 keeps in the spec above. Types: s string, b bool,
 * i integer, N map, J any JSON; `*` pointer, `[` slice, else a struct.
 */
import { isArray, isObject, type Json, type JsonObject } from "../../../api/json.ts";
import { sortedKeys } from "../../goText.ts";
import { get } from "../../read.ts";
import { SHAPE } from "./shapeData.ts";

interface Field {
  readonly goName: string;
  readonly jsonName: string;
  /** Read from the pod's spec, not from this struct. */
  readonly above: boolean;
  readonly type: string;
}

const structs = new Map<string, readonly Field[]>();

function fieldsOf(name: string): readonly Field[] {
  if (structs.size === 0) {
    for (const line of SHAPE.trim().split("\n")) {
      const [head = "", ...cells] = line.split(" ");
      structs.set(head, cells.map(parseField));
    }
  }
  return structs.get(name) ?? [];
}

function parseField(cell: string): Field {
  const equals = cell.indexOf("=");
  const colon = cell.indexOf(":");
  const json = cell.slice(equals + 1, colon);
  return {
    goName: cell.slice(0, equals),
    jsonName: json.replace("^", ""),
    above: json.startsWith("^"),
    type: cell.slice(colon + 1),
  };
}

function encode(type: string, value: Json | undefined, spec: JsonObject): Json {
  switch (type[0]) {
    case "*":
      return value === undefined || value === null ? null : encode(type.slice(1), value, spec);
    case "[":
      return isArray(value) ? value.map((item) => encode(type.slice(1), item, spec)) : null;
  }
  switch (type) {
    case "s":
      return value ?? "";
    case "b":
      return value ?? false;
    case "i":
      return value ?? 0;
    case "N":
    case "J":
      return sortedKeys(value ?? null);
  }
  const object = isObject(value) ? value : {};
  const out: Record<string, Json> = {};
  for (const field of fieldsOf(type)) {
    const source = field.above ? spec : object;
    out[field.goName] = encode(field.type, get(source, field.jsonName), spec);
  }
  return out;
}

/** Go's indented JSON (one space a level) of the internal form of a pod's spec. */
export function internalPodSpec(spec: JsonObject): string {
  return JSON.stringify(encode("PodSpec", spec, spec), null, 1);
}

/** The same of one ephemeral container. */
export function internalEphemeralContainer(container: JsonObject): string {
  return JSON.stringify(encode("EphemeralContainer", container, {}), null, 1);
}

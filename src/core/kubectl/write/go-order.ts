/** Objects that kubectl holds as Go structs print their fields in the structs' order as JSON. */
import { isArray, isObject, type Json, type JsonObject } from "../../api/json.ts";
import {
  kindSchema,
  structOf,
  type StructSchema,
  type TypeSchema,
} from "../../api/schema/schema.ts";
import { sortedKeys } from "../printers/go-values.ts";

/** The object with its keys in the order in which Go writes its type; maps by key. */
export function inGoOrder(object: JsonObject): JsonObject {
  const { apiVersion, kind } = object;
  if (typeof apiVersion !== "string" || typeof kind !== "string") return object;
  const schema = kindSchema(apiVersion, kind);
  return schema === undefined ? object : orderStruct(object, schema);
}

function orderStruct(object: JsonObject, schema: StructSchema): JsonObject {
  const known = [...schema.fields.values()].flatMap((field): [string, Json][] => {
    const value = Object.hasOwn(object, field.name) ? object[field.name] : undefined;
    return value === undefined ? [] : [[field.name, order(value, field.type)]];
  });
  const others = sortedKeys(object).flatMap((key): [string, Json][] => {
    const value = object[key];
    return schema.fields.has(key) || value === undefined ? [] : [[key, value]];
  });
  return Object.fromEntries([...known, ...others]);
}

function order(value: Json, type: TypeSchema): Json {
  switch (type.kind) {
    case "pointer":
      return order(value, type.to);
    case "array":
      return isArray(value) ? value.map((item) => order(item, type.items)) : value;
    case "struct":
      return isObject(value) ? orderStruct(value, structOf(type.id)) : value;
    case "map": {
      if (!isObject(value)) return value;
      const entries = sortedKeys(value).flatMap((key): [string, Json][] => {
        const item = value[key];
        return item === undefined ? [] : [[key, order(item, type.values)]];
      });
      return Object.fromEntries(entries);
    }
    default:
      return value;
  }
}

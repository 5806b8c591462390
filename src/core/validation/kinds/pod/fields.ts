/** Checks of single fields that the parts of a pod share. */
import type { JsonObject } from "../../../api/json.ts";
import { inRange, isDnsLabel, isPortName, isPortNumber } from "../../content/names.ts";
import { invalid, invalidEach, notSupported, required, type FieldError } from "../../fieldError.ts";
import { get, num, str } from "../../read.ts";

/** A field with a fixed set of values. @param supported in the order in which messages list them */
export function oneOf(
  object: JsonObject,
  key: string,
  path: string,
  supported: readonly string[],
): FieldError[] {
  const value = str(object, key);
  if (value === "") return [required(`${path}.${key}`)];
  return supported.includes(value) ? [] : [notSupported(`${path}.${key}`, value, supported)];
}

/** The same where the field may be left out. */
export function optionallyOneOf(
  object: JsonObject,
  key: string,
  path: string,
  supported: readonly string[],
): FieldError[] {
  return str(object, key) === "" ? [] : oneOf(object, key, path, supported);
}

export function dnsLabel(value: string, path: string): FieldError[] {
  return invalidEach(path, value, isDnsLabel(value));
}

/** A number or the name of a port. */
export function portNumberOrName(object: JsonObject, key: string, path: string): FieldError[] {
  const value = get(object, key);
  if (typeof value === "string") return invalidEach(path, value, isPortName(value));
  const number = typeof value === "number" ? value : 0;
  return invalidEach(path, number, isPortNumber(number));
}

export function positiveInRange(
  object: JsonObject,
  key: string,
  path: string,
  high: number,
): FieldError[] {
  const value = num(object, key);
  return value === undefined ? [] : invalidEach(`${path}.${key}`, value, inRange(value, 1, high));
}

/** A path below another one: neither absolute nor with `..`. */
export function descendingPath(value: string, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (value.startsWith("/")) errors.push(invalid(path, value, "must be a relative path"));
  if (value.split("/").includes("..")) {
    errors.push(invalid(path, value, "must not contain '..'"));
  }
  return errors;
}

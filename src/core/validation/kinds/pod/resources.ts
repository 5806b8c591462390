/** Requests and limits of a container. */
import type { JsonObject } from "../../../api/json.ts";
import { isQualifiedName } from "../../content/names.ts";
import { parseQuantity } from "../../decode/quantity.ts";
import { invalid, invalidEach, required, type FieldError } from "../../fieldError.ts";
import { entries, obj } from "../../read.ts";

const STANDARD = new Set(["cpu", "memory", "ephemeral-storage"]);

function isHugePages(name: string): boolean {
  return name.startsWith("hugepages-");
}

/** More may be asked for in sum than there is. */
function mayOvercommit(name: string): boolean {
  return !isHugePages(name) && (!name.includes("/") || name.includes("kubernetes.io/"));
}

function validateName(name: string, path: string): FieldError[] {
  const errors = invalidEach(path, name, isQualifiedName(name));
  if (!name.includes("/")) {
    if (!STANDARD.has(name) && !isHugePages(name)) {
      errors.push(invalid(path, name, "must be a standard resource for containers"));
    }
  } else if (!name.includes("kubernetes.io/") && name.startsWith("requests.")) {
    errors.push(invalid(path, name, "doesn't follow extended resource name standard"));
  }
  return errors;
}

function validateValue(name: string, value: string, path: string): FieldError[] {
  const { nanos } = parseQuantity(value);
  const errors: FieldError[] = [];
  if (nanos < 0n) errors.push(invalid(path, value, "must be greater than or equal to 0"));
  if (!mayOvercommit(name) && !isHugePages(name) && nanos % 1_000_000_000n !== 0n) {
    errors.push(invalid(path, value, "must be an integer"));
  }
  return errors;
}

export function validateResources(container: JsonObject, path: string): FieldError[] {
  const resources = obj(container, "resources");
  const limits = new Map(entries(resources, "limits"));
  const errors: FieldError[] = [];
  for (const [name, value] of limits) {
    const at = `${path}.limits[${name}]`;
    errors.push(...validateName(name, at), ...validateValue(name, value, at));
  }
  for (const [name, value] of entries(resources, "requests")) {
    const at = `${path}.requests[${name}]`;
    errors.push(...validateName(name, at), ...validateValue(name, value, at));
    errors.push(...compareWithLimit(name, value, limits.get(name), path));
  }
  return errors;
}

function compareWithLimit(
  name: string,
  request: string,
  limit: string | undefined,
  path: string,
): FieldError[] {
  if (limit === undefined) {
    if (mayOvercommit(name)) return [];
    return [required(`${path}.limits`, "Limit must be set for non overcommitable resources")];
  }
  const difference = parseQuantity(request).nanos - parseQuantity(limit).nanos;
  if (difference !== 0n && !mayOvercommit(name)) {
    return [invalid(`${path}.requests`, request, `must be equal to ${name} limit of ${limit}`)];
  }
  if (difference <= 0n) return [];
  const detail = `must be less than or equal to ${name} limit of ${limit}`;
  return [invalid(`${path}.requests`, request, detail)];
}

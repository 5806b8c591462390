/** JSON patch (RFC 6902), as evanphx/json-patch applies it for the API server. */
import { isArray, isObject, type Json, type JsonObject } from "../../api/json.ts";
import { badRequest, unprocessable } from "../errors.ts";
import { equal, own, stringAt, withField } from "../values.ts";

const MAX_OPERATIONS = 10000;

/** Applies the operations in order. Throws BadRequest for a malformed list, Invalid otherwise. */
export function applyJsonPatch(document: JsonObject, patch: Json | undefined): JsonObject {
  if (!isArray(patch)) {
    const what = isObject(patch) ? "object" : typeof patch;
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${what} into Go value of type []handlers.jsonPatchOp`,
    );
  }
  if (patch.length > MAX_OPERATIONS) {
    throw badRequest(
      `The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${patch.length}`,
    );
  }
  let result: Json = document;
  for (const operation of patch) {
    if (!isObject(operation)) throw unprocessable();
    result = applyOperation(result, operation);
  }
  if (!isObject(result)) throw unprocessable();
  return result;
}

type Operation = (document: Json, path: readonly string[], operation: JsonObject) => Json;

const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ["add", (document, path, operation) => put(document, path, valueOf(operation), "add")],
  ["replace", (document, path, operation) => put(document, path, valueOf(operation), "replace")],
  ["remove", (document, path) => drop(document, path)],
  [
    "test",
    (document, path, operation) => {
      const found = read(document, path, true) ?? null;
      if (!equal(found, valueOf(operation))) throw unprocessable();
      return document;
    },
  ],
  [
    "move",
    (document, path, operation) => {
      const from = parsePointer(own(operation, "from"));
      const value = read(document, from);
      return put(drop(document, from), path, value, "add");
    },
  ],
  [
    "copy",
    (document, path, operation) =>
      put(document, path, read(document, parsePointer(own(operation, "from"))), "add"),
  ],
]);

function applyOperation(document: Json, operation: JsonObject): Json {
  const apply = OPERATIONS.get(stringAt(operation, "op"));
  if (apply === undefined) throw unprocessable();
  return apply(document, parsePointer(own(operation, "path")), operation);
}

function valueOf(operation: JsonObject): Json {
  const value = own(operation, "value");
  if (value === undefined) throw unprocessable();
  return value;
}

function parsePointer(pointer: Json | undefined): readonly string[] {
  if (typeof pointer !== "string") throw unprocessable();
  if (pointer === "") return [];
  if (!pointer.startsWith("/")) throw unprocessable();
  return pointer
    .slice(1)
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** An index of an existing element; negative ones count from the end. */
function index(list: readonly Json[], part: string): number {
  if (!/^-?[0-9]{1,9}$/.test(part)) throw unprocessable();
  const given = Number(part);
  const found = given < 0 ? list.length + given : given;
  if (found < 0 || found >= list.length) throw unprocessable();
  return found;
}

function child(document: Json, part: string): Json | undefined {
  if (isArray(document)) return document[index(document, part)];
  if (isObject(document)) return own(document, part);
  throw unprocessable();
}

function read(document: Json, path: readonly string[], lenient = false): Json {
  let here: Json = document;
  for (const [depth, part] of path.entries()) {
    const next = child(here, part);
    if (next === undefined) {
      if (lenient && depth === path.length - 1) return null;
      throw unprocessable();
    }
    here = next;
  }
  return here;
}

function put(document: Json, path: readonly string[], value: Json, how: "add" | "replace"): Json {
  const [part, ...rest] = path;
  if (part === undefined) return value;
  if (isArray(document)) {
    if (rest.length === 0 && how === "add") {
      if (part === "-") return [...document, value];
      const position = part === String(document.length) ? document.length : index(document, part);
      return document.toSpliced(position, 0, value);
    }
    const position = index(document, part);
    return document.with(position, put(document[position] ?? null, rest, value, how));
  }
  if (!isObject(document)) throw unprocessable();
  const inner = own(document, part);
  if (rest.length === 0) {
    if (how === "replace" && inner === undefined) throw unprocessable();
    return withField(document, part, value);
  }
  if (inner === undefined) throw unprocessable();
  return withField(document, part, put(inner, rest, value, how));
}

function drop(document: Json, path: readonly string[]): Json {
  const [part, ...rest] = path;
  if (part === undefined) throw unprocessable();
  if (isArray(document)) {
    const position = index(document, part);
    if (rest.length === 0) return document.toSpliced(position, 1);
    return document.with(position, drop(document[position] ?? null, rest));
  }
  if (!isObject(document)) throw unprocessable();
  const inner = own(document, part);
  if (inner === undefined) throw unprocessable();
  return withField(document, part, rest.length === 0 ? undefined : drop(inner, rest));
}

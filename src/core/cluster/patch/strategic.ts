/**
 * Strategic merge patch: lists are merged by the keys of the Go structs.
 * Source: apimachinery `pkg/util/strategicpatch/patch.go`.
 */
import { isArray, isObject, type Json, type JsonArray, type JsonObject } from "../../api/json.ts";
import type { ResourceType } from "../../api/scheme.ts";
import { badRequest } from "../errors.ts";
import { equal, own, withField } from "../values.ts";
import { rulesOf, type RuleNode } from "./lists.ts";

const DIRECTIVE = "$patch";
const RETAIN_KEYS = "$retainKeys";
const DELETE_FROM = "$deleteFromPrimitiveList/";
const SET_ORDER = "$setElementOrder/";

/** Applies a strategic merge patch to an object of the type. Throws BadRequest. */
export function applyStrategicPatch(
  type: Pick<ResourceType, "kind">,
  document: JsonObject,
  patch: JsonObject,
): JsonObject {
  return mergeObject(document, patch, rulesOf(type));
}

function isDirective(key: string): boolean {
  return (
    key === DIRECTIVE ||
    key === RETAIN_KEYS ||
    key.startsWith(DELETE_FROM) ||
    key.startsWith(SET_ORDER)
  );
}

function mergeObject(document: JsonObject, patch: JsonObject, rules: RuleNode): JsonObject {
  const directive = own(patch, DIRECTIVE);
  if (directive === "replace") return withoutObjectDirectives(patch);
  if (directive === "delete") return {};
  if (directive !== undefined && directive !== "merge") {
    throw badRequest(`Unknown patch type: ${JSON.stringify(directive)}`);
  }
  let result = retainKeys(document, patch);
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined || isDirective(key)) continue;
    result = withField(result, key, mergeField(result, key, value, rules.child(key)));
  }
  for (const key of Object.keys(patch)) {
    if (key.startsWith(DELETE_FROM)) {
      result = deleteFrom(result, key.slice(DELETE_FROM.length), own(patch, key));
    } else if (key.startsWith(SET_ORDER)) {
      const field = key.slice(SET_ORDER.length);
      result = reorder(result, field, own(patch, key), rules.child(field));
    }
  }
  return result;
}

function mergeField(
  document: JsonObject,
  key: string,
  value: Json,
  rules: RuleNode,
): Json | undefined {
  if (value === null) return undefined;
  const before = own(document, key);
  if (isObject(value)) return mergeObject(isObject(before) ? before : {}, value, rules);
  if (isArray(value)) {
    const list = isArray(before) ? before : [];
    return mergeList(list, value, rules) ?? withoutDirectives(value);
  }
  return value;
}

/** `$retainKeys` names the only fields that stay. */
function retainKeys(document: JsonObject, patch: JsonObject): JsonObject {
  const retained = own(patch, RETAIN_KEYS);
  if (!isArray(retained)) return document;
  return Object.fromEntries(Object.entries(document).filter(([key]) => retained.includes(key)));
}

/** The merged list, or undefined when the list is replaced as a whole. */
function mergeList(before: JsonArray, patch: JsonArray, rules: RuleNode): JsonArray | undefined {
  const key = rules.rule.patchKey;
  if (key === undefined) return undefined;
  if (key === "") {
    return [...before, ...patch.filter((value) => !before.some((other) => equal(other, value)))];
  }
  const items = patch.filter(isObject);
  if (items.some((item) => own(item, DIRECTIVE) === "replace")) {
    return items.filter((item) => own(item, DIRECTIVE) !== "replace").map(withoutObjectDirectives);
  }
  return mergeItems(before, items, key, rules);
}

function mergeItems(
  before: JsonArray,
  items: readonly JsonObject[],
  key: string,
  rules: RuleNode,
): JsonArray {
  let result = before;
  for (const item of items) {
    const id = own(item, key);
    if (id === undefined) {
      throw badRequest(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`);
    }
    const position = result.findIndex((other) => isObject(other) && equal(own(other, key), id));
    if (own(item, DIRECTIVE) === "delete") {
      result = result.filter((other) => !isObject(other) || !equal(own(other, key), id));
    } else if (position < 0) {
      result = [...result, mergeObject({}, item, rules)];
    } else {
      const found = result[position];
      result = result.with(position, mergeObject(isObject(found) ? found : {}, item, rules));
    }
  }
  return result;
}

function deleteFrom(document: JsonObject, field: string, values: Json | undefined): JsonObject {
  const list = own(document, field);
  if (!isArray(list) || !isArray(values)) return document;
  return withField(
    document,
    field,
    list.filter((item) => !values.some((value) => equal(value, item))),
  );
}

/**
 * The elements the client knows come in its order; those it does not know keep their place after
 * the one they stood behind.
 */
function reorder(
  document: JsonObject,
  field: string,
  order: Json | undefined,
  rules: RuleNode,
): JsonObject {
  const list = own(document, field);
  const key = rules.rule.patchKey;
  if (!isArray(list) || !isArray(order) || key === undefined) return document;
  const idOf = (item: Json): string =>
    JSON.stringify(key === "" ? item : isObject(item) ? (own(item, key) ?? null) : null);
  const wanted = order.map(idOf);
  const known = list
    .filter((item) => wanted.includes(idOf(item)))
    .toSorted((a, b) => wanted.indexOf(idOf(a)) - wanted.indexOf(idOf(b)));
  const result = [...known];
  list.forEach((item, index) => {
    if (wanted.includes(idOf(item))) return;
    const before = list[index - 1];
    const after = before === undefined ? -1 : result.findIndex((other) => equal(other, before));
    result.splice(after + 1, 0, item);
  });
  return withField(document, field, result);
}

function withoutObjectDirectives(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !isDirective(key))
      .map(([key, inner]) => [key, inner === undefined ? undefined : withoutDirectives(inner)]),
  );
}

function withoutDirectives(value: Json): Json {
  if (isArray(value)) return value.map(withoutDirectives);
  return isObject(value) ? withoutObjectDirectives(value) : value;
}

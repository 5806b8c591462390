/**
 * The three-way strategic merge patch of `kubectl apply` and the two-way one of `edit`, `label`,
 * `set` …, with the directives `$patch`, `$setElementOrder/…`, `$deleteFromPrimitiveList/…` and
 * `$retainKeys` that the API server understands.
 * After the rules of apimachinery/pkg/util/strategicpatch (CreateTwoWayMergePatch,
 * CreateThreeWayMergePatch).
 */
import { isArray, isObject, type Json, type JsonArray, type JsonObject } from "../../api/json.ts";
import type { ResourceType } from "../../api/scheme.ts";
import { rulesOf, type RuleNode } from "../../cluster/patch/lists.ts";
import { equal as jsonEqual, own } from "../../cluster/values.ts";

interface DiffOptions {
  /** Leave out what `modified` does not have. */
  readonly ignoreDeletions: boolean;
  /** Leave out what is new or other in `modified`. */
  readonly ignoreChanges: boolean;
}

const ALL: DiffOptions = { ignoreDeletions: false, ignoreChanges: false };
const ADDITIONS: DiffOptions = { ignoreDeletions: true, ignoreChanges: false };
const DELETIONS: DiffOptions = { ignoreDeletions: false, ignoreChanges: true };

type Fields = Map<string, Json>;

const toObject = (fields: Fields): JsonObject => Object.fromEntries(fields);

function diffObjects(
  original: JsonObject,
  modified: JsonObject,
  rules: RuleNode,
  options: DiffOptions,
): Fields {
  const patch: Fields = new Map();
  const keys = new Set([...Object.keys(original), ...Object.keys(modified)]);
  for (const key of [...keys].sort()) {
    const before = own(original, key);
    const after = own(modified, key);
    if (after === undefined) {
      if (before !== undefined && !options.ignoreDeletions) patch.set(key, null);
    } else if (before === undefined || kindOf(before) !== kindOf(after)) {
      if (!options.ignoreChanges) patch.set(key, after);
    } else {
      diffField(key, before, after, rules.child(key), options, patch);
    }
  }
  return patch;
}

function kindOf(value: Json): string {
  return value === null ? "null" : isArray(value) ? "array" : typeof value;
}

function diffField(
  key: string,
  before: Json,
  after: Json,
  rules: RuleNode,
  options: DiffOptions,
  patch: Fields,
): void {
  if (isObject(before) && isObject(after)) {
    const inner = diffObjects(before, after, rules, options);
    if (rules.rule.retainKeys === true) addRetainKeys(after, inner);
    if (inner.size > 0) patch.set(key, toObject(inner));
  } else if (isArray(before) && isArray(after) && isMergedList(rules, before, after)) {
    diffList(key, before, after, rules, options, patch);
  } else if (!options.ignoreChanges && !jsonEqual(before, after)) {
    patch.set(key, after);
  }
}

function isMergedList(rules: RuleNode, before: JsonArray, after: JsonArray): boolean {
  const key = rules.rule.patchKey;
  if (key === "") return true;
  return key !== undefined && [...before, ...after].every((item) => hasKey(item, key));
}

function hasKey(item: Json, key: string): item is JsonObject {
  return isObject(item) && own(item, key) !== undefined;
}

/** `$retainKeys` names the keys that stay, beside any change of an object that is a union. */
function addRetainKeys(after: JsonObject, patch: Fields): void {
  if (patch.size === 0) return;
  patch.set(
    "$retainKeys",
    Object.keys(after)
      .filter((key) => after[key] !== null)
      .sort(),
  );
}

function diffList(
  key: string,
  before: JsonArray,
  after: JsonArray,
  rules: RuleNode,
  options: DiffOptions,
  patch: Fields,
): void {
  const { patchKey = "" } = rules.rule;
  if (before.length === 0) {
    if (after.length > 0 && !options.ignoreChanges) patch.set(key, after);
  } else if (patchKey === "") diffScalars(key, before, after, options, patch);
  else diffItems(key, before, after, patchKey, rules, options, patch);
}

function diffScalars(
  key: string,
  before: JsonArray,
  after: JsonArray,
  options: DiffOptions,
  patch: Fields,
): void {
  const missing = (list: JsonArray, item: Json): boolean => !list.some((x) => jsonEqual(x, item));
  const added = options.ignoreChanges ? [] : after.filter((item) => missing(before, item));
  const gone = options.ignoreDeletions ? [] : before.filter((item) => missing(after, item));
  const moved = !options.ignoreChanges && !jsonEqual(before, after);
  if (added.length > 0) patch.set(key, added);
  if (gone.length > 0) patch.set(`$deleteFromPrimitiveList/${key}`, gone);
  if (moved || gone.length > 0) patch.set(`$setElementOrder/${key}`, after);
}

function diffItems(
  key: string,
  before: JsonArray,
  after: JsonArray,
  mergeKey: string,
  rules: RuleNode,
  options: DiffOptions,
  patch: Fields,
): void {
  const items: JsonObject[] = [];
  const known = new Map<Json | undefined, JsonObject>();
  for (const item of before) if (isObject(item)) known.set(own(item, mergeKey), item);
  const kept = new Set<Json | undefined>();
  for (const item of after) {
    if (!isObject(item)) continue;
    const id = own(item, mergeKey);
    kept.add(id);
    const previous = known.get(id);
    if (previous === undefined) {
      if (!options.ignoreChanges) items.push(item);
      continue;
    }
    const inner = diffObjects(previous, item, rules, options);
    if (rules.rule.retainKeys === true) addRetainKeys(item, inner);
    if (inner.size > 0 && id !== undefined) items.push(toObject(inner.set(mergeKey, id)));
  }
  if (!options.ignoreDeletions) {
    for (const [id] of known) {
      if (!kept.has(id) && id !== undefined) items.push({ $patch: "delete", [mergeKey]: id });
    }
  }
  const order = (list: JsonArray): JsonArray =>
    list.flatMap((item) => {
      const id = isObject(item) ? own(item, mergeKey) : undefined;
      return id === undefined ? [] : [{ [mergeKey]: id }];
    });
  const moved = !options.ignoreChanges && !jsonEqual(order(before), order(after));
  if (items.length > 0) patch.set(key, items);
  if (items.length > 0 || moved) patch.set(`$setElementOrder/${key}`, order(after));
}

/** Merges two patches of the same object: deletions first, then additions and changes. */
function mergePatches(base: JsonObject, over: JsonObject, rules: RuleNode): JsonObject {
  const result = new Map<string, Json>();
  for (const [key, value] of Object.entries(base)) if (value !== undefined) result.set(key, value);
  for (const [key, value] of Object.entries(over)) {
    if (value === undefined) continue;
    const first = result.get(key);
    const child = rules.child(key);
    if (isObject(first) && isObject(value)) {
      result.set(key, mergePatches(first, value, child));
    } else if (isArray(first) && isArray(value) && !key.startsWith("$")) {
      result.set(key, mergeLists(first, value, child));
    } else {
      result.set(key, value);
    }
  }
  return toObject(result);
}

function mergeLists(base: JsonArray, over: JsonArray, rules: RuleNode): JsonArray {
  const { patchKey: mergeKey = "" } = rules.rule;
  if (mergeKey === "") {
    return rules.rule.patchKey === ""
      ? [...base, ...over.filter((item) => !base.some((x) => jsonEqual(x, item)))]
      : over;
  }
  const result: Json[] = [...base];
  for (const item of over) {
    const id = isObject(item) ? own(item, mergeKey) : undefined;
    const at = result.findIndex((x) => isObject(x) && own(x, mergeKey) === id);
    const first = result[at];
    if (isObject(first) && isObject(item)) result[at] = mergePatches(first, item, rules);
    else result.push(item);
  }
  return result;
}

/** The strategic merge patch that turns `original` into `modified`; `{}` when they are equal. */
export function twoWayPatch(
  type: Pick<ResourceType, "kind">,
  original: JsonObject,
  modified: JsonObject,
): JsonObject {
  return toObject(diffObjects(original, modified, rulesOf(type), ALL));
}

/**
 * The strategic merge patch for `current` that adds and changes what `modified` has, and deletes
 * what `original` (the last applied configuration) had and `modified` has not. `{}`: no change.
 */
export function threeWayPatch(
  type: Pick<ResourceType, "kind">,
  original: JsonObject | undefined,
  modified: JsonObject,
  current: JsonObject,
): JsonObject {
  const rules = rulesOf(type);
  const delta = toObject(diffObjects(current, modified, rules, ADDITIONS));
  const deletions = toObject(diffObjects(original ?? {}, modified, rules, DELETIONS));
  return mergePatches(deletions, delta, rules);
}

/**
 * Sets of fields, in the shape of FieldsV1: who owns what. A set is a tree; a node says whether it
 * is itself a member and which children it has.
 * Source: sigs.k8s.io/structured-merge-diff `fieldpath`, apimachinery `FieldsV1`.
 */
import { isArray, isObject, type Json, type JsonObject } from "../../api/json.ts";
import type { RuleNode } from "../patch/lists.ts";
import { equal, own } from "../values.ts";

/** Path elements are spelled as in FieldsV1: `f:name`, `k:{"name":"web"}`, `v:"x"`. */
export interface FieldSet {
  readonly member: boolean;
  readonly children: ReadonlyMap<string, FieldSet>;
}

export const EMPTY: FieldSet = { member: false, children: new Map() };
const LEAF: FieldSet = { member: true, children: new Map() };

export function isEmpty(set: FieldSet): boolean {
  return !set.member && set.children.size === 0;
}

function node(member: boolean, children: Iterable<readonly [string, FieldSet]>): FieldSet {
  return { member, children: new Map([...children].filter(([, child]) => !isEmpty(child))) };
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  const keys = new Set([...a.children.keys(), ...b.children.keys()]);
  return node(
    a.member || b.member,
    [...keys].map((key) => [
      key,
      union(a.children.get(key) ?? EMPTY, b.children.get(key) ?? EMPTY),
    ]),
  );
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  return node(
    a.member && b.member,
    [...a.children].map(([key, child]) => [key, intersection(child, b.children.get(key) ?? EMPTY)]),
  );
}

export function difference(a: FieldSet, b: FieldSet): FieldSet {
  return node(
    a.member && !b.member,
    [...a.children].map(([key, child]) => [key, difference(child, b.children.get(key) ?? EMPTY)]),
  );
}

/** What is left of `a` when everything at and below the members of `b` is taken out. */
export function recursiveDifference(a: FieldSet, b: FieldSet): FieldSet {
  if (b.member) return EMPTY;
  return node(
    a.member,
    [...a.children].map(([key, child]) => [
      key,
      recursiveDifference(child, b.children.get(key) ?? EMPTY),
    ]),
  );
}

/** The set as FieldsV1; a node that is a member and has children says so with `.`. */
export function toFieldsV1(set: FieldSet): JsonObject {
  const children = [...set.children].sort(([a], [b]) => (a < b ? -1 : 1));
  const fields = children.map(([key, child]) => [key, toFieldsV1(child)] as const);
  return set.member && children.length > 0
    ? { ".": {}, ...Object.fromEntries(fields) }
    : Object.fromEntries(fields);
}

const MAX_DEPTH = 64;

/** Reads FieldsV1 back; a node without children is a member. */
export function fromFieldsV1(fields: unknown, depth = 0): FieldSet {
  if (!isObject(fields) || depth > MAX_DEPTH) return EMPTY;
  const keys = Object.keys(fields);
  if (keys.length === 0) return depth === 0 ? EMPTY : LEAF;
  return {
    member: keys.includes("."),
    children: new Map(
      keys
        .filter((key) => key !== ".")
        .map((key) => [key, fromFieldsV1(own(fields, key), depth + 1)]),
    ),
  };
}

// ---------------------------------------------------------------------------------------------
// Items of lists

/** How an item of a list is named, by the rules of the list; undefined: the list is one value. */
export function itemKey(item: Json, rules: RuleNode): string | undefined {
  const { set, mapKeys } = rules.rule;
  if (set === true) return `v:${JSON.stringify(item)}`;
  if (mapKeys === undefined || !isObject(item)) return undefined;
  const named = [...mapKeys].sort().flatMap((key) => {
    const value = own(item, key) ?? KEY_DEFAULTS.get(key);
    return value === undefined ? [] : [[key, value] as const];
  });
  return `k:${JSON.stringify(Object.fromEntries(named))}`;
}

/** Keys that have a default may be missing in what is applied. */
const KEY_DEFAULTS: ReadonlyMap<string, Json> = new Map([["protocol", "TCP"]]);

export function isListMap(rules: RuleNode): boolean {
  return rules.rule.set === true || rules.rule.mapKeys !== undefined;
}

function items(list: readonly Json[], rules: RuleNode): readonly (readonly [string, Json])[] {
  return list.flatMap((item) => {
    const key = itemKey(item, rules);
    return key === undefined ? [] : [[key, item] as const];
  });
}

function entries(
  value: Json,
  rules: RuleNode,
): readonly (readonly [string, Json, RuleNode])[] | undefined {
  if (isObject(value) && rules.rule.atomic !== true) {
    return Object.entries(value).flatMap(([key, field]) =>
      field === undefined ? [] : [[`f:${key}`, field, rules.child(key)] as const],
    );
  }
  if (isArray(value) && isListMap(rules)) {
    return items(value, rules).map(([key, item]) => [key, item, itemRules(rules)] as const);
  }
  return undefined;
}

/** Inside an item the rules of the list's type hold, but the item itself is no list. */
export function itemRules(rules: RuleNode): RuleNode {
  return { rule: {}, child: rules.child };
}

// ---------------------------------------------------------------------------------------------
// Sets out of values

/** The fields an applied configuration names: its leaves, and the items of its lists. */
export function fieldsOf(value: Json, rules: RuleNode): FieldSet {
  const inner = entries(value, rules);
  if (inner === undefined || inner.length === 0) return LEAF;
  return node(
    false,
    inner.map(([key, field, child]) => {
      const set = fieldsOf(field, child);
      return [key, key.startsWith("k:") ? { ...set, member: true } : set];
    }),
  );
}

/** Every field of a value that is new as a whole; containers are members too. */
function allFields(value: Json, rules: RuleNode): FieldSet {
  const inner = entries(value, rules);
  return node(
    true,
    (inner ?? []).map(([key, field, child]) => [key, allFields(field, child)]),
  );
}

export interface Comparison {
  /** Fields that were added or changed. */
  readonly changed: FieldSet;
  readonly removed: FieldSet;
}

const SAME: Comparison = { changed: EMPTY, removed: EMPTY };

/** What an update did to a value. */
export function compare(
  before: Json | undefined,
  after: Json | undefined,
  rules: RuleNode,
): Comparison {
  if (equal(before, after)) return SAME;
  if (after === undefined) {
    return { changed: EMPTY, removed: before === undefined ? EMPTY : allFields(before, rules) };
  }
  if (before === undefined) return { changed: allFields(after, rules), removed: EMPTY };
  const old = entries(before, rules);
  const now = entries(after, rules);
  if (old === undefined || now === undefined) return { changed: LEAF, removed: EMPTY };
  const oldByKey = new Map(old.map(([key, value]) => [key, value]));
  const nowByKey = new Map(now.map(([key, value]) => [key, value]));
  const rulesByKey = new Map([...old, ...now].map(([key, , child]) => [key, child]));
  const parts = [...rulesByKey].map(
    ([key, child]) => [key, compare(oldByKey.get(key), nowByKey.get(key), child)] as const,
  );
  return {
    changed: node(
      false,
      parts.map(([key, part]) => [key, part.changed] as const),
    ),
    removed: node(
      false,
      parts.map(([key, part]) => [key, part.removed] as const),
    ),
  };
}

// ---------------------------------------------------------------------------------------------
// Values by sets

/** Lays an applied configuration over the live value: fields of both, the applied ones win. */
export function overlay(live: Json | undefined, applied: Json, rules: RuleNode): Json {
  if (live === undefined) return applied;
  if (isObject(live) && isObject(applied) && rules.rule.atomic !== true) {
    const merged = Object.entries(applied).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, overlay(own(live, key), value, rules.child(key))] as const],
    );
    return { ...live, ...Object.fromEntries(merged) };
  }
  if (isArray(live) && isArray(applied) && isListMap(rules)) {
    const before = new Map(items(live, rules));
    const now = new Map(items(applied, rules));
    const kept = items(live, rules).filter(([key]) => !now.has(key));
    const laid = [...now].map(
      ([key, item]) => [key, overlay(before.get(key), item, itemRules(rules))] as const,
    );
    return inLiveOrder(live, rules, [...kept, ...laid]);
  }
  return applied;
}

/** Items that were there keep their order; new ones come behind them. */
function inLiveOrder(
  live: readonly Json[],
  rules: RuleNode,
  merged: readonly (readonly [string, Json])[],
): readonly Json[] {
  const order = items(live, rules).map(([key]) => key);
  const rank = (key: string): number => (order.includes(key) ? order.indexOf(key) : order.length);
  return merged.toSorted(([a], [b]) => rank(a) - rank(b)).map(([, item]) => item);
}

/** The value without the fields of the set; what becomes empty by that stays, as in the server. */
export function without(value: Json, set: FieldSet, rules: RuleNode): Json | undefined {
  if (set.member && set.children.size === 0) return undefined;
  if (isObject(value) && rules.rule.atomic !== true) {
    const kept = Object.entries(value).flatMap(([key, field]) => {
      const part = set.children.get(`f:${key}`);
      if (field === undefined) return [];
      if (part === undefined) return [[key, field] as const];
      const left = without(field, part, rules.child(key));
      return left === undefined ? [] : [[key, left] as const];
    });
    return set.member && kept.length === 0 ? undefined : Object.fromEntries(kept);
  }
  if (isArray(value) && isListMap(rules)) {
    return value.flatMap((item): Json[] => {
      const part = set.children.get(itemKey(item, rules) ?? "");
      if (part === undefined) return [item];
      if (part.member) return [];
      const left = without(item, part, itemRules(rules));
      return left === undefined ? [] : [left];
    });
  }
  return value;
}

/** The members of a set as paths in words: `.spec.containers[name="web"].image`. */
export function paths(set: FieldSet, prefix = ""): readonly string[] {
  const own = set.member ? [prefix] : [];
  const inner = [...set.children]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, child]) => paths(child, prefix + element(key)));
  return [...own, ...inner];
}

function element(key: string): string {
  if (key.startsWith("f:")) return `.${key.slice(2)}`;
  if (key.startsWith("v:")) return `[=${key.slice(2)}]`;
  const parsed: unknown = JSON.parse(key.slice(2));
  const keys = isObject(parsed) ? Object.entries(parsed) : [];
  return `[${keys.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(",")}]`;
}

/** `as [$a, {b: $c}]`: binds the parts of a value to names. */
import type { Node, Pattern } from "./ast.ts";
import type { Item, Scope } from "./items.ts";
import { getKey } from "./paths.ts";
import { JqError, kindOf, type JqValue } from "./values.ts";

/** Runs a filter for its values. */
type Values = (
  node: Node,
  scope: Scope | undefined,
  input: Item,
) => Generator<JqValue, void, undefined>;

/** Scopes with the first pattern's variables; those of the others are there, and null. */
export function* destructure(
  patterns: readonly Pattern[],
  value: JqValue,
  scope: Scope | undefined,
  values: Values,
): Generator<Scope | undefined, void, undefined> {
  const [pattern, ...others] = patterns;
  if (pattern === undefined) return;
  let base = scope;
  for (const name of new Set(others.flatMap(variablesOf))) {
    base = { kind: "value", name, value: null, next: base };
  }
  yield* match(pattern, value, base, values);
}

function* match(
  pattern: Pattern,
  value: JqValue,
  scope: Scope | undefined,
  values: Values,
): Generator<Scope | undefined, void, undefined> {
  if (pattern.type === "variable") {
    yield { kind: "value", name: pattern.name, value, next: scope };
    return;
  }
  if (pattern.type === "array") {
    const { items } = pattern;
    const from = function* (
      i: number,
      inner: Scope | undefined,
    ): Generator<Scope | undefined, void, undefined> {
      const item = items[i];
      if (item === undefined) yield inner;
      else {
        for (const bound of match(item, getKey(value, i), inner, values)) yield* from(i + 1, bound);
      }
    };
    yield* from(0, scope);
    return;
  }
  const { entries } = pattern;
  const from = function* (
    i: number,
    inner: Scope | undefined,
  ): Generator<Scope | undefined, void, undefined> {
    const entry = entries[i];
    if (entry === undefined) {
      yield inner;
      return;
    }
    for (const key of values(entry.key, inner, { value, path: undefined })) {
      if (typeof key !== "string")
        throw new JqError(`Cannot index ${kindOf(value)} with ${kindOf(key)}`);
      const member = getKey(value, key);
      const named: Scope | undefined =
        entry.variable === undefined
          ? inner
          : { kind: "value", name: entry.variable, value: member, next: inner };
      if (entry.pattern === undefined) yield* from(i + 1, named);
      else {
        for (const bound of match(entry.pattern, member, named, values)) yield* from(i + 1, bound);
      }
    }
  };
  yield* from(0, scope);
}

function variablesOf(pattern: Pattern): string[] {
  if (pattern.type === "variable") return [pattern.name];
  if (pattern.type === "array") return pattern.items.flatMap(variablesOf);
  return pattern.entries.flatMap((entry) => [
    ...(entry.variable === undefined ? [] : [entry.variable]),
    ...(entry.pattern === undefined ? [] : variablesOf(entry.pattern)),
  ]);
}

/**
 * What a selector wants of labels, one condition a key: a form in which selectors can be compared
 * and united exactly. `In`, `NotIn`, `Exists` and `DoesNotExist` of one key are one condition.
 */
import { labelValue } from "../../api/labels.ts";
import type { Requirement } from "../../api/labels.ts";
import type { Labels } from "../../api/objects.ts";

export interface LabelCondition {
  readonly key: string;
  /** May the label be missing? */
  readonly absent: boolean;
  /** The values it may have: these only, or all but these. Sorted. */
  readonly values: { readonly kind: "only" | "not"; readonly list: readonly string[] };
}

/** All must hold; by key, in order of keys. None: anything fits. */
export type Conditions = readonly LabelCondition[];

/** The conditions of a selector; undefined when no labels meet it. */
export function conditionsOf(requirements: readonly Requirement[]): Conditions | undefined {
  const byKey = new Map<string, LabelCondition>();
  for (const requirement of requirements) {
    const condition = conditionOf(requirement);
    if (condition === undefined) return undefined;
    const known = byKey.get(condition.key);
    byKey.set(condition.key, known === undefined ? condition : both(known, condition));
  }
  const conditions = [...byKey.values()].filter((condition) => !isAnything(condition));
  if (conditions.some(isNothing)) return undefined;
  return conditions.sort((a, b) => (a.key < b.key ? -1 : 1));
}

function conditionOf({ key, operator, values }: Requirement): LabelCondition | undefined {
  switch (operator) {
    case "=":
    case "==":
    case "in":
      return { key, absent: false, values: { kind: "only", list: values } };
    case "!=":
    case "notin":
      return { key, absent: true, values: { kind: "not", list: values } };
    case "exists":
      return { key, absent: false, values: { kind: "not", list: [] } };
    case "!":
      return { key, absent: true, values: { kind: "only", list: [] } };
    // not among the operators of the API (S18): such a selector matches nothing
    case "gt":
    case "lt":
    case "invalid":
      return undefined;
  }
}

export function meets(conditions: Conditions, labels: Labels): boolean {
  return conditions.every(({ key, absent, values }) => {
    const value = labelValue(labels, key);
    if (value === undefined) return absent;
    return values.list.includes(value) === (values.kind === "only");
  });
}

/** Does everything that meets `inner` meet `outer`? Exact: keys do not depend on each other. */
export function implies(inner: Conditions, outer: Conditions): boolean {
  return outer.every((wanted) => {
    const given = inner.find(({ key }) => key === wanted.key);
    if (given === undefined) return false;
    return sameCondition(both(given, wanted), given);
  });
}

/** The union, where it is again a list of conditions: the same but for one key. */
export function united(a: Conditions, b: Conditions): Conditions | undefined {
  const keys = [...new Set([...a, ...b].map(({ key }) => key))];
  const different = keys.filter((key) => {
    const [one, other] = [a, b].map((list) => list.find((condition) => condition.key === key));
    return one === undefined || other === undefined || !sameCondition(one, other);
  });
  const [key, ...more] = different;
  if (key === undefined) return a;
  if (more.length > 0) return undefined;
  const [one, other] = [a, b].map((list) => list.find((condition) => condition.key === key));
  const rest = a.filter((condition) => condition.key !== key);
  if (one === undefined || other === undefined) return rest;
  const either = negated(both(negated(one), negated(other)));
  return [...rest, ...(isAnything(either) ? [] : [either])].sort((x, y) =>
    x.key < y.key ? -1 : 1,
  );
}

/** Equal for equal conditions only. */
export function conditionsKey(conditions: Conditions): string {
  return JSON.stringify(
    conditions.map(({ key, absent, values }) => [key, absent, values.kind, values.list]),
  );
}

function both(a: LabelCondition, b: LabelCondition): LabelCondition {
  const { key } = a;
  const absent = a.absent && b.absent;
  const [x, y] = [a.values, b.values];
  if (x.kind === "only") {
    const list = x.list.filter((value) => y.list.includes(value) === (y.kind === "only"));
    return { key, absent, values: { kind: "only", list } };
  }
  if (y.kind === "only") return both(b, a);
  const list = [...new Set([...x.list, ...y.list])].sort();
  return { key, absent, values: { kind: "not", list } };
}

function negated({ key, absent, values }: LabelCondition): LabelCondition {
  const kind = values.kind === "only" ? "not" : "only";
  return { key, absent: !absent, values: { kind, list: values.list } };
}

function isAnything({ absent, values }: LabelCondition): boolean {
  return absent && values.kind === "not" && values.list.length === 0;
}

function isNothing({ absent, values }: LabelCondition): boolean {
  return !absent && values.kind === "only" && values.list.length === 0;
}

function sameCondition(a: LabelCondition, b: LabelCondition): boolean {
  return conditionsKey([a]) === conditionsKey([b]);
}

/** Conditions on labels, compared and united: against all labels there can be. */
import { describe, expect, it } from "vitest";
import { requirementsMatch } from "../../../../src/core/api/labels.ts";
import type { Requirement, SelectorOperator } from "../../../../src/core/api/labels.ts";
import type { Labels } from "../../../../src/core/api/objects.ts";
import {
  conditionsKey,
  conditionsOf,
  implies,
  meets,
  united,
} from "../../../../src/core/netpol/exposure/conditions.ts";
import type {
  Conditions,
  LabelCondition,
} from "../../../../src/core/netpol/exposure/conditions.ts";
import { mustBe } from "../../../support/mustBe.ts";

/** Labels over the keys `k` and `m`; `z` stands for every value that nobody names. */
const VALUES = [undefined, "a", "b", "z"] as const;
const ALL_LABELS: readonly Labels[] = VALUES.flatMap((k) =>
  VALUES.map((m) => ({ ...(k !== undefined && { k }), ...(m !== undefined && { m }) })),
);
const marks = (holds: (labels: Labels) => boolean): string =>
  ALL_LABELS.map((labels) => (holds(labels) ? "x" : ".")).join("");

const LISTS = [[], ["a"], ["b"], ["a", "b"]] as const;
const of = (key: string): LabelCondition[] =>
  [true, false].flatMap((absent) =>
    (["only", "not"] as const).flatMap((kind) =>
      LISTS.map((list) => ({ key, absent, values: { kind, list } })),
    ),
  );
const ONE_KEY: readonly Conditions[] = [[], ...of("k").map((condition) => [condition])];
const OUTER: readonly Conditions[] = [...ONE_KEY, ...of("m").map((condition) => [condition])];
const TWO_KEYS: readonly Conditions[] = of("k").flatMap((k) =>
  of("m")
    .filter((_, index) => index % 5 === 0)
    .map((m) => [k, m]),
);

const require = (key: string, operator: SelectorOperator, ...values: string[]): Requirement => ({
  key,
  operator,
  values,
});
const REQUIREMENTS = ["k", "m"].flatMap((key) => [
  require(key, "=", "a"),
  require(key, "==", "b"),
  require(key, "in", "a", "b"),
  require(key, "!=", "a"),
  require(key, "notin", "a", "b"),
  require(key, "notin", "b"),
  require(key, "exists"),
  require(key, "!"),
]);

describe("the conditions of a selector", () => {
  it("are met by the labels that meet it, whatever two or three requirements it has", () => {
    for (const one of REQUIREMENTS) {
      for (const two of REQUIREMENTS) {
        for (const three of [undefined, require("k", "notin", "b"), require("m", "in", "b")]) {
          const list = [one, two, ...(three ? [three] : [])];
          const conditions = conditionsOf(list);
          const expected = marks((labels) => requirementsMatch(list, labels));
          const found =
            conditions === undefined ? marks(() => false) : marks((l) => meets(conditions, l));
          mustBe(found, expected);
          // undefined exactly where no labels do
          mustBe(conditions === undefined, !expected.includes("x"));
        }
      }
    }
  });

  it("are in order of keys, one a key, none that anything meets", () => {
    const conditions = conditionsOf([
      require("m", "exists"),
      require("k", "notin", "b"),
      require("k", "notin", "a"),
    ]);
    expect(conditions).toEqual([
      { key: "k", absent: true, values: { kind: "not", list: ["a", "b"] } },
      { key: "m", absent: false, values: { kind: "not", list: [] } },
    ]);
    expect(conditionsOf([])).toEqual([]);
    expect(conditionsOf([require("k", "notin")])).toEqual([]);
  });

  it.each<SelectorOperator>(["gt", "lt", "invalid"])(
    "operator %s: nothing meets it",
    (operator) => {
      expect(conditionsOf([require("k", operator, "1")])).toBeUndefined();
    },
  );
});

describe("comparing", () => {
  const meeting = (conditions: Conditions): string => marks((labels) => meets(conditions, labels));
  /** Every `x` of one is an `x` of the other. */
  const within = (a: string, b: string): boolean =>
    ALL_LABELS.every((_, i) => a[i] === "." || b[i] === "x");

  it("one implies another iff all labels that meet it meet the other", () => {
    for (const inner of [...ONE_KEY, ...TWO_KEYS]) {
      if (!meeting(inner).includes("x")) continue;
      for (const outer of OUTER) {
        const expected = within(meeting(inner), meeting(outer));
        // a condition that anything meets is one that nobody writes down
        const trivial = outer.some(
          ({ absent, values }) => absent && values.kind === "not" && values.list.length === 0,
        );
        if (trivial) continue;
        mustBe(implies(inner, outer), expected);
      }
    }
  });

  it("two that differ in one key are united exactly", () => {
    for (const a of ONE_KEY) {
      for (const b of ONE_KEY) {
        const union = united(a, b);
        const expected = marks((labels) => meets(a, labels) || meets(b, labels));
        mustBe(union && meeting(union), expected);
      }
    }
  });

  it("two that differ in two keys are not", () => {
    const [a, b] = [of("k")[9], of("k")[10]];
    const [x, y] = [of("m")[9], of("m")[10]];
    if (!a || !b || !x || !y) throw new Error("no conditions");
    expect(united([a, x], [b, y])).toBeUndefined();
    expect(united([a, x], [b, x])).toBeDefined();
    expect(united([a, x], [a, y])?.map(({ key }) => key)).toEqual(["k", "m"]);
    expect(united([x], [a])).toBeUndefined();
    expect(united([a, x], [a])).toEqual([a]);
    expect(united([a, x], [x])).toEqual([x]);
    const union = united([a, x], [b, x]);
    expect(union?.map(({ key }) => key)).toEqual(["k", "m"]);
    expect(union && meeting(union)).toBe(
      marks((labels) => meets([a, x], labels) || meets([b, x], labels)),
    );
  });

  it("keys are equal for equal conditions only", () => {
    const keys = [...ONE_KEY, ...TWO_KEYS].map(conditionsKey);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

import { describe, expect, it } from "vitest";
import fc from "fast-check";
import {
  formatLabels,
  formatLabelSelector,
  formatRequirements,
  labelKeyErrors,
  labelValueErrors,
  parseLabelSelector,
  requirementsMatch,
  selectorMatches,
  selectorRequirements,
} from "../../../src/core/api/labels.ts";
import type { LabelSelector, Labels } from "../../../src/core/api/objects.ts";

const matches = (text: string, labels: Labels): boolean => {
  const parsed = parseLabelSelector(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return requirementsMatch(parsed.requirements, labels);
};
const reprint = (text: string): string => {
  const parsed = parseLabelSelector(text);
  return parsed.ok ? formatRequirements(parsed.requirements) : `! ${parsed.error}`;
};

describe("metav1.LabelSelector", () => {
  const NOT_PROD: LabelSelector = {
    matchExpressions: [{ key: "env", operator: "NotIn", values: ["prod"] }],
  };
  const rows: [clause: string, selector: LabelSelector | undefined, labels: Labels, boolean][] = [
    ["S18 empty matches everything", {}, {}, true],
    ["S18 absent matches nothing", undefined, { a: "b" }, false],
    ["S18 all labels must fit", { matchLabels: { a: "1", b: "2" } }, { a: "1" }, false],
    [
      "S18 labels AND expressions",
      { matchLabels: { a: "1" }, ...NOT_PROD },
      { a: "1", env: "prod" },
      false,
    ],
    ["S19 NotIn matches an absent key", NOT_PROD, {}, true],
    ["S19 NotIn matches another value", NOT_PROD, { env: "dev" }, true],
    ["S19 NotIn rejects a listed value", NOT_PROD, { env: "prod" }, false],
    [
      "S19 In needs the key",
      { matchExpressions: [{ key: "a", operator: "In", values: ["", "x"] }] },
      {},
      false,
    ],
    [
      "S19 Exists holds for an empty value",
      { matchExpressions: [{ key: "a", operator: "Exists" }] },
      { a: "" },
      true,
    ],
    [
      "S19 DoesNotExist",
      { matchExpressions: [{ key: "a", operator: "DoesNotExist" }] },
      { a: "" },
      false,
    ],
    ["S20 an empty value is a value", { matchLabels: { a: "" } }, {}, false],
    ["S20 an empty value equals an empty value", { matchLabels: { a: "" } }, { a: "" }, true],
    ["S21 case counts", { matchLabels: { a: "Web" } }, { a: "web" }, false],
    [
      "inherited properties are no labels",
      { matchExpressions: [{ key: "constructor", operator: "Exists" }] },
      {},
      false,
    ],
  ];
  it.each(rows)("%s", (_clause, selector, labels, expected) => {
    expect(selectorMatches(selector, labels)).toBe(expected);
  });

  it("S21: an operator that is not In, NotIn, Exists, DoesNotExist matches nothing", () => {
    const selector = JSON.parse(
      '{"matchExpressions":[{"key":"a","operator":"Gt","values":["1"]}]}',
    ) as LabelSelector;
    expect(selectorMatches(selector, { a: "2" })).toBe(false);
    expect(formatLabelSelector(selector)).toBe("<error>");
  });

  it("prints as kubectl describe does", () => {
    expect(
      formatLabelSelector({
        matchLabels: { app: "web" },
        matchExpressions: [{ key: "tier", operator: "NotIn", values: ["y", "x"] }],
      }),
    ).toBe("app=web,tier notin (x,y)");
    expect(formatLabelSelector({})).toBe("<none>");
    expect(formatLabelSelector(undefined)).toBe("<none>");
    expect(
      formatLabelSelector({
        matchExpressions: [
          { key: "z", operator: "DoesNotExist" },
          { key: "a", operator: "Exists" },
          { key: "m", operator: "In", values: ["only"] },
        ],
      }),
    ).toBe("a,m in (only),!z");
    expect(formatLabels({ b: "2", a: "" })).toBe("a=,b=2");
    expect(formatLabels(undefined)).toBe("<none>");
  });
});

describe("selector strings", () => {
  const good: [string, string][] = [
    ["", ""],
    ["a=b,c!=d,e in (x,y),!f", "a=b,c!=d,e in (x,y),!f"],
    ["app==web", "app==web"],
    [" tier notin ( b , a ) ", "tier notin (a,b)"],
    ["z,a", "a,z"],
    ["app=", "app="],
    ["app in ()", "app in ()"],
    ["x in (foo,,baz),y,z notin ()", "x in (,baz,foo),y,z notin ()"],
    ["x in (,a)", "x in (,a)"],
    ["x in (a,)", "x in (,a)"],
    ["n>1,n<10", "n>1,n<10"],
    ["in in (in,notin)", "in in (in,notin)"],
    [
      "kubernetes.io/metadata.name in (default, production)",
      "kubernetes.io/metadata.name in (default,production)",
    ],
  ];
  it.each(good)("%s", (text, printed) => {
    expect(reprint(text)).toBe(printed);
  });

  const bad: [string, string][] = [
    ["app in (frontend", "unable to parse requirement: found '', expected: ',' or ')'"],
    ["app in frontend", "unable to parse requirement: found 'frontend' expected: '('"],
    ["=frontend", "found '=', expected: !, identifier, or 'end of string'"],
    ["app=has space", "found 'space', expected: ',' or 'end of string'"],
    ["app,,tier", "found ',', expected: identifier after ','"],
    ["app,", "found '', expected: identifier after ','"],
    [
      "bad key!",
      "unable to parse requirement: found 'key', expected: in, notin, =, ==, !=, gt, lt",
    ],
    ["!a=b", "found '=', expected: ',' or 'end of string'"],
    ["!!a", "unable to parse requirement: found '!', expected: identifier"],
    ["a=(", "unable to parse requirement: found '(', expected: identifier"],
    ["a in (b c)", "unable to parse requirement: found 'c', expected: ',' or ')'"],
    ["a in (", "unable to parse requirement: found '', expected: ',', ')' or identifier"],
    ["a in (,=)", "unable to parse requirement: found '=', expected: ',', or identifier"],
    [
      "n>x",
      "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer",
    ],
  ];
  it.each(bad)("refuses %s", (text, error) => {
    expect(reprint(text)).toBe(`! ${error}`);
  });

  it("refuses keys and values that no label can have", () => {
    expect(reprint("a/b/c=1")).toMatch(
      /^! unable to parse requirement: <nil>: Invalid value: "a\/b\/c": a valid label key must/,
    );
    expect(reprint("a=-")).toMatch(
      /^! unable to parse requirement: values\[0\]\[a\]: Invalid value: "-": a valid label must be/,
    );
  });

  it("matches what it says", () => {
    expect(matches("tier!=db,app", { app: "x" })).toBe(true);
    expect(matches("tier!=db,app", { app: "x", tier: "db" })).toBe(false);
    expect(matches("n>9", { n: "10" })).toBe(true);
    expect(matches("n<9", { n: "10" })).toBe(false);
    expect(matches("n>9", { n: "ten" })).toBe(false);
    expect(matches("app in ()", {})).toBe(false);
    expect(matches("app in ()", { app: "" })).toBe(true);
  });

  it("answers any text without throwing, and in linear time", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from("ab,=!()<> in-./")) }),
        (text) => {
          const first = parseLabelSelector(text);
          if (!first.ok) return first.error !== "";
          return (
            reprint(formatRequirements(first.requirements)) ===
            formatRequirements(first.requirements)
          );
        },
      ),
    );
    expect(reprint(`a in (${"x,".repeat(20_000)}`)).toMatch(/^! unable/);
    expect(reprint("-".repeat(50_000))).toMatch(/^! unable/);
  });
});

describe("properties of the matcher", () => {
  const word = fc.constantFrom("", "a", "b", "c");
  const key = fc.constantFrom("k", "l", "m");
  const labels = fc.dictionary(key, word);

  it("In with one value is matchLabels", () => {
    fc.assert(
      fc.property(key, word, labels, (k, value, has) => {
        const asLabel = selectorMatches({ matchLabels: { [k]: value } }, has);
        const asIn = selectorMatches(
          { matchExpressions: [{ key: k, operator: "In", values: [value] }] },
          has,
        );
        return asLabel === asIn;
      }),
    );
  });

  it("NotIn is the opposite of In, DoesNotExist of Exists", () => {
    fc.assert(
      fc.property(key, fc.array(word, { minLength: 1 }), labels, (k, values, has) => {
        const one = (operator: "In" | "NotIn"): boolean =>
          selectorMatches({ matchExpressions: [{ key: k, operator, values }] }, has);
        const bare = (operator: "Exists" | "DoesNotExist"): boolean =>
          selectorMatches({ matchExpressions: [{ key: k, operator }] }, has);
        return one("In") !== one("NotIn") && bare("Exists") !== bare("DoesNotExist");
      }),
    );
  });

  it("the string of a selector means the selector", () => {
    const requirement = fc.oneof(
      fc.record({
        key,
        operator: fc.constantFrom("In" as const, "NotIn" as const),
        values: fc.array(word, { minLength: 1 }),
      }),
      fc.record({ key, operator: fc.constantFrom("Exists" as const, "DoesNotExist" as const) }),
    );
    fc.assert(
      fc.property(labels, fc.array(requirement), labels, (matchLabels, matchExpressions, has) => {
        const selector = { matchLabels, matchExpressions };
        const text = formatRequirements(selectorRequirements(selector));
        return matches(text, has) === selectorMatches(selector, has);
      }),
    );
  });
});

describe("what a label may be", () => {
  it.each(["app", "example.com/app", "A-b_c.1", "x".repeat(63)])("accepts the key %s", (key) => {
    expect(labelKeyErrors(key)).toEqual([]);
  });
  it.each([
    ["", 2],
    ["/a", 1],
    ["a/", 2],
    ["a b", 1],
    ["-a", 1],
    ["Up.case/a", 1],
    ["a/b/c", 1],
    ["x".repeat(64), 1],
    [`${"x".repeat(254)}/a`, 1],
  ])("rejects the key %s", (key, count) => {
    expect(labelKeyErrors(key)).toHaveLength(count);
  });
  it("judges values", () => {
    expect(labelValueErrors("")).toEqual([]);
    expect(labelValueErrors("x".repeat(64))).toEqual(["must be no more than 63 bytes"]);
    expect(labelValueErrors("ü".repeat(32))).toHaveLength(2);
    expect(labelValueErrors("a b")).toHaveLength(1);
  });
});

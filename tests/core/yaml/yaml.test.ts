import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../../src/core/api/json.ts";
import { splitDocuments } from "../../../src/core/yaml/documents.ts";
import { dumpYaml } from "../../../src/core/yaml/dump.ts";
import { parseYaml } from "../../../src/core/yaml/parse.ts";
import { locate, parsePath, pathAt } from "../../../src/core/yaml/positions.ts";

function value(text: string): Json {
  const result = parseYaml(text);
  if (!result.ok) throw new Error(result.error.message);
  return JSON.parse(JSON.stringify(result.value)) as Json;
}

function message(text: string): string {
  const result = parseYaml(text);
  return result.ok ? "no error" : result.error.message;
}

describe("scalars are read as go-yaml reads them", () => {
  it.each<readonly [string, Json]>([
    ["yes", true],
    ["y", true],
    ["on", true],
    ["Off", false],
    ["~", null],
    ["", null],
    ["0777", 511],
    ["0o17", 15],
    ["0b11", 3],
    ["0x1F", 31],
    ["08", 8],
    ["1_000", 1000],
    ["1e3", 1000],
    [".5", 0.5],
    ["+1", 1],
    ["12:30", "12:30"],
    ["2024-01-01", "2024-01-01"],
    ["1.2.3", "1.2.3"],
    ["'yes'", "yes"],
    ["!!str yes", "yes"],
    ["!!int '3'", 3],
    ["!!binary YWJj", "abc"],
  ])("%s", (text, expected) => {
    expect(value(text)).toEqual(expected);
  });

  it("keys too: booleans and numbers become their names", () => {
    expect(value("{yes: 1, 2: b}")).toEqual({ true: 1, 2: "b" });
  });

  it("the last of two equal keys wins, and merges where it stands", () => {
    expect(value("a: 1\na: 2")).toEqual({ a: 2 });
    expect(value("x: &x {a: 1, b: 2}\nw: {b: 0, <<: *x}\nz: {<<: *x, b: 3}")).toEqual({
      x: { a: 1, b: 2 },
      w: { a: 1, b: 2 },
      z: { a: 1, b: 3 },
    });
  });

  it("__proto__ is a key", () => {
    const result = parseYaml("__proto__: {polluted: true}");
    expect(result.ok && Object.keys(result.value as object)).toEqual(["__proto__"]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("faults are told in go-yaml's words, with its line", () => {
  it.each([
    ["a: [1\n", "yaml: line 1: did not find expected ',' or ']'"],
    ["a: {b: 1\nc: 2\n", "yaml: line 1: did not find expected ',' or '}'"],
    ["spec:\n  a: 1\n b: 2\n", "yaml: line 2: did not find expected key"],
    ["a:\n  - b\n  c: d\n", "yaml: line 2: did not find expected '-' indicator"],
    ["a: b: c\n", "yaml: mapping values are not allowed in this context"],
    ["x: 1\na: b: c\n", "yaml: line 2: mapping values are not allowed in this context"],
    ["a:\n\tb: c\n", "yaml: line 2: found character that cannot start any token"],
    ["a:\n  b: c\n\td: e\n", "yaml: line 3: found a tab character that violates indentation"],
    ["a: @b\n", "yaml: found character that cannot start any token"],
    ["a:\n b: 'c\n", "yaml: line 3: found unexpected end of stream"],
    ["a: 1\nbc\nd: 2\n", "yaml: line 3: could not find expected ':'"],
    ["a: *x\n", "yaml: unknown anchor 'x' referenced"],
    ["%YAML 1.2\n---\na: b", "yaml: found incompatible YAML document"],
    [
      "{{ .Values.x }}: 1",
      'yaml: invalid map key: map[interface {}]interface {}{".Values.x":interface {}(nil)}',
    ],
    ["a: &a [*a]", "yaml: anchor 'a' value contains itself"],
    ["a: .inf", "json: unsupported value: +Inf"],
    ["a: \u0001", "yaml: control characters are not allowed"],
  ])("%j", (text, expected) => {
    expect(message(text)).toBe(expected);
  });

  it("an alias bomb is refused before it goes off", () => {
    const lines = Array.from({ length: 12 }, (_, i) =>
      i === 0
        ? "a0: &a0 [x, x]"
        : `a${i}: &a${i} [${Array<string>(9)
            .fill(`*a${i - 1}`)
            .join(", ")}]`,
    );
    expect(message(lines.join("\n"))).toBe("yaml: document contains excessive aliasing");
  });

  it("depth is limited", () => {
    expect(message("[".repeat(5000))).toContain("exceeded max depth");
    expect(message("- ".repeat(5000))).toContain("exceeded max depth");
  });

  it("any text gives a value or a diagnostic within the text", () => {
    const part = fc.constantFrom(
      "a",
      ": ",
      "- ",
      "\n",
      "  ",
      "[",
      "]",
      "{",
      "}",
      ",",
      "'",
      '"',
      "|",
      ">",
      "&x ",
      "*x",
      "#",
      "?",
      "\t",
      "---",
      "!!int ",
      "\\",
      "\r\n",
      "<<",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        const text = parts.join("");
        const result = parseYaml(text);
        if (!result.ok) {
          expect(result.error.from).toBeLessThanOrEqual(text.length);
          expect(result.error.message).not.toBe("");
        }
      }),
    );
  });
});

describe("dumpYaml", () => {
  it("prints as kubectl does", () => {
    const object = {
      spec: { ports: [{ port: 80, name: "" }], b: {}, a: [] },
      metadata: { labels: { on: "true", a10: "1", a9: "x: y", z: "#" }, text: "l1\nl2\n" },
      n: null,
    };
    expect(dumpYaml(object)).toBe(`metadata:
  labels:
    a9: 'x: y'
    a10: "1"
    "on": "true"
    z: '#'
  text: |
    l1
    l2
"n": null
spec:
  a: []
  b: {}
  ports:
  - name: ""
    port: 80
`);
  });

  it("breaks long lines after column 80", () => {
    const long = Array<string>(30).fill("word").join(" ");
    expect(
      dumpYaml({ a: long })
        .split("\n")
        .map((line) => line.length),
    ).toEqual([82, 71, 0]);
  });

  const nasty = fc.constantFrom(
    "true",
    "1",
    "",
    "on",
    "~",
    "0x1",
    "1e3",
    "12:30",
    "2024-01-01",
    "- a",
    "a: b",
    " a",
    "a\n",
    "a\n\n",
    "\n a",
    "a \nb",
    "\t",
    "é",
    "😀",
    "'",
    '"',
    "|",
    "&a",
    "*a",
    "!x",
    "%",
    "@",
    "`",
    "---",
    "...",
    "=",
    "\u2028",
    "\\",
    "#x",
    "a #b",
    "null",
    "?",
    "__proto__",
    "constructor",
  );
  const text = fc.oneof(
    nasty,
    fc.string({ maxLength: 12 }).filter((t) => !t.includes("\u0085")),
  );
  const key = text.filter((t) => t !== "<<");
  const { json } = fc.letrec<{ json: Json }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 4 },
      text,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("json"), { maxLength: 4 }),
      fc.dictionary(key, tie("json"), { maxKeys: 4 }),
    ),
  }));

  it("is read back as the same", () => {
    fc.assert(
      fc.property(json, (original) => {
        expect(value(dumpYaml(original))).toEqual(JSON.parse(JSON.stringify(original)));
      }),
      { numRuns: 500 },
    );
  });
});

describe("positions", () => {
  const source = `kind: X
spec:
  ingress:
  - from:
    - podSelector: {}
    - ipBlock:
        cidr: 10.0.0.0/8
`;
  const parsed = parseYaml(source);
  const root = parsed.ok ? parsed.root : undefined;

  it("finds the node of a field error's path", () => {
    if (root === undefined) throw new Error("no root");
    const { value: at, found } = locate(root, "spec.ingress[0].from[1].ipBlock.cidr");
    expect(source.slice(at.from, at.to)).toBe("10.0.0.0/8");
    expect([at.line, found]).toEqual([7, 7]);
  });

  it("gives the nearest that is there for a path that is not", () => {
    if (root === undefined) throw new Error("no root");
    const { value: at, found, key } = locate(root, "spec.ingress[0].from[0].ipBlock");
    expect([source.slice(at.from, at.to), found, key]).toEqual(["podSelector: {}", 5, undefined]);
  });

  it("and the path at an offset", () => {
    if (root === undefined) throw new Error("no root");
    expect(pathAt(root, source.indexOf("10.0.0"))).toEqual(
      parsePath("spec.ingress[0].from[1].ipBlock.cidr"),
    );
  });
});

describe("splitDocuments", () => {
  it("cuts at lines that begin with ---, with offsets into the file", () => {
    const file = "a: 1\n---\n\n---  # two\nb: 2\n";
    const { documents } = splitDocuments(file);
    expect(documents.map(({ text, line }) => [text, line])).toEqual([
      ["a: 1\n", 0],
      ["\n", 2],
      ["b: 2\n", 4],
    ]);
    expect(file.slice(documents[2]?.offset)).toBe("b: 2\n");
  });
  it("refuses text behind a separator", () => {
    expect(splitDocuments("a: 1\n--- x\n").error).toBe("invalid Yaml document separator: x");
  });
});

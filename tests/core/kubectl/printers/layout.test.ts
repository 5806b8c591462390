import { describe, expect, it } from "vitest";
import { CustomColumns } from "../../../../src/core/kubectl/printers/custom-columns.ts";
import { dumpKyaml } from "../../../../src/core/kubectl/printers/kyaml.ts";
import { sortByField } from "../../../../src/core/kubectl/printers/sorting.ts";
import {
  alignTabs,
  DESCRIBE_LAYOUT,
  GET_LAYOUT,
  GrowingTable,
} from "../../../../src/core/kubectl/printers/tabwriter.ts";

describe("columns", () => {
  it("are as wide as the widest cell and three spaces, six at least", () => {
    expect(alignTabs("A\tLONGER\tC\naaaa\tb\tc\n", GET_LAYOUT)).toBe(
      "A      LONGER   C\naaaa   b        c\n",
    );
    expect(alignTabs("1\tx\n", GET_LAYOUT)).toBe("1     x\n");
  });

  it("end where a line has no such cell", () => {
    expect(alignTabs("a:\t1\nlonger:\t2\nbreak\nb:\t3\n", DESCRIBE_LAYOUT)).toBe(
      "a:       1\nlonger:  2\nbreak\nb:  3\n",
    );
  });

  it("only grow while a watch goes on", () => {
    const table = new GrowingTable();
    expect(
      table.render([
        ["NAME", "AGE"],
        ["a", "1s"],
      ]),
    ).toBe("NAME   AGE\na      1s\n");
    expect(table.render([["a-long-name", "2s"]])).toBe("a-long-name   2s\n");
    expect(table.render([["a", "3s"]])).toBe("a             3s\n");
  });
});

describe("custom columns", () => {
  const objects = [{ a: { b: "x" }, list: [{ n: 1 }, { n: 2 }] }, { a: { c: true } }];

  it("print fields, lists with commas and <none>", () => {
    expect(CustomColumns.fromSpec("B:.a.b,N:{.list[*].n},A:a", true).print(objects)).toBe(
      "B        N        A\nx        1,2      map[b:x]\n<none>   <none>   map[c:true]\n",
    );
  });

  it("read headers and paths from a template", () => {
    expect(CustomColumns.fromTemplate("H  I\n.a.b .a.c\n", false).print(objects)).toBe(
      "x        <none>\n<none>   true\n",
    );
  });

  it("refuse a column without a path", () => {
    expect(() => CustomColumns.fromSpec("POD", true)).toThrow(
      "unexpected custom-columns spec: POD, expected <header>:<json-path-expr>",
    );
  });
});

describe("--sort-by", () => {
  const names = (field: string, items: readonly object[]): unknown[] =>
    sortByField(items as { v?: string; name: string }[], field, (item) => item).map((i) => i.name);

  it("sorts numbers, quantities and digits in names by size", () => {
    expect(
      names(".v", [
        { name: "b", v: 10 },
        { name: "a", v: 9 },
      ]),
    ).toEqual(["a", "b"]);
    expect(
      names("{.v}", [
        { name: "b", v: "1Gi" },
        { name: "a", v: "900Mi" },
      ]),
    ).toEqual(["a", "b"]);
    expect(
      names("v", [
        { name: "b", v: "pod-10" },
        { name: "a", v: "pod-9" },
      ]),
    ).toEqual(["a", "b"]);
  });

  it("puts objects without the field first", () => {
    expect(names(".v", [{ name: "a", v: "x" }, { name: "b" }])).toEqual(["b", "a"]);
  });

  it("fails when no object has the field", () => {
    expect(() => names(".v", [{ name: "a" }])).toThrow(
      `couldn't find any field with path "{.v}" in the list of objects`,
    );
  });
});

describe("KYAML", () => {
  it("quotes values, and keys that need it", () => {
    expect(dumpKyaml({ a: "yes", no: [1, "x"], "b/c": {} })).toBe(
      '---\n{\n  a: "yes",\n  b/c: {},\n  "no": [\n    1,\n    "x",\n  ],\n}\n',
    );
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { githubAnnotations } from "../../../src/core/report/annotations.ts";
import { flowsDot } from "../../../src/core/report/dot.ts";
import type { FlowRecord } from "../../../src/core/report/flowRecords.ts";
import { flowTotals, verdictWord } from "../../../src/core/report/flowRecords.ts";
import { junitXml } from "../../../src/core/report/junit.ts";
import { flowsMermaid } from "../../../src/core/report/mermaid.ts";
import { fileUri, sarifLog } from "../../../src/core/report/sarif.ts";
import { csvText, markdownTable, textTable } from "../../../src/core/report/table.ts";

const flow = (from: string, to: string, port = 80, more: Partial<FlowRecord> = {}): FlowRecord => ({
  from,
  to,
  port,
  protocol: "TCP",
  egress: true,
  ingress: true,
  allowed: true,
  ...more,
});

/** What RFC 4180 says of a text. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c === '"' && text[i + 1] === '"') cell += text[++i] ?? "";
      else if (c === '"') quoted = false;
      else cell += c ?? "";
    } else if (c === '"') quoted = true;
    else if (c === ",") {
      row.push(cell);
      cell = "";
    } else if (c === "\r" && text[i + 1] === "\n") {
      i++;
      rows.push([...row, cell]);
      row = [];
      cell = "";
    } else cell += c ?? "";
  }
  return rows;
}

describe("tables", () => {
  it("align by cells of the terminal, wide characters too", () => {
    expect(
      textTable([
        ["A", "B"],
        ["文字", "x"],
        ["abc", "y"],
        ["é", ""],
      ]),
    ).toBe("A      B\n文字   x\nabc    y\né\n");
  });

  it("CSV reads back, whatever is in it", () => {
    const cells = fc.array(fc.string(), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(cells, { minLength: 1, maxLength: 5 }), (rows) => {
        expect(parseCsv(csvText(rows))).toEqual(rows);
      }),
      { numRuns: 200 },
    );
  });

  it("Markdown holds text only", () => {
    expect(markdownTable([["a|b"], ["<x> *y* `z` _w_ \\ [l]\nm"]])).toBe(
      "| a\\|b |\n| --- |\n| \\<x\\> \\*y\\* \\`z\\` \\_w\\_ \\\\ \\[l\\] m |\n",
    );
  });
});

describe("flows", () => {
  it.each<[egress: boolean, ingress: boolean, word: string]>([
    [true, true, "allowed"],
    [true, false, "dropped at ingress"],
    [false, true, "dropped at egress"],
    [false, false, "dropped at both"],
  ])("egress %s, ingress %s", (egress, ingress, word) => {
    expect(verdictWord({ egress, ingress })).toBe(word);
  });

  it("totals", () => {
    expect(flowTotals([flow("a", "b")])).toBe("1 of 1 flow passes");
    expect(flowTotals([flow("a", "b"), flow("b", "a", 1, { allowed: false })])).toBe(
      "1 of 2 flows pass",
    );
  });

  const flows = [
    flow("x/a", "y/b", 443),
    flow("x/a", "y/b", 80),
    flow("x/a", "y/b", 53, { protocol: "UDP" }),
    flow("y/b", "x/a", 80, { ingress: false, allowed: false }),
    flow("10.0.0.1", "x/a", 0, { protocol: "ICMP" }),
  ];
  const ends = ["x/a", "y/b", "10.0.0.1", 'y/"quoted\\"'];

  it("DOT: an arrow a pair with all its ports, a cluster a namespace", () => {
    const dot = flowsDot(flows, ends);
    expect(dot).toContain('"x/a" -> "y/b" [label="TCP 80, 443; UDP 53"];');
    expect(dot).toContain('"10.0.0.1" -> "x/a" [label="ICMP"];');
    expect(dot.match(/->/g)).toHaveLength(2);
    expect(dot).toContain('subgraph "cluster_y" {');
    expect(dot).toContain('"y/\\"quoted\\\\\\"" [label="\\"quoted\\\\\\""];');
    // outside of quotes every brace is closed
    const bare = dot.replace(/"(?:[^"\\]|\\.)*"/g, "");
    expect(bare.split("{")).toHaveLength(bare.split("}").length);
    expect(bare).toMatch(/^digraph network \{[^"]*\}\n$/);
  });

  it("Mermaid: ids of its own, labels in quotes", () => {
    const lines = flowsMermaid(flows, ends).trimEnd().split("\n");
    expect(lines[0]).toBe("flowchart LR");
    const depth = lines.reduce(
      (n, line) => n + Number(/^ *subgraph /.test(line)) - Number(/^ *end$/.test(line)),
      0,
    );
    expect(depth).toBe(0);
    for (const line of lines.slice(1))
      expect(line).toMatch(
        /^ +(subgraph s\d+\["[^"]*"\]|end|n\d+\["[^"]*"\]|n\d+ -->\|"[^"]*"\| n\d+)$/,
      );
    expect(lines.filter((line) => line.includes("-->"))).toHaveLength(2);
    expect(flowsMermaid([], ['a/#"x"'])).toContain('n0["#35;#quot;x#quot;"]');
  });
});

describe("remarks", () => {
  const remark = {
    code: "a-code",
    severity: "warning" as const,
    message: "100 %, a: b\nc",
    object: "NetworkPolicy x/y",
    path: "spec",
    place: { file: "./a,b:c.yaml", line: 3, column: 4 },
  };

  it("as annotations, with nothing that ends them early", () => {
    expect(githubAnnotations([remark, { ...remark, severity: "info" }])).toBe(
      "::warning file=a%2Cb%3Ac.yaml,line=3,col=4,title=a-code::NetworkPolicy x/y: 100 %25, a: b%0Ac\n" +
        "::notice file=a%2Cb%3Ac.yaml,line=3,col=4,title=a-code::NetworkPolicy x/y: 100 %25, a: b%0Ac\n",
    );
    const { place: _, ...nowhere } = remark;
    expect(githubAnnotations([{ ...nowhere, severity: "error" }])).toMatch(
      /^::error title=a-code::/,
    );
  });

  it.each([
    ["a.yaml", "a.yaml"],
    ["./a b/ü.yaml", "a%20b/%C3%BC.yaml"],
    ["../a#b?.yaml", "../a%23b%3F.yaml"],
    ["/abs/a.yaml", "file:///abs/a.yaml"],
    ["C:\\x y\\a.yaml", "file:///C:/x%20y/a.yaml"],
    ["\ud800.yaml", "%EF%BF%BD.yaml"],
  ])("%j as a URI", (path, uri) => {
    expect(fileUri(path)).toBe(uri);
  });

  it("in SARIF without a place have their object", () => {
    const { place: _, ...nowhere } = remark;
    const log = sarifLog({ name: "t", rules: [] }, [nowhere]) as {
      runs: { results: { ruleIndex?: number; locations: object[] }[] }[];
    };
    const [result] = log.runs[0]?.results ?? [];
    expect(result?.ruleIndex).toBeUndefined();
    expect(result?.locations).toEqual([
      { logicalLocations: [{ fullyQualifiedName: "NetworkPolicy x/y spec" }] },
    ]);
  });
});

it("JUnit is XML, whatever is in it", () => {
  const tag = /<\/?[a-z]+(?: [a-z]+="[^"<]*")*\/?>/g;
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (name, details) => {
      const xml = junitXml("s", [{ name, group: "g", failure: { message: name, details } }]);
      const text = xml.replace(/^<\?xml[^?]*\?>/, "").replace(tag, "");
      expect(text).not.toMatch(/<|&(?!(?:amp|lt|gt|quot|#\d+);)/);
      expect(Array.from(xml).every((c) => c === "\n" || c === "\t" || c === "\r" || c >= " ")).toBe(
        true,
      );
      expect(xml).not.toMatch(/[\ufffe\uffff]/);
    }),
    { numRuns: 200 },
  );
});

import { describe, expect, it } from "vitest";
import { readBlocks, readProse } from "../../src/content/prose.ts";
import type { Block } from "../../src/core/lessons/prose.ts";
import { formatProblem } from "../../src/core/lessons/schema/read.ts";

const blocks = (markdown: string): readonly Block[] => {
  const { blocks: read, problems } = readBlocks("text.md", markdown);
  expect(problems).toEqual([]);
  return read;
};
const text = (value: string) => ({ kind: "text", text: value });
const paragraph = (...children: unknown[]) => ({ kind: "paragraph", children });

describe("prose", () => {
  it.each<[string, string, unknown]>([
    ["text", "Two  words\non two lines", paragraph(text("Two  words\non two lines"))],
    [
      "code, and code that is a command",
      "`podSelector` and `kubectl get ns`",
      paragraph({ kind: "code", text: "podSelector" }, text(" and "), {
        kind: "code",
        text: "kubectl get ns",
        command: true,
      }),
    ],
    [
      "a tool's name alone, which is no command",
      "`kubectl`",
      paragraph({ kind: "code", text: "kubectl" }),
    ],
    [
      "strong and emphasis",
      "**a** *b*",
      paragraph({ kind: "strong", children: [text("a")] }, text(" "), {
        kind: "emphasis",
        children: [text("b")],
      }),
    ],
    ["a term", ":term[egress]", paragraph({ kind: "term", term: "egress", text: "egress" })],
    [
      "an inflected term",
      ':term[peers]{of="peer"}',
      paragraph({ kind: "term", term: "peer", text: "peers" }),
    ],
    [
      "a link into the page",
      "[L02](#/learn/L02)",
      paragraph({ kind: "link", href: "#/learn/L02", children: [text("L02")] }),
    ],
    [
      "a list",
      "- a\n- b",
      { kind: "list", ordered: false, items: [[paragraph(text("a"))], [paragraph(text("b"))]] },
    ],
    ["code", "```sh\nls\n```", { kind: "code", language: "sh", text: "ls" }],
    [
      "a policy in parts",
      "```yaml parts\nspec:\n  podSelector: {} # target\n```",
      { kind: "yaml", lines: [{ text: "spec:" }, { text: "  podSelector: {}", part: "target" }] },
    ],
    [
      "a table",
      "| a |\n|---|\n| b |",
      { kind: "table", head: [[text("a")]], rows: [[[text("b")]]] },
    ],
    ["a note", ":::note\nx\n:::", { kind: "note", children: [paragraph(text("x"))] }],
    [
      "the place of a prediction",
      ":::predict\nx\n:::",
      { kind: "predict", children: [paragraph(text("x"))] },
    ],
    [
      "a command to try",
      "::try[kubectl get ns -A]",
      { kind: "try", command: "kubectl get ns -A", children: [] },
    ],
    ["gates", "::gates[web/store]", { kind: "gates", pod: "web/store" }],
    ["a matrix", "::matrix[53/UDP]", { kind: "matrix", port: "53/UDP" }],
    ["two files", "::compare[a.yaml b.yaml]", { kind: "compare", left: "a.yaml", right: "b.yaml" }],
    [
      "an address with a port, which is no directive",
      "db:3306",
      paragraph(text("db"), text(":3306")),
    ],
  ])("%s", (_, markdown, expected) => {
    expect(blocks(markdown)).toEqual([expected]);
  });

  it("is kept by step", () => {
    const { prose, lines, problems } = readProse("text.md", "## one\n\na\n\n## two\n\nb\n");
    expect(problems).toEqual([]);
    expect(prose).toEqual({ one: [paragraph(text("a"))], two: [paragraph(text("b"))] });
    expect(lines).toEqual({ one: 1, two: 5 });
  });

  it.each<[string, string, string]>([
    ["raw HTML", "## a\n\n<b>x</b>", "text.md:3:1 raw HTML"],
    ["raw HTML in a block", "## a\n\n<div>\nx\n</div>", "text.md:3:1 raw HTML"],
    ["a picture", "## a\n\n![x](y.png)", "text.md:3:1 image has no place"],
    ["a script as a link", "## a\n\n[x](javascript:alert)", "text.md:3:1 a link goes to https://"],
    ["a link without encryption", "## a\n\n[x](http://a.b)", "text.md:3:1 a link goes to"],
    [
      "an unknown container",
      "## a\n\n:::warn\nx\n:::",
      "text.md:3:1 there is no directive :::warn",
    ],
    ["an unknown leaf", "## a\n\n::gate[a/b]", "text.md:3:1 there is no directive ::gate"],
    ["an unknown word", "## a\n\nx :hint[b]", "text.md:3:3 there is no directive :hint"],
    ["gates of no pod", "## a\n\n::gates[store]", "text.md:3:1 ::gates is written"],
    ["a matrix without a port", "## a\n\n::matrix", "text.md:3:1 ::matrix is written"],
    ["one file alone", "## a\n\n::compare[a.yaml]", "text.md:3:1 ::compare is written"],
    ["nothing to try", "## a\n\n::try", "text.md:3:1 ::try is written"],
    [
      "brackets where none belong",
      "## a\n\n:::note[b]\nx\n:::",
      "text.md:3:1 :::note takes no brackets",
    ],
    ["text before the first step", "x\n\n## a", "text.md:1:1 text before the first heading"],
    ["a heading that is no step", "## a\n\n### b", "text.md:3:1 a heading is"],
    ["two headings of one step", "## a\n\nx\n\n## a", "text.md:5:1 step a has a heading already"],
    ["a quotation", "## a\n\n> x", "text.md:3:1 blockquote has no place"],
  ])("refuses %s", (_, markdown, problem) => {
    const { problems } = readProse("text.md", markdown);
    expect(problems.map(formatProblem)).toContainEqual(expect.stringContaining(problem));
  });
});

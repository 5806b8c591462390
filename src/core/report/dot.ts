/** What passes, in Graphviz' language: a cluster a namespace, an arrow a pair of pods. */
import { endsByNamespace, passingArrows, shortName, type FlowRecord } from "./flowRecords.ts";

/** @param ends all ends to show, also those that nothing reaches */
export function flowsDot(flows: readonly FlowRecord[], ends: Iterable<string>): string {
  const lines = [
    "digraph network {",
    "  rankdir=LR;",
    '  node [shape=box, style=rounded, fontname="sans-serif"];',
    '  edge [fontname="sans-serif", fontsize=10];',
  ];
  for (const [namespace, members] of endsByNamespace(ends)) {
    const nodes = members.map((end) => `${quoted(end)} [label=${quoted(shortName(end))}];`);
    if (namespace === "") {
      lines.push(...nodes.map((node) => `  ${node}`));
      continue;
    }
    lines.push(
      `  subgraph ${quoted(`cluster_${namespace}`)} {`,
      `    label=${quoted(namespace)};`,
      ...nodes.map((node) => `    ${node}`),
      "  }",
    );
  }
  for (const { from, to, label } of passingArrows(flows))
    lines.push(`  ${quoted(from)} -> ${quoted(to)} [label=${quoted(label)}];`);
  return `${[...lines, "}"].join("\n")}\n`;
}

/** A double-quoted ID: a backslash would begin an escape of labels. */
function quoted(text: string): string {
  return `"${text
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replace(/[\r\n]+/g, " ")}"`;
}

/** What passes, as a Mermaid flowchart: pull requests and wikis draw it. */
import { endsByNamespace, passingArrows, shortName, type FlowRecord } from "./flowRecords.ts";

/** @param ends all ends to show, also those that nothing reaches */
export function flowsMermaid(flows: readonly FlowRecord[], ends: Iterable<string>): string {
  const groups = endsByNamespace(ends);
  const ids = new Map([...groups.values()].flat().map((end, index) => [end, `n${index}`]));
  const lines = ["flowchart LR"];
  let region = 0;
  for (const [namespace, members] of groups) {
    const nodes = members.map((end) => `${ids.get(end) ?? ""}[${quoted(shortName(end))}]`);
    if (namespace === "") {
      lines.push(...nodes.map((node) => `  ${node}`));
      continue;
    }
    lines.push(`  subgraph s${region}[${quoted(namespace)}]`);
    lines.push(...nodes.map((node) => `    ${node}`), "  end");
    region += 1;
  }
  for (const { from, to, label } of passingArrows(flows))
    lines.push(`  ${ids.get(from) ?? ""} -->|${quoted(label)}| ${ids.get(to) ?? ""}`);
  return `${lines.join("\n")}\n`;
}

/** Text in quotes; entities begin with `#`. */
function quoted(text: string): string {
  return `"${text
    .replaceAll("#", "#35;")
    .replaceAll('"', "#quot;")
    .replace(/[\r\n]+/g, " ")}"`;
}

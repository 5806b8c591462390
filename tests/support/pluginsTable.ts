/** docs/plugins.md from the data: the tables between the markers of that page. */
import { DECISIONS, DECISION_IDS } from "../../src/core/netpol/profiles/catalogue.ts";
import type { Plugin } from "../../src/core/netpol/profiles/plugin.ts";
import { PLUGINS } from "../../src/core/netpol/profiles/registry.ts";
import { SPEC } from "../../src/core/netpol/profiles/spec.ts";
import { sameValue } from "../../src/core/netpol/profiles/questions.ts";

const others: readonly Plugin[] = PLUGINS.filter((plugin) => plugin !== SPEC);

/** A row a decision, a column a plugin; what is as in the spec default is left blank. */
export function overview(): string {
  const head = ["Decision", SPEC.title, "Plugins that differ", "Nothing found"];
  const rows = DECISION_IDS.map((id) => {
    const { title, clause, word } = DECISIONS[id];
    const differ = others.filter(({ profile }) => !sameValue(profile, SPEC.profile, id));
    const unknown = others.filter(({ decisions }) => !decisions[id].known);
    return [
      `${title} (${clause})`,
      word(SPEC.profile),
      differ.map((plugin) => `${plugin.title}: ${word(plugin.profile)}`).join("; ") || "–",
      unknown.map((plugin) => plugin.title).join(", ") || "–",
    ];
  });
  return table(head, rows);
}

/** Every known decision of every plugin with its source and the month in which it was read. */
export function details(): string {
  return PLUGINS.map((plugin) => {
    const { title, id, version, about, decisions, profile, beyond } = plugin;
    const rows = DECISION_IDS.filter((one) => decisions[one].source !== undefined).map((one) => {
      const { text, source } = decisions[one];
      const link = source === undefined ? "" : `[${source.title}](${source.url})`;
      return [DECISIONS[one].title, DECISIONS[one].word(profile), text, link, source?.date ?? ""];
    });
    const parts = [
      `### ${title}`,
      `\`${id}\`: ${version}. ${about}`,
      table(["Decision", "Value", "What it does", "Source", "Read"], rows),
      ...(beyond.length === 0
        ? []
        : ["Not simulated:", beyond.map((text) => `- ${text}`).join("\n")]),
    ];
    return parts.join("\n\n");
  }).join("\n\n");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, column) =>
    Math.max(cell.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}

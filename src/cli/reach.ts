/** `netpol reach`: who reaches whom, on the ports that pods listen on. */
import type { Verdict } from "../core/netpol/types.ts";
import { allFlows, type ListedFlow } from "../core/session/flows.ts";
import { CommandError, UsageError } from "./input.ts";
import { labFrom } from "./lab.ts";
import type { SubCommand } from "./subcommand.ts";

function verdictWord({ allowed, egress, ingress }: Verdict): string {
  if (allowed) return "allowed";
  if (egress.allowed) return "dropped at ingress";
  return ingress.allowed ? "dropped at egress" : "dropped at both";
}

const name = (pod: ListedFlow["source"]): string => `${pod.namespace}/${pod.name}`;

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) =>
    rows.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), 0),
  );
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths?.[i] ?? 0))
        .join("   ")
        .trimEnd(),
    )
    .join("\n");
}

export const reach: SubCommand = {
  name: "reach",
  usage: "reach -f FILES [-o json]",
  summary: "who reaches whom, on the ports that pods listen on",
  run(input) {
    if (input.positionals.length > 0) throw new UsageError("reach takes no arguments but -f FILES");
    if (input.output !== undefined && input.output !== "json")
      throw new UsageError(`unknown output "${input.output}" (json, or nothing for a table)`);
    const { cluster } = labFrom(input);
    const flows = [...allFlows(cluster)];
    if (flows.length === 0)
      throw new CommandError(
        "there is no flow: fewer than two pods with addresses, or none listens",
      );
    if (input.output === "json") {
      const records = flows.map(({ source, destination, port, protocol, verdict }) => ({
        from: name(source),
        to: name(destination),
        port,
        protocol,
        egress: verdict.egress.allowed,
        ingress: verdict.ingress.allowed,
        allowed: verdict.allowed,
      }));
      input.write(`${JSON.stringify(records, null, 2)}\n`);
      return Promise.resolve(0);
    }
    const rows = flows.map(({ source, destination, port, protocol, verdict }) => [
      name(source),
      name(destination),
      `${protocol} ${port}`,
      verdictWord(verdict),
    ]);
    const passing = flows.filter((flow) => flow.verdict.allowed).length;
    input.write(`${table([["FROM", "TO", "PORT", "VERDICT"], ...rows])}\n`);
    input.write(`\n${passing} of ${flows.length} flows pass\n`);
    return Promise.resolve(0);
  },
};

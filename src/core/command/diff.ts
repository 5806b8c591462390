/** `netpol diff`: what opens and closes from one set of manifests to another. */
import { isUnchanged, summariseDiff, type DiffSummary } from "../report/changes.ts";
import { diffHeadline, diffLines, namerOf, portsText } from "../report/changesText.ts";
import { markdownTable } from "../report/table.ts";
import { Cluster } from "./cluster.ts";
import { FILE_FLAG, INPUT_FLAGS, PORT_FLAG, outputFlag } from "./flags.ts";
import { clusterFrom, underPlugin } from "./input.ts";
import { json, writeAll } from "./output.ts";
import { parsePort } from "./ports.ts";
import { withStableNames } from "./stableNames.ts";
import { EXIT, UsageError, type Invocation, type SubCommand } from "./subcommand.ts";

type Renderer = (summary: DiffSummary, most: number) => string;

/** The output formats; the first is the default. */
const FORMATS: ReadonlyMap<string, Renderer> = new Map<string, Renderer>([
  ["text", (summary, most) => `${diffLines(summary, { most }).join("\n")}\n`],
  ["json", (summary) => json(summary)],
  ["md", markdown],
]);

/** For a pull request: a headline, then a table of workloads, then the gates. */
function markdown(summary: DiffSummary, most: number): string {
  const name = namerOf(summary);
  const flows = summary.flows.map((group) => [
    group.change,
    name(group.source),
    name(group.destination),
    portsText(group.ports),
    String(group.count),
  ]);
  const gates = summary.gates.map((group) => [
    group.change,
    name(group.workload),
    group.direction.toLowerCase(),
    `${group.pods.length} of ${group.of}`,
  ]);
  const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
    if (rows.length === 0) return "";
    const more = rows.length > most ? `\nand ${rows.length - most} more\n` : "";
    return `\n${markdownTable([head, ...rows.slice(0, most)])}${more}`;
  };
  return [
    `**${diffHeadline(summary)}**\n`,
    table(["Flows", "From", "To", "Port", "Count"], flows),
    table(["Gates", "Workload", "Direction", "Pods"], gates),
  ].join("");
}

/** One side, with names that do not depend on chance. */
async function side(invocation: Invocation, path: string): Promise<Cluster> {
  const { flags, world } = invocation;
  const cluster = await clusterFrom(invocation, [...flags.list(FILE_FLAG.name), path]);
  const state = withStableNames(cluster.state, ({ metadata }) =>
    cluster.isWritten("Pod", metadata),
  );
  return underPlugin(invocation, new Cluster(state, world.networkOf(state), cluster.built));
}

async function run(invocation: Invocation): Promise<number> {
  const { args, flags, process } = invocation;
  const [oldPath = "", newPath = ""] = args;
  if (oldPath === "-" && newPath === "-") throw new UsageError("only one side can be -");
  const most = flags.number("limit");
  if (most < 1) throw new UsageError("--limit takes a number from 1");
  const ports = flags.changed("port") ? [parsePort(flags.string("port"))] : undefined;
  const before = await side(invocation, oldPath);
  const after = await side(invocation, newPath);
  if (![before, after].some((cluster) => cluster.pods.some((pod) => !cluster.isStandIn(pod))))
    process.stderr.write(
      "warning: neither side has pods, so no flow can change; add their manifests with -f\n",
    );
  const summary = summariseDiff(
    before.report(),
    after.report(),
    ports === undefined ? {} : { ports },
  );
  await writeAll(process, [FORMATS.get(flags.string("output"))?.(summary, most) ?? ""]);
  return flags.bool("exit-code") && !isUnchanged(summary) ? EXIT.failure : EXIT.ok;
}

export const diff: SubCommand = {
  name: "diff",
  use: "diff OLD NEW",
  short: "The flows and gates that change from one set of manifests to another",
  long: `Compares two clusters made from files: which flows open and close on the ports that pods listen on, which gates become guarded or free, summed up by workload. Pods of one side only are named, and not compared.

OLD and NEW are files or folders. What -f names belongs to both sides: the workloads, for instance, when OLD and NEW hold nothing but policies. (kubectl diff prints how the text of objects changes.)`,
  examples: `# Two folders
netpol diff before/ after/

# Policies only, over the same workloads; fail when a flow or a gate changes
netpol diff -f cluster.yaml old-policies/ new-policies/ --exit-code

# For a pull request
netpol diff main/deploy deploy -o md`,
  flags: [
    ...INPUT_FLAGS,
    { ...PORT_FLAG, usage: "Compare this port everywhere, as 8080, 8080/UDP or icmp." },
    {
      name: "exit-code",
      type: "bool",
      usage: "Exit with 1 when something changes.",
    },
    {
      name: "limit",
      type: "int",
      default: "100",
      usage: "Lines of each part; the rest is counted. JSON is complete.",
    },
    outputFlag([...FORMATS.keys()]),
  ],
  takes: { min: 2, max: 2, what: "OLD and NEW" },
  filesAsArguments: true,
  run,
};

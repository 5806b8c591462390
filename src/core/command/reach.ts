/** `netpol reach`: who reaches whom. */
import { FOLD_ABOVE } from "../graph/input.ts";
import { evaluate } from "../netpol/evaluate.ts";
import { flowBetween } from "../netpol/endpoints.ts";
import { portText } from "../netpol/match.ts";
import { flowsDot } from "../report/dot.ts";
import { flowRows, flowSheet, flowTotals, verdictWord } from "../report/flowRecords.ts";
import { flowsMermaid } from "../report/mermaid.ts";
import { csvText, markdownTable, textTable } from "../report/table.ts";
import type { Cluster } from "./cluster.ts";
import { podNames } from "./complete.ts";
import { endsNamed, everyEnd } from "./ends.ts";
import { INPUT_FLAGS, NAMESPACE_FLAG, PORT_FLAG, outputFlag } from "./flags.ts";
import { endName, FlowBoard, type End, type JudgedFlow } from "./flows.ts";
import { subject } from "./input.ts";
import { jsonArray, writeAll } from "./output.ts";
import { reachSvg } from "./picture.ts";
import { parsePort } from "./ports.ts";
import { decidersText } from "./reasons.ts";
import { CommandError, type Invocation, type SubCommand } from "./subcommand.ts";

interface Answer {
  readonly cluster: Cluster;
  readonly flows: readonly JudgedFlow[];
  /** All ends that were asked about. */
  readonly ends: readonly End[];
}

type Renderer = (answer: Answer) => Iterable<string>;

const names = (ends: readonly End[]): readonly string[] =>
  ends.map(({ endpoint }) => endName(endpoint));

const summary = (flows: readonly JudgedFlow[]): string => `\n${flowTotals(flows)}\n`;

/** The output formats; the first is the default. */
const FORMATS: ReadonlyMap<string, Renderer> = new Map<string, Renderer>([
  ["text", ({ flows }) => [textTable(flowRows(flows)), summary(flows)]],
  ["wide", (answer) => [textTable(wideRows(answer)), summary(answer.flows)]],
  ["json", ({ flows }) => jsonArray(records(flows))],
  ["csv", ({ flows }) => [csvText(flowSheet(flows))]],
  ["md", ({ flows }) => [markdownTable(flowRows(flows)), summary(flows)]],
  ["dot", ({ flows, ends }) => [flowsDot(flows, names(ends))]],
  ["mermaid", ({ flows, ends }) => [flowsMermaid(flows, names(ends))]],
  ["svg", ({ cluster, flows, ends }) => [reachSvg(cluster, flows, ends)]],
]);

function* records(flows: readonly JudgedFlow[]): Generator<object> {
  for (const { from, to, port, protocol, egress, ingress, allowed } of flows)
    yield { from, to, port, protocol, egress, ingress, allowed };
}

/** With the policies at each gate, and what they say. */
function wideRows({ cluster, flows }: Answer): readonly (readonly string[])[] {
  const rows = flows.map((flow) => {
    const { source, destination, port, protocol } = flow;
    const verdict = evaluate(cluster.network, flowBetween(source, destination, port, protocol));
    return [
      flow.from,
      flow.to,
      portText(flow),
      verdictWord(flow),
      decidersText(verdict.egress),
      decidersText(verdict.ingress),
    ];
  });
  return [["FROM", "TO", "PORT", "VERDICT", "EGRESS", "INGRESS"], ...rows];
}

async function run(invocation: Invocation): Promise<number> {
  const { flags, process, namespace } = invocation;
  const all = flags.bool("all");
  const ports = flags.changed("port") ? [parsePort(flags.string("port"))] : undefined;
  const cluster = await subject(invocation);
  const ends = (flag: string): readonly End[] => {
    const texts = flags.list(flag);
    return texts.length === 0
      ? everyEnd(cluster, all)
      : endsNamed(cluster, texts, { namespace, all });
  };
  const [sources, destinations] = [ends("from"), ends("to")];
  const flows: JudgedFlow[] = [];
  for (const flow of new FlowBoard(cluster).flows(sources, destinations, ports)) {
    if (flows.length % 4096 === 0) process.cancel.throwIfCancelled();
    flows.push(flow);
  }
  if (flows.length === 0)
    throw new CommandError("there is no flow: fewer than two pods with addresses, or none listens");
  const render = FORMATS.get(flags.string("output"));
  const shown = new Map([...sources, ...destinations].map((end) => [endName(end.endpoint), end]));
  await writeAll(process, render?.({ cluster, flows, ends: [...shown.values()] }) ?? []);
  return 0;
}

const SELECTOR_USAGE =
  "POD, NAMESPACE/POD, NAMESPACE/, a label selector, or an address; * and ? stand for any text. May be given several times.";

export const reach: SubCommand = {
  name: "reach",
  use: "reach [--from SELECTOR] [--to SELECTOR] [--port PORT]",
  short: "Who reaches whom, and at which gate the rest is dropped",
  long: `Judges every flow between the selected pods and lists it with its verdict.

Without --port each destination is asked about the ports that it listens on. Left out unless they are named, or --all is given: pods on the network of their node, which policies do not guard, and the DNS and control plane that the lab adds to every cluster.

The formats dot, mermaid and svg draw what passes. A picture of more than ${FOLD_ABOVE} pods shows namespaces.`,
  examples: `# Who reaches whom
netpol reach -f cluster.yaml

# Who reaches the database, as a table of Markdown
netpol reach -f cluster.yaml --to shop/db -o md

# What the pods labelled app=web of any namespace reach on UDP port 53
netpol reach -f manifests/ --from app=web --port 53/UDP

# A picture for Graphviz
kubectl get ns,pods,svc,netpol -A -o yaml | netpol reach -f - -o dot`,
  flags: [
    ...INPUT_FLAGS,
    { name: "from", type: "array", usage: `Sources: ${SELECTOR_USAGE}`, values: podNames },
    { name: "to", type: "array", usage: `Destinations: ${SELECTOR_USAGE}`, values: podNames },
    PORT_FLAG,
    NAMESPACE_FLAG,
    {
      name: "all",
      shorthand: "A",
      type: "bool",
      usage: "Include pods on the hosts' network and the cluster's own.",
    },
    outputFlag([...FORMATS.keys()]),
  ],
  takes: { min: 0, max: 0, what: "no arguments but -f FILES" },
  run,
};

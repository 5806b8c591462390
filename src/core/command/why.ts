/** `netpol why`: the verdict on one flow, gate by gate, and what would change it. */
import { explain, type Explanation } from "../netpol/explain.ts";
import type { Line } from "../netpol/phrases.ts";
import type { Flow } from "../netpol/types.ts";
import { explanationLines } from "../netpol/words.ts";
import { MARK } from "../report/marks.ts";
import type { Cluster } from "./cluster.ts";
import { podNames } from "./complete.ts";
import { INPUT_FLAGS, NAMESPACE_FLAG, outputFlag } from "./flags.ts";
import { endName } from "./flows.ts";
import { subject } from "./input.ts";
import { missesJson, missesText, nearMissesOf } from "./misses.ts";
import { json } from "./output.ts";
import { readQuestion, type Question } from "./target.ts";
import { UsageError, type Completing, type Invocation, type SubCommand } from "./subcommand.ts";

/** Lines with their marks and the YAML they speak of, details indented. */
export function markedLines(list: readonly Line[], indent = ""): string {
  return list
    .map((line) => {
      const where =
        line.policy === undefined || line.path === undefined
          ? ""
          : `  (${line.policy.namespace}/${line.policy.name} ${line.path})`;
      return `${indent}${MARK[line.mark]} ${line.text}${where}\n${markedLines(line.lines, `${indent}  `)}`;
    })
    .join("");
}

interface Judged {
  readonly flow: Flow;
  readonly explanation: Explanation;
}

/** Of several pods behind a Service: one that is dropped, as that is what is asked about. */
function telling(judged: readonly [Judged, ...Judged[]]): Judged {
  return judged.find(({ explanation }) => !explanation.verdict.allowed) ?? judged[0];
}

function endpointLines(judged: readonly Judged[], shown: Judged): string {
  const passing = judged.filter(({ explanation }) => explanation.verdict.allowed).length;
  const head = `${MARK.info} ${passing} of ${judged.length} endpoints can be reached:\n`;
  const rows = judged.map(({ flow, explanation }) => {
    const mark = explanation.verdict.allowed ? MARK.yes : MARK.no;
    return `  ${mark} ${endName(flow.destination)}:${flow.port}\n`;
  });
  return `${head}${rows.join("")}${MARK.info} Explained for ${endName(shown.flow.destination)}:\n`;
}

function text(question: Question, judged: readonly Judged[], shown: Judged): string {
  return [
    `${question.title}\n`,
    ...question.notes.map((note) => `${MARK.info} ${note}.\n`),
    judged.length > 1 ? endpointLines(judged, shown) : "",
    markedLines(explanationLines(shown.explanation)),
  ].join("");
}

/** The Explanation, with the Service before it and the near misses behind. */
function record({ service }: Question, judged: readonly Judged[], { explanation }: Judged): object {
  const endpoints = judged.map(({ flow, explanation: each }) => ({
    to: endName(flow.destination),
    port: flow.port,
    allowed: each.verdict.allowed,
  }));
  return {
    ...(service === undefined ? {} : { service: { ...service, endpoints } }),
    ...explanation,
  };
}

async function run(invocation: Invocation): Promise<number> {
  const { args, flags, process, namespace, world } = invocation;
  const [from = "", to = ""] = args;
  const limit = flags.number("near-misses");
  if (limit < 0) throw new UsageError("--near-misses takes a number from 0");
  const cluster: Cluster = await subject(invocation);
  const question = readQuestion(cluster, from, to, namespace);
  const [first, ...rest] = question.flows;
  const judge = (flow: Flow): Judged => ({ flow, explanation: explain(cluster.network, flow) });
  const judged: readonly [Judged, ...Judged[]] = [judge(first), ...rest.map(judge)];
  const shown = telling(judged);
  const misses = limit === 0 ? [] : nearMissesOf(cluster, shown.flow, limit);
  if (flags.string("output") === "json") {
    const nearMisses = missesJson(world, cluster, misses);
    process.stdout.write(json({ ...record(question, judged, shown), nearMisses }));
    return 0;
  }
  process.stdout.write(text(question, judged, shown));
  process.stdout.write(missesText(world, cluster, misses, shown.explanation.verdict.allowed));
  return 0;
}

/** Pods for both ends; Services for the second. */
function complete(context: Completing): readonly string[] {
  const { args, cluster, namespace, prefix } = context;
  if (args.length > 1 || cluster === undefined) return [];
  if (args.length === 0) return podNames(context);
  const target = /^(.+):\d*$/.exec(prefix)?.[1];
  if (target !== undefined) return portsAt(context, target);
  const services = cluster.services.map(({ metadata }) =>
    metadata.namespace === namespace
      ? `svc/${metadata.name}`
      : `${metadata.namespace ?? "default"}/svc/${metadata.name}`,
  );
  return [...podNames(context), ...services];
}

/** `web:80`, `web:443` behind `web:`. */
function portsAt({ cluster, namespace }: Completing, target: string): readonly string[] {
  const slash = target.indexOf("/");
  const [place, name] =
    slash < 0 ? [namespace, target] : [target.slice(0, slash), target.slice(slash + 1)];
  const pod = cluster?.network.endpoints.pod(place, name);
  if (cluster === undefined || pod?.ok !== true) return [];
  return cluster
    .portsOf(pod.endpoint)
    .map(({ port, protocol }) => `${target}:${port}${protocol === "TCP" ? "" : `/${protocol}`}`);
}

export const why: SubCommand = {
  name: "why",
  use: "why FROM TO[:PORT][/PROTOCOL]",
  short: "The verdict on one flow, gate by gate, and what would change it",
  long: `Explains whether FROM may open a connection to TO: which policies guard each gate, which rules were tried, what matched and what did not. At the end stand near misses: the smallest changes that would turn the verdict around, each with what else it would open or close.

FROM and TO are POD, NAMESPACE/POD, a workload, node/NAME or an address. TO may be a Service, too: NAME, svc/NAME, NAMESPACE/svc/NAME or NAME.NAMESPACE.svc; a pod of the same name goes first. PORT is a number or the name of a port. Without it the port is the first that TO listens on.`,
  examples: `# May web reach the database?
netpol why -f cluster.yaml shop/web shop/db:5432

# Through a Service, over UDP
netpol why -f cluster.yaml shop/web kube-system/svc/kube-dns:53/UDP

# From an address outside the cluster, without near misses
netpol why -f cluster.yaml 203.0.113.7 shop/web:80 --near-misses=0

# For programs
netpol why -f cluster.yaml shop/web shop/db -o json`,
  flags: [
    ...INPUT_FLAGS,
    NAMESPACE_FLAG,
    {
      name: "near-misses",
      type: "int",
      default: "3",
      usage: "How many near misses to show at most.",
    },
    outputFlag(["text", "json"]),
  ],
  takes: { min: 2, max: 2, what: "FROM and TO[:PORT][/PROTOCOL]" },
  complete,
  run,
};

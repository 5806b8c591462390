/** `netpol exposure`: who passes a pod's gates, whoever there is or will be. */
import { blocksOf } from "../net/addressSet.ts";
import { count } from "../netpol/phrases.ts";
import { exposureOf, type Exposure } from "../netpol/exposure.ts";
import { isAnyPort, partsOf, type PortSet } from "../netpol/exposure/portSet.ts";
import type { ExposureTerm } from "../netpol/exposure/terms.ts";
import { exposureLines } from "../netpol/exposure/words.ts";
import { portText } from "../netpol/match.ts";
import type { Direction, PodEndpoint } from "../netpol/types.ts";
import { MARK } from "../report/marks.ts";
import type { Cluster } from "./cluster.ts";
import { podNames } from "./complete.ts";
import { everyEnd } from "./ends.ts";
import { INPUT_FLAGS, NAMESPACE_FLAG, outputFlag } from "./flags.ts";
import { FlowBoard, type JudgedFlow } from "./flows.ts";
import { subject } from "./input.ts";
import { json } from "./output.ts";
import { policyName } from "./reasons.ts";
import { findEnd } from "./target.ts";
import { UsageError, type Invocation, type SubCommand } from "./subcommand.ts";
import { markedLines } from "./why.ts";

/** One gate: what it lets through, and what that means for the pods that exist. */
interface Side {
  readonly exposure: Exposure;
  /** Flows with every other pod on the ports that the called one listens on, both gates judged. */
  readonly flows: readonly JudgedFlow[];
}

/** Names listed; the rest is counted. */
const NAMED = 20;

function sideOf(cluster: Cluster, pod: PodEndpoint, direction: Direction): Side {
  const here = [{ ok: true, endpoint: pod }] as const;
  const others = everyEnd(cluster, false);
  const board = new FlowBoard(cluster);
  const flows = direction === "Ingress" ? board.flows(others, here) : board.flows(here, others);
  return { exposure: exposureOf(cluster.network, pod, direction), flows: [...flows] };
}

/** The other pods that a connection is open with, and on which ports. */
function reachable({ exposure, flows }: Side): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const flow of flows) {
    if (!flow.allowed) continue;
    const other = exposure.direction === "Ingress" ? flow.from : flow.to;
    found.set(other, [...(found.get(other) ?? []), portText(flow)]);
  }
  return found;
}

function* text(sides: readonly Side[]): Generator<string> {
  for (const [index, side] of sides.entries()) {
    if (index > 0) yield "\n";
    yield markedLines(exposureLines(side.exposure));
    const { direction } = side.exposure;
    const { size } = new Set(
      side.flows.map(({ from, to }) => (direction === "Ingress" ? from : to)),
    );
    const open = reachable(side);
    const verb = direction === "Ingress" ? "can call it" : "can be called";
    yield `${MARK.info} Of the pods that exist, ${open.size} of ${size} ${verb}${open.size === 0 ? "." : ":"}\n`;
    for (const [name, ports] of [...open].slice(0, NAMED)) yield `  ${name} ${ports.join(", ")}\n`;
    if (open.size > NAMED) yield `  and ${count(open.size - NAMED, "more pod", "more pods")}\n`;
  }
}

function record(side: Side): object {
  const { direction, gate, isolatedBy, terms, addressesMeanPods } = side.exposure;
  return {
    direction,
    gate,
    policies: isolatedBy.map(policyName),
    allows: terms.map(termRecord),
    addressesMeanPods,
    pods: [...reachable(side)].map(([name, ports]) => ({ name, ports })),
  };
}

function termRecord(term: ExposureTerm): object {
  const ports = portsRecord(term.ports);
  switch (term.who) {
    case "anyone":
      return { who: term.who, ports };
    case "pods":
      return { who: term.who, namespaces: term.namespaces, pods: term.pods, ports };
    case "addresses":
      return { who: term.who, blocks: blocksOf(term.addresses), ports };
  }
}

function portsRecord(ports: PortSet): "any" | readonly object[] {
  return isAnyPort(ports) ? "any" : partsOf(ports);
}

const DIRECTIONS: ReadonlyMap<string, readonly Direction[]> = new Map([
  ["both", ["Ingress", "Egress"]],
  ["ingress", ["Ingress"]],
  ["egress", ["Egress"]],
]);

async function run(invocation: Invocation): Promise<number> {
  const { args, flags, process, namespace } = invocation;
  const cluster = await subject(invocation);
  const named = findEnd(cluster, args[0] ?? "", namespace, "source");
  if (named.kind !== "end" || named.end.endpoint.kind !== "pod")
    throw new UsageError(`${args[0] ?? ""} is no pod: only pods have gates`);
  const pod = named.end.endpoint;
  const directions = DIRECTIONS.get(flags.string("direction")) ?? [];
  const sides = directions.map((direction) => sideOf(cluster, pod, direction));
  if (flags.string("output") === "json") {
    const name = `${pod.namespace}/${pod.name}`;
    process.stdout.write(json({ pod: name, gates: sides.map(record) }));
    return 0;
  }
  if (named.note !== undefined) process.stdout.write(`${MARK.info} ${named.note}.\n`);
  process.stdout.write([...text(sides)].join(""));
  return 0;
}

export const exposure: SubCommand = {
  name: "exposure",
  use: "exposure POD",
  short: "Who passes a pod's gates, also of pods that do not exist yet",
  long: `Says exactly what the policies of a pod let in and out: pods by their labels in namespaces by theirs, blocks of addresses with their exceptions, each with its ports. It is the union of all rules, whoever there is today. Below stand the pods that exist and can call it, or be called by it, with both gates judged.`,
  examples: `# Who may call the database, and whom may it call?
netpol exposure -f cluster.yaml shop/db

# One direction, for programs
netpol exposure -f cluster.yaml shop/db --direction=ingress -o json`,
  flags: [
    ...INPUT_FLAGS,
    NAMESPACE_FLAG,
    {
      name: "direction",
      type: "string",
      default: "both",
      usage: `Which gate. One of: (${[...DIRECTIONS.keys()].join(", ")}).`,
      choices: [...DIRECTIONS.keys()],
      values: () => [...DIRECTIONS.keys()],
    },
    outputFlag(["text", "json"]),
  ],
  takes: { min: 1, max: 1, what: "one POD" },
  complete: (context) => (context.args.length === 0 ? podNames(context) : []),
  run,
};

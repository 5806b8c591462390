/** The graph in words: for screen readers, and the description of an exported picture. */
import type { PolicyRef } from "../netpol/types.ts";
import { policyId } from "./ids.ts";
import type {
  CardId,
  FlowStatus,
  Gate,
  GraphCard,
  GraphFlow,
  GraphModel,
  GraphRegion,
} from "./types.ts";

export interface GraphText {
  readonly summary: string;
  readonly regions: readonly {
    readonly id: string;
    readonly title: string;
    readonly cards: readonly { readonly id: string; readonly text: string }[];
  }[];
  readonly flows: readonly { readonly id: string; readonly text: string }[];
}

const STATUS_WORDS: Readonly<Record<FlowStatus, string>> = {
  allowed: "allowed",
  "blocked-egress": "dropped at the source's egress gate",
  "blocked-ingress": "dropped at the destination's ingress gate",
  "blocked-both":
    "dropped at the source's egress gate, and the destination's ingress gate would drop it too",
  refused: "refused: nothing listens there",
  "no-answer": "allowed, but nobody answers at that address",
  "dns-failed": "the name does not resolve",
  "no-route": "no route to it",
};

export const SYSTEM_HIDDEN =
  "Flows from and to kube-system are left out; open it and select a pod to see its own.";

export function describeGraph(model: GraphModel): GraphText {
  return {
    summary: summaryOf(model),
    regions: model.regions.map((region) => ({
      id: region.id,
      title: describeRegion(region),
      cards: region.blocks.flat().flatMap((id) => {
        const card = model.cards.get(id);
        return card === undefined ? [] : [{ id, text: describeCard(card, model) }];
      }),
    })),
    flows: model.flows.map((flow) => ({ id: flow.id, text: describeFlow(flow, model) })),
  };
}

/** Everything as plain lines. */
export function graphAsText(model: GraphModel): string {
  const { summary, regions, flows } = describeGraph(model);
  return [
    summary,
    ...regions.flatMap(({ title, cards }) => [title, ...cards.map(({ text }) => `  ${text}`)]),
    ...(flows.length === 0 ? [] : ["Flows", ...flows.map(({ text }) => `  ${text}`)]),
  ].join("\n");
}

function summaryOf(model: GraphModel): string {
  const namespaces = model.regions.filter((region) => region.kind === "namespace").length;
  if (model.podCount === 0) return "The cluster has no pods yet.";
  const passing = sum(model.flows.filter((flow) => flow.status === "allowed"));
  const all = sum(model.flows);
  return (
    [
      `${plural(model.podCount, "pod")} in ${plural(namespaces, "namespace")}`,
      plural(model.policies.length, "network policy", "network policies"),
      ...(all === 0
        ? []
        : [`${passing} of ${plural(all, "flow")} shown ${passing === 1 ? "passes" : "pass"}`]),
    ].join(", ") +
    (model.enforced ? "." : ". The network plugin does not enforce policies.") +
    (model.systemHidden ? ` ${SYSTEM_HIDDEN}` : "")
  );
}

const sum = (flows: readonly GraphFlow[]): number => flows.reduce((n, flow) => n + flow.count, 0);

function describeRegion(region: GraphRegion): string {
  if (region.kind === "outside") return "Outside the cluster";
  if (region.kind === "nodes") return "Nodes";
  const labels = region.labels.length === 0 ? "" : `, ${region.labels.join(", ")}`;
  const policies =
    region.policies === 0 ? "" : `, ${plural(region.policies, "policy", "policies")}`;
  return `Namespace ${region.name}${labels}: ${plural(region.pods, "pod")}${policies}`;
}

/** e.g. `Pod backend, app=backend, 10.244.2.3. Ingress guarded by default-deny. Egress open.` */
export function describeCard(card: GraphCard, model: Pick<GraphModel, "enforced">): string {
  if ("address" in card) {
    return `${card.kind === "node" ? "Node" : "Address"} ${card.name}, ${card.address}`;
  }
  const about =
    "pods" in card
      ? `${card.kind === "namespace" ? "Namespace" : "Workload"} ${card.name}, ${plural(card.pods.length, "pod")}`
      : [
          `Pod ${card.name}`,
          ...card.labels,
          ...(card.ip === undefined ? [] : [card.ip]),
          ...(card.status === "Running" ? [] : [card.status]),
        ].join(", ");
  const gates =
    card.ingress.state === "none" && card.egress.state === "none"
      ? describeGate("Gates", card.ingress)
      : `${describeGate("Ingress", card.ingress)} ${describeGate("Egress", card.egress)}`;
  return `${about}. ${gates}${model.enforced ? "" : " Not enforced."}`;
}

const NO_GATE = {
  "host-network": "none: it uses the node's network",
  finished: "none: it has finished",
  "no-address": "none yet: it has no address",
  "not-a-pod": "none: policies select pods only",
} as const;

/** e.g. `Ingress guarded by default-deny and allow-web.` */
export function describeGate(direction: string, gate: Gate): string {
  switch (gate.state) {
    case "open":
      return `${direction} open.`;
    case "guarded":
      return `${direction} guarded by ${names(gate.policies)}.`;
    case "partly":
      return `${direction} guarded on ${gate.guarded} of ${gate.of} pods by ${names(gate.policies)}.`;
    case "none":
      return `${direction} ${NO_GATE[gate.reason]}.`;
  }
}

function names(policies: readonly PolicyRef[]): string {
  const listed = policies.slice(0, 6).map((policy) => policy.name);
  const rest = policies.length - listed.length;
  if (rest > 0) return `${listed.join(", ")} and ${rest} more`;
  const last = listed.at(-1) ?? "";
  return listed.length < 2 ? last : `${listed.slice(0, -1).join(", ")} and ${last}`;
}

/** e.g. `dev/attacker to production/backend, TCP 8080: dropped at the destination's ingress gate (default-deny)` */
export function describeFlow(flow: GraphFlow, model: Pick<GraphModel, "cards">): string {
  const policies = new Set(flow.members.flatMap((member) => member.policies.map(policyId)));
  const by =
    flow.status.startsWith("blocked") && policies.size > 0
      ? ` (${[...policies].slice(0, 4).join(", ")})`
      : "";
  const count = flow.count > 1 ? `, ${flow.count} attempts` : "";
  const [source, destination] = [
    endName(
      flow.source,
      flow.members.map((member) => member.source),
      model,
    ),
    endName(
      flow.destination,
      flow.members.map((member) => member.destination),
      model,
    ),
  ];
  return `${source} to ${destination}, ${flow.label}${count}: ${STATUS_WORDS[flow.status]}${by}`;
}

/** A folded card by the one pod that is meant, where it is one. */
function endName(id: CardId, members: readonly CardId[], model: Pick<GraphModel, "cards">): string {
  const card = model.cards.get(id);
  const [only, ...others] = new Set(members);
  if (card !== undefined && "pods" in card && only !== undefined && others.length === 0)
    return only.slice("pod/".length);
  if (card === undefined) return id;
  if (card.kind === "pod" || card.kind === "workload") return `${card.namespace}/${card.name}`;
  return card.name;
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

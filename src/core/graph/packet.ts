/** A packet's journey over the graph, read off the data plane's own trace. */
import type { Endpoint } from "../netpol/types.ts";
import type {
  Caller,
  Connection,
  ConnectOutcome,
  NameAnswer,
  TraceStep,
} from "../network/types.ts";
import { nodeId, outsideId, podId } from "./ids.ts";
import { statusOf } from "./judge.ts";
import type { CardId, GraphModel } from "./types.ts";

/** Where on its way a packet comes to an end. */
type PacketStop = "egress" | "ingress" | "listener" | "name" | "source";

/** One crossing from a card to another. */
export interface PacketLeg {
  readonly source: CardId;
  readonly destination: CardId;
  /** Absent when it arrives and goes on. */
  readonly stop?: PacketStop;
  /** A word or two, shown where the leg ends: `dropped`, `refused`, `10.96.0.10`, `open`. */
  readonly word: string;
  readonly outcome: "pass" | "drop" | "refuse" | "fail";
}

/** What `packet` of the graph takes. A new `id` starts a new journey. */
export interface Packet {
  readonly id: string;
  readonly legs: readonly PacketLeg[];
}

/** How the picture finds the cards of addresses. */
export interface PacketContext {
  readonly model: Pick<GraphModel, "cards" | "cardOf">;
  /** The pod that answers DNS, for name lookups. */
  readonly dns?: CardId;
  /** The outside address's card for an IP that belongs to no pod and no node. */
  readonly outsideOf?: (ip: string) => CardId | undefined;
}

/**
 * The journey of one attempt: to the DNS pod and back when a name was looked up, then from the
 * source's gate to the destination's as far as it came. Empty when its ends are not in the picture.
 */
export function packetOf(
  id: string,
  caller: Caller,
  connection: Pick<Connection, "trace" | "outcome" | "remoteAddress">,
  context: PacketContext,
): Packet {
  const source = cardFor(callerId(caller), context);
  const legs: PacketLeg[] = [];
  if (source === undefined) return { id, legs };
  let translated: string | undefined;
  for (const step of connection.trace) {
    const leg = LEGS[step.step](step, { source, context, outcome: connection.outcome, translated });
    if (step.step === "service") translated = step.endpoint?.ip;
    if (leg !== undefined) legs.push(leg);
  }
  return { id, legs: unanswered(joined(legs), connection.outcome) };
}

/** A packet that every policy let pass and nobody answered: its way ends with these words. */
function unanswered(legs: readonly PacketLeg[], outcome: ConnectOutcome): readonly PacketLeg[] {
  const last = legs.at(-1);
  if (outcome !== "timeout" || last?.outcome !== "pass" || last.word !== "") return legs;
  return [...legs.slice(0, -1), { ...last, stop: "listener", word: "no answer", outcome: "fail" }];
}

interface LegContext {
  readonly source: CardId;
  readonly context: PacketContext;
  readonly outcome: ConnectOutcome;
  readonly translated: string | undefined;
}

type LegOf = (step: TraceStep, at: LegContext) => PacketLeg | undefined;

const LEGS: Readonly<Record<TraceStep["step"], LegOf>> = {
  name: (step, { source, context }) => {
    if (step.step !== "name" || context.dns === undefined) return undefined;
    const destination = cardFor(context.dns, context);
    if (destination === undefined) return undefined;
    const { word, failed } = answerWord(step.answer);
    return {
      source,
      destination,
      word,
      outcome: failed ? "fail" : "pass",
      ...(failed ? { stop: "name" as const } : {}),
    };
  },
  service: (step, { source }) =>
    step.step === "service" && step.endpoints === 0
      ? { source, destination: source, stop: "source", word: "no endpoints", outcome: "refuse" }
      : undefined,
  policy: (step, { source, context }) => {
    if (step.step !== "policy") return undefined;
    const destination = cardFor(endpointId(step.verdict.flow.destination, context), context);
    if (destination === undefined) return undefined;
    const status = statusOf(step.verdict);
    if (status === "allowed") return { source, destination, word: "", outcome: "pass" };
    const stop = status === "blocked-ingress" ? "ingress" : "egress";
    return { source, destination, stop, word: "dropped", outcome: "drop" };
  },
  node: () => undefined,
  listener: (step, { source, context }) => {
    if (step.step !== "listener") return undefined;
    const destination = cardFor(ipOwner(step.ip, context), context);
    if (destination === undefined) return undefined;
    return step.listening
      ? { source, destination, stop: "listener", word: "open", outcome: "pass" }
      : { source, destination, stop: "listener", word: "refused", outcome: "refuse" };
  },
};

/** Judged by policy and met by the listener is one crossing, with the later word. */
function joined(legs: readonly PacketLeg[]): readonly PacketLeg[] {
  const result: PacketLeg[] = [];
  for (const leg of legs) {
    const last = result.at(-1);
    const same =
      last !== undefined &&
      last.source === leg.source &&
      last.destination === leg.destination &&
      last.outcome === "pass" &&
      last.word === "";
    if (same) result[result.length - 1] = leg;
    else result.push(leg);
  }
  return result;
}

const ANSWER_WORDS: Readonly<Record<Exclude<NameAnswer["kind"], "addresses">, string>> = {
  nxdomain: "no such name",
  "no-data": "no address",
  servfail: "DNS failed",
  timeout: "no answer",
  refused: "DNS refused",
};

function answerWord(answer: NameAnswer): { readonly word: string; readonly failed: boolean } {
  if (answer.kind === "addresses") return { word: answer.ips[0] ?? "", failed: false };
  return { word: ANSWER_WORDS[answer.kind], failed: true };
}

function callerId(caller: Caller): CardId {
  if (caller.kind === "pod") return podId(caller.namespace, caller.name);
  return caller.kind === "node" ? nodeId(caller.name) : outsideId(caller.ip);
}

function endpointId(endpoint: Endpoint, context: PacketContext): CardId | undefined {
  if (endpoint.kind === "pod") return podId(endpoint.namespace, endpoint.name);
  if (endpoint.nodeName !== undefined) return nodeId(endpoint.nodeName);
  return ipOwner(endpoint.ip, context);
}

function ipOwner(ip: string, { model, outsideOf }: PacketContext): CardId | undefined {
  for (const card of model.cards.values()) {
    if (card.kind === "pod" && card.ip === ip) return card.id;
    if ("address" in card && card.address === ip) return card.id;
  }
  return outsideOf?.(ip);
}

function cardFor(id: CardId | undefined, { model }: PacketContext): CardId | undefined {
  if (id === undefined) return undefined;
  return model.cardOf.get(id) ?? (model.cards.has(id) ? id : undefined);
}

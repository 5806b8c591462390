/**
 * The search: everything that generators suggest is tried on the compiled cluster; what flips the
 * verdict is ranked by how much else it changes, then by how much has to be typed.
 */
import type { Service } from "../api/objects.ts";
import { recompile } from "../netpol/compile.ts";
import type { CompiledNetwork } from "../netpol/compile.ts";
import { applyEdits } from "../netpol/edit.ts";
import type { ClusterEdit } from "../netpol/edit.ts";
import { evaluate } from "../netpol/evaluate.ts";
import { explain } from "../netpol/explain.ts";
import type { Explanation } from "../netpol/explain.ts";
import type { Direction, Endpoint, Flow, Verdict } from "../netpol/types.ts";
import { EffectCounter } from "./effects.ts";
import type { ListenersOf } from "./effects.ts";
import { gatesOf } from "./gate.ts";
import type { Gate } from "./gate.ts";
import { podPortInstead } from "./kinds/question.ts";
import { editsOf, joined } from "./proposal.ts";
import type { Idea, Proposal } from "./proposal.ts";
import { CLOSERS, OPENERS } from "./registry.ts";
import type { NearMiss } from "./types.ts";

export interface NearMissInput {
  readonly network: CompiledNetwork;
  readonly flow: Flow;
  readonly services: readonly Service[];
  /** What pods listen on: side effects are counted on these ports. */
  readonly listenersOf: ListenersOf;
  /** How many are wanted; five unless said. */
  readonly limit?: number;
  /** How many side effects of each are named; 50 unless said. */
  readonly named?: number;
}

const DEFAULT_LIMIT = 5;
const DEFAULT_NAMED = 50;
/** Of one idea, while there are others. */
const MOST_OF_AN_IDEA = 2;
/** Proposals at each of two gates that are combined with one another. */
const COMBINED = 4;

/** An edit that flips the verdict, with the cluster as it is then. */
interface Flip {
  readonly proposal: Proposal;
  readonly edits: readonly ClusterEdit[];
  readonly network: CompiledNetwork;
}

/**
 * The smallest edits that flip the verdict on a flow, best first: those that change least besides,
 * of these the shortest. Empty where no small edit does.
 */
export function nearMisses(input: NearMissInput): NearMiss[] {
  const { network, flow, limit = DEFAULT_LIMIT, named = DEFAULT_NAMED } = input;
  const explanation = explain(network, flow);
  const effects = new EffectCounter(network, flow, input.listenersOf);
  const flips = explanation.verdict.allowed
    ? closing(input, explanation)
    : opening(input, explanation);
  const misses = flips.map((flip) => ({ flip, ...effects.count(flip.network) }));
  const questions = explanation.verdict.allowed
    ? []
    : podPortInstead(network, flow, input.services).map((proposal) => ({
        flip: { proposal, edits: [], network },
        opened: 0,
        closed: 0,
      }));
  const ranked = [...questions, ...misses].sort(
    (a, b) =>
      Number(b.flip.proposal.usual ?? false) - Number(a.flip.proposal.usual ?? false) ||
      a.opened + a.closed - (b.opened + b.closed) ||
      a.flip.proposal.size - b.flip.proposal.size,
  );
  return varied(ranked, ({ flip }) => flip.proposal.idea, limit).map(
    ({ flip: { proposal, edits, network: edited }, opened, closed }) => ({
      title: proposal.title,
      edits,
      ...(proposal.flow && { flow: proposal.flow }),
      size: proposal.size,
      opened,
      closed,
      sideEffects: effects.name(edited, named),
    }),
  );
}

/** The first of a ranked list, without too many of one idea unless there is nothing else. */
function varied<T>(ranked: readonly T[], ideaOf: (item: T) => Idea, limit: number): T[] {
  const counts = new Map<Idea, number>();
  const chosen: T[] = [];
  const spare: T[] = [];
  for (const item of ranked) {
    const idea = ideaOf(item);
    const count = counts.get(idea) ?? 0;
    counts.set(idea, count + 1);
    (count < MOST_OF_AN_IDEA ? chosen : spare).push(item);
  }
  const kept = new Set([...chosen, ...spare].slice(0, limit));
  return ranked.filter((item) => kept.has(item));
}

// ---------------------------------------------------------------------------------------------

function closing({ network, services }: NearMissInput, explanation: Explanation): Flip[] {
  const gates = gatesOf(network, explanation, services);
  const proposals = gates.flatMap((gate) => CLOSERS.flatMap((generate) => generate(gate)));
  return flipsAmong(network, explanation.verdict.flow, proposals, ({ allowed }) => !allowed);
}

function opening({ network, services }: NearMissInput, explanation: Explanation): Flip[] {
  const { flow } = explanation.verdict;
  const blocked = gatesOf(network, explanation, services).filter(({ allowed }) => !allowed);
  const lists = blocked.map((gate) => OPENERS.flatMap((generate) => generate(gate)));
  const flips = flipsAmong(network, flow, lists.flat(), ({ allowed }) => allowed);
  const [first, second] = blocked;
  if (first === undefined || second === undefined) return flips;
  // no single edit may do: what opens the one gate, with what opens the other
  const [one, other] = [
    shortlist(network, first, lists[0] ?? []),
    shortlist(network, second, lists[1] ?? []),
  ];
  const pairs = one.flatMap((a) =>
    other.filter(({ title }) => title !== a.title).map((b) => joined(a, b)),
  );
  return [...flips, ...flipsAmong(network, flow, pairs, ({ allowed }) => allowed)];
}

/** The proposals that open one gate, the shortest first, of as many ideas as there are. */
function shortlist(
  network: CompiledNetwork,
  { flow, direction }: Gate,
  proposals: readonly Proposal[],
): Proposal[] {
  const opening = flipsAmong(network, flow, proposals, (verdict) => gateOf(verdict, direction));
  const sorted = opening
    .map(({ proposal }) => proposal)
    .sort((a, b) => Number(b.usual ?? false) - Number(a.usual ?? false) || a.size - b.size);
  return varied(sorted, ({ idea }) => idea, COMBINED);
}

function gateOf({ egress, ingress }: Verdict, direction: Direction): boolean {
  return direction === "Egress" ? egress.allowed : ingress.allowed;
}

/** The proposals that make the verdict what is wanted, each edit once. */
function flipsAmong(
  network: CompiledNetwork,
  flow: Flow,
  proposals: readonly Proposal[],
  wanted: (verdict: Verdict) => boolean,
): Flip[] {
  const seen = new Set<string>();
  return proposals.flatMap((proposal): Flip[] => {
    const edits = editsOf(network.objects, proposal.changes);
    if (edits === undefined || edits.length === 0) return [];
    const key = JSON.stringify(edits);
    if (seen.has(key)) return [];
    seen.add(key);
    const edited = recompile(network, applyEdits(network.objects, edits));
    return wanted(evaluate(edited, flowIn(edited, flow)))
      ? [{ proposal, edits, network: edited }]
      : [];
  });
}

/** The same flow between the pods as they are in another state. */
export function flowIn(network: CompiledNetwork, flow: Flow): Flow {
  const now = (end: Endpoint): Endpoint => {
    if (end.kind !== "pod") return end;
    const found = network.endpoints.pod(end.namespace, end.name);
    return found.ok ? found.endpoint : end;
  };
  return { ...flow, source: now(flow.source), destination: now(flow.destination) };
}

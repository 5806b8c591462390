/** Two plugins on the same policies: the flows that only one of them lets through, and why. */
import { forEachBitOfWord } from "../../net/bits.ts";
import { withProfile } from "../compile.ts";
import type { CompiledNetwork } from "../compile.ts";
import { evaluate } from "../evaluate.ts";
import { buildMatrix } from "../matrix.ts";
import type { PortOfInterest } from "../matrix.ts";
import type { DecisionId, Profile } from "../profile.ts";
import type { Flow, PodEndpoint } from "../types.ts";
import { narrowedTo, sameValue, withDecisions } from "./questions.ts";

export interface FlowDifference {
  readonly flow: Flow;
  /** Does the first plugin let it through? The second then does not, and the other way round. */
  readonly first: boolean;
  /** The fewest decisions of the second plugin that give the first one the second one's verdict. */
  readonly decisions: readonly DecisionId[];
}

export interface ProfileComparison {
  /** As many as were asked for. */
  readonly differences: readonly FlowDifference[];
  /** How many flows differ in all, and how many were judged. */
  readonly total: number;
  readonly judged: number;
}

export interface ComparedFlows {
  /** The ports a pod is asked about: what it listens on. ICMP is asked of every pair besides. */
  readonly portsOf: (pod: PodEndpoint) => readonly PortOfInterest[];
  /** Flows that are not from pod to pod: with nodes, the outside, through Services. */
  readonly others: Iterable<Flow>;
  /** Flows of a lower rank are listed first; all alike where absent. */
  readonly rank?: (flow: Flow) => number;
}

const DEFAULT_LIMIT = 500;
/** Beyond so many flows that differ, the rest is only counted, whatever its rank. */
const MAX_KEPT = 50_000;
const PING: PortOfInterest = { port: 0, protocol: "ICMP" };

/** Judges all flows under both profiles; pairs of pods go through the matrix. */
export function compareProfiles(
  network: CompiledNetwork,
  first: Profile,
  second: Profile,
  { portsOf, others, rank = () => 0 }: ComparedFlows,
  limit: number = DEFAULT_LIMIT,
): ProfileComparison {
  const one = withProfile(network, first);
  const two = withProfile(network, second);
  const found: { readonly flow: Flow; readonly first: boolean; readonly rank: number }[] = [];
  const count = { total: 0, judged: 0 };
  const note = (flow: Flow, allowed: boolean): void => {
    count.total++;
    if (found.length < MAX_KEPT) found.push({ flow, first: allowed, rank: rank(flow) });
  };
  for (const { at, destinations } of destinationsByPort(network.endpoints.pods, portsOf)) {
    const before = buildMatrix(one, at);
    const after = buildMatrix(two, at);
    const mask = new Uint32Array(before.words);
    for (const d of destinations) mask[d >>> 5] = (mask[d >>> 5] ?? 0) | (1 << (d & 31));
    before.pods.forEach((source, s) => {
      count.judged += destinations.length - (destinations.includes(s) ? 1 : 0);
      const was = before.reach(s);
      const is = after.reach(s);
      for (let word = 0; word < is.length; word++) {
        const differ = ((was[word] ?? 0) ^ (is[word] ?? 0)) & (mask[word] ?? 0);
        if (differ === 0) continue;
        forEachBitOfWord(differ, word * 32, (d) => {
          const destination = before.pods[d];
          if (destination === undefined || d === s) return;
          note({ source, destination, ...at }, (((was[word] ?? 0) >>> (d & 31)) & 1) === 1);
        });
      }
    });
  }
  for (const flow of others) {
    count.judged++;
    const { allowed } = evaluate(one, flow);
    if (evaluate(two, flow).allowed !== allowed) note(flow, allowed);
  }
  const listed = found.sort((a, b) => a.rank - b.rank).slice(0, limit);
  return {
    ...count,
    differences: listed.map(({ flow, first: allowed }) => ({
      flow,
      first: allowed,
      decisions: decisiveDecisions(network, flow, first, second),
    })),
  };
}

interface PortWithDestinations {
  readonly at: PortOfInterest;
  readonly destinations: number[];
}

function destinationsByPort(
  pods: readonly PodEndpoint[],
  portsOf: ComparedFlows["portsOf"],
): Iterable<PortWithDestinations> {
  const ports = new Map<string, PortWithDestinations>();
  pods.forEach((pod, index) => {
    for (const { port, protocol } of [...portsOf(pod), PING]) {
      const key = `${protocol} ${port}`;
      const found = ports.get(key);
      if (found === undefined) ports.set(key, { at: { port, protocol }, destinations: [index] });
      else if (found.destinations.at(-1) !== index) found.destinations.push(index);
    }
  });
  return ports.values();
}

/** Decisions in which two profiles differ. */
export function differingDecisions(first: Profile, second: Profile): DecisionId[] {
  const ids = Object.keys(first).filter((key) => key !== "name") as DecisionId[];
  return ids.filter((decision) => !sameValue(first, second, decision));
}

/**
 * The decisions of `second` that give `first` its verdict on a flow: none of them can be left out.
 * Empty where both have the same verdict.
 */
export function decisiveDecisions(
  network: CompiledNetwork,
  flow: Flow,
  first: Profile,
  second: Profile,
): DecisionId[] {
  const narrow = narrowedTo(network, flow);
  const verdictOf = (profile: Profile): boolean =>
    evaluate(withProfile(narrow, profile), flow).allowed;
  const wanted = verdictOf(second);
  if (verdictOf(first) === wanted) return [];
  let needed = differingDecisions(first, second);
  for (const decision of needed) {
    const without = needed.filter((other) => other !== decision);
    if (verdictOf(withDecisions(first, second, without)) === wanted) needed = without;
  }
  return needed;
}

/**
 * What changed between two states of a cluster: flows that opened and closed on the ports asked
 * for, gates that became guarded or free. Only pods that are in both states count; a pod that
 * comes or goes is a change of its own.
 */
import { forEachBitOfWord } from "../net/bits.ts";
import type { CompiledNetwork } from "./compile.ts";
import { forEachSubject } from "./directionRows.ts";
import { buildMatrix, updateMatrix } from "./matrix.ts";
import type { PortOfInterest, ReachMatrix } from "./matrix.ts";
import { rowsOf } from "./rows.ts";
import type { Direction, PodEndpoint } from "./types.ts";

export interface PodRef {
  readonly namespace: string;
  readonly name: string;
}

export interface FlowChange {
  readonly change: "opened" | "closed";
  readonly source: PodRef;
  readonly destination: PodRef;
}

export interface PortChanges {
  readonly at: PortOfInterest;
  /** How many in all. */
  readonly opened: number;
  readonly closed: number;
  /** The first of them, as many as were asked for. */
  readonly flows: readonly FlowChange[];
}

export interface GateChange {
  readonly pod: PodRef;
  readonly direction: Direction;
  /** Policies that guarded the gate before, and now. */
  readonly before: number;
  readonly after: number;
  /** `guarded` from none, `freed` to none; `recounted` otherwise. */
  readonly change: "guarded" | "freed" | "recounted";
}

export interface NetworkDiff {
  readonly ports: readonly PortChanges[];
  readonly gates: readonly GateChange[];
}

/** Flows listed by name; beyond that they are only counted. */
const DEFAULT_LIMIT = 2000;

export function diffNetworks(
  before: CompiledNetwork,
  after: CompiledNetwork,
  ports: readonly PortOfInterest[],
  limit: number = DEFAULT_LIMIT,
): NetworkDiff {
  return {
    ports: ports.map((at) => {
      const was = buildMatrix(before, at);
      return diffMatrices(was, updateMatrix(was, after), limit);
    }),
    gates: diffGates(before, after),
  };
}

/** Flows that opened or closed between two matrices of one port. */
export function diffMatrices(
  before: ReachMatrix,
  after: ReachMatrix,
  limit: number = DEFAULT_LIMIT,
): PortChanges {
  const totals = { opened: 0, closed: 0 };
  const flows: FlowChange[] = [];
  const note = (
    change: "opened" | "closed",
    source: PodEndpoint,
    destination: PodEndpoint,
  ): void => {
    totals[change]++;
    if (flows.length < limit)
      flows.push({ change, source: refOf(source), destination: refOf(destination) });
  };
  forEachFlowChange(before, after, (change, s, d) => {
    const [source, destination] = [after.pods[s], after.pods[d]];
    if (source !== undefined && destination !== undefined) note(change, source, destination);
  });
  return { at: after.at, ...totals, flows };
}

/**
 * Calls back with every flow that opened or closed, by the positions of its ends in `after`. Pods
 * that only one of the two has are left out.
 */
export function forEachFlowChange(
  before: Reachable,
  after: Reachable,
  visit: (change: "opened" | "closed", source: number, destination: number) => void,
): void {
  if (samePositions(before.pods, after.pods)) {
    for (const s of after.pods.keys()) {
      const was = before.reach(s);
      const is = after.reach(s);
      for (let word = 0; word < is.length; word++) {
        const now = is[word] ?? 0;
        forEachBitOfWord((was[word] ?? 0) ^ now, word * 32, (d) => {
          visit(((now >>> (d & 31)) & 1) === 1 ? "opened" : "closed", s, d);
        });
      }
    }
    return;
  }
  const pods = common(before, after);
  for (const [s, oldSource] of pods) {
    for (const [d, oldDestination] of pods) {
      const now = after.allows(s, d);
      if (now !== before.allows(oldSource, oldDestination)) visit(now ? "opened" : "closed", s, d);
    }
  }
}

/** What a comparison asks of a matrix, whichever ports it is of. */
type Reachable = Pick<ReachMatrix, "network" | "pods" | "reach" | "allows">;

/** Gates guarded by another number of policies than before. */
export function diffGates(before: CompiledNetwork, after: CompiledNetwork): GateChange[] {
  const changes: GateChange[] = [];
  for (const direction of ["Egress", "Ingress"] as const) {
    const was = guardCounts(before, direction);
    const is = guardCounts(after, direction);
    after.endpoints.pods.forEach((pod, index) => {
      const old = before.endpoints.indexOf(pod.namespace, pod.name);
      if (old === undefined) return;
      const [from = 0, to = 0] = [was[old], is[index]];
      if (from === to) return;
      const change = from === 0 ? "guarded" : to === 0 ? "freed" : "recounted";
      changes.push({ pod: refOf(pod), direction, before: from, after: to, change });
    });
  }
  return changes;
}

/** How many policies guard each pod's gate, by position in `endpoints.pods`; 0 is an open gate. */
export function guardCounts(network: CompiledNetwork, direction: Direction): Uint16Array {
  const counts = new Uint16Array(network.endpoints.pods.length);
  if (!network.profile.enforces[direction]) return counts;
  const rows = rowsOf(network.endpoints, network.profile);
  for (const policy of network.policies) {
    if (policy.rules[direction] === undefined) continue;
    forEachSubject(policy, rows, (index) => {
      counts[index] = (counts[index] ?? 0) + 1;
    });
  }
  return counts;
}

function samePositions(a: readonly PodEndpoint[], b: readonly PodEndpoint[]): boolean {
  if (a === b) return true;
  return (
    a.length === b.length &&
    a.every((pod, i) => {
      const other = b[i];
      return pod === other || (pod.name === other?.name && pod.namespace === other.namespace);
    })
  );
}

/** Pods of both: position now, position before. */
function common(before: Reachable, after: Reachable): [number, number][] {
  return after.pods.flatMap((pod, index): [number, number][] => {
    const old = before.network.endpoints.indexOf(pod.namespace, pod.name);
    return old === undefined ? [] : [[index, old]];
  });
}

function refOf({ namespace, name }: PodEndpoint): PodRef {
  return { namespace, name };
}

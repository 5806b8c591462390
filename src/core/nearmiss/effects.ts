/**
 * What edits open and close besides the flow asked about. Exact: all pairs of pods, on the ports
 * that the destination listens on and on the port asked for; and, where an outside address was
 * asked about, every pod and that address. Pods on the hosts' network are left out: policies do
 * not guard them (S46). Matrices of the edited cluster are made from those of the present one.
 */
import { emptyRow, forEachBitOfWord, popcount, setBit } from "../net/bits.ts";
import type { Bits } from "../net/bits.ts";
import type { CompiledNetwork } from "../netpol/compile.ts";
import { evaluate } from "../netpol/evaluate.ts";
import { portText } from "../netpol/match.ts";
import { buildMatrix, updateMatrix } from "../netpol/matrix.ts";
import type { PortOfInterest, ReachMatrix } from "../netpol/matrix.ts";
import type { Endpoint, Flow, PodEndpoint } from "../netpol/types.ts";
import type { SideEffect } from "./types.ts";

/** The ports that a pod listens on. */
export type ListenersOf = (pod: PodEndpoint) => readonly PortOfInterest[];

export interface Count {
  readonly opened: number;
  readonly closed: number;
}

/** A port with the pods that a connection to it may find. */
interface PortInUse {
  readonly at: PortOfInterest;
  readonly destinations: Bits;
}

export class EffectCounter {
  readonly #before: CompiledNetwork;
  readonly #flow: Flow;
  readonly #ports: readonly PortInUse[];
  readonly #matrices = new Map<PortInUse, ReachMatrix>();
  #reachedBefore: readonly boolean[] | undefined;

  constructor(before: CompiledNetwork, flow: Flow, listenersOf: ListenersOf) {
    this.#before = before;
    this.#flow = flow;
    this.#ports = portsInUse(before, flow, listenersOf);
  }

  /** How many flows the edits open and close; they keep pods where they are. */
  count(after: CompiledNetwork): Count {
    const count = { opened: 0, closed: 0 };
    this.#forEachChange(after, (opened, closed) => {
      count.opened += popcount(opened);
      count.closed += popcount(closed);
    });
    for (const [, passes] of this.#addressChanges(after)) count[passes ? "opened" : "closed"]++;
    return count;
  }

  /** The first of them by name. */
  name(after: CompiledNetwork, limit: number): SideEffect[] {
    const named: SideEffect[] = [];
    this.#forEachChange(after, (opened, closed, source, word, { port, protocol }) => {
      if (named.length >= limit) return;
      forEachBitOfWord(opened | closed, word * 32, (d) => {
        const destination = after.endpoints.pods[d];
        if (destination === undefined || named.length >= limit) return;
        const change = ((opened >>> (d & 31)) & 1) === 1 ? "opened" : "closed";
        const ends = { source: nameOf(source), destination: nameOf(destination) };
        named.push({ change, ...ends, port, protocol });
      });
    });
    const { source, destination, port, protocol } = this.#flow;
    for (const [pod, passes] of this.#addressChanges(after).slice(0, limit - named.length)) {
      named.push({
        change: passes ? "opened" : "closed",
        source: nameOf(source.kind === "pod" ? pod : source),
        destination: nameOf(source.kind === "pod" ? destination : pod),
        port,
        protocol,
      });
    }
    return named;
  }

  /** Calls back with the destinations, 32 at a time, that a source can now reach or no longer. */
  #forEachChange(
    after: CompiledNetwork,
    visit: (
      opened: number,
      closed: number,
      source: PodEndpoint,
      word: number,
      at: PortOfInterest,
    ) => void,
  ): void {
    for (const port of this.#ports) {
      const was = this.#matrix(port);
      const is = updateMatrix(was, after);
      const { words, pods } = is;
      const asked = this.#askedOn(port.at);
      for (const [s, source] of pods.entries()) {
        if (source.hostNetwork) continue;
        for (let word = 0; word < words; word++) {
          const i = s * words + word;
          const before = (was.egress[i] ?? 0) & (was.ingress[i] ?? 0);
          const now = (is.egress[i] ?? 0) & (is.ingress[i] ?? 0);
          let changed = (before ^ now) & (port.destinations[word] ?? 0);
          if (s === asked?.source && word === asked.destination >>> 5) {
            changed &= ~(1 << (asked.destination & 31));
          }
          if (changed !== 0) visit(now & changed, before & changed, source, word, port.at);
        }
      }
    }
  }

  /** The outside address that was asked about, and all pods but the one asked. */
  #addressChanges(after: CompiledNetwork): [pod: PodEndpoint, passes: boolean][] {
    const { source, destination } = this.#flow;
    if (source.kind === "pod" && destination.kind === "pod") return [];
    const before = (this.#reachedBefore ??= this.#reached(this.#before));
    return this.#reached(after).flatMap((passes, index): [PodEndpoint, boolean][] => {
      const pod = after.endpoints.pods[index];
      if (pod === undefined || passes === before[index]) return [];
      return sameEnd(pod, source) || sameEnd(pod, destination) ? [] : [[pod, passes]];
    });
  }

  /** Does the flow pass with each pod in the place of the one asked about? */
  #reached(network: CompiledNetwork): boolean[] {
    const { source, destination } = this.#flow;
    const inward = source.kind !== "pod";
    return network.endpoints.pods.map((pod) => {
      if (pod.hostNetwork) return true;
      const flow = inward ? { ...this.#flow, destination: pod } : { ...this.#flow, source: pod };
      return (inward ? destination.kind : source.kind) === "pod" && evaluate(network, flow).allowed;
    });
  }

  #matrix(port: PortInUse): ReachMatrix {
    let matrix = this.#matrices.get(port);
    if (matrix === undefined) {
      matrix = buildMatrix(this.#before, port.at);
      this.#matrices.set(port, matrix);
    }
    return matrix;
  }

  /** Positions of the flow asked about, where it is on this port and between pods. */
  #askedOn(at: PortOfInterest): { source: number; destination: number } | undefined {
    const { source, destination, port, protocol } = this.#flow;
    if (at.protocol !== protocol || (protocol !== "ICMP" && at.port !== port)) return undefined;
    const { pods } = this.#before.endpoints;
    const ends = {
      source: pods.findIndex((pod) => sameEnd(pod, source)),
      destination: pods.findIndex((pod) => sameEnd(pod, destination)),
    };
    return ends.source < 0 || ends.destination < 0 ? undefined : ends;
  }
}

function portsInUse(
  { endpoints: { pods } }: CompiledNetwork,
  flow: Flow,
  listenersOf: ListenersOf,
): PortInUse[] {
  const ports = new Map<string, PortInUse>();
  const use = ({ port, protocol }: PortOfInterest, index: number): void => {
    const key = portText({ port, protocol });
    let found = ports.get(key);
    if (found === undefined) {
      found = { at: { port, protocol }, destinations: emptyRow(pods.length) };
      ports.set(key, found);
    }
    setBit(found.destinations, 0, index);
  };
  const { destination } = flow;
  pods.forEach((pod, index) => {
    if (pod.hostNetwork) return;
    for (const listener of listenersOf(pod)) use(listener, index);
    // every pod answers an echo request
    if (flow.protocol === "ICMP" || sameEnd(pod, destination)) use(flow, index);
  });
  return [...ports.values()];
}

function sameEnd(a: Endpoint, b: Endpoint): boolean {
  if (a.kind === "pod" && b.kind === "pod") {
    return a.name === b.name && a.namespace === b.namespace;
  }
  return a.kind === "address" && b.kind === "address" && a.ip === b.ip;
}

function nameOf(end: Endpoint): string {
  return end.kind === "pod" ? `${end.namespace}/${end.name}` : end.ip;
}

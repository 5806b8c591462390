/**
 * What edits open and close besides the flow asked about. Exact: all pairs of pods, on the ports
 * that the destination listens on and on the port asked for; and, where an outside address was
 * asked about, every pod and that address. Pods on the hosts' network are left out: policies do
 * not guard them (S46). Matrices of the edited cluster are made from those of the present one.
 */
import { emptyRow, forEachBitOfWord, setBit } from "../net/bits.ts";
import type { Bits } from "../net/bits.ts";
import type { CompiledNetwork } from "../netpol/compile.ts";
import { evaluate } from "../netpol/evaluate.ts";
import { buildMatrix, updateMatrix } from "../netpol/matrix.ts";
import type { PortOfInterest, ReachMatrix } from "../netpol/matrix.ts";
import type { Endpoint, Flow, PodEndpoint } from "../netpol/types.ts";
import type { SideEffect } from "./types.ts";

/** The ports that a pod listens on. */
export type ListenersOf = (pod: PodEndpoint) => readonly PortOfInterest[];

export interface Effects {
  readonly opened: number;
  readonly closed: number;
  /** The first of them. */
  readonly sideEffects: readonly SideEffect[];
}

/** A port with the pods that a connection to it may find. */
interface PortInUse {
  readonly at: PortOfInterest;
  readonly destinations: Bits;
}

export class EffectCounter {
  readonly #before: CompiledNetwork;
  readonly #flow: Flow;
  readonly #limit: number;
  readonly #ports: readonly PortInUse[];
  /** Positions of pods that do not share the network of their node. */
  readonly #policed: Bits;
  readonly #matrices = new Map<PortInUse, ReachMatrix>();
  #reachedBefore: readonly boolean[] | undefined;

  constructor(before: CompiledNetwork, flow: Flow, listenersOf: ListenersOf, limit: number) {
    const { pods } = before.endpoints;
    this.#before = before;
    this.#flow = flow;
    this.#limit = limit;
    this.#policed = emptyRow(pods.length);
    pods.forEach((pod, index) => {
      if (!pod.hostNetwork) setBit(this.#policed, 0, index);
    });
    this.#ports = portsInUse(before, flow, listenersOf);
  }

  /** Edits keep pods where they are: positions mean the same in both networks. */
  count(after: CompiledNetwork): Effects {
    const tally = { opened: 0, closed: 0, sideEffects: [] as SideEffect[] };
    const note = (effect: SideEffect): void => {
      tally[effect.change]++;
      if (tally.sideEffects.length < this.#limit) tally.sideEffects.push(effect);
    };
    for (const port of this.#ports) this.#countPort(port, after, note);
    this.#countAddress(after, note);
    return tally;
  }

  #countPort(port: PortInUse, after: CompiledNetwork, note: (effect: SideEffect) => void): void {
    const was = this.#matrix(port);
    const is = updateMatrix(was, after);
    const { port: number, protocol } = port.at;
    const asked = this.#askedOn(port.at);
    is.pods.forEach((source, s) => {
      if (source.hostNetwork) return;
      const before = was.reach(s);
      const now = is.reach(s);
      for (let word = 0; word < now.length; word++) {
        const policed = (this.#policed[word] ?? 0) & (port.destinations[word] ?? 0);
        const changed = ((before[word] ?? 0) ^ (now[word] ?? 0)) & policed;
        if (changed === 0) continue;
        forEachBitOfWord(changed, word * 32, (d) => {
          const destination = is.pods[d];
          if (destination === undefined || asked(source, destination)) return;
          const open = (((now[d >>> 5] ?? 0) >>> (d & 31)) & 1) === 1;
          note({
            change: open ? "opened" : "closed",
            source: nameOf(source),
            destination: nameOf(destination),
            port: number,
            protocol,
          });
        });
      }
    });
  }

  /** The outside address that was asked about, and all pods but the one asked. */
  #countAddress(after: CompiledNetwork, note: (effect: SideEffect) => void): void {
    const { source, destination, port, protocol } = this.#flow;
    if (source.kind === "pod" && destination.kind === "pod") return;
    const before = (this.#reachedBefore ??= this.#reached(this.#before));
    const now = this.#reached(after);
    now.forEach((passes, index) => {
      const pod = after.endpoints.pods[index];
      if (pod === undefined || pod.hostNetwork || passes === before[index]) return;
      const inward = source.kind !== "pod";
      if (sameEnd(pod, inward ? destination : source)) return;
      note({
        change: passes ? "opened" : "closed",
        source: nameOf(inward ? source : pod),
        destination: nameOf(inward ? pod : destination),
        port,
        protocol,
      });
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

  #askedOn(at: PortOfInterest): (source: PodEndpoint, destination: PodEndpoint) => boolean {
    const { source, destination, port, protocol } = this.#flow;
    if (at.protocol !== protocol || (protocol !== "ICMP" && at.port !== port)) return () => false;
    return (from, to) => sameEnd(from, source) && sameEnd(to, destination);
  }
}

function portsInUse(
  { endpoints: { pods } }: CompiledNetwork,
  flow: Flow,
  listenersOf: ListenersOf,
): PortInUse[] {
  const ports = new Map<string, PortInUse>();
  const use = ({ port, protocol }: PortOfInterest, index: number): void => {
    const key = protocol === "ICMP" ? protocol : `${protocol} ${port}`;
    let found = ports.get(key);
    if (found === undefined) {
      found = { at: { port, protocol }, destinations: emptyRow(pods.length) };
      ports.set(key, found);
    }
    setBit(found.destinations, 0, index);
  };
  const { destination } = flow;
  pods.forEach((pod, index) => {
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

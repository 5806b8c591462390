/**
 * All pairs of pods, on any of the ports that the destination is asked about (usually those it
 * listens on), and on all ports at once. Ports that no policy tells apart are judged together: one
 * matrix a class of ports (`portClasses.ts`), united by the classes that each destination has.
 */
import { countBits, hasBit, setBit } from "../net/bits.ts";
import type { Bits } from "../net/bits.ts";
import type { CompiledNetwork } from "./compile.ts";
import { evaluate } from "./evaluate.ts";
import { buildMatrix } from "./matrix.ts";
import type { PortOfInterest, ReachMatrix } from "./matrix.ts";
import { portClasses } from "./portClasses.ts";
import type { PortClass, PortClasses } from "./portClasses.ts";
import type { PodEndpoint } from "./types.ts";

/** What every matrix can be asked: of one port ({@link ReachMatrix}) or of many. */
export interface PairVerdicts {
  readonly network: CompiledNetwork;
  /** Positions in it are the indexes of sources and destinations. */
  readonly pods: readonly PodEndpoint[];
  letsOut(source: number, destination: number): boolean;
  letsIn(source: number, destination: number): boolean;
  allows(source: number, destination: number): boolean;
  /** Everything a source reaches, as a row over destinations. */
  reach(source: number): Bits;
  /** Ordered pairs of different pods that may connect. */
  countAllowed(): number;
}

/** What a cell of a matrix over several ports says. */
export type PairState =
  | "allowed"
  | "blocked-egress"
  | "blocked-ingress"
  | "blocked-both"
  /** The destination has no port to ask about. */
  | "no-port";

/**
 * Verdicts on any of the destination's ports:
 *
 * - `letsOut`: the source's policies let it out to at least one of them;
 * - `letsIn`: the destination's policies let the source in on at least one of them;
 * - `allows`: on at least one of them both do. This is stronger than `letsOut && letsIn`: when the
 *   one gate passes only port 80 and the other only port 443, both bits are set and nothing gets
 *   through. Such a pair is {@link crossed}, and its state is `blocked-both`, because each gate
 *   stops a port and neither is to blame alone.
 *
 * All three are false for a destination without ports.
 */
export class AnyPortMatrix implements PairVerdicts {
  readonly network: CompiledNetwork;
  readonly pods: readonly PodEndpoint[];
  /** Words of a row. */
  readonly words: number;
  readonly egress: Bits;
  readonly ingress: Bits;
  readonly allowed: Bits;
  readonly #ports: readonly (readonly PortOfInterest[])[];

  constructor(
    network: CompiledNetwork,
    ports: readonly (readonly PortOfInterest[])[],
    { words, egress, ingress, allowed }: PairBits,
  ) {
    this.network = network;
    this.pods = network.endpoints.pods;
    this.words = words;
    this.egress = egress;
    this.ingress = ingress;
    this.allowed = allowed;
    this.#ports = ports;
  }

  letsOut(source: number, destination: number): boolean {
    return hasBit(this.egress, source * this.words, destination);
  }

  letsIn(source: number, destination: number): boolean {
    return hasBit(this.ingress, source * this.words, destination);
  }

  allows(source: number, destination: number): boolean {
    return hasBit(this.allowed, source * this.words, destination);
  }

  /** Each gate lets some port through, but never the same one. */
  crossed(source: number, destination: number): boolean {
    return (
      this.letsOut(source, destination) &&
      this.letsIn(source, destination) &&
      !this.allows(source, destination)
    );
  }

  state(source: number, destination: number): PairState {
    if (this.allows(source, destination)) return "allowed";
    if (this.portsOf(destination).length === 0) return "no-port";
    const out = this.letsOut(source, destination);
    if (out === this.letsIn(source, destination)) return "blocked-both";
    return out ? "blocked-ingress" : "blocked-egress";
  }

  /** The ports that the destination was asked about. */
  portsOf(destination: number): readonly PortOfInterest[] {
    return this.#ports[destination] ?? [];
  }

  /** Those of the destination's ports that pass both gates. Judged one by one, on demand. */
  passing(source: number, destination: number): readonly PortOfInterest[] {
    const [from, to] = [this.pods[source], this.pods[destination]];
    if (from === undefined || to === undefined) return [];
    return this.portsOf(destination).filter(
      (at) => evaluate(this.network, { source: from, destination: to, ...at }).allowed,
    );
  }

  reach(source: number): Bits {
    return this.allowed.slice(source * this.words, (source + 1) * this.words);
  }

  countAllowed(): number {
    const toItself = this.pods.filter((_pod, i) => this.allows(i, i)).length;
    return countBits(this.allowed) - toItself;
  }

  /** Memory of the bits. */
  get bytes(): number {
    return this.egress.byteLength + this.ingress.byteLength + this.allowed.byteLength;
  }
}

interface PairBits {
  readonly words: number;
  readonly egress: Bits;
  readonly ingress: Bits;
  readonly allowed: Bits;
}

/**
 * Judges all pairs on any of the destination's ports. Builds one matrix for every class of ports
 * that some destination has.
 * @param portsOf asked once a pod; what it listens on, for instance.
 */
export function buildAnyPort(
  network: CompiledNetwork,
  portsOf: (pod: PodEndpoint) => readonly PortOfInterest[],
): AnyPortMatrix {
  const { pods } = network.endpoints;
  const classes = portClasses(network);
  const ports = pods.map(portsOf);
  const words = (pods.length + 31) >>> 5;
  /** By class: the destinations that have a port of it. */
  const having = new Map<PortClass, Bits>();
  for (const [index, list] of ports.entries()) {
    for (const at of list) {
      const found = classes.of(at);
      if (found === undefined) continue;
      let row = having.get(found);
      if (row === undefined) having.set(found, (row = new Uint32Array(words)));
      setBit(row, 0, index);
    }
  }
  const size = pods.length * words;
  const bits = {
    words,
    egress: new Uint32Array(size),
    ingress: new Uint32Array(size),
    allowed: new Uint32Array(size),
  };
  for (const [{ representative }, destinations] of having) {
    unite(bits, buildMatrix(network, representative), destinations);
  }
  return new AnyPortMatrix(network, ports, bits);
}

/** Adds a matrix in the columns of some destinations. */
function unite({ words, egress, ingress, allowed }: PairBits, one: ReachMatrix, mask: Bits): void {
  for (let at = 0, column = 0; at < egress.length; at++) {
    const where = mask[column] ?? 0;
    if (++column === words) column = 0;
    const out = (one.egress[at] ?? 0) & where;
    const into = (one.ingress[at] ?? 0) & where;
    egress[at] = (egress[at] ?? 0) | out;
    ingress[at] = (ingress[at] ?? 0) | into;
    allowed[at] = (allowed[at] ?? 0) | (out & into);
  }
}

/** Which classes of ports pass between every two pods: everything that policies say about ports. */
export class AllPorts {
  readonly network: CompiledNetwork;
  readonly classes: PortClasses;
  /** By {@link PortClass.index}. */
  readonly matrices: readonly ReachMatrix[];

  constructor(network: CompiledNetwork) {
    this.network = network;
    this.classes = portClasses(network);
    this.matrices = this.classes.list.map(({ representative }) =>
      buildMatrix(network, representative),
    );
  }

  /** The classes whose ports the source reaches at the destination. */
  passing(source: number, destination: number): readonly PortClass[] {
    return this.classes.list.filter(
      ({ index }) => this.matrices[index]?.allows(source, destination) === true,
    );
  }

  /** Memory of the bits. */
  get bytes(): number {
    return this.matrices.reduce((sum, matrix) => sum + matrix.bytes, 0);
  }
}

/** Judges all pairs on all classes of ports. */
export function buildAllPorts(network: CompiledNetwork): AllPorts {
  return new AllPorts(network);
}

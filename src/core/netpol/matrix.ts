/**
 * The verdicts of all ordered pairs of pods for one port, as bits: what `evaluate` answers pair by
 * pair, answered for a row of 32 pods at a time.
 *
 * Built anew, one pod of each class is judged against one of each (`podClasses.ts`) and the answers
 * are spread over all pods. Of a changed network only what may differ is judged: the rows of pods
 * whose policies changed, the rows and columns of pods that changed themselves.
 */
import {
  copyBits,
  copyToColumn,
  forEachBit,
  hasBit,
  popcount,
  setBit,
  transpose,
  wordsFor,
} from "../net/bits.ts";
import type { Bits } from "../net/bits.ts";
import type { CompiledNetwork, CompiledPolicy } from "./compile.ts";
import { forEachSubject, judgeDirection } from "./directionRows.ts";
import { compareText } from "./ends.ts";
import { addExemptions } from "./exemptions.ts";
import { closesUnselected } from "./points.ts";
import { podClasses } from "./podClasses.ts";
import { keepRows, PodRows, rowsOf, someOf } from "./rows.ts";
import type { Direction, PodEndpoint, PortOfInterest } from "./types.ts";

export type { PortOfInterest } from "./types.ts";

/** Immutable; {@link updateMatrix} makes the next one from it. Indexes are those of `pods`. */
export class ReachMatrix {
  readonly network: CompiledNetwork;
  readonly at: PortOfInterest;
  readonly pods: readonly PodEndpoint[];
  /** Words of a row. */
  readonly words: number;
  /** Bit (source, destination): do the source's policies let it out? */
  readonly egress: Bits;
  /** Bit (source, destination): do the destination's policies let it in? */
  readonly ingress: Bits;

  constructor(network: CompiledNetwork, at: PortOfInterest, egress: Bits, ingress: Bits) {
    this.network = network;
    this.at = at;
    this.pods = network.endpoints.pods;
    this.words = wordsFor(this.pods.length);
    this.egress = egress;
    this.ingress = ingress;
  }

  letsOut(source: number, destination: number): boolean {
    return hasBit(this.egress, source * this.words, destination);
  }

  letsIn(source: number, destination: number): boolean {
    return hasBit(this.ingress, source * this.words, destination);
  }

  allows(source: number, destination: number): boolean {
    return this.letsOut(source, destination) && this.letsIn(source, destination);
  }

  /** Everything a source reaches, as a row over destinations. */
  reach(source: number): Bits {
    const from = source * this.words;
    const row = this.egress.slice(from, from + this.words);
    for (let i = 0; i < row.length; i++) row[i] = (row[i] ?? 0) & (this.ingress[from + i] ?? 0);
    return row;
  }

  /** Ordered pairs of different pods that may connect; a pod always reaches itself (S41). */
  countAllowed(): number {
    let count = 0;
    for (let i = 0; i < this.egress.length; i++) {
      count += popcount((this.egress[i] ?? 0) & (this.ingress[i] ?? 0));
    }
    return count - this.pods.length;
  }

  /** Memory of the bits. */
  get bytes(): number {
    return this.egress.byteLength + this.ingress.byteLength;
  }
}

/** Judges all pairs: kinds of pods squared, plus a copy of a row for every pod. */
export function buildMatrix(network: CompiledNetwork, at: PortOfInterest): ReachMatrix {
  const classes = podClasses(network, at);
  const { rows } = classes;
  const { length } = network.endpoints.pods;
  const all = rowsOf(network.endpoints, network.profile);
  const judge = (direction: Direction): Bits => {
    const bySubject = judgeDirection(network, direction, at, rows, rows);
    const bySource = direction === "Egress" ? bySubject : transpose(bySubject, rows.pods.length);
    const bits = classes.spread(bySource, length);
    addExemptions(bits, direction, all);
    return bits;
  };
  return new ReachMatrix(network, at, judge("Egress"), judge("Ingress"));
}

/** Beyond so many changed pods everything is judged anew. */
const MAX_CHANGED = 64;

/**
 * The matrix of a changed network, as {@link buildMatrix} makes it. Costs the policies of the pods
 * that changed, or whose policies changed, and one question to every policy for each changed pod.
 */
export function updateMatrix(previous: ReachMatrix, network: CompiledNetwork): ReachMatrix {
  const { at } = previous;
  const before = previous.network;
  const change = changeOfPods(before, network);
  if (change === undefined) return buildMatrix(network, at);
  const { endpoints, profile } = network;
  const all = rowsAfter(before, network, change);
  const policies = changedPolicies(before, network);
  let [egress, ingress] = [previous.egress, previous.ingress];
  for (const direction of ["Egress", "Ingress"] as const) {
    const subjects = subjectsOf(direction, policies, change.changed, all);
    if (subjects.length === 0 && change.from === undefined) continue;
    if (subjects.length > all.pods.length / 2) return buildMatrix(network, at);
    const old = direction === "Egress" ? egress : ingress;
    const target = change.from === undefined ? old.slice() : moved(old, change.from, before);
    const some = new PodRows(someOf(endpoints, subjects), profile);
    const judged = judgeDirection(network, direction, at, some, all);
    subjects.forEach((subject, i) => {
      if (direction === "Ingress")
        copyToColumn(target, subject, judged, i * all.words, all.pods.length);
      else target.set(judged.subarray(i * all.words, (i + 1) * all.words), subject * all.words);
    });
    if (change.changed.length > 0) {
      const peers = new PodRows(someOf(endpoints, change.changed), profile);
      const byPeer = judgeDirection(network, direction, at, all, peers);
      change.changed.forEach((peer, i) => {
        const subjectsOfPeer = columnOf(byPeer, i, peers.words, all.pods.length);
        if (direction === "Ingress") target.set(subjectsOfPeer, peer * all.words);
        else copyToColumn(target, peer, subjectsOfPeer, 0, all.pods.length);
      });
    }
    addExemptions(target, direction, all);
    if (direction === "Egress") egress = target;
    else ingress = target;
  }
  return new ReachMatrix(network, at, egress, ingress);
}

/** A column of rows of `words` words, as a row over the `n` rows. */
function columnOf(bits: Bits, column: number, words: number, n: number): Bits {
  const row = new Uint32Array(wordsFor(n));
  for (let i = 0; i < n; i++) if (hasBit(bits, i * words, column)) setBit(row, 0, i);
  return row;
}

/** Which pods differ, by position in the network after. */
interface ChangeOfPods {
  /** Those that are new or not the same as before. */
  readonly changed: readonly number[];
  /** For every pod its position before, -1 where it is new; undefined when all kept their places. */
  readonly from: Int32Array | undefined;
}

/** What became of the pods; undefined where too much changed to go by single pods. */
function changeOfPods(before: CompiledNetwork, after: CompiledNetwork): ChangeOfPods | undefined {
  if (before.profile !== after.profile) return undefined;
  if (before.endpoints === after.endpoints) return { changed: [], from: undefined };
  const [old, now] = [before.endpoints.pods, after.endpoints.pods];
  const changed: number[] = [];
  const from = new Int32Array(now.length).fill(-1);
  let o = 0;
  let removed = 0;
  let n = 0;
  while (o < old.length || n < now.length) {
    const [was, is] = [old[o], now[n]];
    const order = compareEnds(was, is);
    // Others on the host's network may be judged by its address: see it all anew.
    if (was !== is && (was?.hostNetwork === true || is?.hostNetwork === true)) return undefined;
    if (order <= 0) {
      if (order < 0) removed++;
      else from[n] = o;
      o++;
    }
    if (order >= 0) {
      if (was !== is) changed.push(n);
      n++;
    }
    if (changed.length + removed > MAX_CHANGED) return undefined;
  }
  return { changed, from: old.length === now.length && removed === 0 ? undefined : from };
}

/** The order in which ends lie; one that is not there comes last. */
function compareEnds(a: PodEndpoint | undefined, b: PodEndpoint | undefined): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  return compareText(a.namespace, b.namespace) || compareText(a.name, b.name);
}

/** The rows of all pods after a change; what is known of pods that are the same is kept. */
function rowsAfter(
  before: CompiledNetwork,
  { endpoints, profile }: CompiledNetwork,
  { changed, from }: ChangeOfPods,
): PodRows {
  if (before.endpoints === endpoints || from !== undefined) return rowsOf(endpoints, profile);
  const known = rowsOf(before.endpoints, profile);
  return keepRows(endpoints, PodRows.changed(known, endpoints, changed));
}

/** The bits of pods that kept their verdicts, at the places that they have now. */
function moved(bits: Bits, from: Int32Array, before: CompiledNetwork): Bits {
  const oldWords = wordsFor(before.endpoints.pods.length);
  const words = wordsFor(from.length);
  const target = new Uint32Array(from.length * words);
  const runs: { readonly at: number; readonly old: number; length: number }[] = [];
  from.forEach((old, at) => {
    const last = runs.at(-1);
    if (old < 0) return;
    if (last !== undefined && last.old + last.length === old && last.at + last.length === at) {
      last.length++;
    } else {
      runs.push({ at, old, length: 1 });
    }
  });
  from.forEach((old, row) => {
    if (old < 0) return;
    for (const run of runs) {
      copyBits(target, row * words, run.at, bits, old * oldWords, run.old, run.length);
    }
  });
  return target;
}

/** The pods whose rows in a direction may differ. */
function subjectsOf(
  direction: Direction,
  policies: readonly CompiledPolicy[],
  changed: readonly number[],
  all: PodRows,
): number[] {
  const marked = new Uint32Array(all.words);
  for (const index of changed) setBit(marked, 0, index);
  const anyDirection = closesUnselected(all.profile);
  for (const policy of policies) {
    if (!anyDirection && policy.rules[direction] === undefined) continue;
    forEachSubject(policy, all, (index) => {
      setBit(marked, 0, index);
    });
  }
  const subjects: number[] = [];
  forEachBit(marked, (index) => subjects.push(index));
  return subjects;
}

/** Policies that only one of two networks has; namespaces whose policies are the same are skipped. */
function changedPolicies(before: CompiledNetwork, after: CompiledNetwork): CompiledPolicy[] {
  if (before.byNamespace === after.byNamespace) return [];
  const changed: CompiledPolicy[] = [];
  for (const [namespace, is] of after.byNamespace) {
    const was = before.byNamespace.get(namespace) ?? [];
    if (was !== is) changed.push(...onlyIn(is, was), ...onlyIn(was, is));
  }
  for (const [namespace, was] of before.byNamespace) {
    if (!after.byNamespace.has(namespace)) changed.push(...was);
  }
  return changed;
}

function onlyIn<T>(list: readonly T[], other: readonly T[]): T[] {
  const others = new Set(other);
  return list.filter((item) => !others.has(item));
}

/**
 * The verdicts of all ordered pairs of pods for one port, as bits: what `evaluate` answers pair by
 * pair, answered for a row of 32 pods at a time.
 *
 * For every policy the union of what its rules let through is one row, which is then added to the
 * row of each pod that the policy selects. Pods that nothing isolates get a full row. Egress rows
 * are by source and lie as they are; ingress rows are by destination and are turned at the end.
 */
import {
  andInto,
  copyToColumns,
  countBits,
  forEachBitOfWord,
  fullRow,
  hasBit,
  orInto,
  popcount,
  rangeMask,
  setBit,
  transpose,
} from "../net/bits.ts";
import type { Bits } from "../net/bits.ts";
import { compileSelector } from "./compile.ts";
import type {
  CompiledNetwork,
  CompiledPeer,
  CompiledPolicy,
  CompiledPort,
  CompiledRule,
  CompiledSelector,
} from "./compile.ts";
import type { NamespaceRange } from "./endpoints.ts";
import { judgePort, portMatches } from "./match.ts";
import { rowsOf } from "./rows.ts";
import type { FamilyClass, PodRows } from "./rows.ts";
import type { Direction, FlowProtocol, PodEndpoint } from "./types.ts";

/** A port of a protocol; the number is ignored for ICMP. */
export interface PortOfInterest {
  readonly port: number;
  readonly protocol: FlowProtocol;
}

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
    this.words = rowsOf(network.endpoints, network.profile).words;
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

/** Judges all pairs. */
export function buildMatrix(network: CompiledNetwork, at: PortOfInterest): ReachMatrix {
  const rows = rowsOf(network.endpoints, network.profile);
  const size = rows.pods.length * rows.words;
  const everyone = fullRow(rows.pods.length);
  const egress = new Uint32Array(size);
  const bySubject = new Uint32Array(size);
  new DirectionRows(network, rows, "Egress", at, egress).fill(everyone);
  new DirectionRows(network, rows, "Ingress", at, bySubject).fill(everyone);
  return new ReachMatrix(network, at, egress, transpose(bySubject, rows.pods.length));
}

/**
 * The matrix of a changed network. Where only policies changed, judges again only the pods that a
 * changed policy selects or selected; otherwise all.
 */
export function updateMatrix(previous: ReachMatrix, network: CompiledNetwork): ReachMatrix {
  const samePods =
    previous.network.endpoints === network.endpoints &&
    previous.network.profile === network.profile;
  if (!samePods) return buildMatrix(network, previous.at);
  const changed = changedPolicies(previous.network, network);
  const rows = rowsOf(network.endpoints, network.profile);
  const { at } = previous;

  let { egress, ingress } = previous;
  const senders = selectedBy(changed, "Egress", rows);
  if (countBits(senders) > 0) {
    egress = egress.slice();
    new DirectionRows(network, rows, "Egress", at, egress).fill(senders);
  }
  const receivers = selectedBy(changed, "Ingress", rows);
  if (countBits(receivers) > 0) {
    const bySubject = new Uint32Array(ingress.length);
    new DirectionRows(network, rows, "Ingress", at, bySubject).fill(receivers);
    ingress = ingress.slice();
    copyToColumns(ingress, bySubject, receivers, rows.pods.length);
  }
  return new ReachMatrix(network, at, egress, ingress);
}

function changedPolicies(before: CompiledNetwork, after: CompiledNetwork): CompiledPolicy[] {
  const old = new Set(before.policies);
  const kept = new Set(after.policies);
  return [
    ...before.policies.filter((policy) => !kept.has(policy)),
    ...after.policies.filter((policy) => !old.has(policy)),
  ];
}

function selectedBy(
  policies: readonly CompiledPolicy[],
  direction: Direction,
  rows: PodRows,
): Bits {
  const selected = new Uint32Array(rows.words);
  for (const policy of policies) {
    if (policy.rules[direction] === undefined) continue;
    forEachSubject(policy, rows, (index) => {
      setBit(selected, 0, index);
    });
  }
  return selected;
}

/** Calls back with the pods that a policy selects. */
export function forEachSubject(
  policy: CompiledPolicy,
  rows: PodRows,
  visit: (index: number) => void,
): void {
  const range = rows.range(policy.ref.namespace);
  if (range !== undefined) forEachSelected(policy.podSelector, range, rows, undefined, visit);
}

/** Calls back with the pods of a namespace that a selector matches, of those in `among` if given. */
function forEachSelected(
  selector: CompiledSelector,
  { start, end }: NamespaceRange,
  rows: PodRows,
  among: Bits | undefined,
  visit: (index: number) => void,
): void {
  if (start === end) return;
  const row = rows.selector(selector);
  for (let word = start >>> 5; word <= (end - 1) >>> 5; word++) {
    let bits = (row[word] ?? 0) & rangeMask(word, start, end);
    if (among !== undefined) bits &= among[word] ?? 0;
    if (bits !== 0) forEachBitOfWord(bits, word * 32, visit);
  }
}

interface PolicyGroup {
  readonly selector: CompiledSelector;
  readonly rules: CompiledRule[];
}

const EVERYTHING = compileSelector({});

/** Fills the rows of one direction, one row a subject. */
class DirectionRows {
  readonly #network: CompiledNetwork;
  readonly #rows: PodRows;
  readonly #direction: Direction;
  readonly #at: PortOfInterest;
  readonly #target: Bits;
  readonly #full: Bits;
  readonly #subjects: number[] = [];
  /** What all rules so far of a policy let through, and one rule alone. */
  readonly #union: Bits;
  readonly #single: Bits;

  constructor(
    network: CompiledNetwork,
    rows: PodRows,
    direction: Direction,
    at: PortOfInterest,
    target: Bits,
  ) {
    this.#network = network;
    this.#rows = rows;
    this.#direction = direction;
    this.#at = at;
    this.#target = target;
    this.#full = fullRow(rows.pods.length);
    this.#union = new Uint32Array(rows.words);
    this.#single = new Uint32Array(rows.words);
  }

  /** Judges the subjects anew; rows of others stay as they are. */
  fill(subjects: Bits): void {
    const { words, pods } = this.#rows;
    const { profile, byNamespace } = this.#network;
    const unpoliced = this.#at.protocol === "ICMP" && profile.icmp === "allowed";
    const enforced = profile.enforces[this.#direction] && !unpoliced;
    const isolated = new Uint32Array(words);

    for (let i = 0; i < pods.length; i++) {
      if (hasBit(subjects, 0, i)) this.#target.fill(0, i * words, (i + 1) * words);
    }
    if (enforced) {
      for (const [namespace, policies] of byNamespace) {
        const range = this.#rows.range(namespace);
        if (range === undefined) continue;
        for (const { selector, rules } of this.#groups(policies)) {
          this.#addRulesOf(selector, range, rules, subjects, isolated);
        }
      }
    }
    for (const [index, pod] of pods.entries()) {
      if (!hasBit(subjects, 0, index)) continue;
      const row = index * words;
      if (!hasBit(isolated, 0, index)) orInto(this.#target, row, this.#full, 0, words);
      setBit(this.#target, row, index); // S41
      const nodePods = this.#exemptNode() ? this.#rows.ownNode(pod) : undefined;
      if (nodePods !== undefined) orInto(this.#target, row, nodePods, 0, words);
    }
  }

  /** S43 inward, S44 outward. */
  #exemptNode(): boolean {
    return this.#direction === "Ingress" || this.#network.profile.egressToLocalNode === "allowed";
  }

  /** Policies that select the same pods act as one with the rules of all (S3). */
  #groups(policies: readonly CompiledPolicy[]): Iterable<PolicyGroup> {
    const groups = new Map<string, PolicyGroup>();
    for (const policy of policies) {
      const rules = policy.rules[this.#direction];
      if (rules === undefined) continue;
      const { podSelector } = policy;
      const group = groups.get(podSelector.key);
      if (group === undefined)
        groups.set(podSelector.key, { selector: podSelector, rules: [...rules] });
      else group.rules.push(...rules);
    }
    return groups.values();
  }

  #addRulesOf(
    selector: CompiledSelector,
    range: NamespaceRange,
    rules: readonly CompiledRule[],
    among: Bits,
    isolated: Bits,
  ): void {
    const subjects = this.#subjects;
    subjects.length = 0;
    forEachSelected(selector, range, this.#rows, among, (index) => {
      subjects.push(index);
      setBit(isolated, 0, index);
    });
    if (subjects.length === 0 || rules.length === 0) return;
    for (const family of this.#rows.classes) this.#addRules(rules, subjects, family);
  }

  #addRules(
    rules: readonly CompiledRule[],
    subjects: readonly number[],
    family: FamilyClass,
  ): void {
    const { words } = this.#rows;
    const union = this.#union.fill(0);
    let any = false;
    /** Ingress rules that hold for some subjects only: what they let through, by those subjects. */
    const partial = new Map<Bits, Bits>();
    for (const rule of rules) {
      const names = this.#names(rule);
      if (names === "never") continue;
      if (names === "always") {
        this.#addPeers(union, rule, family);
        any = true;
        continue;
      }
      for (const destinations of names) {
        if (this.#direction === "Egress") {
          // Which pods may be reached depends on what the name means at each of them.
          const single = this.#single.fill(0);
          this.#addPeers(single, rule, family);
          andInto(single, destinations);
          orInto(union, 0, single, 0, words);
          any = true;
        } else {
          let row = partial.get(destinations);
          if (row === undefined) partial.set(destinations, (row = new Uint32Array(words)));
          this.#addPeers(row, rule, family);
        }
      }
    }
    if (any) this.#addToSubjects(union, subjects, family, undefined);
    for (const [where, row] of partial) this.#addToSubjects(row, subjects, family, where);
  }

  /** Adds a row to those of the subjects that are of the family, and in `where` if given. */
  #addToSubjects(
    row: Bits,
    subjects: readonly number[],
    { members }: FamilyClass,
    where: Bits | undefined,
  ): void {
    const { words } = this.#rows;
    for (const subject of subjects) {
      if (!hasBit(members, 0, subject)) continue;
      if (where !== undefined && !hasBit(where, 0, subject)) continue;
      orInto(this.#target, subject * words, row, 0, words);
    }
  }

  /** Do a rule's ports hold at every destination, at none, or where a name has the number? */
  #names(rule: CompiledRule): "always" | "never" | readonly Bits[] {
    if (rule.ports.length === 0) return "always";
    const { port, protocol } = this.#at;
    const named: CompiledPort[] = [];
    for (const entry of rule.ports) {
      const reason = judgePort(
        entry,
        this.#direction,
        undefined,
        port,
        protocol,
        this.#network.profile,
      );
      if (portMatches(reason)) return "always";
      if (reason === "name-unknown") named.push(entry);
    }
    if (named.length === 0) return "never";
    return named.map((entry) => this.#rows.destinations(entry, this.#direction, port, protocol));
  }

  #addPeers(target: Bits, rule: CompiledRule, family: FamilyClass): void {
    if (rule.peers.length === 0) orInto(target, 0, this.#full, 0, target.length);
    for (const peer of rule.peers) this.#addPeer(target, peer, rule.ref.policy.namespace, family);
  }

  #addPeer(target: Bits, peer: CompiledPeer, namespace: string, family: FamilyClass): void {
    if (peer.kind === "invalid") return;
    if (peer.kind === "ipBlock") {
      orInto(target, 0, this.#rows.block(peer, this.#direction, family), 0, target.length);
      return;
    }
    const pods = this.#rows.selector(peer.podSelector ?? EVERYTHING);
    if (peer.namespaceSelector !== undefined) {
      const namespaces = this.#rows.namespaces(peer.namespaceSelector);
      for (let i = 0; i < target.length; i++) {
        target[i] = (target[i] ?? 0) | ((pods[i] ?? 0) & (namespaces[i] ?? 0));
      }
      return;
    }
    const range = this.#rows.range(namespace);
    if (range === undefined || range.start === range.end) return;
    for (let i = range.start >>> 5; i <= (range.end - 1) >>> 5; i++) {
      target[i] = (target[i] ?? 0) | ((pods[i] ?? 0) & rangeMask(i, range.start, range.end));
    }
  }
}

/**
 * One direction's policies over two sets of pods at once: for every subject a row of bits, one a
 * peer. The union of what the rules of a policy let through is one row, which is added to the row
 * of each subject that the policy selects; subjects that nothing isolates get a full row.
 *
 * What is exempt for each pair by itself, whatever the policies say, is added by `exemptions.ts`.
 */
import {
  andInto,
  clearBit,
  forEachBitOfWord,
  fullRow,
  hasBit,
  orInto,
  orRange,
  rangeMask,
} from "../net/bits.ts";
import type { Bits } from "../net/bits.ts";
import type {
  CompiledNetwork,
  CompiledPeer,
  CompiledPolicy,
  CompiledPort,
  CompiledRule,
} from "./compile.ts";
import type { NamespaceRange } from "./endpoints.ts";
import { judgePort, portMatches, viewOf } from "./match.ts";
import type { PeerView } from "./match.ts";
import { closesUnselected, policesDirection, policesProtocol, readingOfNames } from "./points.ts";
import type { FamilyClass, PodRows } from "./rows.ts";
import type { Direction, PortOfInterest } from "./types.ts";

/** Do a rule's ports hold at every destination, at none, or where a name has the number? */
type PortsHold = "always" | "never" | readonly Bits[];

/** Kinds of peer, where a plugin reads ports by them; else all peers go together. */
const VIEWS: readonly PeerView[] = ["pods", "addresses"];
const ONE_VIEW = [undefined];

/**
 * Judges subjects (sources for Egress, destinations for Ingress) against peers.
 * @returns `subjects.pods.length` rows of `peers.words` words.
 */
export function judgeDirection(
  network: CompiledNetwork,
  direction: Direction,
  at: PortOfInterest,
  subjects: PodRows,
  peers: PodRows,
): Bits {
  return new DirectionRows(network, direction, at, subjects, peers).judge();
}

class DirectionRows {
  readonly #network: CompiledNetwork;
  readonly #direction: Direction;
  readonly #at: PortOfInterest;
  readonly #subjects: PodRows;
  readonly #peers: PodRows;
  readonly #target: Bits;
  readonly #full: Bits;
  readonly #views: readonly (PeerView | undefined)[];
  /** The subjects that the policy at hand selects; words of its namespace alone count. */
  readonly #selected: Bits;
  /** Where a name that was looked up has the number; the same for every kind of peer that reads it. */
  readonly #named = new Map<CompiledPort, Bits>();
  /** What all rules so far of a policy let through, and one rule alone. */
  readonly #union: Bits;
  readonly #single: Bits;

  constructor(
    network: CompiledNetwork,
    direction: Direction,
    at: PortOfInterest,
    subjects: PodRows,
    peers: PodRows,
  ) {
    this.#network = network;
    this.#direction = direction;
    this.#at = at;
    this.#subjects = subjects;
    this.#peers = peers;
    this.#target = new Uint32Array(subjects.pods.length * peers.words);
    this.#full = fullRow(peers.pods.length);
    const splits = readingOfNames(network.profile, direction) === "selector-peers";
    this.#views = splits ? VIEWS : ONE_VIEW;
    this.#selected = new Uint32Array(subjects.words);
    this.#union = new Uint32Array(peers.words);
    this.#single = new Uint32Array(peers.words);
  }

  judge(): Bits {
    const { pods, words, namespaces } = this.#subjects;
    const { profile, byNamespace } = this.#network;
    const policed =
      policesDirection(profile, this.#direction) && policesProtocol(profile, this.#at.protocol);
    const isolated = new Uint32Array(words);
    if (policed) {
      for (const range of namespaces) {
        const policies = byNamespace.get(range.name);
        if (policies === undefined || range.start === range.end) continue;
        for (const policy of policies) this.#addPolicy(policy, range, isolated);
      }
    }
    const closed = policed && closesUnselected(profile) ? this.#unselected() : undefined;
    for (let i = 0; i < pods.length; i++) {
      if (hasBit(isolated, 0, i)) continue;
      if (closed === undefined || !hasBit(closed, 0, i)) this.#add(this.#full, i);
    }
    return this.#target;
  }

  /** Subjects that no policy selects, for either direction. */
  #unselected(): Bits {
    const rows = this.#subjects;
    const unselected = rows.visible.slice();
    for (const policy of this.#network.policies) {
      forEachSubject(policy, rows, (index) => {
        clearBit(unselected, 0, index);
      });
    }
    return unselected;
  }

  #add(row: Bits, subject: number): void {
    const { words } = this.#peers;
    orInto(this.#target, subject * words, row, 0, words);
  }

  #addPolicy(policy: CompiledPolicy, range: NamespaceRange, isolated: Bits): void {
    const rules = policy.rules[this.#direction];
    if (rules === undefined) return;
    const row = this.#subjects.selector(policy.podSelector);
    let any = 0;
    for (let word = range.start >>> 5; word <= (range.end - 1) >>> 5; word++) {
      const bits = (row[word] ?? 0) & rangeMask(word, range.start, range.end);
      this.#selected[word] = bits;
      isolated[word] = (isolated[word] ?? 0) | bits;
      any |= bits;
    }
    if (any === 0 || rules.length === 0) return;
    for (const family of this.#subjects.families) this.#addRules(rules, range, family);
  }

  #addRules(rules: readonly CompiledRule[], range: NamespaceRange, family: FamilyClass): void {
    const union = this.#union;
    clear(union);
    let any = false;
    for (const rule of rules) {
      for (const view of this.#views) {
        if (!hasPeers(rule, view)) continue;
        const ports = this.#ports(rule, view);
        if (ports === "never") continue;
        if (ports === "always") {
          this.#addPeers(union, rule, view, family);
          any = true;
          continue;
        }
        const single = this.#single;
        for (const destinations of ports) {
          clear(single);
          this.#addPeers(single, rule, view, family);
          if (this.#direction === "Egress") {
            // Which pods may be reached depends on what the name means at each of them.
            andInto(single, destinations);
            orInto(union, 0, single, 0, union.length);
            any = true;
          } else {
            this.#addToSelected(single, range, family.members, destinations);
          }
        }
      }
    }
    if (any) this.#addToSelected(union, range, family.members, family.members);
  }

  /** Adds a row to those of the selected that are in both sets. */
  #addToSelected(row: Bits, { start, end }: NamespaceRange, some: Bits, where: Bits): void {
    const { words } = this.#peers;
    const target = this.#target;
    for (let word = start >>> 5; word <= (end - 1) >>> 5; word++) {
      let rest = (this.#selected[word] ?? 0) & (some[word] ?? 0) & (where[word] ?? 0);
      while (rest !== 0) {
        const subject = word * 32 + 31 - Math.clz32(rest & -rest);
        rest &= rest - 1;
        orInto(target, subject * words, row, 0, words);
      }
    }
  }

  #ports(rule: CompiledRule, view: PeerView | undefined): PortsHold {
    if (rule.ports.length === 0) return "always";
    const { port, protocol } = this.#at;
    const { profile } = this.#network;
    let named: CompiledPort[] | undefined;
    for (const entry of rule.ports) {
      const reason = judgePort(entry, this.#direction, undefined, port, protocol, profile, view);
      if (portMatches(reason)) return "always";
      if (reason === "name-unknown") (named ??= []).push(entry);
    }
    if (named === undefined) return "never";
    return named.map((entry) => this.#destinations(entry, view ?? "pods"));
  }

  #destinations(entry: CompiledPort, view: PeerView): Bits {
    let row = this.#named.get(entry);
    if (row === undefined) {
      const { port, protocol } = this.#at;
      const destinations = this.#direction === "Egress" ? this.#peers : this.#subjects;
      row = destinations.destinations(entry, this.#direction, port, protocol, view);
      this.#named.set(entry, row);
    }
    return row;
  }

  #addPeers(
    target: Bits,
    { ref, peers }: CompiledRule,
    view: PeerView | undefined,
    family: FamilyClass,
  ): void {
    if (peers.length === 0) orInto(target, 0, this.#full, 0, target.length);
    for (const peer of peers) {
      if (view === undefined || viewOf(peer) === view)
        this.#addPeer(target, peer, ref.policy.namespace, family);
    }
  }

  #addPeer(target: Bits, peer: CompiledPeer, namespace: string, family: FamilyClass): void {
    const peers = this.#peers;
    if (peer.kind === "invalid") return;
    if (peer.kind === "ipBlock") {
      orInto(target, 0, peers.block(peer, this.#direction, family), 0, target.length);
      return;
    }
    peers.addNodeAddresses(target, peer, namespace);
    const { podSelector, namespaceSelector } = peer;
    const pods = podSelector === undefined ? peers.visible : peers.selector(podSelector);
    if (namespaceSelector !== undefined) {
      const namespaces = peers.inNamespaces(namespaceSelector);
      for (let i = 0; i < target.length; i++) {
        target[i] = (target[i] ?? 0) | ((pods[i] ?? 0) & (namespaces[i] ?? 0));
      }
      return;
    }
    const range = peers.range(namespace);
    if (range !== undefined) orRange(target, 0, pods, range.start, range.end);
  }
}

/** Rows are short here, and a loop then is quicker than a call. */
function clear(row: Bits): void {
  for (let i = 0; i < row.length; i++) row[i] = 0;
}

/** Has a rule peers that are asked in this view? No peers at all are anyone, by address. */
function hasPeers({ peers }: CompiledRule, view: PeerView | undefined): boolean {
  if (view === undefined) return true;
  if (peers.length === 0) return view === viewOf(undefined);
  for (const peer of peers) if (viewOf(peer) === view) return true;
  return false;
}

/** Calls back with the pods of a namespace that a policy selects. */
function forEachSelected(
  { podSelector }: CompiledPolicy,
  { start, end }: NamespaceRange,
  rows: PodRows,
  visit: (index: number) => void,
): void {
  if (start === end) return;
  const row = rows.selector(podSelector);
  for (let word = start >>> 5; word <= (end - 1) >>> 5; word++) {
    const bits = (row[word] ?? 0) & rangeMask(word, start, end);
    if (bits !== 0) forEachBitOfWord(bits, word * 32, visit);
  }
}

/** Calls back with the pods that a policy selects. */
export function forEachSubject(
  policy: CompiledPolicy,
  rows: PodRows,
  visit: (index: number) => void,
): void {
  const range = rows.range(policy.ref.namespace);
  if (range !== undefined) forEachSelected(policy, range, rows, visit);
}

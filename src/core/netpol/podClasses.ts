/**
 * Pods that no policy of a network can tell apart: the replicas of a workload, as a rule.
 *
 * A policy knows a pod by its namespace, by the labels that some selector asks for, by the blocks
 * that hold its addresses, by the numbers that port names have at it, and by whether it is on the
 * host's network (and then, on which node). Pods alike in all of that have the same verdicts with
 * every other pod, so one of them is judged for all and the answer copied. 1000 pods of 120 kinds
 * cost 120 × 120 judgements instead of 1000 × 1000.
 *
 * Not part of it, and added for each pod by itself: that a pod reaches itself (S41) and what the
 * traffic of its own node may do (S43, S44).
 */
import { labelValue } from "../api/labels.ts";
import type { Bits } from "../net/bits.ts";
import type { BlockPeer, CompiledNetwork, CompiledRule, CompiledSelector } from "./compile.ts";
import type { NamespaceRange } from "./endpoints.ts";
import { judgeBlock, judgePort, portMatches } from "./match.ts";
import type { Profile } from "./profile.ts";
import { familiesOf, PodRows } from "./rows.ts";
import type { PodSet } from "./rows.ts";
import type { Direction, PodEndpoint, PortOfInterest } from "./types.ts";

/** Beyond so many comparisons of blocks with pods, every pod counts as a class of its own. */
const MAX_BLOCK_CHECKS = 2_000_000;

export class PodClasses {
  /** Classes are numbered in order of their first pods, hence by namespace. */
  readonly classOf: Uint32Array;
  /** By class: its first pod. */
  readonly first: readonly number[];
  /** One pod of each class, as rows. */
  readonly rows: PodRows;
  /** Pods of class `c` as masks of words: entries `#start[c]` up to `#start[c + 1]`. */
  readonly #start: Uint32Array;
  readonly #word: Uint32Array;
  readonly #mask: Uint32Array;

  constructor(network: CompiledNetwork, asked: AskedClauses) {
    const { endpoints, profile } = network;
    const { pods, namespaces } = endpoints;
    let parting = Parting.of(network, asked);
    // Where classes save little, the detour costs more than it saves.
    if (parting.count > pods.length / 2) parting = Parting.ofEach(network);
    const { classOf, count } = parting;
    const first: number[] = [];
    for (let i = 0; i < classOf.length; i++) if (classOf[i] === first.length) first.push(i);
    this.classOf = classOf;
    this.first = first;
    const set: PodSet = {
      pods: first.flatMap((i) => pods[i] ?? []),
      addresses: (index) => endpoints.addresses(first[index] ?? 0),
      onHost: (pod) => endpoints.onHost(pod),
      namespaces: rangesOf(namespaces, first),
    };
    this.rows = new PodRows(count === pods.length ? endpoints : set, profile);

    // A class lies in one namespace, hence in few words: count them, then fill them in.
    const start = new Uint32Array(count + 1);
    const latest = new Int32Array(count).fill(-1);
    for (let i = 0; i < classOf.length; i++) {
      const c = classOf[i] ?? 0;
      if (latest[c] === i >>> 5) continue;
      latest[c] = i >>> 5;
      start[c + 1] = (start[c + 1] ?? 0) + 1;
    }
    for (let c = 0; c < count; c++) start[c + 1] = (start[c + 1] ?? 0) + (start[c] ?? 0);
    const word = new Uint32Array(start[count] ?? 0);
    const mask = new Uint32Array(word.length);
    const next = start.slice();
    latest.fill(-1);
    for (let i = 0; i < classOf.length; i++) {
      const c = classOf[i] ?? 0;
      if (latest[c] !== i >>> 5) {
        latest[c] = i >>> 5;
        word[next[c] ?? 0] = i >>> 5;
        next[c] = (next[c] ?? 0) + 1;
      }
      const at = (next[c] ?? 0) - 1;
      mask[at] = (mask[at] ?? 0) | (1 << (i & 31));
    }
    this.#start = start;
    this.#word = word;
    this.#mask = mask;
  }

  /**
   * Verdicts between classes as verdicts between pods.
   * @param judged a row of classes for every class; not used again by the caller.
   * @returns a row of pods for every pod.
   */
  spread(judged: Bits, pods: number): Bits {
    const { first, classOf } = this;
    if (first.length === pods) return judged;
    const words = (pods + 31) >>> 5;
    const target = new Uint32Array(pods * words);
    for (let i = 0; i < pods; i++) {
      const c = classOf[i] ?? 0;
      const from = (first[c] ?? 0) * words;
      if (from === i * words) this.#spreadRow(judged, c, target, from);
      else target.copyWithin(i * words, from, from + words);
    }
    return target;
  }

  #spreadRow(judged: Bits, row: number, target: Bits, offset: number): void {
    const start = this.#start;
    const word = this.#word;
    const mask = this.#mask;
    const { words } = this.rows;
    for (let w = 0; w < words; w++) {
      let rest = judged[row * words + w] ?? 0;
      while (rest !== 0) {
        const low = rest & -rest;
        rest ^= low;
        const c = w * 32 + 31 - Math.clz32(low);
        const end = start[c + 1] ?? 0;
        for (let at = start[c] ?? 0; at < end; at++) {
          const place = offset + (word[at] ?? 0);
          target[place] = (target[place] ?? 0) | (mask[at] ?? 0);
        }
      }
    }
  }
}

const KNOWN = new WeakMap<CompiledNetwork, Map<string, PodClasses>>();

/**
 * The classes of a network's pods as far as one port is concerned: blocks of rules that do not
 * speak of it do not part pods. Ports with the same blocks share their classes. Costs pods ×
 * (labels asked for + blocks).
 */
export function podClasses(network: CompiledNetwork, at: PortOfInterest): PodClasses {
  const known = KNOWN.get(network) ?? new Map<string, PodClasses>();
  KNOWN.set(network, known);
  const asked = clausesOf(network, at);
  let key = "";
  for (const block of asked.blocks) key += `${block.key.length} ${block.key}`;
  let classes = known.get(key);
  if (classes === undefined) known.set(key, (classes = new PodClasses(network, asked)));
  return classes;
}

/** The same namespaces over the classes. */
function rangesOf(
  namespaces: readonly NamespaceRange[],
  first: readonly number[],
): NamespaceRange[] {
  let at = 0;
  return namespaces.map((range) => {
    const start = at;
    while (at < first.length && (first[at] ?? 0) < range.end) at++;
    return { ...range, start, end: at };
  });
}

// ---------------------------------------------------------------------------------------------

/** Numbers pods by what policies ask about them: equal answers, equal numbers. */
class Parting {
  readonly classOf: Uint32Array;
  count = 0;

  static ofEach(network: CompiledNetwork): Parting {
    const parting = new Parting(network.endpoints.pods.length);
    for (let i = 0; i < parting.classOf.length; i++) parting.classOf[i] = i;
    parting.count = parting.classOf.length;
    return parting;
  }

  static of(network: CompiledNetwork, asked: AskedClauses): Parting {
    const { pods, namespaces } = network.endpoints;
    const parting = new Parting(pods.length);
    if (asked.blocks.size * pods.length > MAX_BLOCK_CHECKS) return Parting.ofEach(network);
    const marks = blockMarks(network, asked.blocks);
    const keys = [...asked.keys];
    const byAnswers = new Map<string, number>();
    for (const { start, end } of namespaces) {
      byAnswers.clear();
      for (let i = start; i < end; i++) {
        const pod = pods[i];
        if (pod === undefined) continue;
        const answers = answersOf(pod, keys, asked.names) + (marks[i] ?? "");
        let number = byAnswers.get(answers);
        if (number === undefined) byAnswers.set(answers, (number = parting.count++));
        parting.classOf[i] = number;
      }
    }
    return parting;
  }

  constructor(pods: number) {
    this.classOf = new Uint32Array(pods);
  }
}

/** All that policies can see of a pod besides its namespace and blocks, as a text; no two alike. */
function answersOf(
  { labels, namedPorts, hostNetwork, nodeName = "", ips }: PodEndpoint,
  keys: readonly string[],
  names: ReadonlySet<string>,
): string {
  let text = "";
  for (const key of keys) {
    const value = labelValue(labels, key);
    text += value === undefined ? "-" : `${value.length} ${value}`;
  }
  if (names.size > 0) {
    for (const { name, port, protocol } of namedPorts) {
      if (names.has(name)) text += `:${protocol} ${port} ${name.length} ${name}`;
    }
  }
  text += `/${familiesOf(ips)}/`;
  return hostNetwork ? `${text}${ips.join(" ")} ${nodeName}/` : text;
}

const FAMILIES = [4, 6] as const;

/** For every pod which blocks hold which of its addresses; empty where there are no blocks. */
function blockMarks(
  { endpoints, profile }: CompiledNetwork,
  blocks: ReadonlySet<BlockPeer>,
): readonly string[] {
  if (blocks.size === 0) return [];
  return endpoints.pods.map((pod, i) => {
    const addresses = endpoints.addresses(i);
    let marks = "";
    for (const block of blocks) {
      // The first of each family is what the other end may see (S28).
      for (const family of FAMILIES) {
        const address = addresses.find((one) => one.family === family);
        if (address === undefined) continue;
        marks += judgeBlock(block, address, pod, profile).reason === "inside" ? "1" : "0";
      }
    }
    return marks;
  });
}

/** What policies ask about pods. */
export interface AskedClauses {
  readonly keys: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
  readonly blocks: ReadonlySet<BlockPeer>;
}

function clausesOf(network: CompiledNetwork, at: PortOfInterest): AskedClauses {
  const selectors = new Set<CompiledSelector>();
  const names = new Set<string>();
  const blocks = new Set<BlockPeer>();
  const visit = (direction: Direction, rules: readonly CompiledRule[] | undefined): void => {
    if (rules === undefined) return;
    for (const rule of rules) {
      for (const { port } of rule.ports) if (port?.kind === "name") names.add(port.name);
      for (const peer of rule.peers) {
        if (peer.kind === "pods") {
          if (peer.podSelector !== undefined) selectors.add(peer.podSelector);
        } else if (peer.kind === "ipBlock") {
          if (speaksOf(rule, direction, at, network.profile)) blocks.add(peer);
        }
      }
    }
  };
  for (const { podSelector, rules } of network.policies) {
    selectors.add(podSelector);
    visit("Ingress", rules.Ingress);
    visit("Egress", rules.Egress);
  }
  const keys = new Set<string>();
  for (const { requirements } of selectors) for (const { key } of requirements) keys.add(key);
  return { keys, names, blocks };
}

/** May the rule let this port through, at some destination? */
function speaksOf(
  { ports }: CompiledRule,
  direction: Direction,
  { port, protocol }: PortOfInterest,
  profile: Profile,
): boolean {
  if (ports.length === 0) return true;
  return ports.some((entry) => {
    const reason = judgePort(entry, direction, undefined, port, protocol, profile);
    return reason === "name-unknown" || portMatches(reason);
  });
}

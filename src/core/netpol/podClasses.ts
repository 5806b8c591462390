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
import type { BlockPeer, CompiledNetwork, CompiledSelector } from "./compile.ts";
import type { NamespaceRange } from "./endpoints.ts";
import { judgeBlock } from "./match.ts";
import { familiesOf, PodRows } from "./rows.ts";
import type { PodEndpoint } from "./types.ts";

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

  constructor(network: CompiledNetwork) {
    const { endpoints, profile } = network;
    const { pods } = endpoints;
    let parting = new Parting(network);
    // Where classes save little, the detour costs more than it saves.
    if (parting.count > pods.length / 2) parting = Parting.ofEach(network);
    this.classOf = parting.classOf;
    const first: number[] = [];
    for (let i = 0; i < pods.length; i++) if (this.classOf[i] === first.length) first.push(i);
    this.first = first;
    const whole = first.length === pods.length;
    this.rows = whole
      ? new PodRows(endpoints, profile)
      : new PodRows(
          {
            pods: first.map((i) => pods[i]).filter((pod) => pod !== undefined),
            addresses: (index) => endpoints.addresses(first[index] ?? 0),
            onHost: (pod) => endpoints.onHost(pod),
            namespaces: rangesOf(endpoints.namespaces, first),
          },
          profile,
        );

    const start = new Uint32Array(first.length + 1);
    const lastWord = new Int32Array(first.length).fill(-1);
    for (let i = 0; i < pods.length; i++) {
      const c = this.classOf[i] ?? 0;
      if (lastWord[c] === i >>> 5) continue;
      lastWord[c] = i >>> 5;
      start[c + 1] = (start[c + 1] ?? 0) + 1;
    }
    for (let c = 0; c < first.length; c++) start[c + 1] = (start[c + 1] ?? 0) + (start[c] ?? 0);
    const size = start[first.length] ?? 0;
    this.#start = start;
    this.#word = new Uint32Array(size);
    this.#mask = new Uint32Array(size);
    const next = start.slice();
    for (let i = 0; i < pods.length; i++) {
      const c = this.classOf[i] ?? 0;
      let at = (next[c] ?? 0) - 1;
      if (at < (start[c] ?? 0) || this.#word[at] !== i >>> 5) {
        at = next[c] ?? 0;
        next[c] = at + 1;
        this.#word[at] = i >>> 5;
      }
      this.#mask[at] = (this.#mask[at] ?? 0) | (1 << (i & 31));
    }
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

const KNOWN = new WeakMap<CompiledNetwork, PodClasses>();

const FAMILIES = [4, 6] as const;

/** The classes of a network's pods; made once. Costs pods × (labels asked for + blocks). */
export function podClasses(network: CompiledNetwork): PodClasses {
  let classes = KNOWN.get(network);
  if (classes === undefined) {
    classes = new PodClasses(network);
    KNOWN.set(network, classes);
  }
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

/** Partition refinement: one class a namespace, split by one property after the other. */
class Parting {
  readonly classOf: Uint32Array;
  count = 0;
  readonly #pairs = new Map<number, number>();

  static ofEach(network: CompiledNetwork): Parting {
    const parting = new Parting(network, false);
    parting.classOf.forEach((_class, index, list) => (list[index] = index));
    parting.count = parting.classOf.length;
    return parting;
  }

  constructor(network: CompiledNetwork, refine = true) {
    const { pods, namespaces } = network.endpoints;
    this.classOf = new Uint32Array(pods.length);
    if (!refine) return;
    for (const { start, end } of namespaces) {
      if (start === end) continue;
      this.classOf.fill(this.count, start, end);
      this.count++;
    }
    const asked = clausesOf(network);
    for (const key of asked.keys) this.#split(pods, ({ labels }) => labelValue(labels, key));
    if (asked.names.size > 0) this.#split(pods, (pod) => namedPortsOf(pod, asked.names));
    if (pods.some(({ hostNetwork }) => hostNetwork)) {
      this.#split(pods, ({ hostNetwork, nodeName, ips }) =>
        hostNetwork ? `${ips.join(" ")} ${nodeName ?? ""}` : undefined,
      );
    }
    if (pods.some(({ ips }) => ips.length > 1 || ips[0]?.includes(":") === true)) {
      this.#split(pods, ({ ips: list }) => familiesOf(list));
    }
    if (asked.blocks.size * pods.length > MAX_BLOCK_CHECKS) this.count = pods.length;
    else for (const block of asked.blocks) this.#splitByBlock(network, block);
    this.#number();
  }

  /** Parts every class by a property; undefined is a value like others. */
  #split(pods: readonly PodEndpoint[], property: (pod: PodEndpoint) => string | undefined): void {
    const values = new Map<string | undefined, number>();
    this.#pairs.clear();
    const { classOf } = this;
    for (let i = 0; i < pods.length; i++) {
      const pod = pods[i];
      if (pod === undefined) continue;
      const text = property(pod);
      let value = values.get(text);
      if (value === undefined) values.set(text, (value = values.size));
      classOf[i] = this.#pair(classOf[i] ?? 0, value, pods.length);
    }
    this.count = this.#pairs.size;
  }

  /** A number of its own for every pair of class and value. */
  #pair(old: number, value: number, width: number): number {
    const key = old * width + value;
    let number = this.#pairs.get(key);
    if (number === undefined) this.#pairs.set(key, (number = this.#pairs.size));
    return number;
  }

  /** Takes the pods that a block holds out of their classes. */
  #splitByBlock({ endpoints, profile }: CompiledNetwork, block: BlockPeer): void {
    const { pods } = endpoints;
    const marks = new Uint8Array(pods.length);
    for (let i = 0; i < pods.length; i++) {
      const pod = pods[i];
      if (pod === undefined) continue;
      const addresses = endpoints.addresses(i);
      // The first of each family is what the other end may see (S28).
      for (const family of FAMILIES) {
        const address = addresses.find((one) => one.family === family);
        if (address === undefined) continue;
        if (judgeBlock(block, address, pod, profile).reason === "inside") {
          marks[i] = (marks[i] ?? 0) | family;
        }
      }
    }
    this.#pairs.clear();
    for (let i = 0; i < pods.length; i++) {
      this.classOf[i] = this.#pair(this.classOf[i] ?? 0, marks[i] ?? 0, 16);
    }
    this.count = this.#pairs.size;
  }

  /** Numbers the classes in order of their first pods. */
  #number(): void {
    this.#pairs.clear();
    for (let i = 0; i < this.classOf.length; i++) {
      this.classOf[i] = this.#pair(this.classOf[i] ?? 0, 0, 1);
    }
  }
}

/** What policies ask about pods. */
interface AskedClauses {
  readonly keys: Set<string>;
  readonly names: Set<string>;
  readonly blocks: Set<BlockPeer>;
}

function clausesOf({ policies }: CompiledNetwork): AskedClauses {
  const selectors = new Set<CompiledSelector>();
  const asked: AskedClauses = { keys: new Set(), names: new Set(), blocks: new Set() };
  for (const { podSelector, rules } of policies) {
    selectors.add(podSelector);
    for (const list of [rules.Ingress, rules.Egress]) {
      if (list === undefined) continue;
      for (const { peers, ports } of list) {
        for (const { port } of ports) if (port?.kind === "name") asked.names.add(port.name);
        for (const peer of peers) {
          if (peer.kind === "ipBlock") asked.blocks.add(peer);
          else if (peer.kind === "pods" && peer.podSelector) selectors.add(peer.podSelector);
        }
      }
    }
  }
  for (const { requirements } of selectors) for (const { key } of requirements) asked.keys.add(key);
  return asked;
}

function namedPortsOf({ namedPorts }: PodEndpoint, names: ReadonlySet<string>): string | undefined {
  let text = "";
  for (const { name, port, protocol } of namedPorts) {
    if (names.has(name)) text += `${protocol} ${port} ${name.length} ${name} `;
  }
  return text === "" ? undefined : text;
}

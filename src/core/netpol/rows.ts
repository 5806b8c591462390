/**
 * Clauses as rows of bits over the pods of a cluster: bit `i` says whether the clause fits pod `i`.
 *
 * A row is the extension of the predicates in `match.ts` and `labels.ts`: a requirement is asked
 * once per distinct value of its label, a block once per pod, a named port once per pod. Rows are
 * made on first use and kept, so equal selectors of many policies cost one. Pods lie in order of
 * their namespace: whatever concerns one namespace touches only a few words of a row.
 */
import { labelValue, valueSatisfies } from "../api/labels.ts";
import type { Requirement } from "../api/labels.ts";
import { andInto, emptyRow, fullRow, orInto, setBit, setRange, wordsFor } from "../net/bits.ts";
import type { Bits } from "../net/bits.ts";
import type { IPAddress } from "../net/ip.ts";
import { requirementKey } from "./compile.ts";
import type { BlockPeer, CompiledPort, CompiledSelector } from "./compile.ts";
import type { ClusterEndpoints, NamespaceRange } from "./endpoints.ts";
import {
  addressIn,
  commonFamily,
  hasIdentity,
  judgeBlock,
  judgePort,
  portMatches,
  selects,
} from "./match.ts";
import type { Profile } from "./profile.ts";
import type { Direction, FlowProtocol, PodEndpoint } from "./types.ts";

/** Pods whose addresses are of the same families in the same order; they see blocks alike (S28). */
export interface FamilyClass {
  /** One pod of the class. */
  readonly addresses: readonly IPAddress[];
  readonly members: Bits;
}

export class PodRows {
  readonly endpoints: ClusterEndpoints;
  readonly profile: Profile;
  readonly pods: readonly PodEndpoint[];
  readonly words: number;
  /** Usually one. */
  readonly classes: readonly FamilyClass[];
  /** By node: its pods on the host's network that count as the node itself (S46). */
  readonly #nodePods = new Map<string, Bits>();
  readonly #addresses: readonly (readonly IPAddress[])[];
  /** Pods that selectors see at all. */
  readonly #visible: Bits;
  readonly #byLabel = new Map<string, LabelRows>();
  readonly #requirements = new Map<string, Bits>();
  readonly #selectors = new Map<string, Bits>();
  readonly #namespaces = new Map<string, Bits>();
  readonly #blocks = new Map<string, Bits>();
  readonly #ports = new Map<string, Bits>();
  readonly #ranges: ReadonlyMap<string, NamespaceRange>;

  constructor(endpoints: ClusterEndpoints, profile: Profile) {
    const { pods } = endpoints;
    this.endpoints = endpoints;
    this.profile = profile;
    this.pods = pods;
    this.words = wordsFor(pods.length);
    this.#addresses = endpoints.addresses;
    this.#visible = fullRow(pods.length);
    for (const [index, pod] of pods.entries()) {
      if (hasIdentity(pod, profile)) continue;
      const word = index >>> 5;
      this.#visible[word] = (this.#visible[word] ?? 0) & ~(1 << (index & 31));
      if (pod.nodeName === undefined) continue;
      setBit(
        remember(this.#nodePods, pod.nodeName, () => emptyRow(pods.length)),
        0,
        index,
      );
    }
    this.classes = familyClasses(this.#addresses);
    this.#ranges = new Map(endpoints.namespaces.map((range) => [range.name, range]));
  }

  /** Where the pods of a namespace lie; undefined when it has none. */
  range(namespace: string): NamespaceRange | undefined {
    return this.#ranges.get(namespace);
  }

  /** Pods with an identity whose labels meet a selector, in any namespace. */
  selector(selector: CompiledSelector): Bits {
    return remember(this.#selectors, selector.key, () => {
      const row = this.#visible.slice();
      for (const requirement of selector.requirements) {
        andInto(row, this.#requirement(requirement));
      }
      return row;
    });
  }

  /** Pods of the namespaces whose labels meet a selector. */
  namespaces(selector: CompiledSelector): Bits {
    return remember(this.#namespaces, selector.key, () => {
      const row = emptyRow(this.pods.length);
      for (const { labels, start, end } of this.endpoints.namespaces) {
        if (selects(selector, labels)) setRange(row, 0, start, end);
      }
      return row;
    });
  }

  /** Pods whose address a block holds, as pods of one family class see them. */
  block(peer: BlockPeer, direction: Direction, subjects: FamilyClass): Bits {
    const key = `${direction} ${this.classes.indexOf(subjects)} ${peer.key}`;
    return remember(this.#blocks, key, () => {
      const row = emptyRow(this.pods.length);
      for (const [index, pod] of this.pods.entries()) {
        const other = this.#addresses[index] ?? [];
        const family =
          direction === "Egress"
            ? commonFamily(subjects.addresses, other)
            : commonFamily(other, subjects.addresses);
        const address = addressIn(other, family);
        if (address === undefined) continue;
        const { reason } = judgeBlock(peer, address, pod, this.profile);
        if (reason === "inside") setBit(row, 0, index);
      }
      return row;
    });
  }

  /** Destinations at which a port entry holds. */
  destinations(
    entry: CompiledPort,
    direction: Direction,
    port: number,
    protocol: FlowProtocol,
  ): Bits {
    const name = entry.port?.kind === "name" ? entry.port.name : "";
    const key = `${direction} ${port} ${protocol} ${entry.protocol} ${name}`;
    return remember(this.#ports, key, () => {
      const row = emptyRow(this.pods.length);
      for (const [index, pod] of this.pods.entries()) {
        const reason = judgePort(entry, direction, pod, port, protocol, this.profile);
        if (portMatches(reason)) setBit(row, 0, index);
      }
      return row;
    });
  }

  /** Pods that count as the node of this pod (S43); undefined when there are none. */
  ownNode(pod: PodEndpoint): Bits | undefined {
    return pod.nodeName === undefined ? undefined : this.#nodePods.get(pod.nodeName);
  }

  #requirement(requirement: Requirement): Bits {
    return remember(this.#requirements, requirementKey(requirement), () => {
      const row = emptyRow(this.pods.length);
      const { values, absent } = this.#labelRows(requirement.key);
      for (const [value, pods] of values) {
        if (valueSatisfies(requirement, value)) orInto(row, 0, pods, 0, this.words);
      }
      if (valueSatisfies(requirement, undefined)) orInto(row, 0, absent, 0, this.words);
      return row;
    });
  }

  #labelRows(key: string): LabelRows {
    const known = this.#byLabel.get(key);
    if (known !== undefined) return known;
    const values = new Map<string, Bits>();
    const absent = emptyRow(this.pods.length);
    for (const [index, pod] of this.pods.entries()) {
      const value = labelValue(pod.labels, key);
      let row = value === undefined ? absent : values.get(value);
      if (row === undefined) {
        row = emptyRow(this.pods.length);
        values.set(value ?? "", row);
      }
      setBit(row, 0, index);
    }
    const rows = { values, absent };
    this.#byLabel.set(key, rows);
    return rows;
  }
}

interface LabelRows {
  readonly values: ReadonlyMap<string, Bits>;
  readonly absent: Bits;
}

function remember(map: Map<string, Bits>, key: string, make: () => Bits): Bits {
  let row = map.get(key);
  if (row === undefined) {
    row = make();
    map.set(key, row);
  }
  return row;
}

function familyClasses(addresses: readonly (readonly IPAddress[])[]): FamilyClass[] {
  const classes = new Map<string, FamilyClass>();
  for (const [index, list] of addresses.entries()) {
    const key = list.map(({ family }) => family).join("");
    let found = classes.get(key);
    if (found === undefined) {
      found = { addresses: list, members: emptyRow(addresses.length) };
      classes.set(key, found);
    }
    setBit(found.members, 0, index);
  }
  return [...classes.values()];
}

const KNOWN = new WeakMap<ClusterEndpoints, PodRows[]>();

/** The rows of a cluster's pods; the same as long as its pods are, whatever becomes of policies. */
export function rowsOf(endpoints: ClusterEndpoints, profile: Profile): PodRows {
  const known = KNOWN.get(endpoints) ?? [];
  const found = known.find((rows) => rows.profile === profile);
  if (found !== undefined) return found;
  const rows = new PodRows(endpoints, profile);
  KNOWN.set(endpoints, [...known, rows]);
  return rows;
}

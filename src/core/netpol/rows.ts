/**
 * Clauses as rows of bits over pods: bit `i` says whether the clause fits pod `i`.
 *
 * A row is the extension of the predicates in `match.ts` and `labels.ts`: a requirement is asked
 * once per distinct value of its label, a block once per pod, a named port once per pod. Rows are
 * made on first use and kept, so equal selectors of many policies cost one. Pods lie in order of
 * their namespace: whatever concerns one namespace touches only a few words of a row.
 */
import { labelValue, valueSatisfies } from "../api/labels.ts";
import type { Requirement } from "../api/labels.ts";
import {
  andInto,
  clearBit,
  emptyRow,
  fullRow,
  orInto,
  setBit,
  setRange,
  wordsFor,
} from "../net/bits.ts";
import type { Bits } from "../net/bits.ts";
import type { IPAddress } from "../net/ip.ts";
import { requirementKey } from "./compile.ts";
import type { BlockPeer, CompiledPort, CompiledSelector, SelectorPeer } from "./compile.ts";
import type { ClusterEndpoints, NamespaceRange } from "./endpoints.ts";
import { addressIn, commonFamily, judgeBlock, judgePort, portMatches, selects } from "./match.ts";
import type { PeerView } from "./match.ts";
import { hasIdentity, meansNodeAddress } from "./points.ts";
import type { Profile } from "./profile.ts";
import type { Direction, FlowProtocol, PodEndpoint } from "./types.ts";

/** Pods in order of namespace: those of a cluster, or some of them. */
export interface PodSet {
  readonly pods: readonly PodEndpoint[];
  /** The addresses of a pod, parsed. */
  addresses(index: number): readonly IPAddress[];
  /** The pods on the host's network that have the address of this one too. */
  onHost(pod: PodEndpoint): readonly PodEndpoint[];
  readonly namespaces: readonly NamespaceRange[];
}

/** Pods whose addresses are of the same families in the same order; they see blocks alike (S28). */
export interface FamilyClass {
  /** Equal for equal families in whichever set of pods. */
  readonly key: string;
  /** Of one pod of the class. */
  readonly addresses: readonly IPAddress[];
  readonly members: Bits;
}

interface LabelRows {
  readonly values: Map<string, Bits>;
  readonly absent: Bits;
}

export class PodRows {
  readonly profile: Profile;
  readonly pods: readonly PodEndpoint[];
  readonly namespaces: readonly NamespaceRange[];
  readonly words: number;
  readonly #set: PodSet;
  /** Pods that selectors see at all. */
  readonly visible: Bits;
  readonly #byLabel = new Map<string, LabelRows>();
  readonly #requirements = new Map<string, Bits>();
  readonly #selectors = new Map<CompiledSelector, Bits>();
  readonly #namespaceRows = new Map<CompiledSelector, Bits>();
  readonly #blocks = new Map<string, Bits>();
  readonly #ports = new Map<string, Bits>();
  readonly #ranges = new Map<string, NamespaceRange>();
  #families: readonly FamilyClass[] | undefined;

  constructor(set: PodSet, profile: Profile) {
    const { pods, namespaces } = set;
    this.#set = set;
    this.profile = profile;
    this.pods = pods;
    this.namespaces = namespaces;
    this.words = wordsFor(pods.length);
    this.visible = fullRow(pods.length);
    for (let i = 0; i < pods.length; i++) {
      const pod = pods[i];
      if (pod !== undefined && !hasIdentity(pod, profile)) clearBit(this.visible, 0, i);
    }
    for (const range of namespaces) this.#ranges.set(range.name, range);
  }

  /**
   * The rows of pods that are the same but for some, at the same places: keeps what is known about
   * labels and asks again only of those.
   */
  static changed(previous: PodRows, set: PodSet, changed: readonly number[]): PodRows {
    const rows = new PodRows(set, previous.profile);
    for (const [key, { values, absent }] of previous.#byLabel) {
      const copy: LabelRows = { values: new Map(), absent: absent.slice() };
      for (const [value, row] of values) copy.values.set(value, row.slice());
      for (const index of changed) {
        clearBit(copy.absent, 0, index);
        for (const row of copy.values.values()) clearBit(row, 0, index);
        addLabel(copy, key, set.pods[index], index, rows.words);
      }
      rows.#byLabel.set(key, copy);
    }
    const sameFamilies = changed.every(
      (i) => familiesOf(previous.pods[i]?.ips ?? []) === familiesOf(set.pods[i]?.ips ?? []),
    );
    if (sameFamilies) rows.#families = previous.#families;
    return rows;
  }

  /** Usually one. */
  get families(): readonly FamilyClass[] {
    this.#families ??= familyClasses(this.#set);
    return this.#families;
  }

  /** Where the pods of a namespace lie; undefined when it has none. */
  range(namespace: string): NamespaceRange | undefined {
    return this.#ranges.get(namespace);
  }

  /** Pods with an identity whose labels meet a selector, in any namespace. */
  selector(selector: CompiledSelector): Bits {
    let row = this.#selectors.get(selector);
    if (row === undefined) {
      row = this.visible.slice();
      for (const requirement of selector.requirements) andInto(row, this.#requirement(requirement));
      this.#selectors.set(selector, row);
    }
    return row;
  }

  /** Pods of the namespaces whose labels meet a selector. */
  inNamespaces(selector: CompiledSelector): Bits {
    let row = this.#namespaceRows.get(selector);
    if (row === undefined) {
      row = new Uint32Array(this.words);
      for (const { labels, start, end } of this.namespaces) {
        if (start < end && selects(selector, labels)) setRange(row, 0, start, end);
      }
      this.#namespaceRows.set(selector, row);
    }
    return row;
  }

  /** Pods whose address a block holds, as ends of some families see them. */
  block(peer: BlockPeer, direction: Direction, subjects: FamilyClass): Bits {
    return remember(this.#blocks, `${direction} ${subjects.key} ${peer.key}`, () => {
      const row = emptyRow(this.pods.length);
      for (const [index, pod] of this.pods.entries()) {
        const other = this.#set.addresses(index);
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
    view: PeerView,
  ): Bits {
    const name = entry.port?.kind === "name" ? entry.port.name : "";
    const key = `${direction} ${view} ${port} ${protocol} ${entry.protocol} ${name}`;
    return remember(this.#ports, key, () => {
      const row = emptyRow(this.pods.length);
      for (const [index, pod] of this.pods.entries()) {
        const reason = judgePort(entry, direction, pod, port, protocol, this.profile, view);
        if (portMatches(reason)) setBit(row, 0, index);
      }
      return row;
    });
  }

  /**
   * Adds the pods on the host's network that a selector peer lets in because it picks some pod with
   * their address, for plugins that read it so (S46). Few pods are: asked one by one.
   */
  addNodeAddresses(target: Bits, peer: SelectorPeer, namespace: string): void {
    if (!meansNodeAddress(peer, this.profile)) return;
    for (let i = 0; i < this.pods.length; i++) {
      const pod = this.pods[i];
      if (pod === undefined || hasIdentity(pod, this.profile)) continue;
      const fits = [pod, ...this.#set.onHost(pod)].some((one) => selectsPod(peer, namespace, one));
      if (fits) setBit(target, 0, i);
    }
  }

  #requirement(requirement: Requirement): Bits {
    const { key, operator, values } = requirement;
    const rows = this.#labelRows(key);
    if (operator === "=" && values.length === 1) {
      // Nearly all requirements are of this form: the row of the value is the answer.
      return rows.values.get(values[0] ?? "") ?? NO_BITS;
    }
    return remember(this.#requirements, requirementKey(requirement), () => {
      const row = emptyRow(this.pods.length);
      for (const [value, pods] of rows.values) {
        if (valueSatisfies(requirement, value)) orInto(row, 0, pods, 0, this.words);
      }
      if (valueSatisfies(requirement, undefined)) orInto(row, 0, rows.absent, 0, this.words);
      return row;
    });
  }

  #labelRows(key: string): LabelRows {
    const known = this.#byLabel.get(key);
    if (known !== undefined) return known;
    const rows: LabelRows = { values: new Map(), absent: emptyRow(this.pods.length) };
    const { pods, words } = this;
    for (let i = 0; i < pods.length; i++) addLabel(rows, key, pods[i], i, words);
    this.#byLabel.set(key, rows);
    return rows;
  }
}

function selectsPod(
  { namespaceSelector, podSelector }: SelectorPeer,
  policyNamespace: string,
  pod: PodEndpoint,
): boolean {
  if (podSelector !== undefined && !selects(podSelector, pod.labels)) return false;
  if (namespaceSelector === undefined) return pod.namespace === policyNamespace;
  return selects(namespaceSelector, pod.namespaceLabels);
}

/** A row without bits, of whatever length: words that are not there count as zero. */
const NO_BITS: Bits = new Uint32Array(0);

function addLabel(
  { values, absent }: LabelRows,
  key: string,
  pod: PodEndpoint | undefined,
  index: number,
  words: number,
): void {
  const value = labelValue(pod?.labels, key);
  if (value === undefined) {
    setBit(absent, 0, index);
    return;
  }
  let row = values.get(value);
  if (row === undefined) values.set(value, (row = new Uint32Array(words)));
  setBit(row, 0, index);
}

function remember(map: Map<string, Bits>, key: string, make: () => Bits): Bits {
  let row = map.get(key);
  if (row === undefined) {
    row = make();
    map.set(key, row);
  }
  return row;
}

function familyClasses(set: PodSet): FamilyClass[] {
  const classes = new Map<string, FamilyClass>();
  for (let i = 0; i < set.pods.length; i++) {
    const key = familiesOf(set.pods[i]?.ips ?? []);
    let found = classes.get(key);
    if (found === undefined) {
      found = { key, addresses: set.addresses(i), members: emptyRow(set.pods.length) };
      classes.set(key, found);
    }
    setBit(found.members, 0, i);
  }
  return [...classes.values()];
}

/** The families of addresses in their order, e.g. `4` or `64`; the texts are canonical. */
export function familiesOf(ips: readonly string[]): string {
  if (ips.length === 1 && ips[0]?.includes(":") === false) return "4";
  let families = "";
  for (const ip of ips) families += ip.includes(":") ? "6" : "4";
  return families;
}

const KNOWN = new WeakMap<ClusterEndpoints, PodRows[]>();

/** The rows of a cluster's pods; the same as long as its pods are, whatever becomes of policies. */
export function rowsOf(endpoints: ClusterEndpoints, profile: Profile): PodRows {
  const known = KNOWN.get(endpoints)?.find((rows) => rows.profile === profile);
  return known ?? keepRows(endpoints, new PodRows(endpoints, profile));
}

/** Makes rows those that {@link rowsOf} answers for these pods. */
export function keepRows(endpoints: ClusterEndpoints, rows: PodRows): PodRows {
  KNOWN.set(endpoints, [...(KNOWN.get(endpoints) ?? []), rows]);
  return rows;
}

/** Some of the pods, ascending. */
export function someOf(all: PodSet, indexes: readonly number[]): PodSet {
  const pods: PodEndpoint[] = [];
  const namespaces: NamespaceRange[] = [];
  let open: { name: string; labels: NamespaceRange["labels"]; start: number } | undefined;
  const close = (): void => {
    if (open !== undefined) namespaces.push({ ...open, end: pods.length });
  };
  for (const index of indexes) {
    const pod = all.pods[index];
    if (pod === undefined) continue;
    if (open?.name !== pod.namespace) {
      close();
      open = { name: pod.namespace, labels: pod.namespaceLabels, start: pods.length };
    }
    pods.push(pod);
  }
  close();
  return {
    pods,
    addresses: (i) => all.addresses(indexes[i] ?? 0),
    onHost: (pod) => all.onHost(pod),
    namespaces,
  };
}

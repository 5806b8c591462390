/**
 * Does a clause of a rule fit an end of a flow? The one place that knows; the single-flow
 * evaluator, the explanation and the matrix all ask here. A comparison says why, as data.
 */
import { formatRequirements, labelValue, valueSatisfies } from "../api/labels.ts";
import type { Labels, Protocol } from "../api/objects.ts";
import { cidrContains, formatIP, parseIP } from "../net/ip.ts";
import type { Family, IPAddress } from "../net/ip.ts";
import { formatRange, rangeContains } from "../net/ports.ts";
import type {
  BlockPeer,
  CompiledPeer,
  CompiledPort,
  CompiledSelector,
  SelectorPeer,
} from "./compile.ts";
import {
  hasIdentity,
  lastPortOf,
  meansNodeAddress,
  readingOfNames,
  seenByBlocks,
} from "./points.ts";
import type { Profile } from "./profile.ts";
import type {
  Comparison,
  Direction,
  Endpoint,
  FlowProtocol,
  IpBlockReason,
  PodEndpoint,
  PortReason,
} from "./types.ts";

/** The addresses of an end, parsed, in its own order. */
export function addressesOf(end: Endpoint): IPAddress[] {
  const texts = end.kind === "pod" ? end.ips : [end.ip];
  return texts.flatMap((text) => parseIP(text) ?? []);
}

/**
 * The family of a connection: the first of the source's that the destination has too (S28). Ends
 * without a common one cannot talk; each is then judged by its own first address.
 */
export function commonFamily(
  source: readonly IPAddress[],
  destination: readonly IPAddress[],
): Family | undefined {
  return source.find((a) => destination.some((b) => b.family === a.family))?.family;
}

/** The address an end shows in a connection of that family. */
export function addressIn(
  addresses: readonly IPAddress[],
  family: Family | undefined,
): IPAddress | undefined {
  return addresses.find((address) => address.family === family) ?? addresses[0];
}

// ---------------------------------------------------------------------------------------------
// Selectors

/** The first requirement that the labels do not meet. */
function firstUnmet(
  selector: CompiledSelector,
  labels: Labels,
): CompiledSelector["requirements"][number] | undefined {
  return selector.requirements.find(
    (requirement) => !valueSatisfies(requirement, labelValue(labels, requirement.key)),
  );
}

export function selects(selector: CompiledSelector, labels: Labels): boolean {
  return firstUnmet(selector, labels) === undefined;
}

export function compareSelector(
  kind: "podSelector" | "namespaceSelector",
  selector: CompiledSelector,
  path: string,
  has: Labels,
  of: string,
): Comparison {
  const unmet = firstUnmet(selector, has);
  const wants = formatRequirements(selector.requirements) || "<none>";
  return {
    path,
    matched: unmet === undefined,
    what: {
      kind,
      wants,
      has,
      of,
      ...(unmet && { unmet }),
    },
  };
}

// ---------------------------------------------------------------------------------------------
// Blocks

/** How an `ipBlock` judges an address; `end` is whose address it is (S26–S30). */
export function judgeBlock(
  peer: BlockPeer,
  address: IPAddress,
  end: Endpoint,
  profile: Profile,
): { readonly reason: IpBlockReason; readonly except?: string } {
  if (!seenByBlocks(end, profile)) return { reason: "not-judged" };
  if (peer.block === undefined) return { reason: "outside" };
  if (peer.block.family !== address.family) return { reason: "other-family" };
  if (!cidrContains(peer.block, address)) return { reason: "outside" };
  const hole = peer.except.find(({ block }) => cidrContains(block, address));
  return hole === undefined ? { reason: "inside" } : { reason: "excepted", except: hole.cidr };
}

// ---------------------------------------------------------------------------------------------
// Peers

/**
 * Compares one entry of `from` or `to` with the other end; the entry matches when all do (S16).
 * @param path of the entry, e.g. `spec.ingress[0].from[1]`.
 * @param onHost the pods on the host's network that have this address too, for plugins that take
 *   a selector of such a pod for the address of its node.
 */
export function comparePeer(
  peer: CompiledPeer,
  path: string,
  policyNamespace: string,
  other: Endpoint,
  address: IPAddress,
  profile: Profile,
  onHost: () => readonly PodEndpoint[] = () => [],
): Comparison[] {
  const ip = formatIP(address);
  if (peer.kind === "invalid") return [{ path, matched: false, what: { kind: "invalid" } }];
  if (peer.kind === "ipBlock") {
    const judged = judgeBlock(peer, address, other, profile);
    const what = { kind: "ipBlock", cidr: peer.cidr, ip, ...judged } as const;
    return [{ path: `${path}.ipBlock`, matched: judged.reason === "inside", what }];
  }
  if (other.kind !== "pod" || !hasIdentity(other, profile)) {
    if (meansNodeAddress(peer, profile)) {
      const first = other.kind === "pod" ? [other] : [];
      const compared = [...first, ...onHost()].map((pod) =>
        compareLabels(peer, path, policyNamespace, pod),
      );
      const fits = compared.find((list) => list.every(({ matched }) => matched)) ?? compared[0];
      if (fits !== undefined) return fits;
    }
    const what =
      other.kind === "pod"
        ? ({ kind: "hostNetwork", pod: other.name } as const)
        : ({ kind: "notAPod", ip } as const);
    return [{ path, matched: false, what }];
  }
  return compareLabels(peer, path, policyNamespace, other);
}

/** The parts of a selector peer against a pod's labels and its namespace's (S14–S16). */
function compareLabels(
  { namespaceSelector, podSelector }: SelectorPeer,
  path: string,
  policyNamespace: string,
  other: PodEndpoint,
): Comparison[] {
  const { namespace, namespaceLabels } = other;
  const comparisons: Comparison[] = [];
  if (namespaceSelector === undefined) {
    const what = { kind: "ownNamespace", wants: policyNamespace, has: namespace } as const;
    comparisons.push({ path, matched: namespace === policyNamespace, what });
  } else {
    const at = `${path}.namespaceSelector`;
    comparisons.push(
      compareSelector("namespaceSelector", namespaceSelector, at, namespaceLabels, namespace),
    );
  }
  if (podSelector !== undefined) {
    const at = `${path}.podSelector`;
    comparisons.push(compareSelector("podSelector", podSelector, at, other.labels, other.name));
  }
  return comparisons;
}

// ---------------------------------------------------------------------------------------------
// Ports

/** Is this how a port entry says yes? */
export function portMatches(reason: PortReason): boolean {
  return (
    reason === "equal" || reason === "in-range" || reason === "any" || reason === "name-ignored"
  );
}

/**
 * For what kind of peer a port is asked: a selector, or addresses (a block, or anyone). Matters to
 * plugins that read names, or see Services, only for the one kind.
 */
export type PeerView = "pods" | "addresses";

export function viewOf(peer: CompiledPeer | undefined): PeerView {
  return peer?.kind === "pods" ? "pods" : "addresses";
}

/**
 * How one entry of `ports` judges a port of the destination (S32–S37). `destination` undefined
 * asks for the answer that holds for every destination; a name then is unknown.
 */
export function judgePort(
  entry: CompiledPort,
  direction: Direction,
  destination: Endpoint | undefined,
  port: number,
  protocol: FlowProtocol,
  profile: Profile,
  view: PeerView = "pods",
): PortReason {
  if (protocol === "ICMP") return "icmp";
  if (entry.protocol !== protocol) return "protocol";
  if (entry.port === undefined) return "any";
  if (entry.port.kind === "numbers") {
    const { from, to } = entry.port.range;
    if (!rangeContains({ from, to: lastPortOf({ from, to }, profile) }, port)) return "number";
    return from === to ? "equal" : "in-range";
  }
  const reading = readingOfNames(profile, direction);
  if (reading === "whole-protocol") return "name-ignored";
  if (reading === false || (reading === "selector-peers" && view === "addresses")) {
    return "name-unread";
  }
  const numbers = portsNamed(entry.port.name, destination, protocol, profile);
  if (numbers.length === 0) return "name-unknown";
  return numbers.includes(port) ? "equal" : "name-other-number";
}

/** What a port name means at a destination; only pods with an identity have names (S34, S35). */
function portsNamed(
  name: string,
  destination: Endpoint | undefined,
  protocol: Protocol,
  profile: Profile,
): number[] {
  if (destination?.kind !== "pod" || !hasIdentity(destination, profile)) return [];
  return destination.namedPorts
    .filter((port) => port.name === name && port.protocol === protocol)
    .map(({ port }) => port);
}

export function comparePort(
  entry: CompiledPort,
  path: string,
  direction: Direction,
  destination: Endpoint,
  port: number,
  protocol: FlowProtocol,
  profile: Profile,
  view: PeerView = "pods",
): Comparison {
  const reason = judgePort(entry, direction, destination, port, protocol, profile, view);
  const named = entry.port?.kind === "name" ? entry.port.name : undefined;
  return {
    path,
    matched: portMatches(reason),
    what: {
      kind: "port",
      wants: formatPortEntry(entry),
      has: portText({ protocol, port }),
      reason,
      ...(named !== undefined && {
        numbers: portsNamed(named, destination, entry.protocol, profile),
      }),
    },
  };
}

/** `TCP 8080`, `UDP 8000-9000`, `TCP http`, `SCTP`. */
export function formatPortEntry({ protocol, port }: CompiledPort): string {
  if (port === undefined) return protocol;
  return `${protocol} ${port.kind === "name" ? port.name : formatRange(port.range)}`;
}

/** `TCP 8080`, or `ICMP`, which has no ports. */
export function portText(at: { readonly port: number; readonly protocol: FlowProtocol }): string {
  return at.protocol === "ICMP" ? "ICMP" : `${at.protocol} ${at.port}`;
}

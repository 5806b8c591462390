/**
 * Who can reach a pod, and what it can reach, beyond the pods that exist: the union of what the
 * rules of its policies allow, symbolic and exact, as far as this pod's own gate goes. The other
 * end has a gate of its own: a pod that does not exist yet is let out (or in) as the policies of
 * its namespace will have it.
 */
import type { Labels } from "../api/objects.ts";
import {
  NO_ADDRESSES,
  addressesIn,
  hasAddress,
  uniteAddresses,
  withoutAddresses,
} from "../net/addressSet.ts";
import { parseIP } from "../net/ip.ts";
import type { CompiledNetwork, CompiledPeer, CompiledPort, CompiledRule } from "./compile.ts";
import { isClosed, policiesIsolating } from "./evaluate.ts";
import { conditionsOf, meets } from "./exposure/conditions.ts";
import type { Conditions } from "./exposure/conditions.ts";
import {
  ANY_PORT,
  NO_PORTS,
  ONLY_ICMP,
  hasPort,
  onlyPorts,
  unitePorts,
  wholeProtocol,
} from "./exposure/portSet.ts";
import type { PortSet } from "./exposure/portSet.ts";
import { simplified } from "./exposure/terms.ts";
import type { ExposureTerm } from "./exposure/terms.ts";
import { viewOf } from "./match.ts";
import type { PeerView } from "./match.ts";
import { NAMESPACE_NAME_LABEL } from "./normalise.ts";
import {
  hasIdentity,
  lastPortOf,
  policesDirection,
  policesFamily,
  policesProtocol,
  readingOfNames,
} from "./points.ts";
import type { Direction, Endpoint, FlowProtocol, PodEndpoint, PolicyRef } from "./types.ts";

export type { ExposureTerm } from "./exposure/terms.ts";

export interface Exposure {
  readonly pod: PodEndpoint;
  readonly direction: Direction;
  /**
   * `open`: no policy guards the gate; `host`: policies do not guard a pod on its node's network
   * (S46); `not-enforced`: the plugin does not filter this direction.
   */
  readonly gate: "guarded" | "open" | "host" | "not-enforced";
  readonly isolatedBy: readonly PolicyRef[];
  /** Who passes the gate on which ports: the union. Empty: nobody. */
  readonly terms: readonly ExposureTerm[];
  /** Do address terms hold for pods with such an address too (S29)? */
  readonly addressesMeanPods: boolean;
}

/** What the gate of a pod lets through, whoever there is or will be. */
export function exposureOf(
  network: CompiledNetwork,
  pod: PodEndpoint,
  direction: Direction,
): Exposure {
  const { profile } = network;
  const policies = policiesIsolating(network, pod, direction);
  const closed = policies.length === 0 && isClosed(network, pod);
  const gate = !hasIdentity(pod, profile)
    ? "host"
    : !policesDirection(profile, direction)
      ? "not-enforced"
      : policies.length === 0 && !closed
        ? "open"
        : "guarded";
  const asked = { pod, direction, addressesMeanPods: profile.ipBlockMatchesPods };
  if (gate !== "guarded") {
    return { ...asked, gate, isolatedBy: [], terms: [{ who: "anyone", ports: ANY_PORT }] };
  }
  const terms = policies.flatMap(({ rules, ref }) =>
    (rules[direction] ?? []).flatMap((rule) => termsOf(rule, ref.namespace, pod, network)),
  );
  const labelsOf = new Map(
    network.objects.namespaces.map(({ metadata: { name, labels } }): [string, Labels] => [
      name,
      { ...labels, [NAMESPACE_NAME_LABEL]: name },
    ]),
  );
  return {
    ...asked,
    gate,
    isolatedBy: policies.map(({ ref }) => ref),
    terms: simplified([...unfiltered(network), ...terms], labelsOf),
  };
}

/** Does the gate let a connection with this end through? Not asked of nodes (S43–S45). */
export function exposes(
  { pod, direction, terms, addressesMeanPods }: Exposure,
  other: Endpoint,
  ip: string,
  port: number,
  protocol: FlowProtocol,
): boolean {
  const address = parseIP(ip);
  const destination = direction === "Ingress" ? pod : other.kind === "pod" ? other : undefined;
  return terms.some((term) => {
    if (!hasPort(term.ports, port, protocol, destination)) return false;
    switch (term.who) {
      case "anyone":
        return true;
      case "pods":
        return (
          other.kind === "pod" &&
          !other.hostNetwork &&
          meets(term.namespaces, other.namespaceLabels) &&
          meets(term.pods, other.labels)
        );
      case "addresses":
        return (
          address !== undefined &&
          (other.kind === "address" || addressesMeanPods) &&
          hasAddress(term.addresses, address)
        );
    }
  });
}

// ---------------------------------------------------------------------------------------------

/** Protocols and addresses that the plugin does not filter. */
function unfiltered({ profile }: CompiledNetwork): ExposureTerm[] {
  const protocols = [
    ...(policesProtocol(profile, "SCTP") ? [] : [wholeProtocol("SCTP")]),
    ...(policesProtocol(profile, "ICMP") ? [] : [ONLY_ICMP]),
  ].map((ports): ExposureTerm => ({ who: "anyone", ports }));
  const families = policesFamily(profile, 6) ? [] : [ALL_IPV6];
  return [
    ...protocols,
    ...families.map((addresses): ExposureTerm => ({
      who: "addresses",
      addresses,
      ports: ANY_PORT,
    })),
  ];
}

const ALL_IPV6 = addressesIn({ family: 6, words: [0, 0, 0, 0], mask: [0, 0, 0, 0], prefix: 0 });

function termsOf(
  { peers, ports, ref: { direction } }: CompiledRule,
  namespace: string,
  pod: PodEndpoint,
  network: CompiledNetwork,
): ExposureTerm[] {
  const portsFor = (view: PeerView): PortSet =>
    ports.length === 0
      ? ANY_PORT
      : ports
          .map((entry) => portsOf(entry, direction, view, pod, network))
          .reduce(unitePorts, NO_PORTS);
  if (peers.length === 0) return [{ who: "anyone", ports: portsFor(viewOf(undefined)) }];
  return peers.flatMap((peer) => whoIs(peer, namespace, portsFor(viewOf(peer))));
}

function whoIs(peer: CompiledPeer, own: string, ports: PortSet): ExposureTerm[] {
  if (peer.kind === "invalid") return [];
  if (peer.kind === "ipBlock") {
    if (peer.block === undefined) return [];
    const holes = peer.except
      .map(({ block }) => addressesIn(block))
      .reduce(uniteAddresses, NO_ADDRESSES);
    const addresses = withoutAddresses(addressesIn(peer.block), holes);
    return [{ who: "addresses", addresses, ports }];
  }
  const { namespaceSelector, podSelector } = peer;
  const namespaces: Conditions | undefined =
    namespaceSelector === undefined
      ? [{ key: NAMESPACE_NAME_LABEL, absent: false, values: { kind: "only", list: [own] } }]
      : conditionsOf(namespaceSelector.requirements);
  const pods = conditionsOf(podSelector?.requirements ?? []);
  if (namespaces === undefined || pods === undefined) return [];
  return [{ who: "pods", namespaces, pods, ports }];
}

/** The ports of an entry; inward a name is this pod's own, outward each destination's (S34). */
function portsOf(
  { protocol, port }: CompiledPort,
  direction: Direction,
  view: PeerView,
  pod: PodEndpoint,
  { profile }: CompiledNetwork,
): PortSet {
  if (port === undefined) return wholeProtocol(protocol);
  if (port.kind === "numbers") {
    const { from } = port.range;
    return onlyPorts(protocol, { ranges: [{ from, to: lastPortOf(port.range, profile) }] });
  }
  const reading = readingOfNames(profile, direction);
  if (reading === "whole-protocol") return wholeProtocol(protocol);
  if (reading === false || (reading === "selector-peers" && view === "addresses")) return NO_PORTS;
  if (direction === "Egress") return onlyPorts(protocol, { names: [port.name] });
  const ranges = pod.namedPorts
    .filter((named) => named.name === port.name && named.protocol === protocol)
    .map((named) => ({ from: named.port, to: named.port }));
  return onlyPorts(protocol, { ranges });
}

/** Sets of ports: ranges by protocol, names that each destination reads for itself, and ICMP. */
import type { Protocol } from "../../api/objects.ts";
import type { PortRange } from "../../net/ports.ts";
import type { FlowProtocol, PodEndpoint } from "../types.ts";

const PROTOCOLS = ["TCP", "UDP", "SCTP"] as const satisfies readonly Protocol[];
const FIRST = 1;
const LAST = 65_535;

interface ProtocolPorts {
  /** In order; they neither overlap nor touch. */
  readonly ranges: readonly PortRange[];
  /** Ports by the name that the destination gives them. Sorted; none where all ports are in. */
  readonly names: readonly string[];
}

export interface PortSet {
  readonly icmp: boolean;
  readonly protocols: Readonly<Record<Protocol, ProtocolPorts>>;
}

const NONE: ProtocolPorts = { ranges: [], names: [] };
const ALL: ProtocolPorts = { ranges: [{ from: FIRST, to: LAST }], names: [] };

export const NO_PORTS: PortSet = { icmp: false, protocols: { TCP: NONE, UDP: NONE, SCTP: NONE } };
/** Rules without ports let ICMP through too (S38, S40). */
export const ANY_PORT: PortSet = { icmp: true, protocols: { TCP: ALL, UDP: ALL, SCTP: ALL } };

export function onlyPorts(protocol: Protocol, ports: Partial<ProtocolPorts>): PortSet {
  const own = tidy(ports.ranges ?? [], ports.names ?? []);
  return { icmp: false, protocols: { ...NO_PORTS.protocols, [protocol]: own } };
}

export function wholeProtocol(protocol: Protocol): PortSet {
  return onlyPorts(protocol, ALL);
}

export const ONLY_ICMP: PortSet = { ...NO_PORTS, icmp: true };

export function unitePorts(a: PortSet, b: PortSet): PortSet {
  return combine(a, b, a.icmp || b.icmp, (x, y) =>
    tidy([...x.ranges, ...y.ranges], [...x.names, ...y.names]),
  );
}

/** What is in `a` and not in `b`; a name stays unless `b` has it or every port. */
export function withoutPorts(a: PortSet, b: PortSet): PortSet {
  return combine(a, b, a.icmp && !b.icmp, (x, y) => ({
    ranges: y.ranges.reduce<readonly PortRange[]>(cut, x.ranges),
    names: isAll(y) ? [] : x.names.filter((name) => !y.names.includes(name)),
  }));
}

export function isNoPort({ icmp, protocols }: PortSet): boolean {
  return !icmp && PROTOCOLS.every((p) => isNone(protocols[p]));
}

export function isAnyPort({ icmp, protocols }: PortSet): boolean {
  return icmp && PROTOCOLS.every((p) => isAll(protocols[p]));
}

/** @param destination reads the names; a pod, or undefined for what has none */
export function hasPort(
  { icmp, protocols }: PortSet,
  port: number,
  protocol: FlowProtocol,
  destination: PodEndpoint | undefined,
): boolean {
  if (protocol === "ICMP") return icmp;
  const { ranges, names } = protocols[protocol];
  if (ranges.some(({ from, to }) => from <= port && port <= to)) return true;
  return names.some((name) =>
    destination?.namedPorts.some(
      (named) => named.name === name && named.port === port && named.protocol === protocol,
    ),
  );
}

/** Equal for equal sets only. */
export function portKey({ icmp, protocols }: PortSet): string {
  return JSON.stringify([icmp, ...PROTOCOLS.map((p) => protocols[p])]);
}

/** The parts of a set: a protocol whole, a range, a name; ICMP last. */
export type PortPart =
  | { readonly protocol: Protocol; readonly ports: "all" | PortRange | { readonly name: string } }
  | { readonly protocol: "ICMP" };

export function partsOf({ icmp, protocols }: PortSet): PortPart[] {
  const parts = PROTOCOLS.flatMap((protocol): PortPart[] => {
    const own = protocols[protocol];
    if (isAll(own)) return [{ protocol, ports: "all" }];
    return [
      ...own.ranges.map((ports) => ({ protocol, ports })),
      ...own.names.map((name) => ({ protocol, ports: { name } })),
    ];
  });
  return icmp ? [...parts, { protocol: "ICMP" }] : parts;
}

// ---------------------------------------------------------------------------------------------

function combine(
  a: PortSet,
  b: PortSet,
  icmp: boolean,
  each: (x: ProtocolPorts, y: ProtocolPorts) => ProtocolPorts,
): PortSet {
  const [TCP, UDP, SCTP] = PROTOCOLS.map((p) => each(a.protocols[p], b.protocols[p]));
  return { icmp, protocols: { TCP: TCP ?? NONE, UDP: UDP ?? NONE, SCTP: SCTP ?? NONE } };
}

function tidy(ranges: readonly PortRange[], names: readonly string[]): ProtocolPorts {
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of ranges.filter((r) => r.from <= r.to).sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last === undefined || from > last.to + 1) merged.push({ from, to });
    else last.to = Math.max(last.to, to);
  }
  const own = { ranges: merged, names: [...new Set(names)].sort() };
  return isAll(own) ? ALL : own;
}

function cut(ranges: readonly PortRange[], hole: PortRange): PortRange[] {
  return ranges.flatMap(({ from, to }) =>
    [
      { from, to: Math.min(to, hole.from - 1) },
      { from: Math.max(from, hole.to + 1), to },
    ].filter((part) => part.from <= part.to),
  );
}

function isAll({ ranges: [first] }: ProtocolPorts): boolean {
  return first !== undefined && first.from <= FIRST && first.to >= LAST;
}

function isNone({ ranges, names }: ProtocolPorts): boolean {
  return ranges.length === 0 && names.length === 0;
}

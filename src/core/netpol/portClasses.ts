/**
 * The ports of a protocol, parted into classes that no policy of a network tells apart.
 *
 * Policies name few ports. Where an entry of `ports` begins or ends, and at every number that a
 * name used by a policy has at some pod, verdicts may change; between two such cuts they cannot.
 * Stretches on which the same entries match are one class, so a cluster whose policies know five
 * ports has about six classes for TCP, and six matrices say everything about 65 535 ports.
 */
import type { Protocol } from "../api/objects.ts";
import type { PortRange } from "../net/ports.ts";
import type { CompiledNetwork, CompiledPort } from "./compile.ts";
import { formatPortEntry, judgePort, portMatches } from "./match.ts";
import type { PortOfInterest } from "./matrix.ts";
import type { Direction, FlowProtocol } from "./types.ts";

/** Ports of one protocol with the same verdicts between any two pods. */
export interface PortClass {
  /** Position in {@link PortClasses.list}. */
  readonly index: number;
  readonly protocol: FlowProtocol;
  /** Ascending, not adjacent. Empty for ICMP, which has no ports. */
  readonly ranges: readonly PortRange[];
  /** A port of the class; its matrix is the matrix of all of them. */
  readonly representative: PortOfInterest;
}

const LAST_PORT = 65_535;

const PROTOCOLS: readonly Protocol[] = ["TCP", "UDP", "SCTP"];

/**
 * Stretches × entries that are compared to find equal stretches. Beyond it every stretch is a class
 * of its own: as right, only more of them.
 */
const MERGE_LIMIT = 4_000_000;

interface DirectedEntry {
  readonly direction: Direction;
  readonly entry: CompiledPort;
}

export class PortClasses {
  readonly list: readonly PortClass[];
  readonly #byProtocol: ReadonlyMap<FlowProtocol, ProtocolClasses>;

  constructor(network: CompiledNetwork) {
    const list: PortClass[] = [];
    const byProtocol = new Map<FlowProtocol, ProtocolClasses>();
    const entries = distinctEntries(network);
    for (const protocol of PROTOCOLS) {
      const cuts = cutsOf(network, entries, protocol);
      const classes = classesOf(network, entries, protocol, cuts, list.length);
      byProtocol.set(protocol, classes);
      list.push(...classes.list);
    }
    const icmp: PortClass = {
      index: list.length,
      protocol: "ICMP",
      ranges: [],
      representative: { port: 0, protocol: "ICMP" },
    };
    byProtocol.set("ICMP", { starts: [0], classAt: [icmp], list: [icmp] });
    this.list = [...list, icmp];
    this.#byProtocol = byProtocol;
  }

  /** The class of a port; undefined for a protocol that no policy can name. */
  of({ port, protocol }: PortOfInterest): PortClass | undefined {
    const classes = this.#byProtocol.get(protocol);
    if (classes === undefined) return undefined;
    const { starts, classAt } = classes;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((starts[middle] ?? 0) <= port) low = middle;
      else high = middle - 1;
    }
    return classAt[low];
  }
}

const KNOWN = new WeakMap<CompiledNetwork, PortClasses>();

/** The classes of a network's ports; made once. Costs distinct entries × cuts. */
export function portClasses(network: CompiledNetwork): PortClasses {
  let classes = KNOWN.get(network);
  if (classes === undefined) {
    classes = new PortClasses(network);
    KNOWN.set(network, classes);
  }
  return classes;
}

// ---------------------------------------------------------------------------------------------

interface ProtocolClasses {
  /** Where stretches begin, ascending, from 0. */
  readonly starts: readonly number[];
  /** The class of each stretch. */
  readonly classAt: readonly PortClass[];
  readonly list: readonly PortClass[];
}

function distinctEntries(network: CompiledNetwork): DirectedEntry[] {
  const entries = new Map<string, DirectedEntry>();
  const seen = { Ingress: new Set<CompiledPort>(), Egress: new Set<CompiledPort>() };
  for (const policy of network.policies) {
    for (const direction of ["Ingress", "Egress"] as const) {
      for (const rule of policy.rules[direction] ?? []) {
        for (const entry of rule.ports) {
          // Most entries of policies are the same objects.
          if (seen[direction].has(entry)) continue;
          seen[direction].add(entry);
          // The kind belongs to the key: a name may look like a number.
          const key = `${direction} ${entry.port?.kind ?? ""} ${formatPortEntry(entry)}`;
          if (!entries.has(key)) entries.set(key, { direction, entry });
        }
      }
    }
  }
  return [...entries.values()];
}

interface Cuts {
  readonly starts: readonly number[];
  /** Numbers that a name used by policies has at some pod: each is a class of its own. */
  readonly named: ReadonlySet<number>;
}

function cutsOf(
  { endpoints }: CompiledNetwork,
  entries: readonly DirectedEntry[],
  protocol: Protocol,
): Cuts {
  const names = new Set<string>();
  const cuts = new Set<number>([0]);
  for (const { entry } of entries) {
    if (entry.protocol !== protocol || entry.port === undefined) continue;
    if (entry.port.kind === "name") {
      names.add(entry.port.name);
      continue;
    }
    const { from, to } = entry.port.range;
    // The first port alone as well: some plugins know no ranges.
    for (const cut of [Math.ceil(from), Math.ceil(from) + 1, Math.floor(to) + 1]) cuts.add(cut);
  }
  const named = new Set<number>();
  if (names.size > 0) {
    for (const pod of endpoints.pods) {
      for (const { name, port, protocol: of } of pod.namedPorts) {
        if (of === protocol && names.has(name)) named.add(port);
      }
    }
  }
  for (const port of named) cuts.add(port).add(port + 1);
  const starts = [...cuts].filter((cut) => cut >= 0 && cut <= LAST_PORT).sort((a, b) => a - b);
  return { starts, named };
}

function classesOf(
  { profile }: CompiledNetwork,
  entries: readonly DirectedEntry[],
  protocol: Protocol,
  { starts, named }: Cuts,
  firstIndex: number,
): ProtocolClasses {
  const relevant = entries.filter(({ entry }) => entry.protocol === protocol);
  const merge = starts.length * relevant.length <= MERGE_LIMIT;
  const bySignature = new Map<string, number[]>();
  for (const [stretch, start] of starts.entries()) {
    const signature =
      named.has(start) || !merge
        ? `only ${start}`
        : relevant
            .map(({ entry, direction }) =>
              portMatches(judgePort(entry, direction, undefined, start, protocol, profile))
                ? "1"
                : "0",
            )
            .join("");
    const same = bySignature.get(signature);
    if (same === undefined) bySignature.set(signature, [stretch]);
    else same.push(stretch);
  }
  const classAt: PortClass[] = [];
  const list = [...bySignature.values()].map((stretches, i): PortClass => {
    const ranges: PortRange[] = [];
    for (const stretch of stretches) {
      const from = Math.max(1, starts[stretch] ?? 0);
      const to = (starts[stretch + 1] ?? LAST_PORT + 1) - 1;
      const last = ranges.at(-1);
      if (last?.to === from - 1) ranges[ranges.length - 1] = { from: last.from, to };
      else if (from <= to) ranges.push({ from, to });
    }
    const port = starts[stretches[0] ?? 0] ?? 0;
    const made = { index: firstIndex + i, protocol, ranges, representative: { port, protocol } };
    for (const stretch of stretches) classAt[stretch] = made;
    return made;
  });
  return { starts, classAt, list };
}

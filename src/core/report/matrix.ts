/**
 * Who can open a connection to whom, on one port or on any that the other end listens on: rows call,
 * columns answer. A cell is what the graph shows of the same attempt.
 */
import { buildAnyPort } from "../netpol/anyPort.ts";
import { evaluate } from "../netpol/evaluate.ts";
import { buildMatrix } from "../netpol/matrix.ts";
import type { PortOfInterest } from "../netpol/matrix.ts";
import { endsOf, type ReportCluster, type ReportEnd } from "./ends.ts";

/** One port, or any of those that the destination listens on. */
export type PortChoice = PortOfInterest | "any";

/** The states of a cell; their order is that of the codes in {@link MatrixModel.states}. */
export const CELL_STATES = [
  "allowed",
  /** Policies let it pass and nothing listens on the port. */
  "refused",
  "blocked-egress",
  "blocked-ingress",
  "blocked-both",
  /** The destination listens on no port at all ("any" only). */
  "no-port",
  /** An end and itself (S41), or two outside addresses: no policy's business. */
  "none",
] as const;

export type CellState = (typeof CELL_STATES)[number];

type StateCode = 0 | 1 | 2 | 3 | 4 | 5 | 6;
const CODE = {
  allowed: 0,
  refused: 1,
  "blocked-egress": 2,
  "blocked-ingress": 3,
  "blocked-both": 4,
  "no-port": 5,
  none: 6,
} as const satisfies Record<CellState, StateCode>;

/** True of states that are counted: something was asked, and passes or does not. */
export function isAsked(state: CellState): boolean {
  return state !== "none" && state !== "no-port";
}

export interface MatrixModel {
  readonly at: PortChoice;
  /** Rows and columns alike. */
  readonly ends: readonly ReportEnd[];
  /** Code of the state of (source, destination), row by row. */
  readonly states: Uint8Array;
  /** Pairs that pass, of those that were asked. */
  readonly allowed: number;
  readonly asked: number;
}

/** The state of a pair, by positions in `ends`. */
export function stateAt(
  { states, ends }: MatrixModel,
  source: number,
  destination: number,
): CellState {
  return CELL_STATES[states[source * ends.length + destination] ?? CODE.none] ?? "none";
}

/** Judges every pair of ends. */
export function matrixModel(cluster: ReportCluster, at: PortChoice): MatrixModel {
  const ends = endsOf(cluster);
  const states = judgeAll(cluster, ends, at);
  let allowed = 0;
  let asked = 0;
  for (const code of states) {
    if (code === CODE.allowed) allowed++;
    if (code < CODE["no-port"]) asked++;
  }
  return { at, ends, states, allowed, asked };
}

function judgeAll(
  { network }: ReportCluster,
  ends: readonly ReportEnd[],
  at: PortChoice,
): Uint8Array {
  const states = new Uint8Array(ends.length * ends.length).fill(CODE.none);
  const ofPods = at === "any" ? anyPortJudge(network, ends) : onePortJudge(network, ends, at);
  for (const [s, source] of ends.entries()) {
    for (const [d, destination] of ends.entries()) {
      if (s === d) continue;
      const code =
        source.pod >= 0 && destination.pod >= 0
          ? ofPods(source.pod, destination.pod)
          : source.pod < 0 && destination.pod < 0
            ? CODE.none
            : judgeOutside(network, source, destination, at);
      states[s * ends.length + d] = code;
    }
  }
  return states;
}

type PodJudge = (source: number, destination: number) => StateCode;

function onePortJudge(
  network: ReportCluster["network"],
  ends: readonly ReportEnd[],
  at: PortOfInterest,
): PodJudge {
  const matrix = buildMatrix(network, at);
  const listens = new Uint8Array(network.endpoints.pods.length).fill(1);
  for (const end of ends) if (end.pod >= 0 && !listensAt(end, at)) listens[end.pod] = 0;
  return (source, destination) =>
    codeOf(
      matrix.letsOut(source, destination),
      matrix.letsIn(source, destination),
      listens[destination] === 1,
    );
}

function anyPortJudge(network: ReportCluster["network"], ends: readonly ReportEnd[]): PodJudge {
  const portsOf = new Map(ends.map(({ endpoint, ports = [] }) => [endpoint, ports]));
  const matrix = buildAnyPort(network, (pod) => portsOf.get(pod) ?? []);
  return (source, destination) => CODE[matrix.state(source, destination)];
}

/** A pair with an address: one by one, as there are few. */
function judgeOutside(
  network: ReportCluster["network"],
  source: ReportEnd,
  destination: ReportEnd,
  at: PortChoice,
): StateCode {
  const ends = { source: source.endpoint, destination: destination.endpoint };
  if (at !== "any") {
    const { egress, ingress } = evaluate(network, { ...ends, ...at });
    return codeOf(egress.allowed, ingress.allowed, listensAt(destination, at));
  }
  const { ports = [] } = destination;
  if (ports.length === 0) return CODE["no-port"];
  let [out, into] = [false, false];
  for (const port of ports) {
    const verdict = evaluate(network, { ...ends, ...port });
    if (verdict.allowed) return CODE.allowed;
    out ||= verdict.egress.allowed;
    into ||= verdict.ingress.allowed;
  }
  // each gate lets another port through: both are to blame
  return out && into ? CODE["blocked-both"] : codeOf(out, into, true);
}

function codeOf(out: boolean, into: boolean, listens: boolean): StateCode {
  if (!out) return into ? CODE["blocked-egress"] : CODE["blocked-both"];
  if (!into) return CODE["blocked-ingress"];
  return listens ? CODE.allowed : CODE.refused;
}

/** Does something answer there? True where that is not known, and for ICMP, which every end answers. */
export function listensAt({ ports }: ReportEnd, { port, protocol }: PortOfInterest): boolean {
  if (ports === undefined || protocol === "ICMP") return true;
  return ports.some((own) => own.port === port && own.protocol === protocol);
}

/** Every port that some end listens on, by number, those of most ends first among equals. */
export function portsInUse(cluster: ReportCluster): readonly PortOfInterest[] {
  const found = new Map<string, PortOfInterest>();
  for (const { ports = [] } of endsOf(cluster)) {
    for (const { port, protocol } of ports) found.set(`${protocol}/${port}`, { port, protocol });
  }
  return [...found.values()].sort(
    (a, b) => a.port - b.port || a.protocol.localeCompare(b.protocol),
  );
}

// ---------------------------------------------------------------------------------------------
// Two matrices

/** What became of the pairs of ends that are in both: 1 opened, -1 closed, 0 as before. */
export type MatrixChanges = Int8Array;

/** Compares by name; positions are those of `after`. */
export function matrixChanges(before: MatrixModel, after: MatrixModel): MatrixChanges {
  const n = after.ends.length;
  const changes = new Int8Array(n * n);
  const old = new Map(before.ends.map(({ ref }, index) => [keyOf(ref), index]));
  const positions = after.ends.map(({ ref }) => old.get(keyOf(ref)));
  for (const [s, from] of positions.entries()) {
    if (from === undefined) continue;
    for (const [d, to] of positions.entries()) {
      if (to === undefined) continue;
      const was = before.states[from * before.ends.length + to] === CODE.allowed;
      const is = after.states[s * n + d] === CODE.allowed;
      if (was !== is) changes[s * n + d] = is ? 1 : -1;
    }
  }
  return changes;
}

function keyOf(ref: ReportEnd["ref"]): string {
  return ref.kind === "pod" ? `${ref.namespace}/${ref.name}` : ` ${ref.name}`;
}

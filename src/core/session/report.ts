/**
 * A lab's cluster as reports read it, and matrices of it: judged once for each state and port. Cells
 * are attempts that the graph and the inspector know by the same names.
 */
import type { ClusterState } from "../cluster/types.ts";
import { outsideId, podId } from "../graph/ids.ts";
import type { CardId, FlowRequest } from "../graph/types.ts";
import { evaluate } from "../netpol/evaluate.ts";
import { explain } from "../netpol/explain.ts";
import type { PortOfInterest } from "../netpol/matrix.ts";
import type { Endpoint } from "../netpol/types.ts";
import { explanationLines } from "../netpol/words.ts";
import { summariseDiff, type DiffSummary } from "../report/changes.ts";
import type { EndRef, ReportCluster } from "../report/ends.ts";
import { matrixModel, type MatrixModel, type PortChoice } from "../report/matrix.ts";
import { listenersAt } from "./flows.ts";
import { shownNamespaces } from "./graph.ts";
import type { OutsideHost } from "./scenario.ts";
import { networkOf, outsideWorld, podsOf } from "./view.ts";

interface Cached {
  readonly outside: readonly OutsideHost[];
  readonly cluster: ReportCluster;
  readonly matrices: Map<string, MatrixModel>;
}

const cache = new WeakMap<ClusterState, Cached>();

function cached(state: ClusterState, outside: readonly OutsideHost[]): Cached {
  const known = cache.get(state);
  if (known?.outside === outside) return known;
  const portsOf = (end: Endpoint): readonly PortOfInterest[] =>
    end.kind === "pod"
      ? listenersAt(state, end)
      : (outsideWorld(outside).host(end.ip)?.listeners ?? []);
  const fresh: Cached = {
    outside,
    cluster: {
      network: networkOf(state),
      pods: podsOf(state),
      portsOf,
      namespaces: shownNamespaces(state).map(({ metadata }) => metadata.name),
      outside,
    },
    matrices: new Map(),
  };
  cache.set(state, fresh);
  return fresh;
}

/** What reports ask of a state: its pods, what they listen on, the hosts outside. */
export function reportCluster(state: ClusterState, outside: readonly OutsideHost[]): ReportCluster {
  return cached(state, outside).cluster;
}

/** How many matrices of one state are kept. */
const MATRICES = 8;

export function matrixOf(
  state: ClusterState,
  outside: readonly OutsideHost[],
  at: PortChoice,
): MatrixModel {
  const { cluster, matrices } = cached(state, outside);
  const key = at === "any" ? at : `${at.protocol}/${at.port}`;
  let matrix = matrices.get(key);
  if (matrix === undefined) {
    matrix = matrixModel(cluster, at);
    if (matrices.size >= MATRICES) matrices.clear();
    matrices.set(key, matrix);
  }
  return matrix;
}

const differences = new WeakMap<ClusterState, WeakMap<ClusterState, DiffSummary>>();

/** What changed from one state to another, on the ports that are listened on. */
export function changesBetween(
  before: ClusterState,
  after: ClusterState,
  outside: readonly OutsideHost[],
): DiffSummary {
  const known = differences.get(before)?.get(after);
  if (known !== undefined) return known;
  const summary = summariseDiff(reportCluster(before, outside), reportCluster(after, outside));
  const from = differences.get(before) ?? new WeakMap<ClusterState, DiffSummary>();
  from.set(after, summary);
  differences.set(before, from);
  return summary;
}

/** The card of an end of a report. */
export function cardOf(ref: EndRef): CardId {
  return ref.kind === "pod" ? podId(ref.namespace, ref.name) : outsideId(ref.name);
}

/**
 * The attempt that a cell speaks of: on its port, or of the destination's ports on the first that
 * passes, else the first. Undefined where nothing was asked.
 */
export function flowOfCell(
  state: ClusterState,
  { ends, at }: MatrixModel,
  source: number,
  destination: number,
): FlowRequest | undefined {
  const [from, to] = [ends[source], ends[destination]];
  if (from === undefined || to === undefined || source === destination) return undefined;
  if (from.pod < 0 && to.pod < 0) return undefined;
  const ports = at === "any" ? (to.ports ?? []) : [at];
  const network = networkOf(state);
  const port =
    ports.find(
      ({ port, protocol }) =>
        evaluate(network, { source: from.endpoint, destination: to.endpoint, port, protocol })
          .allowed,
    ) ?? ports[0];
  if (port === undefined) return undefined;
  const cards = { source: cardOf(from.ref), destination: cardOf(to.ref) };
  return { ...cards, port: port.port, protocol: port.protocol };
}

/** Why a cell is as it is: the two gates, each in a sentence. */
export function cellReason(
  state: ClusterState,
  { ends }: MatrixModel,
  source: number,
  destination: number,
  { port, protocol }: PortOfInterest,
): readonly string[] {
  const [from, to] = [ends[source], ends[destination]];
  if (from === undefined || to === undefined) return [];
  const flow = { source: from.endpoint, destination: to.endpoint, port, protocol };
  return explanationLines(explain(networkOf(state), flow))
    .slice(0, 2)
    .map(({ text }) => text);
}

/**
 * What changed between two states of a cluster, by workload: flows that opened and closed on the
 * ports that matter, gates that became guarded or free, pods that came and went.
 */
import { buildAnyPort } from "../netpol/anyPort.ts";
import type { CompiledNetwork } from "../netpol/compile.ts";
import { compareText } from "../netpol/endpoints.ts";
import { diffGates, forEachFlowChange } from "../netpol/diff.ts";
import type { GateChange } from "../netpol/diff.ts";
import { evaluate } from "../netpol/evaluate.ts";
import {
  buildMatrix,
  updateMatrix,
  type PortOfInterest,
  type ReachMatrix,
} from "../netpol/matrix.ts";
import { portClasses } from "../netpol/portClasses.ts";
import type { Direction } from "../netpol/types.ts";
import { endsOf, endText, type EndRef, type ReportCluster, type ReportEnd } from "./ends.ts";
import { listensAt } from "./matrix.ts";

/** A workload, or an outside address (then the namespace is empty). */
export interface WorkloadRef {
  readonly namespace: string;
  readonly name: string;
}

export interface ChangedFlow {
  readonly source: EndRef;
  readonly destination: EndRef;
  readonly at: PortOfInterest;
}

/** Flows between two workloads that changed in the same way. */
export interface WorkloadFlows {
  readonly change: "opened" | "closed";
  readonly source: WorkloadRef;
  readonly destination: WorkloadRef;
  readonly count: number;
  /** By port, ascending. */
  readonly ports: readonly { readonly at: PortOfInterest; readonly count: number }[];
  /** The first of them, as many as were asked for. */
  readonly flows: readonly ChangedFlow[];
}

/** Gates of a workload's pods that changed in the same way. */
export interface WorkloadGates {
  readonly change: "guarded" | "freed";
  readonly workload: WorkloadRef;
  readonly direction: Direction;
  readonly pods: readonly GateChange[];
  /** Pods of the workload. */
  readonly of: number;
}

export interface DiffSummary {
  readonly opened: number;
  readonly closed: number;
  /** Largest first, those that opened before those that closed. */
  readonly flows: readonly WorkloadFlows[];
  /** Ordered pairs of pods that gained their first, or lost their last, of the ports that matter. */
  readonly pairs: { readonly opened: number; readonly closed: number };
  /** Gates. */
  readonly guarded: number;
  readonly freed: number;
  readonly gates: readonly WorkloadGates[];
  /** Pods of one side only; their flows are not counted. */
  readonly came: readonly EndRef[];
  readonly went: readonly EndRef[];
}

export interface DiffOptions {
  /**
   * Ports to compare between all pods. Left out, each destination is asked on the ports that it
   * listens on afterwards.
   */
  readonly ports?: readonly PortOfInterest[];
  /** Single flows kept for each two workloads. */
  readonly flowLimit?: number;
}

const FLOW_LIMIT = 200;

/** Compares two clusters. Ends that only one of them has are told, and not compared. */
export function summariseDiff(
  before: ReportCluster,
  after: ReportCluster,
  options: DiffOptions = {},
): DiffSummary {
  const ends = endsOf(after);
  const old = endsOf(before);
  const oldKeys = new Map(old.map((end) => [endText(end.ref), end]));
  const keys = new Set(ends.map(({ ref }) => endText(ref)));
  const tally = new FlowTally(options.flowLimit ?? FLOW_LIMIT);
  const asked = askedPorts(ends, options.ports);
  const byPod = new Map(ends.flatMap((end) => (end.pod < 0 ? [] : [[end.pod, end] as const])));
  const matrices = matricesOf(before.network, after.network);
  for (const at of asked) {
    const { was, is } = matrices(at);
    forEachFlowChange(was, is, (change, s, d) => {
      const [source, destination] = [byPod.get(s), byPod.get(d)];
      if (source === undefined || destination === undefined) return;
      if (options.ports === undefined && !listensAt(destination, at)) return;
      tally.add(change, source, destination, at);
    });
  }
  compareOutside(before.network, after.network, ends, oldKeys, options.ports, tally);
  const flows = tally.list();
  const gates = gatesByWorkload(before.network, after.network, ends);
  const isPod = ({ ref }: ReportEnd): boolean => ref.kind === "pod";
  return {
    opened: sum(flows.filter(({ change }) => change === "opened").map(({ count }) => count)),
    closed: sum(flows.filter(({ change }) => change === "closed").map(({ count }) => count)),
    flows,
    pairs: countPairs(before, after, ends),
    guarded: sum(gates.filter((g) => g.change === "guarded").map(({ pods }) => pods.length)),
    freed: sum(gates.filter((g) => g.change === "freed").map(({ pods }) => pods.length)),
    gates,
    came: ends.filter((end) => isPod(end) && !oldKeys.has(endText(end.ref))).map(({ ref }) => ref),
    went: old.filter((end) => isPod(end) && !keys.has(endText(end.ref))).map(({ ref }) => ref),
  };
}

/** Nothing to tell? */
export function isUnchanged(summary: DiffSummary): boolean {
  return [summary.flows, summary.gates, summary.came, summary.went].every(
    (list) => list.length === 0,
  );
}

function askedPorts(
  ends: readonly ReportEnd[],
  ports: readonly PortOfInterest[] | undefined,
): readonly PortOfInterest[] {
  const found = new Map<string, PortOfInterest>();
  const all = ports ?? ends.flatMap((end) => (end.pod < 0 ? [] : (end.ports ?? [])));
  for (const { port, protocol } of all) found.set(`${protocol}/${port}`, { port, protocol });
  return [...found.values()].sort((a, b) => a.port - b.port);
}

interface Matrices {
  readonly was: ReachMatrix;
  readonly is: ReachMatrix;
}

/** The matrices of a port; ports that no policy of either state tells apart share them. */
function matricesOf(
  before: CompiledNetwork,
  after: CompiledNetwork,
): (at: PortOfInterest) => Matrices {
  const classes = [portClasses(before), portClasses(after)] as const;
  const built = new Map<string, Matrices>();
  return (at) => {
    const key = classes.map((of) => of.of(at)?.index ?? `${at.protocol}/${at.port}`).join(" ");
    let found = built.get(key);
    if (found === undefined) {
      const was = buildMatrix(before, at);
      built.set(key, (found = { was, is: updateMatrix(was, after) }));
    }
    return found;
  };
}

/** Flows with an address at one end: one by one, as there are few. */
function compareOutside(
  before: CompiledNetwork,
  after: CompiledNetwork,
  ends: readonly ReportEnd[],
  old: ReadonlyMap<string, ReportEnd>,
  ports: readonly PortOfInterest[] | undefined,
  tally: FlowTally,
): void {
  const outside = ends.filter(({ pod }) => pod < 0);
  const pods = ends.filter(({ pod }) => pod >= 0);
  const compare = (source: ReportEnd, destination: ReportEnd): void => {
    const was = [old.get(endText(source.ref)), old.get(endText(destination.ref))] as const;
    if (was[0] === undefined || was[1] === undefined) return;
    for (const at of ports ?? destination.ports ?? []) {
      const flow = { source: was[0].endpoint, destination: was[1].endpoint, ...at };
      const passed = evaluate(before, flow).allowed;
      const now = { source: source.endpoint, destination: destination.endpoint, ...at };
      const passes = evaluate(after, now).allowed;
      if (passed === passes) continue;
      tally.add(passes ? "opened" : "closed", source, destination, at);
    }
  };
  for (const address of outside) {
    for (const pod of pods) {
      compare(pod, address);
      compare(address, pod);
    }
  }
}

/** Pairs of pods of both sides, on any port that matters. */
function countPairs(
  before: ReportCluster,
  after: ReportCluster,
  ends: readonly ReportEnd[],
): DiffSummary["pairs"] {
  const ports = new Map(ends.map((end) => [endText(end.ref), end.ports ?? []]));
  const portsOf = ({ namespace, name }: { namespace: string; name: string }) =>
    ports.get(`${namespace}/${name}`) ?? [];
  const pods = new Set(ends.map(({ pod }) => pod));
  let [opened, closed] = [0, 0];
  forEachFlowChange(
    buildAnyPort(before.network, portsOf),
    buildAnyPort(after.network, portsOf),
    (change, source, destination) => {
      if (!pods.has(source) || !pods.has(destination)) return;
      if (change === "opened") opened++;
      else closed++;
    },
  );
  return { opened, closed };
}

/** Counts flows by their workloads, and keeps the first of each. */
class FlowTally {
  readonly #limit: number;
  /** A number for each workload, so that a flow costs no text. */
  readonly #workloads = new Map<string, number>();
  readonly #numbers = new Map<ReportEnd, number>();
  readonly #groups = new Map<"opened" | "closed", Map<number, Group>>([
    ["opened", new Map()],
    ["closed", new Map()],
  ]);

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(
    change: "opened" | "closed",
    source: ReportEnd,
    destination: ReportEnd,
    at: PortOfInterest,
  ): void {
    const key = this.#number(source) * MAX_WORKLOADS + this.#number(destination);
    const groups = this.#groups.get(change);
    let group = groups?.get(key);
    if (group === undefined) {
      group = {
        change,
        source: workloadOf(source.ref),
        destination: workloadOf(destination.ref),
        count: 0,
        ports: new Map(),
        flows: [],
      };
      groups?.set(key, group);
    }
    group.count++;
    group.ports.set(at, (group.ports.get(at) ?? 0) + 1);
    if (group.flows.length < this.#limit) {
      group.flows.push({ source: source.ref, destination: destination.ref, at });
    }
  }

  list(): readonly WorkloadFlows[] {
    return [...this.#groups.values()].flatMap((groups) =>
      [...groups.values()]
        .map((group) => ({ ...group, ports: byPort(group.ports) }))
        .sort((a, b) => b.count - a.count || compareText(endsKey(a), endsKey(b))),
    );
  }

  #number(end: ReportEnd): number {
    let number = this.#numbers.get(end);
    if (number === undefined) {
      const { namespace, name } = workloadOf(end.ref);
      const key = `${namespace}/${name}`;
      number = this.#workloads.get(key) ?? this.#workloads.size;
      this.#workloads.set(key, number);
      this.#numbers.set(end, number);
    }
    return number;
  }
}

const endsKey = ({ source, destination }: Pick<Group, "source" | "destination">): string =>
  [source, destination].map(({ namespace, name }) => `${namespace}/${name}`).join(" ");

/** More than any cluster has; the product of two is still a whole number. */
const MAX_WORKLOADS = 2 ** 26;

interface Group extends Omit<WorkloadFlows, "ports"> {
  count: number;
  readonly ports: Map<PortOfInterest, number>;
  readonly flows: ChangedFlow[];
}

/** Ports of addresses come as objects of their own: equal ones are one. */
function byPort(counts: ReadonlyMap<PortOfInterest, number>): WorkloadFlows["ports"] {
  const found = new Map<string, { readonly at: PortOfInterest; readonly count: number }>();
  for (const [{ port, protocol }, count] of counts) {
    const key = `${protocol}/${port}`;
    found.set(key, { at: { port, protocol }, count: count + (found.get(key)?.count ?? 0) });
  }
  return [...found.values()].sort((a, b) => a.at.port - b.at.port);
}

function workloadOf(ref: EndRef): WorkloadRef {
  return ref.kind === "pod"
    ? { namespace: ref.namespace, name: ref.workload }
    : { namespace: "", name: ref.name };
}

/** Gates that were open and are guarded, or the other way; more or fewer policies are no change. */
function gatesByWorkload(
  before: CompiledNetwork,
  after: CompiledNetwork,
  ends: readonly ReportEnd[],
): readonly WorkloadGates[] {
  const byName = new Map(ends.map((end) => [endText(end.ref), end.ref]));
  const sizes = new Map<string, number>();
  const keyOf = ({ namespace, name }: WorkloadRef): string => `${namespace}/${name}`;
  for (const { ref } of ends) {
    const key = keyOf(workloadOf(ref));
    sizes.set(key, (sizes.get(key) ?? 0) + 1);
  }
  const groups = new Map<string, WorkloadGates & { readonly pods: GateChange[] }>();
  for (const gate of diffGates(before, after)) {
    const { change, direction, pod } = gate;
    const ref = byName.get(`${pod.namespace}/${pod.name}`);
    if (change === "recounted" || ref === undefined) continue;
    const workload = workloadOf(ref);
    const id = `${change}/${direction}/${keyOf(workload)}`;
    let group = groups.get(id);
    if (group === undefined) {
      group = { change, workload, direction, pods: [], of: sizes.get(keyOf(workload)) ?? 1 };
      groups.set(id, group);
    }
    group.pods.push(gate);
  }
  return [...groups.values()];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}

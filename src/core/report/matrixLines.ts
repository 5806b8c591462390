/** The lines of a matrix: its ends by namespace and workload, groups folded or with their members. */
import type { ReportEnd } from "./ends.ts";
import { CELL_STATES, isAsked, stateAt } from "./matrix.ts";
import type { CellState, MatrixChanges, MatrixModel } from "./matrix.ts";

/** How far groups are folded unless one is told otherwise. */
export type MatrixLevel = "pod" | "workload" | "namespace";

export interface MatrixLine {
  /** `namespace/NS`, `workload/NS/NAME`, `pod/NS/NAME`, `outside/NAME`. */
  readonly id: string;
  /** A heading has no cells; a group stands for its members; an end is one of them. */
  readonly kind: "heading" | "group" | "end";
  readonly of: "namespace" | "workload" | "pod" | "outside";
  readonly name: string;
  readonly namespace: string;
  /** 0 for namespaces, 1 for workloads and pods of their own, 2 for replicas. */
  readonly depth: number;
  /** Positions in `ends`. */
  readonly members: readonly number[];
}

export interface LineOptions {
  readonly level: MatrixLevel;
  /** By id of a namespace or workload: true folds, false unfolds. */
  readonly folds?: ReadonlyMap<string, boolean>;
  /** Which ends are shown; all unless said. */
  readonly keep?: (end: ReportEnd, index: number) => boolean;
}

const OUTSIDE = "outside";

/** The lines of an axis. A workload of one pod is that pod, and is no group. */
export function matrixLines(
  { ends }: MatrixModel,
  { level, folds, keep = () => true }: LineOptions,
): readonly MatrixLine[] {
  const lines: MatrixLine[] = [];
  const isFolded = (id: string, byDefault: boolean): boolean => folds?.get(id) ?? byDefault;
  for (const [namespace, members] of groupBy(ends, (end) =>
    end.ref.kind === "pod" ? end.ref.namespace : undefined,
  )) {
    const shown = members.filter((index) => keepAt(ends, index, keep));
    if (shown.length === 0) continue;
    const outside = namespace === undefined;
    const id = outside ? OUTSIDE : `namespace/${namespace}`;
    const common = {
      id,
      of: outside ? ("outside" as const) : ("namespace" as const),
      name: namespace ?? "outside",
      namespace: namespace ?? "",
      depth: 0,
      members: shown,
    };
    if (members.length > 1 && isFolded(id, level === "namespace")) {
      lines.push({ ...common, kind: "group" });
      continue;
    }
    lines.push({ ...common, kind: "heading" });
    if (outside) lines.push(...shown.map((index) => endLine(ends, index, 1)));
    else lines.push(...workloadLines(ends, namespace, members, shown, level, isFolded));
  }
  return lines;
}

function workloadLines(
  ends: readonly ReportEnd[],
  namespace: string,
  members: readonly number[],
  shown: readonly number[],
  level: MatrixLevel,
  isFolded: (id: string, byDefault: boolean) => boolean,
): MatrixLine[] {
  const visible = new Set(shown);
  return groupOf(ends, members).flatMap(([workload, replicas]): MatrixLine[] => {
    const kept = replicas.filter((index) => visible.has(index));
    if (kept.length === 0) return [];
    if (replicas.length === 1) return kept.map((index) => endLine(ends, index, 1));
    const id = `workload/${namespace}/${workload}`;
    const group = {
      id,
      of: "workload",
      name: workload,
      namespace,
      depth: 1,
      members: kept,
    } as const;
    if (isFolded(id, level !== "pod")) return [{ ...group, kind: "group" }];
    return [{ ...group, kind: "heading" }, ...kept.map((index) => endLine(ends, index, 2))];
  });
}

function groupOf(ends: readonly ReportEnd[], members: readonly number[]): [string, number[]][] {
  const groups = new Map<string, number[]>();
  for (const index of members) {
    const ref = ends[index]?.ref;
    const workload = ref?.kind === "pod" ? ref.workload : "";
    const group = groups.get(workload);
    if (group === undefined) groups.set(workload, [index]);
    else group.push(index);
  }
  return [...groups];
}

function groupBy(
  ends: readonly ReportEnd[],
  key: (end: ReportEnd) => string | undefined,
): Map<string | undefined, number[]> {
  const groups = new Map<string | undefined, number[]>();
  for (const [index, end] of ends.entries()) {
    const name = key(end);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [index]);
    else group.push(index);
  }
  return groups;
}

function keepAt(
  ends: readonly ReportEnd[],
  index: number,
  keep: (end: ReportEnd, index: number) => boolean,
): boolean {
  const end = ends[index];
  return end !== undefined && keep(end, index);
}

function endLine(ends: readonly ReportEnd[], index: number, depth: number): MatrixLine {
  const ref = ends[index]?.ref;
  const name = ref?.name ?? "";
  const namespace = ref?.kind === "pod" ? ref.namespace : "";
  return {
    id: ref?.kind === "pod" ? `pod/${namespace}/${name}` : `outside/${name}`,
    kind: "end",
    of: ref?.kind === "pod" ? "pod" : "outside",
    name,
    namespace,
    depth,
    members: [index],
  };
}

// ---------------------------------------------------------------------------------------------
// Cells

/** Where two lines meet. One pair has a state; many have counts. */
export interface MatrixCell {
  /** The state of the only pair, else the one that all asked pairs share; undefined when they differ. */
  readonly state: CellState | undefined;
  /** True when the cell stands for more than one pair. */
  readonly many: boolean;
  readonly allowed: number;
  readonly asked: number;
  readonly counts: Readonly<Record<CellState, number>>;
  readonly opened: number;
  readonly closed: number;
}

/** Nothing of any state, to be counted up. */
export function noCounts(): Record<CellState, number> {
  return {
    allowed: 0,
    refused: 0,
    "blocked-egress": 0,
    "blocked-ingress": 0,
    "blocked-both": 0,
    "no-port": 0,
    none: 0,
  };
}

/** The cell of two lines; undefined where one is a heading. */
export function matrixCell(
  model: MatrixModel,
  row: MatrixLine,
  column: MatrixLine,
  changes?: MatrixChanges,
): MatrixCell | undefined {
  if (row.kind === "heading" || column.kind === "heading") return undefined;
  const counts = noCounts();
  let [opened, closed, asked] = [0, 0, 0];
  for (const s of row.members) {
    for (const d of column.members) {
      const state = stateAt(model, s, d);
      counts[state]++;
      if (isAsked(state)) asked++;
      const change = changes?.[s * model.ends.length + d] ?? 0;
      if (change > 0) opened++;
      else if (change < 0) closed++;
    }
  }
  const present = CELL_STATES.filter((state) => counts[state] > 0);
  const meant = asked > 0 ? present.filter(isAsked) : present;
  return {
    state: meant.length === 1 ? meant[0] : asked === 0 ? (meant.at(0) ?? "none") : undefined,
    many: row.members.length * column.members.length > 1,
    allowed: counts.allowed,
    asked,
    counts,
    opened,
    closed,
  };
}

/** Policies at a line's gate: of an end its number; of a group the least and the most of its pods. */
export interface LineGate {
  readonly least: number;
  readonly most: number;
  /** Pods of the line whose gate is guarded. */
  readonly guarded: number;
  readonly of: number;
}

export function lineGate(
  { ends }: MatrixModel,
  line: MatrixLine,
  direction: "Egress" | "Ingress",
): LineGate | undefined {
  const counts = line.members.flatMap((index) => {
    const end = ends[index];
    return (direction === "Egress" ? end?.egress : end?.ingress) ?? [];
  });
  if (counts.length === 0) return undefined;
  return {
    least: Math.min(...counts),
    most: Math.max(...counts),
    guarded: counts.filter((count) => count > 0).length,
    of: counts.length,
  };
}

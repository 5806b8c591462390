/** Which lines of a matrix are shown: by words, and by what their cells say. */
import type { ReportEnd } from "./ends.ts";
import { stateAt, type MatrixChanges, type MatrixModel } from "./matrix.ts";
import type { MatrixCell, MatrixLevel } from "./matrixLines.ts";

/**
 * True of ends in which every word of the text is found: in the name, the namespace, the workload,
 * or a label as `key=value`. Letter case does not matter.
 */
export function endFilter(text: string): (end: ReportEnd) => boolean {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0) return () => true;
  return ({ ref, endpoint }) => {
    const facts = [ref.name];
    if (ref.kind === "pod") facts.push(`${ref.namespace}/${ref.name}`, ref.workload);
    if (endpoint.kind === "pod") {
      for (const [key, value] of Object.entries(endpoint.labels)) facts.push(`${key}=${value}`);
      facts.push(...endpoint.ips);
    } else facts.push(endpoint.ip);
    const lower = facts.map((fact) => fact.toLowerCase());
    return words.every((word) => lower.some((fact) => fact.includes(word)));
  };
}

/** Ends above which workloads are folded, and above which namespaces are, unless told otherwise. */
const FOLD_WORKLOADS = 60;
const FOLD_NAMESPACES = 1000;

export function usualLevel({ ends }: MatrixModel): MatrixLevel {
  if (ends.length > FOLD_NAMESPACES) return "namespace";
  return ends.length > FOLD_WORKLOADS ? "workload" : "pod";
}

export type CellKind = "allowed" | "blocked" | "changed";

/** Does a cell hold a pair of the kind? */
export function cellHas({ counts, opened, closed }: MatrixCell, kind: CellKind): boolean {
  if (kind === "allowed") return counts.allowed > 0;
  if (kind === "changed") return opened + closed > 0;
  return counts["blocked-egress"] + counts["blocked-ingress"] + counts["blocked-both"] > 0;
}

/** Positions of ends on each axis. */
export interface Shown {
  readonly rows: ReadonlySet<number>;
  readonly columns: ReadonlySet<number>;
}

/** The ends whose words fit, and of those the ones that meet another in a pair of the kind. */
export function shownEnds(
  model: MatrixModel,
  words: { readonly from: string; readonly to: string },
  kind: CellKind | "all",
  changes?: MatrixChanges,
): Shown {
  const positions = (text: string): number[] => {
    const fits = endFilter(text);
    return model.ends.flatMap((end, index) => (fits(end) ? [index] : []));
  };
  const [rows, columns] = [positions(words.from), positions(words.to)];
  if (kind === "all") return { rows: new Set(rows), columns: new Set(columns) };
  const kept = { rows: new Set<number>(), columns: new Set<number>() };
  for (const s of rows) {
    for (const d of columns) {
      if (!pairIs(model, s, d, kind, changes)) continue;
      kept.rows.add(s);
      kept.columns.add(d);
    }
  }
  return kept;
}

function pairIs(
  model: MatrixModel,
  source: number,
  destination: number,
  kind: CellKind,
  changes: MatrixChanges | undefined,
): boolean {
  if (kind === "changed") return (changes?.[source * model.ends.length + destination] ?? 0) !== 0;
  const state = stateAt(model, source, destination);
  return kind === "allowed" ? state === "allowed" : state.startsWith("blocked");
}

/** A difference in words: the one place where changes become text. Names when few, counts when many. */
import { portText } from "../netpol/match.ts";
import { count } from "../netpol/phrases.ts";
import type { PortOfInterest } from "../netpol/matrix.ts";
import { endText } from "./ends.ts";
import { isUnchanged } from "./changes.ts";
import type { DiffSummary, WorkloadFlows, WorkloadGates, WorkloadRef } from "./changes.ts";

const flowsOf = (n: number): string => count(n, "flow", "flows");

/** `shop/web`; the name alone where all that is spoken of is in one namespace. */
export type Namer = (workload: WorkloadRef) => string;

/** Names as short as they may be without doubt in this difference. */
export function namerOf({ flows, gates }: DiffSummary): Namer {
  const named = [
    ...flows.flatMap(({ source, destination }) => [source, destination]),
    ...gates.map(({ workload }) => workload),
  ];
  const namespaces = new Set(named.map(({ namespace }) => namespace).filter((ns) => ns !== ""));
  return ({ namespace, name }) =>
    namespace === "" || namespaces.size < 2 ? name : `${namespace}/${name}`;
}

/** `TCP 80, 443 and UDP 53`, at most three. */
export function portsText(ports: readonly { readonly at: PortOfInterest }[]): string {
  const shown = ports.slice(0, 3).map(({ at }) => portText(at));
  const more = ports.length - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
}

/** `frontend → backend TCP 8080`. */
export function flowsText({ source, destination, ports }: WorkloadFlows, name: Namer): string {
  return `${name(source)} → ${name(destination)} ${portsText(ports)}`;
}

/** `ingress of backend`, with the number of pods where not all of them are meant. */
export function gatesText({ workload, direction, pods, of }: WorkloadGates, name: Namer): string {
  const some = pods.length < of ? ` (${pods.length} of ${of} pods)` : "";
  return `${direction.toLowerCase()} of ${name(workload)}${some}`;
}

/** `backend:8080`, as a person says it in passing. */
function briefly({ source, destination, ports }: WorkloadFlows, name: Namer): string {
  const [only] = ports;
  const port =
    ports.length !== 1 || only === undefined
      ? ` on ${ports.length} ports`
      : only.at.protocol === "TCP"
        ? `:${only.at.port}`
        : ` ${portText(only.at)}`;
  return `${name(source)} → ${name(destination)}${port}`;
}

/** How many pairs of workloads a headline names before it counts. */
const NAMED = 2;

/**
 * The difference in one line: `frontend → backend:8080 opened; 14 flows closed; 3 gates guarded`.
 */
export function diffHeadline(summary: DiffSummary): string {
  if (isUnchanged(summary)) return "No flow and no gate changed";
  const name = namerOf(summary);
  const parts = (["opened", "closed"] as const).flatMap((change) => {
    const groups = summary.flows.filter((group) => group.change === change);
    if (groups.length === 0) return [];
    return groups.length <= NAMED
      ? [`${groups.map((group) => briefly(group, name)).join(", ")} ${change}`]
      : [`${flowsOf(summary[change])} ${change}`];
  });
  for (const change of ["guarded", "freed"] as const) {
    const n = summary[change];
    if (n > 0) parts.push(`${count(n, "gate", "gates")} ${change}`);
  }
  if (summary.came.length > 0) parts.push(`${count(summary.came.length, "pod", "pods")} came`);
  if (summary.went.length > 0) parts.push(`${count(summary.went.length, "pod", "pods")} went`);
  return parts.join("; ");
}

export interface DiffTextOptions {
  /** Lines of each part; the rest is counted. */
  readonly most?: number;
}

const MOST = 20;

/** The difference as text: a headline, then parts with their lines indented by two. */
export function diffLines(
  summary: DiffSummary,
  { most = MOST }: DiffTextOptions = {},
): readonly string[] {
  const name = namerOf(summary);
  const part = (title: string, lines: readonly string[]): string[] => {
    if (lines.length === 0) return [];
    const more = lines.length - most;
    return [
      title,
      ...lines.slice(0, most).map((line) => `  ${line}`),
      ...(more > 0 ? [`  and ${more} more`] : []),
    ];
  };
  const flows = (change: "opened" | "closed"): string[] =>
    summary.flows
      .filter((group) => group.change === change)
      .map((group) =>
        group.count === 1
          ? flowsText(group, name)
          : `${flowsText(group, name)} (${flowsOf(group.count)})`,
      );
  const gates = (change: "guarded" | "freed"): string[] =>
    summary.gates.filter((group) => group.change === change).map((group) => gatesText(group, name));
  return [
    diffHeadline(summary),
    ...part(`Opened: ${flowsOf(summary.opened)}`, flows("opened")),
    ...part(`Closed: ${flowsOf(summary.closed)}`, flows("closed")),
    ...part(`Guarded: ${count(summary.guarded, "gate", "gates")}`, gates("guarded")),
    ...part(`Freed: ${count(summary.freed, "gate", "gates")}`, gates("freed")),
    ...part(`Came: ${count(summary.came.length, "pod", "pods")}`, summary.came.map(endText)),
    ...part(`Went: ${count(summary.went.length, "pod", "pods")}`, summary.went.map(endText)),
  ];
}

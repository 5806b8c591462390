/** Flows as records: what every list, table and drawing of verdicts is written from. */
import { portText } from "../netpol/match.ts";
import type { FlowProtocol } from "../netpol/types.ts";

/** One flow and its verdict, as `-o json` prints it. */
export interface FlowRecord {
  /** `NAMESPACE/POD`, or an address. */
  readonly from: string;
  readonly to: string;
  /** 0 for ICMP. */
  readonly port: number;
  readonly protocol: FlowProtocol;
  /** Does the source's gate let it out, the destination's let it in? */
  readonly egress: boolean;
  readonly ingress: boolean;
  readonly allowed: boolean;
}

/** The verdict in words, naming the gate that drops. */
export function verdictWord({ egress, ingress }: Pick<FlowRecord, "egress" | "ingress">): string {
  if (egress) return ingress ? "allowed" : "dropped at ingress";
  return ingress ? "dropped at egress" : "dropped at both";
}

/** `2 of 3 flows pass`. */
export function flowTotals(flows: readonly FlowRecord[]): string {
  const passing = flows.filter(({ allowed }) => allowed).length;
  return `${passing} of ${flows.length} ${flows.length === 1 ? "flow passes" : "flows pass"}`;
}

/** Rows of a table, its head first. */
export function flowRows(flows: readonly FlowRecord[]): readonly (readonly string[])[] {
  return [
    ["FROM", "TO", "PORT", "VERDICT"],
    ...flows.map((flow) => [flow.from, flow.to, portText(flow), verdictWord(flow)]),
  ];
}

/** Rows for a sheet: a column a field, names as in JSON. */
export function flowSheet(flows: readonly FlowRecord[]): readonly (readonly string[])[] {
  return [
    ["from", "to", "port", "protocol", "egress", "ingress", "allowed"],
    ...flows.map((flow) => [
      flow.from,
      flow.to,
      String(flow.port),
      flow.protocol,
      String(flow.egress),
      String(flow.ingress),
      String(flow.allowed),
    ]),
  ];
}

/** All that passes between two ends, as one arrow. */
export interface FlowArrow {
  readonly from: string;
  readonly to: string;
  /** `TCP 80, 443; UDP 53`. */
  readonly label: string;
}

/** What passes, an arrow a pair of ends, in order of first appearance. */
export function passingArrows(flows: readonly FlowRecord[]): readonly FlowArrow[] {
  const pairs = new Map<string, FlowRecord[]>();
  for (const flow of flows) {
    if (!flow.allowed) continue;
    const key = `${flow.from} ${flow.to}`;
    const pair = pairs.get(key);
    if (pair === undefined) pairs.set(key, [flow]);
    else pair.push(flow);
  }
  return [...pairs.values()].flatMap((pair) => {
    const [first] = pair;
    return first === undefined ? [] : [{ from: first.from, to: first.to, label: portsLabel(pair) }];
  });
}

function portsLabel(flows: readonly FlowRecord[]): string {
  const byProtocol = new Map<FlowProtocol, number[]>();
  for (const { port, protocol } of flows)
    byProtocol.set(protocol, [...(byProtocol.get(protocol) ?? []), port]);
  return [...byProtocol]
    .map(([protocol, ports]) => {
      const numbers = [...new Set(ports)].sort((a, b) => a - b);
      return protocol === "ICMP" ? protocol : `${protocol} ${numbers.join(", ")}`;
    })
    .join("; ");
}

/** The ends by namespace; addresses stand under "". */
export function endsByNamespace(ends: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const end of new Set(ends)) {
    const slash = end.indexOf("/");
    const namespace = slash < 0 ? "" : end.slice(0, slash);
    const group = groups.get(namespace);
    if (group === undefined) groups.set(namespace, [end]);
    else group.push(end);
  }
  return groups;
}

/** The name of an end without its namespace. */
export function shortName(end: string): string {
  return end.slice(end.indexOf("/") + 1);
}

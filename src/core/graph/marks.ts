import type { Point } from "./geometry.ts";
import type { FlowStatus, GraphFlow } from "./types.ts";

/** The sign a flow ends in; each also says its status alone. */
export type EndMark = "arrow" | "cross" | "bar" | "void" | "question";

export interface FlowPath {
  readonly flow: GraphFlow;
  readonly points: readonly Point[];
  /** SVG path data of what is drawn. */
  readonly d: string;
  readonly end: EndMark;
  /** Where the mark stands: the tip of an arrow, the middle of any other mark. */
  readonly mark: Point;
  /** Direction in which the flow arrives at its mark, in degrees; 0 is to the right. */
  readonly heading: number;
  /** The way it would have gone on, for a flow that never left its source. */
  readonly ghost?: string;
  /** Whole way from gate to gate, for a packet to follow. */
  readonly way: string;
}

export const END_MARKS: Readonly<Record<FlowStatus, EndMark>> = {
  allowed: "arrow",
  "blocked-egress": "cross",
  "blocked-ingress": "cross",
  "blocked-both": "cross",
  refused: "bar",
  "no-answer": "void",
  "dns-failed": "question",
  "no-route": "bar",
};

/** True for a flow that never leaves its source: it ends at the outer side of the egress gate. */
export function endsAtSource(status: FlowStatus): boolean {
  return status === "blocked-egress" || status === "blocked-both" || status === "no-route";
}

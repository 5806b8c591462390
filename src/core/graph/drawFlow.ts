import { MARK, type Point } from "./geometry.ts";
import { LABEL, type FlowLabel } from "./label.ts";
import type { EndMark, FlowPath } from "./marks.ts";
import { lengthOf } from "./polyline.ts";
import type { Ink, PathShape, Shape } from "../draw/shapes.ts";
import type { FlowStatus } from "./types.ts";

interface FlowStyle {
  readonly ink: Ink;
  /** Length of a dash and of a gap, in px. */
  readonly dash?: readonly [number, number];
}

/** Colour and line of every status; the third sign is the mark at its end. */
const FLOW_STYLES: Readonly<Record<FlowStatus, FlowStyle>> = {
  allowed: { ink: "allow" },
  "blocked-egress": { ink: "deny", dash: [6, 5] },
  "blocked-ingress": { ink: "deny", dash: [6, 5] },
  "blocked-both": { ink: "deny", dash: [6, 5] },
  refused: { ink: "warn" },
  "no-answer": { ink: "warn", dash: [9, 4] },
  "dns-failed": { ink: "warn", dash: [2, 5] },
  "no-route": { ink: "muted", dash: [2, 5] },
};

/**
 * The line of a flow. A whole number of dashes fits into it, so that lines that share their first or
 * last stretch have their dashes in the same places there and still look dashed.
 */
export function lineShapes(path: FlowPath, width = 2): readonly Shape[] {
  const { ink, dash } = FLOW_STYLES[path.flow.status];
  const line: PathShape = {
    shape: "path",
    d: path.d,
    stroke: ink,
    strokeWidth: width,
    role: "line",
  };
  if (dash === undefined) return [line];
  const [on, off] = dash;
  const periods = Math.max(1, Math.round((lengthOf(path.points) - on) / (on + off)));
  return [{ ...line, dash: dash.join(" "), length: periods * (on + off) + on }];
}

/** The mark in which a flow ends. */
export function markShapes(path: FlowPath, small = false): readonly Shape[] {
  const { ink } = FLOW_STYLES[path.flow.status];
  return MARKS[path.end](path.mark, path.heading, ink, small ? 6 : MARK);
}

type DrawMark = (at: Point, heading: number, ink: Ink, size: number) => readonly Shape[];

const MARKS: Readonly<Record<EndMark, DrawMark>> = {
  arrow: (at, heading, ink, size) => [
    {
      shape: "path",
      d: size < MARK ? "M-8 -3.6L0 0L-8 3.6z" : "M-11 -5L0 0L-11 5z",
      at: { ...at, turn: heading },
      fill: ink,
      role: "arrow",
    },
  ],
  cross: ({ x, y }, _heading, ink, size) => {
    const arm = size * 0.375;
    return [
      {
        shape: "circle",
        x,
        y,
        radius: size,
        fill: ink,
        stroke: "panel",
        strokeWidth: size < MARK ? 1.5 : 2,
        role: "cross",
      },
      {
        shape: "path",
        d: `M${-arm} ${-arm}L${arm} ${arm}M${arm} ${-arm}L${-arm} ${arm}`,
        at: { x, y },
        stroke: "on-deny",
        strokeWidth: size < MARK ? 1.6 : 2,
        cap: "round",
      },
    ];
  },
  bar: (at, heading, ink, size) => [
    {
      shape: "path",
      d: `M0 ${-size}V${size}`,
      at: { ...at, turn: heading },
      stroke: ink,
      strokeWidth: 3.5,
      cap: "round",
      role: "bar",
    },
  ],
  void: ({ x, y }, _heading, ink, size) => [
    {
      shape: "circle",
      x,
      y,
      radius: size - 1,
      fill: "panel",
      stroke: ink,
      strokeWidth: 2,
      dash: "3 2.6",
      role: "void",
    },
  ],
  question: ({ x, y }, _heading, ink, size) => [
    {
      shape: "circle",
      x,
      y,
      radius: size,
      fill: "panel",
      stroke: ink,
      strokeWidth: 2,
      role: "question",
    },
    {
      shape: "text",
      x,
      y: y + 4,
      text: "?",
      size: 11,
      face: "ui",
      weight: 700,
      anchor: "middle",
      fill: ink,
    },
  ],
};

/** The pill with protocol and port. */
export function labelShapes(
  status: FlowStatus,
  label: Pick<FlowLabel, "text" | "rect">,
): readonly Shape[] {
  const { ink } = FLOW_STYLES[status];
  const { rect, text } = label;
  return [
    {
      shape: "rect",
      x: rect.x,
      y: rect.y,
      width: rect.width,
      height: rect.height,
      radius: rect.height / 2,
      fill: "panel",
      stroke: ink,
      strokeWidth: 1,
      role: "label",
    },
    {
      shape: "text",
      x: rect.x + rect.width / 2,
      y: rect.y + 12.6,
      text,
      size: LABEL.size,
      face: "mono",
      weight: 500,
      anchor: "middle",
      fill: ink,
    },
  ];
}

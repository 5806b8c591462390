/**
 * The way of every flow: from the right edge of its source to the left edge of its destination,
 * through the channels of the grid and never across a card; and the mark in which it ends.
 */
import {
  CARD,
  COLUMN_GAP,
  GATE,
  MARK,
  REGION_PAD,
  ROW_GAP,
  centre,
  type Point,
  type Rect,
} from "./geometry.ts";
import { LanePlanner, type LaneOffset } from "./lanes.ts";
import { PITCH, type Cell, type GraphLayout } from "./layout.ts";
import { END_MARKS, endsAtSource, type EndMark, type FlowPath } from "./marks.ts";
import { roundedPath } from "./polyline.ts";
import { ringPath } from "./ring.ts";
import type { GraphCard, GraphFlow, GraphModel } from "./types.ts";

const GATE_REACH = GATE.guarded.width / 2;
/** Below the middle of a card: stopped flows at a gate that others pass. */
const STOPPED_BELOW = 14;

/** Paths of all flows whose two ends have a place; in the order of the flows. */
export function routeFlows(
  model: Pick<GraphModel, "flows" | "cards">,
  layout: GraphLayout,
): readonly FlowPath[] {
  if (layout.kind === "ring") {
    return model.flows.flatMap((flow) => {
      const source = layout.cards.get(flow.source);
      const destination = layout.cards.get(flow.destination);
      return source === undefined || destination === undefined || flow.source === flow.destination
        ? []
        : [ringPath(flow, source, destination)];
    });
  }
  const ports = gatePorts(model);
  const planner = new LanePlanner();
  const drafts: Draft[] = [];
  for (const flow of model.flows) {
    const draft = draftOf(flow, model, layout, ports);
    if (draft === undefined) continue;
    drafts.push(draft);
    if (!endsAtSource(flow.status)) claimLanes(draft, layout, planner);
  }
  const lanes = planner.plan((channel) => roomOf(channel, layout), 8);
  return drafts.map((draft) => finish(draft, layout, lanes, ports));
}

/** The way between two cards as if nothing stood in it; for packets and for a flow being drawn. */
export function wayBetween(source: string, destination: string, layout: GraphLayout): string {
  const from = layout.cards.get(source);
  const to = layout.cards.get(destination);
  if (from === undefined || to === undefined) return "";
  const start = { x: from.x + from.width, y: centre(from).y };
  const end = { x: to.x, y: centre(to).y };
  const a = layout.cells.get(source);
  const b = layout.cells.get(destination);
  if (a === undefined || b === undefined) return roundedPath([start, end]);
  const shape = shapeOf(a, b, layout);
  return roundedPath(bend(start, end, shape, layout, () => 0, "", ""));
}

interface Draft {
  readonly flow: GraphFlow;
  /** Trunk of the source, and of the destination: flows of one trunk share their lanes. */
  readonly key: string;
  readonly into: string;
  readonly start: Point;
  readonly end: Point;
  readonly from: Rect;
  readonly shape: Shape;
}

/** Which channels a flow uses: none, one vertical, or vertical, horizontal, vertical. */
type Shape =
  | { readonly kind: "straight" }
  | { readonly kind: "step"; readonly channel: number }
  | { readonly kind: "detour"; readonly out: number; readonly across: string; readonly in: number };

type Ports = ReadonlyMap<string, ReadonlySet<"pass" | "stop">>;

/** Which cards have both passing and stopped flows at a gate, so that the two must keep apart. */
function gatePorts(model: Pick<GraphModel, "flows">): Ports {
  const ports = new Map<string, Set<"pass" | "stop">>();
  const note = (key: string, fate: "pass" | "stop"): void => {
    const known = ports.get(key);
    if (known === undefined) ports.set(key, new Set([fate]));
    else known.add(fate);
  };
  for (const flow of model.flows) {
    if (endsAtSource(flow.status)) continue;
    const fate = flow.status === "allowed" ? "pass" : "stop";
    note(`out ${flow.source}`, fate);
    note(`in ${flow.destination}`, fate);
  }
  return ports;
}

function draftOf(
  flow: GraphFlow,
  model: Pick<GraphModel, "cards">,
  layout: GraphLayout,
  ports: Ports,
): Draft | undefined {
  const from = layout.cards.get(flow.source);
  const to = layout.cards.get(flow.destination);
  const a = layout.cells.get(flow.source);
  const b = layout.cells.get(flow.destination);
  if (from === undefined || to === undefined || a === undefined || b === undefined)
    return undefined;
  const stopped = flow.status !== "allowed";
  const both = (key: string): boolean => ports.get(key)?.size === 2;
  const shape = shapeOf(a, b, layout);
  const shift = {
    out: stopped && both(`out ${flow.source}`),
    in: stopped && both(`in ${flow.destination}`),
  };
  // A straight line stays straight: it leaves as high as it arrives
  const straight = shape.kind === "straight";
  const startY = centre(from).y + (shift.out || (straight && shift.in) ? STOPPED_BELOW : 0);
  const endY = centre(to).y + (shift.in || (straight && shift.out) ? STOPPED_BELOW : 0);
  return {
    flow,
    key: `${flow.source} ${flow.status}`,
    into: `${flow.destination} ${stopped ? "stop" : "pass"}`,
    from,
    start: { x: from.x + from.width + reach(model.cards.get(flow.source), "egress"), y: startY },
    end: { x: to.x - reach(model.cards.get(flow.destination), "ingress") - 2, y: endY },
    shape,
  };
}

/** How far a gate stands out of the card's edge. */
function reach(card: GraphCard | undefined, gate: "egress" | "ingress"): number {
  return card === undefined || card[gate].state === "none" ? 2 : GATE_REACH;
}

function shapeOf(from: Cell, to: Cell, layout: GraphLayout): Shape {
  const out = from.column;
  const into = to.column - 1;
  if (out === into) {
    return from.row === to.row ? { kind: "straight" } : { kind: "step", channel: out };
  }
  if (to.column > from.column) {
    const between = (row: number): boolean => clear(layout, row, from.column + 1, to.column - 1);
    if (between(to.row)) {
      return from.row === to.row ? { kind: "straight" } : { kind: "step", channel: out };
    }
    if (between(from.row)) return { kind: "step", channel: into };
  }
  return { kind: "detour", out, across: crossing(from, to, layout), in: into };
}

function clear(layout: GraphLayout, row: number, first: number, last: number): boolean {
  for (const cell of layout.cells.values()) {
    if (cell.row === row && cell.column >= first && cell.column <= last) return false;
  }
  return true;
}

/** The horizontal channel of a detour: beside the destination's row, on the source's side of it. */
function crossing(from: Cell, to: Cell, layout: GraphLayout): string {
  if (to.row < from.row) return `b${to.row}`;
  if (to.row === from.row && to.column <= from.column) return `b${to.row}`;
  return firstOfShelf(layout, to.row) ? `a${to.row}` : `b${to.row - 1}`;
}

function firstOfShelf(layout: GraphLayout, row: number): boolean {
  const previous = layout.rowTops[row - 1];
  const own = layout.rowTops[row];
  if (previous === undefined || own === undefined) return true;
  return own - previous > REGION_PAD.top + REGION_PAD.bottom + ROW_GAP;
}

/** Middle of a horizontal channel: `b3` below row 3, `a3` above row 3 under a region's name. */
function channelY(channel: string, layout: GraphLayout): number {
  const top = layout.rowTops[Number(channel.slice(1))] ?? 0;
  return channel.startsWith("a") ? top - 16 : top + CARD.height + ROW_GAP / 2 - 2;
}

/** Middle of the channel right of a column; those outside the grid run close to its edge. */
function channelX(channel: number, layout: GraphLayout): number {
  if (channel < 0) return -OUTER;
  const right = channel * PITCH + CARD.width;
  return channel >= layout.columns - 1 ? right + OUTER : right + COLUMN_GAP / 2;
}

const OUTER = 42;

function claimLanes(draft: Draft, layout: GraphLayout, planner: LanePlanner): void {
  const { shape, key, into, start, end } = draft;
  if (shape.kind === "step") planner.claim(`v${shape.channel}`, key, start.y, end.y);
  if (shape.kind !== "detour") return;
  const y = channelY(shape.across, layout);
  planner.claim(`v${shape.out}`, key, start.y, y);
  planner.claim(shape.across, key, channelX(shape.out, layout), channelX(shape.in, layout));
  planner.claim(`v${shape.in}`, into, y, end.y);
}

/** Half of what lanes may use of a channel. */
function roomOf(channel: string, layout: GraphLayout): number {
  if (channel.startsWith("a")) return 10;
  if (channel.startsWith("b")) return 15;
  const column = Number(channel.slice(1));
  return column < 0 || column >= layout.columns - 1 ? 12 : COLUMN_GAP / 2 - 30;
}

function bend(
  start: Point,
  end: Point,
  shape: Shape,
  layout: GraphLayout,
  lanes: LaneOffset,
  key: string,
  into: string,
): Point[] {
  if (shape.kind === "straight") {
    if (start.y === end.y) return [start, end];
    const x = (start.x + end.x) / 2;
    return [start, { x, y: start.y }, { x, y: end.y }, end];
  }
  if (shape.kind === "step") {
    const x = channelX(shape.channel, layout) + lanes(`v${shape.channel}`, key);
    return [start, { x, y: start.y }, { x, y: end.y }, end];
  }
  const x1 = channelX(shape.out, layout) + lanes(`v${shape.out}`, key);
  const x2 = channelX(shape.in, layout) + lanes(`v${shape.in}`, into);
  const y = channelY(shape.across, layout) + lanes(shape.across, key);
  return [start, { x: x1, y: start.y }, { x: x1, y }, { x: x2, y }, { x: x2, y: end.y }, end];
}

/** Where at a gate a cross stands, so that the flows that leave it do not run through the cross. */
function beside(others: ReadonlySet<"pass" | "stop"> | undefined): number {
  if (others === undefined) return 0;
  return others.size === 2 ? -STOPPED_BELOW : STOPPED_BELOW;
}

function finish(draft: Draft, layout: GraphLayout, lanes: LaneOffset, ports: Ports): FlowPath {
  const { flow, shape, from, start, end, key, into } = draft;
  const mark = END_MARKS[flow.status];
  if (endsAtSource(flow.status)) {
    // Just outside the gate, touching it: nothing goes beyond
    const y = centre(from).y + beside(ports.get(`out ${flow.source}`));
    const at = { x: start.x + MARK - 3, y };
    const points = [{ x: start.x, y }, at];
    const way = roundedPath(bend(start, end, shape, layout, () => 0, key, into));
    return {
      flow,
      points,
      d: roundedPath(points),
      end: mark,
      mark: at,
      heading: 0,
      ghost: way,
      way,
    };
  }
  const whole = bend(start, end, shape, layout, lanes, key, into);
  const room = ROOM_FOR_MARK[mark];
  const points = whole.map((point, index) =>
    index === whole.length - 1 ? { x: end.x - room.line, y: end.y } : point,
  );
  return {
    flow,
    points,
    d: roundedPath(points),
    end: mark,
    mark: { x: end.x - room.mark, y: end.y },
    heading: 0,
    way: roundedPath(whole),
  };
}

/** How far before the gate the line and the middle of its mark end. */
const ROOM_FOR_MARK: Readonly<Record<EndMark, { readonly line: number; readonly mark: number }>> = {
  arrow: { line: 6, mark: 0 },
  cross: { line: 2 * MARK - 1, mark: MARK - 1 },
  bar: { line: 2, mark: 2 },
  void: { line: 2 * MARK - 1, mark: MARK - 1 },
  question: { line: 2 * MARK - 1, mark: MARK - 1 },
};

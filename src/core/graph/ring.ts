/** Flows of a ring: straight lines from card to card, the two directions side by side. */
import { centre, type Point, type Rect } from "./geometry.ts";
import { round } from "../draw/svg.ts";
import { END_MARKS, endsAtSource, type FlowPath } from "./marks.ts";
import type { GraphFlow } from "./types.ts";

/** Room around a ring card for its gates. */
const MARGIN = { x: 9, y: 5 } as const;
const APART = 3.2;
const SMALL_MARK = 6;

export function ringPath(flow: GraphFlow, source: Rect, destination: Rect): FlowPath {
  const a = centre(source);
  const b = centre(destination);
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  const unit = { x: (b.x - a.x) / length, y: (b.y - a.y) / length };
  const shift = (p: Point): Point => ({ x: p.x - unit.y * APART, y: p.y + unit.x * APART });
  const start = along(shift(a), unit, exitDistance(source, unit));
  const end = along(
    shift(b),
    { x: -unit.x, y: -unit.y },
    exitDistance(destination, { x: -unit.x, y: -unit.y }),
  );
  const end_ = END_MARKS[flow.status];
  const stopsEarly = endsAtSource(flow.status);
  const mark = stopsEarly
    ? along(start, unit, SMALL_MARK)
    : end_ === "arrow"
      ? end
      : along(end, unit, -SMALL_MARK);
  const lineEnd = end_ === "arrow" ? along(end, unit, -4) : along(end, unit, -2 * SMALL_MARK);
  const way = line(start, end);
  return {
    flow,
    points: stopsEarly ? [start, mark] : [start, lineEnd],
    d: stopsEarly ? line(start, mark) : line(start, lineEnd),
    end: end_,
    mark,
    heading: round((Math.atan2(unit.y, unit.x) * 180) / Math.PI),
    way,
    ...(stopsEarly ? { ghost: way } : {}),
  };
}

/** From the middle of a card to where a ray leaves the card with its gates. */
function exitDistance(rect: Rect, unit: Point): number {
  const x = (rect.width / 2 + MARGIN.x) / Math.max(1e-6, Math.abs(unit.x));
  const y = (rect.height / 2 + MARGIN.y) / Math.max(1e-6, Math.abs(unit.y));
  return Math.min(x, y);
}

const along = (from: Point, unit: Point, length: number): Point => ({
  x: from.x + unit.x * length,
  y: from.y + unit.y * length,
});

const line = (a: Point, b: Point): string =>
  `M${round(a.x)} ${round(a.y)}L${round(b.x)} ${round(b.y)}`;

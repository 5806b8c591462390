import { type Point } from "./geometry.ts";
import { round } from "../draw/svg.ts";

/** SVG path data along `points`, with every corner rounded by at most `radius` px. */
export function roundedPath(points: readonly Point[], radius = 16): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  const parts = [`M${round(first.x)} ${round(first.y)}`];
  let previous = first;
  for (const [index, point] of rest.entries()) {
    const next = rest[index + 1];
    if (next === undefined) {
      parts.push(`L${round(point.x)} ${round(point.y)}`);
      break;
    }
    const before = distance(previous, point);
    const after = distance(point, next);
    const r = Math.min(radius, before / 2, after / 2);
    if (r < 0.5) parts.push(`L${round(point.x)} ${round(point.y)}`);
    else {
      const a = towards(point, previous, r);
      const b = towards(point, next, r);
      parts.push(
        `L${round(a.x)} ${round(a.y)}Q${round(point.x)} ${round(point.y)} ${round(b.x)} ${round(b.y)}`,
      );
    }
    previous = point;
  }
  return parts.join("");
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(b.x - a.x, b.y - a.y);
}

/** Length of a line through all points, corners not rounded. */
export function lengthOf(points: readonly Point[]): number {
  return points.slice(1).reduce((sum, point, i) => sum + distance(points[i] ?? point, point), 0);
}

function towards(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to) || 1;
  return {
    x: from.x + ((to.x - from.x) * length) / whole,
    y: from.y + ((to.y - from.y) * length) / whole,
  };
}

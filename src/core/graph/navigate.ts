import { centre, type Rect } from "./geometry.ts";

export type Heading = "left" | "right" | "up" | "down";

const AXES: Readonly<Record<Heading, { readonly x: number; readonly y: number }>> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
};

/**
 * The card that an arrow key leads to: the nearest one on that side, where distance across the
 * direction counts three times as much as distance along it. Undefined at the edge.
 */
export function neighbour(
  cards: ReadonlyMap<string, Rect>,
  from: string,
  heading: Heading,
): string | undefined {
  const start = cards.get(from);
  if (start === undefined) return [...cards.keys()][0];
  const origin = centre(start);
  const axis = AXES[heading];
  let best: { readonly id: string; readonly cost: number } | undefined;
  for (const [id, rect] of cards) {
    if (id === from) continue;
    const to = centre(rect);
    const dx = to.x - origin.x;
    const dy = to.y - origin.y;
    const ahead = dx * axis.x + dy * axis.y;
    if (ahead <= 1) continue;
    const aside = Math.abs(dx * axis.y) + Math.abs(dy * axis.x);
    const cost = ahead + 3 * aside;
    if (best === undefined || cost < best.cost) best = { id, cost };
  }
  return best?.id;
}

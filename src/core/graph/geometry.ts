/** Sizes of the picture in px at zoom 1, and rectangles. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rect extends Point {
  readonly width: number;
  readonly height: number;
}

/** The full card: name, image, a label, the address. */
export const CARD = { width: 160, height: 74 } as const;
/** The small card of the ring: a name. */
export const SMALL_CARD = { width: 76, height: 34 } as const;

/** Room between two columns: an arrow, its label and a lane or two, or a label such as `→ metadata TCP 80`. */
export const COLUMN_GAP = 132;
/** Room between two rows of cards. */
export const ROW_GAP = 44;
/** From a region's edge to its cards. */
export const REGION_PAD = { top: 62, side: 24, bottom: 34 } as const;
export const REGION_GAP = 28;

export const GATE = {
  open: { width: 14, height: 28 },
  guarded: { width: 20, height: 30 },
  small: { width: 12, height: 20 },
} as const;

/** Radius of the mark that ends a dropped flow. */
export const MARK = 8;

export function overlaps(a: Rect, b: Rect, gap = 0): boolean {
  return (
    a.x < b.x + b.width + gap &&
    b.x < a.x + a.width + gap &&
    a.y < b.y + b.height + gap &&
    b.y < a.y + a.height + gap
  );
}

export function contains(outer: Rect, inner: Rect): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

export function centre(rect: Rect): Point {
  return { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 };
}

export function union(rects: readonly Rect[]): Rect {
  if (rects.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  const left = Math.min(...rects.map((r) => r.x));
  const top = Math.min(...rects.map((r) => r.y));
  return {
    x: left,
    y: top,
    width: Math.max(...rects.map((r) => r.x + r.width)) - left,
    height: Math.max(...rects.map((r) => r.y + r.height)) - top,
  };
}

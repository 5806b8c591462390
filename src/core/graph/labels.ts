/**
 * Labels of flows: on the flow's own line, clear of cards, gates, marks, names of regions and each
 * other. A label that finds no such place is shown only when its flow is pointed at.
 */
import { GATE, MARK, contains, overlaps, type Point, type Rect } from "./geometry.ts";
import { round } from "../draw/svg.ts";
import { departureLabels } from "./departures.ts";
import { LABEL, labelWidth, type FlowLabel } from "./label.ts";
import type { GraphLayout } from "./layout.ts";
import { endsAtSource, type FlowPath } from "./marks.ts";
import { distance } from "./polyline.ts";
import type { FlowKind, GraphModel } from "./types.ts";

/** Above so many flows only those that somebody asked for carry their label unasked. */
const MAX_LABELLED = 14;

/** A label for every flow, by the flow's id. */
export function placeLabels(
  model: Pick<GraphModel, "cards" | "regions">,
  layout: GraphLayout,
  paths: readonly FlowPath[],
): ReadonlyMap<string, FlowLabel> {
  const labels = new Map<string, FlowLabel>();
  const taken = new Grid();
  for (const rect of obstacles(model, layout, paths)) taken.add(rect);
  const ring = layout.kind === "ring";
  const many = paths.length > MAX_LABELLED;

  const stopped = droppedAtSource(paths);
  for (const path of inPriority(paths)) {
    const { flow } = path;
    if (endsAtSource(flow.status)) {
      const group = stopped.get(flow.source);
      const source = layout.cards.get(flow.source);
      if (group === undefined || source === undefined) continue;
      stopped.delete(flow.source);
      const claim = (places: Iterable<Rect>): Rect | undefined => {
        for (const rect of places) {
          if (taken.hits(rect)) continue;
          taken.add(rect);
          return rect;
        }
        return undefined;
      };
      const silentGroup = ring || (many && group.every(({ flow: f }) => isUnasked(f.kinds)));
      for (const [id, label] of departureLabels(
        group,
        source,
        model,
        ring ? () => undefined : claim,
        silentGroup,
      ))
        labels.set(id, label);
      continue;
    }
    const silent = ring || (many && isUnasked(flow.kinds));
    const text =
      flow.count > flow.members.length || flow.count > 3
        ? `${flow.label} ×${flow.count}`
        : flow.label;
    const choices = candidates(path, labelWidth(text));
    const free = silent ? undefined : choices.find((rect) => !taken.hits(rect));
    const rect = free ?? choices[0] ?? around(path.mark, labelWidth(text));
    if (free !== undefined) taken.add(free);
    labels.set(flow.id, { text, rect, placed: free !== undefined });
  }
  return labels;
}

const isUnasked = (kinds: readonly FlowKind[]): boolean => kinds.every((kind) => kind === "all");

/** Flows that somebody asked for come before those that are merely possible; short ones first. */
function inPriority(paths: readonly FlowPath[]): readonly FlowPath[] {
  const rank = (path: FlowPath): number =>
    path.flow.kinds.includes("tried") ? 0 : path.flow.kinds.includes("watched") ? 1 : 2;
  return paths
    .map((path, order) => ({ path, order, freedom: path.points.length }))
    .sort((a, b) => rank(a.path) - rank(b.path) || a.freedom - b.freedom || a.order - b.order)
    .map(({ path }) => path);
}

function droppedAtSource(paths: readonly FlowPath[]): Map<string, readonly FlowPath[]> {
  const groups = new Map<string, FlowPath[]>();
  for (const path of inPriority(paths)) {
    if (!endsAtSource(path.flow.status)) continue;
    const group = groups.get(path.flow.source);
    if (group === undefined) groups.set(path.flow.source, [path]);
    else group.push(path);
  }
  return groups;
}

const around = ({ x, y }: Point, width: number): Rect => ({
  x: round(x - width / 2),
  y: round(y - LABEL.height / 2),
  width,
  height: LABEL.height,
});

/**
 * Places along the line, the best first: in the middle of its last long stretch, then on the
 * others, then off the middle of each.
 */
function candidates(path: FlowPath, width: number): Rect[] {
  const stretches = path.points
    .slice(1)
    .map((to, index) => ({ from: path.points[index] ?? to, to }))
    .filter(({ from, to }) => distance(from, to) >= 20)
    .reverse();
  const rects: Rect[] = [];
  for (const fraction of [0.5, 0.42, 0.58, 0.35, 0.65, 0.2, 0.8]) {
    for (const { from, to } of stretches) {
      const horizontal = Math.abs(to.x - from.x) > Math.abs(to.y - from.y);
      const needed = horizontal ? width : LABEL.height;
      if (distance(from, to) < Math.min(needed, 40)) continue;
      const at = { x: from.x + (to.x - from.x) * fraction, y: from.y + (to.y - from.y) * fraction };
      const rect = around(at, width);
      if (horizontal && fraction !== 0.5 && !within(rect, from, to)) continue;
      rects.push(rect);
    }
  }
  return rects;
}

function within(rect: Rect, from: Point, to: Point): boolean {
  const low = Math.min(from.x, to.x);
  const high = Math.max(from.x, to.x);
  return contains({ x: low, y: rect.y, width: high - low, height: rect.height }, rect);
}

function* obstacles(
  model: Pick<GraphModel, "cards" | "regions">,
  layout: GraphLayout,
  paths: readonly FlowPath[],
): Generator<Rect> {
  for (const [id, rect] of layout.cards) {
    yield { ...rect, x: rect.x - 1, width: rect.width + 2 };
    if (model.cards.get(id)?.egress.state === "none") continue;
    const { width, height } = GATE.guarded;
    yield {
      x: rect.x - width / 2 - 1,
      y: rect.y + (rect.height - height) / 2,
      width: rect.width + width + 2,
      height,
    };
  }
  for (const region of model.regions) {
    const rect = layout.regions.get(region.id);
    if (rect !== undefined) yield { ...rect, height: 32 };
  }
  for (const { mark, end } of paths) {
    if (end === "arrow") continue;
    yield { x: mark.x - MARK - 1, y: mark.y - MARK - 1, width: 2 * MARK + 2, height: 2 * MARK + 2 };
  }
}

/** Rectangles by place, so that asking for a collision does not look at all of them. */
class Grid {
  readonly #cells = new Map<string, Rect[]>();
  static readonly #size = 200;

  add(rect: Rect): void {
    for (const key of Grid.#keys(rect)) {
      const cell = this.#cells.get(key);
      if (cell === undefined) this.#cells.set(key, [rect]);
      else cell.push(rect);
    }
  }

  hits(rect: Rect): boolean {
    for (const key of Grid.#keys(rect)) {
      if (this.#cells.get(key)?.some((other) => overlaps(rect, other, 2)) === true) return true;
    }
    return false;
  }

  static *#keys(rect: Rect): Generator<string> {
    const size = Grid.#size;
    for (
      let x = Math.floor((rect.x - 2) / size);
      x <= Math.floor((rect.x + rect.width + 2) / size);
      x++
    ) {
      for (
        let y = Math.floor((rect.y - 2) / size);
        y <= Math.floor((rect.y + rect.height + 2) / size);
        y++
      ) {
        yield `${x} ${y}`;
      }
    }
  }
}

/**
 * Labels of flows: on the flow's own line, clear of cards, gates, marks, names of regions and each
 * other. A label that finds no such place is shown only when its flow is pointed at.
 */
import { GATE, MARK, contains, overlaps, round, type Point, type Rect } from "./geometry.ts";
import type { GraphLayout } from "./layout.ts";
import { endsAtSource, type FlowPath } from "./marks.ts";
import { textWidth, fitText } from "./measure.ts";
import { distance } from "./polyline.ts";
import type { GraphCard, GraphModel } from "./types.ts";

export interface FlowLabel {
  readonly text: string;
  readonly rect: Rect;
  /** False: no free place; show it only on hover, focus and selection. */
  readonly placed: boolean;
}

export const LABEL = { height: 18, size: 10.5, padding: 6 } as const;

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
    const silent = ring || (many && flow.kinds.every((kind) => kind === "all"));
    if (endsAtSource(flow.status)) {
      const group = stopped.get(flow.source) ?? [path];
      const text = departureLabel(
        group.map((p) => p.flow),
        model,
      );
      const rect = departureRect(path, text);
      const placed = group[0] === path && !silent && !taken.hits(rect);
      if (placed) taken.add(rect);
      labels.set(flow.id, { text, rect, placed });
      continue;
    }
    const text =
      flow.count > flow.members.length || flow.count > 3
        ? `${flow.label} ×${flow.count}`
        : flow.label;
    const choices = candidates(path, widthOf(text));
    const free = silent ? undefined : choices.find((rect) => !taken.hits(rect));
    const rect = free ?? choices[0] ?? around(path.mark, widthOf(text));
    if (free !== undefined) taken.add(free);
    labels.set(flow.id, { text, rect, placed: free !== undefined });
  }
  return labels;
}

/** Flows that somebody asked for come before those that are merely possible; short ones first. */
function inPriority(paths: readonly FlowPath[]): readonly FlowPath[] {
  const rank = (path: FlowPath): number =>
    path.flow.kinds.includes("tried") ? 0 : path.flow.kinds.includes("watched") ? 1 : 2;
  return paths
    .map((path, order) => ({ path, order, freedom: path.points.length }))
    .sort((a, b) => rank(a.path) - rank(b.path) || a.freedom - b.freedom || a.order - b.order)
    .map(({ path }) => path);
}

function droppedAtSource(paths: readonly FlowPath[]): ReadonlyMap<string, readonly FlowPath[]> {
  const groups = new Map<string, FlowPath[]>();
  for (const path of inPriority(paths)) {
    if (!endsAtSource(path.flow.status)) continue;
    const group = groups.get(path.flow.source);
    if (group === undefined) groups.set(path.flow.source, [path]);
    else group.push(path);
  }
  return groups;
}

/** What stands beside an egress gate that dropped something: where it was meant to go. */
function departureLabel(
  flows: readonly {
    readonly destination: string;
    readonly members: readonly { readonly port: number }[];
  }[],
  model: Pick<GraphModel, "cards">,
): string {
  const [first] = flows;
  if (first === undefined) return "";
  const targets = new Set(flows.map((flow) => flow.destination));
  if (targets.size > 1) return `→ ${targets.size} others`;
  const name = shortName(model.cards.get(first.destination));
  const ports = new Set(flows.flatMap((flow) => flow.members.map((member) => member.port)));
  const port = ports.size === 1 ? [...ports][0] : undefined;
  const whole = port === undefined || port === 0 ? `→ ${name}` : `→ ${name} ${port}`;
  return textWidth(whole, LABEL.size, "mono") <= MAX_DEPARTURE
    ? whole
    : fitText(`→ ${name}`, MAX_DEPARTURE, LABEL.size, "mono");
}

const MAX_DEPARTURE = 72;

const shortName = (card: GraphCard | undefined): string => card?.name ?? "?";

function departureRect(path: FlowPath, text: string): Rect {
  return {
    x: round(path.mark.x + MARK + GATE.guarded.width + 2),
    y: round(path.mark.y - 7),
    width: widthOf(text),
    height: LABEL.height,
  };
}

function widthOf(text: string): number {
  return Math.ceil(textWidth(text, LABEL.size, "mono")) + 2 * LABEL.padding;
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
    const reach = model.cards.get(id)?.egress.state === "none" ? 2 : GATE.guarded.width / 2 + 1;
    yield { ...rect, x: rect.x - reach, width: rect.width + 2 * reach };
  }
  for (const region of model.regions) {
    const rect = layout.regions.get(region.id);
    if (rect !== undefined) yield { ...rect, height: 32 };
  }
  for (const { mark, end, flow } of paths) {
    if (end === "arrow" || endsAtSource(flow.status)) continue;
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

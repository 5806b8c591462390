/**
 * Where regions and cards stand. Depends on regions and their cards only, never on flows, gates or
 * policies: applying a policy moves nothing.
 *
 * All cards stand on one grid of columns and rows that runs through all regions, so that the gaps
 * between columns and rows are channels in which flows run without crossing a card.
 */
import {
  CARD,
  COLUMN_GAP,
  REGION_GAP,
  REGION_PAD,
  ROW_GAP,
  SMALL_CARD,
  union,
  type Rect,
} from "./geometry.ts";
import type { CardId, GraphModel, GraphRegion, RegionId } from "./types.ts";

/** A card's place on the grid. */
export interface Cell {
  readonly column: number;
  /** Counted through all shelves from the top. */
  readonly row: number;
}

export interface GraphLayout {
  readonly kind: "grid" | "ring";
  readonly cards: ReadonlyMap<CardId, Rect>;
  readonly regions: ReadonlyMap<RegionId, Rect>;
  /** Empty in a ring. */
  readonly cells: ReadonlyMap<CardId, Cell>;
  /** Top edge of every row of the grid. */
  readonly rowTops: readonly number[];
  /** Columns of the grid. */
  readonly columns: number;
  readonly bounds: Rect;
}

export interface LayoutOptions {
  /** Columns of cards in a region at most; 2 suit a narrow screen. By default as suits the place. */
  readonly columns?: number;
  /** Width by height of the place that the picture is for. Default 1.6. */
  readonly aspect?: number;
}

export const PITCH = CARD.width + COLUMN_GAP;
/** Replicas of one workload that stand below each other; more take a second column. */
const COLUMN_HEIGHT = 5;
const ROW_PITCH = CARD.height + ROW_GAP;

interface Packed {
  readonly region: GraphRegion;
  readonly columns: number;
  readonly rows: number;
  readonly cells: ReadonlyMap<CardId, Cell>;
}

/**
 * Regions in shelves by first appearance, cards in columns by workload. Deterministic. Of all ways
 * to deal regions and cards the first is taken that lets the picture be about as large as any does:
 * so a new pod rarely moves the others.
 */
export function gridLayout(
  model: Pick<GraphModel, "regions">,
  { columns, aspect = 1.6 }: LayoutOptions = {},
): GraphLayout {
  let best: { readonly deal: Deal; readonly size: number } | undefined;
  for (const deal of deals(model.regions, columns === undefined ? widthsFor(aspect) : [columns])) {
    const size = fit(deal, aspect);
    if (best === undefined || size > best.size * CLEAR_GAIN) best = { deal, size };
  }
  return shelve(best?.deal.shelves ?? []);
}

/** How much larger another arrangement must make the picture to be worth it. */
const CLEAR_GAIN = 1.12;
/** Height in px of a place as it commonly is: what fits there at its own size need not be smaller. */
const COMMON_HEIGHT = 440;

interface Deal {
  readonly shelves: readonly (readonly Packed[])[];
  readonly width: number;
  readonly height: number;
}

const widthsFor = (aspect: number): readonly number[] => (aspect < 1.1 ? [3, 2] : [3, 4, 6]);

/** Ways to deal regions to shelves, the plainest first. */
function* deals(regions: readonly GraphRegion[], widths: readonly number[]): Generator<Deal> {
  const most = Math.max(0, ...regions.map(({ blocks }) => blocks.length));
  for (const width of widths) {
    if (width > 3 && most <= 3 && widths.length > 1) continue;
    for (const tall of [COLUMN_HEIGHT, 3, 2]) {
      const packed = regions.map((region) =>
        packRegion(region, width, region.kind === "namespace" ? COLUMN_HEIGHT : tall),
      );
      const total = packed.reduce((sum, region) => sum + region.columns, 0);
      const shelfWidths = new Set([width, width + 1, width + 2, 2 * width, 4 * width, 8 * width]);
      for (const shelf of shelfWidths) {
        if (shelf > width && shelf >= total + width) continue;
        yield dealOf(shelvesOf(packed, shelf));
      }
      if (regions.every(({ kind }) => kind === "namespace")) break;
    }
  }
}

function dealOf(shelves: readonly (readonly Packed[])[]): Deal {
  const columns = shelves.map((shelf) => shelf.reduce((sum, region) => sum + region.columns, 0));
  const heights = shelves.map((shelf) => regionHeight(Math.max(1, ...shelf.map((r) => r.rows))));
  return {
    shelves,
    width: Math.max(1, ...columns) * PITCH - COLUMN_GAP + 2 * REGION_PAD.side,
    height: heights.reduce((sum, height) => sum + height + REGION_GAP, -REGION_GAP),
  };
}

/** How large the picture could be drawn in a place of that aspect; 1 is its own size. */
function fit({ width, height }: Deal, aspect: number): number {
  const zoom = Math.min((COMMON_HEIGHT * aspect) / width, COMMON_HEIGHT / Math.max(1, height));
  return Math.min(1, zoom);
}

/**
 * Cards of a region by column: a workload of up to five cards is a column; a larger one a block
 * as wide as needed. Blocks stand side by side, and below each other when the row is full.
 */
function packRegion(region: GraphRegion, columns: number, tall: number): Packed {
  const cells = new Map<CardId, Cell>();
  let column = 0;
  let band = 0;
  let bandHeight = 0;
  let widest = 0;
  for (const block of region.blocks) {
    if (block.length === 0) continue;
    const width = Math.min(columns, Math.ceil(block.length / tall));
    const height = Math.ceil(block.length / width);
    if (column + width > columns) {
      band += bandHeight;
      column = 0;
      bandHeight = 0;
    }
    for (const [index, id] of block.entries()) {
      cells.set(id, { column: column + (index % width), row: band + Math.floor(index / width) });
    }
    column += width;
    bandHeight = Math.max(bandHeight, height);
    widest = Math.max(widest, column);
  }
  return { region, columns: Math.max(1, widest), rows: band + bandHeight, cells };
}

function shelve(shelves: readonly (readonly Packed[])[]): GraphLayout {
  const cards = new Map<CardId, Rect>();
  const regions = new Map<RegionId, Rect>();
  const cells = new Map<CardId, Cell>();
  const rowTops: number[] = [];
  let top = 0;
  for (const shelf of shelves) {
    const rows = Math.max(1, ...shelf.map((region) => region.rows));
    const firstRow = rowTops.length;
    const firstTop = top + REGION_PAD.top;
    for (let row = 0; row < rows; row++) rowTops.push(firstTop + row * ROW_PITCH);
    let start = 0;
    for (const { region, columns, rows: own, cells: places } of shelf) {
      const left = start * PITCH;
      regions.set(region.id, {
        x: left - REGION_PAD.side,
        y: top,
        width: columns * PITCH - COLUMN_GAP + 2 * REGION_PAD.side,
        height: regionHeight(own),
      });
      for (const [id, place] of places) {
        const cell = { column: start + place.column, row: firstRow + place.row };
        cells.set(id, cell);
        cards.set(id, {
          x: cell.column * PITCH,
          y: firstTop + place.row * ROW_PITCH,
          width: CARD.width,
          height: CARD.height,
        });
      }
      start += columns;
    }
    top += regionHeight(rows) + REGION_GAP;
  }
  const grid = Math.max(1, ...[...cells.values()].map((cell) => cell.column + 1));
  return {
    kind: "grid",
    cards,
    regions,
    cells,
    rowTops,
    columns: grid,
    bounds: union([...regions.values()]),
  };
}

/** A region without pods keeps the height of its name. */
function regionHeight(rows: number): number {
  if (rows === 0) return REGION_PAD.top;
  return REGION_PAD.top + rows * ROW_PITCH - ROW_GAP + REGION_PAD.bottom;
}

function shelvesOf(packed: readonly Packed[], shelfColumns: number): Packed[][] {
  const shelves: Packed[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const region of packed) {
    const current = shelves.at(-1);
    if (current === undefined || used + region.columns > shelfColumns) {
      shelves.push([region]);
      used = region.columns;
    } else {
      current.push(region);
      used += region.columns;
    }
  }
  return shelves;
}

/**
 * All cards on an ellipse, the first at the top, clockwise: the full mesh of the classic diagrams.
 * The ellipse grows until no two cards touch.
 * @param size what the picture should fill, in px.
 */
export function ringLayout(
  model: Pick<GraphModel, "cards">,
  size: { readonly width: number; readonly height: number } = { width: 380, height: 212 },
): GraphLayout {
  const ids = [...model.cards.keys()];
  let rx = (size.width - SMALL_CARD.width) / 2 - 14;
  let ry = (size.height - SMALL_CARD.height) / 2 - 6;
  let cards = onEllipse(ids, rx, ry);
  for (let round = 0; round < 60 && crowded([...cards.values()]); round++) {
    rx *= 1.1;
    ry *= 1.1;
    cards = onEllipse(ids, rx, ry);
  }
  return {
    kind: "ring",
    cards,
    regions: new Map(),
    cells: new Map(),
    rowTops: [],
    columns: 0,
    bounds: union([...cards.values()]),
  };
}

function onEllipse(ids: readonly CardId[], rx: number, ry: number): Map<CardId, Rect> {
  const { width, height } = SMALL_CARD;
  return new Map(
    ids.map((id, index) => {
      const angle = -Math.PI / 2 + (2 * Math.PI * index) / Math.max(1, ids.length);
      const only = ids.length === 1;
      return [
        id,
        {
          x: Math.round((only ? 0 : rx * Math.cos(angle)) - width / 2),
          y: Math.round((only ? 0 : ry * Math.sin(angle)) - height / 2),
          width,
          height,
        },
      ];
    }),
  );
}

/** True when two cards with their gates stand closer than 18 px. */
function crowded(rects: readonly Rect[]): boolean {
  return rects.some((a, i) =>
    rects.some(
      (b, j) =>
        i < j &&
        a.x < b.x + b.width + 30 &&
        b.x < a.x + a.width + 30 &&
        a.y < b.y + b.height + 14 &&
        b.y < a.y + a.height + 14,
    ),
  );
}

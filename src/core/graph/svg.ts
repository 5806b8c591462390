import { cardGates, cardShapes } from "./drawCard.ts";
import { labelShapes, lineShapes, markShapes } from "./drawFlow.ts";
import { regionGround, regionHeader } from "./drawRegion.ts";
import { LIGHT, type Palette } from "../draw/palette.ts";
import type { Picture } from "./picture.ts";
import type { Shape } from "../draw/shapes.ts";
import { svgFile } from "../draw/svg.ts";
import { describeGraph } from "./text.ts";

export interface SvgOptions {
  readonly palette?: Palette;
  readonly title?: string;
}

/** The whole picture as an SVG file of its own: no script, no style sheet, no reference. */
export function renderSvg(
  picture: Picture,
  { palette = LIGHT, title = "Network" }: SvgOptions = {},
): string {
  const { summary } = describeGraph(picture.model);
  return svgFile({ ...picture.bounds, title, description: summary, palette }, layers(picture));
}

/** Shapes from the ground up: regions, lines, cards, gates, marks, labels. */
function* layers({ model, layout, paths, labels }: Picture): Generator<Shape> {
  const size = layout.kind === "ring" ? "small" : "full";
  for (const region of model.regions) {
    const rect = layout.regions.get(region.id);
    if (rect !== undefined) yield* regionGround(region, rect);
  }
  for (const path of paths) yield* lineShapes(path);
  for (const region of model.regions) {
    const rect = layout.regions.get(region.id);
    if (rect !== undefined) yield* regionHeader(region, rect);
  }
  for (const [id, card] of model.cards) {
    const rect = layout.cards.get(id);
    if (rect === undefined) continue;
    const shapes = [
      ...cardShapes(card, size, rect),
      ...cardGates(card, size, rect, model.enforced),
    ];
    yield* shapes.map((shape) => moved(shape, rect.x, rect.y));
  }
  for (const path of paths) {
    yield* markShapes(path, size === "small");
  }
  for (const path of paths) {
    const label = labels.get(path.flow.id);
    if (label?.placed === true) yield* labelShapes(path.flow.status, label);
    if (label?.more !== undefined) yield* labelShapes(path.flow.status, label.more);
  }
}

function moved(shape: Shape, x: number, y: number): Shape {
  if (shape.shape === "path") {
    const at = shape.at ?? { x: 0, y: 0 };
    return { ...shape, at: { ...at, x: at.x + x, y: at.y + y } };
  }
  return { ...shape, x: shape.x + x, y: shape.y + y };
}

import { cardGates, cardShapes } from "./drawCard.ts";
import { labelShapes, lineShapes, markShapes } from "./drawFlow.ts";
import { regionGround, regionHeader } from "./drawRegion.ts";
import { round } from "./geometry.ts";
import { LIGHT, type Palette } from "./palette.ts";
import type { Picture } from "./picture.ts";
import type { Ink, Shape, TextShape } from "./shapes.ts";
import { describeGraph } from "./text.ts";

export interface SvgOptions {
  readonly palette?: Palette;
  readonly title?: string;
}

const FACES = {
  ui: "Inter, 'Inter Variable', system-ui, sans-serif",
  mono: "'JetBrains Mono', 'JetBrains Mono Variable', ui-monospace, monospace",
} as const;

/** The whole picture as an SVG file of its own: no script, no style sheet, no reference. */
export function renderSvg(
  picture: Picture,
  { palette = LIGHT, title = "Network" }: SvgOptions = {},
): string {
  const { bounds } = picture;
  const body = [...layers(picture)].map((shape) => element(shape, palette));
  const size = `width="${round(bounds.width)}" height="${round(bounds.height)}"`;
  const box = [bounds.x, bounds.y, bounds.width, bounds.height].map(round).join(" ");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="${box}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<desc>${escapeXml(describeGraph(picture.model).summary)}</desc>`,
    `<rect x="${round(bounds.x)}" y="${round(bounds.y)}" width="100%" height="100%" fill="${palette.bg}"/>`,
    ...body,
    "</svg>",
  ].join("\n");
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

function element(shape: Shape, palette: Palette): string {
  const ink = (name: Ink | undefined): string => (name === undefined ? "none" : palette[name]);
  const paint = [
    `fill="${ink(shape.fill)}"`,
    shape.stroke === undefined
      ? ""
      : ` stroke="${ink(shape.stroke)}" stroke-width="${shape.strokeWidth ?? 1}"`,
    shape.dash === undefined ? "" : ` stroke-dasharray="${shape.dash}"`,
    shape.opacity === undefined ? "" : ` opacity="${shape.opacity}"`,
    shape.role === undefined ? "" : ` class="${shape.role}"`,
  ].join("");
  switch (shape.shape) {
    case "rect":
      return `<rect x="${round(shape.x)}" y="${round(shape.y)}" width="${round(shape.width)}" height="${round(shape.height)}" rx="${shape.radius ?? 0}" ${paint}/>`;
    case "circle":
      return `<circle cx="${round(shape.x)}" cy="${round(shape.y)}" r="${shape.radius}" ${paint}/>`;
    case "path": {
      const { at, cap } = shape;
      const turn = at?.turn === undefined || at.turn === 0 ? "" : ` rotate(${at.turn})`;
      const place =
        at === undefined ? "" : ` transform="translate(${round(at.x)} ${round(at.y)})${turn}"`;
      const length = shape.length === undefined ? "" : ` pathLength="${round(shape.length)}"`;
      return `<path d="${shape.d}"${length}${place} ${paint}${cap === "round" ? ' stroke-linecap="round"' : ""}/>`;
    }
    case "text":
      return textElement(shape, ink);
  }
}

function textElement(shape: TextShape, ink: (name: Ink | undefined) => string): string {
  const anchor =
    shape.anchor === undefined || shape.anchor === "start" ? "" : ` text-anchor="${shape.anchor}"`;
  const halo =
    shape.halo === undefined
      ? ""
      : ` stroke="${ink(shape.halo)}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"`;
  return `<text x="${round(shape.x)}" y="${round(shape.y)}" font-family="${FACES[shape.face]}" font-size="${shape.size}" font-weight="${shape.weight ?? 400}"${anchor} fill="${ink(shape.fill)}"${halo}>${escapeXml(shape.text)}</text>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** Text for XML; characters that XML 1.0 does not allow are left out. */
function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "")
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? "");
}

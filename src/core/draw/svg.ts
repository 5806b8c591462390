/** Shapes as SVG of a file of its own: no script, no style sheet, no reference. */
import type { Palette } from "./palette.ts";
import type { Ink, Shape, TextShape } from "./shapes.ts";
import { xmlText } from "./xml.ts";

const FACES = {
  ui: "Inter, 'Inter Variable', system-ui, sans-serif",
  mono: "'JetBrains Mono', 'JetBrains Mono Variable', ui-monospace, monospace",
} as const;

/** Rounded to a tenth: short paths, and the same text on every machine. */
export const round = (value: number): number => Math.round(value * 10) / 10;

export interface SvgFile {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** What the picture says, for those who do not see it. */
  readonly description: string;
  readonly palette: Palette;
}

/** A whole SVG file: title and description, the ground, then the shapes in their order. */
export function svgFile(
  { x, y, width, height, title, description, palette }: SvgFile,
  shapes: Iterable<Shape>,
): string {
  const box = [x, y, width, height].map(round).join(" ");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${round(width)}" height="${round(height)}" viewBox="${box}" role="img">`,
    `<title>${xmlText(title)}</title>`,
    `<desc>${xmlText(description)}</desc>`,
    `<rect x="${round(x)}" y="${round(y)}" width="100%" height="100%" fill="${palette.bg}"/>`,
    ...[...shapes].map((shape) => element(shape, palette)),
    "</svg>",
  ].join("\n");
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
  const turn =
    shape.turn === undefined
      ? ""
      : ` transform="rotate(${shape.turn} ${round(shape.x)} ${round(shape.y)})"`;
  return `<text x="${round(shape.x)}" y="${round(shape.y)}"${turn} font-family="${FACES[shape.face]}" font-size="${shape.size}" font-weight="${shape.weight ?? 400}"${anchor} fill="${ink(shape.fill)}"${halo}>${xmlText(shape.text)}</text>`;
}

import type { Rect } from "./geometry.ts";
import { fitText, textWidth } from "../draw/measure.ts";
import { tintOf, type Ink, type Shape } from "../draw/shapes.ts";
import type { GraphRegion } from "./types.ts";

const NAME_SIZE = 12.5;

/** A region's ground. */
export function regionGround(region: GraphRegion, rect: Rect): readonly Shape[] {
  const tint = tintOf(region.tint);
  const place = { x: rect.x, y: rect.y, width: rect.width, height: rect.height, radius: 14 };
  if (region.kind !== "namespace") {
    return [
      {
        shape: "rect",
        ...place,
        stroke: "line-strong",
        strokeWidth: 1,
        dash: "3 4",
        role: "region",
      },
    ];
  }
  return [
    { shape: "rect", ...place, fill: tint, stroke: `${tint}-line`, strokeWidth: 1, role: "region" },
  ];
}

/** A region's name and labels; room is left on the right for a button when it can be folded. */
export function regionHeader(region: GraphRegion, rect: Rect): readonly Shape[] {
  const ground: Ink = region.kind === "namespace" ? tintOf(region.tint) : "bg";
  const room = rect.width - 28 - (region.collapsible ? 26 : 0);
  const name = fitText(region.name, room, NAME_SIZE, "ui", "middle");
  const used = textWidth(name, NAME_SIZE, "ui") + 10;
  const note =
    region.pods === 0 && region.kind === "namespace" ? "no pods" : region.labels.join("  ");
  const rest = room - used;
  const shapes: Shape[] = [
    {
      shape: "text",
      x: rect.x + 14,
      y: rect.y + 22,
      text: name,
      size: NAME_SIZE,
      face: "ui",
      weight: 600,
      fill: "text",
      halo: ground,
    },
  ];
  if (note !== "" && rest > 40) {
    shapes.push({
      shape: "text",
      x: rect.x + 14 + used,
      y: rect.y + 22,
      text: fitText(note, rest, 11, "mono"),
      size: 11,
      face: "mono",
      fill: "muted",
      halo: ground,
    });
  }
  return shapes;
}

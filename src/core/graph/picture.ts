import { union, type Rect } from "./geometry.ts";
import type { FlowLabel } from "./label.ts";
import { placeLabels } from "./labels.ts";
import type { GraphLayout } from "./layout.ts";
import type { FlowPath } from "./marks.ts";
import { routeFlows } from "./paths.ts";
import type { GraphModel } from "./types.ts";

/** A model with everything in its place: what every face of the graph draws. */
export interface Picture {
  readonly model: GraphModel;
  readonly layout: GraphLayout;
  readonly paths: readonly FlowPath[];
  readonly labels: ReadonlyMap<string, FlowLabel>;
  /** Everything that is drawn, without and with a margin. */
  readonly content: Rect;
  readonly bounds: Rect;
}

const MARGIN = 24;

/** Routes and labels the flows of a model over a layout of it. */
export function composePicture(model: GraphModel, layout: GraphLayout): Picture {
  const paths = routeFlows(model, layout);
  const labels = placeLabels(model, layout, paths);
  const lines = paths.flatMap((path) =>
    path.points.map(({ x, y }) => ({ x, y, width: 0, height: 0 })),
  );
  const placed = [...labels.values()].flatMap((label) => [
    ...(label.placed ? [label.rect] : []),
    ...(label.more === undefined ? [] : [label.more.rect]),
  ]);
  const content = union([layout.bounds, ...lines, ...placed]);
  const margin = layout.kind === "ring" ? 14 : MARGIN;
  return {
    model,
    layout,
    paths,
    labels,
    content,
    bounds: {
      x: content.x - margin,
      y: content.y - margin,
      width: content.width + 2 * margin,
      height: content.height + 2 * margin,
    },
  };
}

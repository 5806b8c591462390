import { memo, useMemo } from "react";
import { regionGround, regionHeader } from "../../core/graph/drawRegion.ts";
import type { GraphRegion } from "../../core/graph/types.ts";
import { Shapes } from "./Shapes.tsx";

export interface RegionProps {
  readonly region: GraphRegion;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The ground, name and labels of a namespace. */
export const Region = memo(function Region({ region, x, y, width, height }: RegionProps) {
  const shapes = useMemo(() => {
    const rect = { x, y, width, height };
    return [...regionGround(region, rect), ...regionHeader(region, rect)];
  }, [region, x, y, width, height]);
  return <Shapes shapes={shapes} />;
});

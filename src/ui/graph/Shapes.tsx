import { memo } from "react";
import type { Ink, Shape } from "../../core/draw/shapes.ts";

const ink = (name: Ink | undefined): string => (name === undefined ? "none" : `var(--${name})`);

/** Elements for shapes: the same shapes as the SVG export, with custom properties as inks. */
export const Shapes = memo(function Shapes({ shapes }: { readonly shapes: readonly Shape[] }) {
  return shapes.map((shape, index) => <ShapeElement key={index} shape={shape} />);
});

function ShapeElement({ shape }: { readonly shape: Shape }) {
  const paint = {
    fill: ink(shape.fill),
    stroke: ink(shape.stroke),
    strokeWidth: shape.strokeWidth,
    strokeDasharray: shape.dash,
    opacity: shape.opacity,
    "data-role": shape.role,
  };
  switch (shape.shape) {
    case "rect":
      return (
        <rect
          x={shape.x}
          y={shape.y}
          width={shape.width}
          height={shape.height}
          rx={shape.radius}
          {...paint}
        />
      );
    case "circle":
      return <circle cx={shape.x} cy={shape.y} r={shape.radius} {...paint} />;
    case "path": {
      const { at } = shape;
      const turn = at?.turn === undefined || at.turn === 0 ? "" : ` rotate(${at.turn})`;
      return (
        <path
          d={shape.d}
          pathLength={shape.length}
          strokeLinecap={shape.cap}
          transform={at === undefined ? undefined : `translate(${at.x} ${at.y})${turn}`}
          {...paint}
        />
      );
    }
    case "text":
      return (
        <text
          x={shape.x}
          y={shape.y}
          fontFamily={`var(--${shape.face === "mono" ? "mono" : "font"})`}
          fontSize={shape.size}
          fontWeight={shape.weight}
          textAnchor={shape.anchor}
          {...paint}
          {...(shape.halo === undefined
            ? {}
            : {
                stroke: ink(shape.halo),
                strokeWidth: 4,
                strokeLinejoin: "round" as const,
                paintOrder: "stroke",
              })}
        >
          {shape.text}
        </text>
      );
  }
}

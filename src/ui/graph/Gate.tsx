import { gateShapes } from "../../core/graph/drawGate.ts";
import { GATE } from "../../core/graph/geometry.ts";
import { describeGate } from "../../core/graph/text.ts";
import type { Gate as GateModel } from "../../core/graph/types.ts";
import { Shapes } from "./Shapes.tsx";

export interface GateProps {
  readonly gate: GateModel;
  /** What the gate is for: `Ingress`, `Egress`; part of its name for screen readers. */
  readonly direction: string;
  readonly enforced?: boolean;
  readonly small?: boolean;
  /** True where words beside it say the same. */
  readonly decorative?: boolean;
}

/** The pill on its own, for wherever gates are spoken of. */
export function Gate({
  gate,
  direction,
  enforced = true,
  small = false,
  decorative = false,
}: GateProps) {
  const { width, height } = small ? GATE.small : GATE.guarded;
  const w = width + 4;
  const h = height + 2;
  const shapes = gateShapes(gate, w / 2, h / 2, { enforced, small });
  const name = decorative
    ? { "aria-hidden": true }
    : { role: "img", "aria-label": describeGate(direction, gate) };
  return (
    <svg width={w} height={h} viewBox={`0 0 ${w} ${h}`} {...name}>
      <Shapes shapes={shapes} />
    </svg>
  );
}

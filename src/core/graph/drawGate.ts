import { GATE } from "./geometry.ts";
import type { Shape } from "../draw/shapes.ts";
import type { Gate } from "./types.ts";

/**
 * A gate around (x, y): a hollow pill with a gap when open; a solid one with the number of policies
 * when guarded; half filled when only some pods of a group are guarded; a guarded gate that the
 * network plugin does not enforce is hollow in the colour of guards.
 */
export function gateShapes(
  gate: Gate,
  x: number,
  y: number,
  { enforced = true, small = false }: { enforced?: boolean; small?: boolean } = {},
): readonly Shape[] {
  if (gate.state === "none") return [];
  if (gate.state === "open") return openGate(x, y, small);
  if (small) return solidGate(x, y, "", enforced, true);
  if (gate.state === "partly") return partlyGate(x, y);
  const count = gate.policies.length;
  return solidGate(x, y, count > 99 ? "99" : String(count), enforced, false);
}

function openGate(x: number, y: number, small: boolean): readonly Shape[] {
  const { width, height } = small ? GATE.small : GATE.open;
  const tick = small ? 2.6 : 4;
  const gap = small ? 2.4 : 3.5;
  return [
    {
      shape: "rect",
      x: x - width / 2,
      y: y - height / 2,
      width,
      height,
      radius: width / 2,
      fill: "panel",
      stroke: "edge",
      strokeWidth: 1.5,
      role: "gate",
    },
    {
      shape: "path",
      d: `M${x} ${y - gap - tick}V${y - gap}M${x} ${y + gap}V${y + gap + tick}`,
      stroke: "edge",
      strokeWidth: small ? 2 : 2.4,
      cap: "round",
    },
  ];
}

function solidGate(
  x: number,
  y: number,
  text: string,
  enforced: boolean,
  small: boolean,
): readonly Shape[] {
  const size = small ? GATE.small : GATE.guarded;
  const width = text.length > 1 ? size.width + 2 : size.width;
  const { height } = size;
  const pill: Shape = {
    shape: "rect",
    x: x - width / 2,
    y: y - height / 2,
    width,
    height,
    radius: width / 2,
    fill: enforced ? "guard" : "panel",
    stroke: enforced ? "panel" : "guard",
    strokeWidth: small ? 1.5 : 2,
    role: "gate",
  };
  if (small) {
    const bar: Shape = {
      shape: "path",
      d: `M${x} ${y - 4.5}V${y + 4.5}`,
      stroke: enforced ? "on-guard" : "guard",
      strokeWidth: 2,
      cap: "round",
    };
    return [pill, bar];
  }
  return [
    pill,
    {
      shape: "text",
      x,
      y: y + 4,
      text,
      size: 11.5,
      face: "ui",
      weight: 700,
      anchor: "middle",
      fill: enforced ? "on-guard" : "guard",
    },
  ];
}

function partlyGate(x: number, y: number): readonly Shape[] {
  const { width, height } = GATE.guarded;
  const left = x - width / 2;
  const top = y - height / 2;
  const r = width / 2;
  return [
    {
      shape: "rect",
      x: left,
      y: top,
      width,
      height,
      radius: r,
      fill: "panel",
      stroke: "guard",
      strokeWidth: 2,
      role: "gate",
    },
    {
      shape: "path",
      d: `M${left} ${y}h${width}v${height / 2 - r}a${r} ${r} 0 0 1 ${-width} 0z`,
      fill: "guard",
    },
    {
      shape: "path",
      d: `M${x} ${top + 5}v4`,
      stroke: "guard",
      strokeWidth: 2.4,
      cap: "round",
    },
  ];
}

import type { Rect } from "./geometry.ts";
import { textWidth } from "../draw/measure.ts";

export interface FlowLabel {
  readonly text: string;
  readonly rect: Rect;
  /** False: no free place; show it only on hover, focus and selection. */
  readonly placed: boolean;
  /** A label that stands for several flows, this one among them, and lists them when pointed at. */
  readonly more?: {
    readonly text: string;
    readonly rect: Rect;
    readonly rows: readonly {
      /** Id of the flow. */
      readonly flow: string;
      readonly text: string;
      readonly rect: Rect;
    }[];
  };
}

export const LABEL = { height: 18, size: 10.5, padding: 6 } as const;

/** Width in px of the pill around a text. */
export function labelWidth(text: string): number {
  return Math.ceil(textWidth(text, LABEL.size, "mono")) + 2 * LABEL.padding;
}

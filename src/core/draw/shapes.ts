/**
 * The drawing as data: shapes in named inks. The page turns them into elements whose inks are
 * custom properties, the export into an SVG file whose inks are colours of a palette; so both show
 * the same picture.
 */
import type { Face } from "./measure.ts";

/** Names of design tokens. */
export type Ink =
  | "bg"
  | "panel"
  | "raised"
  | "sunk"
  | "line"
  | "line-strong"
  | "edge"
  | "text"
  | "muted"
  | "faint"
  | "accent"
  | "accent-soft"
  | "allow"
  | "allow-soft"
  | "on-allow"
  | "deny"
  | "deny-soft"
  | "on-deny"
  | "guard"
  | "guard-soft"
  | "on-guard"
  | "warn"
  | Tint
  | `${Tint}-line`;

/** Grounds of namespaces, in the order in which they are handed out, again from the first after the last. */
export type Tint = `ns-${0 | 1 | 2 | 3 | 4 | 5}`;
const TINTS: readonly Tint[] = ["ns-0", "ns-1", "ns-2", "ns-3", "ns-4", "ns-5"];

export const tintOf = (index: number): Tint => TINTS[index % TINTS.length] ?? "ns-0";

interface Painted {
  readonly fill?: Ink;
  readonly stroke?: Ink;
  readonly strokeWidth?: number;
  readonly dash?: string;
  readonly opacity?: number;
  /** What the shape is, for style and for tests. */
  readonly role?: string;
}

interface RectShape extends Painted {
  readonly shape: "rect";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly radius?: number;
}

export interface PathShape extends Painted {
  readonly shape: "path";
  readonly d: string;
  readonly cap?: "round" | "butt";
  /** Length that the dashes are told, so that a whole number of them fits: see `lineShapes`. */
  readonly length?: number;
  /** Moves and turns the path: x, y in px, degrees. */
  readonly at?: { readonly x: number; readonly y: number; readonly turn?: number };
}

interface CircleShape extends Painted {
  readonly shape: "circle";
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

export interface TextShape extends Painted {
  readonly shape: "text";
  readonly x: number;
  /** Of the baseline. */
  readonly y: number;
  readonly text: string;
  readonly size: number;
  readonly face: Face;
  readonly weight?: number;
  readonly anchor?: "start" | "middle" | "end";
  /** Degrees around (x, y). */
  readonly turn?: number;
  /** Ink of an outline that keeps lines off the letters. */
  readonly halo?: Ink;
}

export type Shape = RectShape | PathShape | CircleShape | TextShape;

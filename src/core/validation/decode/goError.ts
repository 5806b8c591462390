/** What `encoding/json` says when a value does not fit its Go type (V31). */
import type { Json } from "../../api/json.ts";

/**
 * Thrown by types that decode themselves (quantities, times, int-or-string): unlike a plain type
 * mismatch, which is remembered while decoding goes on, it ends the decoding at once.
 */
export class DecodeAbort extends Error {
  override readonly name = "DecodeAbort";
}

/** Where decoding stands: the innermost Go struct and the JSON names that led here, no indexes. */
export interface GoContext {
  readonly struct: string;
  readonly path: string;
}

/** `number 1.5` only where a number was wanted and this one does not fit; else the bare kind. */
export function describeValue(value: Json, wantsNumber: boolean): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return wantsNumber ? `number ${numberText(value)}` : "number";
  if (typeof value === "boolean") return "bool";
  return typeof value === "string" ? "string" : "object";
}

/** A number as Go's `json.Marshal` writes it: no exponent below 1e21. */
export function numberText(value: number): string {
  return String(value);
}

export function typeMismatch(
  value: Json,
  goType: string,
  context: GoContext | undefined,
  wantsNumber = false,
): string {
  const target =
    context === undefined ? "Go value" : `Go struct field ${context.struct}.${context.path}`;
  return `json: cannot unmarshal ${describeValue(value, wantsNumber)} into ${target} of type ${goType}`;
}

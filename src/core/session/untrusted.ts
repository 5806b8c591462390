/** Reading JSON that may have been tampered with: a saved lab, a link, a dropped file. */
import { isArray, isObject, type Json, type JsonObject } from "../api/json.ts";

/** Thrown for what is not as it should be; caught where the reading began. */
export class Unsound extends Error {
  override readonly name = "Unsound";
}

export function unsound(message: string): never {
  throw new Unsound(message);
}

export function textIn(value: Json | undefined, what: string, limit = Infinity): string {
  if (typeof value !== "string") return unsound(`${what} is no text`);
  return value.length <= limit ? value : unsound(`${what} is too long`);
}

export function numberIn(value: Json | undefined, what: string): number {
  return typeof value === "number" && Number.isFinite(value)
    ? value
    : unsound(`${what} is no number`);
}

/** The latest hour that a date can name, in milliseconds since the epoch; and the earliest. */
const MAX_TIME = 8.64e15;

export function timeIn(value: Json | undefined, what: string): number {
  const found = numberIn(value, what);
  return Math.abs(found) <= MAX_TIME ? found : unsound(`${what} is no date`);
}

export function listIn(value: Json | undefined, what: string, limit: number): readonly Json[] {
  if (!isArray(value)) return unsound(`${what} is no list`);
  return value.length <= limit ? value : unsound(`${what} has too many entries`);
}

export function objectIn(value: Json | undefined, what: string): JsonObject {
  return isObject(value) ? value : unsound(`${what} is no object`);
}

/** An object of which all keys are known; a key such as `__proto__` is one that is not. */
export function strictIn(
  value: Json | undefined,
  what: string,
  keys: readonly string[],
): JsonObject {
  const found = objectIn(value, what);
  const strange = Object.keys(found).find((key) => !keys.includes(key));
  return strange === undefined ? found : unsound(`${what} has something unknown in it`);
}

export function oneOf<T extends string>(
  value: Json | undefined,
  what: string,
  values: readonly T[],
): T {
  return values.find((candidate) => candidate === value) ?? unsound(`${what} is unknown`);
}

/** Bounds depth and number of values before anything recursive looks at them. */
export function checkExtent(value: unknown, maxDepth: number, maxValues: number): void {
  let count = 0;
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) unsound("it is nested too deeply");
    const next: unknown[] = [];
    for (const item of level) {
      if (typeof item !== "object" || item === null) continue;
      const children: readonly unknown[] = Array.isArray(item) ? item : Object.values(item);
      count += children.length;
      if (count > maxValues) unsound("it is too large");
      for (const child of children) next.push(child);
    }
    level = next;
  }
}

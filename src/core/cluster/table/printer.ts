/** What a printer of a kind is, and the cells that many share. */
import type { Json, JsonObject } from "../../api/json.ts";
import { formatLabelSelector } from "../../api/labels.ts";
import type { KubeObject } from "../../api/objects.ts";
import { isObject } from "../../api/json.ts";
import { at, objectsAt, stringAt } from "../values.ts";

/** Name, type, format, priority (0: always, 1: with `-o wide`). */
export type Column = readonly [name: string, type: string, format: string, priority: 0 | 1];

export interface Printer {
  readonly columns: readonly Column[];
  /** One cell a column; `now` in milliseconds gives the ages. */
  readonly cells: (object: KubeObject, now: number) => readonly Json[];
}

export const NAME: Column = ["Name", "string", "name", 0];
export const AGE: Column = ["Age", "string", "", 0];

/** A column of text; wide ones have priority 1. */
export function text(name: string, priority: 0 | 1 = 0): Column {
  return [name, "string", "", priority];
}

export function integer(name: string): Column {
  return [name, "integer", "", 0];
}

/** Whole units as kubectl writes durations (apimachinery `duration.HumanDuration`). */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < -1) return "<invalid>";
  if (seconds < 0) return "0s";
  if (seconds < 60 * 2) return `${seconds}s`;
  const minutes = Math.trunc(seconds / 60);
  if (minutes < 10) return pair(minutes, "m", seconds % 60, "s");
  if (minutes < 60 * 3) return `${minutes}m`;
  const hours = Math.trunc(minutes / 60);
  if (hours < 8) return pair(hours, "h", minutes % 60, "m");
  if (hours < 48) return `${hours}h`;
  if (hours < 24 * 8) return pair(Math.trunc(hours / 24), "d", hours % 24, "h");
  if (hours < 24 * 365 * 2) return `${Math.trunc(hours / 24)}d`;
  const years = Math.trunc(hours / 24 / 365);
  if (hours < 24 * 365 * 8) return pair(years, "y", Math.trunc(hours / 24) % 365, "d");
  return `${years}y`;
}

function pair(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${big}${bigUnit}` : `${big}${bigUnit}${small}${smallUnit}`;
}

/** How long ago an RFC 3339 time was; `<unknown>` when there is none. */
export function since(time: unknown, now: number): string {
  if (typeof time !== "string" || time === "") return "<unknown>";
  const then = Date.parse(time);
  return Number.isNaN(then) ? "<unknown>" : humanDuration(now - then);
}

export function age(object: KubeObject, now: number): string {
  return since(object.metadata.creationTimestamp, now);
}

/** Container names and images, joined by commas, as workloads show them. */
export function containersAndImages(
  object: unknown,
  ...path: readonly string[]
): readonly [string, string] {
  const containers = objectsAt(object, ...path, "containers");
  return [
    containers.map((container) => stringAt(container, "name")).join(","),
    containers.map((container) => stringAt(container, "image")).join(","),
  ];
}

/** The label selector under a path, as text. */
export function selectorText(object: unknown, ...path: readonly string[]): string {
  const found = at(object, ...path);
  return formatLabelSelector(isObject(found) ? found : undefined);
}

/** The conditions of an object by type. */
export function conditionOf(object: unknown, type: string): JsonObject | undefined {
  return objectsAt(object, "status", "conditions").find((c) => c["type"] === type);
}

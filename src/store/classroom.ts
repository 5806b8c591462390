/** A class that the teacher wants kept: the files as they came, on this device and nowhere else. */
import type { DroppedFile } from "../core/lessons/handIn.ts";
import type { TextStorage } from "./preferences.ts";

const KEY = "netpol-lab/class";

type Storage = TextStorage & { removeItem(key: string): void };

function storage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined; // refused by the browser's settings
  }
}

/** The files of the class that was kept; undefined when none was. */
export function readClass(
  from: Storage | undefined = storage(),
): readonly DroppedFile[] | undefined {
  try {
    const value: unknown = JSON.parse(from?.getItem(KEY) ?? "null");
    return Array.isArray(value) ? value.filter(isFile) : undefined;
  } catch {
    return undefined;
  }
}

function isFile(value: unknown): value is DroppedFile {
  if (typeof value !== "object" || value === null) return false;
  if (!("name" in value) || !("text" in value)) return false;
  return typeof value.name === "string" && typeof value.text === "string";
}

/** Keeps the files, or forgets the class; false when the browser refuses, or has no room. */
export function keepClass(
  files: readonly DroppedFile[] | undefined,
  to: Storage | undefined = storage(),
): boolean {
  try {
    if (files === undefined) to?.removeItem(KEY);
    else to?.setItem(KEY, JSON.stringify(files));
    return to !== undefined;
  } catch {
    return false;
  }
}

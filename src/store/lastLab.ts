/** The lab that was open last, small enough for the first page to read at once. */
export interface LastLab {
  /** Of the page, e.g. `/lab/day26`. */
  readonly path: string;
  readonly title: string;
}

const KEY = "netpol-lab/last";
const PATH = /^\/(lab|learn|puzzle|challenge)\/[\w.~-]+$/;

export function readLastLab(storage: Pick<Storage, "getItem">): LastLab | undefined {
  try {
    const value: unknown = JSON.parse(storage.getItem(KEY) ?? "null");
    if (typeof value !== "object" || value === null) return undefined;
    if (!("path" in value) || !("title" in value)) return undefined;
    const { path, title } = value;
    return typeof path === "string" && typeof title === "string" && PATH.test(path)
      ? { path, title }
      : undefined;
  } catch {
    return undefined; // refused, or not ours
  }
}

export function writeLastLab(storage: Pick<Storage, "setItem">, lab: LastLab): void {
  try {
    storage.setItem(KEY, JSON.stringify(lab));
  } catch {
    // the first page will not offer to continue, nothing else
  }
}

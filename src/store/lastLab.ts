/** The lab that was open last, small enough for the first page to read at once. */
export interface LastLab {
  readonly route: string;
  readonly title: string;
}

const KEY = "netpol-lab/last";

export function readLastLab(storage: Pick<Storage, "getItem">): LastLab | undefined {
  try {
    const value: unknown = JSON.parse(storage.getItem(KEY) ?? "null");
    if (typeof value !== "object" || value === null) return undefined;
    if (!("route" in value) || !("title" in value)) return undefined;
    const { route, title } = value;
    return typeof route === "string" && typeof title === "string" && /^[\w.-]+$/.test(route)
      ? { route, title }
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

/** Addresses of the page that open a lab. */

export type LabTarget =
  | { readonly kind: "lab"; readonly name: string }
  /** `step` as in the address; without it the lesson goes on where it was left. */
  | { readonly kind: "lesson"; readonly id: string; readonly step?: string | undefined }
  | { readonly kind: "puzzle" | "challenge" | "demo"; readonly id: string };

const PAGES = { lesson: "learn", puzzle: "puzzle", challenge: "challenge", demo: "demo" } as const;

/** The page's path of a target, e.g. `/learn/L07`. */
export function pathOf(target: LabTarget): string {
  return target.kind === "lab" ? `/lab/${target.name}` : `/${PAGES[target.kind]}/${target.id}`;
}

/** The name under which a target's lab is kept on the shelf. */
export function labNameOf(target: LabTarget): string {
  if (target.kind !== "lab") return `${target.kind}-${target.id}`;
  return target.name === "import" ? "empty" : target.name;
}

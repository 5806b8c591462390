/** Two texts of one meaning: every verdict between all ends is the same, direction by direction. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { PortOfInterest } from "../../../src/core/netpol/matrix.ts";
import { runs } from "../../support/runs.ts";
import * as world from "./world.ts";
import type { Raw, RawPolicy } from "./world.ts";

export interface Objects {
  readonly cluster: Raw[];
  readonly policies: RawPolicy[];
}
export type Rewrite = (objects: Objects) => Partial<Objects>;

export const onPolicies =
  (change: (list: RawPolicy[]) => RawPolicy[]): Rewrite =>
  ({ policies }) => ({ policies: change(policies) });

/** Text that a rewrite moved, in a form in which `rename` is undone. */
function verdictsOf({ cluster, policies }: Objects, at: PortOfInterest, rename?: RegExp): string {
  const marks = world.verdicts(world.network([...cluster, ...policies]), at);
  const named = rename === undefined ? marks : marks.map((mark) => mark.replace(rename, "alpha/"));
  return named.sort().join(" ");
}

/** What a law says besides the rewrite. */
interface Terms {
  /** How the world is prepared of which the law speaks. */
  readonly given?: Rewrite;
  /** The name by which `alpha` goes after the rewrite. */
  readonly rename?: RegExp;
}

/** The property that a rewrite changes no verdict; `touched` counts where it changed the text. */
export function meansTheSame(rewrite: Rewrite, touched: { count: number }, terms: Terms = {}) {
  return fc.property(world.scene, ({ at, ...drawn }) => {
    const before = { ...drawn, ...terms.given?.(drawn) };
    const after = { ...before, ...rewrite(before) };
    if (JSON.stringify(after) !== JSON.stringify(before)) touched.count++;
    expect(verdictsOf(after, at, terms.rename)).toBe(verdictsOf(before, at));
  });
}

/** One law: a rewrite that has to touch at least every twentieth world. */
export function same(name: string, rewrite: Rewrite, terms?: Terms): void {
  it(name, () => {
    const touched = { count: 0 };
    const numRuns = runs(2000);
    fc.assert(meansTheSame(rewrite, touched, terms), { numRuns });
    expect(touched.count).toBeGreaterThan(numRuns / 20);
  });
}

/** What laws are written with: a property that counts whether it had something to say. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { CompiledNetwork } from "../../../src/core/netpol/compile.ts";
import type { PortOfInterest } from "../../../src/core/netpol/matrix.ts";
import { runs } from "../../support/runs.ts";
import * as world from "./world.ts";

/** A law over random worlds; `witnesses` counts cases in which it had something to say. */
export function law<T extends [unknown, ...unknown[]]>(
  name: string,
  arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
  check: (witness: (times?: number) => void, ...drawn: T) => void,
): void {
  it(name, () => {
    let witnesses = 0;
    const numRuns = runs(2000);
    fc.assert(
      fc.property(...arbitraries, (...drawn: T) => {
        check((times = 1) => (witnesses += times), ...drawn);
      }),
      { numRuns },
    );
    expect(witnesses, "cases in which the law had something to say").toBeGreaterThan(numRuns / 20);
  });
}

/** Both networks' verdicts on every flow between the ends of the first. */
export function together(
  a: CompiledNetwork,
  b: CompiledNetwork,
  at: PortOfInterest,
  ends = world.endsOf(a),
) {
  const others = world.flows(b, at, ends);
  return world.flows(a, at, ends).map(({ from, to, verdict }, i) => {
    const other = others[i];
    if (other === undefined) throw new Error("as many flows as before");
    return { from, to, was: verdict, is: other.verdict };
  });
}

export const isPod = (end: string): boolean => end.includes("/");

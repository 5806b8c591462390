/** The matrix held against the evaluator, pair by pair. */
import { evaluate } from "../../../src/core/netpol/evaluate.ts";
import type { ReachMatrix } from "../../../src/core/netpol/matrix.ts";

/** Where the matrix and the single-flow evaluator differ: `alpha/p0 -> beta/p1`. */
export function matrixDifferences(matrix: ReachMatrix): string[] {
  const found: string[] = [];
  matrix.pods.forEach((source, s) => {
    matrix.pods.forEach((destination, d) => {
      const verdict = evaluate(matrix.network, { source, destination, ...matrix.at });
      const same =
        matrix.letsOut(s, d) === verdict.egress.allowed &&
        matrix.letsIn(s, d) === verdict.ingress.allowed &&
        matrix.allows(s, d) === verdict.allowed;
      if (!same)
        found.push(
          `${source.namespace}/${source.name} -> ${destination.namespace}/${destination.name}`,
        );
    });
  });
  return found;
}

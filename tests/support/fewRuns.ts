/**
 * fast-check as mutants meet it, in place of the real one: few runs, the same ones every time, and
 * no search for a smaller counterexample.
 */
import * as real from "../../node_modules/fast-check/lib/fast-check.js";

export * from "../../node_modules/fast-check/lib/fast-check.js";

/** Of properties that ask for a number of runs: those are long. The others have the usual hundred. */
const MAX_RUNS = 5;

function few<T>(parameters: real.Parameters<T> = {}): real.Parameters<T> {
  const numRuns = parameters.numRuns === undefined ? 30 : Math.min(parameters.numRuns, MAX_RUNS);
  return { ...parameters, numRuns, seed: parameters.seed ?? 20260314, endOnFailure: true };
}

export function assert<T>(property: real.IRawProperty<T>, parameters?: real.Parameters<T>): void {
  void real.assert(property, few(parameters));
}

export default { ...real.default, assert };

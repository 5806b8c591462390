import fc from "fast-check";

/**
 * How thorough random tests are: `full` under `npm test`, `quick` under `npm run check` and alone,
 * `mutation` for mutants, where every run of a test has to be the same.
 */
const LEVEL = process.env["TEST_RUNS"] ?? "quick";

/** Runs of a property: as many as asked for in the full test, a fraction of that elsewhere. */
export function runs(full: number): number {
  if (LEVEL === "full") return full;
  return Math.max(10, Math.round(full / (LEVEL === "mutation" ? 50 : 20)));
}

/** Do mutants run the tests? Then the long ones make do with a part of their data. */
export function isMutation(): boolean {
  return LEVEL === "mutation";
}

if (isMutation()) fc.configureGlobal({ seed: 20260314, endOnFailure: true });

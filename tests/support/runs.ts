/**
 * How thorough random tests are: `full` under `npm test`, `quick` under `npm run check` and alone,
 * `mutation` for mutants, where every run of a test has to be the same (see `fewRuns.ts`).
 */
const LEVEL = process.env["TEST_RUNS"] ?? "quick";

/** Runs of a property: as many as asked for in the full test, a fraction of that elsewhere. */
export function runs(full: number): number {
  if (LEVEL === "full") return full;
  return isMutation() ? 5 : Math.max(10, Math.round(full / 20));
}

/** Do mutants run the tests? Then the long ones make do with a part of their data. */
export function isMutation(): boolean {
  return LEVEL === "mutation";
}

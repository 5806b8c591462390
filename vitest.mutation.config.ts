import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** What kills most mutants soonest, first; the rest in the order of its names. */
const FIRST = ["clauses", "upstream", "ends", "bits", "ip", "addressSet", "naive", "conformance"];

function rank({ moduleId }: TestSpecification): number {
  const index = FIRST.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
  return index < 0 ? FIRST.length : index;
}

class FastFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return Promise.resolve(
      files.sort((a, b) => rank(a) - rank(b) || (a.moduleId < b.moduleId ? -1 : 1)),
    );
  }
}

/** The tests that mutants of the evaluator have to pass: fast, and the same in every run. */
export default defineConfig({
  resolve: {
    alias: {
      "fast-check": fileURLToPath(new URL("tests/support/fewRuns.ts", import.meta.url)),
    },
  },
  test: {
    environment: "node",
    include: ["tests/core/netpol/**/*.test.ts", "tests/core/net/**/*.test.ts"],
    env: { TEST_RUNS: "mutation" },
    // laws find no mutant that the rest leaves alive, and pages are not copied for Stryker
    exclude: ["**/*{Laws,ewrites}.test.ts", "**/docs.test.ts"],
    isolate: false,
    sequence: { sequencer: FastFirst },
  },
});

import { defineConfig } from "vitest/config";

/** The tests that mutants of the evaluator have to pass: fast, and the same in every run. */
export default defineConfig({
  test: {
    environment: "node",
    include: ["tests/core/netpol/**/*.test.ts", "tests/core/net/**/*.test.ts"],
    env: { TEST_RUNS: "mutation" },
  },
});

import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import react from "@vitejs/plugin-react";
import { yamlAsData } from "./vite.config.ts";

export default defineConfig({
  plugins: [yamlAsData(), react()],
  test: {
    maxWorkers: availableParallelism(),
    // thousands of runs of a property take their time on a busy machine
    testTimeout: process.env["TEST_RUNS"] === "full" ? 180_000 : 30_000,
    projects: [
      {
        extends: true,
        test: { name: "core", environment: "node", include: ["tests/**/*.test.ts"] },
      },
      {
        extends: true,
        test: {
          name: "ui",
          environment: "jsdom",
          include: ["tests/**/*.test.tsx"],
          setupFiles: ["tests/support/dom.ts"],
        },
      },
    ],
  },
});

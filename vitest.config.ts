import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import react from "@vitejs/plugin-react";
import { lessonsAsData } from "./src/content/vite.ts";

export default defineConfig({
  plugins: [lessonsAsData(), react()],
  test: {
    maxWorkers: availableParallelism(),
    // thousands of runs of a property take their time on a busy machine
    testTimeout: process.env["TEST_RUNS"] === "full" ? 180_000 : 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: "core",
          environment: "node",
          include: ["tests/**/*.test.ts"],
          setupFiles: ["tests/support/seed.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "ui",
          environment: "jsdom",
          include: ["tests/**/*.test.tsx"],
          setupFiles: ["tests/support/seed.ts", "tests/support/dom.ts"],
        },
      },
    ],
  },
});

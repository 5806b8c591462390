import { defineConfig } from "vitest/config";
import react from "@vitejs/plugin-react";
import { yamlAsData } from "./vite.config.ts";

export default defineConfig({
  plugins: [yamlAsData(), react()],
  test: {
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

import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { lessonsAsData } from "./src/content/vite.ts";

/** A chunk of its own for a library; never drags its dependencies in, so that lazy stays lazy. */
const group = (name: string, test: RegExp) => ({
  name,
  test,
  priority: 10,
  includeDependenciesRecursively: false,
});

export default defineConfig({
  base: "./",
  plugins: [lessonsAsData(), react()],
  resolve: {
    alias: {
      // just-bash's browser entry names it for gzip, which the lab's shell does not offer
      "node:zlib": fileURLToPath(new URL("src/ui/terminal/noZlib.ts", import.meta.url)),
    },
  },
  build: {
    target: "es2022",
    manifest: true,
    assetsInlineLimit: 0, // data: URLs would need a hole in the Content-Security-Policy
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            group("react", /node_modules\/(react|react-dom|scheduler)\//),
            group("xyflow", /node_modules\/(@xyflow|d3-[a-z]+|classcat)\//),
            group("xterm", /node_modules\/@xterm\//),
            group("codemirror", /node_modules\/(@codemirror|@lezer|style-mod|w3c-keyname|crelt)\//),
          ],
        },
      },
    },
  },
  server: { host: "127.0.0.1" },
});

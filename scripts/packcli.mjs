// `npm pack` and `npm publish` run this first: the command as plain files in dist-cli/, everything
// inside, so that `npx netpol-lab` installs nothing else. The page's packages are not part of it.
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = resolve(fileURLToPath(import.meta.url), "../..");
const folder = join(root, "dist-cli");
const builtin = new Set([...builtinModules, ...builtinModules.map((name) => `node:${name}`)]);

const bundle = await rolldown({
  input: { main: join(root, "src/cli/main.ts") },
  platform: "node",
  external: (id) => builtin.has(id),
  // the text tools as the page has them: no native parts, nothing to compile
  resolve: { alias: { "just-bash": "just-bash/browser" } },
  logLevel: "silent",
});
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
const { output } = await bundle.write({
  dir: folder,
  format: "esm",
  minify: true,
  entryFileNames: "[name].mjs",
  chunkFileNames: "[name]-[hash].mjs",
});
await bundle.close();
const bin = join(folder, "netpol.mjs");
writeFileSync(
  bin,
  '#!/usr/bin/env node\nimport { main } from "./main.mjs";\nprocess.exitCode = await main(process.argv.slice(2));\n',
);
chmodSync(bin, 0o755);
for (const { fileName, code = "" } of output)
  console.log(`${fileName} ${(code.length / 1024).toFixed(0)} KiB`);

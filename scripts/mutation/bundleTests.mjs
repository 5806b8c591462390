/** Test files of the evaluator as modules that Node can load. */
import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { rolldown } from "rolldown";
import { API_NAMES, TEST_API } from "./testApi.mjs";

/** Test files below `folders`, with `/` and relative to the working directory. */
export function testFilesOf({ folders, exclude }) {
  return folders
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true }).map((name) => `${folder}/${name}`),
    )
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".test.ts") && !exclude.some((end) => file.endsWith(end)))
    .sort();
}

/**
 * Bundles `files` into the folder `dir`, once for all processes that share it. Code that several of
 * them use is there once. Packages are left to Node; `alias` replaces some by files.
 */
export async function bundleTests(dir, files, alias) {
  const urls = files.map((file, index) => [
    file,
    pathToFileURL(join(resolve(dir), `test${index}.mjs`)).href,
  ]);
  if (existsSync(dir)) return urls;
  const targets = new Map(Object.entries(alias).map(([from, to]) => [from, resolve(to)]));
  const build = await rolldown({
    input: Object.fromEntries(files.map((file, index) => [`test${index}`, resolve(file)])),
    platform: "node",
    logLevel: "silent",
    external: (id) => /^[@a-z]/.test(id) && id !== "vitest" && !targets.has(id),
    plugins: [
      {
        name: "tests-in-process",
        resolveId: (id) => (id === "vitest" ? "\0vitest" : (targets.get(id) ?? null)),
        load: (id) =>
          id === "\0vitest"
            ? `export const { ${API_NAMES.join(", ")} } = globalThis.${TEST_API};`
            : null,
        transform: (code, id) =>
          code
            .replaceAll("import.meta.url", JSON.stringify(pathToFileURL(id).href))
            .replaceAll("import.meta.dirname", JSON.stringify(resolve(id, ".."))),
      },
    ],
  });
  const own = await mkdtemp(`${resolve(dir)}-`);
  await build.write({
    dir: own,
    format: "esm",
    entryFileNames: "[name].mjs",
    chunkFileNames: "[name]-[hash].mjs",
  });
  try {
    renameSync(own, dir);
  } catch {
    rmSync(own, { recursive: true }); // another process was sooner
  }
  return urls;
}

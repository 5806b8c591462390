// Runs TypeScript entry points of this project in plain Node: bundles the entry with rolldown into
// .cache/ when a source is newer than the bundle, then imports it. Packages stay outside the bundle.
import { mkdirSync, readdirSync, statSync, writeFileSync, readFileSync, renameSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { rolldown } from "rolldown";

const root = resolve(fileURLToPath(import.meta.url), "../..");

/** The newest change below the folders, in milliseconds, and how many files there are. */
function fingerprint(folders) {
  let newest = 0;
  let count = 0;
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else {
        count++;
        newest = Math.max(newest, statSync(path).mtimeMs);
      }
    }
  };
  for (const folder of folders) walk(join(root, folder));
  return `${newest}/${count}`;
}

/**
 * Imports the module at `entry` (a path from the project's root), bundled.
 * `folders` are those whose change makes the bundle stale.
 */
export async function load(entry, folders = ["src/core", "src/content", "src/cli"]) {
  const cache = join(root, ".cache");
  const file = join(cache, `${basename(entry).replace(/\.ts$/, "")}.mjs`);
  const stamp = `${file}.stamp`;
  const wanted = fingerprint(folders);
  let have = "";
  try {
    have = readFileSync(stamp, "utf8");
  } catch {
    // first run
  }
  if (have !== wanted) {
    mkdirSync(cache, { recursive: true });
    const bundle = await rolldown({
      input: join(root, entry),
      platform: "node",
      external: (id) => !/^([./]|\0)/.test(id) && !id.includes(root),
      logLevel: "silent",
    });
    const { output } = await bundle.generate({ format: "esm", codeSplitting: false });
    await bundle.close();
    const temporary = `${file}.${process.pid}`;
    writeFileSync(temporary, output[0].code);
    renameSync(temporary, file); // another process may be reading the old one
    writeFileSync(stamp, wanted);
  }
  return import(pathToFileURL(file).href);
}

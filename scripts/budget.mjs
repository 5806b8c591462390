// The bundle budget: what the first page loads before anybody can touch it, gzipped.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

/** kB of 1024 bytes. */
const BUDGETS = [
  {
    name: "start: the first page with its live picture",
    entries: ["index.html", "src/ui/app/HomeDemo.tsx"],
    limit: 150,
  },
  {
    name: "workspace: all that opening a lab adds",
    entries: [
      "src/ui/app/Workspace.tsx",
      "src/ui/graph/NetworkGraph.tsx",
      "src/ui/terminal/XtermView.tsx",
    ],
    limit: 640,
  },
];

/** The build to look at: `node scripts/budget.mjs [FOLDER]`. */
const folder = process.argv[2] ?? "dist";
const manifest = JSON.parse(readFileSync(`${folder}/.vite/manifest.json`, "utf8"));

/** The scripts that an entry loads by itself, its own included. */
function closure(entries) {
  const seen = new Set();
  const visit = (key) => {
    if (seen.has(key)) return;
    const chunk = manifest[key];
    if (chunk === undefined) throw new Error(`${key} is not in the build: was it renamed?`);
    seen.add(key);
    for (const next of chunk.imports ?? []) visit(next);
  };
  for (const entry of entries) visit(entry);
  return [...seen].map((key) => manifest[key].file).filter((file) => file.endsWith(".js"));
}

let over = false;
let loaded = new Set();
for (const { name, entries, limit } of BUDGETS) {
  const files = closure(entries).filter((file) => !loaded.has(file));
  const bytes = files.reduce(
    (sum, file) => sum + gzipSync(readFileSync(`${folder}/${file}`), { level: 9 }).length,
    0,
  );
  const kB = bytes / 1024;
  const mark = kB <= limit ? "✓" : "✗";
  console.log(`${mark} ${name}: ${kB.toFixed(1)} kB gz of ${limit} (${files.length} files)`);
  if (kB > limit) over = true;
  loaded = new Set([...loaded, ...files]);
}
process.exit(over ? 1 : 0);

// `npm run hunt -- [PATH…]`: all properties below the paths (all there are, unless said) in full, each
// with a new random seed. What fails names its seed and path: that is a fault to mend and a test to add.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const asked = process.argv.slice(2);
const roots = asked.length > 0 ? asked : ["tests"];
const filesIn = (root) =>
  statSync(root).isDirectory()
    ? readdirSync(root, { recursive: true }).map((name) => join(root, name))
    : [root];
const files = roots
  .flatMap(filesIn)
  .filter((file) => /\.test\.tsx?$/.test(file))
  .filter((file) => readFileSync(file, "utf8").includes('from "fast-check"'));
if (files.length === 0) {
  console.error(`no properties in ${roots.join(" ")}`);
  process.exit(1);
}
const { status } = spawnSync("npx", ["--no-install", "vitest", "run", ...files], {
  stdio: "inherit",
  env: { TEST_SEED: "random", TEST_RUNS: "full", ...process.env },
});
process.exit(status ?? 1);

// Times the evaluator: npm run --silent bench -- [--json] [FILE…]
// Every scenario is measured in a process of its own, because the first evaluation counts.
// A FILE holds {"id", "objects"}; without files the scenarios of bench/big.mjs are made.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const SIZES = [
  [100, 100],
  [300, 300],
  [1000, 200],
  [1000, 1000],
  [5000, 2000],
];

const args = process.argv.slice(2);
const json = args.includes("--json");
const files = args.filter((arg) => arg !== "--json");
const unknown = files.find((arg) => arg.startsWith("-"));
if (unknown !== undefined) {
  console.error(`unknown flag ${unknown}; usage: npm run --silent bench -- [--json] [FILE…]`);
  process.exit(2);
}

const worker = fileURLToPath(new URL("../bench/measure.mjs", import.meta.url));
const scenarios = {};
for (const inputs of files.length > 0 ? files.map((file) => [file]) : SIZES) {
  const run = spawnSync(process.execPath, [worker, ...inputs.map(String)], { encoding: "utf8" });
  if (run.status !== 0) {
    console.error(`${inputs.join("×")}: ${lastError(run)}`);
    process.exit(1);
  }
  const { id, ...figures } = JSON.parse(run.stdout);
  scenarios[id] = rounded(figures);
  if (!json) printRow(id, figures);
}
if (json) console.log(JSON.stringify({ scenarios }, null, 2));

function lastError({ error, stderr }) {
  if (error) return error.message;
  const lines = stderr.trim().split("\n");
  return lines.find((line) => /Error:/.test(line)) ?? lines.at(-1) ?? "failed";
}

/** Microseconds are enough. */
function rounded(figures) {
  return Object.fromEntries(
    Object.entries(figures).map(([key, value]) => [
      key,
      key.endsWith("_ms") && value !== null ? Math.round(value * 1000) / 1000 : value,
    ]),
  );
}

function printRow(id, f) {
  const ms = (value) => (value === null ? "–" : `${value.toFixed(value < 10 ? 2 : 0)} ms`);
  const ratio =
    f.naive_ms === null ? "over a minute" : `${Math.round(f.naive_ms / f.warm_ms)} times slower`;
  console.log(
    [
      `${id}: ${f.pods} pods × ${f.policies} policies, ${f.allowed} pairs allowed`,
      `  first run ${ms(f.cold_ms)}, warm ${ms(f.warm_ms)}, one policy changed ${ms(f.update_ms)}`,
      `  naive ${ms(f.naive_ms)} (${ratio}), matrix ${(f.matrix_bytes / 1e6).toFixed(2)} MB`,
    ].join("\n"),
  );
}

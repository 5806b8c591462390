// Times the evaluator: npm run --silent bench -- [--json] [FILE…]
// Every scenario is measured in processes of its own, because the first evaluation counts.
// A FILE holds {"id", "objects"}; without files the scenarios of bench/big.mjs are made, and how
// the cost grows is measured at four sizes.
import { spawnSync } from "node:child_process";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { exponentOf, median } from "../bench/timing.mjs";

const SIZES = [
  [100, 100],
  [300, 300],
  [1000, 200],
  [1000, 1000],
  [5000, 2000],
];
/** Pods, with as many policies. */
const GROWTH = [250, 500, 1000, 2000];
/** Fresh processes for the time of a first evaluation; their median counts. */
const STARTS = 5;

const args = process.argv.slice(2);
const json = args.includes("--json");
const files = args.filter((arg) => arg !== "--json");
const unknown = files.find((arg) => arg.startsWith("-"));
if (unknown !== undefined) {
  console.error(`unknown flag ${unknown}; usage: npm run --silent bench -- [--json] [FILE…]`);
  process.exit(2);
}

const worker = fileURLToPath(new URL("../bench/measure.mjs", import.meta.url));
if (!json) console.log(`Node ${process.version}, ${cpus().length} cores\n`);
const scenarios = {};
for (const inputs of files.length > 0 ? files.map((file) => [file]) : SIZES) {
  const { id, ...rest } = measure("all", inputs);
  const starts = [rest, ...Array.from({ length: STARTS - 1 }, () => measure("cold", inputs))];
  const figures = rounded({
    pods: rest.pods,
    policies: rest.policies,
    allowed: rest.allowed,
    ...rest,
    cold_ms: median(starts.map(({ cold_ms }) => cold_ms)),
    memory_bytes: median(starts.map(({ memory_bytes }) => memory_bytes)),
    // The first process may have had to bundle the code.
    peak_bytes: Math.min(...starts.map(({ peak_bytes }) => peak_bytes)),
    cold_cpu_ms: median(starts.map(({ cold_cpu_ms }) => cold_cpu_ms)),
    naive_ratio: rest.naive_ms === null ? null : Math.round(rest.naive_ms / rest.warm_ms),
  });
  scenarios[id] = figures;
  if (!json) print(id, figures);
}
const growth = files.length > 0 ? undefined : measureGrowth();
if (json) console.log(JSON.stringify({ scenarios, ...(growth && { growth }) }, null, 2));
else if (growth) printGrowth(growth);

function measure(what, inputs) {
  const run = spawnSync(process.execPath, ["--expose-gc", worker, what, ...inputs.map(String)], {
    encoding: "utf8",
  });
  if (run.status !== 0) {
    console.error(`${inputs.join("×")}: ${lastError(run)}`);
    process.exit(1);
  }
  return JSON.parse(run.stdout);
}

function lastError({ error, stderr }) {
  if (error) return error.message;
  const lines = stderr.trim().split("\n");
  return lines.find((line) => /Error:/.test(line)) ?? lines.at(-1) ?? "failed";
}

/** By the least of the warm runs: what other work on the machine disturbs least. */
function measureGrowth() {
  const points = GROWTH.map((size) => [size, measure("warm", [size, size]).warm_min_ms]);
  return {
    pods: GROWTH,
    warm_min_ms: points.map(([, ms]) => Math.round(ms * 1000) / 1000),
    exponent: Math.round(exponentOf(points) * 100) / 100,
  };
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

function ms(value) {
  if (value === null || value === undefined) return "–";
  return `${value.toFixed(value < 10 ? 2 : 0)} ms`;
}

function print(id, f) {
  const naive =
    f.naive_ms === null
      ? "over a minute"
      : `${ms(f.naive_ms)}, ${f.naive_ratio} times the warm run`;
  const mb = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
  const rows = [
    ["all pairs, first run", `${ms(f.cold_ms)} (processor ${ms(f.cold_cpu_ms)})`],
    ["all pairs, warm", `${ms(f.warm_ms)} (least ${ms(f.warm_min_ms)})`],
    ["all pairs, naive", naive],
    [`all ${f.port_classes} classes of ports`, ms(f.all_ports_ms)],
    ["one policy replaced", ms(f.update_ms)],
    ["one label changed", ms(f.label_update_ms)],
    ["why, one flow", ms(f.why_ms)],
    ...(f.near_miss_ms === undefined ? [] : [["near misses, one flow", ms(f.near_miss_ms)]]),
    ["matrix, with the network", `${mb(f.matrix_bytes)}, ${mb(f.memory_bytes)}`],
    ["process at its largest", `${mb(f.peak_bytes)} with Node and the objects`],
  ];
  console.log(`${id}: ${f.pods} pods × ${f.policies} policies, ${f.allowed} pairs allowed`);
  for (const [what, figure] of rows) console.log(`  ${what.padEnd(26)} ${figure}`);
}

function printGrowth({ pods, warm_min_ms, exponent }) {
  const points = pods.map((size, i) => `${size}×${size} ${ms(warm_min_ms[i])}`);
  console.log(`growth: ${points.join(", ")}: pods ^ ${exponent}`);
}

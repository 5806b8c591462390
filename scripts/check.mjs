// `npm run check`: everything without the browser. `npm test`: the same with all runs of the random
// tests, and the real page in a real browser. Ends with the sum over all test runners.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";

const withBrowser = process.argv.includes("--browser");
const UNIT = ["run", "--reporter=default", "--reporter=json", "--outputFile=.cache/unit.json"];
// Lint takes one core for minutes: the rest runs beside it. The browser has the machine to itself.
const stages = [
  [
    [["lint", "eslint", [".", "--max-warnings", "0"]]],
    [
      ["types", "tsc", ["-b", "--pretty", "false"]],
      ["boundaries", "depcruise", ["src", "--config", ".dependency-cruiser.cjs"]],
      ["dead code", "knip", []],
      ["format", "prettier", ["--check", "--log-level", "warn", "."]],
      ["production build", "vite", ["build", "--logLevel", "warn"]],
      ["bundle budget", "node", ["scripts/budget.mjs"]],
      ["unit tests", "vitest", UNIT],
    ],
  ],
];
if (withBrowser) stages.push([[["end-to-end tests", "playwright", ["test"]]]]);

mkdirSync(".cache", { recursive: true });
for (const file of [".cache/unit.json", ".cache/e2e.json"]) rmSync(file, { force: true });

let passed = 0;
let failed = 0;
const env = { TEST_RUNS: withBrowser ? "full" : "quick", ...process.env };
if (withBrowser) {
  const { findBrowser } = await import("./browser.mjs");
  try {
    const browser = findBrowser();
    if (browser !== undefined) env.CHROMIUM_PATH = browser;
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
/** What takes long prints as it goes; the output of the rest is kept together. */
const LIVE = new Set(["unit tests", "end-to-end tests"]);

/** Runs a step to its end. */
function run([name, command, args]) {
  const live = LIVE.has(name);
  if (live) console.log(`\n— ${name}`);
  const started = Date.now();
  return new Promise((resolve) => {
    const stdio = live ? "inherit" : ["ignore", "pipe", "pipe"];
    const child = spawn("npx", ["--no-install", command, ...args], { stdio, env });
    const output = [];
    child.stdout?.on("data", (data) => output.push(data));
    child.stderr?.on("data", (data) => output.push(data));
    child.on("error", (error) => output.push(Buffer.from(`${error.message}\n`)));
    child.on("close", (status) => {
      if (!live) process.stdout.write(`\n— ${name}\n${Buffer.concat(output).toString()}`);
      const seconds = ((Date.now() - started) / 1000).toFixed(1);
      console.log(`${status === 0 ? "✓" : "✗"} ${name} (${seconds} s)`);
      if (status === 0) passed++;
      else failed++;
      resolve();
    });
  });
}
for (const lanes of stages) {
  const inLane = async (steps) => {
    for (const step of steps) await run(step);
  };
  await Promise.all(lanes.map(inLane));
}

/** Adds the single tests of a runner to the sum; the step itself is counted above. */
function add(file, count) {
  if (!existsSync(file)) return;
  const [good, bad] = count(JSON.parse(readFileSync(file, "utf8")));
  passed += good;
  failed += bad;
}
add(".cache/unit.json", (r) => [r.numPassedTests, r.numFailedTests]);
add(".cache/e2e.json", (r) => [r.stats.expected + r.stats.flaky, r.stats.unexpected]);

console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

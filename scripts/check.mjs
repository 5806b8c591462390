// `npm run check`: everything without the browser. `npm test`: the same with all runs of the random
// tests, and the real page in a real browser. Ends with the sum over all test runners.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";

const withBrowser = process.argv.includes("--browser");
const steps = [
  ["types", "tsc", ["-b", "--pretty", "false"]],
  ["lint", "eslint", [".", "--max-warnings", "0"]],
  ["boundaries", "depcruise", ["src", "--config", ".dependency-cruiser.cjs"]],
  ["dead code", "knip", []],
  ["format", "prettier", ["--check", "--log-level", "warn", "."]],
  [
    "unit tests",
    "vitest",
    ["run", "--reporter=default", "--reporter=json", "--outputFile=.cache/unit.json"],
  ],
  ["production build", "vite", ["build", "--logLevel", "warn"]],
  ["bundle budget", "node", ["scripts/budget.mjs"]],
];
if (withBrowser) steps.push(["end-to-end tests", "playwright", ["test"]]);

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
for (const [name, command, args] of steps) {
  console.log(`\n— ${name}`);
  const started = Date.now();
  const { status } = spawnSync("npx", ["--no-install", command, ...args], {
    stdio: "inherit",
    env,
  });
  console.log(
    `${status === 0 ? "✓" : "✗"} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`,
  );
  if (status === 0) passed++;
  else failed++;
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

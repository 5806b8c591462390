// Finds a browser for the end-to-end tests: CHROMIUM_PATH, an installed Chrome or Chromium, Debian's
// package (as root), Playwright's own download; else says in one sentence what to install.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];
const PLACES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

function installed() {
  for (const name of NAMES) {
    const found = spawnSync(process.platform === "win32" ? "where" : "which", [name], {
      encoding: "utf8",
    });
    if (found.status === 0) return found.stdout.trim().split("\n")[0];
  }
  return PLACES.find((place) => existsSync(place));
}

const run = (command, args) =>
  spawnSync(command, args, {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  }).status === 0;

/** Path of a browser, or undefined when Playwright shall use its own. Throws when there is none. */
export function findBrowser() {
  const given = process.env.CHROMIUM_PATH;
  if (given !== undefined && given !== "") {
    if (existsSync(given)) return given;
    throw new Error(`CHROMIUM_PATH is ${given}, but there is no such file.`);
  }
  const found = installed();
  if (found !== undefined) return found;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    console.log("No browser found: installing Debian's chromium");
    run("apt-get", ["update", "-qq"]);
    run("apt-get", ["install", "-y", "-qq", "chromium"]);
    const now = installed();
    if (now !== undefined) return now;
  }
  console.log("No browser found: asking Playwright for its own");
  try {
    execFileSync("npx", ["playwright", "install", "chromium"], { stdio: "inherit" });
    return undefined;
  } catch {
    throw new Error(
      "The end-to-end tests need a browser: install Chrome or Chromium, or set CHROMIUM_PATH to one.",
    );
  }
}

/** The package as npm packs it: the command runs from it alone, without anything installed. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { SHOP } from "../support/netpol.ts";

const root = resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "netpol-package-"));
let listed: readonly string[] = [];

beforeAll(() => {
  const packed = execFileSync("npm", ["pack", "--json", "--pack-destination", folder], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const answer = JSON.parse(packed.slice(packed.indexOf("[\n"))) as {
    filename: string;
    files: { path: string }[];
  }[];
  listed = answer[0]?.files.map(({ path }) => path) ?? [];
  execFileSync("tar", ["xzf", join(folder, answer[0]?.filename ?? ""), "-C", folder]);
  writeFileSync(join(folder, "shop.yaml"), SHOP);
}, 120_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs one of the package's programs in the temporary folder. */
function run(bin: string, ...args: readonly string[]): string {
  const { bin: bins } = JSON.parse(readFileSync(join(folder, "package/package.json"), "utf8")) as {
    bin: Record<string, string>;
  };
  const file = join(folder, "package", bins[bin] ?? "");
  return execFileSync(process.execPath, [file, ...args], { cwd: folder, encoding: "utf8" });
}

it("holds the command and nothing of the page", () => {
  expect(listed).toContain("dist-cli/netpol.mjs");
  expect(
    listed.filter((path) => !/^(dist-cli\/|package\.json|README\.md|LICENSE)/.test(path)),
  ).toEqual([]);
});

it("needs no other package", () => {
  const { dependencies } = JSON.parse(
    readFileSync(join(folder, "package/package.json"), "utf8"),
  ) as { dependencies?: object };
  expect(dependencies).toBeUndefined();
});

it("answers", { timeout: 60_000 }, () => {
  expect(run("netpol-lab", "reach", "-f", "shop.yaml")).toMatch(/^\d+ of \d+ flows pass$/m);
  expect(
    run("netpol", "sh", "-f", "shop.yaml", "-c", "kubectl get pods -n shop -o name | grep -c web"),
  ).toBe("2\n");
});

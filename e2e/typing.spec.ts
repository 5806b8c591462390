import { expect, test, type Page } from "@playwright/test";
import { Lab } from "./lab.ts";

const NAMESPACES = 20;
const PODS = 500;
const POLICIES = 300;

/** What `kubectl get ns,pods,netpol -A -o json` might print of a cluster of that size. */
function dump(): string {
  const items: object[] = [];
  for (let n = 0; n < NAMESPACES; n++)
    items.push({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: `team-${n}`, labels: { team: `t${n}`, env: n % 3 ? "prod" : "dev" } },
    });
  for (let i = 0; i < PODS; i++) {
    const ip = `10.1.${i >> 8}.${i & 255}`;
    items.push({
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        name: `pod-${i}`,
        namespace: `team-${i % NAMESPACES}`,
        labels: { app: `app-${i % 7}`, tier: ["front", "back", "data"][i % 3] },
      },
      spec: {
        containers: [{ name: "main", image: "nginx:1.27", ports: [{ containerPort: 8080 }] }],
      },
      status: { phase: "Running", podIP: ip, podIPs: [{ ip }] },
    });
  }
  for (let i = 0; i < POLICIES; i++)
    items.push({
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: `np-${i}`, namespace: `team-${i % NAMESPACES}` },
      spec: {
        podSelector: { matchLabels: { app: `app-${i % 7}` } },
        policyTypes: ["Ingress"],
        ingress: [
          {
            from: [
              { podSelector: { matchLabels: { tier: ["front", "back", "data"][i % 3] } } },
              { namespaceSelector: { matchLabels: { team: `t${i % NAMESPACES}` } } },
            ],
            ports: [{ port: 8080 }],
          },
        ],
      },
    });
  return JSON.stringify({ apiVersion: "v1", kind: "List", items });
}

declare global {
  interface Window {
    /** Milliseconds of each task that held the page up. */
    longTasks: number[];
  }
}

/** The tasks of more than 50 ms since the last time this was asked. */
async function longTasks(page: Page): Promise<readonly number[]> {
  return page.evaluate(() => window.longTasks.splice(0));
}

/** How many times slower than an idle desktop the machine is just now, and at least 1. */
async function slowness(page: Page): Promise<number> {
  const ms = await page.evaluate(() => {
    const start = performance.now();
    const map = new Map<string, number>();
    for (let i = 0; i < 200_000; i++) map.set(`key-${i % 5000}`, i);
    return performance.now() - start;
  });
  return Math.max(1, ms / 25);
}

test.describe("500 pods and 300 policies", () => {
  test.setTimeout(240_000);

  test("typing goes on while pictures are derived", async ({ page }) => {
    await page.addInitScript(() => {
      window.longTasks = [];
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) window.longTasks.push(duration);
      }).observe({ type: "longtask" });
    });
    const lab = new Lab(page);
    await lab.open("flat");
    const dialog = await lab.openFile("dump.json", "application/json", dump());
    await expect(dialog).toContainText("820 objects were taken over", { timeout: 60_000 });
    await dialog.getByRole("button", { name: "Show the cluster" }).click();
    await expect(lab.screen).toContainText("$", { timeout: 60_000 });
    await expect(lab.network).toContainText("team-0", { timeout: 60_000 });

    // the terminal: a change of the cluster is being drawn while the next command is typed
    await lab.type("kubectl label pod pod-3 -n team-3 tier=back --overwrite", 60_000);
    await longTasks(page);
    const next = "echo typed while the graph was being drawn";
    await page.keyboard.type(next, { delay: 20 });
    await expect(lab.screen).toContainText(next);
    const inTerminal = await longTasks(page);
    await page.keyboard.press("Enter");

    // the editor: each pause checks the text and previews it on the graph
    await page.getByRole("tab", { name: "YAML" }).click();
    await page.getByRole("button", { name: "New policy" }).click();
    const content = page.locator(".cm-content");
    await expect(content).toContainText("my-policy");
    await content.click();
    await page.keyboard.press("Control+End");
    await longTasks(page);
    const lines = ["  ingress: [{from: [{podSelector: {}}]}]", "# one", "# two", "# three"];
    let keys = 0;
    for (const line of lines) {
      await page.keyboard.type(line, { delay: 25 });
      await page.keyboard.press("Enter");
      keys += line.length + 1;
      await page.waitForTimeout(500); // long enough for the check to begin
    }
    for (const line of lines) await expect(content).toContainText(line.trim());
    const inEditor = await longTasks(page);

    // every key could hold the page up: few may, however slow the machine
    expect(inTerminal.length).toBeLessThan(next.length / 3);
    expect(inEditor.length).toBeLessThan(keys / 3);
    // and none for as long as a derivation of everything took before it was taken apart
    const limit = 150 * (await slowness(page));
    expect(Math.max(0, ...inTerminal, ...inEditor)).toBeLessThan(limit);

    // what was typed arrives in the picture all the same
    await expect(page.getByRole("region", { name: "Preview" })).toContainText("as typed", {
      timeout: 30_000,
    });
    lab.expectQuiet();
  });
});

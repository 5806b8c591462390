import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { Lab } from "./lab.ts";

const view = (page: Page, name: "Graph" | "Matrix" | "List" | "Grid") =>
  page.locator("#panel-network").getByText(name, { exact: true }).first();

async function openMatrix(page: Page, scenario: string): Promise<Lab> {
  const lab = new Lab(page);
  await lab.open(scenario);
  await view(page, "Matrix").click();
  await expect(page.getByRole("grid")).toBeVisible();
  return lab;
}

const cell = (page: Page, name: RegExp) => page.getByRole("gridcell", { name });

test("the matrix follows the cluster, says why by keyboard and pointer, and saves itself", async ({
  page,
}) => {
  const lab = await openMatrix(page, "tiers");
  await expect(cell(page, /^shop\/frontend to shop\/backend .*: allowed$/)).toHaveCount(1);
  await lab.type("kubectl apply -f deny-all.yaml");
  const blocked = cell(
    page,
    /^shop\/frontend to shop\/backend any listening port: blocked at egress and ingress, closed$/,
  );
  await expect(blocked).toHaveCount(1);
  await expect(page.getByRole("contentinfo").last()).toContainText("flows closed");

  // by keyboard: one tab stop, arrows, the reason at the foot, Enter to the whole trace
  await blocked.focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowRight");
  await expect(page.locator(":focus")).toHaveAttribute("role", "gridcell");
  await blocked.focus();
  await page.keyboard.press("Enter");
  await expect(lab.inspector).toContainText("Dropped at the source's egress gate");
  await expect(page.locator("#panel-network")).toContainText("Egress of frontend is guarded");

  // a port, a filter, only what is blocked
  await page.getByRole("combobox", { name: "Port" }).selectOption("TCP/8080");
  await expect(cell(page, /^shop\/frontend to shop\/backend TCP 8080: blocked/)).toHaveCount(1);
  await cell(page, /^shop\/frontend to shop\/backend/).focus();
  await page.keyboard.press("/");
  await page.keyboard.type("frontend");
  await expect(page.getByRole("rowheader")).toHaveCount(2);
  await page.getByRole("combobox", { name: "Show" }).selectOption("blocked");
  await expect(cell(page, /frontend to ingress\/controller TCP 8080/)).toHaveCount(1);

  for (const [kind, start] of [
    ["CSV", '"from, on TCP 8080"'],
    ["SVG", "<svg xmlns"],
    ["PNG", "\u0089PNG"],
  ] as const) {
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: `Save as ${kind}` }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe(`matrix-tiers-tcp-8080.${kind.toLowerCase()}`);
    expect(readFileSync(await file.path(), "latin1").startsWith(start)).toBe(true);
  }

  // m goes to the graph and back, the settings stay
  await page.locator("#panel-network").focus();
  await page.keyboard.press("m");
  await expect(page.getByRole("grid")).toHaveCount(0);
  await page.keyboard.press("m");
  await expect(page.getByRole("searchbox", { name: "From" })).toHaveValue("frontend");
  lab.expectQuiet();
});

test("two moments of the timeline are compared in the list of changes and in the matrix", async ({
  page,
}) => {
  const lab = await openMatrix(page, "tiers");
  await lab.type("kubectl apply -f deny-all.yaml");
  await lab.type("kubectl label pod -n shop rogue seen=yes");
  await page.getByRole("tab", { name: "Changes" }).click();
  await expect(lab.inspector).toContainText("It changed no flow and no gate.");
  await lab.inspector.getByLabel("From").selectOption({ index: 0 });
  await expect(lab.inspector.getByRole("heading", { name: /Flows that closed/ })).toBeVisible();
  await expect(lab.inspector.getByRole("heading", { name: /Gates now guarded 8/ })).toBeVisible();
  await expect(cell(page, /^shop\/frontend to shop\/backend .*, closed$/)).toHaveCount(1);
  await lab.inspector.getByRole("button", { name: /shop\/frontend → shop\/backend/ }).click();
  await expect(lab.inspector).toContainText("Dropped at the source's egress gate");
  lab.expectQuiet();
});

for (const theme of ["light", "dark"] as const) {
  test(`grid and list pass axe (${theme})`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    const lab = await openMatrix(page, "tiers");
    await lab.type("kubectl apply -f deny-all.yaml");
    for (const shape of ["Grid", "List"] as const) {
      await view(page, shape).click();
      const { violations } = await new AxeBuilder({ page }).include("#panel-network").analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`)).toEqual([]);
    }
  });
}

test("on a phone a tap gives the reason, and leads to the trace", async ({ browser }) => {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  const page = await context.newPage();
  await page.goto("/#/lab/tiers");
  await page.getByRole("tab", { name: "Network" }).tap();
  await view(page, "Matrix").tap();
  await cell(page, /^shop\/frontend to shop\/backend/).tap();
  const network = page.locator("#panel-network");
  await expect(network).toContainText("Egress of frontend is open");
  await network.getByRole("button", { name: "Why?" }).tap();
  await expect(page.locator("#panel-inspector")).toContainText("Allowed");
  // the heads stay in view while the field scrolls under them
  await page.getByRole("tab", { name: "Network" }).tap();
  const head = page.getByRole("rowheader", { name: /frontend/ });
  const before = await head.boundingBox();
  await page.getByRole("grid").evaluate((grid) => {
    if (grid.parentElement !== null) grid.parentElement.scrollLeft = 80;
  });
  expect((await head.boundingBox())?.x).toBe(before?.x);
  await context.close();
});

import { readFile } from "node:fs/promises";
import { expect, test, type Browser, type Page } from "@playwright/test";
import { Lab } from "./lab.ts";

/** A page of somebody else: nothing is stored there. */
async function freshLab(browser: Browser, link: string): Promise<Lab> {
  const context = await browser.newContext();
  const lab = new Lab(await context.newPage());
  await lab.page.goto(link);
  await expect(lab.screen).toContainText("$", { timeout: 20_000 });
  return lab;
}

async function linkOf(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const field = page.getByLabel("Link", { exact: true });
  await expect(field).toHaveValue(/#\/s\/1/, { timeout: 15_000 });
  return field.inputValue();
}

/** Commands, and what both labs answer. */
const SEEN: readonly (readonly [command: string, answer: string])[] = [
  ["kubectl get pods --show-labels", "role=backend"],
  ["kubectl get pod probe -o jsonpath='{.metadata.name} {.status.phase}'", "probe Running"],
  ["kubectl get netpol -A", "db-test"],
  ["kubectl describe netpol db-test", "PodSelector: role=backend"],
];

test("a link opened by somebody else shows the same lab, and overwrites none of theirs", async ({
  page,
  browser,
}) => {
  test.setTimeout(120_000);
  const lab = new Lab(page);
  await lab.open("day26");
  await lab.type("kubectl apply -f db-test.yaml");
  await lab.type("kubectl run probe --image=busybox:1.36 --labels=role=backend -- sleep infinity");
  await lab.type("kubectl wait --for=condition=Ready pod/probe", 60_000);
  await page.getByRole("button", { name: /Network plugin/ }).click();
  await page
    .getByRole("menuitemradio", { name: /Calico/i })
    .first()
    .click();
  const link = await linkOf(page);
  expect(link.length).toBeLessThan(2000);
  await page.keyboard.press("Escape");

  const other = await freshLab(browser, link);
  await expect(other.page).toHaveURL(/#\/lab\/shared-1$/);
  await expect(other.page.getByRole("button", { name: /Network plugin/ })).toContainText(/Calico/i);
  for (const one of [lab, other]) {
    for (const [command, answer] of SEEN) {
      await one.type(command);
      await expect(one.screen).toContainText(answer);
    }
  }
  // the same link once more is another lab
  await other.page.goto(link);
  await expect(other.page).toHaveURL(/#\/lab\/shared-2$/, { timeout: 20_000 });
  expect(other.faults).toEqual([]);
  await other.page.context().close();
});

test("a whole lab travels as a file", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open("day26");
  await lab.type("kubectl apply -f db-test.yaml");
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const waiting = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download as a file" }).click();
  const file = await waiting;
  expect(file.suggestedFilename()).toBe("day26.netpol-lab.json");
  const text = await readFile(await file.path(), "utf8");
  await page.keyboard.press("Escape");
  const dialog = await lab.openFile("mine.json", "application/json", text);
  await dialog.getByRole("button", { name: "Show the cluster" }).click();
  await expect(page).toHaveURL(/#\/lab\/file-1$/);
  await lab.type("kubectl get netpol --no-headers");
  await expect(lab.screen).toContainText("db-test");
});

test("a link that is none gets a sentence", async ({ page }) => {
  await page.goto("/#/s/1abc");
  await expect(page.getByRole("alert")).toContainText("This link is cut off");
  await page.goto("/#/s/9abc");
  await expect(page.getByRole("alert")).toContainText("newer version");
});

test("progress is exported, erased and brought back", async ({ page }) => {
  await page.goto("/#/progress");
  await page.getByLabel(/Your name/).fill("Ada");
  const waiting = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  const file = await waiting;
  expect(file.suggestedFilename()).toMatch(/^netpol-progress-Ada-\d{4}-\d\d-\d\d\.json$/);
  await page.getByRole("button", { name: "Erase my progress" }).click();
  await page.getByRole("button", { name: "Erase it" }).click();
  await page.reload();
  await expect(page.getByLabel(/Your name/)).toHaveValue("");
  await page.getByLabel("Progress file").setInputFiles(await file.path());
  await page.getByRole("button", { name: "Replace" }).click();
  await expect(page.getByLabel(/Your name/)).toHaveValue("Ada");
});

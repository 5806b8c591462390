import { expect, test } from "@playwright/test";
import { Lab } from "./lab.ts";

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

test("on a phone: one panel at a time, a command by touch, its verdict", async ({ page }) => {
  const lab = new Lab(page);
  await page.goto("/#/lab/day26");
  await expect(lab.guide).toBeVisible({ timeout: 20_000 });
  await expect(lab.network).toBeHidden();
  await lab.guide
    .getByRole("button", { name: "Run kubectl apply -f default-deny-ingress.yaml" })
    .tap();
  await expect(lab.screen).toContainText("default-deny-ingress created");
  await expect(page.getByRole("button", { name: "^C" })).toBeVisible();
  await page.getByRole("tab", { name: "Guide" }).tap();
  await expect(lab.guide).toContainText("2 of 3 as wanted");
  await lab.guide.getByRole("button", { name: /The frontend does not reach the backend/ }).tap();
  await page.getByRole("tab", { name: "Why" }).tap();
  await expect(lab.inspector).toContainText("Dropped at the destination's ingress gate");
  await page.getByRole("tab", { name: "Network" }).tap();
  await expect(lab.network).toBeVisible();

  // nothing is cut off at the right
  const right = await page.evaluate(() =>
    Math.max(
      ...[...document.querySelectorAll("header button, [role=tab], section, footer")].map(
        (element) => element.getBoundingClientRect().right,
      ),
    ),
  );
  expect(right).toBeLessThanOrEqual(390.5);
  lab.expectQuiet();
});

import { expect, test } from "@playwright/test";
import { Lab } from "./lab.ts";

test("a learner without a mouse: scenario, command, graph, why, try, undo", async ({ page }) => {
  const lab = new Lab(page);
  const focusIsIn = (panel: string) =>
    expect(page.locator(`#panel-${panel}:focus, #panel-${panel} :focus`)).toHaveCount(1);
  const key = (name: string) => page.keyboard.press(name);

  await page.goto("/");
  await page
    .getByRole("link", { name: /Deny first, then allow/ })
    .last()
    .focus();
  await key("Enter");
  await expect(lab.screen).toContainText("$", { timeout: 20_000 });

  // into the terminal, type, and out of it again
  for (const panel of ["guide", "network", "terminal"]) {
    await key("F6");
    await focusIsIn(panel);
  }
  await page.keyboard.type("kubectl app");
  await key("Tab");
  await page.keyboard.type("-f default-d");
  await key("Tab");
  await key("Enter");
  await expect(lab.screen).toContainText("default-deny-ingress created");
  await key("F6");
  await focusIsIn("inspector");
  // two keys with nothing in between, as fast as they can be pressed
  await key("Shift+F6");
  await key("Control+Shift+ArrowLeft");
  await focusIsIn("network");

  // on the graph: move to a pod, select it, try a connection to the next one
  await key("ArrowRight");
  await key("Enter");
  await expect(lab.inspector).toContainText("is guarded by");
  await key("t");
  await key("ArrowRight");
  await key("Enter");
  await expect(lab.inspector.getByRole("status")).toContainText(
    "Dropped at the destination's ingress gate",
  );

  await key("Control+z");
  await expect(page.getByText(/^1 of 2 · Start/)).toBeVisible();
  await key("Control+Shift+z");
  await expect(page.getByText(/^2 of 2 ·/)).toBeVisible();
  lab.expectQuiet();
});

import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { Lab } from "./lab.ts";

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test("axe finds nothing on the first page", async ({ page }) => {
      await page.goto("/");
      await expect(page.getByText("20 of 20 flows pass")).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(
        violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(", ")}`),
      ).toEqual([]);
    });

    test("axe finds nothing in the workspace, with a flow, the editor and a dialog open", async ({
      page,
    }) => {
      const lab = new Lab(page);
      await lab.open("day26");
      const look = async (): Promise<string[]> => {
        const { violations } = await new AxeBuilder({ page }).analyze();
        return violations.map(
          (v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(", ")}`,
        );
      };
      await lab.type("kubectl apply -f default-deny-ingress.yaml");
      await lab.guide
        .getByRole("button", { name: /The frontend does not reach the backend/ })
        .click();
      await expect(lab.inspector).toContainText("Dropped");
      expect(await look()).toEqual([]);
      await lab.inspector.getByRole("button", { name: /Line \d+ of default-deny-ingress/ }).click();
      await expect(lab.inspector.locator(".cm-content")).toBeVisible();
      expect(await look()).toEqual([]);
      await page.getByRole("button", { name: "Open your own YAML" }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      expect(await look()).toEqual([]);
    });
  });
}

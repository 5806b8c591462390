import { expect, test } from "@playwright/test";
import { Lab } from "./lab.ts";

test("three tiers: names fail first, then tier by tier, and no shortcut", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open("tiers");
  await page.getByLabel("Waits").selectOption("instant");
  await lab.type("kubectl apply -f deny-all.yaml");
  await lab.type("kubectl exec -n shop frontend -- curl -sS -m 3 http://backend:8080");
  await expect(lab.screen).toContainText("curl: (28) Resolving timed out after 300");
  await expect(lab.graphText).toContainText(/frontend.*coredns.*dropped.*egress gate/i);

  await lab.type("kubectl apply -f tiers/");
  await lab.type("clear");
  await lab.type(
    "kubectl exec -n shop frontend -- curl -sS -m 3 -o /dev/null -w '%{http_code}\\n' http://backend:8080",
  );
  await expect(lab.screen).toContainText("200");
  await expect(lab.guide).toContainText("5 of 5 as wanted");
  await lab.type("kubectl exec -n shop frontend -- curl -sS -m 3 http://database:5432");
  await expect(lab.screen).toContainText("curl: (28) Connection timed out");
  lab.expectQuiet();
});

import { expect, test } from "@playwright/test";
import { Lab } from "./lab.ts";

/** One dash too many: two items where one was meant. */
const POLICY = `cat > web.yaml <<EOF
# who may scrape
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: frontend-from-controller
  namespace: production
spec:
  podSelector:
    matchLabels:
      app: frontend
  policyTypes: [Ingress]
  ingress:
    - from:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: ingress-nginx
        - podSelector:
            matchLabels:
              app: ingress-controller
      ports:
        - port: 8080
EOF`;

test("two list items: seen in the text, explained, joined, and gone", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open("prod");
  await lab.type(POLICY);
  await lab.inspector.getByRole("tab", { name: "YAML" }).click();
  await lab.inspector.getByRole("button", { name: "web.yaml" }).click();
  const text = lab.inspector.locator(".cm-content");
  await expect(text).toContainText("frontend-from-controller");

  const marked = lab.inspector.locator(".cm-lintRange-warning");
  await expect(marked).toHaveCount(1);
  await marked.hover();
  const tip = page.locator(".cm-tooltip-lint");
  await expect(tip).toContainText("Two items mean either");
  await tip.getByText("or-not-and").click();
  await expect(tip).toContainText("Every dash begins an alternative");
  await tip.getByRole("button", { name: "Join the two items into one" }).click();

  await expect(marked).toHaveCount(0);
  await expect(text).toContainText("# who may scrape");
  await expect(text).not.toContainText("- podSelector");
  lab.expectQuiet();
});

test("the list of the live cluster: open the line, preview, apply, undo", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open("prod");
  const tab = lab.inspector.getByRole("tab", { name: /^Findings/ });
  await tab.click();
  await expect(lab.inspector).toContainText("No policy, no findings");

  await lab.type(POLICY);
  await lab.type("kubectl apply -f web.yaml");
  await expect(tab).toHaveText("Findings1");
  await expect(lab.inspector.getByRole("heading", { name: "1 finding" })).toBeVisible();

  await lab.inspector.getByRole("button", { name: /^Preview: Join/ }).click();
  await expect(
    page.getByText("Join the two items into one (frontend-from-controller)"),
  ).toBeVisible();
  await lab.inspector.getByRole("button", { name: /^Apply: Join/ }).click();
  await expect(lab.inspector).toContainText("Nothing found");
  await expect(tab).toHaveText("Findings");

  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^Undo/ }).first().click();
  await expect(tab).toHaveText("Findings1");
  await lab.inspector
    .getByRole("button", { name: /frontend-from-controller/ })
    .first()
    .click();
  await expect(lab.inspector.locator(".cm-reveal")).toContainText("podSelector");
  lab.expectQuiet();
});

import { expect, test } from "@playwright/test";
import { DENY_INGRESS, Lab } from "./lab.ts";

const DENY = `kubectl apply -f - <<EOF
${DENY_INGRESS}
EOF`;

const CURL = "kubectl exec frontend -- curl -sS -m 1 http://backend";
const MISS = "Create policy allow-frontend-to-backend for pods with role=backend";

test("a blocked flow's near miss is previewed, cancelled, applied and undone", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open("day26");
  await lab.type(DENY);
  await lab.type(CURL);
  await expect(lab.screen).toContainText("Connection timed out");
  await page.getByRole("button", { name: "Why?", exact: true }).click();
  const misses = lab.inspector.getByRole("region", { name: "What would let it through" });
  const preview = misses.getByRole("button", { name: new RegExp(`^Preview: ${MISS}`) });
  const apply = misses.getByRole("button", { name: new RegExp(`^Apply: ${MISS}`) });
  await expect(misses).toContainText("It changes no other flow.");
  await expect(misses).toContainText("kubectl apply -f - <<EOF");

  // the picture shows what would be; the cluster is what it was
  const bar = lab.network.getByRole("region", { name: "Preview" });
  await preview.click();
  await expect(bar).toContainText(MISS);
  await expect(bar).toContainText("frontend → backend:80 opened");
  await expect(lab.graphText).toContainText(/frontend.*backend.*TCP 80: allowed/i);
  await lab.type("clear");
  await lab.type("kubectl get netpol -o name");
  await expect(lab.screen).toContainText("networkpolicy.networking.k8s.io/default-deny-ingress");
  await expect(lab.screen).not.toContainText("allow-frontend-to-backend");

  // Escape ends it, also from the inspector
  await preview.focus();
  await page.keyboard.press("Escape");
  await expect(bar).toHaveCount(0);
  await expect(lab.graphText).toContainText(/frontend.*backend.*dropped/i);

  // applied, graph, Why and terminal agree
  await preview.click();
  await apply.click();
  await expect(bar).toHaveCount(0);
  await expect(lab.inspector.getByRole("status").first()).toContainText("Allowed");
  await expect(lab.graphText).toContainText(/frontend.*backend.*TCP 80: allowed/i);
  await lab.type("clear");
  await lab.type(CURL);
  await expect(lab.screen).toContainText("Thank you for using nginx");
  await expect(page.getByText(/^3 of 3 · Create policy allow-frontend-to-backend/)).toBeVisible();

  // one moment, one undo
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(lab.inspector.getByRole("status").first()).toContainText("Dropped");
  await lab.type("clear");
  await lab.type("kubectl get netpol -o name");
  await expect(lab.screen).not.toContainText("allow-frontend-to-backend");
  lab.expectQuiet();
});

test("what is typed in the editor is previewed before it is applied", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open("day26");
  await lab.inspector.getByRole("tab", { name: "YAML" }).click();
  await lab.inspector.getByRole("button", { name: "New policy" }).click();
  const bar = lab.network.getByRole("region", { name: "Preview" });
  await expect(bar).toHaveCount(0);
  await lab.inspector.locator(".cm-content").click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type("# closes what nobody opened\n");
  await expect(bar).toContainText("policy.yaml as typed");
  await expect(bar).toContainText("closed");
  await bar.getByRole("button", { name: "Apply" }).click();
  await expect(bar).toHaveCount(0);
  await lab.type("kubectl get netpol -o name");
  await expect(lab.screen).toContainText("networkpolicy.networking.k8s.io/my-policy");
  lab.expectQuiet();
});

test("the blast radius of a pod, beyond the pods that exist", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open("day26");
  await lab.type(DENY);
  await lab.network.getByRole("button", { name: /^Pod backend/ }).click();
  await lab.inspector.getByText("Who can reach this pod").click();
  await expect(lab.inspector).toContainText(
    /Ingress of backend is guarded by 1 policy; nothing gets in/,
  );
  await lab.inspector.getByText("What it can reach").click();
  await expect(lab.inspector).toContainText("It may connect to anyone, on any port.");
  await expect(lab.inspector).not.toContainText("nothing gets in");
  lab.expectQuiet();
});

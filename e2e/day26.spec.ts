import { expect, test } from "@playwright/test";
import { DENY_INGRESS, Lab } from "./lab.ts";

const DENY = `cat <<EOF | kubectl apply -f -
${DENY_INGRESS}
EOF`;

const ALLOW = `kubectl apply -f - <<EOF
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: allow-frontend
spec:
  podSelector:
    matchLabels:
      role: backend
  ingress:
    - from:
        - podSelector:
            matchLabels:
              role: frontend
EOF`;

const CURL = "kubectl exec frontend -- curl -sS -m 3 http://backend";

test("default-deny, seen and explained, then opened, deleted, reloaded and undone", async ({
  page,
}) => {
  const lab = new Lab(page);
  await lab.open("day26");

  await lab.type(CURL);
  await expect(lab.screen).toContainText("Thank you for using nginx");

  await lab.type(DENY);
  await expect(lab.screen).toContainText(
    "networkpolicy.networking.k8s.io/default-deny-ingress created",
  );
  await expect(lab.graphText).toContainText(/ingress.*guarded/i);

  // it hangs, says what it waits for, and gives up after its -m
  await lab.type("clear");
  const begun = Date.now();
  await lab.start(CURL);
  await expect(page.getByLabel("Waiting time")).toContainText(/of 3 s/);
  await lab.prompt();
  expect(Date.now() - begun).toBeGreaterThan(2500);
  await expect(lab.screen).toContainText(
    /curl: \(28\) Connection timed out after 300\d milliseconds/,
  );
  await expect(lab.screen).toContainText("command terminated with exit code 28");

  // the graph's flow ends in a cross at the ingress gate, and Why names the policy
  await expect(lab.graphText).toContainText(/frontend.*backend.*dropped.*ingress gate/i);
  await expect(page.getByText("dropped at backend's ingress gate")).toBeVisible();
  await page.getByRole("button", { name: "Why?", exact: true }).click();
  await expect(lab.inspector.getByRole("status")).toContainText(
    "Dropped at the destination's ingress gate",
  );
  await expect(lab.inspector).toContainText("default-deny-ingress selects it and has no rules");
  await lab.inspector.getByRole("button", { name: /Line \d+ of default-deny-ingress/ }).click();
  await expect(lab.inspector.locator(".cm-content")).toContainText("podSelector: {}");

  await lab.type("clear");
  await lab.type(ALLOW);
  await lab.type(CURL);
  await expect(lab.screen).toContainText("Thank you for using nginx");

  await lab.type("clear");
  await lab.type("kubectl delete netpol default-deny-ingress allow-frontend");
  await expect(lab.screen).toContainText('"allow-frontend" deleted from default namespace');
  await lab.type("clear");
  await lab.type("kubectl get netpol");
  await expect(lab.screen).toContainText("No resources found in default namespace.");

  // everything is still there after a reload: history of commands, moments, and undo
  await expect(page.getByText("Saved on this device")).toBeVisible();
  await page.reload();
  await expect(lab.screen).toContainText("$", { timeout: 20_000 });
  await expect(page.getByText(/^4 of 4 · kubectl delete netpol/)).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await lab.type("kubectl get netpol -o name");
  await expect(lab.screen).toContainText("networkpolicy.networking.k8s.io/allow-frontend");
  await page.getByRole("button", { name: "Undo" }).click();
  await lab.type("clear");
  await lab.type("kubectl get netpol -o name");
  await expect(lab.screen).toContainText("default-deny-ingress");
  await expect(lab.screen).not.toContainText("allow-frontend");
  await lab.focusTerminal();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await expect(lab.screen).toContainText("kubectl get netpol -o name");
  lab.expectQuiet();
});

import { expect, test } from "@playwright/test";
import { Lab } from "./lab.ts";

test("flannel takes the policies and enforces none; undo brings the enforcing plugin back", async ({
  page,
}) => {
  const lab = new Lab(page);
  await lab.open("tiers");
  await lab.type("kubectl apply -f deny-all.yaml");
  const ip = "$(kubectl get pod -n shop backend -o jsonpath={.status.podIP})";
  const call = `kubectl exec -n shop frontend -- curl -sS -m 2 -o /dev/null http://${ip}:8080; echo status=$?`;
  await lab.type(call, 20_000);
  await expect.poll(() => lab.text()).toContain("status=28");

  const badge = page.getByRole("button", { name: /^Network plugin/ });
  await expect(badge).toHaveAccessibleName("Network plugin: Spec default");
  await badge.click();
  await page.getByRole("menuitemradio", { name: /^flannel/ }).click();
  await expect(badge).toHaveAccessibleName("Network plugin: flannel");
  await expect(page.getByRole("slider", { name: "Timeline" })).toHaveAttribute(
    "aria-valuetext",
    /Plugin: flannel$/,
  );
  await lab.type("clear");
  await lab.type(call, 20_000);
  await expect.poll(() => lab.text()).toContain("status=0");

  await page.getByRole("button", { name: "Undo" }).click();
  await expect(badge).toHaveAccessibleName("Network plugin: Spec default");
  await lab.type("clear");
  await lab.type(call, 20_000);
  await expect.poll(() => lab.text()).toContain("status=28");
  expect(lab.faults).toEqual([]);
});

test("two plugins side by side: a flow of the list is selected and Why says who enforces", async ({
  page,
}) => {
  const lab = new Lab(page);
  await lab.open("tiers");
  await lab.type("kubectl apply -f deny-all.yaml");
  const badge = page.getByRole("button", { name: /^Network plugin/ });
  await badge.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: /^Compare/ }).click();
  await page.getByLabel("Second plugin").selectOption({ label: "flannel" });
  await page.getByRole("button", { name: /^shop\/frontend → shop\/backend, TCP 8080/ }).click();
  await expect(lab.inspector).toContainText("backend");
  await badge.click();
  await page.getByRole("menuitemradio", { name: /^flannel/ }).click();
  await expect(lab.inspector).toContainText("flannel does not enforce Ingress here.");
  expect(lab.faults).toEqual([]);
});

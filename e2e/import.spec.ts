import { expect, test } from "@playwright/test";
import { Lab } from "./lab.ts";

/** What `kubectl get ns,pods,svc,netpol,crd -A -o yaml` might print of a cluster of 300 objects. */
function dump(): string {
  const items: object[] = [];
  for (let n = 0; n < 12; n++) {
    const namespace = `team-${n}`;
    items.push({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: namespace, labels: { team: `t${n}` } },
    });
    for (let i = 0; i < 20; i++) {
      const ip = `10.0.${n}.${i + 2}`;
      items.push({
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: `app-${i}`, namespace, labels: { app: `app-${i % 4}` } },
        spec: {
          nodeName: "node-a",
          containers: [{ name: "main", image: "nginx:1.27", ports: [{ containerPort: 80 }] }],
        },
        status: { phase: "Running", podIP: ip, podIPs: [{ ip }] },
      });
    }
    items.push({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "app", namespace },
      spec: { selector: { app: "app-0" }, ports: [{ port: 80 }] },
    });
    items.push({
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: "only-own", namespace },
      spec: {
        podSelector: {},
        policyTypes: ["Ingress"],
        ingress: [{ from: [{ podSelector: {} }] }],
      },
    });
  }
  for (let i = 0; i < 20; i++)
    items.push({ apiVersion: "example.com/v1", kind: "Gizmo", metadata: { name: `g${i}` } });
  for (let i = 0; i < 4; i++)
    items.push({
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: `wrong-${i}`, namespace: "team-0" },
      spec: { podSelector: {}, policyTypes: ["Sideways"] },
    });
  return JSON.stringify({ apiVersion: "v1", kind: "List", items });
}

test("a dump of 300 objects becomes a lab; what is left out and refused is named", async ({
  page,
}) => {
  const lab = new Lab(page);
  await lab.open("flat");
  await lab.type("kubectl label pod rogue seen=yes");
  const dialog = await lab.openFile("dump.json", "application/json", dump());
  await expect(dialog).toContainText("276 objects were taken over");
  await expect(dialog).toContainText("Gizmo (20)");
  await expect(dialog).toContainText("dump.json:1");
  await expect(dialog).toContainText('Unsupported value: "Sideways"');
  await dialog.getByRole("button", { name: "Show the cluster" }).click();
  await expect(lab.screen).toContainText("$", { timeout: 20_000 });
  await lab.type("kubectl get pods -A --no-headers | grep -c '^team-'");
  await expect(lab.screen).toContainText("240");
  await lab.type("kubectl exec -n team-1 app-0 -- curl -sS -m 1 http://app.team-2");
  await expect(lab.screen).toContainText("curl: (28) Connection timed out");

  // nothing of the lab before is lost
  await page.goto("/#/lab/flat");
  await expect(lab.screen).toContainText("$", { timeout: 20_000 });
  await lab.type("kubectl get pod rogue --show-labels");
  await expect(lab.screen).toContainText("seen=yes");
  lab.expectQuiet();
});

test("hostile files get a sentence, not a crash", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open("day26");
  await page.getByRole("button", { name: "Open your own YAML" }).click();
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\n${["b", "c", "d", "e", "f", "g", "h", "i", "j"]
    .map(
      (c, i) =>
        `${c}: &${c} [${Array(10)
          .fill(`*${"abcdefghi"[i] ?? ""}`)
          .join(",")}]`,
    )
    .join("\n")}\n`;
  for (const text of [bomb, "__proto__: {polluted: true}\nkind: Pod", "\u0000\u0001", "- - - -"]) {
    await page.getByLabel("Or paste it").fill(text);
    await page.getByRole("dialog").getByRole("button", { name: "Open", exact: true }).click();
    await expect(page.getByRole("dialog")).toContainText("Nothing in it could be taken over");
    await page.getByRole("button", { name: "Open something else" }).click();
  }
  expect(await page.evaluate(() => "polluted" in {})).toBe(false);
  lab.expectQuiet();
});

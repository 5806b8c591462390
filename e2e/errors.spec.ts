import { expect, test } from "@playwright/test";
import { Lab } from "./lab.ts";

const CASES: readonly (readonly [command: string, words: string])[] = [
  [
    "printf 'kind: NetworkPolicy\\n  metadata: {\\n' | kubectl apply -f -",
    "error: error parsing STDIN: error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context",
  ],
  ["kubectl get gizmos", `error: the server doesn't have a resource type "gizmos"`],
  ["kubectl get pods --wide", "error: unknown flag: --wide"],
  ["kubectl gt pods", 'error: unknown command "gt" for "kubectl"'],
  [
    "echo '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: x}, spec: {podselector: {}}}' | kubectl apply -f -",
    'strict decoding error: unknown field "spec.podselector"',
  ],
  ["kubectl get pod nobody", 'Error from server (NotFound): pods "nobody" not found'],
  ["kubectl exec frontend -- nope", 'exec: "nope": executable file not found in $PATH'],
  ["nope", "bash: nope: command not found"],
];

test("mistakes are answered in kubectl's words", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open("day26");
  for (const [command, words] of CASES) {
    await lab.type("clear");
    await lab.type(command);
    await expect.poll(() => lab.text()).toContain(words);
  }
  lab.expectQuiet();
});

test("the editor shows the API server's words at their line", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open("day26");
  await lab.inspector.getByRole("tab", { name: "YAML" }).click();
  await lab.inspector.getByRole("button", { name: "New policy" }).click();
  const content = lab.inspector.locator(".cm-content");
  await expect(content).toContainText("my-policy");
  await content.press("Control+End");
  await page.keyboard.type("  ingres: []\n");
  await expect(lab.inspector.locator(".cm-lint-marker-error")).toHaveCount(1);
  await page.keyboard.press("F8");
  await expect(
    page.locator(".cm-diagnostic, .cm-tooltip-lint, .cm-panel-lint").first(),
  ).toContainText('unknown field "spec.ingres"');
  lab.expectQuiet();
});

/** Learners: a beginner, one without a mouse, one on a phone, one who makes the usual mistakes. */
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { LessonLab } from "./lesson.ts";

test("a beginner does the first two lessons from the first page, by typing", async ({ page }) => {
  test.setTimeout(120_000);
  const lab = new LessonLab(page);
  await page.goto("/");
  await page.getByRole("link", { name: "Start the first lesson" }).click();

  await lab.expectStep("Who is here");
  await expect(lab.screen).toContainText("$", { timeout: 20_000 });
  await lab.type("kubectl get pods -o wide");
  await lab.goOn();

  await lab.expectStep("A stranger at the database");
  // nothing tells the answer before the guess
  await expect(lab.guide.getByRole("heading", { name: "To do" })).toHaveCount(0);
  await expect(
    lab.guide.getByRole("button", { name: "Run kubectl exec rogue -- nc -zv -w 2 db 5432" }),
  ).toHaveAttribute("aria-disabled", "true");
  await lab.guess("No, it waits until it gives up");
  await expect(lab.screen).toContainText("open");
  await lab.expectDone();
  // the wrong guess stays beside the result, with the reason
  await expect(lab.guide).toContainText("It went another way.");
  await expect(lab.guide).toContainText("No policy selects db");
  await lab.next.click();

  await lab.expectStep("Over a namespace border");
  await lab.guess("No");
  await lab.goOn();

  await lab.expectStep("Look for policies");
  await lab.guess("No, it speaks of one namespace only");
  await lab.type("kubectl get networkpolicy");
  await expect(lab.guide.getByText("This step is done.")).toHaveCount(0);
  await lab.type("kubectl get networkpolicy -A");
  await lab.goOn();

  await lab.expectStep("Count the arrows");
  await lab.guide.getByRole("textbox", { name: "Your guess, a number" }).fill("42");
  await lab.lock();
  await lab.expectDone();
  await lab.guide.getByRole("button", { name: "Finish" }).click();
  await expect(lab.guide).toContainText("You have finished this lesson");
  await expect(lab.guide).toContainText("3 of 4 guesses were right.");
  await lab.guide.getByRole("link", { name: /The first wall/ }).click();

  await lab.expectStep("First see it work");
  await lab.typeCommands();
  await lab.goOn();

  await lab.expectStep("Close every door");
  const cells = lab.guide.getByRole("radiogroup");
  await cells.nth(0).getByRole("radio", { name: "blocked" }).check({ force: true });
  await cells.nth(1).getByRole("radio", { name: "blocked" }).check({ force: true });
  await cells.nth(2).getByRole("radio", { name: "passes" }).check({ force: true });
  await lab.lock();
  await lab.typeCommands();
  await lab.goOn();

  await lab.expectStep("The other direction");
  await lab.guess("Yes");
  await lab.prompt();
  await lab.typeCommands();
  await lab.goOn();

  await lab.expectStep("Close both directions");
  await lab.guess("The look-up of the name");
  await lab.typeCommands();
  await lab.goOn();

  await lab.expectStep("Inside one pod");
  await lab.guess("No");
  await lab.prompt();
  await lab.typeCommands();
  await lab.goOn();

  await lab.expectStep("Take it away");
  await lab.typeCommands();
  await lab.expectDone();
  await lab.guide.getByRole("button", { name: "Finish" }).click();
  await expect(lab.guide).toContainText("You have finished this lesson");

  await page.goto("/#/learn");
  await expect(page.getByText("2 of 11 lessons")).toBeVisible();
  lab.expectQuiet();
});

test.describe("without a mouse and without motion", () => {
  test.use({ reducedMotion: "reduce" } as object);

  test("a lesson by keyboard alone", async ({ page }) => {
    test.setTimeout(90_000);
    const lab = new LessonLab(page);
    await lab.openLesson("L01");
    await expect(lab.screen).toContainText("$", { timeout: 20_000 });

    /** Tab, or back with Shift, until something of this name has the focus. */
    const reach = async (name: RegExp): Promise<void> => {
      for (let i = 0; i < 60; i++) {
        const found = await page.evaluate((source) => {
          const element = document.activeElement;
          const label =
            element?.getAttribute("aria-label") ?? element?.closest("label")?.textContent ?? "";
          return new RegExp(source).test(label === "" ? (element?.textContent ?? "") : label);
        }, name.source);
        if (found) return;
        await page.keyboard.press("Tab");
      }
      throw new Error(`the focus never reached ${name.source}`);
    };

    await page.locator("#panel-guide").focus();
    await reach(/^Run kubectl get pods -o wide/);
    await page.keyboard.press("Enter");
    await lab.expectDone();
    await reach(/^Next step/);
    await page.keyboard.press("Enter");

    await lab.expectStep("A stranger at the database");
    await page.locator("#panel-guide").focus();
    await reach(/^Yes, it opens/);
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowDown");
    await expect(lab.guide.getByRole("radio", { name: /waits until/ })).toBeChecked();
    await page.keyboard.press("ArrowUp");
    await reach(/^Lock my guess/);
    await page.keyboard.press("Enter");
    await lab.expectDone();
    await expect(lab.guide).toContainText("You saw it coming.");
    await page.locator("#panel-guide").focus();
    await reach(/^Next step/);
    await page.keyboard.press("Enter");
    await lab.expectStep("Over a namespace border");

    // any step from the list, at its own start
    await page.locator("#panel-guide").focus();
    await reach(/^Step 3 of 5/);
    await page.keyboard.press("Enter");
    await reach(/^Count the arrows/);
    await page.keyboard.press("Enter");
    await lab.expectStep("Count the arrows");
    await expect(lab.guide).toContainText("were put to the start of this step");
    await page.locator("#panel-guide").focus();
    await reach(/^Your guess, a number/);
    await page.keyboard.type("42");
    await page.keyboard.press("Enter");
    await lab.expectDone();
    lab.expectQuiet();
  });
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("steps by touch, with the terminal a tab away", async ({ page }) => {
    const lab = new LessonLab(page);
    await lab.openLesson("L01");
    const guideTab = page.getByRole("tab", { name: "Guide" });
    await lab.guide.getByRole("button", { name: "Run kubectl get pods -o wide" }).tap();
    await expect(lab.screen).toContainText("10.244.");
    await guideTab.tap();
    await lab.expectDone();
    await lab.next.tap();
    await lab.guide.getByText("Yes, it opens").tap();
    await lab.guide.getByRole("button", { name: /^Lock my guess/ }).tap();
    await expect(lab.screen).toContainText("open");
    await guideTab.tap();
    await lab.expectDone();
    await lab.guide.getByRole("button", { name: "rogue may reach db" }).first().isVisible();
    // a word's card stays within the screen
    await lab.guide.getByRole("button", { name: "port", exact: true }).tap();
    const box = await page.getByRole("tooltip").boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(390);
    lab.expectQuiet();
  });
});

test("the commonest mistakes are told by what was probably thought", async ({ page }) => {
  test.setTimeout(90_000);
  const lab = new LessonLab(page);

  // the policy hangs at the caller and names the one that is called
  await lab.openLesson("L04/complete");
  await expect(lab.screen).toContainText("$", { timeout: 20_000 });
  const turn = lab.guide.getByRole("status", { name: "A likely misunderstanding" });
  await expect(turn).toHaveCount(0);
  await lab.start(`kubectl apply -f - <<'EOF'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: frontend-in }
spec:
  podSelector: { matchLabels: { role: backend } }
  policyTypes: [Ingress]
  ingress: [{ from: [{ podSelector: { matchLabels: { role: frontend } } }], ports: [{ port: 80 }] }]
EOF`);
  await expect(turn).toContainText("I put the policy on the backend");
  await expect(turn).toContainText("mysql still reaches frontend on 80.");
  await lab.guide.getByRole("button", { name: "What is missing?" }).click();
  await expect(lab.guide).toContainText("It selects backend");

  // a dash too many
  await lab.openLesson("L07/one-item");
  await lab.guess("Pods with that label in that namespace");
  await lab.type(
    `sed -i 's/^.*FILL.*$/        - podSelector: { matchLabels: { app: ingress-controller } }/' one-item.yaml`,
  );
  await lab.type("kubectl apply -f one-item.yaml");
  await expect(turn).toContainText("so both must match");
  await expect(turn).toContainText("debug still reaches frontend on 8080.");
  await turn.getByRole("button", { name: /^Run kubectl exec -n ingress-nginx debug/ }).click();
  await expect(lab.screen).toContainText("open");
  await turn.getByRole("button", { name: "Show why" }).click();
  await expect(lab.inspector).toContainText("debug");

  // help: hints one at a time, then the solution, written and not run
  await lab.guide.getByRole("button", { name: "Hint", exact: true }).click();
  await expect(lab.guide.getByText("Hint 1 of 3")).toBeVisible();
  await lab.guide.getByRole("button", { name: "Solution" }).click();
  await lab.guide.getByRole("button", { name: "Write it to the prompt" }).click();
  await expect(lab.screen).toContainText("podSelector");
  await page.waitForTimeout(500);
  await expect(lab.guide.getByText("This step is done.")).toHaveCount(0);
  await lab.focusTerminal();
  await page.keyboard.press("Enter");
  await lab.goOn();
  await lab.expectStep("Let kubectl explain it");

  // left and opened again: nothing is lost
  await page.goto("/#/learn");
  await page.reload();
  await page.getByRole("link", { name: /Continue One dash apart/ }).click();
  await lab.expectStep("Let kubectl explain it");
  lab.expectQuiet();
});

test("a puzzle at par, and a broken cluster mended", async ({ page }) => {
  const lab = new LessonLab(page);
  await page.goto("/#/puzzle/P02");
  await expect(lab.screen).toContainText("$", { timeout: 20_000 });
  await expect(lab.guide.getByText("Solved.")).toHaveCount(0);
  await lab.guide.getByRole("button", { name: "Hint" }).click();
  await expect(lab.guide.getByText("Hint 1 of 3")).toBeVisible();
  await lab.guide.getByRole("button", { name: "Solution" }).click();
  await lab.guide.getByRole("button", { name: "Write it to the prompt" }).first().click();
  await lab.focusTerminal();
  await page.keyboard.press("Enter");
  await expect(lab.guide.getByText("Solved.")).toBeVisible();
  await expect(lab.guide.getByRole("img", { name: "3 of 3 stars" }).first()).toBeVisible();
  await expect(lab.guide.getByRole("button", { name: /not as wanted/ })).toHaveCount(0);

  await page.goto("/#/challenge/D08");
  await expect(lab.guide.getByText("Is NetworkPolicy broken?")).toBeVisible({ timeout: 20_000 });
  await lab.guide.getByRole("button", { name: /^Run kubectl exec rogue/ }).click();
  await expect(lab.screen).toContainText("open");
  await lab.guide.getByRole("button", { name: "Give me a clue" }).click();
  await expect(lab.guide).toContainText("Describe the policies");
  await lab.type("kubectl delete networkpolicy legacy");
  await expect(lab.guide.getByText("Mended.")).toBeVisible();
  await expect(lab.guide).toContainText("What one policy allows, no other can deny.");

  await page.goto("/#/learn");
  await expect(page.getByText("1 of 7 puzzles, 1 of 5 broken clusters")).toBeVisible();
  lab.expectQuiet();
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test("axe finds nothing on the course's pages, in a step, a puzzle, a broken cluster", async ({
      page,
    }) => {
      const lab = new LessonLab(page);
      const look = async (): Promise<string[]> => {
        const { violations } = await new AxeBuilder({ page }).analyze();
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.target).join(", ")}`);
      };
      for (const [path, text] of [
        ["learn", "Kubernetes NetworkPolicies"],
        ["glossary", "Glossary"],
        ["puzzle/P04", "Look, don't touch"],
        ["challenge/D08", "Deny does not deny"],
      ] as const) {
        await page.goto(`/#/${path}`);
        const heading = page.getByRole("heading", { level: 1, name: text });
        await expect(heading).toBeVisible({ timeout: 20_000 });
        expect(await look(), path).toEqual([]);
      }
      await lab.openLesson("L04/parts");
      expect(await look()).toEqual([]);
      await lab.guess("backend, the one under from");
      await lab.expectDone();
      expect(await look()).toEqual([]);
    });
  });
}

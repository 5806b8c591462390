/** A quiz by keyboard, an exam with its review, and what comes back another day. */
import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";

async function flaws(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(", ")}`);
}

/** Goes on with Tab until something of that name has the focus. */
async function tabTo(page: Page, name: RegExp | string): Promise<void> {
  const wanted = page.getByRole("button", { name });
  for (let presses = 0; presses < 40; presses++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`no way to ${String(name)} by Tab`);
}

test("a topic by keyboard: wrong, its reason and what it would mean; the results; due the next day", async ({
  page,
}) => {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  await page.goto("/#/quiz/topic/union?seed=e2e");
  const card = page.getByRole("article");
  await expect(card).toContainText("Question 1 of 2 · Policies add up");
  expect(await flaws(page)).toEqual([]);

  for (let asked = 0; asked < 2; asked++) {
    const wrong =
      (await card.textContent())?.includes("rogue gets in") === true
        ? card.getByRole("radio", { name: "default/deny-all" })
        : card.getByRole("radio", { name: "Only pods with both" });
    await wrong.focus();
    await page.keyboard.press("Space");
    const sure = card.getByRole("radio", { name: "Sure", exact: true });
    if ((await sure.count()) > 0) {
      await sure.focus();
      await page.keyboard.press("Space");
    }
    await page.keyboard.press("Enter");
    await expect(card.getByText("Not right.", { exact: true })).toBeVisible();
    await expect(card.getByText(/^If .*(It can\.|It cannot\.)$/).first()).toBeVisible();
    await tabTo(page, "Why?");
    await page.keyboard.press("Enter");
    await expect(card.getByRole("region", { name: /^Why: default\// })).toBeVisible();
    await tabTo(page, asked === 0 ? "Next question" : "See the results");
    await page.keyboard.press("Enter");
  }
  await expect(page.getByText("0 of 2 right")).toBeVisible();
  expect(await flaws(page)).toEqual([]);

  // a reload keeps the results, and a question can be opened again
  await page.reload();
  await expect(page.getByText("0 of 2 right")).toBeVisible();
  await page.getByRole("button", { name: /Two policies select the pod db/ }).press("Enter");
  await expect(card.getByText("Not right.", { exact: true })).toBeVisible();

  // the next day
  await page.clock.install({ time: Date.now() + 24 * 3_600_000 });
  await page.goto("/#/quiz");
  await page.reload();
  await expect(page.getByText("2 due today")).toBeVisible();
  await expect(page.getByRole("heading", { name: "What your answers gave away" })).toBeVisible();
  await page.getByRole("link", { name: "Review what is due" }).click();
  await expect(page.getByRole("heading", { name: "Due today" })).toBeVisible();
  await expect(card).toContainText("Question 1 of 2");
  expect(faults).toEqual([]);
});

test("an exam: no verdicts, the clock, a reload, the end by itself, the code", async ({ page }) => {
  await page.clock.install();
  await page.goto("/#/quiz/exam/first?seed=e2e");
  await page.getByRole("button", { name: "Begin the exam" }).click();
  const card = page.getByRole("article");
  await expect(page.getByRole("timer")).toHaveText(/^(8:00|7:5\d) left$/);
  await expect(card).toContainText("Question 1 of 8");
  await card.getByRole("radio").first().check({ force: true });
  await expect(page.getByRole("button", { name: "Question 1, answered" })).toBeVisible();
  expect(await flaws(page)).toEqual([]);

  await page.reload();
  await expect(page.getByRole("button", { name: "Question 1, answered" })).toBeVisible();
  await expect(card.getByRole("radio").first()).toBeChecked();
  await expect(card.getByText(/right/i)).toHaveCount(0);

  await page.getByRole("button", { name: "Hand in" }).first().click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("7 of 8 questions have no answer yet.");
  await dialog.getByRole("button", { name: "Go to question 2" }).click();
  await expect(card).toContainText("Question 2 of 8");

  await page.clock.fastForward("07:10");
  await expect(page.getByText(/^One minute left\./)).toBeVisible();
  await page.clock.fastForward("01:00");
  await expect(page.getByText(/^[01] of 8 right$/)).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText(/^first(-[0-9A-Z]{1,4})+$/)).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save the result file" }).click();
  expect((await download).suggestedFilename()).toBe("netpol-exam-first-e2e.json");
  expect(await flaws(page)).toEqual([]);
});

test("a wrong answer opens its cluster in the sandbox", async ({ page }) => {
  await page.goto("/#/quiz/topic/ns-scope?seed=e2e");
  const card = page.getByRole("article");
  await card.getByText("Yes, because the label fits").click();
  const sure = card.getByText("Not sure", { exact: true });
  if ((await sure.count()) > 0) await sure.click();
  await card.getByRole("button", { name: "Check" }).click();
  await card.getByRole("button", { name: "Open in the sandbox" }).click();
  await expect(page).toHaveURL(/#\/lab\//, { timeout: 20_000 });
  await expect(page.locator(".xterm-rows:visible")).toContainText("$", { timeout: 20_000 });
});

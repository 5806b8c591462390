/** Endless practice by keyboard: a set from its link to the result, and its clusters to try. */
import { expect, test, type Page } from "@playwright/test";

test("a set is answered, kept, and gone on with after a reload", async ({ page }) => {
  await page.goto("/#/practice/1.and-or.journey.2");
  await expect(page.getByRole("heading", { name: "A set of 2 questions" })).toBeVisible();
  const cluster = page.getByRole("complementary", { name: "The cluster" });
  await expect(cluster.getByRole("table").first()).toBeVisible();
  const ask = page.getByRole("article", { name: "Question 1 of 2" });
  const first = await ask.getByRole("heading").first().innerText();

  await page.reload(); // nothing was answered: it is asked again
  await expect(ask.getByRole("heading").first()).toHaveText(first);
  await answer(page);
  await expect(cluster.getByText(/^[01] of 1 right in this round$/)).toBeVisible();

  await page.reload(); // it was answered: the next one comes
  await expect(page.getByRole("article", { name: "Question 2 of 2" })).toBeVisible();
  await answer(page);
  await page.getByRole("button", { name: "See the result" }).press("Enter");
  await expect(page.getByRole("heading", { name: /^[012] of 2 right$/ })).toBeVisible();
  await expect(page.getByRole("button", { name: "Copy the link for your class" })).toBeVisible();
});

/** Takes the first answer that the question offers. */
async function answer(page: Page): Promise<void> {
  const card = page.getByRole("article");
  const groups = card.getByRole("radiogroup");
  await expect(card.getByRole("button", { name: "Check" })).toBeVisible();
  for (const group of await groups.all()) {
    await group.getByRole("radio").first().focus();
    await page.keyboard.press("Space");
  }
  await card.getByRole("button", { name: "Check" }).press("Enter");
  await expect(card.getByText(/^(Right|Not right|Partly right.*)\.$/)).toBeVisible();
}

import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { Lab } from "./lab.ts";

/** What the keys do is tested here; that commands are typed to be seen is not waited for. */
test.use({ contextOptions: { reducedMotion: "reduce" } });

const bar = (page: Page) => page.locator("footer").last();
const next = (page: Page) =>
  bar(page).getByRole("button", { name: /Begin|Show it|Hurry|Next|The end/ });

type Violations = Awaited<ReturnType<AxeBuilder["analyze"]>>["violations"];

const faultsOf = (violations: Violations): readonly string[] =>
  violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(", ")}`);

async function open(page: Page, id: string): Promise<Lab> {
  const lab = new Lab(page);
  await page.addInitScript(() => {
    localStorage.setItem("netpol-lab/preferences", '{"speed":"instant"}');
  });
  await page.goto(`/#/demo/${id}`);
  await expect(next(page)).toHaveText(/Begin/, { timeout: 20_000 });
  await expect(lab.screen).toContainText("$");
  return lab;
}

/** Waits until the scene's commands have ended. */
async function settled(page: Page): Promise<void> {
  await expect(next(page)).not.toHaveText(/Hurry/, { timeout: 15_000 });
  // a Next right at the end of a scene was meant to hurry it
  await page.waitForTimeout(350);
}

/** The graph in words and the title: what the room sees once the picture has followed. */
async function seen(page: Page, lab: Lab): Promise<string> {
  let last = "";
  for (;;) {
    const now = await look(page, lab);
    if (now === last) return now;
    last = now;
    await page.waitForTimeout(120);
  }
}

async function look(page: Page, lab: Lab): Promise<string> {
  const where = await bar(page).locator("p").first().innerText();
  const words = await lab.graphText.innerText();
  const polling = await page.getByRole("region", { name: "Prediction of the room" }).count();
  return `${where}\n${String(polling)}\n${words}`;
}

test("forwards and backwards twice, by keys: the same each time", async ({ page }) => {
  test.setTimeout(120_000);
  const lab = await open(page, "allow-deny");
  const states: string[] = [];
  for (let round = 0; round < 2; round++) {
    const stops: string[] = [];
    for (;;) {
      stops.push(await seen(page, lab));
      if ((await next(page).textContent())?.includes("The end") === true) break;
      await page.keyboard.press(round === 0 ? "Space" : "ArrowRight");
      await settled(page);
    }
    expect(stops).toHaveLength(14);
    if (round === 0) states.push(...stops);
    else expect(stops).toEqual(states);
    for (const state of stops.toReversed().slice(1)) {
      await page.keyboard.press(round === 0 ? "Backspace" : "ArrowLeft");
      await expect.poll(() => look(page, lab)).toBe(state);
    }
  }
  expect(states[0]).toContain("0 network policies");
  lab.expectQuiet();
});

test("what is typed live is shown, and ← is back in the script", async ({ page }) => {
  const lab = await open(page, "allow-deny");
  for (let i = 0; i < 8; i++) {
    await page.keyboard.press("Space");
    await settled(page);
  }
  await expect(bar(page)).toContainText("5 of 8");
  const script = await seen(page, lab);
  await page.keyboard.press("t");
  await expect(bar(page)).toContainText("Typing in the terminal");
  await page.keyboard.type("kubectl label pod frontend name=mysql --overwrite");
  await page.keyboard.press("Enter");
  await expect.poll(() => lab.text()).toContain("pod/frontend labeled");
  await page.keyboard.press("Escape");
  await expect(bar(page)).toContainText("not in the script");
  await expect(bar(page)).toContainText("5 of 8");
  await page.keyboard.press("ArrowLeft");
  await expect.poll(() => look(page, lab)).toBe(script);
  await expect.poll(() => lab.text()).not.toContain("labeled");
  // the shell's history still has it; the lab can do it again
  await page.keyboard.press("Control+Shift+Z");
  await expect(bar(page)).toContainText("not in the script");
  await page.keyboard.press("Space");
  await settled(page);
  await expect(bar(page)).toContainText("6 of 8");
  await page.keyboard.press("r");
  await expect(next(page)).toHaveText(/Begin/);
  await expect(lab.graphText).toContainText("0 network policies");
  lab.expectQuiet();
});

test("the room votes, votes again, and sees what changed", async ({ page }) => {
  await open(page, "and-or");
  for (let i = 0; i < 2; i++) {
    await page.keyboard.press("Space");
    await settled(page);
  }
  const poll = page.getByRole("region", { name: "Prediction of the room" });
  await expect(poll).toContainText("Who gets in to frontend now?");
  await page.keyboard.type("1111333");
  await expect(poll.getByRole("status")).toHaveText("7 hands");
  await page.keyboard.press("l");
  await page.keyboard.press("1");
  await expect(poll.getByRole("status")).toHaveText("Locked: 7 hands");
  await page.keyboard.press("v");
  await page.keyboard.type("1333333");
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(faultsOf(violations)).toEqual([]);
  await page.keyboard.press("Space");
  await expect(poll).toHaveCount(0);
  await settled(page);
  await expect(bar(page)).toContainText("Right: Only impostor");
  await expect(bar(page)).toContainText("3 → 6 of 7");
});

test("side by side; Why? beside the picture; notes for the speaker", async ({ page }) => {
  const lab = await open(page, "allow-deny");
  for (let i = 0; i < 5; i++) {
    await page.keyboard.press("Space");
    await settled(page);
  }
  await page.keyboard.press("Space");
  await settled(page);
  await page.keyboard.press("s");
  await expect(page.getByRole("region", { name: "At the beginning", exact: true })).toContainText(
    "9 of 9 flows pass",
  );
  await expect(page.getByRole("region", { name: "Now", exact: true })).toContainText(
    "1 of 9 flows pass",
  );
  await page.keyboard.press("Escape");
  await page.keyboard.press("n");
  await expect(page.getByRole("complementary", { name: "Notes" })).toContainText("Expect:");
  await page.keyboard.press("n");
  for (let i = 0; i < 2; i++) {
    await page.keyboard.press("Space");
    await settled(page);
  }
  await page.keyboard.press("w");
  await expect(lab.inspector).toContainText("Dropped at the destination's ingress gate");
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(faultsOf(violations)).toEqual([]);
  lab.expectQuiet();
});

test("the window with the notes follows the stage and drives it, after either was loaded anew", async ({
  page,
}) => {
  const lab = await open(page, "dns");
  await page.keyboard.press("Space");
  await settled(page);
  const [notes] = await Promise.all([page.waitForEvent("popup"), page.keyboard.press("p")]);
  await expect(notes.getByRole("heading", { name: "A call that works" })).toBeVisible({
    timeout: 20_000,
  });
  await expect(notes.getByText("kubectl apply -f deny-egress.yaml")).toBeVisible();
  await notes.keyboard.press("Space");
  await expect(bar(page)).toContainText("Close the exit");
  await expect(notes.getByRole("heading", { name: "Close the exit" })).toBeVisible();
  await expect(notes.getByRole("button", { name: /Next/ })).toBeVisible();
  const { violations } = await new AxeBuilder({ page: notes }).analyze();
  expect(faultsOf(violations)).toEqual([]);

  await notes.reload();
  await expect(notes.getByRole("heading", { name: "Close the exit" })).toBeVisible({
    timeout: 20_000,
  });
  await page.reload();
  await expect(bar(page)).toContainText("Close the exit", { timeout: 20_000 });
  await expect(lab.graphText).toContainText("1 network policy");
  await expect(notes.getByRole("heading", { name: "Close the exit" })).toBeVisible();
  await notes.getByRole("button", { name: /Back/ }).click();
  await expect(bar(page)).toContainText("A call that works");
  await expect(lab.graphText).toContainText("0 network policies");

  await page.goto("/#/");
  await expect(notes.getByRole("heading", { name: "The stage is not open" })).toBeVisible();
  lab.expectQuiet();
});

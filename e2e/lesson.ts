import { expect, type Locator, type Page } from "@playwright/test";
import { Lab } from "./lab.ts";

/** A lesson in the guide, as a learner works with it. */
export class LessonLab extends Lab {
  readonly next: Locator;

  constructor(page: Page) {
    super(page);
    this.next = this.guide.getByRole("button", { name: "Next step" });
  }

  /** @param path as `L07` or `L07/own` */
  async openLesson(path: string): Promise<void> {
    await this.page.goto(`/#/learn/${path}`);
    await expect(this.guide.getByText(/Step \d+ of \d+/)).toBeVisible({ timeout: 20_000 });
  }

  async expectStep(title: string): Promise<void> {
    await expect(this.guide.getByRole("heading", { name: title })).toBeVisible();
  }

  /** Picks an option and locks it; where there is one command it runs then. */
  async guess(option: string): Promise<void> {
    await this.guide.getByRole("radio", { name: option, exact: true }).check();
    await this.lock();
  }

  async lock(): Promise<void> {
    await this.guide.getByRole("button", { name: /^Lock my guess/ }).click();
  }

  /** Types what the step offers to run, unless it is done by then. */
  async typeCommands(): Promise<void> {
    const offered = this.guide.getByRole("button", { name: /^Run / });
    for (const command of await offered.locator("pre").allInnerTexts()) {
      if (await this.next.isVisible()) return;
      await this.type(command, 30_000);
    }
  }

  async expectDone(timeout = 15_000): Promise<void> {
    await expect(this.guide.getByText("This step is done.")).toBeVisible({ timeout });
  }

  /** Waits until the step is done, and goes on. */
  async goOn(): Promise<void> {
    await this.expectDone();
    await this.next.click();
  }
}

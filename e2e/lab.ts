import { expect, type Locator, type Page } from "@playwright/test";

/** The lab's page as a person uses it. */
export class Lab {
  readonly page: Page;
  readonly screen: Locator;
  readonly guide: Locator;
  readonly network: Locator;
  readonly inspector: Locator;
  readonly faults: string[] = [];

  constructor(page: Page) {
    this.page = page;
    this.screen = page.locator(".xterm-rows:visible");
    this.guide = page.getByRole("region", { name: "Guide" });
    this.network = page.getByRole("region", { name: "Network" });
    this.inspector = page.getByRole("region", { name: "Inspector" });
    page.on("console", (message) => {
      if (message.type() === "error") this.faults.push(message.text());
    });
    page.on("pageerror", (error) => this.faults.push(error.message));
    page.on("request", (request) => {
      const url = new URL(request.url());
      const own = url.hostname === "127.0.0.1" || ["data:", "blob:"].includes(url.protocol);
      if (!own) this.faults.push(`request to ${request.url()}`);
    });
  }

  async open(scenario: string): Promise<void> {
    await this.page.goto(`/#/lab/${scenario}`);
    await expect(this.screen).toContainText("$", { timeout: 20_000 });
  }

  /** Types a command with the keyboard, as a person does, and waits for the next prompt. */
  async type(command: string, timeout = 15_000): Promise<void> {
    await this.focusTerminal();
    const prompts = await this.prompts();
    await this.page.keyboard.type(command);
    await this.page.keyboard.press("Enter");
    await expect.poll(() => this.prompts(), { timeout }).toBeGreaterThan(prompts);
  }

  async focusTerminal(): Promise<void> {
    await this.page.locator(".xterm-helper-textarea:visible, .xterm:visible textarea").first().focus();
  }

  /** How many prompts have been drawn in the visible terminal so far. */
  async prompts(): Promise<number> {
    return Number(await this.page.locator("[data-prompts]:visible").getAttribute("data-prompts"));
  }

  /** Fails when the page complained, or asked another origin for anything. */
  expectQuiet(): void {
    expect(this.faults).toEqual([]);
  }
}

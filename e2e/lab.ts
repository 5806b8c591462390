import { expect, type Locator, type Page } from "@playwright/test";

/** The policy that every lesson begins with. */
export const DENY_INGRESS = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: default-deny-ingress
spec:
  podSelector: {}
  policyTypes:
    - Ingress`;

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
    this.guide = page.getByRole("region", { name: "Guide", exact: true });
    this.network = page.getByRole("region", { name: "Network", exact: true });
    this.inspector = page.getByRole("region", { name: "Inspector", exact: true });
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

  /** Opens a file of one's own, and gives the dialog that says what becomes of it. */
  async openFile(name: string, mimeType: string, text: string): Promise<Locator> {
    await this.page.getByRole("button", { name: "Open your own YAML" }).click();
    const buffer = Buffer.from(text);
    await this.page.getByLabel("Files to open").setInputFiles({ name, mimeType, buffer });
    return this.page.getByRole("dialog");
  }

  /** Types a command with the keyboard, as a person does, and waits for the next prompt. */
  async type(command: string, timeout = 15_000): Promise<void> {
    const prompts = await this.prompts();
    await this.start(command);
    await expect.poll(() => this.prompts(), { timeout }).toBeGreaterThan(prompts);
  }

  /** Types a command and does not wait for its end. */
  async start(command: string): Promise<void> {
    await this.focusTerminal();
    for (const line of command.split("\n")) {
      await this.page.keyboard.type(line);
      await this.page.keyboard.press("Enter");
    }
  }

  /** Waits until no command runs. */
  async prompt(timeout = 15_000): Promise<void> {
    await expect(this.page.getByLabel("Waiting time")).toHaveCount(0, { timeout });
    await expect(this.screen).toContainText(/lab:\S*\$\s*$/, { timeout });
  }

  /** What the terminal shows, wrapped lines joined. */
  async text(): Promise<string> {
    const rows = await this.screen.locator("> div").allInnerTexts();
    return rows.join("").replaceAll("\u00a0", " ");
  }

  /** The graph's text equivalent, as a screen reader has it. */
  get graphText(): Locator {
    return this.network.getByRole("region", { name: "The network in words" });
  }

  async focusTerminal(): Promise<void> {
    await this.page
      .locator(".xterm-helper-textarea:visible, .xterm:visible textarea")
      .first()
      .focus();
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

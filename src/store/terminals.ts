/**
 * The terminals of a lab: each tab is a device with a shell on it. What was printed is kept, so that
 * a view can be opened late, moved, or opened again, and nothing is lost. The lines that a view shows
 * are saved with the lab.
 */
import { createStore } from "zustand/vanilla";
import type { CardId, FlowRequest } from "../core/graph/types.ts";
import type { FlowObservation } from "../core/network/types.ts";
import { cardOfEnd } from "../core/session/graph.ts";
import type { Session } from "../core/session/session.ts";
import { triedFlow } from "../core/session/tried.ts";
import { TerminalDevice } from "../core/shell/tty.ts";
import type { LabClock } from "./labClock.ts";
import { keepEnd } from "./scrollback.ts";

/** Characters of output kept for a view that opens later. */
const KEEP = 200_000;

export interface TerminalTab {
  readonly id: number;
  readonly name: string;
  /** A foreground command runs: its text and when it began, in lab time. */
  readonly running: { readonly command: string; readonly since: number } | undefined;
  /** Prompts shown so far. */
  readonly prompts: number;
  /** The last attempt of the last command that did not get through. */
  readonly failed: FailedAttempt | undefined;
}

export interface FailedAttempt {
  /** e.g. `dropped at backend's ingress gate` */
  readonly text: string;
  readonly flow: FlowRequest;
}

/** What became of an attempt, in a few words; undefined when it got through. */
export function failedAttempt(
  { caller, connection, purpose }: FlowObservation,
  cardOf: (end: string) => CardId | undefined,
): FailedAttempt | undefined {
  if (connection.outcome === "open") return undefined;
  const tried = triedFlow({ time: 0, caller, tool: "", target: "", connection });
  const source = cardOf(tried.source);
  const destination = cardOf(tried.destination);
  if (source === undefined || destination === undefined) return undefined;
  const flow = { source, destination, port: tried.port, protocol: tried.protocol };
  const verdict = connection.trace.findLast((step) => step.step === "policy")?.verdict;
  const name = (card: CardId): string => card.split("/").at(-1) ?? card;
  const what = purpose === "dns" ? "DNS question " : "";
  if (verdict?.egress.allowed === false)
    return { text: `${what}dropped at ${name(source)}'s egress gate`, flow };
  if (verdict?.ingress.allowed === false)
    return { text: `${what}dropped at ${name(destination)}'s ingress gate`, flow };
  if (connection.outcome === "refused")
    return { text: `refused: nothing listens on port ${tried.port} of ${name(destination)}`, flow };
  return undefined;
}

export interface TerminalsState {
  /** Grows each time the visible terminal is to take the focus. */
  readonly focusRequests: number;
  readonly tabs: readonly TerminalTab[];
  readonly active: number;
}

class Tab {
  readonly device: TerminalDevice;
  #output: string;
  #view: ((text: string) => void) | undefined;
  #read: (() => readonly string[]) | undefined;
  /** What is saved while no view shows the tab. */
  #lines: string;
  #queue: string[] = [];

  /**
   * @param earlier plain lines from before the page was loaded again
   * @param printed what another terminal printed, to be shown again as it is
   */
  constructor(earlier: string, printed = "") {
    this.#lines = earlier;
    this.#output = earlier === "" ? printed : `${earlier.replaceAll("\n", "\r\n")}\r\n`;
    this.device = new TerminalDevice(
      (text) => {
        this.#output = (this.#output + text).slice(-KEEP);
        this.#view?.(text);
      },
      { columns: 80, rows: 24 },
    );
  }

  /**
   * Connects a view; it first gets what was printed before.
   * @param read the lines above the one with the cursor, as the view shows them
   */
  attach(view: (text: string) => void, read?: () => readonly string[]): () => void {
    if (this.#output !== "") view(this.#output);
    this.#view = view;
    this.#read = read;
    return () => {
      if (this.#view !== view) return;
      this.#lines = this.scrollback();
      this.#view = undefined;
      this.#read = undefined;
    };
  }

  /** What was printed, to the end of the last line that has one. */
  printed(): string {
    return this.#output.slice(0, this.#output.lastIndexOf("\n") + 1);
  }

  /** The last lines that a view showed. */
  scrollback(): string {
    return this.#read === undefined ? this.#lines : keepEnd(this.#read());
  }

  /** Types a command when the prompt is there; until then it waits. */
  type(command: string, atPrompt: boolean): void {
    if (atPrompt) this.device.input(`${command}\r`);
    else this.#queue.push(command);
  }

  /** The prompt has come: types the next waiting command. */
  next(): void {
    const command = this.#queue.shift();
    if (command !== undefined) this.device.input(`${command}\r`);
  }
}

export class Terminals {
  readonly store = createStore<TerminalsState>(() => ({ tabs: [], active: 0, focusRequests: 0 }));
  readonly #session: Session;
  readonly #clock: LabClock;
  readonly #tabs = new Map<number, Tab>();
  #next = 1;

  /** @param earlier what the terminals of the saved lab showed; one is opened for each */
  constructor(session: Session, clock: LabClock, earlier: readonly string[] = []) {
    this.#session = session;
    this.#clock = clock;
    session.onAttempt((observation) => {
      this.#note(observation);
    });
    for (const lines of earlier.length === 0 ? [""] : earlier) this.open(lines);
    if (earlier.length > 1) this.show(1);
  }

  /** What each terminal shows, in their order. */
  scrollbacks(): readonly string[] {
    return this.store.getState().tabs.map(({ id }) => this.#tabs.get(id)?.scrollback() ?? "");
  }

  /** The device of a tab and the way to see what it prints. */
  tab(id: number): { readonly device: TerminalDevice; attach: Tab["attach"] } | undefined {
    const tab = this.#tabs.get(id);
    return tab === undefined
      ? undefined
      : { device: tab.device, attach: (view, read) => tab.attach(view, read) };
  }

  /**
   * Opens one more shell and shows it.
   * @param earlier lines above its prompt
   * @param printed in their place, what {@link printed} gave
   */
  open(earlier = "", printed = ""): void {
    const id = this.#next++;
    const tab = new Tab(earlier, printed);
    this.#tabs.set(id, tab);
    const entry: TerminalTab = {
      id,
      name: id === 1 ? "bash" : `bash ${id}`,
      running: undefined,
      prompts: 0,
      failed: undefined,
    };
    this.store.setState(({ tabs }) => ({ tabs: [...tabs, entry], active: id }));
    let endForeground: (() => void) | undefined;
    void this.#session
      .openShell(tab.device, {
        onPrompt: () => {
          this.#update(id, (old) => ({ running: undefined, prompts: old.prompts + 1 }));
          queueMicrotask(() => {
            tab.next();
          });
        },
        onCommand: (command) => {
          endForeground = this.#clock.foreground();
          const running = { command, since: this.#clock.now() };
          this.#update(id, () => ({ running, failed: undefined }));
          return () => endForeground?.();
        },
      })
      .then(() => {
        this.closeTab(id);
      });
  }

  /** Asks the view of the visible tab to take the focus. */
  focus(): void {
    this.store.setState(({ focusRequests }) => ({ focusRequests: focusRequests + 1 }));
  }

  /** Shows a tab. */
  show(id: number): void {
    this.store.setState({ active: id });
  }

  /** Ends a tab's shell; the last one is replaced by a new one. */
  closeTab(id: number): void {
    const tab = this.#tabs.get(id);
    if (tab === undefined) return;
    this.#tabs.delete(id);
    tab.device.hangUp();
    const { tabs, active } = this.store.getState();
    const left = tabs.filter((other) => other.id !== id);
    this.store.setState({ tabs: left, active: active === id ? (left.at(-1)?.id ?? 0) : active });
    if (left.length === 0) this.open();
  }

  /** What the visible terminal printed above its prompt, colours and all. */
  printed(): string {
    return this.#tabs.get(this.store.getState().active)?.printed() ?? "";
  }

  /** How often something was typed into the visible terminal, by a person or by the page. */
  get inputs(): number {
    return this.#tabs.get(this.store.getState().active)?.device.inputs ?? 0;
  }

  /** Ends all shells; a new one, in the home folder, stands below what was printed. */
  renew(printed: string): void {
    const old = this.store.getState().tabs;
    this.open("", printed);
    for (const { id } of old) this.closeTab(id);
  }

  /** Waits of commands take no time from here on; the returned function ends that. */
  hurry(): () => void {
    const { speed } = this.#clock;
    this.#clock.setSpeed("instant");
    return () => {
      this.#clock.setSpeed(speed);
    };
  }

  /** Types a command into the visible terminal and runs it, visibly. */
  type(command: string): void {
    const { active, tabs } = this.store.getState();
    const running = tabs.find((tab) => tab.id === active)?.running;
    this.#tabs.get(active)?.type(command, running === undefined);
  }

  /**
   * Writes a command to the prompt without running it; what stood there goes, and comes back with
   * Ctrl-Y. While a command runs nothing is written.
   * @returns false when there is no prompt to write to
   */
  write(command: string): boolean {
    const { active, tabs } = this.store.getState();
    const tab = this.#tabs.get(active);
    if (tab === undefined || tabs.find(({ id }) => id === active)?.running !== undefined)
      return false;
    tab.device.input(`\u0005\u0015\u001b[200~${command}\u001b[201~`);
    return true;
  }

  /** Sends keys to the visible terminal (the row of keys on a phone). */
  keys(text: string): void {
    this.#tabs.get(this.store.getState().active)?.device.input(text);
  }

  close(): void {
    for (const tab of this.#tabs.values()) tab.device.hangUp();
    this.#tabs.clear();
  }

  /** An attempt belongs to the command that runs; what got through clears what did not. */
  #note(observation: FlowObservation): void {
    const { tabs, active } = this.store.getState();
    const running = tabs.filter((tab) => tab.running !== undefined);
    const tab = running.find(({ id }) => id === active) ?? running[0];
    if (tab === undefined) return;
    const { cluster, scenario } = this.#session;
    const failed = failedAttempt(observation, (end) =>
      cardOfEnd(cluster.state, scenario.outside, end),
    );
    if (failed === undefined && observation.purpose === "dns") return;
    this.#update(tab.id, () => ({ failed }));
  }

  #update(id: number, change: (tab: TerminalTab) => Partial<TerminalTab>): void {
    this.store.setState(({ tabs }) => ({
      tabs: tabs.map((tab) => (tab.id === id ? { ...tab, ...change(tab) } : tab)),
    }));
  }
}

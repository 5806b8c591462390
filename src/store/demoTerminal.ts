/** The page's terminal as a demonstration uses it: commands are typed to be seen. */
import type { DemoTerminal } from "../core/session/demoRun.ts";
import type { Terminals, TerminalTab } from "./terminals.ts";

/** Milliseconds a character, and a whole command at most. */
const KEY = 26;
const COMMAND = 1300;
/** After the command is typed, before Enter: the room reads it. */
const PAUSE = 350;
/** A program that does not heed Ctrl-C within so many milliseconds is left with its terminal. */
const PATIENCE = 1500;

export interface Pace {
  /** Milliseconds a character; 0 types at once. */
  readonly key: number;
  readonly pause: number;
}

/** How fast a command is typed; at once where motion is to be reduced. */
function paceOf(command: string, quick: boolean): Pace {
  const still = quick || window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (still) return { key: 0, pause: 0 };
  return { key: Math.min(KEY, COMMAND / command.length), pause: PAUSE };
}

/** The command that is on, from its first character to the next prompt. */
class Running {
  stopped = false;
  hurried: boolean;
  /** Ends the pause between two keys. */
  wake = (): void => undefined;
  /** Resolves when it is stopped. */
  readonly stop: Promise<void>;
  #stop = (): void => undefined;
  readonly #terminals: Terminals;
  #calm: (() => void) | undefined;

  constructor(terminals: Terminals, quick: boolean) {
    this.#terminals = terminals;
    this.hurried = quick;
    if (quick) this.#calm = terminals.hurry();
    this.stop = new Promise((resolve) => {
      this.#stop = resolve;
    });
  }

  hurry(): void {
    this.hurried = true;
    this.#calm ??= this.#terminals.hurry();
    this.wake();
  }

  interrupt(): void {
    this.stopped = true;
    this.#stop();
    this.wake();
  }

  /** Waits take their time again. */
  calm(): void {
    this.#calm?.();
    this.#calm = undefined;
  }
}

export function demoTerminal(terminals: Terminals, pace = paceOf): DemoTerminal {
  let running: Running | undefined;
  /** How often was typed when the script last left the terminal at a prompt. */
  let left: number | undefined = terminals.inputs;

  const tab = (): TerminalTab | undefined => {
    const { tabs, active } = terminals.store.getState();
    return tabs.find(({ id }) => id === active);
  };
  const untouched = (): boolean => left === terminals.inputs && tab()?.running === undefined;
  const renew = (printed: string): void => {
    terminals.renew(printed);
    left = terminals.inputs;
  };

  /** Waits until the terminals are as wanted, or so many milliseconds. */
  const until = (wanted: () => boolean, limit = Infinity): Promise<void> =>
    new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        stop();
        resolve();
      };
      const timer = limit === Infinity ? undefined : setTimeout(end, limit);
      const stop = terminals.store.subscribe(() => {
        if (wanted()) end();
      });
      if (wanted()) end();
    });

  const rest = (on: Running, ms: number): Promise<void> => {
    if (ms === 0 || on.stopped || on.hurried) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      on.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  };

  const type = async (on: Running, command: string, { key, pause }: Pace): Promise<void> => {
    if (key === 0) terminals.keys(command);
    else {
      for (const character of command) {
        await rest(on, key);
        if (on.stopped) return;
        terminals.keys(character);
      }
    }
    await rest(on, pause);
  };

  return {
    async run(command, quick) {
      if (!untouched()) renew(terminals.printed());
      const on = new Running(terminals, quick);
      running = on;
      await until(() => (tab()?.prompts ?? 0) > 0);
      const { prompts = 0, id } = tab() ?? {};
      const over = (): boolean => tab()?.id !== id || (tab()?.prompts ?? 0) > prompts;
      await type(on, command, pace(command, quick));
      if (!on.stopped) {
        terminals.keys("\r");
        await Promise.race([until(over), on.stop]);
      }
      if (!over()) {
        terminals.keys("\u0003");
        await until(over, PATIENCE);
      }
      on.calm();
      running = undefined;
      left = over() ? terminals.inputs : undefined;
    },
    interrupt: () => running?.interrupt(),
    hurry: () => running?.hurry(),
    screen: () => terminals.printed(),
    restore(screen) {
      if (!untouched() || terminals.printed() !== screen) renew(screen);
    },
  };
}
